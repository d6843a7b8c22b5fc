"""The book: one SQLite file, opened safely, read by many, written through one function."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from csops_tui.store import opening
from csops_tui.store import sqlite as db
from csops_tui.store.clock import Clock, utc_text
from csops_tui.store.code_words import learn_words
from csops_tui.store.edit import Edit, seal
from csops_tui.store.errors import BookBusy, NothingToUndo
from csops_tui.store.transaction import transaction
from csops_tui.text.clean import clean

if TYPE_CHECKING:
    from csops_tui.store import undo


class Book:
    """An open book; `edit` writes, `reader` reads, `undo` and `redo` step through what was done."""

    def __init__(
        self, path: Path, conn: db.Connection, actor: str | None, clock: Clock, *, one_shot: bool = False
    ) -> None:
        self.path = path
        self.actor = actor or default_actor()
        self.clock = clock
        self._conn = conn
        self._lock = threading.RLock()
        self._readers: dict[threading.Thread, db.Connection] = {}
        self._one_shot = one_shot
        self._process = os.getpid()
        (self.replica,) = conn.execute("SELECT replica FROM _clock").fetchone()
        learn_words(conn)

    @classmethod
    def create(cls, path: Path | str, actor: str | None = None, clock: Clock | None = None) -> Book:
        """Make a new, empty book at `path`, readable by its owner only; raises BookExists, UnsafePlace.

        The file appears whole or not at all, whoever else creates one there or whatever interrupts.
        """
        opening.create(Path(path))
        return cls.open(path, actor, clock)

    @classmethod
    def open(
        cls, path: Path | str, actor: str | None = None, clock: Clock | None = None, *, one_shot: bool = False
    ) -> Book:
        """Open an existing book, migrating it first where it is older (after a verified backup).

        `one_shot` is for a process of one thread that does one thing: the connection that writes reads as well.
        Raises NoBook, NotABook, NewerBook, DamagedBook, UnsafePlace; the file is then untouched.
        """
        path = Path(path)
        conn = opening.connect(path)
        try:
            return cls(path, conn, actor, clock or Clock.from_environment(), one_shot=one_shot)
        except BaseException:
            conn.close()
            raise

    def close(self) -> None:
        """Close every connection of this book, which cannot be used afterwards; queries of other threads break off."""
        with self._lock:
            for thread, reader in self._readers.items():
                if thread is threading.current_thread() or not thread.is_alive():
                    reader.close()
                else:
                    # Closing under a running query crashes the process; it closes when its thread lets go of it.
                    reader.interrupt()
            self._readers.clear()
            self._conn.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reader(self, thread: threading.Thread | None = None) -> db.Connection:
        """The calling thread's own read-only connection; in a one-shot book the only one, which sees an open edit.

        Naming a `thread` makes the connection of that thread, before it asks.
        """
        if self._one_shot:
            return self._conn
        thread = thread or threading.current_thread()
        conn = self._readers.get(thread)
        if conn is None:
            self._stay_in_process()
            with self._lock:
                # Pools of workers come and go; what a finished thread left open is closed here.
                for gone in [t for t in self._readers if not t.is_alive()]:
                    self._readers.pop(gone).close()
                conn = self._readers[thread] = db.connect(self.path, readonly=True)
        return conn

    @contextmanager
    def edit(self, label: str, actor: str | None = None) -> Generator[Edit]:
        """Write in one transaction and record it as one step called `label`; an exception leaves nothing behind.

        Raises Refused when a row breaks a rule, BookBusy, DiskFull. An edit that changes nothing leaves no step.
        """
        with self._step(label, actor, "do") as step:
            yield step

    @contextmanager
    def patience(self, milliseconds: int) -> Generator[None]:
        """Within it, the write of another process or thread is waited for only so long before BookBusy is raised."""
        if not self._lock.acquire(timeout=milliseconds / 1000):
            raise BookBusy(path=self.path)
        try:
            self._conn.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")
            try:
                yield
            finally:
                self._conn.execute(f"PRAGMA busy_timeout = {db.BUSY_TIMEOUT}")
        finally:
            self._lock.release()

    @contextmanager
    def derived(self) -> Generator[db.Connection]:
        """A write transaction for tables that follow the log (panel, search); tracked tables must not be touched."""
        with self._lock, transaction(self._conn, self.path):
            yield self._conn

    def undo(self, edit_id: str | None = None) -> undo.Undone:
        """Undo the newest edit in force, or the one named; raises NothingToUndo, also when it is undone already."""
        from csops_tui.store import undo

        def choose() -> tuple[str, str] | None:
            if edit_id is not None:
                return undo.named(self._conn, edit_id)
            return undo.undo_target(self._conn, self.replica)

        return self._revert("undo", choose)

    def redo(self) -> undo.Undone:
        """Do again what was undone last; raises NothingToUndo when something was edited since."""
        from csops_tui.store import undo

        return self._revert("redo", lambda: undo.redo_target(self._conn, self.replica))

    def next_undo(self) -> str | None:
        """The label of the step that `undo` would take back."""
        from csops_tui.store import undo

        found = undo.undo_target(self.reader(), self.replica)
        return found[1] if found else None

    def edits(self, limit: int = 50) -> list[undo.EditRow]:
        """The newest steps, newest first."""
        from csops_tui.store import undo

        return undo.edits(self.reader(), limit)

    def history(self, table: str, row_id: str) -> list[undo.Change]:
        """Every change of one row, oldest first."""
        from csops_tui.store import undo

        return undo.history(self.reader(), table, row_id)

    def data_version(self) -> int:
        """A number that changes when anybody commits, as seen by the calling thread's reader."""
        return self.reader().execute("PRAGMA data_version").fetchone()[0]

    def last_change(self) -> int:
        """The number of the newest change in order of arrival; what followers keep as their watermark."""
        return self.reader().execute("SELECT coalesce(max(n), 0) FROM _change").fetchone()[0]

    def mark(self) -> undo.Mark:
        """The newest change, for a follower that has to notice when the book is another one."""
        from csops_tui.store import undo

        return undo.mark(self.reader())

    def follows(self, mark: undo.Mark) -> bool:
        """Whether the book still holds the change `mark` names; if not, a restore put another history in its place."""
        from csops_tui.store import undo

        return undo.follows(self.reader(), mark)

    def topics_since(self, change: int) -> frozenset[str]:
        """The tables touched by changes after number `change`, whoever wrote them."""
        # Not an index over all tables, however tempting to SQLite: the few changes after that number.
        rows = self.reader().execute("SELECT DISTINCT +tbl FROM _change WHERE n > ?", [change])
        return frozenset(table for (table,) in rows)

    def meta(self, key: str) -> str | None:
        """A value the book keeps about itself."""
        found = self.reader().execute("SELECT v FROM _meta WHERE k = ?", [key]).fetchone()
        return found[0] if found else None

    def set_meta(self, key: str, value: str | None) -> None:
        """Keep (or with None forget) a value about the book itself; not part of its history."""
        with self.derived() as conn:
            if value is None:
                conn.execute("DELETE FROM _meta WHERE k = ?", [key])
            else:
                conn.execute(
                    "INSERT INTO _meta VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v", [key, value]
                )

    def _revert(self, kind: str, choose: Callable[[], tuple[str, str] | None]) -> undo.Undone:
        from csops_tui.store import batches, undo, usage_moves
        from csops_tui.store.revert import revert

        self._save_before(kind, choose)
        with self._step("", None, kind, choose) as step:
            restored, skipped = revert(step.conn, step.undoes)
            flipped, late = batches.flip(step.conn, step.undoes)
            moved = usage_moves.settle(step.conn, step.id)
        topics = step.topics | ({"usage"} if flipped or moved else frozenset[str]())
        return undo.Undone(step.id, step.undoes, step.label, restored + flipped, [*skipped, *late], topics)

    @contextmanager
    def _step(
        self, label: str, actor: str | None, kind: str, choose: Callable[[], tuple[str, str] | None] | None = None
    ) -> Generator[Edit]:
        """One recorded step; `choose` names, inside the transaction, the (edit, label) that it takes back."""
        self._stay_in_process()
        conn, now, actor = self._conn, self.clock.real_now(), clean(actor or self.actor)
        with self._lock, transaction(conn, self.path) as bounds:
            target = choose() if choose else None
            if choose and target is None:
                raise NothingToUndo()
            undoes, label = target or ("", clean(label))
            # Short, for it stands in every change: our replica and the step's number in this book.
            (number,) = conn.execute("SELECT coalesce(max(n), 0) + 1 FROM _edit").fetchone()
            step = Edit(conn, f"{self.replica}.{number}", now, actor, label, undoes)
            conn.execute("UPDATE _clock SET edit = ?", [step.id])
            conn.execute(
                "INSERT INTO _edit (id, replica, actor, at, label, kind, undoes) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [step.id, self.replica, actor, utc_text(now), label, kind, undoes or None],
            )
            yield step
            step.topics, step.count = seal(conn, step.id)
            conn.execute("UPDATE _clock SET edit = NULL")
            if not step.topics and kind == "do":
                bounds.abandon()
        if "code" in step.topics:
            learn_words(conn)

    def _save_before(self, kind: str, choose: Callable[[], tuple[str, str] | None]) -> None:
        """Taking back a large step is a large edit: a copy comes first."""
        from csops_tui.store.backup import before_large

        with self._lock:
            target = choose()
            found = target and self._conn.execute("SELECT changes FROM _edit WHERE id = ?", [target[0]]).fetchone()
        if found:
            before_large(self.path, found[0], f"before-{kind}")

    def _stay_in_process(self) -> None:
        if os.getpid() != self._process:
            raise RuntimeError("an open book was carried into a forked process, where its locks do not hold")


def default_actor() -> str:
    """The name that edits are signed with when nobody said: `CSOPS_MEMBER`, else the login name."""
    # As getpass does it, whose import would bring the terminal along.
    names = ("CSOPS_MEMBER", "LOGNAME", "USER", "LNAME", "USERNAME")
    name = next((value for key in names if (value := os.environ.get(key))), "")
    if name:
        return name
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError, OSError):
        return "?"
