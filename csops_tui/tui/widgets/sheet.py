"""The sheet: a list of any length that is sorted, filtered, marked and walked through with the keyboard."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.widgets import reports
from csops_tui.tui.widgets.layout import arrange
from csops_tui.tui.widgets.paint import COMPONENTS, Ink, empty_lines, header_strip, row_strip
from csops_tui.tui.widgets.source import Row, Source
from csops_tui.tui.widgets.window import Window


class Sheet(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of a `Source` under one header line; cost per key does not depend on how many rows there are.

    The cursor and the marks belong to row ids and survive sorting, filtering and reloading. The sheet shows what
    the source gives and changes nothing itself: `enter` and the cursor are reported as messages.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = """
    Sheet {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-color: $foreground 20%;
        & > .sheet--header { color: $text-muted; }
        & > .sheet--column { color: $foreground; text-style: underline; }
        & > .sheet--cursor { background: $foreground 8%; }
        & > .sheet--cell { background: $foreground 8%; }
        &:focus > .sheet--cursor { background: $primary 20%; }
        &:focus > .sheet--cell { background: $primary 40%; }
        & > .sheet--sign { color: $accent; }
        & > .sheet--empty { color: $text-muted; }
        & > .sheet--dim { color: $text-muted; }
        & > .sheet--warn { color: $text-warning; }
        & > .sheet--bad { color: $text-error; }
        & > .sheet--good { color: $text-success; }
        & > .sheet--accent { color: $text-accent; }
        & > .sheet--strong { text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False, id="sheet.down"),
        Binding("up,k", "move(-1)", show=False, id="sheet.up"),
        Binding("right", "walk(1)", show=False, id="sheet.right"),
        Binding("left", "walk(-1)", show=False, id="sheet.left"),
        Binding("pagedown", "page(2)", show=False, id="sheet.page_down"),
        Binding("pageup", "page(-2)", show=False, id="sheet.page_up"),
        Binding("ctrl+d", "page(1)", show=False, id="sheet.half_down"),
        Binding("ctrl+u", "page(-1)", show=False, id="sheet.half_up"),
        Binding("home,g", "first", show=False, id="sheet.first"),
        Binding("end,G", "last", show=False, id="sheet.last"),
        Binding("space", "mark", show=False, id="sheet.mark"),
        Binding("enter", "open", show=False, id="sheet.open"),
    ]

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    column: reactive[int] = reactive(0, repaint=False, init=False)

    Opened = reports.Opened
    Highlighted = reports.Highlighted
    MarksChanged = reports.MarksChanged
    OrderWanted = reports.OrderWanted

    def __init__(
        self,
        source: Source,
        *,
        sort: str | None = None,
        descending: bool = False,
        empty_text: str = "",
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.sort = sort
        self.descending = descending
        self.quick = ""
        self._empty_text = empty_text
        self._window = Window(source)
        self._layout, self._scrolled_columns = arrange(source.columns, 0, 0)
        self._arranged_for = 0
        self._ink: Ink | None = None
        self._marks: set[str] = set()
        self._token = 0
        self._waiting = True
        self._wanted: str | None = None
        self._otherwise = 0
        self._chosen: str | None = None
        self._announcing = False

    # What it holds

    @property
    def source(self) -> Source:
        """Where the rows come from."""
        return self._window.source

    @property
    def keys(self) -> array[int]:
        """The keys of all rows shown, in their order."""
        return self._window.keys

    @property
    def current_key(self) -> int | None:
        """The key of the row under the cursor."""
        return self.keys[self.cursor] if self.row_count else None

    @property
    def current_group(self) -> str:
        """What the group of the row under the cursor is called; empty without groups."""
        place = next((place for place, column in enumerate(self.source.columns) if column.group), None)
        if place is None or not self.row_count:
            return ""
        cells = self._window.row(self.cursor, self.scroll_offset.y, self._rows_high).cells
        cell = cells[place] if place < len(cells) else ""
        return cell if isinstance(cell, str) else cell[0]

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._window)

    @property
    def current_id(self) -> str | None:
        """The id of the row under the cursor."""
        if not self.row_count:
            return None
        return self._window.row(self.cursor, self.scroll_offset.y, self._rows_high).id or None

    @property
    def current_column(self) -> str | None:
        """The key of the column under the cursor."""
        columns = self.source.columns
        return columns[self.column].key if self.column < len(columns) else None

    @property
    def marks(self) -> frozenset[str]:
        """The ids of the marked rows, shown or not."""
        return frozenset(self._marks)

    @property
    def empty_text(self) -> str:
        """What stands in the middle while there are no rows; several lines are welcome."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        self._empty_text = text
        if not self.row_count:
            self.refresh()

    def summary(self) -> str:
        """The source's line about the column under the cursor over all rows shown."""
        key = self.current_column
        return self.source.aggregate(key, self.keys) if key is not None else ""

    # What a screen tells it

    def set_source(self, source: Source, keys: array[int] | None = None) -> None:
        """Show another source; sort, marks and cursor carry over where their ids exist there.

        `keys` is its order under the sort and the words in force, where somebody worked it out already.
        """
        here = self.current_id
        self._window = Window(source)
        self.column = min(self.column, max(0, len(source.columns) - 1))
        if self.sort not in {column.key for column in source.columns}:
            self.sort, self.descending = None, False
        self._arrange()
        if keys is None:
            self._ask_order(here, self.cursor)
        else:
            self._token += 1
            self._wanted, self._otherwise = self._chosen, 0
            self._take(keys)

    def reload(self) -> None:
        """Ask for order and rows again; cursor and scroll stay on the same row."""
        here = self.current_id
        self._window.forget()
        if not self.source.cheap:
            # What was written shows at once, before the order that it may change is worked out.
            self.refresh()
        # A row that is gone leaves its place to its neighbour.
        self._ask_order(here, self.cursor)

    def refresh_rows(self, ids: Iterable[str]) -> None:
        """Fetch these rows again and repaint their lines only; the order stays as it is."""
        changed = self._window.renew(ids)
        top = self.scroll_offset.y
        for line, key in enumerate(self.keys[top : top + self._rows_high]):
            if key in changed:
                self._repaint_rows(top + line)

    def sort_by(self, key: str | None, descending: bool = False) -> None:
        """Sort by a column; the cursor stays on the row that was chosen, else at the top."""
        self.sort, self.descending = key, descending
        self._ask_order(self._chosen)
        self._repaint_header()

    def set_quick(self, text: str) -> None:
        """Show only rows that match `text`; a chosen row that drops out is found again when it comes back."""
        if text != self.quick:
            self.quick = text
            self._ask_order(self._chosen)

    def set_order(self, keys: array[int], token: int | None = None) -> bool:
        """Take an order worked out elsewhere; False when a newer one was asked for since `token`."""
        if token is not None and token != self._token:
            return False
        if token is None:
            self._token += 1
        self._take(keys)
        return True

    def select(self, row_id: str) -> bool:
        """Put the cursor on the row with this id; False when it is not among the rows shown."""
        index = self._window.index_of(row_id)
        if index is None:
            return False
        self._go(index)
        return True

    def neighbour(self, without: Iterable[str]) -> str | None:
        """The id of the nearest row after the cursor, else before it, that is none of these."""
        gone, at = set(without), self.cursor
        for index in (*range(at, self.row_count), *range(at - 1, -1, -1)):
            found = self._window.row(index, self.scroll_offset.y, self._rows_high).id
            if found and found not in gone:
                return found
        return None

    def select_column(self, key: str) -> None:
        """Put the column cursor on the column with this key."""
        index = next((index for index, column in enumerate(self.source.columns) if column.key == key), None)
        if index is not None:
            self.column = index

    def set_marks(self, ids: Iterable[str]) -> None:
        """Mark exactly these row ids."""
        self._marks = set(ids)
        self.refresh()
        self.post_message(self.MarksChanged(self, self.marks))

    def clear_marks(self) -> None:
        """Take all marks away."""
        self.set_marks(())

    # Order

    def on_mount(self) -> None:
        super().on_mount()
        self._ask_order(None)

    def _ask_order(self, wanted: str | None, otherwise: int = 0) -> None:
        """Get the order from the source, or ask for it; then the cursor goes to `wanted`, else to that line."""
        self._token += 1
        self._wanted, self._otherwise = wanted, otherwise
        if self.source.cheap:
            self._take(self.source.order(self.sort, self.descending, self.quick))
            return
        beginning: array[int] | None = getattr(self.source, "beginning", None)
        if self._waiting and beginning and not self.sort and not self.quick:
            # What is known of the order already is shown until all of it is.
            self._take(beginning)
        self.post_message(self.OrderWanted(self, self.sort, self.descending, self.quick, self._token))

    def _take(self, keys: array[int]) -> None:
        top = self.scroll_offset.y
        on_line = self.cursor - top
        self._window.keys = keys
        self._waiting = False
        self.virtual_size = Size(1, len(keys) + 1)
        found = self._window.index_of(self._wanted) if self._wanted is not None else None
        if found is None:
            found = self._otherwise
        self.set_reactive(Sheet.cursor, max(0, min(found, len(keys) - 1)))
        # The cursor keeps its line; a view that was scrolled away from the cursor with the wheel keeps its place.
        self._scroll_rows(self.cursor - on_line if 0 <= on_line < self._rows_high else top)
        self.refresh()
        self._announce()

    # Cursor

    @property
    def _rows_high(self) -> int:
        return max(0, self.size.height - 1)

    def _go(self, index: int) -> None:
        """Put the cursor on a row because somebody asked for that row."""
        if self.row_count:
            self.cursor = max(0, min(index, self.row_count - 1))
            self._chosen = self._wanted = self.current_id

    def _scroll_rows(self, top: int) -> None:
        self.scroll_to(y=max(0, min(top, self.row_count - self._rows_high)), animate=False, force=True)

    def watch_cursor(self, old: int, new: int) -> None:
        top, high = self.scroll_offset.y, self._rows_high
        if new < top:
            self._scroll_rows(new)
        elif high and new >= top + high:
            self._scroll_rows(new - high + 1)
        self._repaint_rows(old, new)
        self._announce()

    def watch_column(self) -> None:
        before = self._layout
        self._arrange()
        if self._layout == before:
            self._repaint_header()
        else:
            self.refresh()
        self._announce()

    def _announce(self) -> None:
        """Report the cursor once the screen shows it; moves made before that count as one."""
        if not self._announcing:
            self._announcing = True
            self.call_after_refresh(self._report)

    def _report(self) -> None:
        self._announcing = False
        self.post_message(self.Highlighted(self, self.current_id, self.current_column))

    def action_move(self, rows: int) -> None:
        """Move the cursor down by so many rows."""
        self._go(self.cursor + rows)

    def action_page(self, halves: int) -> None:
        """Move cursor and view down by so many half pages."""
        step = max(1, self._rows_high * abs(halves) // 2)
        rows = step if halves > 0 else -step
        with self.app.batch_update():
            self._scroll_rows(self.scroll_offset.y + rows)
            self._go(self.cursor + rows)

    def action_first(self) -> None:
        """Go to the first row."""
        self._go(0)
        # At the top nobody has chosen a row: after sorting they want the new top.
        self._chosen = self._wanted = None

    def action_last(self) -> None:
        """Go to the last row."""
        self._go(self.row_count - 1)

    def action_walk(self, columns: int) -> None:
        """Move the column cursor to the right by so many columns."""
        walk = self._layout.walk
        if walk:
            self.column = walk[max(0, min(walk.index(self.column) + columns, len(walk) - 1))]

    def action_mark(self) -> None:
        """Mark or unmark the row under the cursor and go on to the next."""
        row_id = self.current_id
        if row_id is not None:
            self._marks ^= {row_id}
            self._repaint_rows(self.cursor)
            self.post_message(self.MarksChanged(self, self.marks))
            self.action_move(1)

    def action_open(self) -> None:
        """Report that the row under the cursor is to be opened."""
        row_id = self.current_id
        if row_id is not None:
            self.post_message(self.Opened(self, row_id))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        column = self._layout.at(offset.x)
        if column is not None:
            self.column = column
        index = self.scroll_offset.y + offset.y - 1
        if offset.y > 0 and index < self.row_count:
            self._go(index)
            if event.chain == 2:
                self.action_open()

    # Painting

    def on_resize(self) -> None:
        top, high = self.scroll_offset.y, self._rows_high
        if self.cursor >= top + high > top:
            self._scroll_rows(self.cursor - high + 1)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._ink = None
        self.refresh()

    def _arrange(self) -> None:
        # One cell stays free between the last column and the scrollbar.
        self._arranged_for = self.size.width
        self._layout, self._scrolled_columns = arrange(
            self.source.columns, self._arranged_for - 1, self.column, self._scrolled_columns
        )

    def _repaint_rows(self, *indexes: int) -> None:
        top, width = self.scroll_offset.y, self.size.width
        regions = [Region(0, index - top + 1, width, 1) for index in indexes if top <= index < top + self._rows_high]
        if regions:
            self.refresh(*regions)

    def _repaint_header(self) -> None:
        """Repaint the header and the cell under the cursor."""
        self.refresh(Region(0, 0, self.size.width, 1))
        self._repaint_rows(self.cursor)

    def render_line(self, y: int) -> Strip:
        """Line `y` of the widget: the header, a row, or blank."""
        width = self.size.width
        if width != self._arranged_for:
            # The first frame of a new size is painted before the resize event arrives.
            self._arrange()
        ink = self._ink
        if ink is None:
            ink = self._ink = Ink.of(self)
        if y == 0:
            return header_strip(self.source.columns, self._layout, width, ink, self.sort, self.descending, self.column)
        if not self.row_count:
            words = t("list.nothing_fits", text=clean(self.quick)) if self.quick else self._empty_text
            lines: Sequence[str] = () if self._waiting else empty_lines(words, width, self._rows_high)
            return Strip([ink.empty(lines[y - 1])]) if y <= len(lines) else Strip.blank(width, ink.ground)
        top = self.scroll_offset.y
        index = top + y - 1
        if index >= self.row_count:
            return Strip.blank(width, ink.ground)
        row = self._window.row(index, top, self._rows_high)
        on_cursor = index == self.cursor
        if y > 1 and index:
            row = self._without_repetition(row, self._window.row(index - 1, top, self._rows_high))
        return row_strip(
            self.source.columns,
            row,
            self._layout,
            width,
            ink,
            row.id in self._marks,
            self.column if on_cursor else None,
        )

    def _without_repetition(self, row: Row, above: Row) -> Row:
        """The row without the group's value where the line above says it already."""
        place = next((place for place, column in enumerate(self.source.columns) if column.group), None)
        if place is None or place >= min(len(row.cells), len(above.cells)) or row.cells[place] != above.cells[place]:
            return row
        return row._replace(cells=(*row.cells[:place], "", *row.cells[place + 1 :]))
