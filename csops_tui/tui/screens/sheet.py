"""`2 Sheet`: every account in one row, with what stands behind the row under the cursor."""

from __future__ import annotations

import datetime as dt
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.timer import Timer

from csops_tui.locale import language, t
from csops_tui.measures import panel, sheet
from csops_tui.measures.columns import columns as column_names
from csops_tui.measures.columns import own_codes
from csops_tui.measures.families import READS
from csops_tui.measures.views import View
from csops_tui.store.errors import BookError
from csops_tui.store.listing import Field, Listing
from csops_tui.store.sqlite import Connection, DatabaseError
from csops_tui.text.dates import format_day
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.sheet_columns import can_group, sheet_columns, sheet_fields
from csops_tui.tui.source import ListingSource
from csops_tui.tui.widgets.peek import Peek
from csops_tui.tui.widgets.source import Column

if TYPE_CHECKING:
    from csops_tui.measures.expression import Expression
    from csops_tui.measures.proposing import Offer, Values

# What a column of the sheet is called in the account's own table.
_FIELD = {
    **{"account": "name", "owner": "owner_id", "ops_owner": "ops_owner_id"},
    **{name: name for name in ("tier", "stage", "touch_model", "segment", "size", "industry", "region", "country")},
    **{name: name for name in ("maturity", "source", "served_by")},
}
# How long after the last key a condition is tried, in seconds: at once for a person, once for a burst of keys.
_TRY_AFTER = 0.1


