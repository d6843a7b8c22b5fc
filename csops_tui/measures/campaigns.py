"""Campaign lists: accounts chosen once and worked through by a day, with what is done and what is left.

The set is fixed when the list is made: it keeps its accounts whatever becomes of their attributes. What is done follows
from the touches: an open account counts as done from its first 1:1 touch between the list's first and last day. A
seminar or a mailing reaches many at once and completes nothing; where it was meant to, a person marks the account done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from csops_tui.store.book import Book
from csops_tui.store.edit import Edit
from csops_tui.store.listing import Field, Listing, money_field
from csops_tui.store.sqlite import Connection
from csops_tui.store.touch import moment_of

# The first 1:1 touch of the account within the list's days, up to :as_of.
_TOUCHED = """(SELECT min(t.day) FROM touchpoint AS t WHERE t.account_id = r.account_id AND t.reach = '1:1'
  AND t.day BETWEEN c.starts AND min(coalesce(c.ends, :as_of), :as_of))"""
_DONE_BY_HAND = "(r.state = 'done' AND coalesce(r.done_on, :as_of) <= :as_of)"
_SKIPPED = "(r.state = 'skipped' AND coalesce(r.done_on, :as_of) <= :as_of)"
# What was marked done, or left out, on a later day than :as_of was open on it.
STATE = f"""CASE WHEN {_SKIPPED} THEN 'skipped' WHEN {_DONE_BY_HAND} THEN 'done'
  WHEN {_TOUCHED} IS NOT NULL THEN 'done' ELSE 'open' END"""
_DONE_ON = f"CASE WHEN {_SKIPPED} THEN NULL WHEN {_DONE_BY_HAND} THEN r.done_on ELSE {_TOUCHED} END"

_MEMBERS = """
FROM campaign_member AS r JOIN campaign_list AS c ON c.id = r.campaign_id JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.member_id, a.owner_id) {facts}
WHERE r.campaign_id = :campaign"""
_FACTS = """
LEFT JOIN touchpoint AS n ON n.id = r.touchpoint_id
LEFT JOIN panel AS p ON p.as_of = :as_of AND p.account_id = a.id"""

_COUNTED = f"""
SELECT c.id, count(r.id) AS accounts, count(CASE WHEN state = 'done' THEN 1 END) AS done,
  count(CASE WHEN state = 'skipped' THEN 1 END) AS skipped, count(CASE WHEN state = 'open' THEN 1 END) AS left_
FROM campaign_list AS c
LEFT JOIN (SELECT r.id, r.campaign_id, {STATE} AS state
           FROM campaign_member AS r JOIN campaign_list AS c ON c.id = r.campaign_id) AS r ON r.campaign_id = c.id
GROUP BY c.id"""
# Out of the goal, or without one out of all accounts that were not skipped; nothing to do is no share.
_SHARE = "100.0 * k.done / nullif(coalesce(c.goal, k.accounts - k.skipped), 0)"


@dataclass(frozen=True)
class Progress:
    """How far a list is, in accounts; `goal` is how many of them it set out to reach, None for all."""

    accounts: int
    done: int
    skipped: int
    left: int
    goal: int | None = None

    @property
    def share(self) -> float | None:
        """Per cent done of the goal, else of all accounts not skipped; None where there is nothing to do."""
        base = self.accounts - self.skipped if self.goal is None else self.goal
        return 100 * self.done / base if base else None


def lists(as_of: dt.date) -> Listing:
    """All campaign lists with their progress as of a day: those that run, then those to come, then the past ones."""
    source = f"""
