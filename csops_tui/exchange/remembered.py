"""What an import must remember of every record, in bounded memory: the newest at hand, the rest in a temporary file."""

from __future__ import annotations

from typing import Generic, TypeVar

from csops_tui.store.sqlite import Connection, scratch

_Key = TypeVar("_Key", int, str)
_Value = TypeVar("_Value", int, str, bytes)

# So many are at hand; a smaller file never makes a temporary one.
_MOST = 20_000


class Remembered(Generic[_Key, _Value]):
    """Key → value for any number of keys; made for one thread at a time, closed when planning is over."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._recent: dict[_Key, _Value] = {}
        self._aside: Connection | None = None

    def get(self, key: _Key) -> _Value | None:
        """The value last put under a key, None where there was none."""
        found = self._recent.get(key)
        if found is None and self._aside is not None:
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
        self._recent.clear()
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
            self._aside.execute("CREATE TABLE remembered (key PRIMARY KEY, value) WITHOUT ROWID")
        self._aside.execute("BEGIN")
        # In order, so that every page of the file is touched once.
        self._aside.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?)", sorted(self._recent.items()))
        self._aside.execute("COMMIT")
        self._recent.clear()
