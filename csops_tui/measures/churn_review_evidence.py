"""What could be known before a customer gave notice: evidence of any kind, the first of it, and what was done about it.

Everything here is a plain function of facts that were read; a fact counts when it is dated before the day of notice,
never on it or after it, and when it still held or was young enough to be remembered: HORIZON days before the notice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# How far back a review looks; the same as the preview of a signal.
HORIZON = 180
# The days before notice as of which concern, usage and contact are shown.
CHECKPOINTS = (180, 90, 60, 30)
# A touch within so many days after a signal was raised counts as acting on it.
ACT_WITHIN = 14
# From this level on a concern says that the customer may go.
CONCERNED = 2
# The fall in usage that the shipped signal means, and the use before it that makes a fall one.
DECLINE, LEAST_USE = -30, 20
# A signal of this severity says nothing about a risk by itself.
_MILD = "info"


class Evidence(NamedTuple):
    """One thing that could have been known: `kind` is signal, concern, complaint, detractor or decline; day is ISO."""

    kind: str
    day: str
    what: str = ""


class Spell(NamedTuple):
    """One episode of a signal, as far as a review needs it; `acted` is the day of the first decision on it."""

    raised: str
    cleared: str | None = None
    acted: str | None = None
    addressed: bool = False


class Answers(NamedTuple):
    """The three questions on a signal; None where there is nothing to say."""

    present: bool | None = None
    seen: bool | None = None
    acted: bool | None = None


class Sign(NamedTuple):
    """One signal of that time: the first day it stood or would have stood; `existed` is whether it was raised then."""

    signal_id: str
    name: str
    severity: str
    first_day: str
    existed: bool
    proposed: Answers


def horizon(known: str, days: int = HORIZON) -> str:
    """The day so many days before the notice."""
    return (dt.date.fromisoformat(known) - dt.timedelta(days=days)).isoformat()


def days_before(day: str, known: str) -> int:
    """Days from a day to the notice."""
    return (dt.date.fromisoformat(known) - dt.date.fromisoformat(day)).days


def before_notice(found: Iterable[Evidence], known: str) -> list[Evidence]:
    """The evidence dated before the notice, the oldest first; of one day in the order given."""
    return sorted((each for each in found if each.day < known), key=lambda each: each.day)


def first_knowable(found: Iterable[Evidence], known: str) -> Evidence | None:
    """The earliest evidence dated before the notice; None without any."""
    return next(iter(before_notice(found, known)), None)


def relevant(spell: Spell, known: str) -> bool:
    """Whether an episode began before the notice and still stood within the horizon."""
    return spell.raised < known and (spell.cleared is None or spell.cleared > horizon(known))


def proposed(spell: Spell, touches: Sequence[str], known: str) -> Answers:
    """Was it there, seen, acted on: seen by a decision on the episode before the notice; acted on when it was addressed
    or when a person of ours was in touch within ACT_WITHIN days of its first day, before the notice.

    `touches` are the days of 1:1 and 1:n touches.
    """
    seen = spell.acted is not None and spell.acted < known
    last = (dt.date.fromisoformat(spell.raised) + dt.timedelta(days=ACT_WITHIN)).isoformat()
    touched = any(spell.raised <= day <= last and day < known for day in touches)
    return Answers(True, seen, touched or (seen and spell.addressed))


def sign_evidence(signs: Iterable[Sign]) -> list[Evidence]:
    """What the signals of that time say as evidence: all but those that only inform."""
    return [Evidence("signal", sign.first_day, sign.name) for sign in signs if sign.severity != _MILD]


def decline(usage: Sequence[tuple[str, float | None, float | None]], known: str) -> Evidence | None:
    """The first day of the last unbroken run of falls that reaches nearest to the notice; None without a fall.

    `usage` is (day, last 28 days, median of the windows before) by day; what is dated on the notice or later is cut.
    """
    begun: tuple[str, int] | None = None
    for day, last, before in sorted((row for row in usage if row[0] < known), reverse=True):
        # As on the sheet, where a signal asks for it: not rounded.
        if last is not None and before and before >= LEAST_USE and 100 * (last / before - 1) <= DECLINE:
            begun = (day, fall(last, before) or 0)
        elif begun:
            break
    return Evidence("decline", begun[0], str(begun[1])) if begun else None


def fall(last: float | None, before: float | None) -> int | None:
    """The change of usage against the account's own windows before, in whole percent; None without a baseline."""
    return round(100 * (last / before - 1)) if last is not None and before else None
