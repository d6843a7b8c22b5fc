"""The parts of a screen: their names on one line, the open one standing out, and going from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, cast

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from csops_tui.tui.widgets.cells import shown


class Tabs(Static):
    """A line of (name, label); a click on a label reports its name."""

    DEFAULT_CSS = "Tabs { height: 1; padding: 0 1 0 3; color: $text-muted; }"

    class Clicked(Message):
        """A label was clicked."""

        def __init__(self, tabs: Tabs, name: str) -> None:
            super().__init__()
            self.tabs = tabs
            self.name = name

        @property
        def control(self) -> Tabs:
            """The line it stands on."""
            return self.tabs

    def show(self, parts: Sequence[tuple[str, str]], here: str) -> None:
        """Set the parts and which of them is open."""
        colours = self.app.theme_variables
        line = Text(no_wrap=True, overflow="ellipsis")
        for name, label in parts:
            style = f"bold {colours['accent']}" if name == here else colours["text-muted"]
            piece = Text(f"{'▸ ' if name == here else '  '}{shown(label)} ", style)
            piece.apply_meta({"part": name})
            line.append_text(piece)
        self.update(line)

    def on_click(self, event: events.Click) -> None:
        """Report the label."""
        name = event.style.meta.get("part") if event.style else None
        if name:
            event.stop()
            self.post_message(self.Clicked(self, name))


class Parts:
    """What a screen of several parts has in common; it calls them `parts` and shows one by `open_part`."""

    parts: ClassVar[tuple[str, ...]] = ()
    part: str

    def open_part(self, part: str) -> None:
        """Open a part by its name."""
        raise NotImplementedError

    def do_next_part(self) -> None:
        """Open the next part."""
        self._go(self.parts[(self.parts.index(self.part) + 1) % len(self.parts)])

    def do_previous_part(self) -> None:
        """Open the part before."""
        self._go(self.parts[self.parts.index(self.part) - 1])

    def on_tabs_clicked(self, message: Tabs.Clicked) -> None:
        """A click on a part opens it."""
        message.stop()
        self._go(message.name)

    def _go(self, part: str) -> None:
        """Open a part; what was said about the one before goes with it."""
        cast("Widget", self).app.clear_notifications()
        self.open_part(part)
