"""`csops show`: one row in words; an account with everything known about it."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.entities import row_of, spoken, table_of
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit_json, shown
from csops_tui.locale import t
from csops_tui.model.codes import list_of
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.records import title_of
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.text.width import pad, width


@command("show")
@click.argument("entity")
@click.argument("row")
@option("--limit", type=click.IntRange(min=0), default=10, metavar="N")
def show(entity: str, row: str, limit: int) -> None:
    """Show one row."""
    held = session()
    table = table_of(entity)
    book = held.book()
    conn = book.reader()
    row_id = row_of(conn, table, row)
    facts = facts_of(conn, table, row_id)
    parts: dict[str, list[dict[str, Any]]] = {}
    if table == "account":
        from csops_tui.cli.account_page import parts_of

        parts = parts_of(conn, row_id, book.clock.today().isoformat(), limit)
    if held.form != "table":
        emit_json({"id": row_id, **{name: value for name, _, value, _ in facts}, **parts})
        return
    said = [(label, words) for _, label, value, words in facts if label and value is not None]
    room = max((width(label) for label, _ in said), default=0) + 2
    for label, words in said:
        first, *rest = words.split("\n")
        print(f"{pad(label, room)}{first}")
        for line in rest:
            print(f"{pad('', room)}{line}")
    if parts:
        from csops_tui.cli.account_page import print_parts

        print_parts(parts)


def facts_of(conn: Connection, table: str, row_id: str) -> list[tuple[str, str, Any, str]]:
    """(name, label, stored value, value in words) of every field of a row; references show what they are called."""
    every = columns(ENTITIES[table])
    names = ", ".join(f'"{column.name}"' for column in every)
    values = conn.execute(f'SELECT {names} FROM "{table}" WHERE id = ?', [row_id]).fetchone()
    currency = dict(zip((column.name for column in every), values, strict=True)).get("currency") or "JPY"
    facts: list[tuple[str, str, Any, str]] = []
    for column, value in zip(every, values, strict=True):
        label = t(f"field.{table}.{column.name}")
        spec = column.spec
        if value is None:
            facts.append((column.name, label, None, ""))
        elif spec.kind == "ref":
            called = title_of(spec.target).format(r="r")
            found = conn.execute(f'SELECT {called} FROM "{spec.target}" AS r WHERE id = ?', [value]).fetchone()
            title = clean(str(found[0])) if found else str(value)
            facts += [(column.name, "", value, ""), (spoken(column), label, title, title)]
        elif spec.kind == "note":
            facts.append((column.name, label, value, clean(str(value), multiline=True)))
        else:
            known = Column(column.name, label, spec.kind, list_of(table, column.name, spec.target), currency)
            facts.append((column.name, label, value, shown(known, value)))
    return facts
