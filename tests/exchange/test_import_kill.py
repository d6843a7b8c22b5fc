"""An import that is killed leaves everything or nothing behind, and can simply be run again."""

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from csops_tui.store import doctor
from csops_tui.store.book import Book

ROWS = 3_000
ROOT = Path(__file__).parents[2]


@pytest.fixture
def touches(tmp_path: Path) -> Path:
    path = tmp_path / "touches.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "顧客名", "日付", "種別", "メモ"])
        writer.writerows([n, f"顧客 {n % 20}", "2026-10-01", "電話", f"{n} 回目の相談"] for n in range(ROWS))
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.csops"
    with Book.create(path) as book, book.edit("accounts") as edit:
        for n in range(20):
            edit.insert("account", {"name": f"顧客 {n}"})
    return path


def begin(book: Path, file: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "csops_tui", "--db", str(book), "import", "touchpoint", str(file)]
    home = {"PYTHONPATH": str(ROOT), "HOME": str(book.parent)}
    # A group of its own: what the import starts is killed with it.
    return subprocess.Popen(
        command,
        env={**os.environ, **home},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def counted(path: Path) -> tuple[int, int]:
    """Touches, and external keys of touches; the log of changes must tell the same rows."""
    with Book.open(path) as book:
        conn = book.reader()
        assert conn.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        assert list(doctor.differences(conn)) == []
        (rows,) = conn.execute("SELECT count(*) FROM touchpoint").fetchone()
        (keys,) = conn.execute("SELECT count(*) FROM external_ref WHERE entity = 'touchpoint'").fetchone()
    return rows, keys


def test_an_import_killed_at_thirty_moments_is_all_or_nothing(tmp_path: Path, empty: Path, touches: Path) -> None:
    content = empty.read_bytes()
    whole = tmp_path / "whole.csops"
    whole.write_bytes(content)
    begun = time.monotonic()
    assert begin(whole, touches).wait() == 0
    took = time.monotonic() - begun
    assert counted(whole) == (ROWS, ROWS)
    chance = random.Random(30)
    seen = set()
    for number in range(30):
        path = tmp_path / f"{number}.csops"
        path.write_bytes(content)
        child = begin(path, touches)
        # More often where the rows are written than where the program starts.
        time.sleep(took * chance.uniform(0.3, 1.05))
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        found = counted(path)
        assert found in ((0, 0), (ROWS, ROWS)), number
        seen.add(found)
        if number % 10 == 0:
            assert begin(path, touches).wait() == 0
            assert counted(path) == (ROWS, ROWS), "run again, it ends whole and without duplicates"
    assert (0, 0) in seen
