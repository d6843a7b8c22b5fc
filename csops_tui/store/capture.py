"""Triggers that write the change log, derived from the tables as they are, so that nothing bypasses it.

Values are type-tagged (`t:` text, `r:` real with 17 digits, `b:` hex; integers and NULL as JSON), because JSON reals do
not survive every SQLite. An insert's change holds all fields that are not NULL; an update's holds those that differ.
"""

from __future__ import annotations

import re

from csops_tui.store.sqlite import Connection
from csops_tui.store.views_mark import VIEWS

# Derived from facts elsewhere; they follow the log and are not part of it.
UNTRACKED = frozenset({"panel"})

_PLAIN = "[a-z][a-z0-9_]*"
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
    if not re.fullmatch(_PLAIN, table):
        return False
    columns = conn.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [(name, kind) for _, name, kind, _, _, key in columns if key]
    return keys == [("id", "TEXT")] and len(columns) > 1 and all(re.fullmatch(_PLAIN, c[1]) for c in columns)


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
    # printf() and hex() make something of NULL, so it is asked for first.
    match kind:
        case "INTEGER":
            return value
        case "REAL":
            return f"iif({value} IS NULL, NULL, 'r:' || printf('%!.17g', {value}))"
        case "BLOB":
            return f"iif({value} IS NULL, NULL, 'b:' || hex({value}))"
        case _:
            return f"'t:' || {value}"


def _row(side: str, fields: dict[str, str]) -> str:
    return "json_object(" + ", ".join(f"""'{c}', {_tagged(f'{side}."{c}"', k)}""" for c, k in fields.items()) + ")"


def _differing(side: str, other: str) -> str:
    return f"""(SELECT json_group_object(f.key, f.value) FROM json_each(NEW.{side}) AS f
      WHERE f.value IS NOT json_extract(NEW.{other}, '$.' || f.key))"""


def _log(old: str, new: str) -> str:
    return f"""
  UPDATE _clock SET seq = seq + 1, hlc = max(hlc + 1, {_NOW_MS} * 65536);
  INSERT INTO _edit (id, replica, at, label, kind)
    SELECT {_AUTO}, replica, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'auto', 'auto' FROM _clock
    WHERE edit IS NULL AND NOT EXISTS (SELECT 1 FROM _edit WHERE id = {_AUTO});
  INSERT INTO _change (replica, seq, hlc, edit, tbl, pk, op, old, new)
    SELECT replica, seq, hlc, coalesce(edit, {_AUTO}), NEW.tbl, NEW.pk, NEW.op,
    {old},
    {new}
    FROM _clock;
END"""


# Every connection parses every trigger, so what they share stands once, behind a view that stores nothing: a table's
# triggers hand over whole rows, and the view's write what the log keeps of them. (json_patch drops the NULLs.)
LOG_VIEW = "CREATE VIEW _log (tbl, pk, op, old, new) AS SELECT 0, 0, 0, 0, 0 WHERE 0"
LOG_TRIGGERS = {
    "_log_whole": "CREATE TRIGGER _log_whole INSTEAD OF INSERT ON _log WHEN NEW.op <> 'U' BEGIN"
    + _log("json_patch('{}', NEW.old)", "json_patch('{}', NEW.new)"),
    "_log_diff": "CREATE TRIGGER _log_diff INSTEAD OF INSERT ON _log WHEN NEW.op = 'U' AND NEW.old <> NEW.new BEGIN"
    + _log(_differing("old", "new"), _differing("new", "old")),
}


def triggers(table: str, fields: dict[str, str]) -> dict[str, str]:
    """Trigger name → CREATE TRIGGER statement for one table with these columns (`id` excluded from the values)."""
    fields = {c: k for c, k in fields.items() if c != "id"}
    old, new = _row("OLD", fields), _row("NEW", fields)
    made = {
        f"_{table}_i": f"AFTER INSERT ON {table} BEGIN INSERT INTO _log VALUES ('{table}', NEW.id, 'I', NULL, {new});",
        f"_{table}_u": f"AFTER UPDATE ON {table} BEGIN INSERT INTO _log VALUES ('{table}', NEW.id, 'U', {old}, {new});",
        f"_{table}_d": f"AFTER DELETE ON {table} BEGIN INSERT INTO _log VALUES ('{table}', OLD.id, 'D', {old}, NULL);",
        f"_{table}_k": f"BEFORE UPDATE OF id ON {table} WHEN OLD.id IS NOT NEW.id BEGIN "
        "SELECT RAISE(ABORT, 'the id of a row cannot change');",
    }
    return {name: f"CREATE TRIGGER {name} {body} END" for name, body in made.items()}


def capture_is_current(conn: Connection) -> bool:
    """Whether schema and views are those last checked (one text compared, so that every start can ask)."""
    seen = conn.execute("SELECT v FROM _meta WHERE k = 'capture'").fetchone()
    return bool(seen) and seen[0] == _checked(conn)


def _checked(conn: Connection) -> str:
    (now,) = conn.execute("PRAGMA schema_version").fetchone()
    return f"{now} {VIEWS}"


def ensure_capture(conn: Connection) -> int:
    """Make every tracked table's triggers be what its columns ask for; returns how many were made anew.

    Called inside a write transaction: after a migration (sqlite-utils' transform drops triggers) and whenever the
    schema changed since the last check, or another version of the program means other views, which are renewed too.
    """
    from csops_tui.store import views

    views.renew(conn)
    if conn.execute("SELECT sql FROM sqlite_schema WHERE name = '_log'").fetchone() != (LOG_VIEW,):
        conn.execute("DROP VIEW IF EXISTS _log")
        conn.execute(LOG_VIEW)
    wrong = wrong_triggers(conn)
    for name, sql in wrong.items():
        conn.execute(f"DROP TRIGGER IF EXISTS {name}")
        conn.execute(sql)
    sql = "INSERT INTO _meta VALUES ('capture', ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v"
    conn.execute(sql, (_checked(conn),))
    return len(wrong)


def wrong_triggers(conn: Connection) -> dict[str, str]:
    """Trigger name → the statement that makes it, for every trigger that is missing or is not what it should be."""
    have = dict(conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
    wanted = dict(LOG_TRIGGERS)
    for table in tracked_tables(conn):
        wanted |= triggers(table, table_columns(conn, table))
    return {name: sql for name, sql in wanted.items() if have.get(name) != sql}
