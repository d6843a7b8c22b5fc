"""Triggers that write the change log, derived from the tables as they are, so that nothing bypasses it.

Values are type-tagged (`t:` text, `r:` real with 17 digits, `b:` hex; integers and NULL as JSON), because JSON reals do
not survive every SQLite. An insert's change holds all fields that are not NULL; an update's holds those that differ.
"""

from __future__ import annotations

import re

from csops_tui.store.sqlite import Connection

# Derived from facts elsewhere; they follow the log and are not part of it.
UNTRACKED = frozenset({"panel"})

_PLAIN = re.compile("[a-z][a-z0-9_]*")
_NOW_MS = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
_AUTO = "'auto:' || replica || strftime(':%Y%m%dT%H%M%S', 'now')"


def tracked_tables(conn: Connection) -> list[str]:
    """The names of all tables whose rows are part of the book: neither `_internal`, derived nor SQLite's own.

    A table that somebody added by hand counts only when it is like ours: a text `id` as its key, plain names.
    """
    rows = conn.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE %' ORDER BY name"
    )
    names = [n for (n,) in rows if not n.startswith(("_", "sqlite_", "search")) and n not in UNTRACKED]
    return [n for n in names if _is_capturable(conn, n)]


def _is_capturable(conn: Connection, table: str) -> bool:
    if not _PLAIN.fullmatch(table):
        return False
    columns = conn.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [(name, kind) for _, name, kind, _, _, key in columns if key]
    return keys == [("id", "TEXT")] and len(columns) > 1 and all(_PLAIN.fullmatch(c[1]) for c in columns)


def row_counts(conn: Connection) -> dict[str, int]:
    """How many rows each tracked table has, and the change log itself; empty for a file without tables."""
    tables = tracked_tables(conn)
    if tables:
        tables += ["_change", "_edit"]
    return {t: conn.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}


def table_columns(conn: Connection, table: str) -> dict[str, str]:
    """Column name → declared type of a table, `id` first."""
    return {name: kind for _, name, kind, *_ in conn.execute(f'PRAGMA table_info("{table}")')}


def _tagged(value: str, kind: str) -> str:
    match kind:
        case "INTEGER":
            return f"CAST({value} AS TEXT)"
        case "REAL":
            return f"json_quote('r:' || printf('%!.17g', {value}))"
        case "BLOB":
            return f"json_quote('b:' || hex({value}))"
        case _:
            return f"json_quote('t:' || {value})"


def _object(parts: list[str]) -> str:
    return "'{' || substr(" + "\n    || ".join(parts) + ", 2) || '}'"


def _full(side: str, fields: dict[str, str]) -> str:
    # json_quote() of NULL is the text null, so the test for NULL cannot be left to coalesce().
    cells = [(c, f'{side}."{c}"', k) for c, k in fields.items()]
    return _object([f"""iif({v} IS NULL, '', ',"{c}":' || {_tagged(v, k)})""" for c, v, k in cells])


def _diff(side: str, fields: dict[str, str]) -> str:
    # printf() and hex() make something of NULL, so it is asked for first.
    cells = [(c, f'{side}."{c}"', k) for c, k in fields.items()]
    return _object(
        [
            f"""iif(OLD."{c}" IS NOT NEW."{c}", ',"{c}":' || iif({v} IS NULL, 'null', {_tagged(v, k)}), '')"""
            for c, v, k in cells
        ]
    )


def _log(table: str, pk: str, op: str, old: str, new: str) -> str:
    return f"""
  UPDATE _clock SET seq = seq + 1, hlc = max(hlc + 1, {_NOW_MS} * 65536);
  INSERT INTO _edit (id, replica, at, label, kind)
    SELECT {_AUTO}, replica, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'auto', 'auto' FROM _clock
    WHERE edit IS NULL AND NOT EXISTS (SELECT 1 FROM _edit WHERE id = {_AUTO});
  INSERT INTO _change (replica, seq, hlc, edit, tbl, pk, op, old, new)
    SELECT replica, seq, hlc, coalesce(edit, {_AUTO}), '{table}', {pk}, '{op}',
    {old},
    {new}
    FROM _clock;"""


def triggers(table: str, fields: dict[str, str]) -> dict[str, str]:
    """Trigger name → CREATE TRIGGER statement for one table with these columns (`id` excluded from the values)."""
    fields = {c: k for c, k in fields.items() if c != "id"}
    changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in fields)
    made = {
        f"_{table}_i": f"AFTER INSERT ON {table} BEGIN{_log(table, 'NEW.id', 'I', 'NULL', _full('NEW', fields))}\nEND",
        f"_{table}_u": f"AFTER UPDATE ON {table} WHEN {changed} BEGIN"
        f"{_log(table, 'NEW.id', 'U', _diff('OLD', fields), _diff('NEW', fields))}\nEND",
        f"_{table}_d": f"AFTER DELETE ON {table} BEGIN{_log(table, 'OLD.id', 'D', _full('OLD', fields), 'NULL')}\nEND",
        f"_{table}_k": f"BEFORE UPDATE OF id ON {table} WHEN OLD.id IS NOT NEW.id BEGIN\n"
        "  SELECT RAISE(ABORT, 'the id of a row cannot change');\nEND",
    }
    return {name: f"CREATE TRIGGER {name} {body}" for name, body in made.items()}


def capture_is_current(conn: Connection) -> bool:
    """Whether the schema is the one that was last checked (one integer compared, so that every start can ask)."""
    (now,) = conn.execute("PRAGMA schema_version").fetchone()
    seen = conn.execute("SELECT v FROM _meta WHERE k = 'capture'").fetchone()
    return bool(seen) and seen[0] == str(now)


def ensure_capture(conn: Connection) -> int:
    """Make every tracked table's triggers be what its columns ask for; returns how many were made anew.

    Called inside a write transaction: after a migration (sqlite-utils' transform drops triggers) and whenever the
    schema changed since the last check.
    """
    wrong = wrong_triggers(conn)
    for name, sql in wrong.items():
        conn.execute(f"DROP TRIGGER IF EXISTS {name}")
        conn.execute(sql)
    (now,) = conn.execute("PRAGMA schema_version").fetchone()
    conn.execute("INSERT INTO _meta VALUES ('capture', ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v", (str(now),))
    return len(wrong)


def wrong_triggers(conn: Connection) -> dict[str, str]:
    """Trigger name → the statement that makes it, for every trigger that is missing or is not what it should be."""
    have = dict(conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
    return {
        name: sql
        for table in tracked_tables(conn)
        for name, sql in triggers(table, table_columns(conn, table)).items()
        if have.get(name) != sql
    }
