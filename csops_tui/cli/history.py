"""`csops undo`, `redo`, `history`: what was done, and taking it back."""

from __future__ import annotations

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, OK, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json
from csops_tui.locale import t
from csops_tui.store.undo import Undone, step_words


@command("undo")
@click.argument("edit_id", required=False, metavar="EDIT")
def undo(edit_id: str | None) -> int:
    """Take back the last edit."""
    book = session().book()
    return _said("undone", book.undo(_full_id(edit_id) if edit_id else None))


@command("redo")
def redo() -> int:
    """Do again what was undone."""
    return _said("redone", session().book().redo())


@command("history")
@click.argument("entity", required=False)
@click.argument("row", required=False)
@option("--limit", type=click.IntRange(min=1), default=20, metavar="N")
def history(entity: str | None, row: str | None, limit: int) -> None:
    """List the newest edits, or all changes of one row."""
    if entity is None:
        _edits(limit)
        return
    if row is None:
        raise ShellError("history_of", USAGE)
    _changes(entity, row)


def _edits(limit: int) -> None:
    label = {key: t(f"cli.column.{key}") for key in ("at", "actor", "label", "changes", "undone", "id")}
    shown = [
        Column("at", label["at"], "moment"),
        Column("actor", label["actor"]),
        Column("label", label["label"]),
        Column("changes", label["changes"], "count"),
        Column("undone", label["undone"], "flag"),
        Column("id", label["id"]),
    ]
    emit(
        shown,
        [(e.at, e.actor, step_words(e.label, e.kind), e.count, e.undone, e.id) for e in session().book().edits(limit)],
    )


def _changes(entity: str, row: str) -> None:
    from csops_tui.cli.entities import row_of, table_of

    book = session().book()
    table = table_of(entity)
    rows = [
        (change.at, change.actor, step_words(change.label), t(f"field.{table}.{name}"), old, new)
        for change in book.history(table, row_of(book.reader(), table, row))
        for name, (old, new) in change.values.items()
    ]
    shown = [
        Column(key, t(f"cli.column.{key}"), "moment" if key == "at" else "text")
        for key in ("at", "actor", "label", "field", "old", "new")
    ]
    emit(shown, rows)


def _full_id(word: str) -> str:
    found = [e.id for e in session().book().edits(1_000_000) if e.id.endswith(word)]
    if not found:
        raise ShellError("no_edit", NOT_FOUND, name=word)
    if len(found) > 1:
        raise ShellError("several_edits", CONFLICT, name=word, count=len(found))
    return found[0]


def _said(key: str, undone: Undone) -> int:
    held = session()
    if held.form == "json":
        skipped = [{"entity": table, "id": row, "why": why} for table, row, why in undone.skipped]
        emit_json({"label": undone.label, "restored": undone.restored, "skipped": skipped, "edit": undone.edit})
    held.say(t(f"cli.said.{key}", label=step_words(undone.label), count=undone.restored))
    if undone.skipped:
        held.say(t("cli.said.left_alone", count=len(undone.skipped)))
    return OK
