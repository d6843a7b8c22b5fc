"""Look at the sheet and measure it: `python -m tests.tui.widgets.demo ROWS`."""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections.abc import Mapping, Sequence

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Static

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


if __name__ == "__main__":
    SheetDemo(int(sys.argv[1]) if len(sys.argv) > 1 else 1300).run()
