"""`4 Churn`: every loss with its reason, and how complete the reasons are."""

from __future__ import annotations

from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.store.listing import Field, Listing, money_field
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_SOURCE = """
FROM churn AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.member_id, a.owner_id)
WHERE 1"""
_FIELDS = (
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
)
_SHAPE: dict[str, dict[str, Any]] = {
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
}
# Completeness: closed with a reason that says something, out of all.
_COMPLETE = """
SELECT count(*), count(CASE WHEN state = 'closed' THEN 1 END),
  count(CASE WHEN reason_judged = 'unknown' THEN 1 END), count(CASE WHEN reason_judged = 'other' THEN 1 END)
FROM churn
"""


class ChurnScreen(ListScreen):
    """The churn records of the book."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "churn_reviewing")
    topics = frozenset({"churn", "account", "member"})
    table = "churn"
    place = "churn"
    sort = ("effective", True)

    def listing(self) -> Listing:
        return Listing(
            "churn",
            _SOURCE,
            "r.rowid",
            "r.id",
            _FIELDS,
            "coalesce(r.effective, r.notice) DESC, r.rowid DESC",
            ("a.name", "a.kana", "m.name", "r.note", "r.evidence", "r.competitor"),
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"churn.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def editable(self, column: str) -> str | None:
        return "member_id" if column == "owner" else column

    def show_facts(self) -> None:
        super().show_facts()
        total, closed, unknown, other = self.csops.book.reader().execute(_COMPLETE).fetchone()
        if total:
            self.title_bar.show(
                facts=self.title_bar.facts
                + "   "
                + t("churn.complete", n=closed, total=total, unknown=unknown, other=other)
            )

    def do_new(self) -> None:
        """Start the guided entry; it asks for the account, for a row here has its record already."""
        from csops_tui.tui.churn_entry import start_entry

        start_entry(self.csops, None)

    def do_churn_review(self) -> None:
        """Look back at the marked churns, by default at those that are due; or go on with what was begun."""
        from csops_tui.tui.churn_review import open_churn_review

        if open_churn_review(self.csops, sorted(self.sheet.marks)):
            self.sheet.clear_marks()

    def do_sessions(self) -> None:
        """Show all sessions of churn reviews."""
        self.csops.open_records("review_session")

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.churn_entry import continue_entry

        continue_entry(self.csops, row_id)
