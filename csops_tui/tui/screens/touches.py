"""`3 Touches`: the log of all touches, newest first."""

from __future__ import annotations

from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.store.listing import Field, Listing
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_SOURCE = """
FROM touchpoint AS r JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.member_id
WHERE 1"""
_PEOPLE = """(SELECT group_concat(c.name, ' ') FROM touchpoint_contact AS tc JOIN contact AS c ON c.id = tc.contact_id
WHERE tc.touchpoint_id = r.id)"""
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


class TouchesScreen(ListScreen):
    """Every touch of the book."""

    scopes: ClassVar[tuple[str, ...]] = ("list",)
    topics = frozenset({"touchpoint", "touchpoint_contact", "account", "member", "contact"})
    table = "touchpoint"
    place = "touches"

    def listing(self) -> Listing:
        return Listing(
            "touches",
            _SOURCE,
            "r.rowid",
            "r.id",
            _FIELDS,
            "r.day DESC, r.at DESC, r.rowid DESC",
            ("a.name", "a.kana", "m.name", "r.note", "r.tags", "r.channel"),
        )

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"touches.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def editable(self, column: str) -> str | None:
        return None if column == "contacts" else column

    def do_new(self) -> None:
        """A new touch is a quick log."""
        self.csops.do_log()
