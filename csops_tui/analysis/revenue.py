"""MRR movements, retention and cohorts as plain rules on contract lines, in exact integers of minor units.

MRR on a day is the sum of the lines with starts ≤ day < ends. Nothing here reads a book; `revenue_book` does.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from csops_tui.analysis.rates import FEW, Rate
from csops_tui.analysis.revenue_money import Exchange

Kind = Literal["new", "reactivation", "expansion", "contraction", "churn"]
KINDS: tuple[Kind, ...] = ("new", "reactivation", "expansion", "contraction", "churn")
GAINS = frozenset(("new", "reactivation", "expansion"))
GroupAt = Callable[[str, int], str | None]
"""The group of an account at the day of that number; None: it has none."""


class Line(NamedTuple):
    """A contract line that is revenue: `mrr` in minor units of `currency`, `starts` inclusive, `ends` exclusive."""

    account: str
    currency: str
    mrr: int
    starts: dt.date
    ends: dt.date | None = None


@dataclass(frozen=True)
class Amounts:
    """What every account pays at each of `days`, by currency; `first` is the first day it ever paid in a currency."""

    days: tuple[dt.date, ...]
    paid: Mapping[str, Mapping[str, Sequence[int]]]
    first: Mapping[tuple[str, str], dt.date]


class Movement(NamedTuple):
    """One account between two days, both amounts at the rates of the later one; `kind` None: only rates changed.

    `before` is the opening amount at the rates of the earlier day; `group_before` and `group` are those of both days.
    """

    account: str
    currency: str
    kind: Kind | None
    before: int
    opening: int
    closing: int
    group_before: str | None
    group: str | None

    @property
    def change(self) -> int:
        """Closing minus opening, a change of rates left out."""
        return self.closing - self.opening


@dataclass
class Flow:
    """The movements of one currency and group between two days; all but `exchange` are counted as magnitudes.

    `accounts` counts by kind, and by `opening`, `closing`, `entering` and `leaving`.
    """

    start: dt.date
    end: dt.date
    currency: str
    group: str | None = None
    opening: int = 0
    entering: int = 0
    leaving: int = 0
    exchange: int = 0
    closing: int = 0
    amounts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    accounts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((*KINDS, "opening", "closing", "entering", "leaving"), 0)
    )

    @property
    def net(self) -> int:
        """Gains minus losses of the movements, without rates and without entering and leaving."""
        return sum(amount if kind in GAINS else -amount for kind, amount in self.amounts.items())

    @property
    def adds_up(self) -> bool:
        """Whether opening, what came, went and moved, and exchange make closing."""
        return self.opening + self.entering - self.leaving + self.exchange + self.net == self.closing


@dataclass
class Retention:
    """A cohort: accounts that paid at `start`, and what they pay at `end`; amounts at the rates of the later day."""

    start: dt.date
    end: dt.date
    currency: str
    group: str | None = None
    accounts: int = 0
    opening: int = 0
    closing: int = 0
    kept: int = 0
    lost: int = 0

    @property
    def nrr(self) -> float | None:
        """Net revenue retention in %; None for fewer than FEW accounts."""
        return 100 * self.closing / self.opening if self.accounts >= FEW else None

    @property
    def grr(self) -> float | None:
        """Gross revenue retention in %, Σ min(m1, m0) ÷ Σ m0, never above 100; None for fewer than FEW accounts."""
        return 100 * self.kept / self.opening if self.accounts >= FEW else None

    @property
    def churn(self) -> Rate:
        """Accounts lost, of the cohort."""
        return Rate(self.lost, self.accounts)


def amounts(lines: Iterable[Line], days: Sequence[dt.date]) -> Amounts:
    """What each account pays at each of `days`, which ascend; raises ValueError where they do not."""
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError("days must ascend")
    steps: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    first: dict[tuple[str, str], dt.date] = {}
    credited: set[tuple[str, str]] = set()
    width = len(days) + 1
    known = list(lines)
    for account, currency, mrr, starts, ends in known:
        if ends is not None and ends <= starts:
            continue
        if mrr < 0:
            credited.add((account, currency))
        if mrr > 0 and first.get((account, currency), dt.date.max) > starts:
            first[account, currency] = starts
        begin = bisect_left(days, starts)
        end = len(days) if ends is None else bisect_left(days, ends)
        row = steps[account].setdefault(currency, [0] * width)
        if begin < end:
            row[begin] += mrr
            row[end] -= mrr
    for of_account in steps.values():
        for currency, row in of_account.items():
            of_account[currency] = list(accumulate(row[:-1]))
    of_credited: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in known if credited else ():
        if line[:2] in credited:
            of_credited[line.account, line.currency].append(line)
    for key in credited & first.keys():
        paid = _first_paid(of_credited[key])
        if paid:
            first[key] = paid
        else:
            del first[key]
    return Amounts(tuple(days), steps, first)


def _first_paid(lines: Iterable[Line]) -> dt.date | None:
    """The first day on which the lines of one account and currency add up to more than 0; a credit may outweigh one."""
    steps: defaultdict[dt.date, int] = defaultdict(int)
    for line in lines:
        if line.ends is None or line.ends > line.starts:
            steps[line.starts] += line.mrr
            if line.ends is not None:
                steps[line.ends] -= line.mrr
    total = 0
    for day in sorted(steps):
        total += steps[day]
        if total > 0:
            return day
    return None


def kind_of(opening: int, closing: int, paid_before: bool) -> Kind | None:
    """What a change between two days is; an account pays while its amount is above 0.

    A credit of an account that pays nothing (0 to −50) is a contraction, and its end an expansion.
    """
    if closing == opening:
        return None
    if opening <= 0 < closing:
        return "reactivation" if paid_before else "new"
    if closing <= 0 < opening:
        return "churn"
    return "expansion" if closing > opening else "contraction"


def movements(
    found: Amounts, exchange: Exchange, number: int, group_at: GroupAt | None = None, *, moved: bool = False
) -> Iterator[Movement]:
    """Every account that pays at day `number` or at the next, who pays nothing at both is left out.

    With `moved` those are left out too whose amount is the same in the same group and currency.
    """
    for account, by_currency in found.paid.items():
        if moved and group_at is None and (row := _plain(by_currency, exchange)) and row[number] == row[number + 1]:
            continue
        yield from _between(found, exchange, number, account, group_at)


def _plain(by_currency: Mapping[str, Sequence[int]], exchange: Exchange) -> Sequence[int] | None:
    """The amounts of an account that pays in one currency which is told as it is; None for all others.

    Of these there are most, and between two equal amounts nothing has to be worked out.
    """
    if len(by_currency) != 1:
        return None
    ((currency, row),) = by_currency.items()
    return None if currency in exchange.converted else row


def _between(
    found: Amounts, exchange: Exchange, number: int, account: str, group_at: GroupAt | None
) -> Iterator[Movement]:
    start, end = found.days[number], found.days[number + 1]
    group_before = group_at(account, number) if group_at else None
    group = group_at(account, number + 1) if group_at else None
    sums: dict[str, list[int]] = {}
    paid: dict[str, bool] = {}
    for currency, row in found.paid[account].items():
        book = exchange.book_of(currency)
        paid[book] = paid.get(book, False) or found.first.get((account, currency), dt.date.max) <= start
        if not row[number] and not row[number + 1]:
            continue
        sums_of = sums.setdefault(book, [0, 0, 0])
        sums_of[0] += exchange.convert(row[number], currency, start)
        sums_of[1] += exchange.convert(row[number], currency, end)
        sums_of[2] += exchange.convert(row[number + 1], currency, end)
    for book, (before, opening, closing) in sums.items():
        kind = kind_of(opening, closing, paid[book])
        yield Movement(account, book, kind, before, opening, closing, group_before, group)


def flows(found: Amounts, exchange: Exchange, group_at: GroupAt | None = None) -> list[Flow]:
    """A flow for each two neighbouring days, currency and group; days ascend, then currencies.

    Without groups every currency that has an amount at some day has a flow for all days, with groups only where there
    is an amount.
    """
    steps = list(pairwise(found.days))
    at: list[dict[tuple[str, str | None], Flow]] = [{} for _ in steps]
    if group_at is None:
        seen = {exchange.book_of(code) for by in found.paid.values() for code, row in by.items() if any(row)}
        at = [{(name, None): Flow(start, end, name) for name in seen} for start, end in steps]

    def flow(number: int, currency: str, group: str | None) -> Flow:
        here = at[number]
        if (currency, group) not in here:
            here[currency, group] = Flow(*steps[number], currency, group)
        return here[currency, group]

    for account, by_currency in found.paid.items():
        row = _plain(by_currency, exchange)
        currency = next(iter(by_currency), "")
        for number in range(len(steps)):
            if row is not None and row[number] == row[number + 1]:
                if not row[number]:
                    continue
                group = group_at(account, number) if group_at else None
                if group_at is None or group == group_at(account, number + 1):
                    _stay(flow(number, currency, group), row[number])
                    continue
            for one in _between(found, exchange, number, account, group_at):
                _add(one, flow(number, one.currency, one.group_before), flow(number, one.currency, one.group))
    return [here[key] for here in at for key in sorted(here, key=_order) if group_at is None or _any(here[key])]


def _stay(flow: Flow, amount: int) -> None:
    """One that pays the same on both days."""
    flow.opening += amount
    flow.closing += amount
    if amount > 0:
        flow.accounts["opening"] += 1
        flow.accounts["closing"] += 1


def _add(one: Movement, before: Flow, now: Flow) -> None:
    before.opening += one.before
    before.accounts["opening"] += one.before > 0
    if before is not now:
        before.leaving += one.before
        now.entering += one.before
        before.accounts["leaving"] += one.before > 0
        now.accounts["entering"] += one.before > 0
    now.exchange += one.opening - one.before
    now.closing += one.closing
    now.accounts["closing"] += one.closing > 0
    if one.kind:
        now.amounts[one.kind] += abs(one.change)
        now.accounts[one.kind] += 1


def _any(flow: Flow) -> bool:
    return any((flow.opening, flow.closing, flow.entering, flow.leaving, *flow.amounts.values()))


def retention(found: Amounts, exchange: Exchange, number: int = 0, group_at: GroupAt | None = None) -> list[Retention]:
    """The cohorts that paid at day `number`, at the next day, by currency and by the group of the earlier day."""
    return retentions(found, exchange, [number], group_at)


def retentions(
    found: Amounts, exchange: Exchange, numbers: Iterable[int], group_at: GroupAt | None = None
) -> list[Retention]:
    """`retention` for several days; days as given, then currencies and groups."""
    at: dict[int, dict[tuple[str, str | None], Retention]] = {number: {} for number in numbers}

    def add(number: int, currency: str, group: str | None, opening: int, closing: int) -> None:
        here, key = at[number], (currency, group)
        if key not in here:
            here[key] = Retention(found.days[number], found.days[number + 1], *key)
        cohort = here[key]
        cohort.accounts += 1
        cohort.opening += opening
        cohort.closing += closing
        cohort.kept += min(opening, closing)
        cohort.lost += closing <= 0

    for account, by_currency in found.paid.items():
        row = _plain(by_currency, exchange)
        currency = next(iter(by_currency), "")
        for number in at:
            if row is None:
                for one in _between(found, exchange, number, account, group_at):
                    if one.opening > 0:
                        add(number, one.currency, one.group_before, one.opening, one.closing)
            elif row[number] > 0:
                add(number, currency, group_at(account, number) if group_at else None, row[number], row[number + 1])
    return [here[key] for here in at.values() for key in sorted(here, key=_order)]


def _order(key: tuple[str, str | None]) -> tuple[str, bool, str]:
    """By currency, then by group, those without one last."""
    return key[0], key[1] is None, key[1] or ""


def annual(monthly: float) -> float:
    """The share lost in a year at a monthly share lost of c (0–1): 1 − (1 − c)^12."""
    return 1 - (1 - monthly) ** 12


def month_ends(first: dt.date, last: dt.date) -> list[dt.date]:
    """The day before `first`'s month, then the last of every month up to `last`; a month that runs ends with `last`."""
    days = [first.replace(day=1) - dt.timedelta(days=1)]
    while days[-1] < last:
        begin = days[-1] + dt.timedelta(days=1)
        after = dt.date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
        days.append(min(after - dt.timedelta(days=1), last))
    return days
