"""The book: one SQLite file, opened safely, read by many, written through one function."""

from __future__ import annotations

import getpass
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csops_tui.store import capture, places, undo
from csops_tui.store import sqlite as db
from csops_tui.store.clock import Clock, utc_text
from csops_tui.store.edit import Edit, seal
from csops_tui.store.errors import (
    BookBusy,
    BookError,
    BookExists,
    DamagedBook,
    DiskFull,
    NewerBook,
    NoBook,
    NotABook,
    NothingToUndo,
    Refused,
)
from csops_tui.text.ids import uuid7

LATEST = 1


class Book:
    """An open book; `edit` writes, `reader` reads, `undo` and `redo` step through what was done."""

    def __init__(self, path: Path, conn: db.Connection, actor: str | None, clock: Clock) -> None:
        self.path = path
        self.actor = actor or default_actor()
        self.clock = clock
        self._conn = conn
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: list[db.Connection] = []
        (self.replica,) = conn.execute("SELECT replica FROM _clock").fetchone()

    @classmethod
    def create(cls, path: Path | str, actor: str | None = None, clock: Clock | None = None) -> Book:
        """Make a new, empty book at `path`, readable by its owner only; raises BookExists, UnsafePlace."""
        path = Path(path)
        if path.exists():
            raise BookExists(path=path)
        places.refuse_unsafe(path)
        before = db.private_umask()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            conn = db.connect(path, create=True)
        finally:
            os.umask(before)
        conn.execute("PRAGMA journal_mode = WAL")
        _upgrade(conn, path, 0)
        return cls(path, conn, actor, clock or Clock.from_environment())

    @classmethod
    def open(cls, path: Path | str, actor: str | None = None, clock: Clock | None = None) -> Book:
        """Open an existing book, migrating it first where it is older (after a verified backup).

        Raises NoBook, NotABook, NewerBook, DamagedBook, UnsafePlace; the file is then untouched.
        """
        path = Path(path)
        if not path.exists():
            raise NoBook(path=path)
        places.refuse_unsafe(path)
        conn = _identified(path)
        try:
            (version,) = conn.execute("PRAGMA user_version").fetchone()
            if version < LATEST:
                _upgrade(conn, path, version)
            elif not capture.capture_is_current(conn):
                with _transaction(conn):
                    capture.ensure_capture(conn)
            return cls(path, conn, actor, clock or Clock.from_environment())
        except BaseException:
            conn.close()
            raise

    def close(self) -> None:
        """Close every connection of this book."""
        for reader in self._readers:
            reader.close()
        self._readers.clear()
        self._local = threading.local()
        self._conn.close()

    def reader(self) -> db.Connection:
        """The calling thread's own read-only connection."""
        conn: db.Connection | None = getattr(self._local, "conn", None)
        if conn is None:
            conn = db.connect(self.path, readonly=True)
            self._local.conn = conn
            with self._lock:
                self._readers.append(conn)
        return conn

    @contextmanager
    def edit(self, label: str, actor: str | None = None) -> Iterator[Edit]:
        """Write in one transaction and record it as one step called `label`; an exception leaves nothing behind.

        Raises Refused when a row breaks a rule, BookBusy, DiskFull. An edit that changes nothing leaves no step.
        """
        with self._step(label, actor, "do", None) as step:
            yield step

    @contextmanager
    def derived(self) -> Iterator[db.Connection]:
        """A write transaction for tables that follow the log (panel, search); tracked tables must not be touched."""
        with self._lock, _transaction(self._conn):
            yield self._conn

    def undo(self, edit_id: str | None = None) -> undo.Undone:
        """Undo the newest edit in force, or the one named; raises NothingToUndo."""
        found = undo.undo_target(self._conn, self.replica) if edit_id is None else self._labelled(edit_id)
        return self._revert(found, "undo")

    def redo(self) -> undo.Undone:
        """Do again what was undone last; raises NothingToUndo when something was edited since."""
        return self._revert(undo.redo_target(self._conn, self.replica), "redo")

    def next_undo(self) -> str | None:
        """The label of the step that `undo` would take back."""
        found = undo.undo_target(self.reader(), self.replica)
        return found[1] if found else None

    def edits(self, limit: int = 50) -> list[undo.EditRow]:
        """The newest steps, newest first."""
        return undo.edits(self.reader(), limit)

    def history(self, table: str, row_id: str) -> list[undo.Change]:
        """Every change of one row, oldest first."""
        return undo.history(self.reader(), table, row_id)

    def data_version(self) -> int:
        """A number that changes when anybody commits, as seen by the calling thread's reader."""
        return self.reader().execute("PRAGMA data_version").fetchone()[0]

    def last_change(self) -> int:
        """The number of the newest change in order of arrival; what followers keep as their watermark."""
        return self.reader().execute("SELECT coalesce(max(n), 0) FROM _change").fetchone()[0]

    def topics_since(self, change: int) -> frozenset[str]:
        """The tables touched by changes after number `change`, whoever wrote them."""
        rows = self.reader().execute("SELECT DISTINCT tbl FROM _change WHERE n > ?", [change])
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

    def _labelled(self, edit_id: str) -> tuple[str, str] | None:
        return self._conn.execute("SELECT id, label FROM _edit WHERE id = ?", [edit_id]).fetchone()

    def _revert(self, found: tuple[str, str] | None, kind: str) -> undo.Undone:
        if found is None:
            raise NothingToUndo()
        target, label = found
        with self._step(label, None, kind, target) as step:
            restored, skipped = undo.revert(step.conn, target)
            flipped = undo.flip_batches(step.conn, target, live=kind == "redo")
        topics = step.topics | ({"usage"} if flipped else frozenset())
        return undo.Undone(step.id, target, label, restored + flipped, skipped, frozenset(topics))

    @contextmanager
    def _step(self, label: str, actor: str | None, kind: str, undoes: str | None) -> Iterator[Edit]:
        conn, now = self._conn, self.clock.now()
        with self._lock:
            step = Edit(conn, uuid7(), now)
            with _transaction(conn) as transaction:
                conn.execute("UPDATE _clock SET edit = ?", [step.id])
                conn.execute(
                    "INSERT INTO _edit (id, replica, actor, at, label, kind, undoes) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [step.id, self.replica, actor or self.actor, utc_text(now), label, kind, undoes],
                )
                yield step
                step.topics, step.count = seal(conn, step.id)
                conn.execute("UPDATE _clock SET edit = NULL")
                if not step.topics and kind == "do":
                    transaction.abandon()


