"""The register of risks: what may go wrong at an account, how grave it is, and when it is looked at again."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from csops_tui.locale import language
from csops_tui.model.codes import word
from csops_tui.store.edit import Edit
from csops_tui.store.listing import Field, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean

LEVELS = ("low", "medium", "high", "critical")
# After how many days a risk is looked at again unless somebody says when.
REVIEW_AFTER = {"low": 90, "medium": 30, "high": 14, "critical": 7}

GRAVITY = "CASE r.level WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END"
OPEN = "r.opened <= :day AND (r.closed IS NULL OR r.closed > :day)"
# A risk without a day is due from the day on which it was found.
DUE = "coalesce(r.review_on, r.opened)"

# The last day on which its level changed, as the change log has it; written with the risk: the day it was opened.
_SINCE = """coalesce((
  SELECT date(max(substr(e.at, 1, 19)), 'localtime') FROM _change AS c JOIN _edit AS e ON e.id = c.edit
  WHERE c.tbl = 'risk' AND c.pk = r.id AND c.op = 'U' AND json_extract(c.new, '$.level') IS NOT NULL), r.opened)"""

FIELDS = (
    Field("review_on", f"iif(r.closed IS NULL OR r.closed > :day, {DUE}, NULL)", "deadline"),
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("category", "r.category", "code:risk_category"),
    Field("level", "r.level", "code:risk.level", GRAVITY),
    Field("level_since", _SINCE, "long_day"),
    Field("owner_id", "m.name", "person"),
    Field("opened", "r.opened", "long_day"),
    Field("closed", "r.closed", "long_day"),
    Field("note", "r.note", "note"),
)


ORDER = f"NOT ({OPEN}), iif({OPEN} AND {DUE} <= :day, 0, 1), {GRAVITY} DESC, {DUE}, r.rowid"


def listing(day: dt.date, what: str = "open") -> Listing:
    """Risks as of a day: `open` ones, those whose review is `due`, or `all`; due first, then the gravest."""
    where = {"open": OPEN, "due": f"{OPEN} AND {DUE} <= :day", "all": "r.opened <= :day"}[what]
    return Listing(
        "risks",
        f"""FROM risk AS r JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.owner_id
        WHERE {where}""",
        "r.rowid",
        "r.id",
        FIELDS,
        ORDER,
        ("a.name", "a.kana", "m.name", "r.note", "r.category"),
        {"day": day.isoformat()},
    )


@dataclass(frozen=True)
class Count:
    """The open risks of one category: all, the grave ones (high or critical), those whose review is due."""

    category: str
    n: int
    grave: int
    due: int


def counts(conn: Connection, day: dt.date) -> list[Count]:
    """Open risks by category, most first."""
    rows = conn.execute(
        f"""SELECT r.category, count(*), sum({GRAVITY} >= 3), sum({DUE} <= :day)
        FROM risk AS r WHERE {OPEN} GROUP BY r.category ORDER BY 2 DESC, 1""",
        {"day": day.isoformat()},
    )
    return [Count(*row) for row in rows]


_LATER = " ".join(f"WHEN '{level}' THEN '+{days} days'" for level, days in REVIEW_AFTER.items())
_NOTED = "note = CASE WHEN :line IS NULL THEN note WHEN note IS NULL THEN :line ELSE note || char(10) || :line END"
_REVIEWED = f"""
UPDATE risk SET review_on = coalesce(:until, date(:day, CASE level {_LATER} END)), {_NOTED}
WHERE id = :id"""
# A risk that is entered with a later day than it was settled on is settled on the day it begins.
_CLOSED = f"UPDATE risk SET closed = max(opened, :day), {_NOTED} WHERE id = :id AND closed IS NULL"


def reviewed(edit: Edit, risk_id: str, day: dt.date, until: dt.date | None = None, note: str = "") -> None:
    """Somebody looked at a risk: it is due again on `until`, else after the days of its level."""
    later = until.isoformat() if until else None
    edit.execute(_REVIEWED, {"until": later, "day": day.isoformat(), "line": _line(day, note), "id": risk_id})


def close(edit: Edit, risk_id: str, day: dt.date, note: str = "") -> None:
    """A risk is settled as of a day; how stands as a line of its note."""
    edit.execute(_CLOSED, {"day": day.isoformat(), "line": _line(day, note), "id": risk_id})


def _line(day: dt.date, note: str) -> str | None:
    return f"{day.isoformat()} {clean(note)}" if note else None


def called(conn: Connection, risk_id: str) -> str:
    """What people call a risk: its account and its category."""
    name, category = conn.execute(
        "SELECT a.name, r.category FROM risk AS r JOIN account AS a ON a.id = r.account_id WHERE r.id = ?", [risk_id]
    ).fetchone()
    return f"{name} {word('risk_category', category, language())}"


def stepped(level: str, step: int) -> str:
    """The level above or below; the ends stay."""
    return LEVELS[max(0, min(len(LEVELS) - 1, LEVELS.index(level) + step))]


def of_account(conn: Connection, accounts: list[str], day: dt.date) -> dict[str, int]:
    """How many grave risks are open, by account."""
    rows = conn.execute(
        f"""SELECT r.account_id, count(*) FROM risk AS r WHERE {OPEN} AND {GRAVITY} >= 3
        AND r.account_id IN (SELECT value FROM json_each(:ids)) GROUP BY 1""",
        {"day": day.isoformat(), "ids": json.dumps(accounts)},
    )
    return dict(rows.fetchall())
