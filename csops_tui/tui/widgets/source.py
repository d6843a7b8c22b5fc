"""What a sheet shows: columns, rows in an order, and the few facts it asks of whoever holds the data."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

Role = Literal["dim", "warn", "bad", "good", "accent", "strong"]
"""What a cell means to its reader; the theme gives each role its colour."""

Cell = str | tuple[str, Role]
"""Text ready to show, alone or with its role."""


class Row(NamedTuple):
    """One row: its lasting id, and one cell for each column of the source."""

    id: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """One column of a sheet; widths are in terminal cells.

    `min_width` is how far it may shrink (0: not at all). `hide_below` says who makes room when the columns do not
    fit: the highest number first, 0 never; those stay reachable to the right. An `elastic` column takes spare width. A
    `group` column says a value in the first line of those that have it.
    """

    key: str
    title: str
    width: int
    align: Literal["left", "right"] = "left"
    kind: str = "text"
    frozen: bool = False
    min_width: int = 0
    hide_below: int = 0
    elastic: bool = False
    group: bool = False


class Source(Protocol):
    """Where a sheet gets its rows. A key is an integer naming a row quickly; an id names it for ever."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, in the order of each row's cells."""
        ...

    @property
    def cheap(self) -> bool:
        """Whether `order` may be called between two key presses."""
        ...

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        """Keys (`array('q')`) of the rows that match `quick`, sorted by the column `sort`."""
        ...

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """The rows of these keys; a key that is gone is left out."""
        ...

    def position(self, row_id: str, /) -> int | None:
        """The key of a row id, or None when there is no such row."""
        ...

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        """One line about a column over these rows: n, sum, mean, median."""
        ...
