"""The panel: every measure of every account as of a day, in one derived table that follows the change log.

Today's rows are the sheet. After an edit only the accounts it touched are computed again; at midnight all are. The
table can be dropped at any time and is rebuilt on the next look.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from csops_tui.measures.families import FAMILIES, MEASURES
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection

# Above this many changes computing everything is cheaper than finding out for whom.
_MANY = 20_000

_TABLE = f"""
CREATE TABLE panel (
  as_of TEXT NOT NULL,
  account_id TEXT NOT NULL,
  {", ".join(f"{m.name} {m.sql_type}" for m in MEASURES)},
  PRIMARY KEY (as_of, account_id)
) STRICT
"""


def _fill(narrow: str) -> str:
    """The statement that computes all measures; `narrow` is the condition on the account of the facts read."""
    joins = "\n".join(
        f"LEFT JOIN ({family.sql.format(scope=narrow)}) AS {family.name} ON {family.name}.account_id = a.id"
        for family in FAMILIES
    )
    names = ", ".join(m.name for m in MEASURES)
    columns = ", ".join(f"{family.name}.{m.name}" for family in FAMILIES for m in family.measures)
    only = "WHERE a.id IN (SELECT id FROM temp.scope)" if narrow else ""
    select = f"SELECT :as_of, a.id, {columns} FROM account AS a {joins} {only}"
    return f"INSERT INTO panel (as_of, account_id, {names}) {select}"


_ALL = _fill("")
_SOME = _fill("AND account_id IN (SELECT id FROM temp.scope)")
_SHAPE = hashlib.sha256((_TABLE + _ALL).encode()).hexdigest()[:16]

# The facts that name the account they belong to; `usage` is followed by its batches instead.
_FACTS = tuple(sorted({table for family in FAMILIES for table in family.reads} - {"account", "cadence", "usage"}))
_NAMES = "(" + ", ".join(f"'{table}'" for table in _FACTS) + ")"

# Which accounts the changes after a watermark touch: named in the change itself, or by the row as it is now.
_TOUCHED = f"""
SELECT substr(coalesce(json_extract(new, '$.account_id'), json_extract(old, '$.account_id')), 3) AS id FROM _change
WHERE n > :mark AND tbl IN {_NAMES}
UNION
SELECT substr(json_extract(old, '$.account_id'), 3) FROM _change
WHERE n > :mark AND op = 'U' AND tbl IN {_NAMES}
UNION
SELECT pk FROM _change WHERE n > :mark AND tbl = 'account'
"""
_BY_ROW = """
SELECT account_id FROM {table} WHERE id IN (SELECT pk FROM _change WHERE n > :mark AND tbl = '{table}' AND op = 'U')
"""


def catch_up(book: Book) -> frozenset[str] | None:
    """Bring today's rows up to date; returns the accounts computed again, None for all, an empty set for none."""
    today = book.clock.today().isoformat()
    state = _state(book.reader())
    if state == (_SHAPE, today, book.last_change(), _batches(book.reader())):
        return frozenset()
    with book.derived() as conn:
        return _catch_up(conn, today)


def ensure_day(book: Book, day: dt.date) -> None:
    """Make the rows of a past day, computed from the facts dated up to it, unless they are there already."""
    with book.derived() as conn:
        _catch_up(conn, book.clock.today().isoformat())
        past = day.isoformat()
        if not conn.execute("SELECT 1 FROM panel WHERE as_of = ? LIMIT 1", [past]).fetchone():
            conn.execute(_ALL, {"as_of": past})


def rebuild(book: Book) -> None:
    """Drop the panel and compute today's rows anew."""
    with book.derived() as conn:
        _create(conn)
        _catch_up(conn, book.clock.today().isoformat())


def _catch_up(conn: Connection, today: str) -> frozenset[str] | None:
    shape, day, mark, batches = _state(conn)
    newest = conn.execute("SELECT coalesce(max(n), 0) FROM _change").fetchone()[0]
    live = _batches(conn)
    if shape != _SHAPE:
        _create(conn)
    if (shape, day, batches) != (_SHAPE, today, live) or newest - mark > _MANY or _everybody(conn, mark):
        touched = None
        conn.execute("DELETE FROM panel")
        conn.execute(_ALL, {"as_of": today})
    else:
        touched = _scope(conn, mark)
        if touched:
            conn.execute("DELETE FROM panel WHERE as_of <> ? OR account_id IN (SELECT id FROM temp.scope)", [today])
            conn.execute(_SOME, {"as_of": today})
    conn.execute(
        "INSERT INTO _meta VALUES ('panel', ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
        [f"{_SHAPE} {today} {newest} {live}"],
    )
    return touched


def _state(conn: Connection) -> tuple[str, str, int, str]:
    found = conn.execute("SELECT v FROM _meta WHERE k = 'panel'").fetchone()
    if not found:
        return "", "", 0, ""
    shape, day, mark, live = found[0].split(" ")
    return shape, day, int(mark), live


def _batches(conn: Connection) -> str:
    """A short name for the set of usage batches in force; it changes when one comes or goes."""
    count, last, rows = conn.execute("SELECT count(*), max(at), sum(rows) FROM _import WHERE live = 1").fetchone()
    return f"{count}/{last}/{rows}".replace(" ", "")


def _everybody(conn: Connection, mark: int) -> bool:
    return bool(conn.execute("SELECT 1 FROM _change WHERE n > ? AND tbl = 'cadence' LIMIT 1", [mark]).fetchone())


def _create(conn: Connection) -> None:
    conn.execute("DROP TABLE IF EXISTS panel")
    conn.execute(_TABLE)


def _scope(conn: Connection, mark: int) -> frozenset[str]:
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS scope (id TEXT PRIMARY KEY)")
    conn.execute("DELETE FROM temp.scope")
    found: set[str] = set()
    queries: Iterable[str] = (_TOUCHED, *(_BY_ROW.format(table=table) for table in _FACTS))
    for query in queries:
        found.update(row[0] for row in conn.execute(query, {"mark": mark}) if row[0])
    conn.executemany("INSERT INTO temp.scope VALUES (?)", [(account,) for account in found])
    return frozenset(found)
