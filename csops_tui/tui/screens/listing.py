"""A screen around one sheet: quick filter, sort, marks, the line about a column, edit in place, export."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from csops_tui.locale import has, t
from csops_tui.store.errors import BookError
from csops_tui.store.listing import Listing
from csops_tui.text.clean import clean
from csops_tui.tui.screens.base import BaseScreen, FootBar
from csops_tui.tui.source import ListingSource
from csops_tui.tui.widgets.cells import clip
from csops_tui.tui.widgets.filter_line import FilterLine
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Column, Source

if TYPE_CHECKING:
    from csops_tui.measures.proposing import Values


class SummaryLine(Widget):
    """The line below the sheet about the column under the cursor."""

    DEFAULT_CSS = "SummaryLine { height: 1; color: $text-muted; padding: 0 1 0 3; }"

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def show(self, text: str) -> None:
        """Set the line."""
        if text != self.text:
            self.text = text
            self.refresh()

    def render(self) -> Text:
        return Text(clean(self.text), no_wrap=True, overflow="ellipsis")


class ListScreen(BaseScreen, abstract=True):
    """Rows of one listing; subclasses say which, and how its columns stand."""

    scopes: ClassVar[tuple[str, ...]] = ("list",)
    table: ClassVar[str] = ""
    sort: ClassVar[tuple[str | None, bool]] = (None, False)
    DEFAULT_CSS = """
    ListScreen .gap { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._summarised: tuple[str, str, int, str] | None = None

    def listing(self) -> Listing:
        """What this screen lists."""
        raise NotImplementedError

    def in_a_calendar(self) -> bool:
        """Whether the rows shown are, or have, what stands in a calendar."""
        return self.table in ("account", "renewal", "task", "appointment")

    def columns(self, listing: Listing) -> tuple[Column, ...]:
        """How the fields of the listing stand in the sheet."""
        raise NotImplementedError

    def source(self) -> Source:
        """The rows of the listing as of the day in force."""
        listing = self.listing()
        return ListingSource(self.csops.book, listing, self.columns(listing), self.csops.catching_up.day())

    def compose_body(self) -> ComposeResult:
        yield FilterLine(self.filter_values)
        yield Static("", classes="gap")
        sort, descending = self.sort
        yield Sheet(self.source(), sort=sort, descending=descending, empty_text=self.empty_text(), id="rows")
        yield SummaryLine()
        yield from self.compose_below()

    @property
    def filter_values(self) -> Values | None:
        """What the columns of a condition can be compared with; None where a list takes words only."""
        return None

    def compose_below(self) -> ComposeResult:
        """What stands between the line about the column and the footer."""
        yield from ()

    def empty_text(self) -> str:
        """What stands where there are no rows: what this is for and the key to start."""
        return t(f"empty.{self.place}") if has(f"empty.{self.place}") else t("empty.list")

    @property
    def filter_line(self) -> FilterLine:
        """The line that narrows the list down."""
        return self.query_one(FilterLine)

    @property
    def filtered_by(self) -> str:
        """The words or the condition in force."""
        return self.sheet.quick

    @property
    def sheet(self) -> Sheet:
        """The rows."""
        return self.query_one("#rows", Sheet)

    def on_mount(self) -> None:
        self.first_focus().focus()

    def first_focus(self) -> Widget:
        """Where the keys go when the screen opens."""
        return self.sheet

    def reload(self) -> None:
        source = self.sheet.source
        if isinstance(source, ListingSource):
            source.recount()
        self._summarised = None
        self.sheet.reload()
        self.show_facts()

    def new_day(self) -> None:
        self._summarised = None
        self.sheet.set_source(self.source())
        self.show_facts()

    def show_facts(self) -> None:
        """How many rows are shown, of how many, how sorted, how filtered."""
        sheet = self.sheet
        source = sheet.source
        shown = sheet.row_count
        total = source.total if isinstance(source, ListingSource) and source.counted else shown
        parts = [t("list.shown", n=f"{shown:,}", total=f"{total:,}") if shown != total else f"{total:,}"]
        if isinstance(source, ListingSource) and not source.counted:
            parts = [t("list.counting")]
        if sheet.marks:
            parts.append(t("list.marked", n=len(sheet.marks)))
        if self.filtered_by:
            # What stands after it is seen as well.
            parts.append(t("list.filtered", text=clip(clean(self.filtered_by), max(16, self.size.width // 3))))
        self.title_bar.show(facts="   ".join(parts))

    # Messages of the sheet

    @on(Sheet.OrderWanted)
    def _order_wanted(self, message: Sheet.OrderWanted) -> None:
        """A long order is worked out in a thread; the keyboard stays free."""
        message.stop()
        source, token = message.sheet.source, message.token
        sort, descending, quick = message.sort, message.descending, message.quick

        def ask(_: Any) -> array[int] | BookError:
            try:
                return source.order(sort, descending, quick)
            except BookError as error:
                return error

        def answer(found: array[int] | BookError) -> None:
            if isinstance(found, BookError):
                self.csops.say(str(found), "error")
            elif message.sheet.set_order(found, token):
                self.show_facts()

        self.load("order", ask, answer)

    @on(Sheet.Highlighted)
    def _highlighted(self, message: Sheet.Highlighted) -> None:
        message.stop()
        self.show_facts()
        self._summarise()
        self.moved(message.row_id)

    def _summarise(self) -> None:
        sheet = self.sheet
        key = sheet.current_column
        if key is None or (isinstance(sheet.source, ListingSource) and not sheet.source.counted):
            # Of a long list whose order is on its way, the figures would be worked out twice.
            return
        title = next((c.title for c in sheet.source.columns if c.key == key), "")
        wanted = (key, self.filtered_by, len(sheet.keys), sheet.current_group)
        if wanted == self._summarised:
            return
        self._summarised = wanted
        keys, source, at = sheet.keys, sheet.source, sheet.current_key

        def ask(_: Any) -> str:
            try:
                figures = source.aggregate(key, keys)
                # How many rows there are says nothing about the column.
                every = f"{title}: {figures}" if " · " in figures else figures
                if wanted[-1] and at is not None and isinstance(source, ListingSource):
                    return f"{wanted[-1]}  {source.aggregate_group(key, at)}   │   {every}"
            except BookError as error:
                return str(error)
            return every

        self.load("summary", ask, lambda text: self.query_one(SummaryLine).show(text))

    def moved(self, row_id: str | None) -> None:
        """The cursor is on this row now."""

    @on(Sheet.MarksChanged)
    def _marks_changed(self, message: Sheet.MarksChanged) -> None:
        message.stop()
        self.show_facts()

    @on(Sheet.Opened)
    def _opened(self, message: Sheet.Opened) -> None:
        message.stop()
        self.open_row(message.row_id)

    def open_row(self, row_id: str) -> None:
        """Open one row: its form, unless a screen knows better."""
        from csops_tui.tui.forms.form import edit_record

        edit_record(self.csops, self.table, row_id)

    # Filter and sort

    @on(FilterLine.Typed)
    def _filter_typed(self, message: FilterLine.Typed) -> None:
        message.stop()
        self.filter_typed(message.text)

    def filter_typed(self, text: str) -> None:
        """Show only rows that contain the words being typed."""
        self.sheet.set_quick(text)
        self.show_facts()

    @on(FilterLine.Attended)
    def _filter_attended(self, message: FilterLine.Attended) -> None:
        message.stop()
        self.query_one(FootBar).refresh()

    def foot_words(self) -> str:
        """While the filter is typed, the keys that work in it."""
        if not self.filter_line.in_use:
            return ""
        return t("ask.keys" if self.filter_line.values else "list.filter_keys")

    @on(FilterLine.Entered)
    def _filter_entered(self, message: FilterLine.Entered) -> None:
        message.stop()
        if self.filter_entered(message.text):
            if not message.text:
                self.filter_line.close()
            self.sheet.focus()

    def filter_entered(self, text: str) -> bool:
        """What was typed is meant; False where it cannot be taken and the line has said why."""
        return True

    def do_filter(self) -> None:
        """Type words that a row must contain."""
        self.filter_line.open(self.filtered_by if self.filtered_by else None)

    def lift_filter(self) -> None:
        """Show all rows again."""
        self.filter_line.close()
        self.sheet.set_quick("")

    def do_back(self) -> None:
        """Close what is open: the filter, the marks, then the screen."""
        if self.filtered_by or self.filter_line.in_use:
            self.lift_filter()
            self.sheet.focus()
            self.show_facts()
        elif self.sheet.marks:
            self.sheet.clear_marks()
        else:
            self.csops.do_back()

    def do_sort(self) -> None:
        """Sort by the column under the cursor; once more turns the order round."""
        sheet = self.sheet
        key = sheet.current_column
        sheet.sort_by(key, not sheet.descending if sheet.sort == key else False)

    # What one is on

    def why_not_edit(self) -> str | None:
        """Something must be there to edit."""
        return None if self.sheet.current_id else "why.no_row"

    why_not_delete = why_not_copy = why_not_changes = why_not_edit

    def current_row(self) -> tuple[str, str] | None:
        row_id = self.sheet.current_id
        return (self.table, row_id) if row_id else None

    def marked_accounts(self) -> list[str]:
        marks = sorted(self.sheet.marks)
        if not marks or self.table == "account":
            return marks
        if not self._of_account():
            return []
        holes = ",".join("?" * len(marks))
        rows = self.csops.book.reader().execute(
            f'SELECT DISTINCT account_id FROM "{self.table}" WHERE id IN ({holes}) AND account_id IS NOT NULL', marks
        )
        return [account for (account,) in rows]

    def clear_marks(self) -> None:
        self.sheet.clear_marks()

    def current_account(self) -> tuple[str, str] | None:
        row_id = self.sheet.current_id
        if not row_id:
            return None
        conn = self.csops.book.reader()
        if self.table == "account":
            return conn.execute("SELECT id, name FROM account WHERE id = ?", [row_id]).fetchone()
        if not self._of_account():
            return None
        return conn.execute(
            f'SELECT a.id, a.name FROM "{self.table}" AS r JOIN account AS a ON a.id = r.account_id WHERE r.id = ?',
            [row_id],
        ).fetchone()

    def _of_account(self) -> bool:
        """Whether the rows of this list belong to accounts."""
        found = self.csops.book.reader().execute(
            "SELECT 1 FROM pragma_table_info(?) WHERE name = 'account_id'", [self.table]
        )
        return found.fetchone() is not None

    # On the account of the row

    def do_concern(self) -> None:
        """Enter how worried one is."""
        from csops_tui.tui.ask import ask_concern

        if account := self.current_account():
            ask_concern(self.csops, account)

    def do_task(self) -> None:
        """Enter what will be done next."""
        from csops_tui.tui.ask import ask_task

        if account := self.current_account():
            ask_task(self.csops, account)

    # Tasks

    def why_not_done(self) -> str | None:
        """Only a task can be done."""
        return None if self.table == "task" and self.sheet.current_id else "why.no_task"

    def do_done(self) -> None:
        """The marked tasks, or the one under the cursor, are done as of today."""
        ids = sorted(self.sheet.marks) or [self.sheet.current_id or ""]
        named = self.csops.book.reader().execute("SELECT title FROM task WHERE id = ?", [ids[0]]).fetchone()
        label = t("edit.done", what=named[0] if named and len(ids) == 1 else t("list.n", n=len(ids)))
        following = self.sheet.neighbour(ids)
        done = {"state": "done", "done_on": self.csops.today.isoformat()}

        def act(edit: Any) -> None:
            for task in ids:
                edit.update("task", task, done)

        if self.csops.write(label, act):
            self.sheet.clear_marks()
            if following:
                self.sheet.select(following)
            self.csops.say(t("app.done_undo", label=label))

    # Records

    def do_new(self) -> None:
        """Open the form of a new record."""
        from csops_tui.tui.forms.form import new_record

        new_record(self.csops, self.table, self.new_values())

    def new_values(self) -> dict[str, str]:
        """What a new record here starts with."""
        return {}

    def do_edit(self) -> None:
        """Change the cell under the cursor, or with several rows marked that column of all of them."""
        from csops_tui.tui.cell_edit import edit_cell

        edit_cell(self)

    def editable(self, column: str) -> str | None:
        """The field of the entity behind a column of the sheet; None when it is computed."""
        return column

    def do_delete(self) -> None:
        """Delete the marked rows, or the one under the cursor; `u` brings them back."""
        ids = sorted(self.sheet.marks) or [self.sheet.current_id or ""]
        label = t("edit.deleted", what=t(f"entity.{self.table}"), n=len(ids))

        def act(edit: Any) -> None:
            for row_id in ids:
                edit.delete(self.table, row_id)

        if self.csops.write(label, act):
            self.sheet.clear_marks()
            self.csops.say(t("app.done_undo", label=label))

    def do_changes(self) -> None:
        """Show who changed this record, when, from what to what."""
        from csops_tui.tui.screens.history import RecordHistoryScreen

        row = self.current_row()
        if row:
            self.csops.push_screen(RecordHistoryScreen(*row))

    def do_export(self) -> None:
        """Write the rows shown to a file."""
        from csops_tui.tui.export import export_shown

        export_shown(self)

    def do_copy(self) -> None:
        """Copy the cell under the cursor."""
        sheet = self.sheet
        rows = sheet.source.fetch([sheet.keys[sheet.cursor]])
        for row in rows.values():
            cell = row.cells[sheet.column]
            text = clean((cell if isinstance(cell, str) else cell[0]).strip())
            self.app.copy_to_clipboard(text)
            self.csops.say(t("app.copied", text=text))

    def do_define(self) -> None:
        """Say what the column under the cursor means."""
        from csops_tui.tui.screens.definition import DefinitionScreen

        self.csops.push_screen(DefinitionScreen(*self.current_column(), self.table, self.current_account()))

    def current_column(self) -> tuple[str, str]:
        """The (key, title) of the column under the cursor."""
        key = self.sheet.current_column or ""
        return key, next((c.title for c in self.sheet.source.columns if c.key == key), key)
