"""`csops search`: every word anybody wrote, newest first."""

from __future__ import annotations

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import t


@command("search")
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@option("--in", "entities", multiple=True, metavar="ENTITY")
@option("--limit", type=click.IntRange(min=1), default=20, metavar="N")
def search(words: tuple[str, ...], entities: tuple[str, ...], limit: int) -> None:
    """Find words."""
    from csops_tui.store import search as index

    held = session()
    book = held.book()
    tables = None
    if entities:
        from csops_tui.cli.entities import table_of

        tables = [table_of(name) for name in entities]
    index.catch_up(book)
    hits = index.search(book, " ".join(words), limit, tables)
    people = held.form == "table"
    rows = [
        (
            t(f"entity.{hit.table}") if people else hit.table,
            hit.day,
            hit.account_name,
            hit.snippet,
            hit.row_id[-8:] if people else hit.row_id,
        )
        for hit in hits
    ]
    names = ("entity", "day", "account", "text", "id")
    emit([Column(name, t(f"cli.column.{name}")) for name in names], rows)
    held.say(t("cli.said.found", count=len(hits)))
