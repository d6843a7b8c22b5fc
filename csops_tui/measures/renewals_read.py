"""The renewals of the book as of a day: read in a few questions, settled by the rules of `renewals`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from csops_tui.measures import panel
from csops_tui.measures.renewals import OPEN_FOR, RUNWAY_DAYS, ContractLine, Due, Loss, Written, dues
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection

# What ended long before the first due date asked for cannot take part in a renewal after it, unless one names it.
_LINES = """
SELECT id, account_id, mrr, currency, starts, ends, auto_renew, trial, product_id FROM subscription AS s
WHERE s.ends IS NULL OR s.ends >= :from
  OR EXISTS (SELECT 1 FROM renewal AS r WHERE r.subscription_id = s.id AND r.due >= :from)
"""
_WRITTEN = """
SELECT r.id, r.account_id, r.due, r.subscription_id, r.forecast, r.decision, r.decided, r.mrr_before, r.mrr_after,
  r.owner_id
FROM renewal AS r LEFT JOIN subscription AS s ON s.id = r.subscription_id
WHERE r.due >= :from OR (r.subscription_id IS NOT NULL AND (s.ends IS NULL OR s.ends >= :from))
"""
# A line that follows another begins at most a month after it, one that a renewal covers ends a day after its date.
_REACH = dt.timedelta(days=40)
_LOSSES = """
SELECT account_id, subscription_id, kind, coalesce(notice, effective), effective FROM churn
WHERE effective IS NOT NULL AND kind <> 'contraction'
"""
# The runway of an account is that of its segment, in the newest version begun by the day.
_ACCOUNTS = """
SELECT a.id, a.name, coalesce(a.kana, a.name), a.owner_id, a.state, a.segment, coalesce(
  (SELECT s.runway_days FROM segment AS s
   WHERE s.name = a.segment AND (s.starts IS NULL OR s.starts <= :day)
   ORDER BY s.version DESC, s.id LIMIT 1), :usual),
  p.concern, p.concern_reason, p.concern_expires, p.next_task, p.next_due, p.next_meeting, coalesce(p.open_tasks, 0), (
    SELECT count(*) FROM signal_episode AS e
    WHERE e.account_id = a.id AND e.raised <= :day AND (e.cleared IS NULL OR e.cleared > :day))
FROM account AS a LEFT JOIN panel AS p ON p.as_of = :day AND p.account_id = a.id
"""
# One text for each account: half a million days are read in a third of the time that as many rows take.
_TALKS = """
SELECT account_id, group_concat(day) FROM touchpoint
WHERE reach = '1:1' AND direction = 'two_way' AND day <= ? GROUP BY account_id
"""
_MEMBERS = "SELECT id, name FROM member"


@dataclass(frozen=True)
class Customer:
    """What the board says of an account; `concern` is its level, `planned` whether a task or a meeting is ahead."""

    id: str
    name: str
    reading: str
    owner_id: str | None
    churned: bool
    segment: str | None
    runway_days: int
    concern: int | None = None
    concern_reason: str | None = None
    concern_expires: str | None = None
    next_task: str | None = None
    next_due: str | None = None
    next_meeting: str | None = None
    planned: bool = False
    signals: int = 0


@dataclass(frozen=True)
class Board:
    """All renewals of the book as of a day, with who they are of."""

    day: dt.date
    dues: tuple[Due, ...]
    customers: dict[str, Customer]
    members: dict[str, str]
    endless: int = 0
    """Contract lines in force that have no end, and so never come due."""
    since: dt.date = dt.date.min
    """The first due date that was looked at; what is open is always younger."""

    def customer(self, due: Due) -> Customer:
        """Whom a renewal is of."""
        return self.customers[due.account_id]

    def owner_id(self, due: Due) -> str | None:
        """Whose renewal it is: the one written down for it, else the owner of the account."""
        return (due.written.owner_id if due.written else None) or self.customer(due).owner_id

    def owner(self, due: Due) -> str | None:
        """The name of whose renewal it is."""
        return self.members.get(self.owner_id(due) or "")

    def neglected(self, due: Due) -> bool:
        """Whether nothing two-way happened in its runway and nothing is planned."""
        return due.neglected(self.day, self.customer(due).planned)

    def short(self, due: Due) -> bool:
        """Whether the first contact of the term came too late for the whole runway, or never."""
        return due.in_time(self.day) is False


def read(book: Book, as_of: dt.date | None = None, since: dt.date = dt.date.min) -> Board:
    """Every renewal due from `since` on, as known on a day (today); forecasts are those of now, they have no date.

    `since` is moved back where it is so late that something open could be missed.
    """
    day = as_of or book.clock.today()
    since = min(since, day - OPEN_FOR)
    panel.ensure_day(book, day)
    conn = book.reader()
    customers = _customers(conn, day)
    reach = {"from": (max(since, dt.date.min + _REACH) - _REACH).isoformat()}
    lines = [_line(row) for row in conn.execute(_LINES, reach)]
    losses = [_loss(row) for row in conn.execute(_LOSSES)]
    # The state of an account has no date: its records tell from when on it holds.
    later = {loss.account_id for loss in losses if loss.whole} - {
        loss.account_id for loss in losses if loss.whole and loss.known <= day
    }
    found = dues(
        lines,
        (_written(row) for row in conn.execute(_WRITTEN, reach)),
        losses,
        day,
        churned=frozenset(one.id for one in customers.values() if one.churned and one.id not in later),
        runways={one.id: one.runway_days for one in customers.values()},
        talks=_talks(conn, day),
        since=since,
    )
    endless = sum(line.ends is None and not line.trial and line.starts <= day for line in lines)
    members = dict(conn.execute(_MEMBERS).fetchall())
    return Board(day, tuple(found), customers, members, endless, since)


def _customers(conn: Connection, day: dt.date) -> dict[str, Customer]:
    named = {"day": day.isoformat(), "usual": RUNWAY_DAYS}
    found: dict[str, Customer] = {}
    for row in conn.execute(_ACCOUNTS, named):
        id_, name, reading, owner, state, segment, runway, *concern, task, task_due, meeting, tasks, signals = row
        found[id_] = Customer(
            *(id_, name, reading, owner, state == "churned", segment, runway),
            *concern,
            next_task=task,
            next_due=task_due,
            next_meeting=meeting,
            planned=bool(tasks or meeting),
            signals=signals,
        )
    return found


def _talks(conn: Connection, day: dt.date) -> dict[str, Sequence[dt.date]]:
    parse = dt.date.fromisoformat
    rows = conn.execute(_TALKS, [day.isoformat()])
    return {account: [parse(text) for text in sorted(days.split(","))] for account, days in rows}


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _line(row: tuple[Any, ...]) -> ContractLine:
    id_, account, mrr, currency, starts, ends, auto, trial, product = row
    begins = dt.date.fromisoformat(starts)
    return ContractLine(id_, account, int(mrr), currency, begins, _day(ends), bool(auto), bool(trial), product)


def _written(row: tuple[Any, ...]) -> Written:
    id_, account, due, line, forecast, decision, decided, before, after, owner = row
    amounts = [None if value is None else int(value) for value in (before, after)]
    day = dt.date.fromisoformat(due)
    return Written(id_, account, day, line, forecast, decision, _day(decided), *amounts, owner_id=owner)


def _loss(row: tuple[Any, ...]) -> Loss:
    account, line, kind, known, effective = row
    return Loss(account, line, kind, dt.date.fromisoformat(known), dt.date.fromisoformat(effective))
