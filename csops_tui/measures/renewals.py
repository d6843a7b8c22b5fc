"""Which renewals come due, what became of them, and whether they were prepared in time: rules on rows, no database.

A renewal that somebody wrote down comes due on its own date, and covers the contract line it names and the lines of the
account that end on that day (or the day after, where the last day was written). Lines that nobody wrote a renewal for
come due together on the day they end. A line without an end, one of no length, and a trial never come due.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

RUNWAY_DAYS = 180
"""How long before a renewal its runway begins, where the account's segment says nothing else."""

KEPT = ("renewed", "expanded", "contracted")
"""The decisions that keep the customer."""

# From so many days before a line's end to so many after it, the next line counts as its successor.
_NEAR = 31
# So long after the due date nobody's word is waited for: without a next line the contract has ended.
_GRACE = 90
OPEN_FOR = dt.timedelta(days=_GRACE)
"""What was due longer ago is open no more."""
_YEAR = 365
_DAY = dt.timedelta(days=1)
_WHOLE = ("logo", "non_renewal")


@dataclass(frozen=True)
class ContractLine:
    """A contract line; `ends` is the first day without it, `mrr` in minor units."""

    id: str
    account_id: str
    mrr: int
    currency: str
    starts: dt.date
    ends: dt.date | None
    auto: bool = False
    trial: bool = False
    product_id: str | None = None


@dataclass(frozen=True)
class Written:
    """A renewal as somebody wrote it down; amounts in minor units."""

    id: str
    account_id: str
    due: dt.date
    line_id: str | None = None
    forecast: str | None = None
    decision: str | None = None
    decided: dt.date | None = None
    before: int | None = None
    after: int | None = None
    owner_id: str | None = None


@dataclass(frozen=True)
class Loss:
    """A churn record that is no contraction; `known` is the day we were told, else the day it took effect."""

    account_id: str
    line_id: str | None
    kind: str
    known: dt.date
    effective: dt.date

    @property
    def whole(self) -> bool:
        """Whether it took the whole account: a non-renewal that names no contract line does."""
        return self.kind == "logo" or (self.line_id is None and self.kind in _WHOLE)


@dataclass(frozen=True)
class Due:
    """One renewal of one account: what it is about, from when it was to be prepared, and what became of it.

    `how` says where the decision comes from: `written`, `churn` (a churn record or a churned account), `contract` (what
    the contract lines show after the due date), or "" while it is open. `kept` is the amount kept, at most `mrr`, and
    `after` the new amount; None where nobody said. `line_ends` is the end of the lines where it is another than `due`.
    """

    id: str
    account_id: str
    due: dt.date
    term: dt.date
    lines: tuple[str, ...] = ()
    mrr: int | None = None
    currency: str = ""
    written: Written | None = None
    auto: bool = False
    line_ends: dt.date | None = None
    decision: str | None = None
    how: str = ""
    kept: int | None = None
    after: int | None = None
    runway_days: int = RUNWAY_DAYS
    first: dt.date | None = None
    """The first two-way talk of the term, before the due date and up to the day looked at."""
    last: dt.date | None = None
    """The last two-way talk up to the day looked at, whatever the term."""
    watched: dt.date | None = None
    """The first day of which talks can be known: that of the term, or of the first talk in the book if later."""

    @cached_property
    def runway_on(self) -> dt.date:
        """The day its preparation is to begin."""
        return self.due - dt.timedelta(days=self.runway_days)

    @property
    def forecast(self) -> str | None:
        """Which way it is expected to go; what renews by itself is expected to, unless somebody said otherwise."""
        said = self.written.forecast if self.written else None
        return said or ("renew" if self.auto else None)

    @property
    def is_open(self) -> bool:
        """Whether no decision is known."""
        return self.decision is None

    @property
    def days(self) -> int | None:
        """Days from the first contact of the term to the due date."""
        return (self.due - self.first).days if self.first else None

    def in_time(self, day: dt.date) -> bool | None:
        """Whether there was a two-way talk in this term before the runway began, as known on a day.

        None while it can still come, for a term that is no longer than the runway, and for days before the book knows
        of any talk.
        """
        if (self.watched or self.term) >= self.runway_on:
            return None
        if self.first is not None and self.first < self.runway_on:
            return True
        return False if day >= self.runway_on else None

    def in_runway(self, day: dt.date) -> bool:
        """Whether it is open and its preparation should have begun; overdue ones still count."""
        return self.is_open and self.runway_on <= day

    def neglected(self, day: dt.date, planned: bool) -> bool:
        """Whether it is open within its runway with nothing two-way since that began and nothing planned."""
        return self.in_runway(day) and not planned and (self.last is None or self.last < self.runway_on)


