"""kill -9 at any moment, several processes at once, a disk without room: nothing acknowledged is lost."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import store_children as children
from book_cases import add_account, content
from store_children import Child

from csops_tui.store import doctor
from csops_tui.store import sqlite as db
from csops_tui.store.backup import backup, list_backups, prove
from csops_tui.store.book import Book


def whole(path: Path) -> Book:
    """The book, found whole: structure, references, log."""
    found = {f.name: f for f in doctor.examine(path, deep=True)}
    assert [f for f in found.values() if f.level == "fail"] == []
    return Book.open(path)


def kill_writers(path: Path, kills: int, check_every: int) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for number in range(kills):
        child = Child(children.writes, path, number)
        child.wait_for_word()
        time.sleep(chance.uniform(0, 0.03))
        said = child.end().decode()
        acknowledged |= {said[at : at + 9] for at in range(0, len(said), 9)}
        if number % check_every == check_every - 1:
            with whole(path) as book:
                rows = {pk for (pk,) in book.reader().execute("SELECT id FROM account")}
                touched = {pk for (pk,) in book.reader().execute("SELECT id FROM touchpoint")}
                assert acknowledged <= rows
                assert rows == touched
                assert len(rows) <= len(acknowledged) + number + 1
                assert len(book.edits(10_000_000)) == len(rows)


def test_200_kills_lose_nothing_acknowledged(book_path: Path) -> None:
    """A13-11"""
    kill_writers(book_path, 200, check_every=40)


@pytest.mark.nightly
def test_10_000_kills_lose_nothing_acknowledged(book_path: Path) -> None:
    kill_writers(book_path, 10_000, check_every=500)


def test_three_processes_write_at_once_for_20_seconds(book_path: Path) -> None:
    write_together(book_path, processes=3, number=200, slowest=None)


@pytest.mark.nightly
def test_three_processes_write_within_50_ms(book_path: Path) -> None:
    write_together(book_path, processes=3, number=200, slowest=0.05)


@pytest.mark.nightly
def test_sixteen_processes_write_at_once(book_path: Path) -> None:
    write_together(book_path, processes=16, number=600, slowest=None)


def write_together(path: Path, processes: int, number: int, slowest: float | None) -> None:
    with Book.open(path) as book, book.edit("member") as e:
        e.insert("member", {"name": "x", "capacity_day": 0})
    running = [Child(children.writes_at_a_pace, path, who, number, 0.1) for who in range(processes)]
    said = [child.end(kill=False).decode() for child in running]
    took = [int(s[at : at + 9]) / 1e6 for s in said for at in range(0, len(s), 9) if s[at] != "!"]
    assert not any("!" in s for s in said)
    assert len(took) == processes * number
    with whole(path) as book:
        (rows,) = book.reader().execute("SELECT count(*) FROM account").fetchone()
        (counter,) = book.reader().execute("SELECT capacity_day FROM member").fetchone()
    assert rows == counter == processes * number
    p99 = sorted(took)[int(len(took) * 0.99)]
    print(f"p99 {p99 * 1000:.1f} ms, slowest {max(took) * 1000:.1f} ms")
    if slowest:
        assert p99 <= slowest


def test_three_processes_creating_the_same_book_make_one(tmp_path: Path) -> None:
    for number in range(3):
        path = tmp_path / f"{number}.db"
        running = [Child(children.creates, path) for _ in range(3)]
        said = sorted(child.end(kill=False) for child in running)
        assert said == [b"cw", b"ow", b"ow"]
        with whole(path) as book:
            assert book.reader().execute("SELECT count(*) FROM account").fetchone() == (3,)
        assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".")] == []


def test_a_creation_that_is_killed_leaves_no_half_book(tmp_path: Path) -> None:
    chance = random.Random(3)
    for number in range(10):
        path = tmp_path / f"{number}.db"
        child = Child(children.creates, path)
        time.sleep(chance.uniform(0, 0.8))
        child.end()
        if path.exists():
            whole(path).close()


def test_30_killed_backups_leave_only_proven_ones(book_path: Path) -> None:
    with Book.open(book_path) as book:
        add_account(book)
        before = content(book.reader())
        chance = random.Random(5)
        for number in range(30):
            child = Child(children.backs_up, book_path)
            if number % 3 == 0:
                child.wait_for_word()
            time.sleep(chance.uniform(0, 0.15))
            child.end()
        made = list_backups(book_path)
        assert made
        for copy in made[:5] + made[-5:]:
            assert prove(copy.path)["account"] == 1
        assert content(book.reader()) == before
        backup(book_path)


def test_30_killed_restores_leave_one_state_or_the_other(book_path: Path) -> None:
    with Book.open(book_path) as book:
        add_account(book, "はじめ")
        first = backup(book_path, dest=book_path.with_name("first.db"))
        with book.edit("多数") as e:
            e.insert_rows("account", ("id", "name"), [(str(n), "顧客" * 50) for n in range(2000)])
        second = backup(book_path, dest=book_path.with_name("second.db"))
    chance = random.Random(6)
    seen: set[int] = set()
    for number in range(30):
        child = Child(children.restores, book_path, (first, second))
        if number % 3 == 0:
            child.wait_for_word()
        time.sleep(chance.uniform(0, 0.3))
        child.end()
        with whole(book_path) as book:
            seen.add(book.reader().execute("SELECT count(*) FROM account").fetchone()[0])
        for copy in list_backups(book_path)[2:]:
            copy.path.unlink()
    assert seen == {1, 2001}


_FULL = """
import sys
from pathlib import Path
from csops_tui.store.book import Book
from csops_tui.store.errors import DiskError, DiskFull
book = Book.open(Path(sys.argv[1]))
with book.edit("first") as e:
    e.insert("account", {"id": "first", "name": "x"})
try:
    with book.edit("big") as e:
        e.insert_rows("account", ("id", "name"), ((str(n), "顧客" * 500) for n in range(3000)))
except (DiskFull, DiskError) as error:
    print(type(error).__name__, error)
with book.edit("last") as e:
    e.insert("account", {"id": "last", "name": "x"})
print("saved")
"""


def test_without_room_the_step_is_refused_and_the_book_stays_whole(book_path: Path) -> None:
    limit = book_path.stat().st_size + 400_000

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-c", _FULL, book_path], capture_output=True, text=True, check=True, preexec_fn=little_room
    )
    refused, saved = done.stdout.splitlines()
    assert refused.startswith("Disk")
    assert saved == "saved"
    with whole(book_path) as book:
        rows = book.reader().execute("SELECT id FROM account ORDER BY id").fetchall()
    assert rows == [("first",), ("last",)]


def test_a_process_that_was_forked_may_not_use_the_book(book: Book) -> None:
    vars(book)["_process"] = -1
    with pytest.raises(RuntimeError), book.edit("x"):
        pass
    vars(book)["_process"] = os.getpid()


def test_the_library_is_safe_for_several_processes() -> None:
    if sys.platform == "linux":
        assert db.is_safe()
