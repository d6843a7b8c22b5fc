"""A line to type into and the few things that match it below: what help, search and "go to" are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from csops_tui.text.clean import clean
from csops_tui.tui.fold import fold
from csops_tui.tui.widgets.cells import clip
from csops_tui.tui.widgets.inputs import ImeInput
from csops_tui.tui.widgets.layout import GUTTER, Layout, arrange
from csops_tui.tui.widgets.source import Cell, Column

if TYPE_CHECKING:
    from csops_tui.tui.typed_ahead import TypedAhead

_ROLES = {"dim": "text-muted", "warn": "warning", "bad": "error", "good": "success", "accent": "accent"}


@dataclass(frozen=True)
class Pick:
    """One thing to choose: its id, one cell for each column, and the heading it stands under."""

    id: str
    cells: tuple[Cell | Text, ...]
    heading: str = ""


class PickList(Widget):
    """Lines of picks under their headings; the cursor walks over the picks only."""

    DEFAULT_CSS = "PickList { height: 1fr; }"

    class Chosen(Message):
        """A pick was chosen with the mouse."""

        def __init__(self, pick_id: str) -> None:
            super().__init__()
            self.pick_id = pick_id

    def __init__(self, columns: Sequence[Column], empty_text: str = "") -> None:
        super().__init__()
        self.columns = columns
        self.empty_text = empty_text
        self.picks: Sequence[Pick] = ()
        self.cursor = 0
        self._lines: list[int | str] = []
        self._top = 0

    @property
    def current(self) -> Pick | None:
        """The pick under the cursor."""
        return self.picks[self.cursor] if self.cursor < len(self.picks) else None

    def show(self, picks: Sequence[Pick], *, keep: bool = False) -> None:
        """Show these; the cursor goes to the first one, or with `keep` stays on the same id."""
        here = self.current.id if keep and self.current else None
        self.picks = picks
        self._lines = []
        heading = ""
        for number, pick in enumerate(picks):
            if pick.heading != heading:
                heading = pick.heading
                self._lines += [*([""] if self._lines else []), heading]
            self._lines.append(number)
        self.cursor = next((n for n, pick in enumerate(picks) if pick.id == here), 0)
        self._top = 0
        self._follow()
        self.refresh()

    def move(self, by: int) -> None:
        """Put the cursor so many picks further, or at the end."""
        self.cursor = max(0, min(self.cursor + by, len(self.picks) - 1))
        self._follow()
        self.refresh()

    def _follow(self) -> None:
        high = self.size.height
        if not high:
            return
        line = self._lines.index(self.cursor) if self.picks else 0
        # The first pick takes the heading above it along.
        first = 0 if self.cursor == 0 else line
        self._top = max(0, min(self._top, first))
        if line >= self._top + high:
            self._top = line - high + 1

    def on_resize(self) -> None:
        self._follow()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        line = self._top + event.y
        if line < len(self._lines) and isinstance(number := self._lines[line], int):
            self.cursor = number
            self.refresh()
            self.post_message(self.Chosen(self.picks[number].id))

    def render(self) -> Text:
        width, high = self.size.width, self.size.height
        colours = self.app.theme_variables
        if not self.picks:
            block = Text()
            for line in fold(self.empty_text, max(1, width - GUTTER - 1)):
                block.append(f"{' ' * GUTTER}{clean(line)}\n", colours["text-muted"])
            return block
        layout, _ = arrange(self.columns, width - 1, 0)
        block = Text(no_wrap=True, overflow="crop")
        for line in self._lines[self._top : self._top + high]:
            if block:
                block.append("\n")
            if isinstance(line, str):
                block.append(f" {clean(line)}", f"bold {colours['text-muted']}")
            else:
                block.append_text(self._row(line, layout, width))
        return block

    def _row(self, number: int, layout: Layout, width: int) -> Text:
        colours = self.app.theme_variables
        on_cursor = number == self.cursor
        row = Text(f" {'▸' if on_cursor else ' '} ", colours["accent"])
        for place in layout.placed:
            cell = self.picks[number].cells[place.index]
            row.pad_right(max(0, place.x - row.cell_len))
            right = self.columns[place.index].align == "right"
            row.append_text(_fitted(cell, place.width, right, colours))
        row.truncate(width, overflow="crop", pad=True)
        if on_cursor:
            row.stylize(Style(bgcolor=colours["panel"], bold=True))
        return row


def _fitted(cell: Cell | Text, width: int, right: bool, colours: dict[str, str]) -> Text:
    """A cell in exactly `width` terminal cells, in the colour of its role."""
    if isinstance(cell, Text):
        text = cell.copy()
        text.truncate(width, overflow="ellipsis")
    else:
        words, role = (cell, "") if isinstance(cell, str) else cell
        style = "bold" if role == "strong" else colours[_ROLES[role]] if role else colours["foreground"]
        text = Text(clip(clean(words), width), style)
    blanks = width - cell_len(text.plain)
    if right:
        text.pad_left(max(0, blanks))
    else:
        text.pad_right(max(0, blanks))
    return text


class PickBox(Vertical):
    """The line and the list; what is typed and what is chosen are reported as messages."""

    DEFAULT_CSS = """
    PickBox { height: 1fr; }
    PickBox ImeInput { border: none; height: 1; padding: 0 1; margin: 0 0 1 2; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    class Typed(Message):
        """The words in the line changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Moved(Message):
        """The cursor is on this pick now."""

        def __init__(self, pick: Pick | None) -> None:
            super().__init__()
            self.pick = pick

    class Chosen(Message):
        """A pick was chosen."""

        def __init__(self, pick: Pick) -> None:
            super().__init__()
            self.pick = pick

    def __init__(self, columns: Sequence[Column], placeholder: str, empty_text: str = "") -> None:
        super().__init__()
        self._line = ImeInput(placeholder=placeholder, compact=True)
        self.list = PickList(columns, empty_text)
        self._complete = True
        self._clear: Callable[[str], bool] | None = None
        self._entered = False

    def compose(self) -> ComposeResult:
        yield self._line
        yield self.list

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self._line.value

    def focus_line(self) -> None:
        """Put the caret into the line."""
        self._line.focus()

    def wait(self, clear: Callable[[str], bool] | None = None) -> None:
        """More picks are on their way: `enter` means the best of all, and is kept until `complete`.

        Where what is shown already is `clear` for a text, it is not kept.
        """
        self._complete, self._entered = False, False
        self._clear = clear

    def complete(self) -> None:
        """All that can be chosen is shown."""
        self._complete = True
        self.more()

    def more(self) -> None:
        """Some of what was on its way is shown."""
        if self._entered and self._is_known():
            self._entered = False
            self._choose()
            cast("TypedAhead", self.app).release()

    def show(self, picks: Sequence[Pick], *, keep: bool = False, empty_text: str | None = None) -> None:
        """Show these picks, or where there are none the words for that."""
        if empty_text is not None:
            self.list.empty_text = empty_text
        self.list.show(picks, keep=keep)
        self.post_message(self.Moved(self.list.current))

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        self._entered = False
        self.post_message(self.Typed(message.value))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._choose()

    @on(PickList.Chosen)
    def _clicked(self, message: PickList.Chosen) -> None:
        message.stop()
        self._choose()

    def _is_known(self) -> bool:
        return self._complete or (self._clear is not None and self._clear(self.text))

    def _choose(self) -> None:
        if self.text and not self.list.cursor and not self._is_known():
            self._entered = True
            cast("TypedAhead", self.app).hold()
        elif pick := self.list.current:
            self.post_message(self.Chosen(pick))

    def action_move(self, by: int) -> None:
        """Move the cursor of the list."""
        self.list.move(by)
        self.post_message(self.Moved(self.list.current))

    def action_page(self, pages: int) -> None:
        """Move the cursor of the list by what it shows at once."""
        self.action_move(pages * max(1, self.list.size.height - 1))
