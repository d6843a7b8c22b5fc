"""`csops profiles`: how files of known sources are read."""

from __future__ import annotations

import click

from csops_tui.cli.commands import command
from csops_tui.cli.errors import OK
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json
from csops_tui.locale import t


@command("profiles")
@click.argument("name", required=False, metavar="[NAME]")
def profiles(name: str | None) -> int:
    """List the profiles, or show one."""
    from csops_tui.exchange import profiles as known
    from csops_tui.exchange.profile_text import text_of

    held = session()
    if name:
        profile = known.load(name)
        if held.form == "json":
            import tomllib

            emit_json(tomllib.loads(text_of(profile)))
        else:
            print(text_of(profile), end="")
        return OK
    rows = [
        (each.name, each.words(), ", ".join(t(f"entity.{part.entity}") for part in each.parts), int(not each.shipped))
        for each in known.profiles()
    ]
    labels = [Column(key, t(f"cli.column.{key}")) for key in ("name", "title", "entities")]
    emit([*labels, Column("own", t("cli.column.own"), "flag")], rows)
    held.say(t("cli.profiles.folder", path=known.own_folder()))
    return OK
