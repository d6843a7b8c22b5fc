"""A command of several verbs (`csops churn add`), each in a module of its own with its own options."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.commands import LazyGroup, help_page
from csops_tui.cli.everywhere import global_options


class Verbs(LazyGroup):
    """Verbs by name and place; the verb `v` of the command `c` is declared as `command("c-v")`.

    Without a verb `default` is run.
    """

    def __init__(self, name: str, *, lazy: dict[str, str], default: str) -> None:
        super().__init__(name, lazy=lazy, params=global_options(), no_args_is_help=False)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default verb in where none is named."""
        if not any(arg in self.lazy or arg == "--help" for arg in args) and (not args or args[0].startswith("-")):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the page: what the command is for, and its verbs in one line each."""
        verbs: list[tuple[str, Any]] = [(verb, f"cli.{self.name}-{verb}.short") for verb in self.lazy]
        formatter.write(help_page(self, ctx, str(self.name), verbs))
