"""Sources for the widget tests: accounts computed from their key, or kept in a list that a test may change."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from csops_tui.tui.widgets.cells import spark
from csops_tui.tui.widgets.source import Cell, Column, Row

NAMES = (
    "ミライ商事",
    "Acme 株式会社",
    "北斗システムズ",
    "東都ソリューションズ",
    "Globex Inc.",
    "青空フーズ",
    "みなと銀行",
    "株式会社九州電機工業",
)
CSMS: tuple[Cell, ...] = ("佐藤", "鈴木", ("pool", "dim"))
COLUMNS = (
    Column("name", "Account", 22, frozen=True, min_width=12, elastic=True),
    Column("tier", "Tier", 4, hide_below=100),
    Column("csm", "CSM", 5, hide_below=90),
    Column("arr", "ARR", 6, "right", hide_below=80),
    Column("renewal", "Renewal", 12, "right", hide_below=85),
    Column("health", "Health", 12),
    Column("concern", "Concern", 10, min_width=6, hide_below=110),
    Column("one", "1:1", 5, "right", hide_below=95),
    Column("any", "Any", 4, "right", hide_below=120),
    Column("touches", "Touches 12m", 12, hide_below=130),
    Column("usage", "Usage", 7, "right", hide_below=105),
    Column("next", "Next", 18, min_width=10, elastic=True),
)


def account(key: int) -> Row:
    """A made-up account whose every cell follows from its key."""
    health = (key * 37) % 100
    late = key % 5 == 0
    band: Cell = (f"{health} ▼ at risk", "bad") if health < 50 else (f"{health} ▲ watch", "warn")
    if health >= 80:
        band = (f"{health} – good", "good")
    return Row(
        f"a{key}",
        (
            f"{NAMES[key % len(NAMES)]} {key}",
            ("High", "Low", "Tech")[key % 3],
            CSMS[key % 3],
            f"{key % 97 / 10:.1f}M",
            f"{key % 12 + 1:02}/10 {key % 365:>4}d",
            band,
            ("3 予算", "warn") if key % 7 == 0 else ("–", "dim"),
            (f"{key % 90}d!", "bad") if late else f"{key % 90}d",
            f"{key % 40}d",
            spark([(key * (month + 3)) % 7 for month in range(12)], 12),
            (f"-{key % 40}% ▼", "bad") if late else f"+{key % 30}%",
            ("新任の確認 超過2日", "bad") if late else f"見積送付 11/{key % 28 + 1:02}",
        ),
    )


class ComputedSource:
    """`size` accounts that cost nothing to hold."""

    cheap = True
    columns = COLUMNS

    def __init__(self, size: int) -> None:
        self.size = size
        self.fetched: list[int] = []

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        keys = range(self.size)
        if quick:
            keys = [key for key in keys if quick in account(key).cells[0]]
        return array("q", reversed(keys) if descending else keys)

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        self.fetched.extend(keys)
        return {key: account(key) for key in keys}

    def position(self, row_id: str) -> int | None:
        key = int(row_id[1:])
        return key if key < self.size else None

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        return f"n {len(keys)} · {column}"


class ListSource:
    """Rows of text that a test changes between two reloads; the first cell is the row's id."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], cheap: bool = True) -> None:
        self.columns = columns
        self.rows = dict(enumerate(rows))
        self.cheap = cheap
        self.fetched: list[int] = []

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        keys = [key for key, row in self.rows.items() if quick in str(row[0])]
        if sort is not None:
            place = [column.key for column in self.columns].index(sort)
            keys.sort(key=lambda key: self.rows[key][place], reverse=descending)
        return array("q", keys)

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        self.fetched.extend(keys)
        return {key: Row(str(self.rows[key][0]), self.rows[key]) for key in keys if key in self.rows}

    def position(self, row_id: str) -> int | None:
        return next((key for key, row in self.rows.items() if row[0] == row_id), None)

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        return f"n {len(keys)} · {column}"
