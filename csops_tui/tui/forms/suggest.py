"""A list of things to choose from, drawn over the screen; the keys stay with the field above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from csops_tui.text.clean import clean
from csops_tui.text.width import width
from csops_tui.tui.widgets.cells import padded


class Suggestion(NamedTuple):
    """One line: the value it stands for, what people read, what tells it from its like, the text it completes to."""

    value: Any
    label: str
    detail: str = ""
    text: str | None = None

    @property
    def completion(self) -> str:
        """What stands in the field once this is taken."""
        return self.label if self.text is None else self.text


class Suggestions(Widget):
    """Up to `rows` lines at a time, one of them under the cursor (or none: -1); clicking a line takes it."""

    DEFAULT_CSS = """
    Suggestions { background: $panel; color: $foreground; display: none; height: auto; width: auto; }
    """

    class Taken(Message):
        """A line was clicked."""

        def __init__(self, suggestion: Suggestion) -> None:
            super().__init__()
            self.suggestion = suggestion

    def __init__(self, rows: int = 8, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows = rows
        self.items: list[Suggestion] = []
        self.cursor = -1
        self._top = 0

    @property
    def current(self) -> Suggestion | None:
        """The line under the cursor."""
        return self.items[self.cursor] if 0 <= self.cursor < len(self.items) else None

    @property
    def lines_high(self) -> int:
        """How many lines are shown."""
        return min(self.rows, len(self.items))

    @property
    def cells_wide(self) -> int:
        """How wide the widest line is, with its margins."""
        return max((self._label_width() + 4 + width(clean(item.detail)) for item in self.items), default=0)

    def offer(self, items: Sequence[Suggestion], cursor: int = -1) -> None:
        """Show these lines, or nothing when there are none."""
        self.items = list(items)
        self.cursor = min(cursor, len(self.items) - 1)
        self._top = 0
        self.display = bool(self.items)
        self._keep_in_view()

    def move(self, lines: int) -> None:
        """Move the cursor; it stops at both ends."""
        self.cursor = max(0, min(self.cursor + lines, len(self.items) - 1))
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        if self.cursor >= 0:
            self._top = max(min(self._top, self.cursor), self.cursor - self.rows + 1)
        self.refresh(layout=True)

    def on_click(self, event: events.Click) -> None:
        place = self._top + event.y
        if 0 <= place < len(self.items):
            self.cursor = place
            self.refresh()
            self.post_message(self.Taken(self.items[place]))

    def _label_width(self) -> int:
        return max((width(clean(item.label)) for item in self.items), default=0)

    def render(self) -> Text:
        colours = self.app.theme_variables
        ahead = self._label_width() + 2
        text = Text(no_wrap=True, overflow="ellipsis", end="")
        shown = self.items[self._top : self._top + self.rows]
        for place, item in enumerate(shown, self._top):
            on = place == self.cursor
            style = f"bold {colours['background']} on {colours['primary']}" if on else ""
            detail = style or colours["text-muted"]
            # The mark says without colour where the cursor is; the arrow that there is more below.
            mark = "▸" if on else "↓" if place == self._top + self.rows - 1 < len(self.items) - 1 else " "
            text.append(mark + padded(clean(item.label), ahead), style)
            text.append(padded(clean(item.detail), max(0, self.size.width - ahead - 1)), detail)
            if place - self._top < len(shown) - 1:
                text.append("\n")
        return text
