"""A box over the sheet with a line to type, what fits it below, and a line about the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.tui.widgets.pick import PickBox
from csops_tui.tui.widgets.source import Column

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.sheet import SheetScreen


class PickScreen(ModalScreen[None]):
    """Subclasses name their catalogue words and columns, and list what fits in `look`."""

    DEFAULT_CSS = """
    PickScreen > Vertical { background: $background; border: round $border; padding: 0 1; }
    PickScreen #title { height: 1; padding: 0 0 0 2; margin: 0 0 1 0; color: $primary; text-style: bold; }
    PickScreen #keys { height: auto; padding: 0 0 0 2; color: $text-muted; }
    """
    words: ClassVar[str]
    """Before `.title`, `.hint`, `.none` and `.keys` in the catalogue."""
    columns: ClassVar[tuple[Column, ...]]

    def __init__(self, sheet: SheetScreen) -> None:
        super().__init__()
        self._sheet = sheet

    @property
    def csops(self) -> CsopsApp:
        """The app, by its own type."""
        return cast("CsopsApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(t(f"{self.words}.title"), id="title", markup=False)
            yield PickBox(self.columns, t(f"{self.words}.hint"), t(f"{self.words}.none"))
            yield Static(t(f"{self.words}.keys"), id="keys", markup=False)

    def on_mount(self) -> None:
        self.box.focus_line()
        self.look()

    @property
    def box(self) -> PickBox:
        """The line and the list."""
        return self.query_one(PickBox)

    def look(self) -> None:
        """List what fits the text."""
        raise NotImplementedError

    @on(PickBox.Typed)
    def _typed(self, message: PickBox.Typed) -> None:
        message.stop()
        self.look()

    def action_leave(self) -> None:
        """Close; what was changed stays."""
        self.dismiss()
