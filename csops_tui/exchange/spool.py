"""Rows waiting in a temporary file: written once, read as often as needed, memory flat whatever their number."""

from __future__ import annotations

import marshal
import os
import tempfile
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

_BATCH = 512


class Spool:
    """A list of tuples of plain values (text, numbers, None, tuples, lists, dicts) kept in an unnamed file.

    Once all rows are in, any number of threads may read it at the same time.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="csops-")  # noqa: SIM115 - lives as long as the spool
        self._pending: list[tuple[Any, ...]] = []
        self._count = 0
        # Of each batch in the file: its first row, and where it stands; the end of the file comes last.
        self._firsts: list[int] = []
        self._places: list[int] = [0]
        self._read: tuple[int, list[tuple[Any, ...]]] = (-1, [])

    def __len__(self) -> int:
        return self._count

    def append(self, row: tuple[Any, ...]) -> None:
        """Add one row."""
        self._pending.append(row)
        self._count += 1
        if len(self._pending) >= _BATCH:
            self._flush()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        self._flush()
        number = 0
        while number < len(self._firsts):
            yield from self._batch(number)
            number += 1

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        """The row at a place from 0 on; raises IndexError."""
        if not 0 <= index < self._count:
            raise IndexError(index)
        self._flush()
        number = bisect_right(self._firsts, index) - 1
        # Rows that are asked for one by one mostly stand near each other.
        kept, batch = self._read
        if kept != number:
            batch = self._batch(number)
            self._read = (number, batch)
        return batch[index - self._firsts[number]]

    def close(self) -> None:
        """Give the file back to the system; the spool is empty afterwards."""
        self._file.close()
        self._pending, self._count, self._firsts, self._places, self._read = [], 0, [], [0], (-1, [])

    def _batch(self, number: int) -> list[tuple[Any, ...]]:
        at, end = self._places[number], self._places[number + 1]
        return marshal.loads(os.pread(self._file.fileno(), end - at, at))

    def _flush(self) -> None:
        if self._pending:
            data = marshal.dumps(self._pending)
            self._file.write(data)
            self._file.flush()
            self._firsts.append(self._count - len(self._pending))
            self._places.append(self._places[-1] + len(data))
            self._pending.clear()
