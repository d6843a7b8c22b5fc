"""Questions in SQL that a person types: read-only, within a time and a number of rows, their errors with a place.

Each question has a connection of its own, so that it can be broken off from another thread and what it may do
concerns nobody else.
"""

from __future__ import annotations

import re
import time
from bisect import bisect
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from csops_tui.locale import t
from csops_tui.store import sqlite as db
from csops_tui.store.guard import limited

SECONDS = 30.0
"""How long a question may take; a person can break it off before."""
ROWS = 50_000
"""How many rows an answer has at most on a screen."""

# A longer statement is no question any more.
_LONGEST = 50_000
# No value may become longer than this, where the library lets it be said (SQLITE_LIMIT_LENGTH is number 0).
_LONGEST_VALUE = 20_000_000

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<text>'(?:[^']|'')*'?)
    |(?P<quoted>"(?:[^"]|"")*"?|`[^`]*`?|\[[^\]]*\]?)
    |(?P<number>\d[\w.]*)
    |(?P<name>[^\W\d]\w*)
    |(?P<sign>\|\||->>|->|<>|<=|>=|==|!=|<<|>>|.)""",
    re.X | re.S,
)


class Token(NamedTuple):
    """One piece of a statement: `kind` is space, text, quoted, number, name or sign."""

    kind: str
    text: str
    start: int

    @property
    def name(self) -> str:
        """What a name means, without its quotes."""
        return self.text.strip('"`[]') if self.kind == "quoted" else self.text


@dataclass(frozen=True)
class Answer:
    """The columns and rows of an answer; `more` says that there were more than the rows asked for."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool
    seconds: float


