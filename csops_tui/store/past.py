"""What an account's past says before the next contact: who else is in touch, what was asked, the entry to repeat."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from csops_tui.store.book import Book
from csops_tui.text.quicklog import Mention, QuickLog


class Collision(NamedTuple):
    """Something of another team, or a blackout, near the day on which an account is to be contacted."""

    kind: Literal["touch", "task", "appointment", "blackout"]
    day: dt.date
    member: str
    team: str
    what: str


class Request(NamedTuple):
    """The newest request of an account and how it stands; `told` is the day the customer heard what became of it."""

    id: str
    title: str
    state: str
    day: dt.date
    told: dt.date | None


# Touches near the day, appointments sought or set near it, tasks due near it: of people in another team than :team.
_OTHERS = """
SELECT c.account_id, 'touch', c.day, m.name, m.team, c.channel
FROM touchpoint AS c JOIN member AS m ON m.id = c.member_id
WHERE c.account_id IN (SELECT value FROM json_each(:accounts)) AND c.reach <> 'none' AND c.day BETWEEN :first AND :last
  AND coalesce(m.team, '') <> :team AND m.id <> :member
UNION ALL
SELECT c.account_id, 'appointment', coalesce(date(c.meeting, 'localtime'), c.asked), m.name, m.team, c.state
FROM appointment AS c JOIN member AS m ON m.id = c.member_id
WHERE c.account_id IN (SELECT value FROM json_each(:accounts)) AND c.state IN ('attempted', 'replied', 'booked')
  AND coalesce(date(c.meeting, 'localtime'), c.asked) BETWEEN :first AND :last
  AND coalesce(m.team, '') <> :team AND m.id <> :member
UNION ALL
SELECT c.account_id, 'task', c.due, m.name, m.team, c.title
FROM task AS c JOIN member AS m ON m.id = c.member_id
WHERE c.account_id IN (SELECT value FROM json_each(:accounts)) AND c.state = 'open' AND c.due BETWEEN :first AND :last
  AND coalesce(m.team, '') <> :team AND m.id <> :member
UNION ALL
SELECT account_id, 'blackout', starts, '', '', coalesce(reason, '')
FROM blackout WHERE (account_id IS NULL OR account_id IN (SELECT value FROM json_each(:accounts)))
  AND :day BETWEEN starts AND ends
ORDER BY 3, 2
"""


def collisions(book: Book, account_id: str, day: dt.date, member_id: str | None, days: int = 7) -> list[Collision]:
    """What other teams did or plan on an account up to `days` before and after a day, and blackouts on it; by day.

    Who has no team belongs to the team of all who have none; somebody unknown (`member_id` None) does too.
    """
    return collisions_of(book, [account_id], day, member_id, days).get(account_id, [])


def collisions_of(
    book: Book, accounts: Sequence[str], day: dt.date, member_id: str | None, days: int = 7
) -> dict[str, list[Collision]]:
    """The same for several accounts at once, by account; those without a collision are left out."""
    conn = book.reader()
    found = conn.execute("SELECT coalesce(team, '') FROM member WHERE id = ?", [member_id]).fetchone()
    parameters: Mapping[str, str] = {
        "accounts": json.dumps(list(accounts)),
        "day": day.isoformat(),
        "first": (day - dt.timedelta(days=days)).isoformat(),
        "last": (day + dt.timedelta(days=days)).isoformat(),
        "team": found[0] if found else "",
        "member": member_id or "",
    }
    near: dict[str, list[Collision]] = {}
    for account, kind, on, member, team, what in conn.execute(_OTHERS, parameters):
        other = Collision(kind, dt.date.fromisoformat(on), member, team or "", what)
        # A blackout without an account is everybody's.
        for one in [account] if account else accounts:
            near.setdefault(one, []).append(other)
    return near


def last_request(book: Book, account_id: str) -> Request | None:
    """The newest thing an account asked for, and its state; None when it never asked."""
    found = (
        book.reader()
        .execute(
            "SELECT id, title, state, day, told FROM voice WHERE account_id = ? ORDER BY day DESC, rowid DESC LIMIT 1",
            [account_id],
        )
        .fetchone()
    )
    if not found:
        return None
    row_id, title, state, day, told = found
    return Request(row_id, title, state, dt.date.fromisoformat(day), dt.date.fromisoformat(told) if told else None)


def repeat_last(book: Book, account_id: str) -> QuickLog | None:
    """The account's newest single touch as an entry for now: channel, minutes, people, tags and trigger, no words.

    None when the account has no touch yet.
    """
    conn = book.reader()
    found = conn.execute(
        """SELECT t.id, a.name, t.channel, t.minutes, t.tags, t."trigger"
           FROM touchpoint AS t JOIN account AS a ON a.id = t.account_id
           WHERE t.account_id = ? AND t.bulk IS NULL AND t.reach <> 'none'
           ORDER BY t.day DESC, t.at DESC, t.rowid DESC LIMIT 1""",
        [account_id],
    ).fetchone()
    if not found:
        return None
    touch_id, name, channel, minutes, tags, trigger = found
    people = conn.execute(
        """SELECT c.id, c.name FROM touchpoint_contact AS p JOIN contact AS c ON c.id = p.contact_id
           WHERE p.touchpoint_id = ? AND c.state <> 'left' ORDER BY p.id""",
        [touch_id],
    )
    now = book.clock.now()
    return QuickLog(
        account=(account_id, name),
        unknown_account=None,
        channel=channel,
        minutes=minutes,
        day=now.date(),
        time=now.time().replace(second=0, microsecond=0),
        dated=False,
        contacts=tuple(Mention(row_id, called) for row_id, called in people),
        tags=tuple((tags or "").split()),
        concern=None,
        sentiment=None,
        tasks=(),
        requests=(),
        trigger=trigger,
        note="",
        errors=(),
        tokens=(),
    )
