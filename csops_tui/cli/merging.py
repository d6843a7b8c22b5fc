"""`csops duplicates` and `csops merge`: rows that look alike, two rows made one, or said to be two."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.entities import SHORT, row_of, table_of
from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json, emit_line
from csops_tui.cli.values import read_pairs
from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection

_KINDS = ("account", "contact")


@command("duplicates")
@click.argument("entity", required=False)
@option("--limit", type=click.IntRange(min=1), metavar="N")
@option("--floor", type=click.IntRange(0, 100), metavar="N")
def duplicates(entity: str | None, limit: int | None, floor: int | None) -> None:
    """List pairs of accounts and contacts that look like one."""
    from csops_tui.exchange.likeness import FLOOR
    from csops_tui.exchange.lookalikes import KINDS, Pair, lookalikes

    held = session()
    conn = held.book().reader()
    pairs: list[Pair] = []
    for kind in KINDS:
        if entity is None or kind == _kind(entity):
            pairs += lookalikes(conn, kind, FLOOR if floor is None else floor)
    people = held.form == "table"
    columns = [
        Column("kind", t("lookalikes.kind")),
        Column("score", t("lookalikes.score"), "count"),
        Column("one_name", t("lookalikes.one")),
        Column("other_name", t("lookalikes.other")),
        Column("reasons", t("lookalikes.why")),
        Column("one", "id 1"),
        Column("other", "id 2"),
    ]
    rows: list[tuple[Any, ...]] = []
    for pair in pairs[:limit]:
        said = ", ".join(t(f"lookalikes.because.{reason}") if people else reason for reason in pair.reasons)
        kind = t(f"entity.{pair.kind}") if people else pair.kind
        ids = (pair.one[-SHORT:], pair.other[-SHORT:]) if people else (pair.one, pair.other)
        rows.append((kind, pair.score, pair.one_name, pair.other_name, said, *ids))
    emit(columns, rows)
    held.say(t("lookalikes.found", n=len(pairs)))


@command("merge")
@click.argument("entity")
@click.argument("one")
@click.argument("other")
@click.argument("pairs", nargs=-1, metavar="[FIELD=VALUE…]")
@option("--dry-run", is_flag=True)
@option("--distinct", is_flag=True)
def merge_rows(entity: str, one: str, other: str, pairs: tuple[str, ...], dry_run: bool, distinct: bool) -> None:
    """Make two rows one: the first stays and gets what belongs to the second."""
    from csops_tui.store import merge

    held = session()
    book = held.book()
    table = _kind(entity)
    conn = book.reader()
    kept, gone = _named(conn, table, one), _named(conn, table, other)
    if distinct:
        edit = merge.keep_apart(book, table, kept, gone)
        held.say(t("merge.apart"))
        _answer({"edit": edit}, edit or "")
        return
    values = read_pairs(held, book, table, pairs, kept)
    if dry_run:
        _preview(book, table, kept, gone, values)
        return
    done = merge.merge(book, table, kept, gone, values)
    held.say(done.label)
    held.say(t("merge.moved", what=_counted({**done.moved, "usage": done.usage})))
    joined = {"joined": done.joined} if done.joined else {}
    _answer({"id": kept, "edit": done.edit, "moved": done.moved, "usage": done.usage, **joined}, kept)


def _preview(book: Book, table: str, kept: str, gone: str, values: dict[str, Any]) -> None:
    """What each row says, what the merged one would say, and how much moves."""
    from csops_tui.store import merge

    conn = book.reader()
    mine, theirs = merge.row_of(conn, table, kept), merge.row_of(conn, table, gone)
    merge.refuse(table, mine, theirs)
    after = merge.proposed(table, mine, theirs) | values
    columns = [
        Column("field", t("lookalikes.field")),
        Column("one", t("lookalikes.one")),
        Column("other", t("lookalikes.other")),
        Column("merged", t("lookalikes.merged")),
    ]
    rows = [
        (t(f"field.{table}.{name}") if session().form == "table" else name, mine[name], theirs[name], value)
        for name, value in after.items()
        if mine[name] is not None or theirs[name] is not None or value is not None
    ]
    emit(columns, rows)
    session().say(t("merge.would_move", what=_counted(merge.children(conn, table, gone))))


def _named(conn: Connection, table: str, word: str) -> str:
    """The row that a word names; a name spelled exactly so is meant, though others look like it."""
    exact = conn.execute(f'SELECT id FROM "{table}" WHERE name = ?', [word]).fetchall()
    return exact[0][0] if len(exact) == 1 else row_of(conn, table, word)


def _kind(word: str) -> str:
    table = table_of(word)
    if table not in _KINDS:
        raise ShellError("merge_kind", USAGE)
    return table


def _counted(moved: dict[str, int]) -> str:
    said = [
        f"{t('lookalikes.usage') if name == 'usage' else t(f'entity.{name}')} {n}" for name, n in moved.items() if n
    ]
    return ", ".join(said) or "0"


def _answer(answer: dict[str, Any], line: str) -> None:
    if session().form == "json":
        emit_json(answer)
    else:
        emit_line(line)
