"""What a report is asked about, and what several reports read in the same way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from csops_tui.exchange.reports.report import Amounts, Column, Table, amounts
from csops_tui.measures.sheet import rows
from csops_tui.store.book import Book

Sheet = list[dict[str, Any]]
"""The rows of the sheet, each by the names of its fields."""


@dataclass(frozen=True)
class Asked:
    """One report over a period (inclusive at both ends) as of a day, of one account (id and name) or the whole book."""

    book: Book
    start: dt.date
    end: dt.date
    as_of: dt.date
    account_id: str = ""
    account: str = ""
    fiscal_start: int = 4

    @property
    def days(self) -> dict[str, str]:
        """The days as parameters of a select: `:start`, `:end`, `:as_of`, and `:account`."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "as_of": self.as_of.isoformat(),
            "account": self.account_id,
        }

    def read(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        """Rows of the book; the parameters are `days` and those given."""
        return self.book.reader().execute(sql, {**self.days, **more}).fetchall()

    def sheet(self, day: dt.date | None = None, scope: str = "current") -> Sheet:
        """The sheet as of a day (that of the report)."""
        names, found = rows(self.book, day or self.as_of, scope)
        return [dict(zip(names, row, strict=True)) for row in found]


def first_of_month(day: dt.date, later: int = 0) -> dt.date:
    """The first day of the month that lies so many months after that of `day`."""
    month = day.year * 12 + day.month - 1 + later
    return dt.date(month // 12, month % 12 + 1, 1)


def month_end(day: dt.date) -> dt.date:
    """The last day of the month of `day`."""
    return first_of_month(day, 1) - dt.timedelta(days=1)


def mrr(found: Iterable[dict[str, Any]]) -> Amounts:
    """The MRR of rows of the sheet, by currency; what pays nothing adds no currency."""
    return amounts((row["currency"], row["mrr"]) for row in found if row["mrr"])


def of_one(row: dict[str, Any]) -> Amounts:
    """The MRR of one row of the sheet."""
    return () if row["mrr"] is None else amounts([(row["currency"], row["mrr"])])


def table(name: str, columns: Sequence[Column], found: Iterable[Sequence[Any]], most: int | None = None) -> Table:
    """A table of at most so many rows, which says how many it leaves out."""
    every = [tuple(row) for row in found]
    kept = every if most is None else every[:most]
    return Table(name, tuple(columns), tuple(kept), len(every) - len(kept))
