"""How completely losses are recorded, as a table with a chart above it, and the records behind a row."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from rich.cells import cell_len

from csops_tui.analysis.churn_completeness import Completeness, completeness, entries
from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.listing import Field, Listing
from csops_tui.tui.churn_lists import RECORD_PARTS, RecordPart
from csops_tui.tui.figures import Figures
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.screens.listing import ListScreen
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
    book = screen.csops.book
    found = [
        entry.id
        for entry in entries(book, choice.names, choice.start, choice.end, choice.fiscal_start, choice.day)
        if entry.group == group
    ]
    screen.csops.push_screen(CountedChurns(found, group_label(choice.names, group)))


class CountedChurns(ListScreen):
    """The losses behind one figure; `enter` goes on with a record, so that what is missing is filled in here."""

    scopes: ClassVar[tuple[str, ...]] = ("list",)
    topics = frozenset({"churn", "account", "member"})
    table = "churn"
    place = "churn"

    def __init__(self, ids: list[str], label: str) -> None:
        super().__init__()
        self._ids = ids
        self._label = label

    def where(self) -> str:
        return f"{super().where()} ▸ {t('churn.part.completeness')} ▸ {self._label}"

    def _part(self) -> RecordPart:
        return RECORD_PARTS["log"]

    def listing(self) -> Listing:
        import json

        log = self._part().listing
        detail = Field("reason_judged_detail", "r.reason_judged_detail", "code:churn_reason_detail")
        return Listing(
            "counted_churns",
            f"{log.source} AND r.id IN (SELECT value FROM json_each(:ids))",
            log.key,
            log.id,
            (*log.fields[:8], detail, *log.fields[8:]),
            f"r.reason_judged IS NOT NULL, r.reason_judged NOT IN ('unknown', 'other'), {log.order}",
            log.search,
            {"ids": json.dumps(self._ids)},
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        part = self._part()
        shape: dict[str, dict[str, Any]] = part.shape | {
            "reason_judged_detail": {"width": 18, "min_width": 10, "hide_below": 5}
        }
        return RecordPart("churn", listing, shape).columns()

    def editable(self, column: str) -> str | None:
        return "member_id" if column == "owner" else column

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.churn_entry import continue_entry

        continue_entry(self.csops, row_id)


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
