"""Where the record of one churn was used: its reviews, what came of them, and the reports that count it.

People fill in what they see used; this is what they are shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from csops_tui.locale import language, t
from csops_tui.measures.signal_shipped import title
from csops_tui.store.sqlite import Connection
from csops_tui.text.dates import format_day

_REVIEWS = """
SELECT r.id, r.day, s.title, r.state FROM churn_review AS r LEFT JOIN review_session AS s ON s.id = r.session_id
WHERE r.churn_id = ? ORDER BY r.day, r.rowid
"""
_ACTIONS = """
SELECT a.id, a.title, a.state, g.id, g.name
FROM review_action AS a JOIN churn_review AS r ON r.id = a.review_id LEFT JOIN signal AS g ON g.id = a.signal_id
WHERE r.churn_id = ? ORDER BY a.rowid
"""
_COUNTED = "SELECT effective, reason_judged FROM churn WHERE id = ?"


@dataclass(frozen=True)
class Use:
    """One use; `kind` is `review`, `action`, `signal` or `report`, `table` and `id` the record it is, if one."""

    kind: str
    words: str
    table: str = ""
    id: str = ""


def uses(conn: Connection, churn_id: str, today: dt.date) -> list[Use]:
    """All uses of one record, reviews first; a report or chart uses it once its period has begun."""
    found = [
        Use("review", t(f"churn.use.review.{state}", day=_spoken(day), title=called or "").strip(), "churn_review", id)
        for id, day, called, state in conn.execute(_REVIEWS, [churn_id])  # noqa: A001
    ]
    for action, called, state, signal, name in conn.execute(_ACTIONS, [churn_id]):
        if signal:
            found.append(Use("signal", t("churn.use.signal", name=title(name), title=called), "signal", signal))
        else:
            found.append(Use("action", t(f"churn.use.action.{state}", title=called), "review_action", action))
    row = conn.execute(_COUNTED, [churn_id]).fetchone()
    if row and row[0] and row[0] <= today.isoformat():
        month = dt.date.fromisoformat(row[0])
        counted = "report" if row[1] else "report_without"
        found.append(Use("report", t(f"churn.use.{counted}", year=month.year, month=f"{month.month:02d}")))
        if (today - month).days < 365:
            found.append(Use("report", t("churn.use.charts")))
    return found


def in_words(found: list[Use]) -> str:
    """All uses as one line; that there are none yet, and how there will be."""
    between = "、" if language() == "ja" else "; "
    return t("churn.uses", what=between.join(use.words for use in found)) if found else t("churn.unused")


def _spoken(day: str) -> str:
    return format_day(dt.date.fromisoformat(day), language())
