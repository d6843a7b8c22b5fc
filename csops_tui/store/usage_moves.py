"""Usage facts when their account or contact is merged into another: they move along, and come back with an undo.

Usage lies outside the change log, so what a merge moved is noted in the book's own notes, by the row that went.
"""

from __future__ import annotations

import json

from csops_tui.store.merge_marks import MERGED
from csops_tui.store.sqlite import Connection

COLUMNS = {"account": "account_id", "contact": "contact_id", "product": "product_id"}
"""Entity → the column of a usage fact that names it."""


def move(conn: Connection, table: str, gone: str, kept: str) -> int:
    """Give the facts of `gone` to `kept`, noting which they were; returns how many."""
    column = COLUMNS.get(table)
    if column is None:
        return 0
    moved: dict[str, list[int]] = {}
    for row, batch in conn.execute(f'SELECT id, batch FROM _usage WHERE "{column}" = ? ORDER BY id', [gone]):
        moved.setdefault(str(batch), []).append(row)
    if not moved:
        return 0
    conn.execute(
        "INSERT INTO _meta VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
        [_note(table, gone), json.dumps({"to": kept, "rows": moved}, separators=(",", ":"))],
    )
    conn.execute(f'UPDATE _usage SET "{column}" = ? WHERE "{column}" = ?', [kept, gone])
    return sum(map(len, moved.values()))


def settle(conn: Connection, edit_id: str) -> bool:
    """After an undo or redo: rows that came back get their facts again, rows that went give them; whether any moved."""
    moved = False
    for table in COLUMNS:
        for pk, op in conn.execute(
            "SELECT pk, op FROM _change WHERE edit = ? AND tbl = ? AND op IN ('I', 'D') ORDER BY seq", [edit_id, table]
        ).fetchall():
            if op == "I":
                moved |= _give_back(conn, table, pk)
            elif kept := _merged_into(conn, table, pk):
                moved |= move(conn, table, pk, kept) > 0
    return moved


def _give_back(conn: Connection, table: str, row: str) -> bool:
    found = conn.execute("SELECT v FROM _meta WHERE k = ?", [_note(table, row)]).fetchone()
    if not found:
        return False
    noted, column = json.loads(found[0]), COLUMNS[table]
    for batch, ids in noted["rows"].items():
        # What was imported anew meanwhile has other ids or another batch, and what was merged further stays there.
        conn.execute(
            f"""UPDATE _usage SET "{column}" = ?
                WHERE id IN (SELECT value FROM json_each(?)) AND batch = ? AND "{column}" = ?""",
            [row, json.dumps(ids), int(batch), noted["to"]],
        )
    conn.execute("DELETE FROM _meta WHERE k = ?", [_note(table, row)])
    return True


def _merged_into(conn: Connection, table: str, row: str) -> str | None:
    found = conn.execute(
        "SELECT row_id FROM external_ref WHERE entity = ? AND system = ? AND key = ?", [table, MERGED, row]
    ).fetchone()
    return found[0] if found else None


def _note(table: str, row: str) -> str:
    return f"usage_of:{table}:{row}"