class QuestionError(Exception):
    """A statement that cannot be answered; `key` is its words under `sql.error`, `start`–`end` the place, if known."""

    exit_code = 5

    def __init__(self, key: str, start: int | None = None, end: int | None = None, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.start = start
        self.end = end
        self.values = values

    def __str__(self) -> str:
        return t(f"sql.error.{self.key}", None, **self.values)


class Console:
    """Asks a book; one question at a time, which `stop` breaks off from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._conn: db.Connection | None = None

    def ask(self, sql: str, rows: int = ROWS, seconds: float = SECONDS) -> Answer:
        """The answer to one statement; raises QuestionError, and TooSlow or NotAllowed from the guard."""
        sql = single(sql)
        begun = time.monotonic()
        with self._asking() as conn:
            try:
                with limited(conn, seconds):
                    cursor = conn.execute(sql)
                    # What only reads has columns; whatever has none has been refused by the guard.
                    columns = tuple(name for name, *_ in cursor.description or ())
                    found = cursor.fetchmany(rows + 1)
            except db.SqliteError as error:
                raise explained(conn, sql, error) from error
        return Answer(columns, found[:rows], len(found) > rows, time.monotonic() - begun)

    def stop(self) -> None:
        """Break off the question that is being answered."""
        if (conn := self._conn) is not None:
            conn.interrupt()

    @contextmanager
    def _asking(self) -> Generator[db.Connection]:
        conn = self._conn = open_for_questions(self._path)
        try:
            yield conn
        finally:
            self._conn = None
            conn.close()


def open_for_questions(path: Path) -> db.Connection:
    """A read-only connection of its own; within `guard.limited` it is safe for what a person typed."""
    conn = db.connect(path, readonly=True)
    if hasattr(conn, "setlimit"):
        conn.setlimit(0, _LONGEST_VALUE)
    # The only function allowed that makes long text out of little, in one call that nothing can break off.
    conn.create_function("replace", 3, _replaced, deterministic=True)
    return conn


def _replaced(text: object, old: object, new: object) -> str | None:
    """`replace` as SQLite has it, but no longer than a value may be."""
    if text is None or old is None or new is None:
        return None
    whole, searched, instead = map(_as_text, (text, old, new))
    if not searched:
        return whole
    if len(whole) + whole.count(searched) * (len(instead) - len(searched)) > _LONGEST_VALUE:
        raise ValueError(_LONGEST_VALUE)
    return whole.replace(searched, instead)


def _as_text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def tokens(sql: str) -> list[Token]:
    """The pieces of a statement, comments and white space among them; any text can be cut up."""
    return [Token(found.lastgroup or "sign", found[0], found.start()) for found in _TOKEN.finditer(sql)]


def single(sql: str) -> str:
    """The one statement in a text, without the semicolon at its end; raises QuestionError for none or several."""
    if "\0" in sql:
        raise QuestionError("syntax", sql.index("\0"), sql.index("\0") + 1, word="␀")
    if len(sql) > _LONGEST:
        raise QuestionError("long", most=f"{_LONGEST:,}")
    found = [token for token in tokens(sql) if token.kind != "space"]
    ends = [token for token in found if token.text == ";"]
    if len(found) == len(ends):
        raise QuestionError("empty")
    last = max(token.start for token in found if token.text != ";")
    if ends and ends[0].start < last:
        after = next(token for token in found if token.start > ends[0].start and token.text != ";")
        raise QuestionError("several", after.start, after.start + len(after.text))
    return sql[: ends[0].start] if ends else sql


def is_whole(sql: str) -> bool:
    """Whether a text ends with the semicolon that says that it is meant."""
    found = [token for token in tokens(sql) if token.kind != "space"]
    return bool(found) and found[-1].text == ";"


def place(sql: str, at: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character of a statement."""
    starts = [0, *(n + 1 for n, char in enumerate(sql) if char == "\n")]
    line = bisect(starts, at)
    return line, at - starts[line - 1] + 1


def names_of(conn: db.Connection) -> dict[str, tuple[str, ...]]:
    """The tables and views that a person asks, each with its columns; documented views first."""
    rows = conn.execute(
        """SELECT m.name, p.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS p
           WHERE m.type IN ('table', 'view') AND m.name NOT GLOB '_*' AND m.name NOT GLOB 'sqlite_*'
             AND m.name NOT GLOB 'search*'
           ORDER BY m.name NOT GLOB 'v_*', m.name, p.cid"""
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return {table: tuple(columns) for table, columns in found.items()}


def explained(conn: db.Connection, sql: str, error: db.SqliteError) -> QuestionError:
    """What SQLite says of a statement, as words with the place that they are about."""
    said = str(error)
    if said == "user-defined function raised exception":
        return QuestionError("value_long", most=f"{_LONGEST_VALUE:,}")
    if said == "interrupted":
        return QuestionError("stopped")
    if found := re.match(r'near "(.*)": syntax error|unrecognized token: "(.*)"', said, re.S):
        wrong = found[1] or found[2]
        start = _first_wrong(conn, sql, wrong, said)
        return QuestionError("syntax", start, None if start is None else start + len(wrong), word=wrong)
    if said == "incomplete input":
        return QuestionError("unfinished", len(sql.rstrip()), len(sql.rstrip()) + 1)
    if found := re.match(r"(no such (?:column|table|function)|ambiguous column name): (.*)", said, re.S):
        kind, full = found[1].split()[-1 if found[1].startswith("no") else 0], found[2]
        start = _named(sql, full)
        end = None if start is None else start + len(full)
        near = "" if kind in ("ambiguous", "function") else _near(conn, sql, full.rpartition(".")[2], kind)
        return QuestionError(kind if not near else f"{kind}_near", start, end, name=full, near=near)
    return QuestionError("failed", detail=said)


def _first_wrong(conn: db.Connection, sql: str, wrong: str, said: str) -> int | None:
    """Where a word first stands at which reading stops: up to it the statement makes the same mistake."""
    at = sql.find(wrong)
    while at >= 0:
        try:
            with limited(conn, 1.0):
                conn.execute("EXPLAIN " + sql[: at + len(wrong)])
        except db.SqliteError as error:
            if str(error) == said:
                return at
        except Exception:  # noqa: BLE001 -- what the guard refuses is no syntax error
            return None
        at = sql.find(wrong, at + 1)
    return None


def _named(sql: str, full: str) -> int | None:
    """Where a name, with its table before it or alone, stands outside of texts and comments."""
    wanted, pieces = full.casefold(), [token for token in tokens(sql) if token.kind != "space"]
    for n, token in enumerate(pieces):
        whole = token.name
        for sign, after in zip(pieces[n + 1 :: 2], pieces[n + 2 :: 2], strict=False):
            if sign.text != ".":
                break
            whole += "." + after.name
        if token.kind in ("name", "quoted") and wanted in (token.name.casefold(), whole.casefold()):
            return token.start
    return None


def _near(conn: db.Connection, sql: str, name: str, kind: str) -> str:
    """Names like one that there is not: tables, or columns of the tables that the statement names."""
    tables = names_of(conn)
    said = {token.name.casefold() for token in tokens(sql) if token.kind in ("name", "quoted")}
    asked = [columns for table, columns in tables.items() if table in said] or tables.values()
    known = tables if kind == "table" else {column for columns in asked for column in columns}
    return ", ".join(get_close_matches(name.casefold(), sorted(known), 3))
