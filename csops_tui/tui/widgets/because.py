"""Below the queue of Today: all reasons of the row under the cursor, and how its place comes about."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from csops_tui.locale import t
from csops_tui.text.clean import clean

# From this width on the arithmetic has room for its name.
_WIDE = 100


class Because(Widget):
    """Two lines; what another team is up to stands before the arithmetic of the second, in the colour of a warning."""

    DEFAULT_CSS = "Because { height: 2; padding: 0 1 0 3; }"

    def __init__(self) -> None:
        super().__init__()
        self._reasons = ""
        self._order = ""
        self._warning = ""

    def show(self, reasons: str = "", order: str = "", warning: str = "") -> None:
        """Set the reasons, the words about the order, and what to beware of."""
        if (reasons, order, warning) != (self._reasons, self._order, self._warning):
            self._reasons, self._order, self._warning = reasons, order, warning
            self.refresh()

    def render(self) -> Text:
        if not self._reasons:
            return Text("")
        colours = self.app.theme_variables
        lines: list[Text] = []
        for label, words in (("because", self._reasons), ("place", self._order)):
            line = Text(no_wrap=True, overflow="ellipsis")
            if label == "because" or self.size.width >= _WIDE:
                line.append(t(f"today.{label}"), colours["text-muted"])
                line.pad_right(max(1, 7 - line.cell_len))
            line.append(clean(words), colours["foreground"] if label == "because" else colours["text-muted"])
            lines.append(line)
        if self._warning:
            # What one must not overlook stands where the eye is, before the arithmetic.
            lines[1] = Text(no_wrap=True, overflow="ellipsis")
            lines[1].append(f"! {clean(self._warning)}", colours["warning"])
            lines[1].append(f"   {clean(self._order)}", colours["text-muted"])
        for line in lines:
            line.truncate(max(0, self.size.width), overflow="ellipsis")
        return Text("\n").join(lines)
