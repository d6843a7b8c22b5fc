"""Carrying out a plan: one undoable step, all of it or nothing, told how far it is and stopped when asked to."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from csops_tui.exchange.ids import made_id, paired_id
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
# Ids fall all over the indexes; so many rows are put in order before they are written.
TOGETHER = 10_000
# So many rows are written between two words about it.
_TOLD = 250
Counting = Callable[[Iterable[Any]], Iterator[Any]]
"""What rows pass through while they are written."""

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
    (result,) = apply_together(book, [plan], telling)
    return result


def apply_together(book: Book, plans: Sequence[Plan], telling: Telling | None = None) -> tuple[Result, ...]:
    """Write several plans, in their order, as one edit, which all results name; the same otherwise as for one."""
    writing = [plan for plan in plans if plan.writes]
    if not writing:
        return tuple(_result(plan, None) for plan in plans)
    count = sum(plan.writes for plan in writing)
    told = _Told(count, telling)
    told.say()
    before_large(book.path, count, "before-import", told.say)
    told.say()
    with ExitStack() as stack:
        # Whoever saves meanwhile waits for this edit, so all that can be made ready before it is.
        references = [reference_rows(plan) for plan in writing]
        for keys in references:
            stack.callback(keys.close)
            told.total += len(keys)
            told.say()
        edit = stack.enter_context(book.edit(label_of(writing, count)))
        stack.enter_context(_room(edit, count))
        for plan, keys in zip(writing, references, strict=True):
            write(edit, plan, keys, told.each)
        told.end()
    return tuple(_result(plan, edit.id) for plan in plans)


def label_of(plans: Sequence[Plan], count: int) -> str:
    """What the edit of an import is called: the kinds of record, the file, and how many rows it writes."""
    words = "usage_label" if {plan.entity for plan in plans} == {USAGE} else "label"
    kinds = dict.fromkeys(t(f"entity.{plan.entity}") for plan in plans)
    file = clean(plans[0].table.path.name)
    return t(f"exchange.{words}", entity=t("exchange.and").join(kinds), file=file, count=count)


def source_of(plan: Plan) -> str:
    """By what an import is known in the book: its source, the file and the beginning of its digest."""
    return f"{plan.options.source}:{clean(plan.table.path.name)}#{plan.digest[:16]}"


def write(edit: Edit, plan: Plan, references: Spool, counted: Counting = iter) -> None:
    """Write one plan's rows within an edit; `references` are the keys of its rows elsewhere (see reference_rows).

    All rows pass through `counted`, which may stop the writing by raising.
    """
    add_named(edit, plan)
    if plan.entity == USAGE:
        from csops_tui.exchange.usage import write_usage

        write_usage(edit, plan, source_of(plan), counted)
        return
    for (name, code), word in plan.new_codes.items():
        edit.insert("code", {"list": name, "code": code, "ja": word, "en": word})
    created = _neighbours((row[1], *row[3]) for row in counted(plan.created_rows))
    edit.insert_rows(plan.entity, ("id", *plan.columns), created, clean=False)
    for row in counted(chain(plan.updates(), plan.conflicting())):
        if row.changes:
            edit.update(plan.entity, row.id, {name: new for name, (_, new) in row.changes.items()})
    _record_sources(edit, plan, counted(references))
    edit.imported(source_of(plan))


def reference_rows(plan: Plan) -> Spool:
    """The keys by which the source knows the rows that a plan writes, made ready before anybody waits for the edit."""
    references = Spool()
    if plan.entity != USAGE:
        for reference in _neighbours(_references(plan)):
            references.append(reference)
    return references


def add_named(edit: Edit, plan: Plan) -> None:
    """Add the members and accounts that the file names and the book lacks."""
    for table, added in (("member", plan.new_members), ("account", plan.new_accounts)):
        for row, name in added.items():
            edit.insert(table, {"id": row, "name": name})


def _neighbours(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows in the order of their ids, many at a time: those that come to lie on one page are written together."""
    walk = iter(rows)
    while some := sorted(islice(walk, TOGETHER), key=itemgetter(0)):
        yield from some


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

    def each(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The rows as they are, counted while they are taken."""
        for row in rows:
            yield row
            self._done += 1
            if self._done % _TOLD == 0:
                self.say()

    def end(self) -> None:
        """All rows are written: the last moment to stop."""
        self.say()
        if self._telling:
            self._telling(self.total, self.total)


def _result(plan: Plan, edit: str | None) -> Result:
    return Result(plan.created, plan.updated, plan.skipped, plan.rejected, edit, plan.conflicts)


def _record_sources(edit: Edit, plan: Plan, references: Iterable[tuple[Any, ...]]) -> None:
    """Say for every row written by which key the source knows it, and on which line of which file it stood."""
    edit.insert_rows("external_ref", _REF, references, clean=False)
    for row in chain(plan.updates(), plan.conflicting()):
        if not row.key and row.changes:
            edit.execute(
                "UPDATE external_ref SET file = ?, line = ? WHERE entity = ? AND row_id = ? AND system = ?",
                [clean(plan.table.path.name), row.line, plan.entity, row.id, plan.options.source],
            )


def _references(plan: Plan) -> Iterator[tuple[Any, ...]]:
    entity, source, file = plan.entity, plan.options.source, clean(plan.table.path.name)
    # A new row's id is made from its key, so that of the key's own row need not be worked out anew.
    for line, row_id, key, _ in plan.created_rows:
        if key:
            yield paired_id(row_id), entity, row_id, source, key, file, line
    for spool, key_at in ((plan.updated_rows, 3), (plan.conflict_rows, 4)):
        for row in spool:
            if key := row[key_at]:
                yield made_id(source, "external_ref", f"{entity}\x1f{key}"), entity, row[1], source, key, file, row[0]
