"""Review rounds: which accounts a round goes through and why, the decision on each, and where one goes on."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Literal, NamedTuple

from csops_tui.measures.changes import RANK, Change, by_weight, changes, ordered, weights
from csops_tui.measures.concerned import since as accounts_since
from csops_tui.measures.due import due
from csops_tui.store.book import Book
from csops_tui.store.clock import utc_text
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection
from csops_tui.text.ids import uuid7

Decision = Literal["logged", "task", "concern", "fine", "later"]
DECISIONS: tuple[Decision, ...] = ("logged", "task", "concern", "fine", "later")


class Item(NamedTuple):
    """One account of a round: why it is on it, as the book keeps it, and what was decided (None: nothing yet)."""

    id: str
    account_id: str
    name: str
    position: int
    why: str
    decision: Decision | None
    decided: str | None
    note: str

    @property
    def reasons(self) -> tuple[Change, ...]:
        """Why it is on the round; read when it is shown, for a round can have thousands of accounts."""
        return read_reasons(self.why)


class Round(NamedTuple):
    """One round; days are ISO text, `since` the day from which changes count, `where_text` the part of the book."""

    id: str
    started: str
    since: str | None
    finished: str | None
    where_text: str
    member: str
    note: str


def candidates(
    book: Book, day: dt.date, since: dt.date | None, accounts: Collection[str] | None = None
) -> list[tuple[str, list[Change]]]:
    """The accounts (of `accounts`, by default all current ones) that changed after `since` or are due, by weight.

    Without `since`, in the first round, what is due counts alone.
    """
    found: defaultdict[str, list[Change]] = defaultdict(list)
    if since is not None and since < day:
        found.update(changes(book, day, since))
        # What came on the day of the last round after it had ended was in nobody's review yet.
        later = _written_after(book.reader(), since)
        if later is None or later:
            with_that_day = changes(book, day, since - dt.timedelta(days=1))
            found.update({a: each for a, each in with_that_day.items() if later is None or a in later})
    conn = book.reader()
    for account, reasons in due(book, day).items():
        kinds = {change.kind for change in found[account]}
        found[account] += [reason for reason in reasons if reason.kind not in kinds]
    for account, put_off in conn.execute(_PUT_OFF):
        found[account].append(Change("later", None, put_off))
    known = weights(conn, day)
    wanted = weights(conn, day, "current").keys() if accounts is None else known.keys() & frozenset(accounts)
    kept = {account: ordered(each) for account, each in found.items() if each and account in wanted}
    return [(account, kept[account]) for account in by_weight(kept, known)]


def _written_after(conn: Connection, started: dt.date) -> frozenset[str] | None:
    """The accounts that changes concern since the last round that began on a day was finished; None for all."""
    (mark,) = conn.execute(
        """SELECT max(c.n) FROM _change AS c JOIN review_round AS r ON r.id = c.pk
           WHERE c.tbl = 'review_round' AND r.started = ? AND r.finished IS NOT NULL""",
        [started.isoformat()],
    ).fetchone()
    concerned = accounts_since(conn, mark) if mark else {}
    return None if concerned is None else frozenset(concerned)


# What was put off, or never reached, in the newest finished round that an account was on.
_PUT_OFF = """
SELECT account_id, started FROM (
  SELECT i.account_id, r.started, i.decision, max(r.started || printf('%019d', r.rowid))
  FROM review_item AS i JOIN review_round AS r ON r.id = i.round_id
  WHERE r.finished IS NOT NULL GROUP BY i.account_id
) WHERE decision IS NULL OR decision = 'later'
"""
# A round over the whole book went through every part of it.
_LAST = """
SELECT max(started) FROM review_round WHERE finished IS NOT NULL AND coalesce(where_text, '') IN ('', :where_text)
"""
_OPEN = """
SELECT id FROM review_round WHERE finished IS NULL AND member_id IS :member ORDER BY started DESC, rowid DESC LIMIT 1
"""


def since_last(conn: Connection, where_text: str = "") -> dt.date | None:
    """The day on which the last finished round over this part of the book began; None before the first."""
    (found,) = conn.execute(_LAST, {"where_text": where_text}).fetchone()
    return dt.date.fromisoformat(found) if found else None


def open_round(conn: Connection, member_id: str | None) -> str | None:
    """The round that a member has begun and not finished, the newest of several."""
    found = conn.execute(_OPEN, {"member": member_id}).fetchone()
    return found[0] if found else None


def start(
    book: Book,
    label: str,
    *,
    member_id: str | None = None,
    where_text: str = "",
    accounts: Collection[str] | None = None,
) -> str | None:
    """Begin a round as one edit; returns its id, None when no account changed or is due."""
    day = book.clock.today()
    since = since_last(book.reader(), where_text)
    found = candidates(book, day, since, accounts)
    if not found:
        return None
    with book.edit(label) as edit:
        round_id = edit.insert(
            "review_round",
            {
                "started": day.isoformat(),
                "since": since.isoformat() if since else None,
                "where_text": where_text or None,
                "member_id": member_id,
            },
        )
        edit.insert_rows(
            "review_item",
            ("id", "round_id", "account_id", "position", "reasons"),
            (
                (uuid7(), round_id, account, position, write_reasons(reasons))
                for position, (account, reasons) in enumerate(found)
            ),
        )
    return round_id


def part_words(scope: str, quick: str, where: str = "") -> str:
    """How a round keeps what part of the book it is over: scope, quick filter and condition; empty for all of it."""
    parts = [f"scope: {scope}"] if scope != "current" else []
    parts += [f"words: {quick}"] if quick else []
    parts += [where] if where else []
    return " · ".join(parts)


def decide(edit: Edit, item: Item, decision: Decision, now: dt.datetime) -> None:
    """Write what was decided on an account."""
    edit.update("review_item", item.id, {"decision": decision, "decided": utc_text(now)})


def undecided(conn: Connection, round_id: str) -> int:
    """How many accounts of a round are left."""
    sql = "SELECT count(*) FROM review_item WHERE round_id = ? AND decision IS NULL"
    return conn.execute(sql, [round_id]).fetchone()[0]


_ROUND = """
SELECT r.id, r.started, r.since, r.finished, coalesce(r.where_text, ''), coalesce(m.name, ''), coalesce(r.note, '')
FROM review_round AS r LEFT JOIN member AS m ON m.id = r.member_id WHERE r.id = ?
"""
_ITEMS = """
SELECT i.id, i.account_id, a.name, i.position, coalesce(i.reasons, ''), i.decision, i.decided, coalesce(i.note, '')
FROM review_item AS i JOIN account AS a ON a.id = i.account_id WHERE i.round_id = ? ORDER BY i.position, i.id
"""


def read_round(conn: Connection, round_id: str) -> Round | None:
    """One round; None when it is gone."""
    found: tuple[Any, ...] | None = conn.execute(_ROUND, [round_id]).fetchone()
    return Round(*found) if found else None


def read_items(conn: Connection, round_id: str) -> list[Item]:
    """The accounts of a round in their order."""
    rows: Iterable[tuple[Any, ...]] = conn.execute(_ITEMS, [round_id])
    return [Item(*row) for row in rows]


def write_reasons(reasons: Collection[Change]) -> str:
    """Reasons as the book keeps them: one JSON list a line, in no language."""
    return "\n".join(json.dumps(list(reason), ensure_ascii=False) for reason in reasons)


def read_reasons(text: str) -> tuple[Change, ...]:
    """Reasons as they were kept; what is none, written by another tool, is left out."""
    found: list[Change] = []
    for line in text.splitlines():
        try:
            change = Change(*json.loads(line))
        except (ValueError, TypeError):
            continue
        if change.kind in RANK:
            found.append(change)
    return tuple(found)
