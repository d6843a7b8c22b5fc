"""`field=value` as people type it, read by the kind of the column into what the book stores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from csops_tui.cli.entities import column_of, row_of, spoken
from csops_tui.cli.errors import REFUSED, USAGE, ShellError
from csops_tui.cli.session import Session
from csops_tui.locale import t
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store import touch
from csops_tui.store.book import Book
from csops_tui.store.typed import Problem, Typing, read_typed


def read_pairs(
    session: Session, book: Book, table: str, pairs: Sequence[str], row_id: str | None = None
) -> dict[str, Any]:
    """Column → stored value of all `field=value` pairs; raises ShellError naming the field and its choices.

    Amounts are in the currency that the pairs name, else that of the row `row_id`, else yen.
    """
    split: list[tuple[Column, str]] = []
    for pair in pairs:
        split.append((field_of(table, pair), pair.partition("=")[2].strip()))
    said = next((text.upper() for column, text in split if column.name == "currency" and text), None)
    where = Typing(book, said or _currency_of(book, table, row_id), fiscal_start=session.config.fiscal_start)
    return {column.name: _read(table, column, text, where) for column, text in split}


def field_of(table: str, pair: str) -> Column:
    """The column that a `field=value` pair names; raises ShellError for a name that is none, or for no pair."""
    name, sign, _ = pair.partition("=")
    if not sign:
        raise ShellError("no_pair", USAGE, text=pair)
    return column_of(table, name)


def _currency_of(book: Book, table: str, row_id: str | None) -> str:
    if row_id is None or "currency" not in ENTITIES[table].model_fields:
        return "JPY"
    return book.reader().execute(f'SELECT currency FROM "{table}" WHERE id = ?', [row_id]).fetchone()[0] or "JPY"


def complete(table: str, values: dict[str, Any], book: Book) -> dict[str, Any]:
    """The values of a new row with what follows from the others, from today and from who is acting filled in."""
    filled = dict(values)
    today = book.clock.today().isoformat()
    for column in columns(ENTITIES[table]):
        if column.name in filled:
            continue
        if column.required and column.default is None and column.spec.kind == "day":
            filled[column.name] = today
        elif column.name == "member_id":
            filled[column.name] = touch.acting_member(book)
    if table == "touchpoint" and filled.get("channel"):
        reach, direction = touch.nature(book.reader(), filled["channel"])
        filled = {"reach": reach, "direction": direction, **filled}
    return moved(table, filled, book)


def moved(table: str, values: dict[str, Any], book: Book) -> dict[str, Any]:
    """The values with the moment of a touch that is put on another day; only the day was said."""
    if table != "touchpoint" or "at" in values or not values.get("day"):
        return values
    return {**values, **touch.moment_of(book, dt.date.fromisoformat(values["day"]))}


def missing(table: str, values: dict[str, Any]) -> list[str]:
    """Labels of the fields that a new row still needs."""
    return [
        f"{spoken(column)} ({t(f'field.{table}.{column.name}')})"
        for column in columns(ENTITIES[table])
        if column.required and column.default is None and values.get(column.name) is None
    ]


def _read(table: str, column: Column, text: str, where: Typing) -> Any:
    if column.spec.kind == "ref" and text:
        try:
            return row_of(where.book.reader(), column.spec.target, text)
        except ShellError as error:
            field = t(f"field.{table}.{column.name}")
            raise ShellError("bad_ref", error.exit_code, field=field, why=error) from error
    # A shell has no line breaks within a word; notes take them as \\n.
    found = read_typed(table, column, text.replace("\\n", "\n") if column.spec.kind == "note" else text, where)
    if isinstance(found, Problem):
        raise ShellError("bad_field", REFUSED, name=spoken(column), value=text, why=found)
    return found
