"""A command line as click reads it, with click's complaints in our words."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from csops_tui.cli.errors import FAILURE, OK, USAGE
from csops_tui.cli.root import root
from csops_tui.cli.session import Session, say
from csops_tui.cli.usage import explain

COMPLETE = "_CSOPS_COMPLETE"


def carry_out(arguments: Sequence[str], held: Session) -> int:
    """Run one command; returns its exit code, 2 when the line itself was wrong.

    Not through click's own `main`, which ends the process by itself when a pipe breaks.
    """
    if instruction := os.environ.get(COMPLETE):
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "csops", COMPLETE, instruction)
    try:
        with root.make_context("csops", list(arguments), obj=held) as ctx:
            result = root.invoke(ctx)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        say(explain(error))
        return USAGE if isinstance(error, click.UsageError) else FAILURE
    except click.Abort:
        raise KeyboardInterrupt from None
    return result if isinstance(result, int) else OK
