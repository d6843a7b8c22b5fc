"""The reports there are: what each is over, and how it is gathered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from csops_tui.exchange.reports.asked import Asked, first_of_month, month_end
from csops_tui.exchange.reports.errors import ReportError
from csops_tui.exchange.reports.report import Report
from csops_tui.locale import t
from csops_tui.store.book import Book

Period = Literal["week", "month", "span", "day"]
Shape = Literal["md", "html", "xlsx"]
SHAPES: tuple[Shape, ...] = ("md", "html", "xlsx")
_SPAN = 12


@dataclass(frozen=True)
class Kind:
    """One report: over which period, whether of one account, and the module that gathers it."""

    name: str
    period: Period
    of_account: bool = False
    module: str = ""

    def title(self) -> str:
        """What the report is called."""
        return t(f"report.title.{self.name}")

    def about(self) -> str:
        """What it is for, in one sentence."""
        return t(f"report.about.{self.name}")


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("weekly", "week"),
        Kind("monthly", "month"),
        Kind("churn", "span", module="losses"),
        Kind("briefing", "day", of_account=True),
        Kind("handover", "day", of_account=True),
        Kind("plan", "day", of_account=True),
    )
}


def gather(
    book: Book,
    name: str,
    *,
    as_of: dt.date | None = None,
    month: dt.date | None = None,
    account_id: str = "",
    fiscal_start: int = 4,
) -> Report:
    """The data of a report as of a day (today), over the month of `month` where one is given.

    Without one the monthly report is of the month that ended last, the churn report of twelve months up to the day,
    the weekly review of the seven days up to it. Raises ReportError for an unknown report, for one of an account
    without its id, and for a month that has not begun.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise ReportError("unknown", exit_code=3, name=name, nearest=", ".join(KINDS))
    today = as_of or book.clock.today()
    start, end = span(kind, today, month)
    if start > today:
        raise ReportError("future", exit_code=2, month=f"{start:%Y-%m}")
    account = ""
    if kind.of_account:
        found = book.reader().execute("SELECT name FROM account WHERE id = ?", [account_id]).fetchone()
        if found is None:
            raise ReportError("account", exit_code=2, name=kind.title())
        account = found[0]
    asked = Asked(book, start, end, min(end, today), account_id if kind.of_account else "", account, fiscal_start)
    return import_module(f"{__package__}.{kind.module or kind.name}").gather(asked)


def span(kind: Kind, today: dt.date, month: dt.date | None = None) -> tuple[dt.date, dt.date]:
    """The first and last day that a report is over; of the running month the days until today."""
    if kind.period in ("week", "day"):
        end = min(month_end(month), today) if month else today
        return (end - dt.timedelta(days=6) if kind.period == "week" else end), end
    if month:
        first = first_of_month(month)
        return first, (min(month_end(first), today) if first <= today else month_end(first))
    if kind.period == "span":
        return first_of_month(today, 1 - _SPAN), today
    # On the last day of a month it is over as good as.
    first = first_of_month(today) if today == month_end(today) else first_of_month(today, -1)
    return first, month_end(first)
