"""A line of text that works with an input method."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset
from textual.widgets import Input

from csops_tui.text.clean import clean
from csops_tui.tui.widgets.cells import shown
from csops_tui.tui.widgets.keys import typed

_SHOW_CURSOR = "\x1b[?25h"
_HIDE_CURSOR = "\x1b[?25l"


class ImeInput(Input):
    """An `Input` for Japanese: the terminal's own cursor is shown exactly at the caret while it has the focus.

    Terminals draw the text being composed at that cursor. A pasted text of several lines is joined into one, and
    focus selects nothing, so that the first key never replaces what was there.
    """

    def __init__(
        self,
        value: str | None = None,
        placeholder: str = "",
        *,
        password: bool = False,
        restrict: str | None = None,
        max_length: int = 0,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        disabled: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__(
            value,
            placeholder,
            password=password,
            restrict=restrict,
            max_length=max_length,
            select_on_focus=False,
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
            compact=compact,
        )

    def validate_value(self, value: str) -> str:
        """Nothing that a terminal could obey is ever held, wherever the text comes from."""
        return value if shown(value) == value else clean(value)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the caret is drawn. Textual's own value is one cell too far right at the end of the text."""
        x, y = super().cursor_screen_offset
        return Offset(x - 1, y) if self.cursor_at_end else Offset(x, y)

    def on_key(self, event: events.Key) -> None:
        character = typed(event)
        if character:
            event.stop()
            event.prevent_default()
            self.insert_text_at_cursor(character)

    def on_focus(self) -> None:
        self._write(_SHOW_CURSOR)
        self.call_after_refresh(self._place_cursor)

    def on_resize(self) -> None:
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        # Before the first layout nobody knows where the line stands; the refresh sends the terminal there.
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset
            self.refresh()

    def on_blur(self) -> None:
        self._hide_cursor()

    def on_unmount(self) -> None:
        self._hide_cursor()

    def _hide_cursor(self) -> None:
        # An app that closes has given the terminal its cursor back already.
        if self.app.return_code is not None or not self.app.screen_stack:
            return
        # The next field may have been told of its focus before this one is told that it lost it.
        if not isinstance(self.app.focused, ImeInput) or self.app.focused is self:
            self._write(_HIDE_CURSOR)

    def _write(self, sequence: str) -> None:
        driver = self.app._driver
        if driver is not None:
            driver.write(sequence)
            driver.flush()

    def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the handler of every base class in turn; Input's keeps the first line of what it is given.
        event.text = " ".join(line.strip() for line in event.text.splitlines() if line.strip())
