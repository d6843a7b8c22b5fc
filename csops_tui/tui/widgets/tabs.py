"""The names of a screen's parts on one line; the open one stands out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.message import Message
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