def dues(
    lines: Iterable[ContractLine],
    written: Iterable[Written],
    losses: Iterable[Loss],
    day: dt.date,
    *,
    churned: frozenset[str] = frozenset(),
    runways: Mapping[str, int] | None = None,
    talks: Mapping[str, Sequence[dt.date]] | None = None,
    since: dt.date = dt.date.min,
) -> list[Due]:
    """All renewals of all accounts due from `since` on with what is known of them on a day, by due date.

    `churned` are accounts that are customers no more, `runways` the days of runway by account, `talks` the days of
    two-way talks by account in order.
    """
    of_lines: dict[str, list[ContractLine]] = defaultdict(list)
    of_written: dict[str, list[Written]] = defaultdict(list)
    of_losses: dict[str, list[Loss]] = defaultdict(list)
    for line in lines:
        of_lines[line.account_id].append(line)
    for one in written:
        of_written[one.account_id].append(one)
    for loss in losses:
        of_losses[loss.account_id].append(loss)
    known = [days[0] for days in (talks or {}).values() if days]
    # Without any talk in the book nothing can be said of how early one was held.
    begun = min(known, default=day + _DAY)
    found: list[Due] = []
    for account in of_lines.keys() | of_written.keys():
        own = of_lines.get(account, [])
        losses_of, talks_of = of_losses.get(account, ()), (talks or {}).get(account, ())
        days = (runways or {}).get(account, RUNWAY_DAYS)
        for due in planned(own, of_written.get(account, []), since):
            values: dict[str, Any] = vars(due) | outcome(due, own, losses_of, day, account in churned)
            values |= preparation(due, talks_of, day, begun)
            values["runway_days"] = days
            # `replace` looks at every field by its name, which takes longer than all the rules.
            found.append(Due(**values))
    return sorted(found, key=lambda due: (due.due, due.account_id, due.id))


def planned(lines: Sequence[ContractLine], written: Sequence[Written], since: dt.date = dt.date.min) -> list[Due]:
    """The renewals of one account from a day on: those written down, then those that only its lines show."""
    known = {line.id: line for line in lines}
    kept = [one for one in written if not ((line := known.get(one.line_id or "")) and line.trial)]
    kept.sort(key=lambda one: (one.due, one.id))
    covered: dict[str, list[ContractLine]] = {one.id: [] for one in kept}
    left = {line.id: line for line in lines if line.ends is not None and line.ends > line.starts and not line.trial}
    for one in kept:
        line = known.get(one.line_id or "")
        if line is None:
            continue
        covered[one.id].append(line)
        # A line that was extended past a decision comes due anew at its new end.
        if one.decision is None or line.ends is None or line.ends <= one.due + _DAY:
            left.pop(line.id, None)
    for line in list(left.values()):
        one = next((one for one in kept if _covers(one, line, covered[one.id])), None)
        if one is not None:
            covered[one.id].append(line)
            del left[line.id]
    coming = [line for line in left.values() if line.ends is not None and line.ends >= since]
    return [*(_of_written(one, covered[one.id], kept) for one in kept if one.due >= since), *_of_lines(coming, kept)]


def _covers(one: Written, line: ContractLine, others: Sequence[ContractLine]) -> bool:
    """Whether a line that has no renewal of its own ends with this renewal, in its currency."""
    assert line.ends is not None
    if line.ends not in (one.due, one.due + _DAY):
        return False
    return not others or others[0].currency == line.currency


def _of_written(one: Written, lines: Sequence[ContractLine], kept: Sequence[Written]) -> Due:
    mrr = one.before if one.before is not None else sum(line.mrr for line in lines) if lines else None
    ends = [line.ends for line in lines if line.ends is not None]
    odd = next((end for end in ends if end not in (one.due, one.due + _DAY)), None)
    return Due(
        id=one.id,
        account_id=one.account_id,
        due=one.due,
        term=_term(one.due, lines, [other for other in kept if other is not one]),
        lines=tuple(line.id for line in lines),
        mrr=mrr,
        currency=lines[0].currency if lines else "",
        written=one,
        auto=bool(lines) and all(line.auto for line in lines),
        line_ends=odd if one.decision is None else None,
    )


