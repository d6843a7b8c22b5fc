"""Search over everything people wrote: a full-text index that follows the change log, newest first.

The index is derived: `search` (FTS5, contentless, tokens made in Python so that Japanese is found by any of its parts)
and `search_row`, which says which row each entry stands for. Beside its own text an entry has the names of its account,
so that "mirai budget" finds a note on the budget of Mirai; one word must stand in the text itself, though. An entry's
number begins with its day, so that the newest come first without sorting. A changed row gets a new entry; the old one
is left in the index without its `search_row`, because taking it out needs either its old text or a newer SQLite;
`catch_up` starts afresh when many are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from csops_tui.store.book import Book
from csops_tui.store.errors import BookBusy
from csops_tui.store.snippet import snippet
from csops_tui.store.sqlite import Connection
from csops_tui.text.kana import romaji
from csops_tui.text.search import index_tokens, match_terms

FORMAT = 2
FEW = 2000
"""Changes that a search indexes by itself before it answers."""
BATCH = 1000
MOST_LEFT = 10_000
"""Entries of rows as they were before that may stay in the index (and a quarter of all)."""
MOST_RENAMED = 20_000
"""Entries of accounts with new names that are made anew in one go; for more the index is built afresh, in batches."""


@dataclass(frozen=True)
class Indexed:
    """What of a table is searched: its text columns, the column of its account, and SQL for the day of a row."""

    columns: tuple[str, ...]
    account: str = "account_id"
    day: str = "NULL"


INDEXED: dict[str, Indexed] = {
    "account": Indexed(("name", "kana", "alias", "domain", "note"), account="id"),
    "contact": Indexed(("name", "kana", "title", "mail", "note")),
    "touchpoint": Indexed(("note", "outcome", "tags"), day="t.day"),
    "concern": Indexed(("evidence",), day="t.day"),
    "task": Indexed(("title", "note"), day="t.due"),
    "ticket": Indexed(("title", "note"), day="t.opened"),
    "survey_response": Indexed(("comment",), day="t.day"),
    "voice": Indexed(("title", "body"), day="t.day"),
    "complaint": Indexed(("title", "cause", "body"), day="date(t.received, 'localtime')"),
    "churn": Indexed(("evidence", "competitor", "note"), day="coalesce(t.effective, t.decided, t.notice)"),
    "opportunity": Indexed(("title", "note"), day="t.opened"),
    "note": Indexed(("title", "body"), day="t.day"),
}
_READINGS = "kana"
# What an account is called, in the order of `_select`.
_CALLED = ("name", "kana", "alias")

_UNDATED = (1 << 22) - 1
_SERIAL_BITS = 32


@dataclass(frozen=True)
class Hit:
    """One row found: where it is, a piece of its text, and the (start, end) in the snippet of what was asked for."""

    table: str
    row_id: str
    account_id: str | None
    account_name: str | None
    day: str | None
    snippet: str
    positions: tuple[tuple[int, int], ...]


@dataclass
class State:
    """How far the index is: the newest change in it, the last number given, and where a first build stands."""

    mark: int = 0
    serial: int = 0
    left: int = 0
    building: list[str] | None = None
    after: str = ""
    format: int = FORMAT


_TABLES = (
    "CREATE VIRTUAL TABLE search USING fts5"
    "(kind, body, who, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')",
    """CREATE TABLE search_row (
         rowid INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row_id TEXT NOT NULL, account_id TEXT, day TEXT,
         hash BLOB NOT NULL) STRICT""",
    "CREATE UNIQUE INDEX search_row_of ON search_row (tbl, row_id)",
    "CREATE INDEX search_row_account ON search_row (account_id)",
)
_FIND = """
SELECT r.tbl, r.row_id, r.account_id, a.name, r.day
FROM search AS s JOIN search_row AS r ON r.rowid = s.rowid LEFT JOIN account AS a ON a.id = r.account_id
WHERE s.search MATCH ? ORDER BY s.rowid DESC LIMIT ?
"""


def search(book: Book, query: str, limit: int = 50, tables: Sequence[str] | None = None) -> list[Hit]:
    """The newest `limit` rows that hold every word of `query`; accounts and contacts, having no day, come first.

    All words but one may stand in the names of the row's account instead of in its text. A few changes not yet indexed
    are indexed first; `behind` tells how many are still missing afterwards.
    """
    terms = match_terms(query)
    if not terms:
        return []
    if 0 < behind(book) <= FEW:
        try:
            catch_up(book)
        except BookBusy:
            pass  # Somebody is writing a lot; what is indexed is searched.
    conn = book.reader()
    if position(conn) is None:
        return []
    asked = f"body : ({' OR '.join(terms)})"
    if len(terms) > 1:
        asked = f"{{body who}} : ({' AND '.join(terms)}) AND {asked}"
    if tables is not None:
        kinds = " OR ".join(f'"{_kind(table)}"' for table in tables if table in INDEXED)
        if not kinds:
            return []
        asked = f"kind : ({kinds}) AND ({asked})"
    found: list[tuple[str, str, str | None, str | None, str | None]] = conn.execute(_FIND, [asked, limit]).fetchall()
    texts = _texts(conn, found)
    hits: list[Hit] = []
    for table, row_id, account_id, name, day in found:
        # A row deleted since the index last followed is not shown.
        if (table, row_id) in texts:
            hits.append(Hit(table, row_id, account_id, name, day, *snippet(texts[table, row_id], query)))
    return hits


def behind(book: Book) -> int:
    """How many changes the index does not know yet (0 is up to date)."""
    conn = book.reader()
    (newest,) = conn.execute("SELECT coalesce(max(n), 0) FROM _change").fetchone()
    state = position(conn)
    return newest if state is None or state.building is not None else max(0, newest - state.mark)


def catch_up(book: Book, progress: Callable[[int, int], None] | None = None, limit: int | None = None) -> int:
    """Bring the index up to date, or further by about `limit` rows; returns how many rows or changes were seen.

    Each batch is a transaction of its own, so others write in between and an interrupted build goes on where it was.
    `progress` is called with (done, of how many) after each batch.
    """
    done = 0
    total = _to_do(book)
    while limit is None or done < limit:
        with book.derived() as conn:
            state = position(conn) or _start(conn)
            building = state.building is not None
            if building:
                seen = _build(conn, state)
            elif state.left > MOST_LEFT and state.left > _entries(conn) // 4:
                state, seen = _start(conn), 1
            else:
                state, seen = _follow(conn, state)
            _keep(conn, state)
        done += seen
        if progress and seen:
            progress(min(done, total), total)
        if not seen and not building:
            break
    return done


def rebuild(book: Book, progress: Callable[[int, int], None] | None = None) -> int:
    """Make the index anew, so that no trace of erased text stays in it; returns how many rows were read."""
    with book.derived() as conn:
        _keep(conn, _start(conn))
    return catch_up(book, progress)


def entries(conn: Connection) -> tuple[int, int]:
    """(entries in the index, rows that should have one), for the doctor; both 0 before the first build."""
    if not _exists(conn):
        return 0, 0
    wanted = 0
    for table, what in INDEXED.items():
        some = " OR ".join(f"{c} <> ''" for c in what.columns)
        wanted += conn.execute(f"SELECT count(*) FROM {table} WHERE {some}").fetchone()[0]
    return _entries(conn), wanted


def _exists(conn: Connection) -> bool:
    return conn.execute("SELECT 1 FROM sqlite_schema WHERE name = 'search_row'").fetchone() is not None


def position(conn: Connection) -> State | None:
    """How far the index is; None when there is none, or one of another format."""
    found = conn.execute("SELECT v FROM _meta WHERE k = 'search'").fetchone()
    if not found or not _exists(conn):
        return None
    said = json.loads(found[0])
    return State(**said) if said.get("format") == FORMAT else None


def _keep(conn: Connection, state: State) -> None:
    conn.execute(
        "INSERT INTO _meta VALUES ('search', ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
        [json.dumps(asdict(state))],
    )


def _start(conn: Connection) -> State:
    """Empty tables, and the state of a build that has everything before it."""
    conn.execute("DROP TABLE IF EXISTS search")
    conn.execute("DROP TABLE IF EXISTS search_row")
    for statement in _TABLES:
        conn.execute(statement)
    (mark,) = conn.execute("SELECT coalesce(max(n), 0) FROM _change").fetchone()
    return State(mark=mark, building=list(INDEXED))


def _to_do(book: Book) -> int:
    conn = book.reader()
    state = position(conn)
    if state is not None and state.building is None:
        return behind(book)
    return sum(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in INDEXED)


def _build(conn: Connection, state: State) -> int:
    """Index the next batch of a first build; returns how many rows were read, 0 when a table was finished."""
    if not state.building:
        state.building = None
        return 0
    table = state.building[0]
    rows = conn.execute(f"{_select(table)} WHERE t.id > ? ORDER BY t.id LIMIT ?", [state.after, BATCH]).fetchall()
    _add(conn, state, table, rows)
    if len(rows) < BATCH:
        state.building, state.after = state.building[1:] or None, ""
    else:
        state.after = rows[-1][0]
    return len(rows)


def _follow(conn: Connection, state: State) -> tuple[State, int]:
    """Index the rows of the next batch of changes; returns the new state and how many changes were seen."""
    changes = conn.execute(
        "SELECT n, tbl, pk FROM _change WHERE n > ? ORDER BY n LIMIT ?", [state.mark, BATCH]
    ).fetchall()
    touched: dict[str, dict[str, None]] = {}
    for _, table, pk in changes:
        if table in INDEXED:
            touched.setdefault(table, {})[pk] = None
    called = _called_anew(conn, state.mark, changes[-1][0]) if "account" in touched else []
    if len(called) > MOST_RENAMED:
        return _start(conn), 1
    for table, pk in called:
        touched.setdefault(table, {})[pk] = None
    for table, pks in touched.items():
        ids = json.dumps(list(pks))
        rows = conn.execute(f"{_select(table)} WHERE t.id IN (SELECT value FROM json_each(?))", [ids]).fetchall()
        known: dict[str, bytes] = dict(
            conn.execute(
                "SELECT row_id, hash FROM search_row WHERE tbl = ? AND row_id IN (SELECT value FROM json_each(?))",
                [table, ids],
            ).fetchall()
        )
        same = {row[0] for row in rows if known.get(row[0]) == _hash(row)}
        gone = [(table, pk) for pk in known if pk not in same]
        conn.executemany("DELETE FROM search_row WHERE tbl = ? AND row_id = ?", gone)
        state.left += len(gone)
        _add(conn, state, table, [row for row in rows if row[0] not in same])
    if changes:
        state.mark = changes[-1][0]
    return state, len(changes)


def _called_anew(conn: Connection, after: int, upto: int) -> list[tuple[str, str]]:
    """The (table, id) of all entries of accounts whose names changed within these changes."""
    changed = " OR ".join(f"json_type(c.new, '$.{column}') IS NOT NULL" for column in _CALLED)
    return conn.execute(
        f"""SELECT r.tbl, r.row_id FROM search_row AS r WHERE r.account_id IN (
              SELECT c.pk FROM _change AS c
              WHERE c.n > ? AND c.n <= ? AND c.tbl = 'account' AND c.op = 'U' AND ({changed}))""",
        [after, upto],
    ).fetchall()


def _add(conn: Connection, state: State, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    kind, columns = _kind(table), INDEXED[table].columns
    entries: list[tuple[int, str, str, str]] = []
    known: list[tuple[int, str, str, str | None, str | None, bytes]] = []
    for row in rows:
        row_id, account_id, day, *texts = row
        called = texts[-len(_CALLED) :]
        del texts[-len(_CALLED) :]
        body = index_tokens("\n".join(_searchable(columns, texts)))
        if not body:
            continue
        state.serial += 1
        number = _number(day, state.serial)
        entries.append((number, kind, body, _names(*called)))
        known.append((number, table, row_id, account_id, day, _hash(row)))
    conn.executemany("INSERT INTO search (rowid, kind, body, who) VALUES (?, ?, ?, ?)", entries)
    conn.executemany("INSERT INTO search_row VALUES (?, ?, ?, ?, ?, ?)", known)


@lru_cache(maxsize=4096)
def _names(*called: str | None) -> str:
    """The tokens of an account's names; the same for all its rows."""
    return index_tokens("\n".join(_searchable(_CALLED, called)))


