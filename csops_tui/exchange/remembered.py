"""What an import must remember of every record, in bounded memory: the newest at hand, the rest in a temporary file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Generic, TypeVar

from csops_tui.store.sqlite import Connection, scratch

_Key = TypeVar("_Key", int, str)
_Value = TypeVar("_Value", int, str, bytes)

_RECALL = "SELECT r.key, r.value FROM json_each(?) AS j CROSS JOIN remembered AS r ON r.key = j.value"
MOST = 20_000
"""So many are at hand; a smaller file never makes a temporary one."""


class Remembered(Generic[_Key, _Value]):
    """Key → value for any number of keys; made for one thread at a time, closed when planning is over."""

    def __init__(self, most: int = 0) -> None:
        self._most = most or MOST
        self._recent: dict[_Key, _Value] = {}
        self._recalled: dict[_Key, _Value] = {}
        self._asked: frozenset[_Key] = frozenset()
        self._aside: Connection | None = None

    def recall(self, keys: Iterable[_Key]) -> None:
        """Make ready what is kept under these keys, in one go; worth it before many are asked for."""
        if self._aside is None:
            return
        self._asked = frozenset(keys)
        # In order, so that neighbours are found on one page.
        self._recalled = dict(self._aside.execute(_RECALL, (json.dumps(sorted(self._asked)),)))

    def get(self, key: _Key) -> _Value | None:
        """The value last put under a key, None where there was none."""
        found = self._recent.get(key)
        if found is None and self._aside is not None:
            if key in self._asked:
                return self._recalled.get(key)
            row = self._aside.execute("SELECT value FROM remembered WHERE key = ?", (key,)).fetchone()
            return row[0] if row else None
        return found

    def put(self, key: _Key, value: _Value) -> None:
        """Keep a value under a key, in place of the one before."""
        self._recent[key] = value
        if len(self._recent) >= self._most:
            self._lay_aside()

    def close(self) -> None:
        """Forget everything."""
        self._recent, self._recalled, self._asked = {}, {}, frozenset()
        if self._aside is not None:
            self._aside.close()
            self._aside = None

    @property
    def at_hand(self) -> int:
        """How many are in memory."""
        return len(self._recent)

    def _lay_aside(self) -> None:
        if self._aside is None:
            self._aside = scratch()
            # Numbers are the rows' own numbers.
            whole = isinstance(next(iter(self._recent)), int)
            kind, rest = ("INTEGER PRIMARY KEY", "") if whole else ("TEXT PRIMARY KEY", " WITHOUT ROWID")
            self._aside.execute(f"CREATE TABLE remembered (key {kind}, value){rest}")
        self._aside.execute("BEGIN")
        # In order, so that every page of the file is touched once.
        self._aside.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?)", sorted(self._recent.items()))
        self._aside.execute("COMMIT")
        # What was made ready before may have been laid aside since.
        self._recalled.update((key, value) for key, value in self._recent.items() if key in self._asked)
        self._recent.clear()
