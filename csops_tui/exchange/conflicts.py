"""Where a file and a person disagree: fields that somebody changed since the last import from the same source."""

from __future__ import annotations

import json
from typing import Any

from csops_tui.store.values import fields

Values = dict[str, Any]

# Every change of the rows asked about, oldest first, with what kind of edit made it: an import of this source (2), an
# import of another (1), or something else (0). Imports that are undone are in force no more and say nothing.
_CHANGES = """
SELECT c.pk, c.edit, c.op, c.new, e.kind, e.undoes,
       coalesce((SELECT max(1 + (substr(i.source, 1, length(?) + 1) = ? || ':')) FROM _import AS i
                 WHERE i.edit = c.edit), 0)
FROM json_each(?) AS j
CROSS JOIN _change AS c ON c.tbl = ? AND c.pk = j.value
LEFT JOIN _edit AS e ON e.id = c.edit
ORDER BY c.n
"""
# Books written before imports were noted: an edit that named the row's key in the source is an import from it.
_NAMED = """
SELECT r.row_id, c.edit FROM json_each(?) AS j
CROSS JOIN external_ref AS r ON r.entity = ? AND r.row_id = j.value AND r.system = ?
CROSS JOIN _change AS c ON c.tbl = 'external_ref' AND c.pk = r.id
"""


def in_conflict(reader: Any, entity: str, source: str, wanted: dict[str, Values]) -> dict[str, set[str]]:
    """Row id → the fields among those a file wants to change that a person has set since the last import of `source`.

    `wanted` is row id → field → value in the book. A field counts when its last change was no import, the row has
    come from `source` before, and the book does not hold what that import said.
    """
    if not wanted:
        return {}
    ids = json.dumps(list(wanted))
    named: dict[str, set[str]] = {}
    for row_id, edit in reader.execute(_NAMED, [ids, entity, source]):
        named.setdefault(row_id, set()).add(edit)
    changes: dict[str, list[tuple[Any, ...]]] = {}
    for row_id, *rest in reader.execute(_CHANGES, [source, source, ids, entity]):
        changes.setdefault(row_id, []).append(tuple(rest))
    found: dict[str, set[str]] = {}
    for row_id, log in changes.items():
        fields_found = _disputed(log, named.get(row_id, set()), wanted[row_id])
        if fields_found:
            found[row_id] = fields_found
    return found


def _disputed(log: list[tuple[Any, ...]], named: set[str], now: Values) -> set[str]:
    out_of_force = _undone(log)
    base: Values = {}
    by_person: dict[str, bool] = {}
    came = False
    for edit, op, new, _, _, rank in log:
        if edit in out_of_force or op == "D":
            continue
        said = fields(new)
        if op == "I":
            base, by_person = {}, {}
        if rank == 2 or edit in named:
            came = True
            base.update(said)
        by_person |= dict.fromkeys(said, rank == 0 and edit not in named)
    if not came:
        return set()
    return {name for name, value in now.items() if by_person.get(name) and value != base.get(name)}


def _undone(log: list[tuple[Any, ...]]) -> set[str]:
    """The edits of a row's log that are undone, and the undos and redos themselves: together they change nothing."""
    cancelled: set[str] = set()
    for edit, _, _, kind, undoes, _ in reversed(log):
        if kind in ("undo", "redo"):
            if edit not in cancelled and undoes:
                cancelled.add(undoes)
            cancelled.add(edit)
    return cancelled
