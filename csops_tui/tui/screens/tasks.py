"""What is to be done: open tasks first, those due earliest at the top."""

from __future__ import annotations

from typing import Any, ClassVar

from csops_tui.locale import t
from csops_tui.store.listing import Field, Listing
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_SOURCE = """
FROM task AS r LEFT JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.member_id
WHERE 1"""
_FIELDS = (
    Field("due", "r.due", "deadline"),
    Field("title", "r.title"),
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("member_id", "m.name", "person"),
    Field("promise", "r.promise", "flag"),
    Field("state", "r.state", "code:task.state"),
    Field("done_on", "r.done_on", "long_day"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "due": {"width": 16, "min_width": 12, "frozen": True},
    "title": {"width": 36, "min_width": 18, "elastic": True},
    "account_id": {"width": 26, "min_width": 14},
    "member_id": {"width": 8, "hide_below": 1},
    "promise": {"width": 5, "hide_below": 3},
    "state": {"width": 8, "hide_below": 2},
    "done_on": {"width": 10, "hide_below": 4},
}
# Open before done; among the open those due first, among the done the latest.
ORDER = "r.state <> 'open', iif(r.state = 'open', coalesce(r.due, '9999'), ''), r.done_on DESC, r.due DESC, r.rowid"


class TasksScreen(ListScreen):
    """The tasks of everybody."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "task")
    topics = frozenset({"task", "account", "member"})
    table = "task"
    place = "tasks"

    def listing(self) -> Listing:
        search = ("r.title", "a.name", "a.kana", "m.name", "r.note")
        return Listing("tasks", _SOURCE, "r.rowid", "r.id", _FIELDS, ORDER, search)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"field.task.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)
