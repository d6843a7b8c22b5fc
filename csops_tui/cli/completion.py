"""`csops completion`: what a shell needs to complete our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from csops_tui.cli.commands import command


@command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell."""
    from csops_tui.cli.clicked import COMPLETE
    from csops_tui.cli.root import root

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(root, {}, "csops", COMPLETE).source())
