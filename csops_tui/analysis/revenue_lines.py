"""Contract lines that do not follow one another: the same thing twice on a day, or nothing for some days between."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """A contract line with what it is for; `ends` is exclusive, None while it is open."""

    id: str
    account: str
    product: str | None
    plan: str | None
    currency: str
    mrr: int
    starts: dt.date
    ends: dt.date | None


class Finding(NamedTuple):
    """An overlap or a gap from `start` (inclusive) to `end` (exclusive, None: open) between two lines.

    `amount` is what the later line adds a day of the month twice (overlap) or what the earlier one paid (gap), in minor
    units of `currency`.
    """

    kind: Literal["overlap", "gap"]
    account: str
    before: Span
    after: Span
    start: dt.date
    end: dt.date | None
    currency: str
    amount: int

    @property
    def days(self) -> int | None:
        """How many days it lasts; None while it is open."""
        return None if self.end is None else (self.end - self.start).days


def findings(lines: Iterable[Span]) -> list[Finding]:
    """Overlaps of lines for the same product and plan, and gaps in which an account has no line; oldest first.

    Lines of no length are no lines. A line that begins on the day another ends follows it without either.
    """
    of_account: defaultdict[str, list[Span]] = defaultdict(list)
    of_thing: defaultdict[tuple[str, str | None, str | None], list[Span]] = defaultdict(list)
    for line in lines:
        if line.ends is None or line.ends > line.starts:
            of_account[line.account].append(line)
            of_thing[line.account, line.product, line.plan].append(line)
    found: list[Finding] = []
    for each in of_thing.values():
        found += _overlaps(each)
    for each in of_account.values():
        found += _gaps(each)
    return sorted(found, key=lambda one: (one.start, one.account, one.kind, one.after.id))


def _end(line: Span) -> dt.date:
    return line.ends or dt.date.max


def _overlaps(lines: list[Span]) -> list[Finding]:
    """Each line against the one before it that reaches furthest."""
    found: list[Finding] = []
    lines.sort(key=lambda line: (line.starts, line.id))
    furthest = lines[0]
    for line in lines[1:]:
        if line.starts < _end(furthest):
            end = min(_end(furthest), _end(line))
            until = None if end == dt.date.max else end
            found.append(Finding("overlap", line.account, furthest, line, line.starts, until, line.currency, line.mrr))
        furthest = max(furthest, line, key=_end)
    return found


def _gaps(lines: list[Span]) -> list[Finding]:
    found: list[Finding] = []
    lines.sort(key=lambda line: (line.starts, line.id))
    furthest = lines[0]
    for line in lines[1:]:
        if line.starts > _end(furthest):
            amount = sum(one.mrr for one in lines if one.ends == furthest.ends and one.currency == furthest.currency)
            found.append(
                Finding("gap", line.account, furthest, line, _end(furthest), line.starts, furthest.currency, amount)
            )
        furthest = max(furthest, line, key=_end)
    return found
