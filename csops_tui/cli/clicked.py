"""A command line as click reads it, with click's complaints in our words."""

from __future__ import annotations

from collections.abc import Sequence

import click

from csops_tui.cli.errors import FAILURE, OK, USAGE
from csops_tui.cli.root import root
from csops_tui.cli.session import Session, say
from csops_tui.cli.usage import explain


def carry_out(arguments: Sequence[str], held: Session) -> int:
    """Run one command; returns its exit code, 2 when the line itself was wrong."""
    try:
        result = root.main(args=list(arguments), prog_name="csops", standalone_mode=False, obj=held)
    except click.ClickException as error:
        say(explain(error))
        return USAGE if isinstance(error, click.UsageError) else FAILURE
    except click.Abort:
        raise KeyboardInterrupt from None
    return result if isinstance(result, int) else OK
