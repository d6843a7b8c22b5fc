"""The options that every command takes, before or after its name, and the session they fill."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.session import Session
from csops_tui.locale import set_language, t


class Option(click.Option):
    """An option whose help is `cli.option.<command>.<name>`, else `cli.option.<name>`."""

    def words(self, command: str) -> str:
        """What the option is for, in the language in force; empty when the catalogue does not say."""
        from csops_tui.locale import has

        name = str(self.name).removeprefix("global_")
        keys = (f"cli.option.{command}.{name}", f"cli.option.{name}")
        return next((t(key) for key in keys if has(key)), "")


def session() -> Session:
    """The session of the command that is running."""
    return click.get_current_context().ensure_object(Session)


def global_options() -> list[click.Parameter]:
    """New copies of the options that every command takes."""
    return [
        _option(["--db"], "db", metavar="FILE"),
        _option(["--lang"], "lang", type=click.Choice(["ja", "en"]), metavar="ja|en"),
        _option(["--as-of"], "as_of", metavar="DATE"),
        _option(["--member"], "member", metavar="NAME"),
        _option(["--json"], "json", is_flag=True),
        _option(["--csv"], "csv", is_flag=True),
        _option(["--tsv"], "tsv", is_flag=True),
        _option(["--quiet", "-q"], "quiet", is_flag=True),
    ]


def _option(names: list[str], name: str, **attributes: Any) -> Option:
    return Option([*names, f"global_{name}"], expose_value=False, callback=_keep, **attributes)


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    """Note a global option in the session; one that was not given changes nothing."""
    if value is None or value is False:
        return
    held = ctx.ensure_object(Session)
    name = str(option.name).removeprefix("global_")
    if name == "lang":
        set_language(value)
    elif name in ("json", "csv", "tsv"):
        if held.form not in ("table", name):
            raise ShellError("one_form", USAGE)
        held.form = name  # type: ignore[assignment]
    else:
        setattr(held, name, value)
