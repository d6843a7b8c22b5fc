"""How fast complaints are answered and solved: median, 90th percentile, and the share within so many hours."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from csops_tui.analysis.rates import FEW, Rate
from csops_tui.store.book import Book

WITHIN = 24
"""Hours within which a first answer is taken as quick, unless another number is asked for."""

SEVERITIES = ("critical", "major", "moderate", "minor")

_COMPLAINTS = """
SELECT severity, received, responded, resolved FROM complaint
WHERE date(received, 'localtime') BETWEEN :start AND :end ORDER BY received, id"""


@dataclass(frozen=True)
class Case:
    """One complaint; moments in UTC, None where it has not come to that yet."""

    received: dt.datetime
    responded: dt.datetime | None = None
    resolved: dt.datetime | None = None
    severity: str | None = None


@dataclass(frozen=True)
class Times:
    """How many minutes it took, shortest first; `waiting` are the minutes of those that still wait."""

    minutes: tuple[int, ...]
    waiting: tuple[int, ...] = ()

    @property
    def median(self) -> float | None:
        """Hours; None for fewer than FEW cases."""
        return statistics.median(self.minutes) / 60 if len(self.minutes) >= FEW else None

    @property
    def p90(self) -> float | None:
        """Hours within which nine of ten were done (nearest rank); None for fewer than FEW cases."""
        n = len(self.minutes)
        return self.minutes[math.ceil(0.9 * n) - 1] / 60 if n >= FEW else None

    def within(self, hours: float) -> Rate:
        """Done within so many hours, of those done or waiting longer; whoever still has time is not judged."""
        quick = sum(minutes <= hours * 60 for minutes in self.minutes)
        late = len(self.minutes) - quick + sum(minutes > hours * 60 for minutes in self.waiting)
        return Rate(quick, quick + late)


@dataclass(frozen=True)
class Group:
    """The complaints of one severity (None: without one; "": all): first answers and solutions."""

    severity: str | None
    n: int
    answered: Times
    solved: Times


def times(pairs: Iterable[tuple[dt.datetime, dt.datetime | None]], now: dt.datetime) -> Times:
    """Minutes from begin to end, rounded down; an end before its begin, or a begin after `now`, cannot be measured."""
    done: list[int] = []
    waiting: list[int] = []
    for begin, end in pairs:
        if end is not None and end <= now:
            if end >= begin:
                done.append(int((end - begin).total_seconds() // 60))
        elif begin <= now:
            waiting.append(int((now - begin).total_seconds() // 60))
    return Times(tuple(sorted(done)), tuple(sorted(waiting)))


def grouped(cases: Sequence[Case], now: dt.datetime) -> list[Group]:
    """All complaints, then by severity, the gravest first and those without one last; empty groups are left out."""
    parts: list[tuple[str | None, list[Case]]] = [("", list(cases))]
    parts += [(one, [case for case in cases if case.severity == one]) for one in SEVERITIES]
    other = [case.severity for case in cases if case.severity not in (*SEVERITIES, None)]
    parts += [(one, [case for case in cases if case.severity == one]) for one in dict.fromkeys(other)]
    parts.append((None, [case for case in cases if case.severity is None]))
    return [
        Group(
            severity,
            len(own),
            times(((case.received, case.responded) for case in own), now),
            times(((case.received, case.resolved) for case in own), now),
        )
        for severity, own in parts
        if own
    ]


def response(book: Book, start: dt.date, end: dt.date, now: dt.datetime) -> list[Group]:
    """The complaints received from `start` to `end` (inclusive, local days), as known at a moment."""
    rows = book.reader().execute(_COMPLAINTS, {"start": start.isoformat(), "end": end.isoformat()})
    return grouped([Case(_at(received), _maybe(a), _maybe(b), severity) for severity, received, a, b in rows], now)


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _maybe(text: str | None) -> dt.datetime | None:
    return _at(text) if text else None
