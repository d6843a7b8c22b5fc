"""Taking back one edit, change by change from the last to the first, without touching what was written since.

A row comes back, goes, or gets its old values only where it still holds what the edit wrote; everything else is left
alone and reported. Neighbouring changes of the same kind are done together, so that a large import is undone quickly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from csops_tui.store.edit import references_to
from csops_tui.store.sqlite import Connection
from csops_tui.store.values import Value, fields

Skipped = tuple[str, str, str]
"""(table, id, why): `changed`, `deleted`, `exists`, `referred` or `orphan` (what it refers to is gone)."""

_TOGETHER = 500

# What the program itself noted about a row, and nobody has touched since, goes along with the row.
_BY_SOMEBODY = """
AND EXISTS (SELECT 1 FROM _change AS c JOIN _edit AS e ON e.id = c.edit
            WHERE c.tbl = '{child}' AND c.pk = "{child}".id AND (e.kind <> 'auto' OR e.label = 'auto'))"""
# Those of some rows that an edit changed more than once.
_SEVERAL = """
SELECT c.pk FROM json_each(?) AS j CROSS JOIN _change AS c ON c.tbl = ? AND c.pk = j.value AND +c.edit = ?
GROUP BY c.pk HAVING count(*) > 1
"""
_CAME_BACK = "SELECT DISTINCT tbl FROM _change WHERE edit = ? AND op <> 'I'"
_ORPHANS = """
SELECT DISTINCT c.pk FROM _change AS c CROSS JOIN "{table}" AS t ON t.id = c.pk
WHERE c.edit = ? AND +c.tbl = ? AND c.op <> 'I' AND t."{column}" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "{parent}" AS p WHERE p.id = t."{column}")
"""
_OF_ROW = "SELECT op, old, new FROM _change WHERE +edit = ? AND tbl = ? AND pk = ? ORDER BY seq"
# An edit is one person's, so its changes are numbered in one go; where it begins and ends finds them by their numbers.
_REACH = """
WITH r AS (SELECT DISTINCT replica FROM _change WHERE edit = ?)
SELECT replica, (SELECT min(seq) FROM _change WHERE edit = ? AND replica = r.replica),
  (SELECT max(seq) FROM _change WHERE edit = ? AND replica = r.replica)
FROM r
"""
_LAST_BEFORE = """
SELECT seq, tbl, pk, op, old, new FROM _change
WHERE replica = ? AND seq BETWEEN ? AND ? - 1 AND +edit = ? ORDER BY seq DESC LIMIT ?
"""
_Values = dict[str, Value]


class _Step(NamedTuple):
    pk: str
    old: _Values
    new: _Values


def revert(conn: Connection, target: str) -> tuple[int, list[Skipped]]:
    """Reverse the changes of edit `target` inside the caller's transaction; returns (rows restored, rows skipped)."""
    return _Revert(conn).run(target)


