"""One record of a dry run, field by field: what the book says now, what it would say, and from which column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from csops_tui.locale import t
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Cell, Column, Row

if TYPE_CHECKING:
    from csops_tui.tui.outcomes import FieldChange


class RowScreen(BaseScreen):
    """The fields of one record as a sheet."""

    topics = frozenset({"?"})

    def __init__(self, title: str, outcome: str, changes: Sequence[FieldChange]) -> None:
        super().__init__()
        self._title = title
        self._outcome = outcome
        self._changes = changes

    def where(self) -> str:
        return f"{t('importing.into')} ▸ {t(f'importing.part.{self._outcome}')} ▸ {self._title}"

    def footer_commands(self) -> list[Command]:
        return [BY_ID["back"], BY_ID["help"]]

    def compose_body(self) -> ComposeResult:
        yield Sheet(self._source(), id="rows")

    def on_mount(self) -> None:
        self.query_one(Sheet).focus()

    def _source(self) -> RowsSource:
        if self._outcome == "rejected":
            columns = (
                Column("field", t("importing.column"), 24, min_width=12, frozen=True),
                Column("after", t("importing.cell"), 40, min_width=20, elastic=True),
            )
            rows = [
                Row(str(n), ((c.label, "bad"), (c.after or "–", "bad")) if c.kept else (c.label, c.after))
                for n, c in enumerate(self._changes)
            ]
            return RowsSource(columns, rows)
        columns = (
            Column("field", t("importing.field"), 20, min_width=12, frozen=True),
            Column("before", t("importing.now"), 24, min_width=14, elastic=True),
            Column("after", t("importing.file_says"), 24, min_width=14, elastic=True),
            Column("column", t("importing.column"), 18, min_width=10, hide_below=1),
        )
        return RowsSource(columns, [Row(str(n), _cells(change)) for n, change in enumerate(self._changes)])


def _cells(change: FieldChange) -> tuple[Cell, ...]:
    if change.kept:
        return (
            change.label,
            (change.before, "strong"),
            (f"{change.after}  {t('importing.not_taken')}", "warn"),
            change.column,
        )
    return change.label, (change.before, "dim"), change.after, (change.column, "dim")
