"""How completely losses are recorded, as a table with a chart above it, and the records behind a row."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rich.cells import cell_len

from csops_tui.analysis.churn_completeness import Completeness, completeness, entries
from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.tui.figures import Figures
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.studies import Choice, Study, attribute_label, group_label, group_order
from csops_tui.tui.widgets.chart_spec import ChartSpec, MonthBars, Stack, Stacked
from csops_tui.tui.widgets.source import Column

_COLUMNS = (
    ("churns", "count", 6, 0),
    ("closed", "count", 6, 3),
    ("reasoned", "count", 6, 2),
    ("complete", "rate", 7, 0),
    ("complete_interval", "interval", 8, 6),
    ("missing", "count", 6, 0),
    ("unknown", "count", 6, 0),
    ("unknown_share", "rate", 7, 4),
    ("other", "count", 6, 0),
    ("other_share", "rate", 7, 4),
    ("stated", "count", 6, 5),
    ("second_level", "count", 6, 7),
    ("evidence", "count", 6, 5),
)
_KINDS = ("telling", "other", "unknown", "missing")


def study(book: Book, choice: Choice) -> Study:
    """How many losses have a reason, by what the choice says."""
    found = completeness(book, choice.names, choice.start, choice.end, choice.fiscal_start, choice.day)
    found.sort(key=lambda row: group_order(choice.names, row.group))
    groups = [
        Column(name, attribute_label(name), 14, frozen=place == 0, min_width=10, elastic=place == 0)
        for place, name in enumerate(choice.names)
    ] or [Column("whole", t("stats.whole"), 12, frozen=True, elastic=True)]
    figures = [_column(*column) for column in _COLUMNS]
    rows = [
        (
            "\x1f".join(("row", *(str(value or "") for value in row.group))),
            (*(_named(choice, row) or (t("stats.everyone"),)), *(_value(row, name) for name, *_ in _COLUMNS)),
        )
        for row in found
        if row.churns
    ]
    return Study(Figures((*groups, *figures), tuple(rows)), _chart(choice, [row for row in found if row.churns]))


def open_row(screen: BaseScreen, choice: Choice, row_id: str) -> None:
    """Show the losses that a row counts, those without a reason first."""
    group = tuple(part or None for part in row_id.split("\x1f")[1:])
    from csops_tui.tui.screens.churn_group import INCOMPLETE_FIRST, ChurnGroupScreen

    book = screen.csops.book
    found = [
        entry.id
        for entry in entries(book, choice.names, choice.start, choice.end, choice.fiscal_start, choice.day)
        if entry.group == group
    ]
    label = group_label(choice.names, group)
    screen.csops.push_screen(ChurnGroupScreen("completeness", label, found, INCOMPLETE_FIRST))


def _named(choice: Choice, row: Completeness) -> tuple[str, ...]:
    return tuple(group_label([name], [value]) for name, value in zip(choice.names, row.group, strict=True))


def _value(row: Completeness, name: str) -> Any:
    return row.complete if name == "complete_interval" else getattr(row, name)


def _column(name: str, kind: str, least: int, hide: int) -> Column:
    title = t(f"churn.count.{name}")
    return Column(name, title, max(least, cell_len(title)), "right", kind, hide_below=hide)


def _chart(choice: Choice, rows: list[Completeness]) -> ChartSpec | None:
    """What kind of reason the losses have: by month as bars along time, else one bar for each group."""
    if not rows:
        return None
    parts = tuple(t(f"churn.kind.{kind}") for kind in _KINDS)
    title = t("churn.chart.completeness")
    if choice.period == "month" and not choice.by:
        stacks = tuple(
            Stack(part, tuple((_first_day(str(row.group[0])), float(getattr(row, kind))) for row in rows))
            for part, kind in zip(parts, _KINDS, strict=True)
        )
        return MonthBars(title, stacks, choice.start, choice.end)
    bars = tuple(
        (group_label(choice.names, row.group), tuple(float(getattr(row, kind)) for kind in _KINDS)) for row in rows
    )
    return Stacked(title, parts, bars)


def _first_day(month: str) -> dt.date:
    return dt.date(int(month[:4]), int(month[5:7]), 1)
