"""Rows on their way to the book: ids from the seed, and tuples in the order of the tables' columns."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES


class Ids:
    """UUIDv7 texts that ascend and depend on the seed only, so that the same book is made again."""

    def __init__(self, seed: int, first_day: dt.date) -> None:
        self._random = random.Random(f"ids:{seed}")
        self._start = (first_day.toordinal() - dt.date(1970, 1, 1).toordinal()) * 86_400_000
        self._count = 0

    def next(self) -> str:
        """The next id, greater than all before it."""
        milliseconds, place = divmod(self._count, 4096)
        self._count += 1
        high = f"{self._start + milliseconds:012x}"
        low = f"{self._random.getrandbits(62) | 1 << 63:016x}"
        return f"{high[:8]}-{high[8:]}-7{place:03x}-{low[:4]}-{low[4:]}"


def _shape(table: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    fields = columns(ENTITIES[table])
    return ("id", *(f.name for f in fields)), {f.name: f.default for f in fields if f.default is not None}


SHAPES = {table: _shape(table) for table in ENTITIES}


class Rows:
    """The rows of some accounts by table, and their usage facts, until they are written and forgotten."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in ENTITIES}
        self.usage: list[tuple[Any, ...]] = []

    def add(self, table: str, /, **values: Any) -> str:
        """Keep one row of `table` with the model's defaults for what is not said; returns its id."""
        names, defaults = SHAPES[table]
        found = {"id": None, **defaults, **values}
        if found["id"] is None:
            found["id"] = self.ids.next()
        self.tables[table].append(
            tuple([v.isoformat() if isinstance(v, dt.date) else v for v in map(found.get, names)])
        )
        return found["id"]

    def clear(self) -> None:
        """Forget everything kept so far."""
        for rows in self.tables.values():
            rows.clear()
        self.usage.clear()