def _of_lines(lines: Iterable[ContractLine], kept: Sequence[Written]) -> list[Due]:
    """One renewal for the lines that end on one day in one currency."""
    together: dict[tuple[dt.date, str], list[ContractLine]] = defaultdict(list)
    for line in lines:
        assert line.ends is not None
        together[line.ends, line.currency].append(line)
    found: list[Due] = []
    for (due, currency), some in together.items():
        some.sort(key=lambda line: (-line.mrr, line.id))
        term = _term(due, some, kept)
        mrr, auto = sum(line.mrr for line in some), all(line.auto for line in some)
        ids = tuple(line.id for line in some)
        found.append(Due(ids[0], some[0].account_id, due, term, ids, mrr, currency, auto=auto))
    return found


def _term(due: dt.date, lines: Sequence[ContractLine], decided: Sequence[Written]) -> dt.date:
    """The first day of the term that ends: the start of its lines, or a decided renewal of them in between."""
    starts = [line.starts for line in lines if line.starts < due]
    first = min(starts) if starts else due - dt.timedelta(days=_YEAR)
    ids = {line.id for line in lines}
    between = [one.due for one in decided if one.line_id in ids and one.decision in KEPT and first < one.due < due]
    return max(between, default=first)


def outcome(
    due: Due, lines: Sequence[ContractLine], losses: Sequence[Loss], day: dt.date, churned: bool
) -> dict[str, Any]:
    """What became of a renewal as known on a day: `decision`, `how`, `kept`, `after`; empty while it is open."""
    one = due.written
    if one is not None and one.decision is not None and (one.decided is None or one.decided <= day):
        return {"decision": one.decision, "how": "written", "kept": _kept(one, due.mrr), "after": _after(one, due.mrr)}
    if _lost(due, losses, day) or (churned and due.due > day - dt.timedelta(days=_GRACE)):
        return {"decision": "churned", "how": "churn", "kept": 0, "after": 0}
    if due.due > day:
        return {}
    after = _following(due, lines)
    if after is None and due.due + dt.timedelta(days=_GRACE) > day:
        return {}
    if after is None:
        return {"decision": "churned", "how": "contract", "kept": 0, "after": 0}
    before = due.mrr or 0
    decision = "renewed" if after == before else "expanded" if after > before else "contracted"
    return {"decision": decision, "how": "contract", "kept": min(before, after), "after": after}


def _kept(one: Written, mrr: int | None) -> int | None:
    """What a written decision keeps of the amount due; None where a smaller amount was not said."""
    if one.decision == "churned":
        return 0
    if one.decision == "contracted":
        return None if one.after is None or mrr is None else min(one.after, mrr)
    return mrr


def _after(one: Written, mrr: int | None) -> int | None:
    if one.decision == "churned":
        return 0
    return one.after if one.after is not None or one.decision != "renewed" else mrr


def _lost(due: Due, losses: Sequence[Loss], day: dt.date) -> bool:
    """Whether a churn record known on a day took the whole of it, during its term or at its end."""
    for loss in losses:
        if loss.known > day or not due.term < loss.effective <= due.due:
            continue
        if loss.whole or due.lines == (loss.line_id,):
            return True
    return False


def _following(due: Due, lines: Sequence[ContractLine]) -> int | None:
    """What the lines that take over pay; None without any."""
    next_lines = followers(due, lines)
    return sum(line.mrr for line in next_lines) if next_lines else None


def followers(due: Due, lines: Sequence[ContractLine]) -> list[ContractLine]:
    """The lines that take over: begun near the due date, in the currency and the products of those that end."""
    near = dt.timedelta(days=_NEAR)
    products = {line.product_id for line in lines if line.id in due.lines}
    return [
        line
        for line in lines
        if line.id not in due.lines
        and not line.trial
        and line.currency == due.currency
        and (line.product_id is None or None in products or line.product_id in products)
        and due.due - near <= line.starts <= due.due + near
        and (line.ends is None or line.ends > max(due.due, line.starts))
    ]


def preparation(due: Due, talks: Sequence[dt.date], day: dt.date, begun: dt.date) -> dict[str, Any]:
    """`first` and `last`, the first two-way talk of the term and the last of all, from days in order up to a day.

    `begun` is the day of the first talk in the whole book: before it nothing is known (`watched`).
    """
    known = bisect_right(talks, day)
    at = bisect_left(talks, due.term, 0, known)
    first = talks[at] if at < known and talks[at] < due.due else None
    last = talks[known - 1] if known else None
    return {"first": first, "last": last, "watched": max(due.term, begun)}
