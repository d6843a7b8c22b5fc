"""`csops define` and `csops keys`: what figures mean, what keys do."""

from __future__ import annotations

import click

from csops_tui.cli.commands import command
from csops_tui.cli.errors import NOT_FOUND, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import t


@command("define")
@click.argument("name", required=False)
def define(name: str | None) -> None:
    """Say how figures are counted."""
    from csops_tui.model.definitions import definition, names, nearest

    parts = ("name", "title", "unit", "formula", "edge", "missing")
    if name is None:
        shown = parts if session().form != "table" else parts[:4]
        found = [one for one in map(definition, names()) if one]
    else:
        near = nearest(name)
        titled = (one for one in map(definition, near) if one and name in (one.title("ja"), one.title("en")))
        exact = definition(name) or next(titled, None)
        if exact is None:
            raise ShellError("no_definition", NOT_FOUND, name=name, nearest=", ".join(near or names()))
        found = [exact]
        shown = parts
    rows = [(one.name, one.title(), one.unit_word(), one.formula(), one.edge(), one.missing()) for one in found]
    if name is not None and session().form == "table":
        for label, value in zip(parts, rows[0], strict=True):
            click.echo(f"{t(f'cli.column.{label}')}: {value}")
        return
    emit([Column(part, t(f"cli.column.{part}")) for part in shown], [row[: len(shown)] for row in rows])


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
