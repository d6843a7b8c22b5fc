"""The customer's own year: what stands in each of the next twelve months, and when nobody is to be contacted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from csops_tui.store.sqlite import Connection

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """One month with the kinds of dates in it; `blackouts` are (first day, last day, reason) that reach into it."""

    first: dt.date
    kinds: tuple[str, ...]
    blackouts: tuple[tuple[str, str, str | None], ...]


def months(conn: Connection, account_id: str, day: dt.date) -> list[Month]:
    """Twelve months from that of `day`, with the account's dates of the year and everybody's and its own blackouts."""
    kinds: dict[int, list[str]] = {}
    for month, kind in conn.execute(
        "SELECT DISTINCT month, kind FROM account_calendar WHERE account_id = ? ORDER BY kind", [account_id]
    ):
        kinds.setdefault(month, []).append(kind)
    firsts = [_first(day, later) for later in range(MONTHS + 1)]
    blackouts = conn.execute(
        """SELECT starts, ends, reason FROM blackout
           WHERE (account_id = ? OR account_id IS NULL) AND ends >= ? AND starts < ? ORDER BY starts, ends""",
        [account_id, day.isoformat(), firsts[-1].isoformat()],
    ).fetchall()
    found: list[Month] = []
    for first, following in pairwise(firsts):
        within = tuple(b for b in blackouts if b[1] >= first.isoformat() and b[0] < following.isoformat())
        found.append(Month(first, tuple(kinds.get(first.month, ())), within))
    return found


def roles(conn: Connection, account_id: str, day: dt.date) -> list[tuple[str, str]]:
    """(role, name) of everybody who looks after an account on a day beside its owner."""
    return conn.execute(
        """SELECT r.role, m.name FROM account_role AS r JOIN member AS m ON m.id = r.member_id
           WHERE r.account_id = :account AND coalesce(r.starts, '') <= :day AND coalesce(r.ends, '9999') >= :day
           ORDER BY r.role, m.name""",
        {"account": account_id, "day": day.isoformat()},
    ).fetchall()


def _first(day: dt.date, later: int) -> dt.date:
    month = day.month - 1 + later
    return dt.date(day.year + month // 12, month % 12 + 1, 1)
