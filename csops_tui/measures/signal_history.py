"""What became of episodes: the open ones of an account, and how long it took from raised to the first action."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from statistics import median
from typing import NamedTuple

from csops_tui.store.sqlite import Connection

_OPEN = """
SELECT e.id, e.signal_id, s.name, s.severity, e.raised, e.state, e.until, e.reason
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE e.account_id = ? AND e.state <> 'cleared' AND e.raised <= ?
ORDER BY CASE s.severity WHEN 'urgent' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, e.raised, e.id
"""
# A decision on the episode, or the first touch by a person on its first day or after it, while it was open.
_FIRST_ACTIONS = """
SELECT e.signal_id, s.name, e.raised, e.state, min(coalesce(e.acted, t.day), coalesce(t.day, e.acted)) AS first
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
LEFT JOIN (
  SELECT o.id, min(t.day) AS day
  FROM signal_episode AS o JOIN touchpoint AS t
    ON t.account_id = o.account_id AND t.day BETWEEN o.raised AND coalesce(o.cleared, '9999-12-31')
  WHERE o.raised BETWEEN :start AND :end AND t.reach IN ('1:1', '1:n')
  GROUP BY o.id
) AS t ON t.id = e.id
WHERE e.raised BETWEEN :start AND :end
ORDER BY s.rowid
"""


class OpenEpisode(NamedTuple):
    """One open episode of an account, with the signal it is of."""

    id: str
    signal_id: str
    name: str
    severity: str
    raised: str
    state: str
    until: str | None
    reason: str | None


class LeadTime(NamedTuple):
    """How fast the episodes of one signal (None: of all) were acted on.

    `raised` is how many there were, `acted` how many had a first action, `waiting` how many are open without one;
    `median` is in days over those with one, None without any.
    """

    signal_id: str | None
    name: str | None
    raised: int
    acted: int
    waiting: int
    median: float | None


def open_episodes(conn: Connection, account_id: str, day: dt.date) -> list[OpenEpisode]:
    """The open episodes of one account that had begun by a day, the most urgent and oldest first."""
    return [OpenEpisode(*row) for row in conn.execute(_OPEN, [account_id, day.isoformat()])]


def lead_times(conn: Connection, start: dt.date, end: dt.date) -> list[LeadTime]:
    """Days from raised to the first action over the episodes raised from `start` to `end`: of all, then by signal.

    The first action is a decision on the episode (seen, snoozed, addressed) or a 1:1 or 1:n touch of the account while
    the episode was open, whichever came first; automatic programmes and internal notes are none.
    """
    found: defaultdict[tuple[str, str], list[tuple[str, str, str | None]]] = defaultdict(list)
    for signal_id, name, raised, state, first in conn.execute(
        _FIRST_ACTIONS, {"start": start.isoformat(), "end": end.isoformat()}
    ):
        found[signal_id, name].append((raised, state, first))
    every = [episode for episodes in found.values() for episode in episodes]
    return [
        _lead_time(None, None, every),
        *(_lead_time(signal_id, name, episodes) for (signal_id, name), episodes in found.items()),
    ]


def _lead_time(signal_id: str | None, name: str | None, episodes: list[tuple[str, str, str | None]]) -> LeadTime:
    days = [
        (dt.date.fromisoformat(first) - dt.date.fromisoformat(raised)).days for raised, _, first in episodes if first
    ]
    waiting = sum(1 for _, state, first in episodes if not first and state != "cleared")
    return LeadTime(signal_id, name, len(episodes), len(days), waiting, median(days) if days else None)
