"""Statements that a person typed: they only read, call only harmless functions, and end within a time.

The authorizer says what a statement may do while it is compiled, the progress handler how long it may run. Both hold
for everything the connection does within `limited`.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from csops_tui.store import sqlite as db
from csops_tui.store.errors import NotAllowed, TooSlow

SECONDS = 2.0
# Clock and memory are looked at every so many steps of the database's machine; text that doubles in a recursion grows
# from nothing to a gigabyte within a few hundred of them.
_STEPS = 50
# Text that grows under a statement is stopped here, in bytes of the process beyond what it had.
_MOST_MEMORY = 256 << 20

# All that a condition or a question over the book needs. Left out is what makes long text out of little (printf,
# format, zeroblob, randomblob, hex, quote), what reaches outside (load_extension, readfile, edit) and what tells of
# the library itself.
_NAMES = """
abs round min max coalesce ifnull nullif iif if sign ceil ceiling floor trunc sqrt pow power exp ln log log10 mod
length octet_length lower upper substr substring instr trim ltrim rtrim replace unicode char typeof concat concat_ws
date time datetime julianday unixepoch strftime timediff
like glob likely unlikely likelihood
count sum total avg group_concat string_agg median
row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
json json_extract json_each json_tree json_type json_valid json_array json_object json_array_length json_quote
json_group_array json_group_object -> ->>
bm25 highlight snippet match
"""
FUNCTIONS = frozenset(_NAMES.split())
_ALLOWED = frozenset(
    (db.sqlite3.SQLITE_SELECT, db.sqlite3.SQLITE_READ, db.sqlite3.SQLITE_RECURSIVE, db.sqlite3.SQLITE_FUNCTION)
)


def _allows(action: int, _: str | None, name: str | None, __: str | None, ___: str | None) -> int:
    if action == db.sqlite3.SQLITE_FUNCTION and (name or "").lower() not in FUNCTIONS:
        return db.sqlite3.SQLITE_DENY
    return db.sqlite3.SQLITE_OK if action in _ALLOWED else db.sqlite3.SQLITE_DENY


@contextmanager
def limited(conn: db.Connection, seconds: float = SECONDS) -> Generator[None]:
    """Within it `conn` only reads, calls only FUNCTIONS and stops after `seconds` of one visit.

    Raises TooSlow when the time (or the memory) is used up, NotAllowed for anything else than reading. Rows have to
    be fetched within. A single call of a function cannot be broken off, so FUNCTIONS has none that makes long text out
    of little. Not for a connection that is within `limited` already.
    """
    ends, most = time.monotonic() + seconds, _memory() + _MOST_MEMORY
    stopped = False

    def enough() -> bool:
        nonlocal stopped
        stopped = time.monotonic() > ends or _memory() > most
        return stopped

    conn.set_authorizer(_allows)
    conn.set_progress_handler(enough, _STEPS)
    try:
        yield
    except db.DatabaseError as error:
        if stopped:
            raise TooSlow(seconds=f"{seconds:g}") from error
        if _denied(error):
            raise NotAllowed(detail=str(error)) from error
        if str(error) in _OVERFLOW:
            # What a person asked for cannot be worked out for these rows.
            raise NotAllowed(detail=str(error)) from error
        raise
    finally:
        conn.set_progress_handler(None, 0)
        conn.set_authorizer(None)


_OVERFLOW = ("integer overflow", "string or blob too big", "LIKE or GLOB pattern too complex")


def _denied(error: db.DatabaseError) -> bool:
    return any(sign in str(error) for sign in ("not authorized", "authorization denied", "prohibited"))


def _memory() -> int:
    """The most memory that the process ever held, in bytes."""
    import resource
    import sys

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
