"""Rows that are at hand as a source for the sheet: a few hundred lines made for one screen."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from csops_tui.locale import t
from csops_tui.text.names import norm
from csops_tui.tui.widgets.source import Cell, Column, Row


class RowsSource:
    """`rows` as they stand; sorted by the text of a cell, filtered by the words in all of them."""

    cheap = True

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.columns = columns
        self.rows = rows
        self._texts = ["\n".join(norm(text_of(cell)) for cell in row.cells) for row in rows]
        self._places = {row.id: place for place, row in enumerate(rows)}

    @property
    def total(self) -> int:
        """How many rows there are without a filter."""
        return len(self.rows)

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        """Places of the rows that contain all words of `quick`."""
        words = norm(quick).split()
        found = [n for n, text in enumerate(self._texts) if all(word in text for word in words)]
        column = next((n for n, column in enumerate(self.columns) if column.key == sort), None)
        if column is not None:
            found.sort(key=lambda n: text_of(self.rows[n].cells[column]), reverse=descending)
        return array("q", found)

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """The rows at these places."""
        return {key: self.rows[key] for key in keys}

    def position(self, row_id: str) -> int | None:
        """The place of a row id."""
        return self._places.get(row_id)

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        """How many rows are shown."""
        return t("list.n", n=f"{len(keys):,}")


def text_of(cell: Cell) -> str:
    """The words of a cell without its role."""
    return cell if isinstance(cell, str) else cell[0]
