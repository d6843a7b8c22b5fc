"""Carrying out a plan: one undoable step, all of it or nothing, told how far it is and stopped when asked to."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeVar

from csops_tui.exchange.ids import made_id
from csops_tui.exchange.plan import Plan, Result
from csops_tui.exchange.spool import Spool
from csops_tui.exchange.targets import USAGE
from csops_tui.locale import t
from csops_tui.store.backup import before_large
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit
from csops_tui.text.clean import clean

_REF = ("id", "entity", "row_id", "system", "key", "file", "line")
_MANY = 5_000
# So many rows are written between two words about it.
_TOLD = 250
_Row = TypeVar("_Row")

Telling = Callable[[int, int], None]
"""Told (rows written, rows to write) again and again; what it raises stops the import, which then leaves nothing.

The last time both are equal: what follows (sealing the step, committing) cannot be stopped any more.
"""


class Stopped(Exception):
    """Whoever waited for the import changed their mind; nothing was written."""


def apply(book: Book, plan: Plan, telling: Telling | None = None) -> Result:
    """Write what the plan says as one edit; raises the store's Refused, with nothing written, if the book moved on.

    A plan without new or changed rows writes nothing, and its result names no edit. Whatever `telling` raises goes
    through to the caller after everything was rolled back.
    """
    if not (plan.created or plan.updated):
        return _result(plan, None)
    told = _Told(plan.created + plan.updated, telling)
    told.say()
    before_large(book.path, plan.created + plan.updated, "before-import")
    words = "usage_label" if plan.entity == USAGE else "label"
    label = t(
        f"exchange.{words}",
        entity=t(f"entity.{plan.entity}"),
        file=clean(plan.table.path.name),
        count=plan.created + plan.updated,
    )
    told.say()
    if plan.entity == USAGE:
        from csops_tui.exchange.usage import apply_usage

        return _result(plan, apply_usage(book, plan, label, told.whole))
    # Whoever saves meanwhile waits for this edit, so all that can be made ready before it is.
    references = Spool()
    with closing(references):
        for reference in _references(plan):
            references.append(reference)
        told.total += len(references)
        told.say()
        with book.edit(label) as edit, _room(edit, plan.created):
            for (name, code), word in plan.new_codes.items():
                edit.insert("code", {"list": name, "code": code, "ja": word, "en": word})
            add_named(edit, plan)
            edit.insert_rows(
                plan.entity,
                ("id", *plan.columns),
                ((row[1], *row[3]) for row in told.each(plan.created_rows)),
                clean=False,
            )
            for row in plan.updates():
                if row.changes:
                    edit.update(plan.entity, row.id, {name: new for name, (_, new) in row.changes.items()})
                told.count()
            _record_sources(edit, plan, told.each(references))
            told.end()
    return _result(plan, edit.id)


@contextmanager
def _room(edit: Edit, created: int) -> Generator[None]:
    """A larger cache for many rows: new ids fall all over the indexes, and every other insert would wait for a page."""
    if created > _MANY:
        edit.execute("PRAGMA cache_size = -32768")
    try:
        yield
    finally:
        if created > _MANY:
            edit.execute("PRAGMA cache_size = -2000")


class _Told:
    """Counts the rows written and says so now and then."""

    def __init__(self, total: int, telling: Telling | None) -> None:
        self.total = total
        self._done = 0
        self._telling = telling

    def say(self) -> None:
        """Say how far it is, short of the end."""
        if self._telling:
            self._telling(min(self._done, self.total - 1), self.total)

    def count(self) -> None:
        """One row more is written."""
        self._done += 1
        if self._done % _TOLD == 0:
            self.say()

    def each(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        """The rows as they are, counted while they are taken."""
        for row in rows:
            yield row
            self.count()

    def whole(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        """The same for rows after which nothing is left to write."""
        yield from self.each(rows)
        self.end()

    def end(self) -> None:
        """All rows are written: the last moment to stop."""
        self.say()
        if self._telling:
            self._telling(self.total, self.total)


def add_named(edit: Edit, plan: Plan) -> None:
    """Add the members and accounts that the file names and the book lacks."""
    for table, added in (("member", plan.new_members), ("account", plan.new_accounts)):
        for row, name in added.items():
            edit.insert(table, {"id": row, "name": name})


def _result(plan: Plan, edit: str | None) -> Result:
    return Result(plan.created, plan.updated, plan.skipped, plan.rejected, edit)


def _record_sources(edit: Edit, plan: Plan, references: Iterable[tuple[Any, ...]]) -> None:
    """Say for every row written by which key the source knows it, and on which line of which file it stood."""
    edit.insert_rows("external_ref", _REF, references, clean=False)
    for row in plan.updates():
        if not row.key and row.changes:
            edit.execute(
                "UPDATE external_ref SET file = ?, line = ? WHERE entity = ? AND row_id = ? AND system = ?",
                [clean(plan.table.path.name), row.line, plan.entity, row.id, plan.options.source],
            )


def _references(plan: Plan) -> Iterator[tuple[Any, ...]]:
    entity, source, file = plan.entity, plan.options.source, clean(plan.table.path.name)
    for spool, key_at in ((plan.created_rows, 2), (plan.updated_rows, 3)):
        for row in spool:
            if key := row[key_at]:
                yield made_id(source, "external_ref", f"{entity}\x1f{key}"), entity, row[1], source, key, file, row[0]
