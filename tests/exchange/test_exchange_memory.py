"""A large import takes the memory of a small one: what must be known of every record waits in files."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import pytest

from csops_tui.exchange import importer, remembered
from csops_tui.exchange.apply import apply
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.remembered import Remembered
from csops_tui.exchange.table import Table, open_table
from csops_tui.store.book import Book

# The spools write 512 rows at a time: at such numbers nothing is pending.
FEW, ROWS = 1_024, 2_560


@pytest.fixture
def touches(book: Book, tmp_path: Path) -> Table:
    with book.edit("set up") as edit:
        edit.insert("account", {"name": "Mirai"})
    path = tmp_path / "touches.csv"
    rows = [f"T{n},Mirai,2026-03-{1 + n % 28:02d} 10:{n % 60:02d},mail,30,定例 {n}" for n in range(ROWS)]
    path.write_text("\n".join(["id,account,date,channel,minutes,note", *rows]), encoding="utf-8")
    return open_table(path)


def test_what_is_remembered_of_many_keys_is_found_again_while_few_are_at_hand() -> None:
    known: Remembered[str, int] = Remembered(10)
    most = 0
    for n in range(500):
        if n % 20 == 0:
            known.recall(f"k{m}" for m in range(n - 5, n + 20))
        assert known.get(f"k{n}") is None
        known.put(f"k{n}", n)
        most = max(most, known.at_hand)
    known.put("k3", 33)
    assert most < 10
    assert [known.get(f"k{n}") for n in (0, 3, 488, 499, 500)] == [0, 33, 488, 499, None]
    known.recall(["k3", "k499", "k500"])
    assert [known.get(key) for key in ("k3", "k499", "k500", "k7")] == [33, 499, None, 7]
    known.close()
    assert known.get("k3") is None


def test_planning_writing_and_undoing_keep_nothing_per_row(
    book: Book, touches: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST", 100)
    monkeypatch.setattr(importer, "BLOCK", 128)
    monkeypatch.setattr("csops_tui.exchange.apply.TOGETHER", 200)
    held: dict[int, int] = {}

    def progress(done: int) -> None:
        if done in (FEW, ROWS):
            gc.collect()  # empties the stock of tuples that wait to be used again
            held[done] = tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        made = importer.plan(book, touches, resolve("touchpoint", touches.header), progress=progress)
        assert made.created == ROWS
        # A number kept of each row would be 28 bytes of it.
        assert held[ROWS] - held[FEW] < (ROWS - FEW) * 20
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        apply(book, made)
        assert tracemalloc.get_traced_memory()[1] - before < 1_000_000
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        assert book.undo().restored == 2 * ROWS
        # All changes of the step at once would be five million.
        assert tracemalloc.get_traced_memory()[1] - before < 3_500_000
    finally:
        tracemalloc.stop()
