"""The lines below a form: what is wrong with the field one is on, or what can be typed there; then the whole form."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from csops_tui.text.clean import clean
from csops_tui.text.width import clip, width

# A line may end this much early for the sake of a blank to break at; Japanese breaks anywhere.
_RAGGED = 0.3
# Signs that no Japanese line begins with.
_NOT_FIRST = frozenset("、。，．,.」』）)？！?!ー")


def folded(text: str, wide: int, most: int) -> list[str]:
    """`text` on at most `most` lines of `wide` cells, the last one ending in … where it does not fit."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most - 1 and width(rest) > wide:
        head = clip(rest, wide, "")
        blank = head.rfind(" ")
        if blank > 0 and width(head[:blank]) > wide * (1 - _RAGGED) and not rest[len(head) :].startswith(" "):
            head = head[:blank]
        while len(head) > 1 and rest[len(head) :][:1] in _NOT_FIRST:
            head = head[:-1]
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    if rest:
        lines.append(clip(rest, wide))
    return lines


class HintLine(Widget):
    """Three lines; the last one is about the whole form where there is something to say about it."""

    DEFAULT_CSS = "HintLine { height: 3; padding: 0 2; background: $background; color: $text-muted; }"

    def __init__(self) -> None:
        super().__init__()
        self.hint = ""
        self.problem = ""
        self.remark = ""

    def show(self, *, hint: str | None = None, problem: str | None = None, remark: str | None = None) -> None:
        """Set parts of it; None leaves a part as it is."""
        before = (self.hint, self.problem, self.remark)
        self.hint = self.hint if hint is None else hint
        self.problem = self.problem if problem is None else problem
        self.remark = self.remark if remark is None else remark
        if before != (self.hint, self.problem, self.remark):
            self.refresh()

    def render(self) -> Text:
        colours = self.app.theme_variables
        wide = max(1, self.size.width)
        words = f"! {self.problem}" if self.problem else self.hint
        style = f"bold {colours['error']}" if self.problem else colours["text-muted"]
        text = Text("\n".join(folded(clean(words), wide, 2 if self.remark else 3)), style=style)
        if self.remark:
            text.append("\n" * (2 - text.plain.count("\n")))
            text.append(clip(clean(self.remark), wide), colours["warning"])
        return text
