"""Look at the widgets and measure them: `python -m tests.tui.widgets.demo ROWS`, or `charts` instead of ROWS."""

from __future__ import annotations

import json
import math
import random
import sqlite3
import sys
from array import array
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Grid
from textual.widgets import Static

from csops_tui.tui.widgets.chart import Chart
from csops_tui.tui.widgets.chart_spec import (
    ChartSpec,
    Line,
    LineChart,
    MonthBars,
    Ranking,
    Stack,
    month_starts,
    percent,
    touches_and_usage,
)
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Row
from tests.tui.widgets.sources import COLUMNS, account


class SqliteSource:
    """The made-up accounts in a table, ordered and fetched by SQL."""

    cheap = True
    columns = COLUMNS

    def __init__(self, size: int) -> None:
        self.db = sqlite3.connect(":memory:")
        names = ", ".join(column.key for column in COLUMNS if column.key != "any")
        self.db.execute(f'create table account (key integer primary key, id, "any", {names})')
        self.names = ", ".join(f'"{column.key}"' for column in COLUMNS)
        marks = ", ".join("?" for _ in COLUMNS)
        self.db.executemany(
            f"insert into account (key, id, {self.names}) values (?, ?, {marks})",
            ((key, f"a{key}", *map(json.dumps, account(key).cells)) for key in range(size)),
        )

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        by = f'"{sort}" {"desc" if descending else "asc"}, key' if sort else "key"
        found = self.db.execute(f"select key from account where name like ? order by {by}", (f"%{quick}%",))
        return array("q", (key for (key,) in found))

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        listed = ",".join(map(str, keys))
        found = self.db.execute(f"select key, id, {self.names} from account where key in ({listed})")
        return {
            key: Row(
                row_id, tuple(tuple(cell) if isinstance(cell := json.loads(text), list) else cell for text in cells)
            )
            for key, row_id, *cells in found
        }

    def position(self, row_id: str) -> int | None:
        return int(row_id[1:])

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        return f"{len(keys)} accounts · {column}"


class SheetDemo(App[None]):
    """A sheet over a line that shows what it reports."""

    CSS = "#line { height: 1; color: $text-muted; padding: 0 3; }"
    BINDINGS = [
        Binding("s", "sort", "sort"),
        Binding("r", "reload", "reload"),
        Binding("z", "nothing", "empty"),
        Binding("q", "quit", "quit"),
    ]

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size_wanted = size

    def compose(self) -> ComposeResult:
        yield Sheet(
            SqliteSource(self.size_wanted), empty_text="No accounts yet.\n\n  i  import a file\n  n  新しい顧客"
        )
        yield Static("", id="line", markup=False)

    def on_mount(self) -> None:
        self.query_one(Sheet).focus()

    def on_sheet_highlighted(self, message: Sheet.Highlighted) -> None:
        sheet = message.sheet
        self.query_one("#line", Static).update(f"{message.row_id} · {sheet.cursor + 1:,} of {sheet.row_count:,} READY")

    def action_sort(self) -> None:
        sheet = self.query_one(Sheet)
        key = sheet.current_column
        sheet.sort_by(key, key == sheet.sort and not sheet.descending)

    def action_reload(self) -> None:
        self.query_one(Sheet).reload()

    def action_nothing(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.set_quick("" if sheet.quick else "zzz")


START, END = date(2025, 12, 1), date(2026, 11, 21)


def charts() -> list[ChartSpec]:
    """One chart of each kind, of made-up numbers."""
    chance = random.Random(3)
    names = ("大企業", "中堅", "中小")
    touches = [START + timedelta(days=chance.randrange(355)) for _ in range(40)]
    usage = {
        START + timedelta(days=7 * week): None if 20 < week < 24 else 40 - week / 2 + 5 * math.sin(week / 3)
        for week in range(51)
    }
    kept = tuple(
        Line(name, tuple((month, 100 - month * slope + 3 * math.sin(month / 2)) for month in range(1, 25)))
        for name, slope in zip(names, (0.6, 1.2, 1.9), strict=True)
    )
    survival = Line("", tuple((month, 1 - month / 100) for month in range(0, 37, 3)))
    revenue = tuple(
        Stack(name, tuple((month, chance.randrange(5, 40)) for month in month_starts(START, END))) for name in names
    )
    return [
        touches_and_usage(touches, usage, START, END),
        LineChart("継続率の推移 %", kept, 1, 24, low=None),
        LineChart("生存曲線  n 163 · median 56 (52–60)", (survival,), 0, 36, steps=True, form=percent),
        MonthBars("セグメント別 ARR", revenue, START, END),
        Ranking("解約理由", (("価格", 58), ("機能不足", 41), ("担当者異動・組織変更のため", 30.5), ("倒産", 14))),
    ]


class ChartDemo(App[None]):
    """All charts at once; `r` gives each the next one's data, `t` changes the theme."""

    CSS = "Grid { grid-size: 2 3; grid-gutter: 1 3; padding: 0 1; } #first { row-span: 2; } #ready { dock: bottom; }"
    BINDINGS = [("q", "quit", "quit"), ("t", "light", "theme"), ("r", "rotate", "rotate")]

    def compose(self) -> ComposeResult:
        with Grid():
            for number, spec in enumerate(charts()):
                yield Chart(spec, id="first" if number == 0 else None)
        yield Static("", id="ready")

    def on_mount(self) -> None:
        self.call_after_refresh(self.query_one("#ready", Static).update, "READY")

    def action_light(self) -> None:
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"

    def action_rotate(self) -> None:
        shown = list(self.query(Chart))
        for chart, spec in zip(shown, [shown[-1].spec, *(chart.spec for chart in shown[:-1])], strict=True):
            chart.show(spec)


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else "1300"
    (ChartDemo() if wanted == "charts" else SheetDemo(int(wanted))).run()
