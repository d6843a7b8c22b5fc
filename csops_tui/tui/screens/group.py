"""What one row of figures is made of: its accounts or its attempts, as a list that can be worked off."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from csops_tui.analysis import coverage, funnel, touches
from csops_tui.locale import has, t
from csops_tui.store.listing import Listing
from csops_tui.tui.commands import Command
from csops_tui.tui.figures import Figures, FiguresSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.screens.touches import FIGURES
from csops_tui.tui.studies import Choice, records
from csops_tui.tui.widgets.source import Column, Source

_WIDTHS: dict[str, dict[str, Any]] = {
    "account": {"width": 26, "min_width": 16, "frozen": True, "elastic": True},
    "account_id": {"width": 26, "min_width": 16, "frozen": True, "elastic": True},
    "name": {"width": 26, "min_width": 16, "frozen": True, "elastic": True},
    "owner": {"width": 10, "min_width": 8},
    "note": {"width": 24, "min_width": 10, "hide_below": 3, "elastic": True},
    "meeting": {"width": 14, "hide_below": 2},
}
_COUNTS = ("touches", "touches_1to1", "touches_1ton", "touches_tech", "two_way_1to1", "triggered", "customer_triggered")


class GroupScreen(ListScreen):
    """The rows behind one figure of a part of `3 Touches`: accounts touched least first, attempts asked last first."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "account")
    topics = frozenset({"touchpoint", "attendance", "account", "member", "appointment", "cadence", "contact"})

    def __init__(self, part: str, choice: Choice, group: tuple[str | None, ...], label: str) -> None:
        super().__init__()
        self.part = part
        self.choice = choice
        self.group = group
        self.label = label

    @property
    def table(self) -> str:  # type: ignore[override]
        """The table of the rows."""
        return "appointment" if self.part == "funnel" else "account"

    @property
    def place(self) -> str:  # type: ignore[override]
        """Part of the name of an exported file."""
        return f"touches-{self.part}"

    def where(self) -> str:
        return f"{t(f'stats.part.{self.part}')} ▸ {self.label}"

    def listing(self) -> Listing:
        choice = self.choice
        if self.part == "funnel":
            span = choice.start, choice.end, choice.day, choice.fiscal_start
            return funnel.attempts(choice.names, self.group, *span)
        return coverage.accounts(choice.by, self.group, choice.day)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(_column(f.key, f.kind) for f in listing.fields)

    def source(self) -> Source:
        if self.part != "stats":
            return super().source()
        return FiguresSource(Figures(_touch_columns(), ()), self._day)

    @property
    def _day(self) -> dt.date:
        return self.choice.day

    def empty_text(self) -> str:
        return t("stats.counting" if self.part == "stats" else "empty.list")

    def on_mount(self) -> None:
        if self.part == "stats":
            self._count()

    def reload(self) -> None:
        if self.part == "stats":
            self._count()
        else:
            super().reload()

    def _count(self) -> None:
        book, choice, group = self.csops.book, self.choice, self.group

        def ask(conn: Any) -> FiguresSource:
            span = choice.start, choice.end, choice.day, choice.fiscal_start
            rows = records(touches.touched_accounts(book, choice.names, group, *span))
            values = tuple(
                (row["account_id"], (row["name"], row["owner"], *(row[name] for name in _COUNTS))) for row in rows
            )
            return FiguresSource(Figures(_touch_columns(), values), choice.day)

        def answer(source: FiguresSource) -> None:
            self._summarised = None
            self.sheet.set_source(source)
            self.show_facts()

        self.load("group", ask, answer)

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return FIGURES.get(key, key) if self.part == "stats" else key, title

    # Rows are opened, not changed

    def open_row(self, row_id: str) -> None:
        if self.part == "funnel":
            super().open_row(row_id)
        else:
            self.csops.open_account(row_id)

    def footer_commands(self) -> list[Command]:
        """Nothing is entered into the list itself."""
        return [command for command in super().footer_commands() if command.id not in ("list.edit", "list.new")]

    def why_not_edit(self) -> str | None:
        """Figures are worked out, not entered."""
        return "stats.why.figures"

    why_not_delete = why_not_new = why_not_edit

    def why_not_concern(self) -> str | None:
        """A concern needs an account."""
        return None if self.sheet.current_id else "why.no_account"

    why_not_task = why_not_concern


def _touch_columns() -> tuple[Column, ...]:
    return (_column("name", "text"), _column("owner", "person"), *(_column(name, "count") for name in _COUNTS))


def _column(key: str, kind: str) -> Column:
    keys = (f"stats.group.{key}", f"stats.waiting.{key}", f"stats.short.{key}", f"stats.{key}")
    title = next(t(name) for name in keys if has(name))
    shape = _WIDTHS.get(key, {"width": 12, "min_width": 8})
    return Column(key, title, kind=kind, align="right" if kind == "count" else "left", **shape)
