"""The past of one churned account: its figures on every day before notice, and the signals of that time.

The figures are the panel's, computed for this account alone on each of the HORIZON days; nothing of it is kept. What
stands on the account itself is as it is today: of a signal that asks for what changes when a customer goes, only its
episodes are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from csops_tui.measures import panel, signal_marks
from csops_tui.measures.churn_review_evidence import (
    CHECKPOINTS,
    CONCERNED,
    HORIZON,
    Answers,
    Evidence,
    Sign,
    Spell,
    before_notice,
    decline,
    fall,
    horizon,
    proposed,
    relevant,
    sign_evidence,
)
from csops_tui.measures.expression import ExpressionError
from csops_tui.measures.families import MEASURES
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.errors import NotAllowed, TooSlow

# What is told of an account as it is today, and changes when a customer goes: of the past it says nothing.
_OF_TODAY = frozenset({"owner", "ops_owner", "served_by", "state", "stage", "onboarding_days", "segment", "maturity"})
# What a survey's answer counts against us up to.
_DETRACTOR = 6
_EPISODES = """
SELECT e.signal_id, s.name, s.severity, e.raised, e.cleared, e.acted, e.state = 'addressed'
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE e.account_id = ? AND e.raised < ? ORDER BY e.raised, e.id
"""
_SIGNALS = "SELECT id, name, severity, expression, quiet_holidays FROM signal WHERE active ORDER BY rowid"
_TOUCHES = "SELECT day FROM touchpoint WHERE account_id = ? AND day >= ? AND day < ? AND reach IN ('1:1', '1:n')"
_DATED = f"""
SELECT 'concern', day, level || coalesce(' ' || evidence, '') FROM concern
WHERE account_id = :account AND level >= {CONCERNED} AND day < :known
  AND max(day, coalesce(expires, date(day, '+90 days'))) >= :since
