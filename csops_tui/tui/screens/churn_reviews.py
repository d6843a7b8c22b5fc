"""The sessions of churn reviews, newest first, and what became of the signals that the one under the cursor adopted."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.measures import churn_review as reviews
from csops_tui.measures import churn_review_effect
from csops_tui.measures.churn_review_effect import Effect
from csops_tui.measures.churn_review_words import effect, one_line
from csops_tui.measures.signal_shipped import title
from csops_tui.store.listing import Field, Listing
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import Command
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column

_SOURCE = """
FROM (
  SELECT r.rowid AS k, r.id, r.day, r.title, r.people, r.finished,
    (SELECT count(*) FROM churn_review AS v WHERE v.session_id = r.id) AS n,
    (SELECT count(*) FROM churn_review AS v WHERE v.session_id = r.id AND v.state = 'done') AS done,
    (SELECT count(*) FROM review_action AS x JOIN churn_review AS v ON v.id = x.review_id
     WHERE v.session_id = r.id) AS actions,
    (SELECT count(*) FROM review_action AS x JOIN churn_review AS v ON v.id = x.review_id
     WHERE v.session_id = r.id AND x.state = 'open') AS open,
    (SELECT count(*) FROM review_action AS x JOIN churn_review AS v ON v.id = x.review_id
     WHERE v.session_id = r.id AND x.signal_id IS NOT NULL) AS signals
  FROM review_session AS r
) AS r WHERE 1"""
_COUNTS = ("n", "done", "actions", "open", "signals")
_FIELDS = (
    Field("day", "r.day", "long_day"),
    Field("title", "r.title", "note"),
    Field("people", "r.people", "note"),
    *(Field(name, f"r.{name}", "count") for name in _COUNTS),
    Field("finished", "r.finished", "long_day"),
)
_SHAPE: dict[str, dict[str, Any]] = {
    "day": {"width": 10, "frozen": True},
    "title": {"width": 28, "min_width": 12, "elastic": True},
    "people": {"width": 18, "min_width": 8, "hide_below": 2},
    **{name: {"width": 7, "min_width": 6, "align": "right"} for name in _COUNTS},
    "actions": {"width": 10, "align": "right"},
    "signals": {"width": 10, "align": "right", "hide_below": 3},
    "finished": {"width": 10},
}


class ChurnReviewsScreen(ListScreen):
    """Every session; `enter` goes on with one, or shows it again."""

    DEFAULT_CSS = """
    ChurnReviewsScreen #effects { height: auto; max-height: 10; padding: 0 1 0 3; margin: 1 0 0 0; }
    """
    scopes: ClassVar[tuple[str, ...]] = ("list", "churn_minutes")
    topics = frozenset({"review_session", "churn_review", "review_action", "signal", "signal_episode", "churn"})
    table = "review_session"
    place = "churn_reviews"

    def __init__(self, session_id: str = "") -> None:
        super().__init__()
        self._wanted = session_id
        self._effects: list[Effect] = []

    def listing(self) -> Listing:
        order = "r.day DESC, r.k DESC"
        return Listing("churn_reviews", _SOURCE, "r.k", "r.id", _FIELDS, order, ("r.title", "r.people", "r.day"))

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(Column(f.key, t(f"lookback.column.{f.key}"), kind=f.kind, **_SHAPE[f.key]) for f in listing.fields)

    def compose_below(self) -> ComposeResult:
        yield Static("", id="effects", markup=False)

    def on_mount(self) -> None:
        if self._wanted:
            self.sheet.select(self._wanted)
        self._ask()

    def reload(self) -> None:
        super().reload()
        self._ask()

    def _ask(self) -> None:
        day = self.csops.catching_up.day()

        def ask(conn: Connection) -> list[Effect]:
            return churn_review_effect.effects(conn, day)

        def answer(found: list[Effect]) -> None:
            self._effects = found
            self.moved(self.sheet.current_id)

        self.load("effects", ask, answer)

    def moved(self, row_id: str | None) -> None:
        """Show what became of the signals of this session."""
        muted = self.app.theme_variables["text-muted"]
        text = Text(no_wrap=True, overflow="ellipsis")
        for number, found in enumerate(each for each in self._effects if each.session_id == row_id):
            if not number:
                text.append(t("lookback.effect.title") + "\n", muted)
            text.append(f"{one_line(title(found.name))}   ", "bold")
            text.append(effect(found) + "\n")
        self.query_one("#effects", Static).update(text)

    def open_row(self, row_id: str) -> None:
        from csops_tui.tui.screens.churn_review import ChurnReviewScreen

        if reviews.read_items(self.csops.book.reader(), row_id):
            self.csops.push_screen(ChurnReviewScreen(row_id))
        else:
            self.csops.say(t("lookback.no_churns"), "warning")

    def editable(self, column: str) -> str | None:
        return column if column in ("title", "people", "day") else None

    def do_new(self) -> None:
        """Begin a session over the churns that are due, or go on with the open one."""
        from csops_tui.tui.churn_review import open_churn_review

        open_churn_review(self.csops)

    def why_not_minutes(self) -> str | None:
        """A session must be there."""
        return None if self.sheet.current_id else "why.no_row"

    def do_minutes(self) -> None:
        """Write the minutes of the session to a file."""
        from csops_tui.tui.churn_minutes import ask_minutes

        if row_id := self.sheet.current_id:
            ask_minutes(self.csops, row_id)

    def footer_commands(self) -> list[Command]:
        return [command for command in super().footer_commands() if command.id != "list.export"]
