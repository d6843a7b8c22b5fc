"""The lines into which a statement is typed; what it is about is told to the screen as messages."""

from __future__ import annotations

from textual import events
from textual.document._document import Selection
from textual.message import Message
from textual.widgets import TextArea

from csops_tui.store.console import is_whole
from csops_tui.text.clean import clean
from csops_tui.tui.widgets.keys import ascii_twin, typed


class SqlEditor(TextArea):
    """Several lines of SQL: `tab` completes, `enter` after the semicolon at the end asks."""

    DEFAULT_CSS = """
    SqlEditor, SqlEditor:focus {
        border: none; height: auto; min-height: 3; max-height: 10; padding: 0 1; margin: 0;
        background: $panel; color: $foreground; scrollbar-size-vertical: 1;
    }
    SqlEditor:focus { background: $primary 12%; }
    """

    class Meant(Message):
        """The statement is meant to be asked."""

    class Completing(Message):
        """The word at the caret is to be completed."""

    def __init__(self, text: str = "") -> None:
        super().__init__(
            clean(text, multiline=True),
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            compact=True,
            highlight_cursor_line=False,
            id="sql",
        )

    def on_key(self, event: events.Key) -> None:
        """Keys that mean something else here than in other texts."""
        if event.key == "tab":
            self.post_message(self.Completing())
        elif event.key == "enter" and is_whole(self.text) and self.at == len(self.text.rstrip()):
            self.post_message(self.Meant())
        elif (character := typed(event)) is not None:
            self.replace(ascii_twin(character) or character, *self.selection)
        else:
            return
        event.stop()
        event.prevent_default()

    @property
    def at(self) -> int:
        """The caret as a number of characters from the beginning."""
        row, column = self.cursor_location
        return sum(len(line) + 1 for line in self.text.split("\n")[:row]) + column

    def put(self, text: str) -> None:
        """Hold this text, the caret at its end."""
        self.load_text(clean(text, multiline=True))
        self.move_cursor(self.document.end)

    def replace_word(self, start: int, end: int, word: str) -> None:
        """Put a word in the place of the characters from `start` to `end`."""
        self.replace(word, self._location(start), self._location(end))
        self.move_cursor(self._location(start + len(word)))

    def point_at(self, start: int, end: int) -> None:
        """Select the stretch from `start` to `end`, so that it is seen and what is typed replaces it."""
        self.selection = Selection(self._location(start), self._location(min(end, len(self.text))))

    def _location(self, at: int) -> tuple[int, int]:
        before = self.text[:at].split("\n")
        return len(before) - 1, len(before[-1])