def _searchable(columns: tuple[str, ...], texts: Sequence[str | None]) -> Iterable[str]:
    for column, text in zip(columns, texts, strict=True):
        if text:
            yield text
            if column == _READINGS:
                yield romaji(text)


def _select(table: str) -> str:
    what = INDEXED[table]
    # An account's own row has its names in its text.
    called = [f"a.{column}" if table != "account" else "NULL" for column in _CALLED]
    listed = ", ".join([f"t.{column}" for column in what.columns] + called)
    join = f"LEFT JOIN account AS a ON a.id = t.{what.account}" if table != "account" else ""
    return f"SELECT t.id, t.{what.account}, {what.day}, {listed} FROM {table} AS t {join}"


def _texts(conn: Connection, found: Iterable[Sequence[Any]]) -> dict[tuple[str, str], str]:
    """(table, id) → the searched text of the row as it is now."""
    ids: dict[str, list[str]] = {}
    for table, row_id, *_ in found:
        ids.setdefault(table, []).append(row_id)
    texts: dict[tuple[str, str], str] = {}
    for table, wanted in ids.items():
        rows = conn.execute(f"{_select(table)} WHERE t.id IN (SELECT value FROM json_each(?))", [json.dumps(wanted)])
        for row_id, _, _, *parts in rows:
            texts[table, row_id] = "\n".join(part for part in parts[: -len(_CALLED)] if part)
    return texts


def _kind(table: str) -> str:
    # The tokenizer parts words at "_".
    return table.replace("_", "")


def _number(day: str | None, serial: int) -> int:
    ordinal = dt.date.fromisoformat(day).toordinal() if day else _UNDATED
    return ordinal << _SERIAL_BITS | serial


def _hash(row: Sequence[Any]) -> bytes:
    return hashlib.blake2b(json.dumps(list(row)).encode("ascii"), digest_size=8).digest()


def _entries(conn: Connection) -> int:
    return conn.execute("SELECT count(*) FROM search_row").fetchone()[0]
