"""Carrying out a plan: one undoable step, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from typing import Any

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


def apply(book: Book, plan: Plan) -> Result:
    """Write what the plan says as one edit; raises the store's Refused, with nothing written, if the book moved on.

    A plan without new or changed rows writes nothing, and its result names no edit.
    """
    if not plan.writes:
        return _result(plan, None)
    before_large(book.path, plan.writes, "before-import")
    label = label_of(plan, plan.writes)
    if plan.entity == USAGE:
        from csops_tui.exchange.usage import apply_usage

        return _result(plan, apply_usage(book, plan, label))
    # Whoever saves meanwhile waits for this edit, so all that can be made ready before it is.
    references = reference_rows(plan)
    with closing(references), book.edit(label) as edit:
        if plan.created > _MANY:
            # New ids fall all over the indexes; with the default cache every other insert would wait for a page.
            edit.execute("PRAGMA cache_size = -32768")
        write(edit, plan, references)
        if plan.created > _MANY:
            edit.execute("PRAGMA cache_size = -2000")
    return _result(plan, edit.id)


def write(edit: Edit, plan: Plan, references: Spool) -> None:
    """Write one plan's rows within an edit; `references` are the keys of its rows elsewhere (see reference_rows)."""
    for (name, code), word in plan.new_codes.items():
        edit.insert("code", {"list": name, "code": code, "ja": word, "en": word})
    add_named(edit, plan)
    edit.insert_rows(plan.entity, ("id", *plan.columns), ((row[1], *row[3]) for row in plan.created_rows), clean=False)
    for row in chain(plan.updates(), plan.conflicting()):
        if row.changes:
            edit.update(plan.entity, row.id, {name: new for name, (_, new) in row.changes.items()})
    _record_sources(edit, plan, references)
    edit.imported(source_of(plan))


def label_of(plan: Plan, count: int) -> str:
    """What the edit of an import is called: the kind of record, the file, and how many rows it writes."""
    words = "usage_label" if plan.entity == USAGE else "label"
    file = clean(plan.table.path.name)
    return t(f"exchange.{words}", entity=t(f"entity.{plan.entity}"), file=file, count=count)


def source_of(plan: Plan) -> str:
    """By what an import is known in the book: its source, the file and the beginning of its digest."""
    return f"{plan.options.source}:{clean(plan.table.path.name)}#{plan.digest[:16]}"


def reference_rows(plan: Plan) -> Spool:
    """The keys by which the source knows the rows that a plan writes, made ready before anybody waits for the edit."""
    references = Spool()
    for reference in _references(plan):
        references.append(reference)
    return references


def add_named(edit: Edit, plan: Plan) -> None:
    """Add the members and accounts that the file names and the book lacks."""
    for table, added in (("member", plan.new_members), ("account", plan.new_accounts)):
        for row, name in added.items():
            edit.insert(table, {"id": row, "name": name})


def _result(plan: Plan, edit: str | None) -> Result:
    return Result(plan.created, plan.updated, plan.skipped, plan.rejected, edit, plan.conflicts)


def _record_sources(edit: Edit, plan: Plan, references: Spool) -> None:
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
    for spool, key_at in ((plan.created_rows, 2), (plan.updated_rows, 3), (plan.conflict_rows, 4)):
        for row in spool:
            if key := row[key_at]:
                yield made_id(source, "external_ref", f"{entity}\x1f{key}"), entity, row[1], source, key, file, row[0]
