"""Importing: the name of the file, or a text that is pasted; the steps that follow stand above this screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from csops_tui.exchange.capture.reading import ENDINGS
from csops_tui.locale import t
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.intake import READABLE, TABLES, Asked, Intake
from csops_tui.tui.screens.import_step import StepScreen
from csops_tui.tui.widgets.file_chooser import FileChooser, FileLine

if TYPE_CHECKING:
    from csops_tui.tui.intake_reading import Looked


class ImportScreen(StepScreen):
    """The line for the file's name; below it the newest files that could be meant, then the names that fit."""

    scopes: ClassVar[tuple[str, ...]] = ("import",)
    step = "file"

    def __init__(self) -> None:
        super().__init__(Intake(Asked(Path())))

    def where(self) -> str:
        return t("importing.into")

    def compose_step(self) -> ComposeResult:
        yield FileChooser("importing", READABLE, TABLES)

    @property
    def _chooser(self) -> FileChooser:
        return self.query_one(FileChooser)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        super().on_screen_resume(event)
        # Back from a later step: whatever was found there is let go.
        self.intake.drop_plan()

    def footer_commands(self) -> list[Command]:
        # While a name is typed letters belong to the line.
        return [BY_ID["import.read"], BY_ID["import.choose"], BY_ID["import.complete"], BY_ID["back"]]

    def do_complete_name(self) -> None:
        """Complete the name as far as it is certain."""
        self._chooser.complete()

    def do_choose_name(self) -> None:
        """Go to the next of the names offered."""
        self._chooser.step(1)

    def do_choose_name_up(self) -> None:
        """Go to the name above."""
        self._chooser.step(-1)

    # What is read

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.do_read()

    def do_read(self) -> None:
        """Read the file of this name; a folder is opened."""
        name = self._chooser.chosen
        if not name:
            return
        folder = Path(name).expanduser().is_dir()
        name = f"{name.rstrip('/')}/" if folder else name
        with self.prevent(Input.Changed):
            self._chooser.write(name)
        if not folder and Path(name).suffix.lower() in ENDINGS and Path(name).expanduser().exists():
            self._chooser.say(t("importing.captured", path=Path(name).name), "error")
        elif folder:
            self._chooser.offer(name, t("importing.folder", path=name))
        else:
            self._read(Asked(Path(name).expanduser()))

    @on(FileLine.Pasted)
    def _pasted(self, message: FileLine.Pasted) -> None:
        message.stop()
        from csops_tui.tui.intake import pasted

        try:
            path = pasted(message.text)
        except OSError as error:
            self._chooser.say(error.strerror or type(error).__name__, "error")
            return
        self._read(Asked(path, pasted=True))

    def _read(self, asked: Asked) -> None:
        from csops_tui.tui.intake_reading import look

        self.intake.close()
        self.intake = Intake(asked)
        self._chooser.say(t("importing.looking"))

        def answer(found: Looked | str) -> None:
            if isinstance(found, str):
                self._chooser.say(found, "error")
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

        self._chooser.show_names()
        ask_sheet(self.csops, found.table.sheets, found.table.sheet, take)

    def _go_on(self) -> None:
        """To the dry run where nothing has to be looked at, else to the first rows."""
        from csops_tui.tui.screens.import_step import screen_of

        self._chooser.show_names()
        self.csops.push_screen(screen_of("dry_run" if self.intake.quick else "preview", self.intake))

    def next_file(self) -> None:
        """Begin with another file."""
        self._chooser.write("")
        self._chooser.offer_newest()

    def do_back(self) -> None:
        """Close the import; while a file is read, leave that."""
        self.csops.pop_screen()

    def do_leave(self) -> None:
        self.csops.pop_screen()

    def on_unmount(self) -> None:
        self.intake.close()
