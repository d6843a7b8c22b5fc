"""`csops sheet`: every account in one row, as of a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit
from csops_tui.locale import has, t
from csops_tui.measures.sheet import PLAIN, SCOPES, rows
from csops_tui.text.numbers import decimals

# What fits on a screen; programs get every column.
_SHOWN = [
    "account",
    "tier",
    "owner",
    "mrr",
    "renewal_on",
    "concern",
    "last_1to1",
    "last_any",
    "touches_365d",
    "next_due",
]


@command("sheet")
@click.argument("words", nargs=-1)
@option("--scope", type=click.Choice(list(SCOPES)), default="current")
@option("--columns", metavar="A,B,…")
@option("--sort", metavar="COLUMN")
@option("--limit", type=click.IntRange(min=0), metavar="N")
def sheet(words: tuple[str, ...], scope: str, columns: str | None, sort: str | None, limit: int | None) -> None:
    """Show the sheet."""
    held = session()
    book = held.book()
    headers, found = rows(book, book.clock.today(), scope, " ".join(words))
    kinds = {field.key: field.kind for field in PLAIN}
    wanted = _wanted(columns, headers) if columns else [h for h in headers if held.form != "table" or h in _SHOWN]
    if sort:
        (name,) = _wanted(sort.lstrip("-"), headers)
        at = headers.index(name)
        by = _whole_units(headers, at) if kinds[name] == "money" else lambda row: row[at]
        known = sorted((r for r in found if r[at] is not None), key=by, reverse=sort.startswith("-"))
        found = [*known, *(r for r in found if r[at] is None)]
    places = [headers.index(name) for name in wanted]
    if held.form == "table":
        found = [_with_currency(headers, row) for row in found]
    emit(
        [_column(name, kinds[name]) for name in wanted],
        [[row[at] for at in places] for row in found[: len(found) if limit is None else limit]],
    )
    held.say(t("cli.said.sheet", count=len(found), day=book.clock.today().isoformat()))


def _wanted(names: str, headers: list[str]) -> list[str]:
    found = [name.strip() for name in names.split(",") if name.strip()]
    for name in found:
        if name not in headers:
            raise ShellError("no_column", USAGE, name=name, nearest=", ".join(headers))
    return found


def _with_currency(headers: list[str], row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with its currency beside the amount, as people read it."""
    at, currency = headers.index("mrr"), row[headers.index("currency")]
    if row[at] is None or not currency:
        return row
    return (*row[:at], f"{row[at]}{SEPARATOR}{currency}", *row[at + 1 :])


def _whole_units(headers: list[str], at: int) -> Callable[[tuple[Any, ...]], float]:
    """The order of amounts in several currencies."""
    currency = headers.index("currency")
    return lambda row: row[at] / 10 ** decimals(row[currency])


def _column(name: str, kind: str) -> Column:
    from csops_tui.model.definitions import definition

    plain, _, codes = kind.partition(":")
    if figure := definition(name):
        return Column(name, figure.title(), plain, codes)
    keys = (f"cli.column.{name}", f"field.account.{name}", f"field.account.{name}_id")
    return Column(name, next((t(key) for key in keys if has(key)), name), plain, codes)
