"""`2 Sheet`: every account in one row, with what stands behind the row under the cursor."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import language, t
from csops_tui.measures import panel, sheet
from csops_tui.store.listing import Listing
from csops_tui.text.dates import format_day
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.inputs import ImeInput
from csops_tui.tui.widgets.peek import Peek
from csops_tui.tui.widgets.source import Column

_SHAPE: dict[str, dict[str, Any]] = {
    "account": {"width": 26, "min_width": 16, "frozen": True, "elastic": True},
    "tier": {"width": 6, "hide_below": 6},
    "owner": {"width": 8, "min_width": 6, "hide_below": 4},
    "mrr": {"width": 9, "align": "right", "hide_below": 5},
    "renewal": {"width": 14, "hide_below": 3},
    "concern": {"width": 16, "min_width": 14},
    "one_to_one": {"width": 6, "align": "right", "hide_below": 1},
    "any": {"width": 5, "align": "right", "hide_below": 7},
    "touches": {"width": 12, "hide_below": 9},
    "usage": {"width": 7, "align": "right", "hide_below": 8},
    "next": {"width": 22, "min_width": 11, "hide_below": 2, "elastic": True},
}
# What a column of the sheet is called in the account's own table.
_FIELD = {"account": "name", "tier": "tier", "owner": "owner_id"}


class SheetScreen(ListScreen):
    """The one sheet."""

    DEFAULT_CSS = "SheetScreen.-tall Peek, SheetScreen.-high Peek { display: block; }"
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "sheet", "rounds")
    topics = frozenset(
        {"account", "member", "touchpoint", "attendance", "subscription", "renewal", "concern", "task", "contact"}
        | {"cadence", "usage", "voice", "blackout", "event"}
    )
    table = "account"
    place = "sheet"

    def __init__(self) -> None:
        self.scope = "current"
        super().__init__()

    def listing(self) -> Listing:
        return sheet.listing(self.csops.catching_up.day(), self.scope)

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return tuple(
            Column(field.key, t(f"sheet.{field.key}"), kind=field.kind, **_SHAPE[field.key]) for field in listing.fields
        )

    def compose_below(self) -> ComposeResult:
        yield Peek()

    def compose_body(self) -> ComposeResult:
        self.csops.catching_up.now()
        yield from super().compose_body()

    def new_day(self) -> None:
        self.renew()

    def show_facts(self) -> None:
        super().show_facts()
        if not self.csops.as_of:
            day = format_day(self.csops.catching_up.day(), language(), full=True)
            self.title_bar.show(facts=f"{self.title_bar.facts}   {day}")

    def moved(self, row_id: str | None) -> None:
        self.query_one(Peek).show_account(row_id)

    def reload(self) -> None:
        super().reload()
        self.query_one(Peek).show_account(self.sheet.current_id, anew=True)

    def open_row(self, row_id: str) -> None:
        self.csops.open_account(row_id)

    def editable(self, column: str) -> str | None:
        return _FIELD.get(column)

    def do_edit(self) -> None:
        """Change the cell in place; concern and next step have entries of their own."""
        column = self.sheet.current_column
        if column == "concern":
            self.do_concern()
        elif column == "next":
            self._edit_next()
        else:
            super().do_edit()

    def _edit_next(self) -> None:
        """Open the task that stands in the cell, or ask for a first one."""
        found = self.csops.book.reader().execute(
            "SELECT id FROM task WHERE account_id = ? AND state = 'open' ORDER BY due IS NULL, due, id LIMIT 1",
            [self.sheet.current_id],
        )
        task = found.fetchone()
        if task is None:
            self.do_task()
            return
        from csops_tui.tui.forms.form import edit_record

        edit_record(self.csops, "task", task[0], focus="due")

    def why_not_concern(self) -> str | None:
        """A concern needs an account."""
        return None if self.sheet.current_id else "why.no_account"

    why_not_task = why_not_concern

    # Days and parts of the book

    def do_past(self) -> None:
        """Show the sheet as it was a week before."""
        self._show_day((self.csops.as_of or self.csops.today) - dt.timedelta(days=7))

    def do_later(self) -> None:
        """Go a week forward, at most to today."""
        self._show_day((self.csops.as_of or self.csops.today) + dt.timedelta(days=7))

    def why_not_later(self) -> str | None:
        """Nothing is later than today."""
        return None if self.csops.as_of else "why.today"

    def do_changed(self) -> None:
        """Show only what changed since the day that is shown; on today's sheet since a week ago."""
        from csops_tui.tui.screens.changed import ChangedScreen

        since = self.csops.as_of or self.csops.today - dt.timedelta(days=7)
        self.csops.push_screen(ChangedScreen(since, self.scope))

    def why_not_review(self) -> str | None:
        """What is decided is decided today."""
        return "review.why.past" if self.csops.as_of else None

    def do_review(self) -> None:
        """Go through what changed or is due, account by account."""
        from csops_tui.tui.review import open_review

        open_review(self)

    def do_rounds(self) -> None:
        """Show all review rounds."""
        from csops_tui.tui.screens.rounds import RoundsScreen

        self.csops.push_screen(RoundsScreen())

    def _show_day(self, day: dt.date) -> None:
        today = self.csops.today
        self.csops.as_of = day if day < today else None
        if self.csops.as_of is None:
            self.renew()
            return
        book, wanted, catching_up = self.csops.book, self.csops.as_of, self.csops.catching_up
        self.title_bar.show(alert=self.csops.banner())

        def ask(conn: Any) -> None:
            panel.ensure_day(book, wanted, catching_up.telling(lambda: self.csops.as_of == wanted))

        def show(_: None) -> None:
            catching_up.words = ""
            self.renew()

        self.load("day", ask, show)

    def do_scope(self) -> None:
        """Show current accounts, churned ones, or all."""
        names = list(sheet.SCOPES)
        self.scope = names[(names.index(self.scope) + 1) % len(names)]
        self.renew()

    def renew(self) -> None:
        """Show everything anew: another day, part of the book, language or book."""
        self.query_one("#filter-prompt", Static).update(t("list.filter_prompt"))
        self.query_one("#filter", ImeInput).placeholder = t("list.filter_hint")
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        self._summarised = None
        self.query_one(Peek).show_account(self.sheet.current_id, anew=True)
        self.show_undo()
        scope = "" if self.scope == "current" else f" ▸ {t(f'sheet.scope.{self.scope}')}"
        self.title_bar.show(left=t("place.sheet") + scope, alert=self.csops.banner())
        self.show_facts()
