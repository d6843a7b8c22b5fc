"""Where a record was used, in as many lines as it takes up to three."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.widget import Widget

from csops_tui.text.clean import clean
from csops_tui.text.width import clip
from csops_tui.tui.fold import fold

_MOST = 3


class UsesLine(Widget):
    """Words that are broken where Japanese may be broken; without words it takes no room."""

    DEFAULT_CSS = "UsesLine { height: 0; padding: 0 1 0 3; color: $text-muted; }"

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self._words = clean(words)

    def show(self, words: str) -> None:
        """Set the words."""
        self._words = clean(words)
        self._fit()

    def on_resize(self, event: events.Resize) -> None:
        """Another width breaks the words elsewhere."""
        self._fit()

    def on_mount(self) -> None:
        self._fit()

    def _lines(self) -> list[str]:
        cells = max(self.app.size.width - 4, 20)
        found = fold(self._words, cells) if self._words else []
        if len(found) > _MOST:
            found = [*found[: _MOST - 1], clip("".join(found[_MOST - 1 :]), cells)]
        return found

    def _fit(self) -> None:
        self.styles.height = len(self._lines())
        self.refresh()

    def render(self) -> Text:
        return Text("\n".join(self._lines()), no_wrap=True)
