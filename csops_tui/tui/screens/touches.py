"""`3 Touches`: the log of all touches, newest first, and what they amount to; `tab` goes through the parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.listing import Field, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.tui.screens.study import StudyScreen
from csops_tui.tui.widgets.source import Column

if TYPE_CHECKING:
    from csops_tui.tui.studies import Study

PARTS = ("log", "stats", "triggers", "fields", "coverage", "funnel", "waiting")
# What each part can be asked: to count by attributes, by a period, over a span.
_ASKED: dict[str, frozenset[str]] = {
    "stats": frozenset(("by", "period", "span")),
    "triggers": frozenset(("span",)),
    "fields": frozenset(("span",)),
    "coverage": frozenset(("by",)),
    "funnel": frozenset(("by", "period", "span")),
}
# What the columns of the studies are called in the ledger.
FIGURES = {
    **dict.fromkeys(("touches", "touches_1to1", "touches_1ton", "touches_tech", "two_way_1to1"), "touch_count"),
    "mean": "touch_mean",
    "median": "touch_median",
    "customer_share": "trigger_share",
    "share": "field_share",
    "covered": "covered_rate",
    "engaged": "engaged_rate",
    **dict.fromkeys(
        (f"{name}interval" for name in ("", "covered_", "engaged_", "reply_", "booking_", "held_")), "rate_interval"
    ),
}
_SOURCE = """
FROM touchpoint AS r JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.member_id
WHERE 1"""
_PEOPLE = """(SELECT group_concat(name, ' ') FROM (
   SELECT c.name FROM touchpoint_contact AS tc JOIN contact AS c ON c.id = tc.contact_id
   WHERE tc.touchpoint_id = r.id ORDER BY tc.rowid))"""
_FIELDS = (
    Field("day", "r.day", "long_day"),
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("channel", "r.channel", "code:channel"),
    Field("reach", "r.reach", "code:reach"),
    Field("member_id", "m.name", "person"),
    Field("contacts", _PEOPLE, "person"),
    Field("minutes", "r.minutes", "count"),
    Field("trigger", 'r."trigger"', "code:trigger"),
    Field("sentiment", "r.sentiment", "code:sentiment"),
    Field("tags", "r.tags", "text"),
    Field("note", "r.note", "note"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "day": {"width": 10, "frozen": True},
    "account_id": {"width": 24, "min_width": 14, "frozen": True},
    "channel": {"width": 14, "min_width": 8},
    "reach": {"width": 6, "hide_below": 5},
    "member_id": {"width": 8, "hide_below": 4},
    "contacts": {"width": 16, "min_width": 10, "hide_below": 6},
    "minutes": {"width": 4, "align": "right", "hide_below": 7},
    "trigger": {"width": 14, "min_width": 10, "hide_below": 9},
    "sentiment": {"width": 8, "hide_below": 10},
    "tags": {"width": 12, "hide_below": 8},
    "note": {"width": 40, "min_width": 16, "elastic": True},
}
_WAITING_SHAPE: dict[str, dict[str, Any]] = {
    "asked": {"width": 10, "frozen": True},
    "days_open": {"width": 8, "align": "right"},
    "account_id": {"width": 24, "min_width": 14, "elastic": True},
    "state": {"width": 10},
    "contact_id": {"width": 14, "min_width": 8, "hide_below": 2},
    "member_id": {"width": 8, "hide_below": 1},
    "owner": {"width": 8, "hide_below": 3},
    "meeting": {"width": 14, "min_width": 11, "hide_below": 4},
    "note": {"width": 24, "min_width": 10, "hide_below": 5, "elastic": True},
}


class TouchesScreen(StudyScreen):
    """Every touch of the book; statistics, completeness, coverage and the appointment funnel as further parts."""

    parts = PARTS
    part = "log"
    words = "stats.part"
    topics = frozenset(
        {"touchpoint", "touchpoint_contact", "account", "member", "contact", "appointment", "attendance", "cadence"}
        | {"subscription", "churn", "concern", "voice", "blackout"}
    )
    place = "touches"

    @property
    def table(self) -> str:  # type: ignore[override]
        """The table whose rows are listed; figures are counted by attributes of accounts."""
        if self.studied:
            return "account"
        return "appointment" if self.part == "waiting" else "touchpoint"

    @property
    def questions(self) -> frozenset[str] | None:
        return _ASKED.get(self.part)

    def listing(self) -> Listing:
        if self.part == "waiting":
            from csops_tui.analysis.funnel import waiting

            return waiting(self.day)
        return Listing(
            "touches",
            _SOURCE,
            "r.rowid",
            "r.id",
            _FIELDS,
            "r.day DESC, r.at DESC, r.rowid DESC",
            ("a.name", "a.kana", "m.name", "r.note", "r.tags", "r.channel"),
            begins="r.day >= (SELECT day FROM touchpoint ORDER BY day DESC LIMIT 1 OFFSET 200)",
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        if self.part == "waiting":
            return tuple(
                Column(f.key, t(f"stats.waiting.{f.key}"), kind=f.kind, **_WAITING_SHAPE[f.key]) for f in listing.fields
            )
        return tuple(Column(f.key, t(f"touches.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def on_mount(self) -> None:
        self.show_tabs()

    def renew(self) -> None:
        super().renew()
        if self.part != "waiting":
            return
        listing = self.listing()

        def ask(conn: Connection) -> Any:
            from csops_tui.tui.studies import ages

            return ages(listing.values(conn, "days_open"))

        self.load("study", ask, lambda spec: self.draw(spec) if self.part == "waiting" else None)

    # Figures

    def study(self) -> Callable[[Book], Study]:
        part, choice = self.part, self.choice()

        def work(book: Book) -> Study:
            from csops_tui.tui.studies import STUDIES

            return STUDIES[part](book, choice)

        return work

    def attributes(self) -> Sequence[str]:
        from csops_tui.analysis.funnel import BY
        from csops_tui.analysis.touches import ATTRIBUTES

        return list(BY if self.part == "funnel" else ATTRIBUTES)

    def by(self) -> tuple[str, ...]:
        """Who asked for a meeting is known of attempts alone."""
        return tuple(name for name in super().by() if name != "member" or self.part == "funnel")

    # Rows

    def editable(self, column: str) -> str | None:
        return None if column in ("contacts", "days_open", "owner") else column

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        return FIGURES.get(key, key) if self.studied else key, title

    def open_row(self, row_id: str) -> None:
        """Open a record, or what a row of figures is made of."""
        if not self.studied:
            super().open_row(row_id)
            return
        source, choice = self.sheet.source, self.choice()
        key = source.position(row_id)
        if key is None or self.part not in ("stats", "coverage", "funnel"):
            return
        from csops_tui.tui.figures import FiguresSource
        from csops_tui.tui.screens.group import GroupScreen
        from csops_tui.tui.studies import group_label

        assert isinstance(source, FiguresSource)
        group = source.figures.rows[key][1][: len(choice.names)]
        self.csops.push_screen(GroupScreen(self.part, choice, group, group_label(choice.names, group)))

    def do_new(self) -> None:
        """A new touch is a quick log."""
        if self.part == "waiting":
            super().do_new()
        else:
            self.csops.do_log()
