"""What a field is typed into: one line, yes or no, or a note of several lines."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from csops_tui.locale import t
from csops_tui.text.numbers import parse_bool
from csops_tui.tui.widgets.inputs import ImeInput
from csops_tui.tui.widgets.keys import ascii_twin, typed

_SHOW_CURSOR = "\x1b[?25h"
_HIDE_CURSOR = "\x1b[?25l"


class Left(Message):
    """The cursor went over the first or last line of a note: `by` is -1 or 1 field."""

    def __init__(self, by: int) -> None:
        super().__init__()
        self.by = by


class OutsideWanted(Message):
    """The note is to be edited in the person's own editor."""

    def __init__(self, editor: NoteEditor) -> None:
        super().__init__()
        self.editor = editor


class LineEditor(ImeInput):
    """One line of text."""

    DEFAULT_CSS = """
    LineEditor, LineEditor:focus { border: none; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    LineEditor:focus { background: $primary 18%; }
    """

    @property
    def text(self) -> str:
        """What is typed."""
        return self.value

    @text.setter
    def text(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)


class ListWanted(Message):
    """Everything that the field can be set to is to be listed."""


class ChoiceEditor(LineEditor):
    """A word of a list or the name of a row: what is typed replaces the old one, space on it lists everything."""

    def __init__(self) -> None:
        super().__init__()
        self.select_on_focus = True

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]
        if event.character in (" ", "\u3000") and (not self.value or len(self.selected_text) == len(self.value)):
            event.stop()
            event.prevent_default()
            self.post_message(ListWanted())


class FlagEditor(LineEditor):
    """Yes or no: space changes it, `y` and `n` set it, backspace empties it."""

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]
        character = (event.character and ascii_twin(event.character)) or event.character
        if event.key == "space" or character == " ":
            self.text = t("form.no") if parse_bool(self.text) else t("form.yes")
        elif character and character.lower() in "yn":
            self.text = t("form.yes") if character.lower() == "y" else t("form.no")
        elif event.key in ("backspace", "delete"):
            self.text = ""
        else:
            return
        event.stop()
        event.prevent_default()


class NoteEditor(TextArea):
    """Several lines; over the first and the last one the cursor leaves to the neighbouring field."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+e", "outside", show=False)]
    DEFAULT_CSS = """
    NoteEditor, NoteEditor:focus {
        border: none; height: 4; padding: 0 1; background: $panel; color: $foreground; scrollbar-size-vertical: 1;
    }
    NoteEditor:focus { background: $primary 18%; }
    """

    def __init__(self) -> None:
        super().__init__(
            soft_wrap=True, tab_behavior="focus", show_line_numbers=False, compact=True, highlight_cursor_line=False
        )

    def on_key(self, event: events.Key) -> None:
        character = typed(event)
        if character:
            event.stop()
            event.prevent_default()
            self.insert(character)

    def action_cursor_up(self, select: bool = False) -> None:
        """Up one line, or to the field above."""
        if not select and self._line_shown == 0:
            self.post_message(Left(-1))
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Down one line, or to the field below."""
        if not select and self._line_shown == self.wrapped_document.height - 1:
            self.post_message(Left(1))
        else:
            super().action_cursor_down(select)

    @property
    def _line_shown(self) -> int:
        """The line of the cursor as it is wrapped on the screen."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y

    def action_outside(self) -> None:
        """Ask for the person's own editor."""
        self.post_message(OutsideWanted(self))

    def on_focus(self) -> None:
        # The field that loses the focus hides the terminal's cursor, and may do so after this.
        self.call_after_refresh(self._write, _SHOW_CURSOR)

    def on_blur(self) -> None:
        if not isinstance(self.app.focused, ImeInput | NoteEditor):
            self._write(_HIDE_CURSOR)

    def _write(self, sequence: str) -> None:
        driver = self.app._driver
        if driver is not None:
            driver.write(sequence)
            driver.flush()
