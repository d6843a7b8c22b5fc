"""What one row of an analysis is made of: its churns, or its accounts with how long they stayed."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.store.listing import Field, Listing, money_field
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.screens.churn_study import of_ids
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column, Source

_CHURNS = """
FROM churn AS r JOIN account AS a ON a.id = r.account_id
WHERE 1"""
_FIELDS = (
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("kind", "r.kind", "code:churn.kind"),
    Field("effective", "r.effective", "long_day"),
    money_field("mrr_lost", "r.mrr_lost", "r.currency"),
    Field("reason_stated", "r.reason_stated", "code:churn_reason"),
    Field("reason_judged", "r.reason_judged", "code:churn_reason"),
    Field("avoidable", "r.avoidable", "flag"),
    Field("foreseeable", "r.foreseeable", "flag"),
    Field("note", "r.note", "note"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "account_id": {"width": 24, "min_width": 14, "frozen": True},
    "kind": {"width": 10, "hide_below": 4},
    "effective": {"width": 10},
    "mrr_lost": {"width": 9, "align": "right", "hide_below": 2},
    "reason_stated": {"width": 18, "min_width": 10, "hide_below": 3},
    "reason_judged": {"width": 18, "min_width": 12},
    "avoidable": {"width": 8, "hide_below": 6},
    "foreseeable": {"width": 8, "hide_below": 6},
    "note": {"width": 30, "min_width": 12, "elastic": True, "hide_below": 5},
}


class ChurnGroupScreen(ListScreen):
    """The churns behind one row; `enter` opens the record."""

    scopes: ClassVar[tuple[str, ...]] = ("list",)
    topics = frozenset({"churn", "account"})
    table = "churn"
    place = "churn_analysis"

    def __init__(self, label: str, records: tuple[str, ...]) -> None:
        super().__init__()
        self.label = label
        self.records = records

    def where(self) -> str:
        return f"{t('churn.part.analysis')} ▸ {self.label}"

    def listing(self) -> Listing:
        listing = Listing(
            "churn",
            _CHURNS,
            "r.rowid",
            "r.id",
            _FIELDS,
            "r.effective DESC, r.rowid DESC",
            ("a.name", "a.kana", "r.note", "r.evidence", "r.competitor"),
        )
        return of_ids(listing, self.records)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"churn.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

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
