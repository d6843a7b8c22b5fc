"""The accounts behind a row of the revenue screen, with the waterfall of a month; `enter` opens an account."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.store.listing import SEPARATOR, Listing
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.revenue_behind import Behind, behind
from csops_tui.tui.revenue_studies import Asked
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.screens.revenue import FIGURES
from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.source import Column, Source


class RevenueAccountsScreen(ListScreen):
    """Who moved in a month, who was kept of a cohort, who began together."""

    DEFAULT_CSS = """
    RevenueAccountsScreen Chart { height: 10; margin: 1 2 0 3; display: none; }
    RevenueAccountsScreen Chart.drawn { display: block; }
    RevenueAccountsScreen.-low Chart.drawn, RevenueAccountsScreen.-short Chart.drawn { display: none; }
    """
    scopes: ClassVar[tuple[str, ...]] = ("list", "account")
    topics = frozenset({"subscription", "account", "member", "exchange_rate"})
    table = "account"
    place = "revenue"

    def __init__(self, part: str, asked: Asked, key: str) -> None:
        super().__init__()
        self.part = part
        self.asked = asked
        self.key = key
        self._label = ""

    def in_a_calendar(self) -> bool:
        """Figures have no day of their own."""
        return False

    def where(self) -> str:
        parts = (t("place.revenue"), t(f"revenue.part.{self.part}"), self._label)
        return " ▸ ".join(filter(None, parts))

    def listing(self) -> Listing:
        raise NotImplementedError

    def source(self) -> Source:
        """Nothing until a worker has asked the book."""
        return FiguresSource(Figures((Column("account", "", 12),), ()), self._day)

    @property
    def _day(self) -> dt.date:
        return self.asked.choice.day

    def empty_text(self) -> str:
        return t("stats.counting")

    def compose_body(self) -> ComposeResult:
        yield Chart()
        yield from super().compose_body()

    def on_mount(self) -> None:
        self.reload()

    def reload(self) -> None:
        book, part, asked, key = self.csops.book, self.part, self.asked, self.key
        self.load("behind", lambda _: behind(book, part, asked, key), self._answered)

    def _answered(self, found: Behind) -> None:
        self._label = found.label
        self._summarised = None
        self.sheet.empty_text = t("revenue.empty.accounts")
        self.sheet.set_source(FiguresSource(found.figures, self._day))
        chart = self.query_one(Chart)
        chart.set_class(found.chart is not None, "drawn")
        chart.show(found.chart)
        self.title_bar.show(left=self.where())
        self.show_facts()

    # Rows

    def open_row(self, row_id: str) -> None:
        self.csops.open_account(_account(row_id))

    def current_account(self) -> tuple[str, str] | None:
        if not self.sheet.current_id:
            return None
        account = _account(self.sheet.current_id)
        sql = "SELECT name FROM account WHERE id = ?"
        row: Any = self.csops.book.reader().execute(sql, [account]).fetchone()
        return (account, row[0]) if row else None

    def current_row(self) -> tuple[str, str] | None:
        account = self.current_account()
        return ("account", account[0]) if account else None

    def marked_accounts(self) -> list[str]:
        return list(dict.fromkeys(_account(row) for row in self.sheet.marks))

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return FIGURES.get(key, key), title

    def footer_commands(self) -> list[Command]:
        """Nothing is entered into the list itself."""
        return [command for command in super().footer_commands() if command.id not in ("list.edit", "list.new")]

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures"

    why_not_delete = why_not_new = why_not_changes = why_not_edit

    def why_not_concern(self) -> str | None:
        """A concern needs an account."""
        return None if self.sheet.current_id else "why.no_account"

    why_not_task = why_not_concern


def _account(row_id: str) -> str:
    return row_id.split(SEPARATOR)[0]