UNION ALL
SELECT 'complaint', date(received, 'localtime') AS day, title FROM complaint
WHERE account_id = :account AND day >= :since AND day < :known
UNION ALL
SELECT 'detractor', r.day, CAST(r.score AS INTEGER) || coalesce(' ' || r.comment, '') FROM survey_response AS r
JOIN survey AS s ON s.id = r.survey_id
WHERE r.account_id = :account AND s.kind = 'nps' AND r.score <= {_DETRACTOR} AND r.day >= :since AND r.day < :known
"""
# Newest first, each without what only came to be later: a case that is closed today was open then.
_HAPPENED = """
SELECT * FROM (
  SELECT t.day, 'touch' AS kind, t.channel AS what, coalesce(t.note, '') AS text FROM touchpoint AS t
  WHERE t.account_id = :account
  UNION ALL SELECT day, 'concern', CAST(level AS TEXT), coalesce(evidence, '') FROM concern WHERE account_id = :account
  UNION ALL SELECT opened, 'ticket', '', coalesce(title, note, '') FROM ticket WHERE account_id = :account
  UNION ALL SELECT r.day, 'survey', s.name, coalesce(CAST(r.score AS TEXT), '') || coalesce(' ' || r.comment, '')
    FROM survey_response AS r JOIN survey AS s ON s.id = r.survey_id WHERE r.account_id = :account
  UNION ALL SELECT date(received, 'localtime'), 'complaint', '', title FROM complaint WHERE account_id = :account
  UNION ALL SELECT r.day, 'attendance', r.state, e.title FROM attendance AS r JOIN event AS e ON e.id = r.event_id
    WHERE r.account_id = :account
  UNION ALL SELECT day, 'request', '', title FROM voice WHERE account_id = :account
  UNION ALL SELECT left_on, 'left', '', name FROM contact WHERE account_id = :account AND left_on IS NOT NULL
  UNION ALL SELECT e.raised, 'signal', s.name, '' FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
    WHERE e.account_id = :account
  UNION ALL SELECT day, 'save', '', action FROM save_attempt WHERE account_id = :account
) WHERE day >= :since AND day < :known ORDER BY day DESC, kind, text LIMIT :most
"""
_MOST = 60
# The panel's columns, for the days of one account.
_TABLE = f"""
CREATE TEMP TABLE past (
  as_of TEXT PRIMARY KEY, account_id TEXT NOT NULL, {", ".join(f"{m.name} {m.sql_type}" for m in MEASURES)}
)
"""
_KEEP = f"INSERT INTO temp.past VALUES ({', '.join('?' * (len(MEASURES) + 2))})"


class Checkpoint(NamedTuple):
    """What was known so many days before the notice; None is no data. A score there will be one day, is none yet."""

    days: int
    day: str
    concern: int | None
    usage_change: int | None
    two_way: int | None
    score: int | None = None


class Happened(NamedTuple):
    """One dated fact of the account, before the notice."""

    day: str
    kind: str
    what: str
    text: str


@dataclass(frozen=True)
class Past:
    """What a review is pre-filled with; everything dated before the notice (`known`)."""

    known: str
    checkpoints: tuple[Checkpoint, ...]
    signs: tuple[Sign, ...]
    evidence: tuple[Evidence, ...]
    timeline: tuple[Happened, ...]

    @property
    def first(self) -> Evidence | None:
        """The first evidence; None without any."""
        return self.evidence[0] if self.evidence else None


Progress = Callable[[int, int], None]


def look_back(book: Book, account_id: str, known: str, progress: Progress | None = None) -> Past:
    """The past of an account before its notice; `progress` is told (days done, all) and may raise to break off."""
    with _of_one(book, account_id, known, progress) as conn:
        return _read(conn, account_id, known)


def _read(conn: db.Connection, account_id: str, known: str) -> Past:
    since = horizon(known)
    touches = [day for (day,) in conn.execute(_TOUCHES, [account_id, horizon(known, 2 * HORIZON), known])]
    signs = _signs(conn, account_id, known, touches)
    about = {"account": account_id, "since": since, "known": known, "most": _MOST}
    usage = conn.execute("SELECT as_of, usage_28d, usage_before FROM temp.past ORDER BY as_of").fetchall()
    dated = [Evidence(*row) for row in conn.execute(_DATED, about)]
    fell = decline(usage, known)
    found = before_notice([*sign_evidence(signs), *dated, *([fell] if fell else [])], known)
    return Past(
        known,
        tuple(_checkpoint(conn, known, days) for days in CHECKPOINTS),
        signs,
        tuple(found),
        tuple(Happened(*row) for row in conn.execute(_HAPPENED, about)),
    )


def _checkpoint(conn: db.Connection, known: str, days: int) -> Checkpoint:
    day = horizon(known, days)
    sql = "SELECT concern, usage_28d, usage_before, last_two_way FROM temp.past WHERE as_of = ?"
    concern, last, before, two_way = conn.execute(sql, [day]).fetchone() or (None,) * 4
    since = (dt.date.fromisoformat(day) - dt.date.fromisoformat(two_way)).days if two_way else None
    return Checkpoint(days, day, concern, fall(last, before), since)


def _signs(conn: db.Connection, account_id: str, known: str, touches: list[str]) -> tuple[Sign, ...]:
    """The signals that stood before the notice, else those that would have, by their first day."""
    found: dict[str, Sign] = {}
    for signal_id, name, severity, raised, cleared, acted, addressed in conn.execute(_EPISODES, [account_id, known]):
        spell = Spell(raised, cleared, acted, bool(addressed))
        if relevant(spell, known):
            # Of several spells the last one is what stood when the customer went; the first tells since when.
            first = found[signal_id].first_day if signal_id in found else spell.raised
            found[signal_id] = Sign(signal_id, name, severity, first, True, proposed(spell, touches, known))
    days = [day for (day,) in conn.execute("SELECT as_of FROM temp.past ORDER BY as_of")]
    work: dict[str, signal_marks.Workdays] = {}
    for signal_id, name, severity, text, quiet in conn.execute(_SIGNALS).fetchall():
        if signal_id in found:
            continue
        first = _would_have_stood(conn, text, account_id, days, work if quiet else None)
        if first:
            found[signal_id] = Sign(signal_id, name, severity, first, False, Answers(False))
    return tuple(sorted(found.values(), key=lambda sign: (sign.first_day, sign.name)))


def _would_have_stood(
    conn: db.Connection, text: str, account_id: str, days: list[str], work: dict[str, signal_marks.Workdays] | None
) -> str | None:
    """The first of these days on which an expression held for the account; None without one, or when it cannot be
    asked."""
    try:
        expression = signal_marks.read(text)
        if _OF_TODAY & set(expression.names):
            return None
        for day in days:
            date = dt.date.fromisoformat(day)
            if work is not None and day not in work:
                work[day] = signal_marks.workdays(conn, date, panel.used_kept(conn, day))
            evened = work[day] if work is not None else None
            if signal_marks.marked(conn, expression, date, evened, scope="all", among=[account_id], table="past"):
                return day
    except (ExpressionError, TooSlow, NotAllowed):
        return None
    return None


@contextmanager
def _of_one(book: Book, account_id: str, known: str, progress: Progress | None) -> Generator[db.Connection]:
    """A connection on which `temp.past` holds the panel of one account on each day of the horizon before the notice."""
    conn = db.connect(book.path, readonly=True)
    try:
        # The file stays read-only; what is worked out lives in the connection's own memory.
        conn.execute("PRAGMA query_only = OFF")
        conn.execute("BEGIN")
        notice = dt.date.fromisoformat(known)
        conn.execute(_TABLE)
        for done in range(HORIZON):
            rows = panel.rows_of(conn, notice - dt.timedelta(days=HORIZON - done), account_id)
            conn.executemany(_KEEP, rows)
            if progress:
                progress(done + 1, HORIZON)
        yield conn
    finally:
        conn.close()
