"""Revenue of a book: its contract lines in, movements, retention, cohorts and findings out, each with its accounts.

Trial lines are no revenue. Money comes from the contract lines alone: nothing is joined that could repeat it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from csops_tui.analysis import revenue
from csops_tui.analysis.revenue import Amounts, Flow, GroupAt, Line, Movement, Retention
from csops_tui.analysis.revenue_cohorts import Cohort, cohorts, first_paid
from csops_tui.analysis.revenue_groups import groups
from csops_tui.analysis.revenue_lines import Finding, Span, findings
from csops_tui.analysis.revenue_money import Exchange, first_needed, own_currency
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection

UNITS = {"month": 1, "quarter": 3, "year": 12}
_LINES = """
SELECT account_id, currency, mrr, starts, ends FROM subscription WHERE trial = 0 AND starts <= :day
"""
_SPANS = """
SELECT id, account_id, product_id, plan, currency, mrr, starts, ends FROM subscription WHERE trial = 0
"""


class Name(NamedTuple):
    """What an account is called, how it is sorted, and whose it is."""

    name: str
    kana: str
    owner: str | None


@dataclass(frozen=True)
class Period:
    """From the first day of `first`'s month to `last`; `by` is a field of accounts or ""."""

    first: dt.date
    last: dt.date
    by: str = ""

    @property
    def complete(self) -> Period:
        """The same up to the end of the last month that is over; itself where no month of it is."""
        before = self.last.replace(day=1) - dt.timedelta(days=1)
        over = (self.last + dt.timedelta(days=1)).day == 1
        return self if over or before < self.first else Period(self.first, before, self.by)


