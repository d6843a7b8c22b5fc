"""The registers on an account's page: risks, complaints, opportunities as lists, and what is open of them."""

from __future__ import annotations

import datetime as dt

from csops_tui.locale import language, t
from csops_tui.measures import complaints, opportunities, risks
from csops_tui.model.codes import word
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.screens.account_part import Part

_OWNER = "JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.owner_id"

REGISTERS: dict[str, Part] = {
    "risks": Part(
        "risk",
        tuple(field for field in risks.FIELDS if field.key != "account_id"),
        {
            "review_on": {"width": 20, "frozen": True},
            "category": {"width": 16, "min_width": 12},
            "level": {"width": 8},
            "level_since": {"width": 11, "hide_below": 4},
            "owner_id": {"width": 8, "hide_below": 1},
            "opened": {"width": 10, "hide_below": 3},
            "closed": {"width": 10, "hide_below": 2},
            "note": {"width": 30, "min_width": 12, "elastic": True},
        },
        risks.ORDER,
        _OWNER,
        frozenset({"level_since"}),
    ),
    "complaints": Part(
        "complaint",
        tuple(field for field in complaints.FIELDS if field.key not in ("account_id", "cadence_hours")),
        {
            "update_due": {"width": 15, "frozen": True},
            "title": {"width": 30, "min_width": 24, "elastic": True},
            "severity": {"width": 8},
            "received": {"width": 14},
            "responded": {"width": 14, "hide_below": 2},
            "resolved": {"width": 14, "hide_below": 1},
            "cause": {"width": 18, "min_width": 8, "hide_below": 5},
            "updates": {"width": 6, "align": "right", "hide_below": 4},
            "owner_id": {"width": 8, "hide_below": 3},
        },
        complaints.ORDER,
        _OWNER,
        frozenset({"update_due", "updates"}),
    ),
    "opportunities": Part(
        "opportunity",
        tuple(field for field in opportunities.FIELDS if field.key != "account_id"),
        {
            "title": {"width": 26, "min_width": 14, "frozen": True, "elastic": True},
            "kind": {"width": 14, "min_width": 10, "hide_below": 1},
            "state": {"width": 8},
            "mrr": {"width": 13, "align": "right"},
            "probability": {"width": 8, "align": "right", "hide_below": 3},
            "opened": {"width": 10},
            "closed": {"width": 10, "hide_below": 2},
            "owner_id": {"width": 8, "hide_below": 4},
            "note": {"width": 24, "min_width": 10, "hide_below": 5},
        },
        opportunities.ORDER,
        _OWNER,
    ),
}

_STANDING = f"""
SELECT * FROM (
  SELECT 'complaint', r.title, {complaints.DUE} <= :now, count(*) OVER () FROM complaint AS r
  WHERE r.account_id = :account AND r.received <= :now AND (r.resolved IS NULL OR r.resolved > :now)
  ORDER BY {complaints.DUE} IS NULL, {complaints.DUE}, r.id)
UNION ALL
SELECT * FROM (
  SELECT 'risk', r.category || ' ' || r.level, {risks.GRAVITY} >= 3, count(*) OVER () FROM risk AS r
  WHERE r.account_id = :account AND {risks.OPEN} ORDER BY {risks.GRAVITY} DESC, r.opened, r.id)"""


def standing(conn: Connection, account_id: str, day: dt.date, now: str) -> list[tuple[str, str, str]]:
    """What is open of an account as (entity, words, role of the colour): the first of each kind, and how many more.

    `now` is a moment in UTC, as text.
    """
    rows = conn.execute(_STANDING, {"account": account_id, "day": day.isoformat(), "now": now})
    found: dict[str, tuple[str, str, str]] = {}
    for kind, what, pressing, n in rows:
        if kind in found:
            continue
        words = clean(what)
        if kind == "risk":
            category, _, level = what.rpartition(" ")
            words = f"{word('risk.level', level, language())} {word('risk_category', category, language())}"
        more = t("signal.open_more", first=words, n=n - 1) if n > 1 else words
        found[kind] = (kind, more, "bad" if pressing else "warn")
    return list(found.values())
