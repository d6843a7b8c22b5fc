"""P9: the panel of 1,300 accounts at 36 month-ends from 100,000 touches and 1 M usage figures; after one touch.

`python benchmarks/panel.py [accounts]`
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path

from common import LARGE, TODAY, copy_of, head, high, line, median

from csops_tui.measures import panel
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TOUCHES, USAGE = 100_000, 1_000_000
_AGAIN = """
INSERT INTO touchpoint (id, account_id, day, at, channel, reach, direction, "trigger")
SELECT id || ?, account_id, date(day, ?), date(day, ?) || 'T03:00:00Z', channel, reach, direction, "trigger"
FROM touchpoint ORDER BY id LIMIT ?
"""


def filled(path: Path) -> Book:
    """The sample with its touches and usage repeated on other days until there are as many as the budget says."""
    book = Book.open(path, clock=Clock(today=dt.date.fromisoformat(TODAY)))
    turn = 0
    while (missing := TOUCHES - _count(book, "touchpoint")) > 0:
        turn += 1
        with book.edit("touches") as edit:
            edit.execute(_AGAIN, [f"-{turn}", f"-{turn} days", f"-{turn} days", missing])
    with book.edit("usage") as edit:
        batch = edit.usage_batch("benchmark")
        facts = book.reader().execute(
            "SELECT account_id, NULL, NULL, metric, 'day', date(day, '+2 days'), value FROM usage"
            " UNION ALL SELECT account_id, NULL, NULL, metric, 'day', date(day, '+4 days'), value FROM usage LIMIT ?",
            [USAGE - _count(book, "usage")],
        )
        edit.usage_rows(batch, facts)
    return book


def _count(book: Book, table: str) -> int:
    return book.reader().execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def main() -> None:
    """Both figures, and what the facts were."""
    head()
    accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 1300
    path = copy_of(accounts)
    book = filled(path) if accounts == 1300 else Book.open(path, clock=Clock(today=dt.date.fromisoformat(TODAY)))
    facts = ", ".join(f"{_count(book, table):,} {table}" for table in ("account", "touchpoint", "usage"))
    begun = time.perf_counter()
    panel.rebuild(book)
    line(f"panel of one day ({facts})", f"{time.perf_counter() - begun:.2f} s")
    if accounts <= LARGE:
        begun, day = time.perf_counter(), dt.date.fromisoformat(TODAY).replace(day=1)
        ends: list[dt.date] = []
        for _ in range(36):
            ends.append(day - dt.timedelta(days=1))
            day = ends[-1].replace(day=1)
        panel.ensure_days(book, ends)
        line("P9 panel of 36 month-ends", f"{time.perf_counter() - begun:.2f} s", "≤ 5 s" if accounts == 1300 else "")
    account = book.reader().execute("SELECT id FROM account LIMIT 1").fetchone()[0]
    touch = {"account_id": account, "day": TODAY, "at": f"{TODAY}T03:00:00Z", "channel": "call"}
    took: list[float | None] = []
    for _ in range(20):
        with book.edit("touch") as edit:
            edit.insert("touchpoint", touch)
        begun = time.perf_counter()
        panel.catch_up(book)
        took.append(1000 * (time.perf_counter() - begun))
        book.undo()
        panel.catch_up(book)
    line("P9 after one touch", f"{median(took):.1f} ms, p95 {high(took):.1f}", "≤ 20 ms")


if __name__ == "__main__":
    main()
