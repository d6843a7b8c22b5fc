"""`csops define` and `csops keys`: what figures mean and what stands behind them, what keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import NOT_FOUND, USAGE, ShellError, near_words
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import LANGUAGES, t

if TYPE_CHECKING:
    from csops_tui.model.definitions import Definition

_PARTS = ("name", "title", "unit", "formula", "edge", "missing", "family", "sources", "staleness")


@command("define")
@click.argument("name", required=False)
@option("--account", metavar="ACCOUNT")
def define(name: str | None, account: str | None) -> None:
    """Say how figures are counted, and with an account what was counted."""
    form = session().form
    if name is None:
        if account:
            raise ShellError("which_figure", USAGE)
        from csops_tui.model.definitions import definition, names

        shown = _PARTS if form != "table" else _PARTS[:4]
        found = [one for one in map(definition, names()) if one]
    else:
        shown, found = _PARTS, _called(name)
    if account:
        from csops_tui.cli.figure import show_behind
        from csops_tui.measures.behind import FIGURES

        if len(found) > 1:
            raise ShellError("which_of", USAGE, names=", ".join(one.name for one in found))
        if found[0].name not in FIGURES:
            raise ShellError("no_account_figure", USAGE, name=found[0].name)
        if form == "table":
            _print(found)
            click.echo()
        show_behind(found[0], account)
    elif name is not None and form == "table":
        _print(found)
    else:
        emit([Column(part, t(f"cli.column.{part}")) for part in shown], [_row(one)[: len(shown)] for one in found])


def _called(name: str) -> list[Definition]:
    """The figure of this name or title, else those whose title holds it; raises ShellError with the nearest names."""
    from csops_tui.model.definitions import definition, nearest

    near = nearest(name)
    every = [one for one in map(definition, near) if one]
    titled = [one for one in every if name in (one.title("ja"), one.title("en"))]
    # A word of a title that no other title has is as good as the whole.
    held = [one for one in every if name and any(name.casefold() in one.title(lang).casefold() for lang in LANGUAGES)]
    exact = definition(name) or next(iter(titled), None)
    if exact is None and not held:
        raise ShellError("no_definition", NOT_FOUND, name=name, near=near_words(near, t("cli.near.definition")))
    return [exact] if exact else held


def _row(one: Definition) -> tuple[str, ...]:
    days = one.staleness_days
    stale = t("define.staleness", days=days) if days else t("define.ageless")
    described = (one.formula(), one.edge(), one.missing(), one.family_word(), one.sources_words(), stale)
    return one.name, one.title(), one.unit_word(), *described


def _print(found: list[Definition]) -> None:
    for place, one in enumerate(found):
        click.echo("", nl=bool(place))
        for label, value in zip(_PARTS, _row(one), strict=True):
            click.echo(f"{t(f'cli.column.{label}')}: {value}")


@command("keys")
def keys() -> None:
    """List the keys of the screen."""
    from csops_tui.tui.commands import COMMANDS, key_label

    own = session().config.keys
    rows = [
        (one.id, own.get(one.id) or " ".join(map(key_label, one.keys)), t(f"command.{one.id}"), one.verb)
        for one in COMMANDS
    ]
    emit([Column(part, t(f"cli.column.{part}")) for part in ("command", "key", "title", "verb")], rows)
