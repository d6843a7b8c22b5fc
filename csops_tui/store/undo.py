"""Undo, redo and history, read from the change log; they work after restarts and after other people's edits.

Undoing an edit is a new edit that restores only the fields still holding what the undone edit wrote. An edit counts as
undone while an edit that undoes it is not itself undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from csops_tui.store.edit import references_to
from csops_tui.store.sqlite import Connection
from csops_tui.store.values import Value, fields


@dataclass(frozen=True)
class Undone:
    """What an undo or redo did: the edit it acted on, how many rows it restored, and what it left alone and why."""

    edit: str
    target: str
    label: str
    restored: int
    skipped: list[tuple[str, str, str]]
    topics: frozenset[str]


@dataclass(frozen=True)
class EditRow:
    """One step of the book's history."""

    id: str
    at: str
    actor: str | None
    label: str
    kind: str
    undone: bool
    changes: int


@dataclass(frozen=True)
class Change:
    """One change of one row: who, when, in which step, and each field's value before and after."""

    at: str
    actor: str | None
    edit: str
    label: str
    op: str
    values: dict[str, tuple[Value, Value]] = field(default_factory=dict)


# Newest first: an undo that is not itself undone cancels what it names.
_WALK = """
SELECT id, label, kind, undoes FROM _edit WHERE replica = ? AND kind <> 'auto' ORDER BY n DESC
"""


def undo_target(conn: Connection, replica: str) -> tuple[str, str] | None:
    """The (id, label) of the newest own edit that is in force and can be undone; None when there is none."""
    cancelled: set[str] = set()
    for edit_id, label, kind, undoes in conn.execute(_WALK, [replica]):
        if edit_id in cancelled:
            continue
        if undoes:
            cancelled.add(undoes)
        if kind != "undo":
            return edit_id, label
    return None


def redo_target(conn: Connection, replica: str) -> tuple[str, str] | None:
    """The (id, label) of the newest undo in force with no new edit after it; None when there is none."""
    cancelled: set[str] = set()
    for edit_id, label, kind, undoes in conn.execute(_WALK, [replica]):
        if kind == "do":
            return None
        if edit_id in cancelled:
            continue
        if undoes:
            cancelled.add(undoes)
        if kind == "undo":
            return edit_id, label
    return None


def revert(conn: Connection, target: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Reverse the changes of edit `target` inside the caller's transaction; returns (rows restored, skipped rows)."""
    restored: set[tuple[str, str]] = set()
    skipped: list[tuple[str, str, str]] = []
    parents: dict[str, list[tuple[str, str, bool]]] = {}
    changes = conn.execute(
        "SELECT tbl, pk, op, old, new FROM _change WHERE edit = ? ORDER BY seq DESC", [target]
    ).fetchall()
    for table, pk, op, old_text, new_text in changes:
        if op == "I":
            if table not in parents:
                parents[table] = references_to(conn, table)
            why = _remove(conn, table, pk, fields(new_text), parents[table])
        elif op == "D":
            why = _bring_back(conn, table, pk, fields(old_text))
        else:
            why = _restore(conn, table, pk, fields(old_text), fields(new_text))
        if why:
            skipped.append((table, pk, why))
        else:
            restored.add((table, pk))
    return len(restored), skipped


def flip_batches(conn: Connection, target: str, live: bool) -> int:
    """Show or hide the bulk usage batches of the edit that `target` (an edit, undo or redo) goes back to."""
    root = conn.execute(
        """WITH RECURSIVE chain (id, undoes) AS (
             SELECT id, undoes FROM _edit WHERE id = ?
             UNION ALL SELECT e.id, e.undoes FROM _edit e JOIN chain c ON e.id = c.undoes)
           SELECT id FROM chain WHERE undoes IS NULL""",
        [target],
    ).fetchone()
    return conn.execute("UPDATE _import SET live = ? WHERE edit = ?", [int(live), root[0]]).rowcount if root else 0


def _row(conn: Connection, table: str, pk: str) -> dict[str, Any] | None:
    cursor = conn.execute(f'SELECT * FROM "{table}" WHERE id = ?', [pk])
    found = cursor.fetchone()
    return {d[0]: v for d, v in zip(cursor.description, found, strict=True)} if found else None


def _remove(
    conn: Connection, table: str, pk: str, wrote: dict[str, Value], children: list[tuple[str, str, bool]]
) -> str:
    now = _row(conn, table, pk)
    if now is None:
        return ""
    if any(value != wrote.get(name) for name, value in now.items() if name != "id"):
        return "changed"
    for child, column, _ in children:
        if conn.execute(f'SELECT 1 FROM "{child}" WHERE "{column}" = ? LIMIT 1', [pk]).fetchone():
            return "referred"
    conn.execute(f'DELETE FROM "{table}" WHERE id = ?', [pk])
    return ""


def _bring_back(conn: Connection, table: str, pk: str, values: dict[str, Value]) -> str:
    if _row(conn, table, pk) is not None:
        return "exists"
    # The log leaves out NULLs; a column with a default must get its NULL back, not the default.
    names = [n for (_, n, *_) in conn.execute(f'PRAGMA table_info("{table}")') if n != "id"]
    columns = ", ".join(f'"{n}"' for n in names)
    conn.execute(
        f'INSERT INTO "{table}" (id, {columns}) VALUES (?{", ?" * len(names)})', [pk, *(values.get(n) for n in names)]
    )
    return ""


def _restore(conn: Connection, table: str, pk: str, old: dict[str, Value], new: dict[str, Value]) -> str:
    now = _row(conn, table, pk)
    if now is None:
        return "deleted"
    back = {name: old[name] for name, value in new.items() if now.get(name) == value}
    if back:
        sets = ", ".join(f'"{name}" = ?' for name in back)
        conn.execute(f'UPDATE "{table}" SET {sets} WHERE id = ?', [*back.values(), pk])
    return "" if len(back) == len(new) else "changed"


def edits(conn: Connection, limit: int) -> list[EditRow]:
    """The newest steps of everybody, newest first, each with whether it is undone."""
    cancelled: set[str] = set()
    found: list[EditRow] = []
    for edit_id, at, actor, label, kind, undoes, changes in conn.execute(
        "SELECT id, at, actor, label, kind, undoes, changes FROM _edit ORDER BY n DESC LIMIT ?", [limit]
    ):
        undone = edit_id in cancelled
        if undoes and not undone:
            cancelled.add(undoes)
        found.append(EditRow(edit_id, at, actor, label, kind, undone, changes))
    return found


def history(conn: Connection, table: str, pk: str) -> list[Change]:
    """All changes of one row, oldest first."""
    found: list[Change] = []
    for at, actor, edit, label, op, old_text, new_text in conn.execute(
        """SELECT e.at, e.actor, c.edit, e.label, c.op, c.old, c.new
           FROM _change c LEFT JOIN _edit e ON e.id = c.edit
           WHERE c.tbl = ? AND c.pk = ? ORDER BY c.hlc, c.replica, c.seq""",
        [table, pk],
    ):
        old, new = fields(old_text), fields(new_text)
        values = {name: (old.get(name), new.get(name)) for name in {**old, **new}}
        found.append(Change(at or "", actor, edit, label or "", op, values))
    return found
