"""The one SQLite library of the process, and the one place that opens connections.

A second library in a process loses locks and rows, so everything takes `sqlite3` from here. A live book is never
opened with `open()`: closing that descriptor would drop SQLite's locks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

Connection = sqlite3.Connection
DatabaseError = sqlite3.DatabaseError
OperationalError = sqlite3.OperationalError
IntegrityError = sqlite3.IntegrityError
SqliteError = sqlite3.Error

# From this version on, two processes may checkpoint one WAL file at once without corrupting it.
SAFE_VERSION = (3, 51, 3)
APPLICATION_ID = 0x63736F70  # "csop"

# How long a write waits for another process's, in milliseconds.
BUSY_TIMEOUT = 10_000

# Steps of SQLite's machine between two words with whoever waits: a millisecond or so.
_STEPS = 20_000

_COMMON = f"""
PRAGMA busy_timeout = {BUSY_TIMEOUT};
PRAGMA foreign_keys = ON;
PRAGMA recursive_triggers = ON;
PRAGMA cell_size_check = ON;
PRAGMA mmap_size = 0;
"""
_WRITER = """
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA journal_size_limit = 67108864;
"""


def version() -> tuple[int, ...]:
    """The version of the SQLite library in use."""
    return tuple(int(part) for part in sqlite3.sqlite_version.split("."))


def is_safe() -> bool:
    """Whether the library is new enough for several processes on one book."""
    return version() >= SAFE_VERSION


def _text(stored: bytes) -> str:
    """Text as it is stored; bytes that another tool wrote and that are no UTF-8 become a visible sign."""
    return stored.decode("utf-8", "replace")


def connect(path: Path, *, readonly: bool = False, create: bool = False) -> Connection:
    """Open a connection in autocommit mode with the house's settings; raises sqlite3.OperationalError.

    A reader is opened `mode=ro`, so it cannot write; without `create` a missing file is an error.
    """
    mode = "ro" if readonly else "rwc" if create else "rw"
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    conn = sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, timeout=10, cached_statements=256
    )
    conn.text_factory = _text
    try:
        conn.executescript(_COMMON)
        if is_safe():
            # Older libraries count the JSON functions, which the change log's triggers need, among the unsafe ones.
            conn.execute("PRAGMA trusted_schema = OFF")
        if readonly:
            conn.execute("PRAGMA query_only = ON")
        else:
            conn.executescript(_WRITER)
            if sys.platform == "darwin":
                conn.execute("PRAGMA fullfsync = 1")
            if not is_safe():
                # Checkpoints of two processes must not meet on an older library; the last one to close still does one.
                conn.execute("PRAGMA wal_autocheckpoint = 4000")
    except BaseException:
        conn.close()
        raise
    return conn


def memory() -> Connection:
    """A database of its own in memory, in autocommit mode: somewhere to try a statement without any book in reach."""
    return sqlite3.connect(":memory:", isolation_level=None)


@contextmanager
def heeding(conn: Connection, telling: Callable[[], None] | None) -> Generator[None]:
    """Within it, `telling` is called now and then while the connection works; what it raises ends that work."""
    if telling is None:
        yield
        return
    raised: list[BaseException] = []

    def ask() -> int:
        try:
            telling()
        except BaseException as error:  # noqa: BLE001 - it is raised below, where SQLite has let go
            raised.append(error)
        return len(raised)

    conn.set_progress_handler(ask, _STEPS)
    try:
        yield
    except Exception:
        if raised:
            raise raised[0] from None
        raise
    finally:
        conn.set_progress_handler(None, 0)
    if raised:
        raise raised[0]


def scratch() -> Connection:
    """A database of its own in a temporary file that only this connection sees and that goes with it."""
    import tempfile

    # SQLite's own temporary databases are kept in memory by some builds of the library.
    with tempfile.TemporaryDirectory(prefix="csops-") as folder:
        conn = sqlite3.connect(Path(folder, "scratch"), isolation_level=None, check_same_thread=False)
        conn.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2048")
        conn.execute("PRAGMA user_version = 1")
    return conn


def private_umask() -> int:
    """Make every file created from now on readable by its owner only; returns the umask before."""
    return os.umask(0o077)
