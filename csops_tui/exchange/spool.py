"""Rows waiting in a temporary file: written once, read as often as needed, memory flat whatever their number."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from typing import Any

_BATCH = 512


class Spool:
    """A list of tuples of plain values (text, numbers, None, tuples, lists, dicts) kept in an unnamed file."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="csops-")  # noqa: SIM115 - lives as long as the spool
        self._pending: list[tuple[Any, ...]] = []
        self._count = 0

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
        at = 0
        while True:
            # Another reader of the same spool may have moved the file meanwhile.
            self._file.seek(at)
            try:
                batch = marshal.load(self._file)
            except EOFError:
                return
            at = self._file.tell()
            yield from batch

    def close(self) -> None:
        """Give the file back to the system; the spool is empty afterwards."""
        self._file.close()
        self._pending, self._count = [], 0

    def _flush(self) -> None:
        if self._pending:
            self._file.seek(0, 2)
            self._file.write(marshal.dumps(self._pending))
            self._pending.clear()
