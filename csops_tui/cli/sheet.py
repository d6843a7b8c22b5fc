"""`csops sheet`: every account in one row, as of a day; the rows of a condition or a view, with any of its columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.conditions import condition_of
from csops_tui.cli.errors import NOT_FOUND, USAGE, ShellError, near_words
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit
from csops_tui.locale import has, t
from csops_tui.measures.sheet import PLAIN, SCOPES, rows
from csops_tui.measures.views import View
from csops_tui.text.numbers import decimals

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from csops_tui.measures.expression import Expression
    from csops_tui.store.book import Book

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
# The cells of the screen show several values in one; in the shell their plain values stand for them.
_PLAIN_OF = {
    **{"renewal": "renewal_on", "one_to_one": "last_1to1", "any": "last_any", "touches": "touches_365d"},
    **{"usage": "usage_change", "next": "next_due"},
}
_NAMES = [field.key for field in PLAIN]


def _columns_completed(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The columns for the last name of a list, with their words."""
    from click.shell_completion import CompletionItem

    from csops_tui.measures.columns import title

    before, comma, last = incomplete.rpartition(",")
    sign = "-" if last.startswith("-") else ""
    found = [name for name in _NAMES if name.startswith(last.lstrip("-"))]
    return [CompletionItem(before + comma + sign + name, help=title(name)) for name in found]


@command("sheet")
@click.argument("words", nargs=-1)
@option("--scope", type=click.Choice(list(SCOPES)), default=None)
@option("--where", metavar="CONDITION")
@option("--view", metavar="NAME")
@option("--columns", metavar="A,B,…", shell_complete=_columns_completed)
@option("--sort", metavar="COLUMN", shell_complete=_columns_completed)
@option("--limit", type=click.IntRange(min=0), metavar="N")
def sheet(
    words: tuple[str, ...],
    scope: str | None,
    where: str | None,
    view: str | None,
    columns: str | None,
    sort: str | None,
    limit: int | None,
) -> None:
    """Show the sheet."""
    held = session()
    book = held.book()
    look = _view(book, view) if view else View()
    quick, conditions = _asked(" ".join(words), where, look.filter)
    if scope is None:
        # A condition on the state is asked of all accounts.
        scope = "all" if any("state" in condition.names for condition in conditions) else "current"
    where = " AND ".join(condition.sql for condition in conditions)
    headers, found = rows(book, book.clock.today(), scope, quick, where)
    kinds = {field.key: field.kind for field in PLAIN}
    wanted = [h for h in headers if held.form != "table" or h in _SHOWN]
    if columns or look.columns:
        wanted = _wanted(columns or ",".join(_plain_names(look.columns)), headers)
    if look.sort and not sort:
        sort = "".join(("-" if look.descending else "", *_plain_names((look.sort,))))
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


def _view(book: Book, name: str) -> View:
    """The view called `name`; raises ShellError with those that are like it."""
    from csops_tui.measures import views
    from csops_tui.store.touch import acting_member

    member = acting_member(book)
    found = views.find(book.reader(), name, member)
    if found is None:
        known = [*views.saved(book.reader(), member), *views.shipped()]
        raise ShellError("no_view", NOT_FOUND, name=name, near=near_words([view.name for view in known]))
    return found


def _asked(words: str, where: str | None, of_view: str) -> tuple[str, list[Expression]]:
    """The words to look for, and the conditions: of --where, of the view."""
    from csops_tui.measures.expression import looks_like

    conditions = [condition_of(where)] if where is not None else []
    if of_view and looks_like(of_view):
        conditions.append(condition_of(of_view))
    elif of_view:
        words = f"{words} {of_view}".strip()
    return words, conditions


def _plain_names(names: tuple[str, ...]) -> list[str]:
    """The plain columns that stand for the cells of the screen; names the shell has no column for are left out."""
    plain = dict.fromkeys(_PLAIN_OF.get(name, name) for name in names)
    return [name for name in plain if name in _NAMES]


def _wanted(names: str, headers: list[str]) -> list[str]:
    found = [name.strip() for name in names.split(",") if name.strip()]
    for name in found:
        if name not in headers:
            raise ShellError("no_column", USAGE, name=name, nearest=", ".join(headers))
    return found


def _with_currency(headers: list[str], row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with its currency beside the amounts, as people read it."""
    currency = row[headers.index("currency")]
    if not currency:
        return row
    shown = list(row)
    for at in (headers.index("mrr"), headers.index("arr")):
        if shown[at] is not None:
            shown[at] = f"{shown[at]}{SEPARATOR}{currency}"
    return tuple(shown)


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
