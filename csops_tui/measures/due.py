"""What is due on each account as of a day, whatever changed: tasks, cadence, open signals, stale concerns."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from csops_tui.measures import panel
from csops_tui.measures.changes import Change, Figures, figures
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection

# What was put off until a later day is not due before it.
_TASKS = """
SELECT account_id, CASE WHEN due = :day THEN 'task_due' WHEN promise THEN 'promise_overdue' ELSE 'task_overdue' END,
  due, title
FROM task WHERE account_id IS NOT NULL AND state = 'open' AND due <= :day AND NOT EXISTS (
  SELECT 1 FROM deferral AS d
  WHERE d.account_id = task.account_id AND d.kind = 'task' AND d.subject_id = task.id AND d.until > :day)
"""
_SIGNALS = """
SELECT e.account_id, iif(s.severity = 'urgent', 'signal_urgent', 'signal_raised'), e.raised, s.name
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE e.raised <= :day AND (e.state = 'raised' OR (e.state = 'snoozed' AND e.until <= :day)) AND NOT EXISTS (
  SELECT 1 FROM deferral AS d
  WHERE d.account_id = e.account_id AND d.kind = 'signal' AND d.subject_id = e.id AND d.until > :day)
"""
_DEFERRED = "SELECT account_id FROM deferral WHERE kind = 'cadence' AND until > :day"


def due(book: Book, day: dt.date) -> dict[str, list[Change]]:
    """Account id → what is due on it as of a day; accounts with nothing due are left out."""
    panel.ensure_day(book, day)
    conn = book.reader()
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for sql in (_TASKS, _SIGNALS):
        for account, kind, when, what in conn.execute(sql, {"day": day.isoformat()}):
            found[account].append(Change(kind, None, when, what))
    for account, change in _by_figures(conn, figures(conn, day).items(), day):
        found[account].append(change)
    return dict(found)


def _by_figures(
    conn: Connection, accounts: Iterable[tuple[str, Figures]], day: dt.date
) -> Iterator[tuple[str, Change]]:
    deferred = {account for (account,) in conn.execute(_DEFERRED, {"day": day.isoformat()})}
    for account, now in accounts:
        if now.cadence_due and now.cadence_due <= day.isoformat() and account not in deferred:
            yield account, Change("cadence_due", None, now.cadence_due)
        if now.concern and now.concern_stale:
            yield account, Change("concern_stale", None, now.concern_on)
