"""`csops changes`: the accounts on which something changed since a day, with before and after."""

from __future__ import annotations

import datetime as dt

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import day_of
from csops_tui.cli.errors import REFUSED, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import t
from csops_tui.measures.change_words import said
from csops_tui.measures.changes import changed
from csops_tui.measures.sheet import SCOPES

_WEEK = dt.timedelta(days=7)


@command("changes")
@option("--since", metavar="DATE")
@option("--scope", type=click.Choice(list(SCOPES)), default="current")
@option("--limit", type=click.IntRange(min=0), metavar="N")
def changes(since: str | None, scope: str, limit: int | None) -> None:
    """List what changed."""
    held = session()
    book = held.book()
    day = book.clock.today()
    first = day_of(since, "past") if since else day - _WEEK
    if first >= day:
        raise ShellError("since", REFUSED, day=first.isoformat())
    found = changed(book, day, first, scope)
    shown = found[: len(found) if limit is None else limit]
    if held.form == "table":
        emit(
            [Column("account", t("cli.column.account")), Column("what", t("changes.what"), "long")],
            [(each.name, said(each.changes, day)) for each in shown],
        )
    else:
        emit(
            [Column(key) for key in ("account", "account_id", "kind", "before", "after", "what")],
            [(each.name, each.account_id, *change) for each in shown for change in each.changes],
        )
    held.say(t("cli.said.changes", count=len(found), since=first.isoformat(), day=day.isoformat()))
