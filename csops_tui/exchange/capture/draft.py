"""One proposal as it would be written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from csops_tui.exchange.capture.found import Person

THEIRS = "request"
"""The trigger of a touch that the customer asked for."""


@dataclass(frozen=True)
class Draft:
    """A touch, meeting or contact to propose; the first of `keys` names it, the others are names it may have had.

    `merges` says that what is known already only grows (mail, contacts); else the newer writing replaces it (events),
    and `versions` name the writing of the event and of its series.
    """

    kind: Literal["touchpoint", "appointment", "contact"]
    system: Literal["calendar", "mail", "contact"]
    keys: tuple[str, ...]
    title: str
    account_id: str | None = None
    contact_id: str | None = None
    member_id: str | None = None
    day: str | None = None
    at: str | None = None
    minutes: int | None = None
    channel: str | None = None
    reach: str | None = None
    direction: str | None = None
    people: tuple[dict[str, str], ...] = field(default=())
    note: str | None = None
    merges: bool = False
    outside: bool = False
    versions: tuple[tuple[str, str], ...] = ()

    def values(self) -> dict[str, Any]:
        """The fields of a row of `proposal`."""
        return {
            "kind": self.kind,
            "system": self.system,
            "key": self.keys[0],
            "account_id": self.account_id,
            "contact_id": self.contact_id,
            "member_id": self.member_id,
            "title": self.title or "–",
            "day": self.day,
            "at": self.at,
            "minutes": self.minutes,
            "channel": self.channel,
            "reach": self.reach,
            "direction": self.direction,
            "people": people_text(self.people),
            "note": self.note or None,
        }


def people_text(people: Iterable[dict[str, str]]) -> str | None:
    """People as a proposal keeps them."""
    listed = list(people)
    return json.dumps(listed, ensure_ascii=False) if listed else None


def people_of(text: str | None) -> list[dict[str, str]]:
    """The people that a proposal keeps."""
    return json.loads(text) if text else []


def plain_people(people: Iterable[Person], *, theirs: bool = False) -> tuple[dict[str, str], ...]:
    """People by name and mail; `theirs` notes that it was they who asked for the meeting or began to write."""
    trigger = {"trigger": THEIRS} if theirs else {}
    return tuple({"name": one.name, "mail": one.mail, **trigger} for one in people)


def trigger_of(people: Iterable[dict[str, str]]) -> str:
    """What gave rise to a touch with these people: their request, or we."""
    return THEIRS if any(one.get("trigger") == THEIRS for one in people) else "ours"
