"""A reader that sees planned rows as if they were written, so that the next part of a file can refer to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from csops_tui.exchange.apply import reference_rows
from csops_tui.exchange.plan import Plan
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection, connect

_REFERENCE = "external_ref"


class Overlay:
    """A connection of its own to the book, in which temporary views stand before the tables that plans would change.

    The book itself is opened read-only; `close` it when planning is over.
    """

    def __init__(self, book: Book) -> None:
        self.reader: Connection = connect(book.path, readonly=True)
        # What is temporary lies beside the book; the book's own file stays closed to writing.
        self.reader.execute("PRAGMA query_only = OFF")
        self._over: set[str] = set()

    def add(self, plan: Plan) -> None:
        """Show what a plan would write, over what was added before."""
        with_id = ("id", *plan.columns)
        for (name, code), word in plan.new_codes.items():
            self._put("code", ("id", "list", "code", "ja", "en"), [(f"{name}/{code}", name, code, word, word)])
        for table, added in (("member", plan.new_members), ("account", plan.new_accounts)):
            self._put(table, ("id", "name"), list(added.items()))
        self._put(plan.entity, with_id, ((row.id, *row.values) for row in plan.creations()))
        for row in chain(plan.updates(), plan.conflicting()):
            if row.changes:
                self._change(plan.entity, row.id, {name: new for name, (_, new) in row.changes.items()})
        references = reference_rows(plan)
        self._put(_REFERENCE, ("id", "entity", "row_id", "system", "key", "file", "line"), references)
        references.close()

    def close(self) -> None:
        """Close the connection; what was shown is gone."""
        self.reader.close()

    def _put(self, table: str, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        walk = iter(rows)
        first = next(walk, None)
        if first is None:
            return
        self._cover(table)
        blank = {column.name: column.default for column in columns(ENTITIES[table])}
        rest = {name: int(value) if isinstance(value, bool) else value for name, value in blank.items()}
        rest = {name: value for name, value in rest.items() if name not in names and value is not None}
        listed = ", ".join(f'"{name}"' for name in (*names, *rest))
        holes = ", ".join("?" * (len(names) + len(rest)))
        self.reader.executemany(
            f'INSERT INTO temp."planned_{table}" ({listed}) VALUES ({holes})', _with(first, walk, tuple(rest.values()))
        )

    def _change(self, table: str, row_id: str, values: dict[str, Any]) -> None:
        self._cover(table)
        planned = f'temp."planned_{table}"'
        if not self.reader.execute(f"SELECT 1 FROM {planned} WHERE id = ?", [row_id]).fetchone():
            self.reader.execute(f'INSERT INTO {planned} SELECT * FROM main."{table}" WHERE id = ?', [row_id])
        sets = ", ".join(f'"{name}" = ?' for name in values)
        self.reader.execute(f"UPDATE {planned} SET {sets} WHERE id = ?", [*values.values(), row_id])

    def _cover(self, table: str) -> None:
        if table in self._over:
            return
        self._over.add(table)
        names = [name for _, name, *_ in self.reader.execute(f'PRAGMA main.table_info("{table}")')]
        listed = ", ".join(f'"{name}"' for name in names if name != "id")
        self.reader.execute(f'CREATE TEMP TABLE "planned_{table}" (id TEXT PRIMARY KEY, {listed})')
        if table == _REFERENCE:
            self.reader.execute('CREATE INDEX temp.planned_keys ON "planned_external_ref" (entity, system, key)')
        # The view takes the table's name: what asks for the table gets planned rows in place of those they change.
        self.reader.execute(
            f"""CREATE TEMP VIEW "{table}" AS
                SELECT id, {listed} FROM main."{table}" AS kept
                WHERE NOT EXISTS (SELECT 1 FROM temp."planned_{table}" AS planned WHERE planned.id = kept.id)
                UNION ALL SELECT id, {listed} FROM temp."planned_{table}" """
        )


def _with(first: tuple[Any, ...], rest: Iterator[tuple[Any, ...]], more: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield (*first, *more)
    for row in rest:
        yield (*row, *more)
