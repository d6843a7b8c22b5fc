"""What one row of an analysis is made of: its churns, or its accounts with how long they stayed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.store.listing import Listing
from csops_tui.tui.churn_lists import LOG
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column, Source

# What is missing comes first where that is what is looked for.
INCOMPLETE_FIRST = "r.reason_judged IS NOT NULL, r.reason_judged NOT IN ('unknown', 'other')"


class ChurnGroupScreen(ListScreen):
    """The churns behind one row of a part; `enter` opens the record, so that what is missing is filled in here."""

    scopes: ClassVar[tuple[str, ...]] = ("list",)
    topics = frozenset({"churn", "account", "member"})
    table = "churn"
    place = "churn_analysis"

    def __init__(self, part: str, label: str, records: Sequence[str], order: str = "") -> None:
        super().__init__()
        self.part = part
        self.label = label
        self._list = LOG.of(records, order)

    def where(self) -> str:
        return f"{t(f'churn.part.{self.part}')} ▸ {self.label}"

    def listing(self) -> Listing:
        return self._list.listing

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return self._list.columns()

    def editable(self, column: str) -> str | None:
        return "member_id" if column == "owner" else column

    def footer_commands(self) -> list[Command]:
        """A churn is entered where all of them are."""
        return [command for command in super().footer_commands() if command.id != "list.new"]

    def why_not_new(self) -> str | None:
        """A new churn would not be one of these."""
        return "analysis.why.new"

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.churn_entry import continue_entry

        continue_entry(self.csops, row_id)


class TenureGroupScreen(ListScreen):
    """The accounts behind one row with their start, their loss and the months between; `enter` opens the account."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "account")
    topics = frozenset({"churn", "account", "subscription"})
    table = "account"
    place = "survival"

    def __init__(self, label: str, records: tuple[str, ...]) -> None:
        super().__init__()
        self.label = label
        self.records = records

    def in_a_calendar(self) -> bool:
        """Figures have no day of their own."""
        return False

    def where(self) -> str:
        return f"{t('churn.part.survival')} ▸ {self.label}"

    def listing(self) -> Listing:
        raise NotImplementedError

    def source(self) -> Source:
        """Nothing until a worker has asked the book."""
        return FiguresSource(Figures(_columns(), ()), self._day)

    def empty_text(self) -> str:
        return t("stats.counting")

    @property
    def _day(self) -> dt.date:
        return self.csops.as_of or self.csops.today

    def on_mount(self) -> None:
        self.reload()

    def reload(self) -> None:
        book, day, wanted = self.csops.book, self._day, frozenset(self.records)

        def ask(_: Any) -> Figures:
            from csops_tui.analysis.tenure import tenures

            found = [life for life in tenures(book, (), day).lives if life.account_id in wanted]
            # Those lost come first, after the shortest time.
            found.sort(key=lambda life: (life.lost is None, life.months))
            rows = (
                (f.account_id, (f.name, *map(_iso, (f.began, f.lost)), round(f.months, 1), f.returned)) for f in found
            )
            return Figures(_columns(), tuple(rows))

        self.load("lives", ask, self._answered)

    def new_day(self) -> None:
        self.reload()

    def _answered(self, figures: Figures) -> None:
        self._summarised = None
        self.sheet.set_source(FiguresSource(figures, self._day))
        self.show_facts()

    def open_row(self, row_id: str) -> None:
        self.csops.open_account(row_id)

    def footer_commands(self) -> list[Command]:
        """Nothing is entered into the list itself."""
        return [command for command in super().footer_commands() if command.id not in ("list.edit", "list.new")]

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures"

    why_not_delete = why_not_new = why_not_edit


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _columns() -> tuple[Column, ...]:
    return (
        Column("account", t("sheet.account"), 28, kind="text", frozen=True, min_width=16, elastic=True),
        Column("began", t("survival.list.began"), 11, kind="long_day"),
        Column("lost", t("survival.list.lost"), 11, kind="long_day"),
        Column("months", t("survival.list.months"), 8, "right", "number"),
        Column("returned", t("survival.list.returned"), 10, kind="flag", hide_below=1),
    )
