"""Importing: the name of the file, or a text that is pasted; the steps that follow stand above this screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.text.names import norm
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.file_names import FoundFile, common_beginning, completions, dropped_path, newest
from csops_tui.tui.fold import fold
from csops_tui.tui.intake import READABLE, TABLES, Asked, Intake
from csops_tui.tui.screens.import_step import StepScreen
from csops_tui.tui.widgets.cells import padded
from csops_tui.tui.widgets.inputs import ImeInput

if TYPE_CHECKING:
    from csops_tui.tui.intake_reading import Looked

_CANDIDATES = 8


class FileLine(ImeInput):
    """A line for a name; a text of several lines that is pasted into it is a table, not a name."""

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


class ImportScreen(StepScreen):
    """The line for the file's name; below it the newest files that could be meant, then the names that fit."""

    scopes: ClassVar[tuple[str, ...]] = ("import",)
    step = "file"
    DEFAULT_CSS = """
    ImportScreen #label { padding: 1 1 0 3; color: $text-muted; }
    ImportScreen ImeInput { border: none; height: 1; padding: 0 1; margin: 0 0 0 2; background: $background; }
    ImportScreen VerticalScroll { padding: 1 3; }
    ImportScreen VerticalScroll Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(Intake(Asked(Path())))
        self._names: list[str] = []
        self._details: dict[str, str] = {}
        self._name_at: int | None = None
        self._busy = False

    def where(self) -> str:
        return t("importing.into")

    def compose_step(self) -> ComposeResult:
        yield Static(t("importing.path"), id="label", markup=False)
        yield FileLine(placeholder=t("importing.path_hint"), compact=True)
        with VerticalScroll(can_focus=False):
            yield Static("", id="says", markup=False)

    def on_mount(self) -> None:
        self._line.focus()
        self._offer_newest()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        # Back from a later step: whatever was found there is let go.
        self.intake.drop_plan()

    def footer_commands(self) -> list[Command]:
        # While a name is typed letters belong to the line.
        return [BY_ID["import.read"], BY_ID["import.choose"], BY_ID["import.complete"], BY_ID["back"]]

    @property
    def _line(self) -> FileLine:
        return self.query_one(FileLine)

    def _say(self, text: Text | str, role: str = "text-muted") -> None:
        if isinstance(text, str):
            room = max(20, self.size.width - 8)
            text = Text("\n".join(fold(clean(text, multiline=True), room)), self.app.theme_variables[role])
        self.query_one("#says", Static).update(text)

    # The names that are offered

    def _offer_newest(self, word: str = "") -> None:
        """The files that came last and have this word in their names, the newest under the cursor."""

        def answer(found: list[FoundFile] | str) -> None:
            if norm(self._line.value) != word or isinstance(found, str):
                return
            found = [file for file in found if word in norm(Path(file.name).name)]
            if word and not found:
                return
            self._names = [file.name for file in found]
            self._details = {file.name: _detail(file) for file in found}
            self._name_at = 0 if found else None
            self._show_names(t("importing.newest") if found else t("importing.no_newest"))

        self.ask("newest", lambda _: newest(TABLES), answer)

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        if message.value:
            self._offer(message.value)
        else:
            self._offer_newest()

    def _offer(self, text: str, said: str = "") -> None:
        """List the names that begin so, below what is `said` of them; none is chosen yet.

        A word that no file here begins with is looked for in the names of the files that came last.
        """
        self._names, self._name_at, self._details = completions(text, READABLE), None, {}
        self._show_names(said if self._names or not text.endswith("/") else t("importing.no_files"))
        if not self._names and "/" not in text:
            self._offer_newest(norm(text))

    def _show_names(self, said: str = "") -> None:
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
            text.append(f"\n{t('importing.paste_hint')}", colours["text-muted"])
        self._say(text)

    def _write(self, name: str) -> None:
        self._line.value = name
        self._line.cursor_position = len(name)

    def do_complete_name(self) -> None:
        """Complete the name as far as it is certain."""
        found = self._names if not self._line.value else completions(self._line.value, READABLE)
        chosen = None if self._name_at is None else found[self._name_at]
        if chosen or found:
            self._write(chosen or common_beginning(found))

    def do_choose_name(self) -> None:
        """Go to the next of the names offered."""
        self._choose(0 if self._name_at is None else self._name_at + 1)

    def do_choose_name_up(self) -> None:
        """Go to the name above."""
        self._choose(len(self._names) if self._name_at is None else self._name_at - 1)

    def _choose(self, at: int) -> None:
        if self._names:
            self._name_at = max(0, min(at, len(self._names) - 1))
            self._show_names(t("importing.newest") if not self._line.value else "")

    # What is read

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.do_read()

    def do_read(self) -> None:
        """Read the file of this name; a folder is opened."""
        name = self._line.value.strip() if self._name_at is None else self._names[self._name_at]
        if not name:
            return
        folder = Path(name).expanduser().is_dir()
        name = f"{name.rstrip('/')}/" if folder else name
        with self.prevent(Input.Changed):
            self._write(name)
        if folder:
            self._offer(name, t("importing.folder", path=name))
        else:
            self._read(Asked(Path(name).expanduser()))

    @on(FileLine.Pasted)
    def _pasted(self, message: FileLine.Pasted) -> None:
        message.stop()
        from csops_tui.tui.intake import pasted

        try:
            path = pasted(message.text)
        except OSError as error:
            self._say(error.strerror or type(error).__name__, "error")
            return
        self._read(Asked(path, pasted=True))

    def _read(self, asked: Asked) -> None:
        from csops_tui.tui.intake_reading import look

        self.intake.close()
        self.intake = Intake(asked)
        self._say(t("importing.looking"))

        def answer(found: Looked | str) -> None:
            if isinstance(found, str):
                self._say(found, "error")
                return
            self.intake.take(asked, found)
            self.intake.quick = found.certain
            if len(found.table.sheets) > 1 and asked.sheet is None:
                self._choose_sheet(asked, found)
            else:
                self._go_on()

        self.ask("look", lambda _: look(asked), answer)

    def _choose_sheet(self, asked: Asked, found: Looked) -> None:
        """Of several sheets the likeliest was read; a person says whether it is the one they mean."""
        from csops_tui.tui.ask_import import ask_sheet

        def take(name: str) -> None:
            if name == found.table.sheet:
                self._go_on()
            else:
                self._read(asked.read_as(sheet=name))

        self._show_names()
        ask_sheet(self.csops, found.table.sheets, found.table.sheet, take)

    def _go_on(self) -> None:
        """To the dry run where nothing has to be looked at, else to the first rows."""
        from csops_tui.tui.screens.import_step import screen_of

        self._show_names()
        self.csops.push_screen(screen_of("dry_run" if self.intake.quick else "preview", self.intake))

    def next_file(self) -> None:
        """Begin with another file."""
        self._line.value = ""
        self._offer_newest()

    def do_back(self) -> None:
        """Close the import; while a file is read, leave that."""
        self.csops.pop_screen()

    def do_leave(self) -> None:
        self.csops.pop_screen()

    def on_unmount(self) -> None:
        self.intake.close()


def _detail(file: FoundFile) -> str:
    size = f"{file.size / 1_000_000:,.1f} MB" if file.size >= 100_000 else f"{max(file.size, 100) / 1_000:,.1f} kB"
    return f"{file.at:%m/%d %H:%M}  {size:>9}"
