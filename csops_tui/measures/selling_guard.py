"""What speaks against selling more to an account just now: a worried customer is helped first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from csops_tui.locale import t
from csops_tui.measures.signal_shipped import title
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean

Kind = Literal["concern", "signal", "complaint", "promise"]
CONCERN_FROM = 3
# What goes on with an opportunity when it changes: asked about where the guard can speak.
GUARDED = frozenset({"account_id", "state", "mrr", "probability"})

# The newest concern speaks, while it holds.
_AGAINST = f"""
SELECT account_id, 'concern', level, day FROM (
  SELECT account_id, level, expires, day, max(day || printf('%019d', rowid)) AS newest
  FROM concern WHERE day <= :day GROUP BY account_id)
WHERE level >= {CONCERN_FROM} AND (expires IS NULL OR expires >= :day)
UNION ALL
SELECT e.account_id, 'signal', s.name, e.raised FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE s.severity = 'urgent' AND e.raised <= :day AND (e.cleared IS NULL OR e.cleared > :day)
UNION ALL
SELECT account_id, 'complaint', title, date(received, 'localtime') FROM complaint
WHERE date(received, 'localtime') <= :day AND (resolved IS NULL OR date(resolved, 'localtime') > :day)
UNION ALL
SELECT account_id, 'promise', title, due FROM task
WHERE promise = 1 AND due < :day AND (state = 'open' OR done_on > :day) AND account_id IS NOT NULL"""


@dataclass(frozen=True)
class Against:
    """One thing that speaks against selling: a concern's level, a signal's name, a title; and its day."""

    kind: Kind
    what: str
    day: str

    @property
    def words(self) -> str:
        """As people read it."""
        return t(f"register.guard.{self.kind}", what=clean(title(self.what) if self.kind == "signal" else self.what))


def against(conn: Connection, account_id: str, day: dt.date) -> list[Against]:
    """What speaks against selling to an account on a day; nothing where the way is free."""
    return against_all(conn, day, account_id).get(account_id, [])


def against_all(conn: Connection, day: dt.date, account_id: str | None = None) -> dict[str, list[Against]]:
    """What speaks against selling, by account; accounts of which nothing is said are not there."""
    found: dict[str, list[Against]] = {}
    sql = f"SELECT * FROM ({_AGAINST}) WHERE :account IS NULL OR account_id = :account ORDER BY 1, 4"
    order: tuple[Kind, ...] = ("concern", "signal", "complaint", "promise")
    for account, kind, what, since in conn.execute(sql, {"day": day.isoformat(), "account": account_id}):
        found.setdefault(account, []).append(Against(kind, str(what), since))
    return {account: sorted(own, key=lambda one: order.index(one.kind)) for account, own in found.items()}


def advances(before: dict[str, object], after: dict[str, object]) -> bool:
    """Whether a change of an opportunity goes on with it: a new one, a win, a higher amount or probability.

    Losing it, putting it back and correcting words need no reason.
    """
    if after.get("state") == "lost":
        return False
    if not before:
        return True
    if after.get("state") == "won" or (before.get("state") != "open" and after.get("state") == "open"):
        return before.get("state") != after.get("state")
    if before.get("account_id") != after.get("account_id"):
        return True
    return any(_amount(after.get(name)) > _amount(before.get(name)) for name in ("mrr", "probability"))


def _amount(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def noted(note: str | None, found: list[Against], why: str, day: dt.date) -> str:
    """The note with one more line: what spoke against it and why it was done all the same."""
    reasons = t("register.guard.between").join(one.words for one in found)
    line = t("register.guard.note", day=day.isoformat(), reasons=reasons, why=clean(why).strip())
    return f"{note}\n{line}" if note else line