FROM campaign_list AS c JOIN ({_COUNTED}) AS k ON k.id = c.id LEFT JOIN member AS m ON m.id = c.owner_id WHERE 1"""
    return Listing(
        name="campaigns",
        source=source,
        key="c.rowid",
        id="c.id",
        fields=(
            Field("name", "c.name", "name"),
            Field("share", _SHARE, "share"),
            Field("done", "k.done", "count"),
            Field("goal", "c.goal", "count"),
            Field("left", "k.left_", "count"),
            Field("skipped", "k.skipped", "count"),
            Field("accounts", "k.accounts", "count"),
            Field("starts", "c.starts", "long_day"),
            Field("ends", "c.ends", "long_day"),
            Field("owner", "m.name", "person"),
            Field("note", "c.note", "note"),
        ),
        order="""CASE WHEN c.ends < :as_of THEN 2 WHEN c.starts > :as_of THEN 1 ELSE 0 END,
          iif(c.ends < :as_of, NULL, coalesce(c.ends, '9999')), c.ends DESC, c.name, c.id""",
        search=("c.name", "c.note", "m.name"),
        parameters={"as_of": as_of.isoformat()},
    )


def members(campaign_id: str, as_of: dt.date, only_open: bool = False) -> Listing:
    """The accounts of a list as of a day, what is left first; the panel must hold that day."""
    return Listing(
        name="campaign",
        source=_MEMBERS.format(facts=_FACTS) + (f" AND {STATE} = 'open'" if only_open else ""),
        key="r.rowid",
        id="r.id",
        fields=(
            Field("account", "a.name", "name", "coalesce(a.kana, a.name)"),
            Field("state", STATE, "code:campaign_member.state"),
            Field("done_on", _DONE_ON, "long_day"),
            Field("owner", "m.name", "person"),
            Field("last_1to1", "p.last_1to1", "ago"),
            Field("last_any", "p.last_any", "ago"),
            Field("tier", "a.tier", "code:tier"),
            money_field("mrr", "p.mrr", "p.currency"),
            Field("renewal", "coalesce(p.renewal_due, p.line_ends)", "until"),
            Field("reason", f"iif({_SKIPPED}, n.note, NULL)", "note"),
        ),
        order=f"instr('open skipped done', {STATE}), {_DONE_ON} DESC, coalesce(a.kana, a.name), r.id",
        search=("a.name", "a.kana", "a.alias", "m.name", "n.note"),
        parameters={"as_of": as_of.isoformat(), "campaign": campaign_id},
    )


def progress(conn: Connection, campaign_id: str, as_of: dt.date) -> Progress:
    """How far one list is as of a day."""
    asked = {"as_of": as_of.isoformat(), "campaign": campaign_id}
    row = conn.execute(
        f"""SELECT k.accounts, k.done, k.skipped, k.left_, c.goal FROM ({_COUNTED}) AS k
            JOIN campaign_list AS c ON c.id = k.id WHERE k.id = :campaign""",
        asked,
    ).fetchone()
    return Progress(*row) if row else Progress(0, 0, 0, 0)


def by_owner(conn: Connection, campaign_id: str, as_of: dt.date) -> list[tuple[str | None, Progress]]:
    """Progress per person who has accounts on the list, most accounts first; None for accounts that nobody has."""
    sql = f"""
SELECT name, count(*), count(CASE WHEN state = 'done' THEN 1 END), count(CASE WHEN state = 'skipped' THEN 1 END),
  count(CASE WHEN state = 'open' THEN 1 END)
FROM (SELECT m.name, m.id, {STATE} AS state {_MEMBERS.format(facts="")})
GROUP BY id ORDER BY count(*) DESC, name"""
    rows = conn.execute(sql, {"as_of": as_of.isoformat(), "campaign": campaign_id})
    return [(name, Progress(*counts)) for name, *counts in rows]


def create(edit: Edit, values: dict[str, Any], accounts: Sequence[str]) -> str:
    """Make a list of these accounts; `values` are fields of campaign_list, of which `name` is needed."""
    campaign_id = edit.insert("campaign_list", values)
    add(edit, campaign_id, accounts)
    return campaign_id


def add(edit: Edit, campaign_id: str, accounts: Sequence[str]) -> int:
    """Put accounts on a list; returns how many were not on it yet."""
    rows = edit.conn.execute("SELECT account_id FROM campaign_member WHERE campaign_id = ?", [campaign_id])
    there = {account for (account,) in rows}
    new = [account for account in dict.fromkeys(accounts) if account not in there]
    for account in new:
        edit.insert("campaign_member", {"campaign_id": campaign_id, "account_id": account})
    return len(new)


def mark_done(edit: Edit, rows: Sequence[str], day: dt.date) -> None:
    """These rows of a list are done as of a day, because a person says so."""
    for row in rows:
        edit.update("campaign_member", row, {"state": "done", "done_on": day.isoformat(), "touchpoint_id": None})


def reopen(edit: Edit, rows: Sequence[str]) -> None:
    """These rows are open again; a touch within the list's days still makes them done."""
    for row in rows:
        edit.update("campaign_member", row, {"state": "open", "done_on": None, "touchpoint_id": None})


def skip(edit: Edit, book: Book, rows: Sequence[str], reason: str, member_id: str | None) -> None:
    """Leave these rows out; the reason goes to each account's timeline as an internal note, which is no touch."""
    day = book.clock.today()
    note = {"channel": "internal_note", "reach": "none", "direction": "one_way", "note": reason, "member_id": member_id}
    for row in rows:
        (account,) = edit.conn.execute("SELECT account_id FROM campaign_member WHERE id = ?", [row]).fetchone()
        written = edit.insert("touchpoint", {"account_id": account, **moment_of(book, day), **note})
        edit.update("campaign_member", row, {"state": "skipped", "done_on": day.isoformat(), "touchpoint_id": written})


def quarter_end(day: dt.date, fiscal_start: int) -> dt.date:
    """The last day of the fiscal quarter that `day` lies in; `fiscal_start` is the month the year begins with."""
    gone = (day.month - fiscal_start) % 3
    month = day.month + 3 - gone
    return dt.date(day.year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - dt.timedelta(days=1)