def default_actor() -> str:
    """The name that edits are signed with when nobody said: `CSOPS_MEMBER`, else the login name."""
    name = os.environ.get("CSOPS_MEMBER")
    if name:
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _identified(path: Path) -> db.Connection:
    """A writer on a file that is known to be a book of ours; found out read-only, so that no other file is touched."""
    if path.stat().st_size == 0:
        raise NotABook(path=path)
    try:
        probe = db.connect(path, readonly=True)
        try:
            (app,) = probe.execute("PRAGMA application_id").fetchone()
            (version,) = probe.execute("PRAGMA user_version").fetchone()
            if app != db.APPLICATION_ID:
                raise NotABook(path=path)
            if version > LATEST:
                raise NewerBook(path=path, version=version, known=LATEST)
            probe.execute("SELECT replica FROM _clock").fetchone()
        finally:
            probe.close()
        return db.connect(path)
    except db.DatabaseError as error:
        raise translate(error, path) from error


def _upgrade(conn: db.Connection, path: Path, version: int) -> None:
    """Migrate to the latest version in one exclusive transaction; an existing book is backed up and checked first."""
    from csops_tui.store.migrations import migrate

    if version:
        from csops_tui.store.backup import backup

        backup(path, reason=f"before-v{LATEST}")
    with _transaction(conn):
        # Another process may have migrated while this one waited for the lock.
        if conn.execute("PRAGMA user_version").fetchone()[0] >= LATEST:
            return
        migrate(conn, LATEST)
        conn.execute("INSERT OR IGNORE INTO _clock VALUES (1, ?, 0, 0, NULL)", [uuid7()])
        if (
            conn.execute("PRAGMA quick_check").fetchone()[0] != "ok"
            or conn.execute("PRAGMA foreign_key_check").fetchall()
        ):
            raise DamagedBook(path=path)


class _Transaction:
    def __init__(self) -> None:
        self.abandoned = False

    def abandon(self) -> None:
        self.abandoned = True


@contextmanager
def _transaction(conn: db.Connection) -> Iterator[_Transaction]:
    """BEGIN IMMEDIATE … COMMIT; any exception rolls back, and SQLite's errors become the book's own."""
    state = _Transaction()
    try:
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield state
            conn.execute("ROLLBACK" if state.abandoned else "COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise
    except db.SqliteError as error:
        raise translate(error) from error


def translate(error: db.SqliteError, path: Path | None = None) -> BookError:
    """SQLite's error as one that a person can act on."""
    text = str(error)
    if isinstance(error, db.IntegrityError):
        # Broken references show at COMMIT, where no table is named any more.
        return Refused(rule="reference", table="", detail=text)
    for words, kind in (
        ("not a database", NotABook),
        ("malformed", DamagedBook),
        ("no such table", DamagedBook),
        ("full", DiskFull),
        ("locked", BookBusy),
        ("busy", BookBusy),
        ("unable to open", NoBook),
    ):
        if words in text:
            return kind(path=path or "", detail=text)
    return BookError(path=path or "", detail=text)
