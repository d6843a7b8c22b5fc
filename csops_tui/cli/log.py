"""`csops log`: touches from one line, from a pipe, in batches, for many accounts at once."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.entry import Choices, log_batch, log_line
from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session


@command("log")
@click.argument("words", nargs=-1, metavar="[LINE]")
@option("--account", multiple=True, metavar="NAME")
@option("--batch", is_flag=True)
@option("--bulk", type=click.File(encoding="utf-8"), metavar="FILE")
@option("--new-contacts", is_flag=True)
@option("--dry-run", "-n", is_flag=True)
def log(
    words: tuple[str, ...],
    account: tuple[str, ...],
    batch: bool,
    bulk: TextIO | None,
    new_contacts: bool,
    dry_run: bool,
) -> int:
    """Record touches."""
    held = session()
    named = list(account)
    if bulk is not None:
        named += [line.strip() for line in bulk if line.strip()]
    one: tuple[str, str] | None = None
    many: tuple[str, ...] | None = None
    if named:
        from csops_tui.cli.accounts import account_of

        conn = held.book().reader()
        ids = [account_of(conn, name) for name in named]
        if bulk is None and len(ids) == 1:
            one = (ids[0], conn.execute("SELECT name FROM account WHERE id = ?", ids).fetchone()[0])
        else:
            many = tuple(ids)
    choices = Choices(one, many, new_contacts, dry_run)
    lines = [" ".join(words)] if words else _piped()
    if batch:
        return log_batch(held, lines, choices)
    return log_line(held, " ".join(line.strip() for line in lines).strip(), choices)


def _piped() -> list[str]:
    if sys.stdin is None or sys.stdin.isatty():
        raise ShellError("no_line", USAGE)
    return sys.stdin.read().splitlines()
