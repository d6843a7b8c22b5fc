"""`csops stats`: touches, coverage and appointments counted by any segment and period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import span_of
from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import has, t

if TYPE_CHECKING:
    from csops_tui.analysis.rates import Rate

# Shares and means: one decimal for people, four for programs.
_FRACTIONS = ("mean", "median", "share", "customer_share")
_LISTS = {"owner": "", "ops_owner": "", "state": "account.state", "served_by": "account.served_by"}
_PERIODS = ("month", "quarter")


@command("stats")
@click.argument(
    "what", type=click.Choice(["touches", "trigger", "fields", "coverage", "funnel", "waiting"]), default="touches"
)
@option("--by", metavar="A,B,…")
@option("--from", "start", metavar="DATE")
@option("--to", "end", metavar="DATE")
def stats(what: str, by: str | None, start: str | None, end: str | None) -> None:
    """Count touches."""
    held = session()
    first, last = span_of(start, end)
    names = [name.strip() for name in (by or "").split(",") if name.strip()]
    if what in ("coverage", "waiting"):
        _coverage(names) if what == "coverage" else _waiting()
        held.say(held.book().clock.today().isoformat())
        return
    if what == "funnel":
        _funnel(names, first, last)
    else:
        _touches(what, names, first, last)
    held.say(t("cli.said.stats", start=first.isoformat(), end=last.isoformat()))


def _touches(what: str, names: list[str], first: dt.date, last: dt.date) -> None:
    from csops_tui.analysis import touches

    book = session().book()
    if what == "trigger":
        table: Any = touches.trigger_share_by_month(book, first, last)
    elif what == "fields":
        table = touches.field_completeness(book, first, last)
        table["field"] = [t(f"stats.{f}") if has(f"stats.{f}") else t(f"field.touchpoint.{f}") for f in table["field"]]
    else:
        _known(names, (*touches.ATTRIBUTES, *touches.PERIODS))
        table = touches.touch_stats(book, names, first, last, fiscal_start=session().config.fiscal_start)
    missing = table.isna()
    rows = [
        [None if gone else _plain(name, value) for name, value, gone in zip(table.columns, row, absent, strict=True)]
        for row, absent in zip(table.itertuples(index=False), missing.itertuples(index=False), strict=True)
    ]
    emit([_column(str(name)) for name in table.columns], rows)


def _coverage(names: list[str]) -> None:
    from csops_tui.analysis.coverage import coverage
    from csops_tui.analysis.touches import ATTRIBUTES

    _known(names, ATTRIBUTES)
    rows = [
        [
            *(*row.group, row.accounts, row.with_cadence, row.covered, *_told(row.covered_rate)),
            *(row.engaged, *_told(row.engaged_rate)),
        ]
        for row in coverage(session().book(), names)
    ]
    columns = ["accounts", "with_cadence", "covered", *_rate("covered_rate"), "engaged", *_rate("engaged_rate")]
    emit([*map(_column, names), *map(_column, columns)], rows)


def _funnel(names: list[str], first: dt.date, last: dt.date) -> None:
    from csops_tui.analysis.funnel import BY, PERIODS, funnel

    _known(names, (*BY, *PERIODS))
    rows = [
        [
            *(*row.group, row.attempts, row.replied, *_told(row.reply_rate), row.booked, *_told(row.booking_rate)),
            *(row.held, row.no_show, row.declined, row.waiting, *_told(row.held_rate), *_told(row.meeting_rate)),
        ]
        for row in funnel(session().book(), names, first, last, fiscal_start=session().config.fiscal_start)
    ]
    columns = [
        *("attempts", "replied", *_rate("reply_rate"), "booked", *_rate("booking_rate")),
        *("held", "no_show", "declined", "waiting", *_rate("held_rate"), *_rate("meeting_rate")),
    ]
    emit([*map(_column, names), *map(_column, columns)], rows)


def _waiting() -> None:
    from csops_tui.analysis.funnel import waiting

    book = session().book()
    listing = waiting(book.clock.today())
    conn = book.reader()
    keys = listing.keys(conn)
    found = listing.rows(conn, keys)
    kinds = {"days_open": "count", "meeting": "moment"}
    columns = [
        Column("state", t("stats.waiting.state"), "code", "appointment.state")
        if field.key == "state"
        else Column(field.key, t(f"stats.waiting.{field.key}"), kinds.get(field.key, "text"))
        for field in listing.fields
    ]
    if session().form != "table":
        emit([*columns, Column("id")], [(*found[key][1:], found[key][0]) for key in keys])
    else:
        emit(columns, [found[key][1:] for key in keys])


def _known(names: Sequence[str], known: Sequence[str] | dict[str, str]) -> None:
    """Refuse names that cannot be counted by, and two periods at once."""
    for name in names:
        if name not in known:
            raise ShellError("no_column", USAGE, name=name, nearest=", ".join(known))
    if sum(name in _PERIODS for name in names) > 1:
        raise ShellError("one_period", USAGE, periods=", ".join(_PERIODS))


def _rate(name: str) -> list[str]:
    """The columns of a rate: people read it with its interval, programs get three numbers."""
    return [name] if session().form == "table" else [name, f"{name}_low", f"{name}_high"]


def _told(rate: Rate) -> list[Any]:
    """A rate for each column of `_rate`; too few cases say so."""
    if session().form != "table":
        low, high = rate.interval or (None, None)
        return [None if value is None else round(value, 4) for value in (rate.share, low, high)]
    if rate.share is None or rate.interval is None:
        return [t("stats.few") if rate.n else ""]
    low, high = rate.interval
    return [f"{rate.share:.0f}% ({low:.0f}–{high:.0f})"]


def _plain(name: str, value: Any) -> Any:
    if name in _FRACTIONS:
        return round(float(value), 1 if session().form == "table" else 4)
    return value if isinstance(value, str) else int(value)


def _column(name: str) -> Column:
    if has(f"stats.{name}"):
        if name in ("month", "quarter", "field", "member") or name.endswith("_rate"):
            return Column(name, t(f"stats.{name}"))
        return Column(name, t(f"stats.{name}"), "number" if name in _FRACTIONS else "count")
    if name.endswith(("_low", "_high")):
        return Column(name, name, "number")
    label = t(f"field.account.{name}_id") if name in ("owner", "ops_owner") else t(f"field.account.{name}")
    return Column(name, label, "code", _LISTS.get(name, name))