class _Revert:
    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self.skipped: dict[tuple[str, str], str] = {}
        self._target = ""
        # A step may touch a million rows, of which most are touched once and need only be counted.
        self._done = 0
        self._several: frozenset[str] = frozenset()
        self._done_of_several: set[tuple[str, str]] = set()
        self._columns: dict[str, list[str]] = {}
        self._children: dict[str, list[tuple[str, str, bool]]] = {}

    def run(self, target: str) -> tuple[int, list[Skipped]]:
        acts = {"I": self._remove, "D": self._bring_back, "U": self._restore}
        self._target = target
        for table, op, steps in _runs(self.conn, target):
            several = self.conn.execute(_SEVERAL, [_ids(steps), table, target])
            self._several = frozenset(pk for (pk,) in several)
            acts[op](table, steps)
        while self._drop_orphans():
            pass
        done = self._done + len(self._done_of_several)
        return done, [(table, pk, why) for (table, pk), why in self.skipped.items()]

    def _remove(self, table: str, steps: list[_Step]) -> None:
        if any(child == table for child, _, _ in self._children_of(table)):
            # Rows that refer to each other must go one by one.
            for step in steps:
                self._remove_together(table, [step])
        else:
            self._remove_together(table, steps)

    def _remove_together(self, table: str, steps: list[_Step]) -> None:
        now = self._rows(table, steps)
        empty: _Values = dict.fromkeys(self._columns_of(table))
        referred = self._referred(table, steps)
        gone: list[tuple[str]] = []
        for pk, _, wrote in steps:
            row = now.get(pk)
            if row is None:
                self._skip(table, pk, "deleted")
            elif row != {**empty, **wrote}:
                self._skip(table, pk, "changed")
            elif pk in referred:
                self._skip(table, pk, "referred")
            else:
                gone.append((pk,))
                self._did(table, pk)
        self.conn.executemany(f'DELETE FROM "{table}" WHERE id = ?', gone)

    def _bring_back(self, table: str, steps: list[_Step]) -> None:
        there = self._rows(table, steps)
        # The log leaves out NULLs; a column with a default must get its NULL back, not the default.
        names = self._columns_of(table)
        rows: list[list[Value]] = []
        for pk, old, _ in steps:
            if pk in there:
                self._skip(table, pk, "exists")
                continue
            rows.append([pk, *(old.get(name) for name in names)])
            self._did(table, pk)
        listed = ", ".join(f'"{name}"' for name in names)
        self.conn.executemany(f'INSERT INTO "{table}" (id, {listed}) VALUES (?{", ?" * len(names)})', rows)

    def _restore(self, table: str, steps: list[_Step]) -> None:
        now = self._rows(table, steps)
        alike: dict[tuple[str, ...], list[list[Value]]] = {}
        for pk, old, new in steps:
            row = now.get(pk)
            if row is None:
                self._skip(table, pk, "deleted")
                continue
            back = [name for name, value in new.items() if name in row and row[name] == value]
            if back:
                alike.setdefault(tuple(back), []).append([*(old.get(name) for name in back), pk])
                self._did(table, pk)
            if len(back) < len(new):
                self._skip(table, pk, "changed")
        for names, rows in alike.items():
            self._set(table, names, rows)

    def _drop_orphans(self) -> bool:
        """Take out again what would refer to rows that are gone; whether anything was."""
        found = False
        for (table,) in self.conn.execute(_CAME_BACK, [self._target]).fetchall():
            for column, parent in self.conn.execute(
                'SELECT "from", "table" FROM pragma_foreign_key_list(?)', [table]
            ).fetchall():
                orphans = _ORPHANS.format(table=table, column=column, parent=parent)
                for (pk,) in self.conn.execute(orphans, [self._target, table]).fetchall():
                    found |= self._drop_orphan(table, pk, column)
        return found

    def _drop_orphan(self, table: str, pk: str, column: str) -> bool:
        changes = self.conn.execute(_OF_ROW, [self._target, table, pk]).fetchall()
        if any(op == "D" for op, _, _ in changes):
            self.conn.execute(f'DELETE FROM "{table}" WHERE id = ?', [pk])
            self._did_not(table, pk)
        elif told := [(fields(old), values) for _, old, new in changes if column in (values := fields(new))]:
            # As it was before this step: what the last change to the field wrote.
            (first, _), (_, last) = told[0], told[-1]
            now = self._rows(table, [_Step(pk, {}, {})])[pk][column]
            if now != first.get(column) or now == last[column]:
                return False
            self._set(table, (column,), [[last[column], pk]])
        else:
            return False
        self._skip(table, pk, "orphan")
        return True

    def _set(self, table: str, names: tuple[str, ...], rows: list[list[Value]]) -> None:
        """Give rows their values for `names`; each row is those values and then the id."""
        sets = ", ".join(f'"{name}" = ?' for name in names)
        self.conn.executemany(f'UPDATE "{table}" SET {sets} WHERE id = ?', rows)

    def _did(self, table: str, pk: str) -> None:
        if pk in self._several:
            self._done_of_several.add((table, pk))
        else:
            self._done += 1

    def _did_not(self, table: str, pk: str) -> None:
        if (table, pk) in self._done_of_several:
            self._done_of_several.discard((table, pk))
        else:
            self._done -= 1

    def _skip(self, table: str, pk: str, why: str) -> None:
        self.skipped.setdefault((table, pk), why)

    def _columns_of(self, table: str) -> list[str]:
        if table not in self._columns:
            rows = self.conn.execute(f'PRAGMA table_info("{table}")')
            self._columns[table] = [name for _, name, *_ in rows if name != "id"]
        return self._columns[table]

    def _children_of(self, table: str) -> list[tuple[str, str, bool]]:
        if table not in self._children:
            self._children[table] = references_to(self.conn, table)
        return self._children[table]

    def _rows(self, table: str, steps: list[_Step]) -> dict[str, _Values]:
        names = self._columns_of(table)
        listed = ", ".join(f'"{name}"' for name in names)
        rows = self.conn.execute(
            f'SELECT id, {listed} FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))', [_ids(steps)]
        )
        return {pk: dict(zip(names, values, strict=True)) for pk, *values in rows}

    def _referred(self, table: str, steps: list[_Step]) -> set[str]:
        found: set[str] = set()
        for child, column, owned in self._children_of(table):
            by_somebody = _BY_SOMEBODY.format(child=child) if owned else ""
            found.update(
                pk
                for (pk,) in self.conn.execute(
                    f"""SELECT DISTINCT "{column}" FROM "{child}"
                        WHERE "{column}" IN (SELECT value FROM json_each(?)) {by_somebody}""",
                    [_ids(steps)],
                )
            )
        return found


def _ids(steps: list[_Step]) -> str:
    return json.dumps([step.pk for step in steps])


def _runs(conn: Connection, target: str) -> Iterator[tuple[str, str, list[_Step]]]:
    """The changes of an edit, last first, in runs of one table and operation in which no row comes twice."""
    steps: list[_Step] = []
    seen: set[str] = set()
    kind = ("", "")
    for table, pk, op, old, new in _changes(conn, target):
        if steps and ((table, op) != kind or pk in seen or len(steps) >= _TOGETHER):
            yield kind[0], kind[1], steps
            steps, seen = [], set()
        kind = (table, op)
        seen.add(pk)
        steps.append(_Step(pk, fields(old), fields(new)))
    if steps:
        yield kind[0], kind[1], steps


def _changes(conn: Connection, target: str) -> Iterator[Sequence[Any]]:
    """The changes of an edit (table, row, operation, old, new), last first, whatever is added to the log meanwhile."""
    for replica, first, last in conn.execute(_REACH, [target] * 3).fetchall():
        before = last + 1
        # Read part by part before anything is written: undoing adds to the table that is being read.
        while part := conn.execute(_LAST_BEFORE, [replica, first, before, target, _TOGETHER]).fetchall():
            before = part[-1][0]
            yield from (change[1:] for change in part)
