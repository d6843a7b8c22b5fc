"""`csops define` and `csops keys`: what figures mean, what keys do."""

from __future__ import annotations

import click

from csops_tui.cli.commands import command
from csops_tui.cli.errors import NOT_FOUND, ShellError, near_words
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import LANGUAGES, t


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
        every = [one for one in map(definition, near) if one]
        titled = [one for one in every if name in (one.title("ja"), one.title("en"))]
        # A word of a title that no other title has is as good as the whole.
        held = [
            one for one in every if name and any(name.casefold() in one.title(lang).casefold() for lang in LANGUAGES)
        ]
        exact = definition(name) or next(iter(titled), None)
        if exact is None and not held:
            said = near_words(near, t("cli.near.definition"))
            raise ShellError("no_definition", NOT_FOUND, name=name, near=said)
        found = [exact] if exact else held
        shown = parts
    rows = [(one.name, one.title(), one.unit_word(), one.formula(), one.edge(), one.missing()) for one in found]
    if name is not None and session().form == "table":
        for place, row in enumerate(rows):
            click.echo("", nl=bool(place))
            for label, value in zip(parts, row, strict=True):
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
