"""The line of the parts of an account's page."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.tui.screens.account_parts import PARTS


class PartBar(Static):
    """The names of the parts with how many rows each has; the open one stands out."""

    DEFAULT_CSS = "PartBar { height: 1; padding: 0 1 0 3; margin: 1 0 0 0; color: $text-muted; }"

    def show(self, open_part: str, counts: dict[str, int]) -> None:
        """Set which part is open and the counts.

        Where there is no room for all counts the names are what one needs, and where there is none for all names
        those next to the open part; signs at the edges say that there are more.
        """
        room = self.content_size.width
        own = {open_part: counts.get(open_part, 0)}
        tries = [self._line(open_part, PARTS, shown, gap) for shown, gap in ((counts, " "), (counts, ""), (own, ""))]
        line = next((line for line in tries if line.cell_len <= room), tries[-1])
        parts = PARTS
        while line.cell_len > room and len(parts) > 1:
            # The longer side gives, so that the neighbours of the open part stay.
            left = parts.index(open_part) > len(parts) - 1 - parts.index(open_part)
            parts = parts[1:] if left else parts[:-1]
            line = self._line(open_part, parts, own, "")
        self.update(line)

    def _line(self, open_part: str, parts: tuple[str, ...], counts: dict[str, int], gap: str) -> Text:
        colours = self.app.theme_variables
        line = Text("‹" if parts[0] != PARTS[0] else "", colours["text-muted"], no_wrap=True)
        for name in parts:
            here = name == open_part
            style = f"bold {colours['accent']}" if here else colours["text-muted"]
            piece = Text(f"{'▸' if here else ' '}{gap}{t(f'account.{name}')}", style)
            piece.append(f" {counts[name]:,} {gap}" if name in counts else " ", colours["text-muted"])
            piece.apply_meta({"part": name})
            line.append_text(piece)
        if parts[-1] != PARTS[-1]:
            return line.append("›", colours["text-muted"])
        line.rstrip()
        return line

    def on_click(self, event: events.Click) -> None:
        """A click on a name opens that part, one beside them the next."""
        event.stop()
        name = event.style.meta.get("part") if event.style else None
        self.screen.open_part(name or "")  # type: ignore[attr-defined]