class Revenue:
    """The contract lines of a book as they are known on its last day, read once and asked many things."""

    def __init__(self, book: Book, period: Period) -> None:
        self.period = period
        self._conn: Connection = book.reader()
        window = {"day": period.last.isoformat()}
        day = dt.date.fromisoformat
        self._lines = [
            Line(account, currency, mrr, day(starts), day(ends) if ends else None)
            for account, currency, mrr, starts, ends in self._conn.execute(_LINES, window)
        ]
        self._rates: list[tuple[str, str, float]] = self._conn.execute(
            "SELECT currency, month, rate FROM exchange_rate"
        ).fetchall()

    @cached_property
    def own(self) -> str:
        """The book's own currency: that of most lines among those without a rate; yen in a book without lines."""
        return own_currency(self._conn)

    @cached_property
    def months(self) -> Amounts:
        """What is paid at the month ends of the period, the day before it first."""
        return revenue.amounts(self._lines, revenue.month_ends(self.period.first, self.period.last))

    @cached_property
    def ends(self) -> Amounts:
        """What is paid on the day before the period and on its last day."""
        before = self.period.first.replace(day=1) - dt.timedelta(days=1)
        return revenue.amounts(self._lines, [before, self.period.last])

    def exchange(self, found: Amounts) -> Exchange:
        """The rates, and which currencies they suffice for."""
        return Exchange(self.own, self._rates, first_needed(found.days, found.paid.values()))

    @cached_property
    def apart(self) -> tuple[str, ...]:
        """Currencies of the period that have no rate and stay apart from the book's own."""
        exchange = self.exchange(self.months)
        used = {currency for by in self.months.paid.values() for currency, row in by.items() if any(row)}
        return tuple(sorted(currency for currency in used if exchange.book_of(currency) != self.own))

    def group_at(self, found: Amounts) -> GroupAt | None:
        """The groups that the period is told by, if it is."""
        return groups(self._conn, self.period.by, found.days) if self.period.by else None

    # Answers

    def flows(self) -> list[Flow]:
        """The movements of every month of the period."""
        return revenue.flows(*self._monthly)

    def whole(self) -> list[Flow]:
        """The movements between the day before the period and its last day, taken as one step."""
        return revenue.flows(self.ends, self.exchange(self.ends), self.group_at(self.ends))

    def movements(self, number: int, *, moved: bool = False) -> list[Movement]:
        """The accounts behind the flow of month `number` of the period; with `moved` only where something changed."""
        found, exchange, group_at = self._monthly
        return list(revenue.movements(found, exchange, number, group_at, moved=moved))

    @cached_property
    def _monthly(self) -> tuple[Amounts, Exchange, GroupAt | None]:
        """What the months are told with."""
        return self.months, self.exchange(self.months), self.group_at(self.months)

    def retention(self) -> list[Retention]:
        """What became of those who paid before the period, by its last day."""
        return revenue.retention(self.ends, self.exchange(self.ends), 0, self.group_at(self.ends))

    def cohort(self) -> list[Movement]:
        """The accounts behind `retention`."""
        found = self.ends
        every = revenue.movements(found, self.exchange(found), 0, self.group_at(found))
        return [one for one in every if one.opening > 0]

    def monthly(self) -> list[Retention]:
        """Retention from each month end of the period to the next."""
        found, exchange, group_at = self._monthly
        return revenue.retentions(found, exchange, range(len(found.days) - 1), group_at)

    def periods(self, unit: str) -> list[dt.date]:
        """The ends of the months, quarters or years of the calendar since the first contract line.

        The last one may still run. Raises KeyError for another unit.
        """
        step = UNITS[unit]
        began = min((line.starts for line in self._lines), default=self.period.last)
        ends = revenue.month_ends(began, self.period.last)[1:]
        return [day for n, day in enumerate(ends) if day.month % step == 0 or n == len(ends) - 1]

    @cached_property
    def _every(self) -> tuple[list[dt.date], Amounts, Exchange]:
        """The month ends since the first contract line, what is paid at them, and the rates of those days."""
        days = self.periods("month")
        found = revenue.amounts(self._lines, days)
        return days, found, self.exchange(found)

    def paid(self, currency: str) -> dict[str, Sequence[int]]:
        """What each account pays at `periods("month")`, of what is told in `currency`, at the rates of each day."""
        days, found, exchange = self._every
        paid: dict[str, Sequence[int]] = {}
        for account, by in found.paid.items():
            own = [(one, row) for one, row in by.items() if exchange.book_of(one) == currency]
            rows = [exchange.convert_row(row, one, days) for one, row in own]
            if rows:
                paid[account] = rows[0] if len(rows) == 1 else [sum(column) for column in zip(*rows, strict=True)]
        return paid

    def cohorts(self, unit: str, currency: str) -> tuple[list[dt.date], list[Cohort], dict[str, int]]:
        """The ends of the periods, the cohorts by the number of their period, and the one that each account is in.

        Raises KeyError for another unit.
        """
        days, months = self.periods(unit), self.periods("month")
        ends = [bisect_left(months, day) for day in days]
        paid = self.paid(currency)
        firsts = {account: first_paid(row) for account, row in paid.items()}
        starts = {account: bisect_left(ends, first) for account, first in firsts.items() if first is not None}
        return days, cohorts(paid, ends), starts

    def findings(self) -> list[Finding]:
        """Overlaps and gaps of all contract lines, also those to come."""
        day = dt.date.fromisoformat
        return findings(
            Span(*what, starts=day(starts), ends=day(ends) if ends else None)
            for *what, starts, ends in self._conn.execute(_SPANS)
        )

    def names(self) -> dict[str, Name]:
        """Every account by id."""
        sql = """
        SELECT a.id, a.name, coalesce(a.kana, a.name), m.name
        FROM account AS a LEFT JOIN member AS m ON m.id = a.owner_id
        """
        return {account: Name(*rest) for account, *rest in self._conn.execute(sql)}

    def products(self) -> dict[str, str]:
        """Every product by id."""
        return dict(self._conn.execute("SELECT id, name FROM product"))


def first_month(book: Book, last: dt.date) -> dt.date:
    """The month in which the first contract line begins that is revenue; that of `last` where there is none."""
    (starts,) = (
        book.reader()
        .execute("SELECT min(starts) FROM subscription WHERE trial = 0 AND starts <= ?", [last.isoformat()])
        .fetchone()
    )
    return dt.date.fromisoformat(starts or last.isoformat()).replace(day=1)
