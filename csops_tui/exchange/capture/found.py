"""What a calendar, a mailbox or a card file says, before anybody asked whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal["event", "mail", "card"]


class Person(NamedTuple):
    """A name (may be empty) and a mail address in lower case (may be empty)."""

    name: str
    mail: str


@dataclass(frozen=True)
class Found:
    """One event (or instance of a series), message or card.

    `key` names it in its source, `part` the instance of a series; of two of one name the greater `version` holds.
    `day` is the local day, `at` the moment in UTC (None: no time of day). `sender` is the organiser or author; of a
    message `people` are addressed and `copied` got a copy. `details` are the other lines of a card.
    """

    kind: Kind
    key: str
    title: str
    part: str = ""
    day: str | None = None
    at: str | None = None
    minutes: int | None = None
    sender: Person | None = None
    people: tuple[Person, ...] = ()
    copied: tuple[Person, ...] = ()
    version: str = ""
    cancelled: bool = False
    automatic: bool = False
    references: tuple[str, ...] = ()
    channel: str | None = None
    note: str = ""
    details: dict[str, str] = field(default_factory=dict[str, str])
    file: str = ""


@dataclass(frozen=True)
class Passed:
    """A file, or a part of it, that gave nothing; `reason` names the words under `capture.reason`."""

    reason: str
    detail: str = ""
    file: str = ""


Reading = Iterator[Found | Passed]


@dataclass(frozen=True)
class Window:
    """The days that are of interest, both inclusive, at most two years; `bodies` asks for the texts as well."""

    since: dt.date
    until: dt.date
    bodies: bool = False

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies within it."""
        return self.since <= day <= self.until


LONGEST = dt.timedelta(days=731)


def to_json(found: Found | Passed) -> dict[str, Any]:
    """A plain form that travels between processes."""
    return {"type": type(found).__name__, **asdict(found)}


def from_json(values: dict[str, Any]) -> Found | Passed:
    """What `to_json` made of it."""
    given = dict(values)
    if given.pop("type") == "Passed":
        return Passed(**given)
    sender = given.pop("sender")
    for name in ("people", "copied"):
        given[name] = tuple(Person(*each) for each in given[name])
    given["references"] = tuple(given["references"])
    return Found(**given, sender=Person(*sender) if sender else None)
