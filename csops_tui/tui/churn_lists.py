"""The lists of `4 Churn`: the log of churns, the attempts to keep customers, and the reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csops_tui.locale import has, t
from csops_tui.store.listing import Field, Listing, money_field
from csops_tui.tui.widgets.source import Column

Shape = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class RecordPart:
    """A part that lists the records of `table`; `computed` are the columns that no field stands behind."""

    table: str
    listing: Listing
    shape: Shape
    computed: frozenset[str] = frozenset()

    def columns(self) -> tuple[Column, ...]:
        """How the fields stand in the sheet."""
        return tuple(Column(f.key, self._title(f.key), kind=f.kind, **self.shape[f.key]) for f in self.listing.fields)

    def _title(self, key: str) -> str:
        names = (f"churn.{self.table}.{key}", f"churn.{key}", f"field.{self.table}.{key}")
        return next(t(name) for name in names if has(name))


_LOG = RecordPart(
    "churn",
    Listing(
        "churn",
        """
FROM churn AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.member_id, a.owner_id)
WHERE 1""",
        "r.rowid",
        "r.id",
        (
            Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
            Field("state", "r.state", "code:churn.state"),
            Field("kind", "r.kind", "code:churn.kind"),
            Field("notice", "r.notice", "long_day"),
            Field("effective", "r.effective", "long_day"),
            money_field("mrr_lost", "r.mrr_lost", "r.currency"),
            Field("reason_stated", "r.reason_stated", "code:churn_reason"),
            Field("reason_judged", "r.reason_judged", "code:churn_reason"),
            Field("owner", "m.name", "person"),
            Field("avoidable", "r.avoidable", "flag"),
            Field("foreseeable", "r.foreseeable", "flag"),
            Field("competitor", "r.competitor", "text"),
            Field("note", "r.note", "note"),
        ),
        "coalesce(r.effective, r.notice) DESC, r.rowid DESC",
        ("a.name", "a.kana", "m.name", "r.note", "r.evidence", "r.competitor"),
    ),
    {
        "account_id": {"width": 24, "min_width": 14, "frozen": True},
        "state": {"width": 8},
        "kind": {"width": 10, "hide_below": 6},
        "notice": {"width": 10, "hide_below": 7},
        "effective": {"width": 10},
        "mrr_lost": {"width": 9, "align": "right", "hide_below": 3},
        "reason_stated": {"width": 18, "min_width": 12, "hide_below": 4},
        "reason_judged": {"width": 18, "min_width": 12},
        "owner": {"width": 8, "hide_below": 5},
        "avoidable": {"width": 8, "hide_below": 9},
        "foreseeable": {"width": 8, "hide_below": 9},
        "competitor": {"width": 12, "hide_below": 10},
        "note": {"width": 30, "min_width": 12, "elastic": True, "hide_below": 8},
    },
)

_SAVES = RecordPart(
    "save_attempt",
    Listing(
        "saves",
        """
FROM save_attempt AS r JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.member_id
LEFT JOIN churn AS c ON c.id = r.churn_id
WHERE 1""",
        "r.rowid",
        "r.id",
        (
            Field("day", "r.day", "long_day"),
            Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
            Field("action", "r.action"),
            Field("result", "r.result", "code:save_attempt.result"),
            Field("member_id", "m.name", "person"),
            Field("minutes", "r.minutes", "count"),
            money_field("cost", "r.cost", "coalesce(c.currency, 'JPY')"),
            Field("reason_judged", "c.reason_judged", "code:churn_reason"),
            Field("note", "r.note", "note"),
        ),
        "r.day DESC, r.rowid DESC",
        ("a.name", "a.kana", "m.name", "r.action", "r.note"),
    ),
    {
        "day": {"width": 10, "frozen": True},
        "account_id": {"width": 24, "min_width": 14, "frozen": True},
        "action": {"width": 30, "min_width": 14, "elastic": True},
        "result": {"width": 10, "min_width": 8},
        "member_id": {"width": 8, "hide_below": 2},
        "minutes": {"width": 5, "align": "right", "hide_below": 3},
        "cost": {"width": 9, "align": "right", "hide_below": 4},
        "reason_judged": {"width": 18, "min_width": 12, "hide_below": 5},
        "note": {"width": 24, "min_width": 10, "elastic": True, "hide_below": 6},
    },
    frozenset({"reason_judged"}),
)

_REVIEWS = RecordPart(
    "churn_review",
    Listing(
        "churn_reviews",
        """
FROM churn_review AS r JOIN churn AS c ON c.id = r.churn_id JOIN account AS a ON a.id = c.account_id
LEFT JOIN review_session AS s ON s.id = r.session_id
WHERE 1""",
        "r.rowid",
        "r.id",
        (
            Field("day", "r.day", "long_day"),
            Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
            Field("state", "r.state", "code:churn_review.state"),
            Field("session", "s.title"),
            Field("notice", "c.notice", "long_day"),
            Field("first_knowable", "r.first_knowable", "long_day"),
            Field("actions", "(SELECT count(*) FROM review_action AS x WHERE x.review_id = r.id)", "count"),
            Field("improve_cs", "r.improve_cs", "note"),
            Field("improve_ops", "r.improve_ops", "note"),
        ),
        "r.day DESC, r.rowid DESC",
        ("a.name", "a.kana", "s.title", "r.improve_cs", "r.improve_ops", "r.minutes_text"),
    ),
    {
        "day": {"width": 10, "frozen": True},
        "account_id": {"width": 24, "min_width": 14, "frozen": True},
        "state": {"width": 8},
        "session": {"width": 18, "min_width": 10, "hide_below": 3},
        "notice": {"width": 10, "hide_below": 4},
        "first_knowable": {"width": 12, "hide_below": 2},
        "actions": {"width": 8, "align": "right", "hide_below": 1},
        "improve_cs": {"width": 24, "min_width": 10, "elastic": True, "hide_below": 5},
        "improve_ops": {"width": 24, "min_width": 10, "elastic": True, "hide_below": 6},
    },
    frozenset({"account_id", "session", "notice", "actions"}),
)

RECORD_PARTS = {"log": _LOG, "saves": _SAVES, "reviews": _REVIEWS}
