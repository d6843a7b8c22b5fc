"""Rows of the panel computed in a second process beside this one: many month-ends then take little more than half.

Run as `python -m csops_tui.measures.panel_beside BOOK FOLDER DAY …`; it only reads the book.
"""

from __future__ import annotations

import datetime as dt
import marshal
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import csops_tui
from csops_tui.store import sqlite as db

# From so many days and accounts on the second process is worth its start.
_DAYS = 6
_ACCOUNTS = 500


class Beside:
    """Every other day of a list, being computed; a day that does not come is simply not there."""

    def __init__(self, book: Path, days: Sequence[dt.date]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="csops-")
        self._left = [day.isoformat() for day in days]
        home = str(Path(csops_tui.__file__).parents[1])
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "csops_tui.measures.panel_beside", str(book), self._folder.name, *self._left],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": home},
            start_new_session=True,
        )

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._child.terminate()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()
        self._folder.cleanup()

    def rows(self, day: dt.date) -> tuple[str, list[tuple[Any, ...]]] | None:
        """What the panel was made of when it began, and the rows of a day in the order of its columns; waits for them.

        Days must be asked for in the order in which they were given; None where the process has ended without it.
        """
        wanted = day.isoformat()
        if wanted not in self._left or self._child.stdout is None:
            return None
        while (said := self._child.stdout.readline().strip()) != wanted:
            if not said:
                return None
        self._left.remove(wanted)
        file = Path(self._folder.name) / wanted
        found: tuple[str, list[tuple[Any, ...]]] = marshal.loads(file.read_bytes())
        file.unlink()
        return found


def is_worth_it(conn: db.Connection, days: int) -> bool:
    """Whether so many days of this book are computed faster by two processes."""
    if days < _DAYS or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(2)) < 2:
        return False
    counted = conn.execute("SELECT count(*) FROM (SELECT 1 FROM account LIMIT ?)", [_ACCOUNTS])
    return counted.fetchone()[0] >= _ACCOUNTS


def main() -> None:
    """Compute the days, each as a file that is told of once it is whole."""
    from csops_tui.measures import panel

    book, folder, *days = sys.argv[1:]
    conn = db.connect(Path(book), readonly=True)
    # One transaction: all days are of the same state of the book.
    conn.execute("BEGIN")
    state = panel.made_of(conn)
    for day in days:
        rows = conn.execute(panel.ROWS, {"as_of": day, "used": panel.used_until(conn, day)[0]}).fetchall()
        (Path(folder) / day).write_bytes(marshal.dumps((state, rows)))
        print(day, flush=True)


if __name__ == "__main__":
    main()
