"""`csops campaign`: campaign lists, their progress, and the accounts on one."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.accounts import account_of
from csops_tui.cli.commands import command, option
from csops_tui.cli.conditions import condition_of
from csops_tui.cli.days import day_of
from csops_tui.cli.errors import NOT_FOUND, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit, emit_line
from csops_tui.locale import t
from csops_tui.measures import campaigns, panel, segments
from csops_tui.store import touch
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR as JOINED
from csops_tui.store.listing import Listing

_WHAT = ["list", "show", "new", "add", "done", "skip", "reopen"]


@command("campaign")
@click.argument("what", type=click.Choice(_WHAT), default="list")
@click.argument("name", required=False)
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT…]")
@option("--left", is_flag=True)
@option("--where", "condition", metavar="CONDITION")
@option("--from", "starts", metavar="DATE")
@option("--to", "ends", metavar="DATE")
@option("--goal", type=click.IntRange(min=1), metavar="N")
@option("--reason", metavar="TEXT")
def campaign(
    what: str,
    name: str | None,
    accounts: tuple[str, ...],
    left: bool,
    condition: str | None,
    starts: str | None,
    ends: str | None,
    goal: int | None,
    reason: str | None,
) -> None:
    """Show campaign lists, make them and work through them."""
    book = session().book()
    if what == "list":
        _list(book)
        return
    if not name:
        raise ShellError("campaign_name", USAGE)
    if what == "new":
        _new(book, name, _chosen(book, accounts, condition), condition, starts, ends, goal)
        return
    from csops_tui.cli.entities import row_of

    campaign_id = row_of(book.reader(), "campaign_list", name)
    if what == "show":
        _show(book, campaign_id, left)
    elif what == "add":
        with book.edit(t("campaign.label.added", name=name, n=len(accounts))) as edit:
            added = campaigns.add(edit, campaign_id, _chosen(book, accounts, condition))
        session().say(t("cli.said.campaign_added", count=added, name=name))
    else:
        _decide(book, what, campaign_id, _chosen(book, accounts, None), reason)


def _list(book: Book) -> None:
    listing = campaigns.lists(book.clock.today())
    kinds = {"share": "number", "starts": "day", "ends": "day"}
    columns = [Column(f.key, t(f"campaign.{f.key}"), kinds.get(f.key, f.kind)) for f in listing.fields]
    at = [f.key for f in listing.fields].index("share")
    rows = _rows(book, listing)
    emit(columns, [(*row[:at], None if row[at] is None else round(row[at], 1), *row[at + 1 :]) for row in rows])


def _show(book: Book, campaign_id: str, left: bool) -> None:
    today = book.clock.today()
    panel.ensure_day(book, today)
    listing = campaigns.members(campaign_id, today, only_open=left)
    columns: list[Column] = []
    for field in listing.fields:
        kind, _, codes = field.kind.partition(":")
        plain = {"long_day": "day", "ago": "day", "until": "day", "name": "text", "person": "text"}.get(kind, kind)
        columns.append(Column(field.key, t(f"campaign.{field.key}"), plain, codes))
        if field.kind == "money" and session().form != "table":
            columns.append(Column("currency", "currency"))
    emit(columns, [_with_currency(listing, row) for row in _rows(book, listing)])
    _say_progress(book, campaign_id)


def _new(
    book: Book,
    name: str,
    accounts: list[str],
    condition: str | None,
    starts: str | None,
    ends: str | None,
    goal: int | None,
) -> None:
    first = day_of(starts, "future") if starts else book.clock.today()
    last = day_of(ends, "future") if ends else campaigns.quarter_end(first, session().config.fiscal_start)
    if last < first:
        raise ShellError("campaign_days", REFUSED)
    values = {
        "name": name,
        "starts": first.isoformat(),
        "ends": last.isoformat(),
        "goal": goal,
        "owner_id": touch.acting_member(book),
        "where_text": condition,
    }
    with book.edit(t("campaign.label.made", name=name, n=len(accounts))) as edit:
        made = campaigns.create(edit, values, accounts)
    emit_line(made)
    session().say(t("cli.said.campaign_made", name=name, count=len(accounts), start=first, end=last))


def _decide(book: Book, what: str, campaign_id: str, accounts: list[str], reason: str | None) -> None:
    if what == "skip" and not (reason or "").strip():
        raise ShellError("campaign_reason", USAGE)
    rows = [_row_on(book, campaign_id, account) for account in accounts]
    label = {"done": "done", "skip": "skipped", "reopen": "reopened"}[what]
    with book.edit(t(f"campaign.label.{label}", what=t("campaign.n", n=len(rows)))) as edit:
        if what == "done":
            campaigns.mark_done(edit, rows, book.clock.today())
        elif what == "skip":
            campaigns.skip(edit, book, rows, str(reason).strip(), touch.acting_member(book))
        else:
            campaigns.reopen(edit, rows)
    _say_progress(book, campaign_id)


def _say_progress(book: Book, campaign_id: str) -> None:
    found = campaigns.progress(book.reader(), campaign_id, book.clock.today())
    base = found.accounts - found.skipped if found.goal is None else found.goal
    share = "–" if found.share is None else f"{int(found.share)}"
    session().say(t("campaign.progress", done=found.done, base=base, share=share, left=found.left))


def _chosen(book: Book, accounts: tuple[str, ...], condition: str | None) -> list[str]:
    """The accounts that are named, or those that meet the condition today."""
    conn = book.reader()
    if condition is None:
        if not accounts:
            raise ShellError("campaign_accounts", USAGE)
        return [account_of(conn, word) for word in accounts]
    condition_of(condition)
    return segments.members(book, condition, book.clock.today())


def _row_on(book: Book, campaign_id: str, account: str) -> str:
    found = book.reader().execute(
        "SELECT id FROM campaign_member WHERE campaign_id = ? AND account_id = ?", [campaign_id, account]
    )
    row = found.fetchone()
    if row is None:
        (name,) = book.reader().execute("SELECT name FROM account WHERE id = ?", [account]).fetchone()
        raise ShellError("campaign_not_on", NOT_FOUND, name=name)
    return row[0]


def _rows(book: Book, listing: Listing) -> list[tuple[Any, ...]]:
    conn = book.reader()
    keys = listing.keys(conn)
    found = listing.rows(conn, keys) if keys else {}
    return [found[key][1:] for key in keys]


def _with_currency(listing: Listing, row: tuple[object, ...]) -> tuple[object, ...]:
    """The row with an amount as people read it, or in two columns for programs."""
    shown: list[object] = []
    for field, value in zip(listing.fields, row, strict=True):
        if field.kind != "money":
            shown.append(value)
        elif session().form == "table":
            shown.append(None if value is None else str(value).replace(JOINED, SEPARATOR))
        else:
            amount, _, currency = str(value or "").partition(JOINED)
            shown += [int(amount) if amount else None, currency or None]
    return tuple(shown)
