"""One write transaction, and SQLite's errors in words that a person can act on."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from csops_tui.store import sqlite as db
from csops_tui.store.errors import (
    BookBusy,
    BookError,
    DamagedBook,
    DiskError,
    DiskFull,
    NoBook,
    NotABook,
    Refused,
    Unwritable,
)

# SQLite's primary result codes (the low byte of every extended code).
_KINDS: dict[int, type[BookError]] = {
    5: BookBusy,
    6: BookBusy,
    8: Unwritable,
    10: DiskError,
    11: DamagedBook,
    13: DiskFull,
    14: NoBook,
    26: NotABook,
}
_WRONG_TYPE = r"cannot store \w+ value in (\w+) column (\w+)\.(\w+)"


class Transaction:
    """What the body of a transaction may ask for."""

    def __init__(self) -> None:
        self.abandoned = False

    def abandon(self) -> None:
        """Roll back at the end instead of committing."""
        self.abandoned = True


@contextmanager
def transaction(conn: db.Connection, path: Path | None = None) -> Generator[Transaction]:
    """BEGIN IMMEDIATE … COMMIT; any exception rolls back, and SQLite's errors become the book's own.

    The connection is usable afterwards whatever failed: BEGIN, a statement, COMMIT or the rollback itself.
    """
    if conn.in_transaction:
        raise RuntimeError("a transaction is open already on this connection")
    state = Transaction()
    try:
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield state
            conn.execute("ROLLBACK" if state.abandoned else "COMMIT")
        except BaseException as error:
            broken = _broken_reference(conn) if str(error).startswith("FOREIGN KEY") else None
            # A full disk makes SQLite roll back by itself; then there is nothing left to do.
            if conn.in_transaction:
                with suppress(db.SqliteError):
                    conn.execute("ROLLBACK")
            if broken:
                raise broken from error
            raise
    except db.SqliteError as error:
        raise translate(error, path) from error


def translate(error: db.SqliteError, path: Path | None = None) -> BookError:
    """SQLite's error as one that a person can act on."""
    if isinstance(error, db.IntegrityError):
        return refused(error)
    code = getattr(error, "sqlite_errorcode", None) or 0
    return _KINDS.get(code & 0xFF, BookError)(path=path or "", detail=str(error))


def refused(error: db.IntegrityError, table: str = "") -> Refused:
    """The rule that a row broke, from SQLite's words; `table` where they do not name one."""
    text = str(error)
    problem, _, where = text.partition(": ")
    if problem.startswith("CHECK"):
        return Refused(rule=where, table=table, detail=where)
    if problem.startswith("NOT NULL"):
        named, _, column = where.partition(".")
        return Refused(rule="required", table=named or table, detail=column)
    if problem.startswith("UNIQUE"):
        return Refused(rule="duplicate", table=where.partition(".")[0] or table, detail=where)
    if wrong := re.search(_WRONG_TYPE, text):
        kind = {"INTEGER": "count", "REAL": "number"}.get(wrong[1], "text")
        return Refused(rule=f"{wrong[3]}_{kind}", table=wrong[2], detail=f"{wrong[2]}.{wrong[3]}")
    return Refused(rule="value", table=table, detail=text)


def _broken_reference(conn: db.Connection) -> Refused | None:
    """Which reference a failing COMMIT stumbled over; its own error names neither table nor column."""
    if not conn.in_transaction:
        return None
    touched = "SELECT DISTINCT tbl FROM _change WHERE edit = (SELECT edit FROM _clock)"
    try:
        tables = [t for (t,) in conn.execute(touched)]
        # The tables written first: they are few rows' worth of suspicion; then everything (a row was deleted).
        for table in [*tables, None]:
            where = "pragma_foreign_key_check(?)" if table else "pragma_foreign_key_check"
            found = conn.execute(
                f'SELECT "table", parent, fkid FROM {where} LIMIT 1', [table] if table else []
            ).fetchone()
            if found:
                child, parent, key = found
                (column,) = conn.execute(
                    'SELECT "from" FROM pragma_foreign_key_list(?) WHERE id = ?', [child, key]
                ).fetchone()
                return Refused(rule=f"{column}_ref", table=child, detail=f"{child}.{column} → {parent}")
    except db.SqliteError:
        return None
    return None
