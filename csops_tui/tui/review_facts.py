"""What the review shows of one account, read in one go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from csops_tui.measures.people import VERIFY_AFTER
from csops_tui.measures.sheet import CELLS, listing
from csops_tui.store.sqlite import Connection

Rows = list[tuple[Any, ...]]

_HEAD = "SELECT stage, state FROM account WHERE id = ?"
_DUE = "SELECT cadence_due FROM panel WHERE as_of = ? AND account_id = ?"
_SIGNALS = """
SELECT s.name, s.severity, e.raised, e.state, e.until
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE e.account_id = :account AND e.raised <= :day AND (e.cleared IS NULL OR e.cleared > :day)
ORDER BY CASE s.severity WHEN 'urgent' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, e.raised, e.id LIMIT 6
"""
_TASKS = """
SELECT k.title, k.due, k.promise, m.name FROM task AS k LEFT JOIN member AS m ON m.id = k.member_id
WHERE k.account_id = :account AND k.state = 'open' ORDER BY k.due IS NULL, k.due, k.rowid LIMIT 6
"""
_REQUESTS = """
SELECT title, state, day FROM voice
WHERE account_id = :account AND day <= :day AND (state = 'open' OR (told IS NULL AND state <> 'planned'))
ORDER BY day DESC, rowid DESC LIMIT 3
"""
_TICKETS = """
SELECT title, priority, opened FROM ticket
WHERE account_id = :account AND opened <= :day AND state <> 'closed' ORDER BY opened, rowid LIMIT 3
"""
_TOUCHES = """
SELECT t.day, t.channel, t.note,
  (SELECT group_concat(name, ' ') FROM (
     SELECT c.name FROM touchpoint_contact AS tc JOIN contact AS c ON c.id = tc.contact_id
     WHERE tc.touchpoint_id = t.id ORDER BY tc.rowid)), m.name
FROM touchpoint AS t LEFT JOIN member AS m ON m.id = t.member_id
WHERE t.account_id = :account AND t.day <= :day ORDER BY t.day DESC, t.at DESC, t.rowid DESC LIMIT 6
"""
# Whom to ask about: key contacts first, those nobody verified for long, and who left lately.
_PEOPLE = """
SELECT name, title, key_contact, state, verified, left_on FROM contact
WHERE account_id = :account AND (
  (state <> 'left' AND (state = 'unknown' OR verified IS NULL OR verified <= :before))
  OR (state = 'left' AND left_on > :before))
ORDER BY state = 'left', key_contact DESC, coalesce(verified, ''), coalesce(kana, name) LIMIT 6
"""


@dataclass(frozen=True)
class ReviewFacts:
    """One account for the review; `cells` are the sheet's values by column, the rest rows as the book gives them."""

    cells: dict[str, Any]
    stage: str | None
    state: str | None
    cadence_due: str | None
    signals: Rows
    tasks: Rows
    requests: Rows
    tickets: Rows
    touches: Rows
    people: Rows


def read_facts(conn: Connection, account_id: str, day: dt.date) -> ReviewFacts | None:
    """The facts of an account as of a day that the panel holds, each by an index; None when it is gone."""
    head = conn.execute(_HEAD, [account_id]).fetchone()
    if head is None:
        return None
    sheet = listing(day, "all", CELLS)
    key = sheet.position(conn, account_id)
    cells = dict(zip((f.key for f in CELLS), sheet.rows(conn, [key])[key][1:], strict=True)) if key else {}
    due = conn.execute(_DUE, [day.isoformat(), account_id]).fetchone()
    about = {
        "account": account_id,
        "day": day.isoformat(),
        "before": (day - dt.timedelta(days=VERIFY_AFTER)).isoformat(),
    }
    rows = {
        name: conn.execute(sql, about).fetchall()
        for name, sql in (
            ("signals", _SIGNALS),
            ("tasks", _TASKS),
            ("requests", _REQUESTS),
            ("tickets", _TICKETS),
            ("touches", _TOUCHES),
            ("people", _PEOPLE),
        )
    }
    stage, state = head
    return ReviewFacts(cells, stage, state, due[0] if due else None, **rows)
