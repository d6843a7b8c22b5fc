"""`=`: only the accounts that changed since another day, with what changed on each."""

from __future__ import annotations

import datetime as dt
import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult

from csops_tui.locale import language, t
from csops_tui.measures import sheet
from csops_tui.measures.change_words import said
from csops_tui.measures.changes import KINDS, Changed, changed
from csops_tui.store.book import Book
from csops_tui.store.listing import Field, Listing
from csops_tui.text.dates import format_day
from csops_tui.tui.commands import Command
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.source import ListingSource
from csops_tui.tui.widgets.peek import Peek
from csops_tui.tui.widgets.source import Cell, Column, Row, Source

_WEEK = dt.timedelta(days=7)
_SHOWN = ("account", "owner", "mrr", "renewal", "concern")
_FIELDS = (*(field for field in sheet.CELLS if field.key in _SHOWN), Field("what", "NULL"))
_SHAPE: dict[str, dict[str, Any]] = {
    "account": {"width": 26, "min_width": 16, "frozen": True},
    "owner": {"width": 8, "min_width": 6, "hide_below": 3},
    "mrr": {"width": 9, "align": "right", "hide_below": 2},
    "renewal": {"width": 14, "hide_below": 4},
    "concern": {"width": 14, "min_width": 10, "hide_below": 5},
    "what": {"width": 60, "min_width": 40, "elastic": True},
}
_TITLES = {"account": "changes.account", "owner": "changes.owner", "mrr": "changes.mrr", "what": "changes.what"}


class ChangedSource(ListingSource):
    """The accounts that changed, the gravest change first unless sorted otherwise."""

    def __init__(
        self, book: Book, listing: Listing, columns: Sequence[Column], as_of: dt.date, found: Sequence[Changed]
    ) -> None:
        super().__init__(book, listing, columns, as_of)
        self._found = {each.account_id: each for each in found}
        rank = {each.account_id: place for place, each in enumerate(found)}
        rows = book.reader().execute("SELECT rowid, id FROM account")
        self._rank = {key: rank[account] for key, account in rows if account in rank}

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        keys = super().order(None if sort == "what" else sort, descending, quick)
        if sort is not None and sort != "what":
            return keys
        return array("q", sorted(keys, key=self._rank.__getitem__, reverse=descending and sort == "what"))

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        return {key: Row(row.id, (*row.cells[:-1], self._what(row.id))) for key, row in super().fetch(keys).items()}

    def _what(self, account_id: str) -> Cell:
        changes = self._found[account_id].changes
        text, tone = said(changes, self.as_of), KINDS[changes[0].kind].tone
        return (text, tone) if tone else text

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        return t("list.n", n=f"{len(keys):,}") if column == "what" else super().aggregate(column, keys)


class ChangedScreen(ListScreen):
    """What changed from one day to another in a part of the book; `<` `>` move the earlier day."""

    DEFAULT_CSS = "ChangedScreen.-tall Peek, ChangedScreen.-high Peek { display: block; }"
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "changes")
    topics = frozenset()
    table = "account"
    place = "changes"

    def __init__(self, since: dt.date, scope: str) -> None:
        super().__init__()
        self.since = since
        self.scope = scope
        self._shown_since: dt.date | None = None

    def where(self) -> str:
        scope = "" if self.scope == "current" else f" ▸ {t(f'sheet.scope.{self.scope}')}"
        return f"{t('changes.title')}{scope} ▸ {t('changes.since', day=format_day(self.since, language(), full=True))}"

    def empty_text(self) -> str:
        if self._shown_since is None:
            return t("changes.counting")
        return t("changes.empty", day=format_day(self._shown_since, language(), full=True))

    def source(self) -> Source:
        return RowsSource(self._columns(), ())

    def _columns(self) -> tuple[Column, ...]:
        return tuple(
            Column(f.key, t(_TITLES.get(f.key, f"sheet.{f.key}")), kind=f.kind, **_SHAPE[f.key]) for f in _FIELDS
        )

    def compose_below(self) -> ComposeResult:
        yield Peek()

    def on_mount(self) -> None:
        self.reload()

    def new_day(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Compare the two days anew; at hand they are in the panel, else they are computed first."""
        book, day, since, scope = self.csops.book, self.csops.today, self.since, self.scope
        self.title_bar.show(left=self.where())
        self.show_facts()
        self.load("changes", lambda _: (since, changed(book, day, since, scope)), self._compared)

    def show_facts(self) -> None:
        if self._shown_since == self.since:
            super().show_facts()
        else:
            # The rows are still those of another day: their number is not that of the day that is named.
            self.title_bar.show(facts=t("stats.counting"))

    def _compared(self, answer: tuple[dt.date, list[Changed]]) -> None:
        self._shown_since, found = answer
        day = self.csops.today
        whole = sheet.listing(day, "all", _FIELDS)
        listing = replace(
            whole,
            source=f"{whole.source} AND a.id IN (SELECT value FROM json_each(:changed))",
            parameters={**whole.parameters, "changed": json.dumps([each.account_id for each in found])},
        )
        self._summarised = None
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(ChangedSource(self.csops.book, listing, self._columns(), day, found))
        self.show_facts()
        self.query_one(Peek).show_account(self.sheet.current_id, anew=True)

    def moved(self, row_id: str | None) -> None:
        self.query_one(Peek).show_account(row_id)

    def open_row(self, row_id: str) -> None:
        self.csops.open_account(row_id)

    def editable(self, column: str) -> str | None:
        return {"account": "name", "owner": "owner_id"}.get(column)

    def footer_commands(self) -> list[Command]:
        return [command for command in super().footer_commands() if command.id not in ("list.new", "list.edit")]

    def do_past(self) -> None:
        """Compare with a week earlier."""
        self.since -= _WEEK
        self.reload()

    def why_not_later(self) -> str | None:
        """The earlier day lies before today."""
        return None if self.since + _WEEK < self.csops.today else "changes.why.today"

    def do_later(self) -> None:
        """Compare with a week later."""
        self.since += _WEEK
        self.reload()