class SheetScreen(ListScreen):
    """The one sheet."""

    DEFAULT_CSS = "SheetScreen.-tall Peek, SheetScreen.-high Peek { display: block; }"
    scopes: ClassVar[tuple[str, ...]] = ("list", "account", "sheet", "rounds")
    topics = frozenset({*READS, "member", "event", "signal", "signal_episode"})
    table = "account"
    place = "sheet"

    def __init__(self) -> None:
        self.scope = "current"
        # How the sheet is looked at (columns, group, frozen; its filter and sort are those in force), and the view
        # that was chosen last.
        self.look = View()
        self.chosen_view = View()
        self.condition: Expression | None = None
        self._trying: Timer | None = None
        self._values: dict[str, list[Offer]] = {}
        super().__init__()

    def listing(self) -> Listing:
        return self._listing_under(self.condition)

    def _listing_under(self, condition: Expression | None) -> Listing:
        day = self.csops.catching_up.day()
        listing = sheet.listing(day, self._scope_under(condition), sheet_fields(self.look))
        return replace(listing, group=self.look.group)

    def _scope_under(self, condition: Expression | None) -> str:
        """The part of the book in force; a condition on the state is asked of all accounts."""
        return "all" if condition and "state" in condition.names and self.scope == "current" else self.scope

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        return sheet_columns(listing.fields, self.look)

    def source(self) -> ListingSource:
        return self._source_under(self.condition)

    def _source_under(self, condition: Expression | None) -> ListingSource:
        listing = self._listing_under(condition)
        day = self.csops.catching_up.day()
        # Only the sheet as it stands at the start is remembered.
        begins = "" if condition or listing.group or self.csops.as_of else self.scope
        where = condition.sql if condition else ""
        return ListingSource(self.csops.book, listing, self.columns(listing), day, where, begins)

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
        self._values.clear()
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
        """A concern needs an account, and is one of today: on a past day nobody would see what came of it."""
        return "why.past" if self.csops.as_of else None if self.sheet.current_id else "why.no_account"

    why_not_task = why_not_edit = why_not_delete = why_not_concern

    def why_not_collect(self) -> str | None:
        """Accounts must be there."""
        return None if self.sheet.row_count else "why.no_account"

    def do_collect(self) -> None:
        """Put the marked accounts, or all shown, on a campaign list."""
        from csops_tui.tui.collect import collect, collected

        collect(self.csops, collected(self.csops))

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
        # Its date is shown with its rows: until then those of another day are on the screen.
        self.title_bar.show(alert=t("stats.counting"))

        def ask(conn: Any) -> None:
            with catching_up.making_a_day():
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
        """Show everything anew: another day, part of the book, columns, language or book."""
        self._values.clear()
        self.filter_line.retell()
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        self._summarised = None
        self.query_one(Peek).show_account(self.sheet.current_id, anew=True)
        self.show_undo()
        self._show_place()
        self.show_facts()

    def _show_place(self) -> None:
        """The part of the book and the view that one looks at."""
        scope = self._scope_under(self.condition)
        parts = [t("place.sheet")]
        if scope != "current":
            parts.append(t(f"sheet.scope.{scope}"))
        if self.chosen_view.name:
            changed = not self.chosen_view.same_look(self.view_now())
            parts.append(self.chosen_view.name + (t("view.changed") if changed else ""))
        self.title_bar.show(left=" ▸ ".join(parts), alert=self.csops.banner())

    # Conditions

    @property
    def filtered_by(self) -> str:
        return self.condition.text if self.condition else self.sheet.quick

    @property
    def filter_values(self) -> Values | None:
        return self._values_of

    def filter_typed(self, text: str) -> None:
        """Show the rows that contain the words; a condition is tried once it can be read, until then the rows stay."""
        from csops_tui.measures.expression import ExpressionError, looks_like, parse

        if self._trying:
            self._trying.stop()
            self._trying = None
        if text.casefold() in column_names():
            return
        if not looks_like(text):
            self.filter_line.point_at(None)
            self._lift_condition(text)
            if "_" in text and self.filter_line.offers_columns:
                text = ""
            super().filter_typed(text)
            if not self.sheet.row_count and self.sheet.source.cheap and self.filter_line.offers_columns:
                # No row has this word, and a condition begins with it: whoever is writing one keeps the rows in sight.
                super().filter_typed("")
            self._show_place()
            return
        try:
            condition = parse(text, self._own_codes())
        except ExpressionError as error:
            self.filter_line.point_at(error, at_once=False)
            # What was taken for words until now is none.
            super().filter_typed("")
            return
        self.filter_line.point_at(None)
        self._trying = self.set_timer(_TRY_AFTER, lambda: self._try(condition))

    def filter_entered(self, text: str) -> bool:
        """A condition that cannot be read stays in the line with its mistake."""
        from csops_tui.measures.expression import ExpressionError, looks_like, parse

        if not looks_like(text):
            return True
        try:
            condition = parse(text, self._own_codes())
        except ExpressionError as error:
            self.filter_line.point_at(error)
            return False
        if self.condition is None or self.condition.text != text:
            self._try(condition)
        return True

    def _try(self, condition: Expression) -> None:
        """Find the rows of a condition in a thread; those of before stay until they are known."""
        rows, source = self.sheet, self._source_under(condition)
        sort, descending = rows.sort, rows.descending

        def ask(_: Connection) -> array[int] | Exception:
            try:
                return source.order(sort, descending, "")
            except (BookError, DatabaseError) as error:
                return error

        def answer(found: array[int] | Exception) -> None:
            if isinstance(found, Exception):
                self.filter_line.point_at(str(found))
                return
            self.condition = condition
            rows.quick = ""
            rows.set_source(source, found)
            self._show_place()
            self.show_facts()

        self.load("condition", ask, answer)

    def _lift_condition(self, quick: str = "") -> None:
        """Show the rows of all conditions again, with these words; an answer that is on its way is dropped."""
        self._tokens["condition"] = self._tokens.get("condition", 0) + 1
        if self.condition is not None:
            self.condition = None
            self.sheet.quick = quick
            self.sheet.set_source(self.source())

    def lift_filter(self) -> None:
        if self._trying:
            self._trying.stop()
        self._lift_condition()
        super().lift_filter()
        self._show_place()

    def _own_codes(self) -> dict[str, list[str]]:
        return own_codes(self.csops.book.reader())

    def _values_of(self, field: Field) -> list[Offer]:
        """What a column can be compared with; texts are looked up in a thread and offered when they have come."""
        if field.key not in self._values:
            self._values[field.key] = []
            day = self.csops.catching_up.day()

            def answer(found: list[Offer]) -> None:
                self._values[field.key] = found
                self.filter_line.look()

            self.load(f"values {field.key}", lambda conn: values_of(conn, field, day), answer)
        return self._values[field.key]

    # Views, columns and groups

    def view_now(self) -> View:
        """How the sheet is looked at now, as a view without a name."""
        rows = self.sheet
        return replace(
            self.look, filter=self.filtered_by, sort=rows.sort or "", descending=bool(rows.sort and rows.descending)
        )

    def show_view(self, view: View) -> None:
        """Look at the sheet in this way; a condition that cannot be read any more is shown with its mistake."""
        from csops_tui.measures.expression import ExpressionError, looks_like, parse

        rows = self.sheet
        condition, mistake = None, None
        if looks_like(view.filter):
            try:
                condition = parse(view.filter, self._own_codes())
            except ExpressionError as error:
                mistake = error
        self._lift_condition()
        self.filter_line.close()
        self.chosen_view = view
        self.look = View(columns=view.columns, group=view.group, frozen=view.frozen)
        rows.sort, rows.descending = view.sort or None, view.descending
        rows.quick = "" if condition or mistake else view.filter
        if condition:
            self._try(condition)
        else:
            self.renew()
        if mistake:
            self.filter_line.open(view.filter, mistake)

    def follow_view(self, view: View) -> None:
        """What is shown is this view from now on."""
        self.chosen_view = view
        self._show_place()

    def change_look(self, look: View) -> None:
        """Show other columns, groups or frozen columns; rows, sort and cursor stay."""
        self.look = look
        self.renew()

    def do_views(self) -> None:
        """Choose, save or change a view."""
        from csops_tui.tui.views import ViewsScreen

        self.csops.push_screen(ViewsScreen(self))

    def do_columns(self) -> None:
        """Choose the columns and their order."""
        from csops_tui.tui.columns import ColumnsScreen

        self.csops.push_screen(ColumnsScreen(self))

    def _group_field(self) -> Field | None:
        key = self.sheet.current_column
        return next((field for field in self.listing().fields if field.key == key), None)

    def why_not_group(self) -> str | None:
        """Only what several accounts share makes groups."""
        field = self._group_field()
        return None if field and (field.key == self.look.group or can_group(field)) else "why.no_group"

    def do_group(self) -> None:
        """Put accounts with the same value of this column together; once more takes it back."""
        key = self.sheet.current_column or ""
        self.change_look(replace(self.look, group="" if key == self.look.group else key))
        self.sheet.select_column(key)

    def do_sort(self) -> None:
        super().do_sort()
        self._show_place()


def values_of(conn: Connection, field: Field, day: dt.date) -> list[Offer]:
    """The values to offer for a column: codes with words, members, else what accounts have, the commonest first."""
    from collections import Counter

    from csops_tui.measures.proposing import MOST, Offer, codes_on_offer, quoted

    kind, _, codes = field.kind.partition(":")
    if kind == "code":
        return codes_on_offer(conn, codes)
    if field.key in ("owner", "ops_owner"):
        names = [name for (name,) in conn.execute("SELECT name FROM member WHERE active = 1 ORDER BY kind, name")]
    else:
        counted = Counter(map(str, sheet.listing(day, "all", (field,)).values(conn, field.key)))
        names = [name for name, _ in counted.most_common(100 * MOST)]
    return [Offer(quoted(name), name) for name in names]
