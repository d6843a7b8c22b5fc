"""The line that narrows a list down: words to look for, or where the list knows columns, a condition over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:
    from csops_tui.measures.expression import ExpressionError
    from csops_tui.measures.proposing import Values
    from csops_tui.tui.typed_ahead import TypedAhead
    from csops_tui.tui.widgets.filter_box import FilterBox


class FilterLine(Widget):
    """The place of the line: nothing to see, and nothing made, until one filters for the first time.

    `Typed` comes with every change, `Entered` with enter.
    """

    DEFAULT_CSS = """
    FilterLine { height: auto; display: none; }
    FilterLine.open { display: block; }
    """

    class Typed(Message):
        """The text changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Attended(Message):
        """One has come to type here, or gone."""

    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, values: Values | None = None) -> None:
        super().__init__()
        self.values = values
        self._box: FilterBox | None = None

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self._box.text if self._box else ""

    @property
    def in_use(self) -> bool:
        """Whether one is typing into it."""
        return self._box is not None and self._box.in_use

    @property
    def offers_columns(self) -> bool:
        """Whether the word at the caret may become the name of a column."""
        return self._box is not None and self._box.offers_columns

    def retell(self) -> None:
        """Say prompt and hint again, after the language changed."""
        if self._box:
            self._box.retell()

    def open(self, text: str | None = None, mistake: ExpressionError | None = None) -> None:
        """Show the line with this text, or with the one it has, and put the caret at its end; say what is wrong."""
        self.add_class("open")
        self.call_later(self._open, text, mistake)
        cast("TypedAhead", self.app).wait_for(self)

    async def _open(self, text: str | None, mistake: ExpressionError | None) -> None:
        from csops_tui.tui.widgets.filter_box import FilterBox

        if self._box is None:
            box = FilterBox(self.values)
            await self.mount(box)
            self._box = box
        self._box.open(text)
        if mistake:
            self._box.point_at(mistake)

    def close(self) -> None:
        """Empty the line and hide it."""
        if self._box:
            self._box.put("")
        self.remove_class("open")

    def point_at(self, mistake: ExpressionError | str | None, *, at_once: bool = True) -> None:
        """Say what is wrong, and where; unless `at_once` only when the person pauses. None takes it back."""
        if self._box:
            self._box.point_at(mistake, at_once=at_once)

    def look(self) -> None:
        """Offer what the word at the caret can become; asked again when values have come."""
        if self._box:
            self._box.look()
