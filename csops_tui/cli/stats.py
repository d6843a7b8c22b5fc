"""`csops stats`: touches counted by any segment and period, who triggered them, how completely they were recorded."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import has, t

_YEAR = 365
# Shares and means: one decimal for people, four for programs.
_FRACTIONS = ("mean", "median", "share", "customer_share")


@command("stats")
@click.argument("what", type=click.Choice(["touches", "trigger", "fields"]), default="touches")
@option("--by", metavar="A,B,…")
@option("--from", "start", metavar="DATE")
@option("--to", "end", metavar="DATE")
def stats(what: str, by: str | None, start: str | None, end: str | None) -> None:
    """Count touches."""
    from csops_tui.analysis import touches

    held = session()
    book = held.book()
    last = _day(end) or book.clock.today()
    first = _day(start) or last - dt.timedelta(days=_YEAR - 1)
    if what == "trigger":
        table: Any = touches.trigger_share_by_month(book, first, last)
    elif what == "fields":
        table = touches.field_completeness(book, first, last)
        table["field"] = [t(f"stats.{f}") if has(f"stats.{f}") else t(f"field.touchpoint.{f}") for f in table["field"]]
    else:
        names = [name.strip() for name in (by or "").split(",") if name.strip()]
        known = (*touches.ATTRIBUTES, *touches.PERIODS)
        for name in names:
            if name not in known:
                raise ShellError("no_column", USAGE, name=name, nearest=", ".join(known))
        try:
            table = touches.touch_stats(book, names, first, last, fiscal_start=held.config.fiscal_start)
        except ValueError:
            raise ShellError("one_period", USAGE, periods=", ".join(touches.PERIODS)) from None
    missing = table.isna()
    rows = [
        [None if gone else _plain(name, value) for name, value, gone in zip(table.columns, row, absent, strict=True)]
        for row, absent in zip(table.itertuples(index=False), missing.itertuples(index=False), strict=True)
    ]
    emit([_column(str(name)) for name in table.columns], rows)
    held.say(t("cli.said.stats", start=first.isoformat(), end=last.isoformat()))


def _day(text: str | None) -> dt.date | None:
    if not text:
        return None
    from csops_tui.text.dates import parse_when

    found = parse_when(text, session().book().clock.now(), session().config.fiscal_start, "past")
    if found is None:
        raise ShellError("as_of", USAGE, value=text)
    return found.day


def _plain(name: str, value: Any) -> Any:
    if name in _FRACTIONS:
        return round(float(value), 1 if session().form == "table" else 4)
    return value if isinstance(value, str) else int(value)


def _column(name: str) -> Column:
    lists = {"owner": "", "ops_owner": "", "state": "account.state"}
    if has(f"stats.{name}"):
        kind = "text" if name in ("month", "quarter", "field") else "number" if name in _FRACTIONS else "count"
        return Column(name, t(f"stats.{name}"), kind)
    label = t(f"field.account.{name}_id") if name in ("owner", "ops_owner") else t(f"field.account.{name}")
    return Column(name, label, "code", lists.get(name, name))
