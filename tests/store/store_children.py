"""Child processes of the store's tests: what they do, and a pipe over which each reports what was acknowledged."""

import multiprocessing
import os
import select
import time
from collections.abc import Callable
from multiprocessing.reduction import DupFd
from pathlib import Path

from csops_tui.store.backup import backup, restore
from csops_tui.store.book import Book
from csops_tui.store.errors import BookExists
from csops_tui.store.opening import LATEST as KNOWN

# Children come from a server process that has no connection open: a fork must not carry one along.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["store_children", "csops_tui.store.migrations"])


class Child:
    """A process running `work(path, pipe, …)`, and what it has reported."""

    def __init__(self, work: Callable[..., None], path: Path, *more: object) -> None:
        self.reading, writing = os.pipe()
        self.process = _context.Process(target=work, args=(path, _Inherited(writing), *more))
        self.process.start()
        os.close(writing)
        self.said = b""

    def wait_for_word(self, seconds: float = 20) -> None:
        """Wait until the child has reported something."""
        ready, _, _ = select.select([self.reading], [], [], seconds)
        assert ready, "the child said nothing"
        self.said += os.read(self.reading, 65536)

    def end(self, kill: bool = True) -> bytes:
        """Kill the child (or wait for it); returns all it reported."""
        if kill:
            self.process.kill()
        while part := os.read(self.reading, 65536):
            self.said += part
        os.close(self.reading)
        self.process.join()
        return self.said


class _Inherited:
    """A file descriptor on its way to a child of the fork server, where it arrives as a number."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __reduce__(self) -> tuple[object, ...]:
        return _arrive, (DupFd(self.descriptor),)


def _arrive(duplicate: object) -> int:
    return duplicate.detach()  # type: ignore[attr-defined]


def writes(path: Path, pipe: int, who: int) -> None:
    """Write until killed: each edit adds an account with a touch, and its id is reported once it is saved."""
    book = Book.open(path)
    number = 0
    while True:
        number += 1
        name = f"{who:04}-{number:04}"
        with book.edit(name) as e:
            e.insert("account", {"id": name, "name": name})
            values = {"account_id": name, "day": "2026-11-20", "at": "2026-11-20T01:00:00Z", "channel": "call"}
            e.insert("touchpoint", {"id": name, "note": "あ" * (number * 37 % 3000), **values})
        os.write(pipe, name.encode())


def writes_at_a_pace(path: Path, pipe: int, who: int, number: int, pause: float) -> None:
    """Write `number` edits with a pause between, reporting how many microseconds each took; `!` for a failure."""
    with Book.open(path) as book:
        for n in range(number):
            start = time.perf_counter()
            try:
                with book.edit("電話") as e:
                    e.insert("account", {"id": f"{who}-{n:05}", "name": "x"})
                    e.execute("UPDATE member SET capacity_day = capacity_day + 1")
                took = time.perf_counter() - start
                os.write(pipe, f"{int(took * 1e6):09}".encode())
            except Exception:
                os.write(pipe, b"!!!!!!!!!")
                raise
            time.sleep(max(0.0, pause - (time.perf_counter() - start)))


def creates(path: Path, pipe: int) -> None:
    """Create the book or find it there, then write into it."""
    try:
        book = Book.create(path)
        os.write(pipe, b"c")
    except BookExists:
        book = Book.open(path)
        os.write(pipe, b"o")
    with book, book.edit("x") as e:
        e.insert("account", {"name": "x"})
    os.write(pipe, b"w")


def backs_up(path: Path, pipe: int) -> None:
    """Make backups until killed, reporting each."""
    while True:
        backup(path)
        os.write(pipe, b"b")


def restores(path: Path, pipe: int, copies: tuple[Path, Path]) -> None:
    """Restore one copy after the other until killed, reporting each."""
    while True:
        for copy in copies:
            restore(path, copy)
            os.write(pipe, b"r")


def add_a_migration() -> None:
    """Teach this process a later version of the format: one more column."""
    from csops_tui.store import opening
    from csops_tui.store.migrations import migrations

    if opening.LATEST == KNOWN:
        migrations(name="m999_mood")(lambda db: db.execute("ALTER TABLE account ADD COLUMN mood TEXT"))
        opening.LATEST = KNOWN + 1


def opens_with_a_newer_program(path: Path, pipe: int) -> None:
    """Open the book with a program that knows a later version, and use what it brings."""
    add_a_migration()
    os.write(pipe, b"s")
    with Book.open(path) as book, book.edit("mood") as e:
        e.execute("UPDATE account SET mood = coalesce(mood, '') || 'x'")
    os.write(pipe, b"w")
