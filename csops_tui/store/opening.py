"""How a book file comes to be and is recognised: created whole, probed without being touched, migrated when older."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from csops_tui.store import capture, places
from csops_tui.store import sqlite as db
from csops_tui.store.errors import BookError, BookExists, DamagedBook, NewerBook, NoBook, NotABook, Unwritable
from csops_tui.store.transaction import transaction, translate
from csops_tui.text.ids import replica_id, uuid7

LATEST = 3
"""The schema version that this program writes (PRAGMA user_version)."""


def create(path: Path) -> None:
    """Put a new, empty book at `path`, whole or not at all; raises BookExists, UnsafePlace, Unwritable, DiskFull."""
    if os.path.lexists(path):
        raise BookExists(path=path)
    places.refuse_unsafe(path)
    fresh = path.with_name(f".{path.name}.{uuid7()}")
    before = db.private_umask()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        conn = db.connect(fresh, create=True)
        try:
            conn.execute("PRAGMA journal_mode = WAL")
            upgrade(conn, fresh, 0)
        finally:
            conn.close()
        _publish(fresh, path)
    except FileExistsError as error:
        raise BookExists(path=path) from error
    except db.SqliteError as error:
        raise translate(error, path) from error
    except OSError as error:
        raise Unwritable(path=path, detail=error.strerror or "") from error
    finally:
        os.umask(before)
        for name in (fresh, _beside(fresh, "-wal"), _beside(fresh, "-shm"), _beside(fresh, "-journal")):
            name.unlink(missing_ok=True)


def connect(path: Path) -> db.Connection:
    """A writer on the book at `path`, at the latest version and with its change log's triggers whole.

    Raises NoBook, NotABook, NewerBook, DamagedBook, UnsafePlace, BookBusy; the file is then untouched.
    """
    refuse_other_files(path)
    places.refuse_unsafe(path)
    with leaving_no_trace(path):
        identify(path)
        conn = db.connect(path)
        try:
            if not conn.execute("SELECT 1 FROM _clock").fetchone():
                raise DamagedBook(path=path)
            (version,) = conn.execute("PRAGMA user_version").fetchone()
            if version < LATEST:
                upgrade(conn, path, version)
            elif not capture.capture_is_current(conn):
                with transaction(conn, path):
                    capture.ensure_capture(conn)
        except BaseException:
            conn.close()
            raise
    return conn


def identify(path: Path) -> int:
    """The schema version of the book at `path`, read from its header without writing to it.

    Raises NotABook, NewerBook, and SQLite's own errors.
    """
    probe = db.connect(path, readonly=True)
    try:
        (app,) = probe.execute("PRAGMA application_id").fetchone()
        (version,) = probe.execute("PRAGMA user_version").fetchone()
    finally:
        probe.close()
    if app != db.APPLICATION_ID:
        raise NotABook(path=path)
    if version > LATEST:
        raise NewerBook(path=path, version=version, known=LATEST)
    return version


@contextmanager
def leaving_no_trace(path: Path, always: bool = False) -> Generator[None]:
    """Raise SQLite's errors as the book's own, and take away the -wal and -shm that a failing (or any) look made."""
    had_wal = _beside(path, "-wal").exists()
    tidy = always
    try:
        yield
    except db.DatabaseError as error:
        tidy = True
        # The only tables asked for on the way in are ones that every book has.
        if str(error).startswith("no such table"):
            raise DamagedBook(path=path, detail=str(error)) from error
        raise translate(error, path) from error
    except BookError:
        tidy = True
        raise
    finally:
        if tidy and not had_wal:
            _tidy(path)


def upgrade(conn: db.Connection, path: Path, version: int) -> None:
    """Migrate to the latest version in one exclusive transaction; an existing book is backed up and checked first."""
    from csops_tui.store.migrations import migrate

    if version:
        from csops_tui.store.backup import backup

        backup(path, reason=f"before-v{LATEST}")
    with transaction(conn, path):
        # Another process may have migrated while this one waited for the lock.
        if conn.execute("PRAGMA user_version").fetchone()[0] >= LATEST:
            return
        before = capture.row_counts(conn)
        migrate(conn, LATEST)
        conn.execute("INSERT OR IGNORE INTO _clock VALUES (1, ?, 0, 0, NULL)", [replica_id()])
        after = capture.row_counts(conn)
        if any(after.get(table, 0) != rows for table, rows in before.items()):
            raise DamagedBook(path=path, detail="rows were lost")
        (checked,) = conn.execute("PRAGMA quick_check").fetchone()
        if checked != "ok" or conn.execute("PRAGMA foreign_key_check").fetchone():
            raise DamagedBook(path=path, detail=checked)


def refuse_other_files(path: Path) -> None:
    """Raise NoBook, NotABook or Unwritable for what is no ordinary file with content; looks at its name only."""
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise NoBook(path=path) from error
    except OSError as error:
        raise Unwritable(path=path, detail=error.strerror or "") from error
    # Opening a pipe would wait for ever.
    if not stat.S_ISREG(found.st_mode) or found.st_size == 0:
        raise NotABook(path=path)
    if not os.access(path, os.R_OK | os.W_OK):
        raise Unwritable(path=path)


def _publish(fresh: Path, path: Path) -> None:
    """Give the finished file its name, never over another one; raises FileExistsError."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links: the only gap is between asking and renaming.
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        fresh.rename(path)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _tidy(path: Path) -> None:
    """Remove the -wal and -shm that looking at a WAL database of somebody else's, or a damaged one, has made."""
    wal = _beside(path, "-wal")
    if not wal.exists():
        return
    try:
        conn = db.connect(path)
        try:
            conn.execute("SELECT 1 FROM sqlite_schema").fetchone()
        finally:
            # The last one to close takes them away, knowing whether it is the last.
            conn.close()
    except db.DatabaseError:
        # SQLite cannot read the file, so nobody can be writing to it.
        with suppress(OSError):
            if wal.stat().st_size == 0:
                wal.unlink()
                _beside(path, "-shm").unlink(missing_ok=True)
