"""The rows that a sheet has at hand: the whole order as a vector of keys, and only the rows near the screen."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from csops_tui.tui.widgets.source import Row, Source

_GONE = Row("", ())
_MOST_ROWS = 4000


class Window:
    """A vector of row keys over a source, with a cache of the rows fetched for the screen."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.keys: array[int] = array("q")
        self._rows: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def forget(self) -> None:
        """Drop all rows at hand; the order stays."""
        self._rows.clear()

    def row(self, index: int, top: int, height: int) -> Row:
        """The row at `index`; a missing one is fetched with its neighbours, one screen either side of `top`.

        A row that is gone from the source has an empty id and no cells.
        """
        key = self.keys[index]
        row = self._rows.get(key)
        if row is None:
            first = min(max(0, top - height), index)
            last = max(min(len(self.keys), top + 2 * height), index + 1)
            self._fetch(self.keys[first:last])
            row = self._rows[key]
        return row

    def _fetch(self, keys: Iterable[int]) -> None:
        if len(self._rows) > _MOST_ROWS:
            self._rows.clear()
        missing = [key for key in keys if key not in self._rows]
        found = self.source.fetch(missing)
        for key in missing:
            self._rows[key] = found.get(key, _GONE)

    def index_of(self, row_id: str) -> int | None:
        """Where the row with this id stands in the order, or None when it is not in it."""
        key = self.source.position(row_id)
        if key is None:
            return None
        try:
            return self.keys.index(key)
        except ValueError:
            return None

    def renew(self, ids: Iterable[str]) -> set[int]:
        """Fetch again those of these rows that are at hand; gives their keys."""
        keys = {key for row_id in ids if (key := self.source.position(row_id)) is not None and key in self._rows}
        for key in keys:
            del self._rows[key]
        if keys:
            self._fetch(keys)
        return keys
