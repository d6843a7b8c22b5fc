"""Choosing a file by its name: the line it is typed on, and below it the names that could be meant."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.text.names import norm
from csops_tui.tui.file_names import FoundFile, common_beginning, completions, dropped_path, newest
from csops_tui.tui.fold import fold
from csops_tui.tui.widgets.cells import padded
from csops_tui.tui.widgets.inputs import ImeInput

if TYPE_CHECKING:
    from csops_tui.tui.screens.base import BaseScreen

_CANDIDATES = 8


class FileLine(ImeInput):
    """A line for a name; a text of several lines that is pasted into it is no name."""

    class Pasted(Message):
        """Several lines were pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def _on_paste(self, event: events.Paste) -> None:
        if len([line for line in event.text.splitlines() if line.strip()]) > 1:
            event.stop()
            self.post_message(self.Pasted(event.text))
            # Input's own handler comes next.
            event.text = ""
            return
        event.text = dropped_path(event.text)
        super()._on_paste(event)


class FileChooser(Widget):
    """The line and the names; `words` is the catalogue area of what is said about them.

    `readable` are the endings of the files offered while a name is typed, `likely` those offered before, after the
    names of `first`. `enter` reaches the screen as Input.Submitted, several pasted lines as FileLine.Pasted.
    """

    DEFAULT_CSS = """
    FileChooser { height: 1fr; }
    FileChooser #label { padding: 1 1 0 3; color: $text-muted; }
    FileChooser ImeInput { border: none; height: 1; padding: 0 1; margin: 0 0 0 2; background: $background; }
    FileChooser VerticalScroll { padding: 1 3; }
    FileChooser VerticalScroll Static { height: auto; }
    """

    def __init__(
        self, words: str, readable: Collection[str], likely: Collection[str], first: Collection[str] = ()
    ) -> None:
        super().__init__()
        self._words = words
        self._readable = readable
        self._likely = likely
        self._first = tuple(first)
        self._names: list[str] = []
        self._details: dict[str, str] = {}
        self._name_at: int | None = None

    def compose(self) -> ComposeResult:
        yield Static(t(f"{self._words}.path"), id="label", markup=False)
        yield FileLine(placeholder=t(f"{self._words}.path_hint"), compact=True)
        with VerticalScroll(can_focus=False):
            yield Static("", id="says", markup=False)

    def on_mount(self) -> None:
        self.line.focus()
        self.offer_newest()

    @property
    def line(self) -> FileLine:
        """The line that is typed on."""
        return self.query_one(FileLine)

    @property
    def chosen(self) -> str:
        """The name that is meant: the one under the cursor, else what is typed; may be empty."""
        return self.line.value.strip() if self._name_at is None else self._names[self._name_at]

    def say(self, text: Text | str, role: str = "text-muted") -> None:
        """Show something in place of the names."""
        if isinstance(text, str):
            room = max(20, self.size.width - 8)
            text = Text("\n".join(fold(clean(text, multiline=True), room)), self.app.theme_variables[role])
        self.query_one("#says", Static).update(text)

    def offer_newest(self, word: str = "") -> None:
        """Offer the files that came last and have this word in their names, the newest under the cursor."""
        kept = [name for name in self._first if word in norm(name)]

        def answer(found: list[FoundFile]) -> None:
            if norm(self.line.value) != word:
                return
            found = [file for file in found if word in norm(Path(file.name).name) and file.name not in kept]
            if word and not found and not kept:
                return
            self._names = [*kept, *(file.name for file in found)]
            before = dict.fromkeys(kept, t(f"{self._words}.before")) if kept else {}
            self._details = before | {file.name: _detail(file) for file in found}
            self._name_at = 0 if self._names else None
            self.show_names(self._heading())

        cast("BaseScreen", self.screen).load("newest", lambda _: newest(self._likely), answer)

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if message.value:
            self.offer(message.value)
        else:
            self.offer_newest()

    def offer(self, text: str, said: str = "") -> None:
        """List the names that begin so, below what is `said` of them; none is chosen yet.

        A word that no file here begins with is looked for in the names of the files that came last.
        """
        self._names, self._name_at, self._details = completions(text, self._readable), None, {}
        self.show_names(said if self._names or not text.endswith("/") else t(f"{self._words}.no_files"))
        if not self._names and "/" not in text:
            self.offer_newest(norm(text))

    def show_names(self, said: str = "") -> None:
        """Show the names, those around the cursor where there are many."""
        colours = self.app.theme_variables
        at = self._name_at
        first = 0 if at is None else max(0, at - _CANDIDATES + 1)
        text = Text(f"{clean(said)}\n\n" if said else "", colours["text-muted"])
        wide = max(20, min(60, self.size.width - 34))
        for place, name in enumerate(self._names[first : first + _CANDIDATES], first):
            here = place == at
            text.append("▸ " if here else "  ", colours["accent"])
            shown, detail = clean(name), self._details.get(name, "")
            text.append(padded(shown, wide) if detail else shown, f"bold {colours['foreground']}" if here else "")
            text.append(f"  {detail}\n", colours["text-muted"])
        if not self._names[_CANDIDATES:]:
            text.append(f"\n{t(f'{self._words}.paste_hint')}", colours["text-muted"])
        self.say(text)

    def _heading(self) -> str:
        """What stands above the names that are offered by themselves."""
        if not self._names:
            return t(f"{self._words}.no_newest")
        return t(f"{self._words}.known" if self._first else f"{self._words}.newest")

    def write(self, name: str) -> None:
        """Put a name on the line."""
        self.line.value = name
        self.line.cursor_position = len(name)

    def complete(self) -> None:
        """Complete the name as far as it is certain."""
        found = self._names if not self.line.value else completions(self.line.value, self._readable)
        chosen = None if self._name_at is None else self._names[self._name_at]
        if chosen or found:
            self.write(chosen or common_beginning(found))

    def step(self, by: int) -> None:
        """Go to the next of the names offered, or the one above."""
        at = self._name_at
        if self._names:
            at = (0 if by > 0 else len(self._names) - 1) if at is None else at + by
            self._name_at = max(0, min(at, len(self._names) - 1))
            self.show_names(self._heading() if not self.line.value else "")


def _detail(file: FoundFile) -> str:
    size = f"{file.size / 1_000_000:,.1f} MB" if file.size >= 100_000 else f"{max(file.size, 100) / 1_000:,.1f} kB"
    return f"{file.at:%m/%d %H:%M}  {size:>9}"
