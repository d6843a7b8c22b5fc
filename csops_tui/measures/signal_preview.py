"""What a signal would have done: whom it marks today, which churns it saw coming, and whom it marked for nothing.

The past is looked at on month-ends, computed from the facts dated up to each. A churn was seen when the expression held
on a month-end in the `horizon` days before the notice; its warning runs from the first month-end of the last unbroken
run of them to the notice. The cost is what is said of customers who stayed: of all their month-ends in the last twelve
months, the share that was marked. Owner, tier and what else stands on the account itself is as it is today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from csops_tui.measures import panel, signal_marks
from csops_tui.measures.expression import Expression
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection

HORIZON = 180
# Below this many churns a share of them says nothing.
FEW = 10
# Churns of so many days back are looked at, and the cost over so many month-ends.
_PAST = 730
_COST_MONTHS = 12

# An account that left, once, by the first day on which that was known.
_CHURNS = """
SELECT c.account_id, a.name, min(coalesce(c.notice, c.decided, c.effective)) AS known
FROM churn AS c JOIN account AS a ON a.id = c.account_id
WHERE c.kind IN ('logo', 'non_renewal')
GROUP BY c.account_id HAVING known > :since AND known <= :today
ORDER BY known DESC, a.name
"""
_STAYED = """
SELECT id FROM account AS a
WHERE state = 'active' AND NOT EXISTS (
  SELECT 1 FROM churn AS c WHERE c.account_id = a.id AND c.kind IN ('logo', 'non_renewal'))
"""
_CUSTOMERS = """
SELECT p.account_id FROM panel AS p JOIN account AS a ON a.id = p.account_id
WHERE p.as_of = :as_of AND coalesce(a.since, p.customer_since, :as_of) <= :as_of
"""

Progress = Callable[[int, int], None]


class SeenChurn(NamedTuple):
    """One past churn: days of warning the signal would have given, None when it would have missed it."""

    account_id: str
    name: str
    known: str
    warning: int | None


@dataclass(frozen=True)
class Preview:
    """What a signal would do and would have done.

    `today` are the account ids it marks today. Of the retained accounts' `customer_months` it marked `marked_months`,
    `marked_ever` of the `retained` accounts at least once.
    """

    today: tuple[str, ...]
    churns: tuple[SeenChurn, ...]
    retained: int
    marked_ever: int
    customer_months: int
    marked_months: int

    @property
    def caught(self) -> int:
        """How many of the churns it would have marked."""
        return sum(1 for churn in self.churns if churn.warning is not None)

    @property
    def warning(self) -> float | None:
        """Median days of warning of those it would have marked."""
        days = [churn.warning for churn in self.churns if churn.warning is not None]
        return median(days) if days else None

    @property
    def too_few(self) -> bool:
        """Whether there are too few churns to say how good it is at them."""
        return len(self.churns) < FEW

    @property
    def cost(self) -> float | None:
        """Share of the retained accounts' month-ends that it marked, 0…1; None without any."""
        return self.marked_months / self.customer_months if self.customer_months else None


def preview(
    book: Book, text: str, horizon: int = HORIZON, *, quiet: bool = True, progress: Progress | None = None
) -> Preview:
    """What a signal of this expression would do and would have done, asked of the panel at up to 31 month-ends.

    `progress` is told (month-ends done, all) and may raise to break off. Raises ExpressionError, TooSlow, BookBusy.
    """
    expression = signal_marks.read(text)
    today = book.clock.today()
    conn = book.reader()
    panel.catch_up(book)
    marked_today = _marked(conn, expression, today, quiet, "current")
    churns = conn.execute(
        _CHURNS, {"since": (today - dt.timedelta(days=_PAST)).isoformat(), "today": today.isoformat()}
    ).fetchall()
    stayed = {account for (account,) in conn.execute(_STAYED)}
    first = min([dt.date.fromisoformat(known) - dt.timedelta(days=horizon) for *_, known in churns], default=today)
    ends = month_ends(min(first, month_ends_back(today, _COST_MONTHS)), today)
    held: dict[dt.date, frozenset[str]] = {}
    months = marked_months = 0
    ever: set[str] = set()
    retained: set[str] = set()
    if progress:
        progress(0, len(ends))
    panel.ensure_days(book, ends, progress)
    for end in ends:
        panel.ensure_day(book, end)
        held[end] = _marked(conn, expression, end, quiet, "all")
        if end in ends[-_COST_MONTHS:]:
            customers = stayed & {account for (account,) in conn.execute(_CUSTOMERS, {"as_of": end.isoformat()})}
            retained |= customers
            ever |= customers & held[end]
            months += len(customers)
            marked_months += len(customers & held[end])
    seen = tuple(
        SeenChurn(account, name, known, warning(held, account, dt.date.fromisoformat(known), horizon))
        for account, name, known in churns
    )
    return Preview(tuple(sorted(marked_today)), seen, len(retained), len(ever), months, marked_months)


def warning(held: dict[dt.date, frozenset[str]], account: str, known: dt.date, horizon: int) -> int | None:
    """Days from the first month-end of an account's last unbroken run of marks to the notice; None without a mark."""
    begun: dt.date | None = None
    for end in sorted((end for end in held if known - dt.timedelta(days=horizon) <= end < known), reverse=True):
        if account in held[end]:
            begun = end
        elif begun:
            break
    return (known - begun).days if begun else None


def month_ends(first: dt.date, before: dt.date) -> list[dt.date]:
    """The last days of months from one day on and before another, oldest first."""
    found: list[dt.date] = []
    end = before.replace(day=1) - dt.timedelta(days=1)
    while end >= first:
        found.append(end)
        end = end.replace(day=1) - dt.timedelta(days=1)
    return found[::-1]


def month_ends_back(day: dt.date, months: int) -> dt.date:
    """The last day of the month that ended `months` month-ends before a day."""
    end = day
    for _ in range(months):
        end = end.replace(day=1) - dt.timedelta(days=1)
    return end


def _marked(conn: Connection, expression: Expression, day: dt.date, quiet: bool, scope: str) -> frozenset[str]:
    return signal_marks.marked(conn, expression, day, signal_marks.workdays(conn, day) if quiet else None, scope=scope)
