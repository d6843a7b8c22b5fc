"""Undo, redo and history, read from the change log; they work after restarts and after other people's edits.

Undoing an edit is a new edit that restores only the fields still holding what the undone edit wrote. An edit counts as
undone while an edit that undoes it is not itself undone.
"""

from __future__ import annotations

from typing import NamedTuple

from csops_tui.locale import t
from csops_tui.store.revert import Skipped
from csops_tui.store.sqlite import Connection
from csops_tui.store.values import Value, fields


class Undone(NamedTuple):
    """What an undo or redo did: the edit it acted on, how many rows it restored, and what it left alone and why."""

    edit: str
    target: str
    label: str
    restored: int
    skipped: list[Skipped]
    topics: frozenset[str]


class EditRow(NamedTuple):
    """One step of the book's history."""

    id: str
    at: str
    actor: str | None
    label: str
    kind: str
    undoes: str | None
    undone: bool
    count: int  # pyright: ignore[reportIncompatibleMethodOverride]


class Change(NamedTuple):
    """One change of one row: who, when, in which step, and each field's value before and after."""

    at: str
    actor: str | None
    edit: str
    label: str
    op: str
    values: dict[str, tuple[Value, Value]]


class Mark(NamedTuple):
    """One change: its number in order of arrival, and what no other change of that number shares; 0 is before all."""

    n: int
    id: str


_CHANGE_ID = "SELECT n, replica || '.' || seq || '.' || hlc FROM _change"


# Newest first: an undo that is not itself undone cancels what it names.
_WALK = """
SELECT id, label, kind, undoes FROM _edit WHERE replica = ? AND kind <> 'auto' ORDER BY n DESC
"""

# Nobody closes what another tool writes, so its changes are counted when asked.
_EDITS = """
SELECT id, at, actor, label, kind, undoes,
       CASE WHEN hash IS NULL THEN (SELECT count(*) FROM _change c WHERE c.edit = e.id) ELSE changes END
FROM _edit e ORDER BY n DESC LIMIT ?
"""


def step_words(label: str, kind: str = "") -> str:
    """What a step is called in the user's language; `label` and `kind` as `_edit` holds them."""
    # Another tool gives its changes no label; the trigger that finds them writes this one.
    words = t("history.auto") if label == "auto" else label
    return t(f"history.label.{kind}", label=words) if kind in ("undo", "redo") else words


def mark(conn: Connection) -> Mark:
    """The newest change."""
    found = conn.execute(f"{_CHANGE_ID} ORDER BY n DESC LIMIT 1").fetchone()
    return Mark(found[0], found[1]) if found else Mark(0, "")


def follows(conn: Connection, mark: Mark) -> bool:
    """Whether the change of that number is the one marked."""
    return mark.n == 0 or conn.execute(f"{_CHANGE_ID} WHERE n = ?", [mark.n]).fetchone() == mark


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


def named(conn: Connection, edit_id: str) -> tuple[str, str] | None:
    """The (id, label) of one edit if it is in force; None when there is no such edit or it is undone."""
    in_force: dict[str, bool] = {}
    found: tuple[str, str] | None = None
    # What undoes what, from the named edit on; a later step decides about the ones it undoes.
    for later, label, undoes in conn.execute(
        """WITH RECURSIVE after (n, id, label, undoes) AS (
             SELECT n, id, label, NULL FROM _edit WHERE id = ?
             UNION SELECT e.n, e.id, e.label, e.undoes FROM _edit e JOIN after a ON e.undoes = a.id)
           SELECT id, label, undoes FROM after ORDER BY n DESC""",
        [edit_id],
    ):
        valid = in_force.setdefault(later, True)
        if undoes and valid:
            in_force[undoes] = False
        if later == edit_id and valid:
            found = later, label
    return found


def edits(conn: Connection, limit: int) -> list[EditRow]:
    """The newest steps of everybody, newest first, each with whether it is undone."""
    cancelled: set[str] = set()
    found: list[EditRow] = []
    for edit_id, at, actor, label, kind, undoes, count in conn.execute(_EDITS, [limit]):
        undone = edit_id in cancelled
        if undoes and not undone:
            cancelled.add(undoes)
        found.append(EditRow(edit_id, at, actor, label, kind, undoes, undone, count))
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
