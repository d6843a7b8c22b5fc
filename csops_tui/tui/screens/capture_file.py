"""Capturing: the file or folder, how far the reading is, and what came of it."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from csops_tui.exchange.capture.reading import ENDINGS
from csops_tui.locale import t
from csops_tui.store.errors import BookError
from csops_tui.text.clean import clean
from csops_tui.tui.capture_paths import capture_paths, keep
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.fold import fold
from csops_tui.tui.pace import Pace
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.widgets.cells import bar
from csops_tui.tui.widgets.file_chooser import FileChooser, FileLine

if TYPE_CHECKING:
    from csops_tui.exchange.capture.capturing import Captured
    from csops_tui.exchange.capture.found import Window
    from csops_tui.store.sqlite import Connection

_BAR = 40


class _Reached(Message):
    """So many of so many files are behind the reader."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__()
        self.done = done
        self.total = total


class CaptureScreen(BaseScreen):
    """The line for the name of a file or folder; then a bar; then what was found, and why other things were not."""

    scopes: ClassVar[tuple[str, ...]] = ("capture_file",)
    topics = frozenset({"?"})
    DEFAULT_CSS = """
    CaptureScreen VerticalScroll#told { padding: 1 3; display: none; }
    CaptureScreen VerticalScroll#told Static { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()
        self._state = "choosing"
        self._bodies = False
        self._pace = Pace()
        self._writing = False

    def where(self) -> str:
        return f"{t('place.captured')} ▸ {t('command.capture.start')}"

    def compose_body(self) -> ComposeResult:
        yield FileChooser("capturing", ENDINGS, ENDINGS, capture_paths())
        with VerticalScroll(id="told"):
            yield Static("", id="what", markup=False)

    def footer_commands(self) -> list[Command]:
        """While a name is typed letters belong to the line; after that there is only the way back."""
        if self._state == "reading":
            return [BY_ID["back"]]
        if self._state == "done":
            return [BY_ID["capture.read"], BY_ID["back"]]
        names = ("capture.read", "capture.choose", "capture.complete", "capture.bodies", "back")
        return [BY_ID[name] for name in names]

    @property
    def _chooser(self) -> FileChooser:
        return self.query_one(FileChooser)

    def _choosing(self) -> str | None:
        return {"choosing": None, "reading": "capturing.why.reading"}.get(self._state, "capturing.why.done")

    why_not_complete_name = why_not_choose_name = why_not_choose_name_up = why_not_bodies = _choosing

    def why_not_read(self) -> str | None:
        """One capture at a time."""
        return "capturing.why.reading" if self._state == "reading" else None

    def why_not_back(self) -> str | None:
        """What is being written is written whole."""
        return "importing.too_late" if self._writing else None

    def do_complete_name(self) -> None:
        """Complete the name as far as it is certain, and open a folder."""
        self._chooser.complete()

    def do_choose_name(self) -> None:
        """Go to the next of the names offered."""
        self._chooser.step(1)

    def do_choose_name_up(self) -> None:
        """Go to the name above."""
        self._chooser.step(-1)

    def do_bodies(self) -> None:
        """Keep the texts of mails and events as well, or not."""
        self._bodies = not self._bodies
        self.csops.say(t("capturing.bodies" if self._bodies else "capturing.no_bodies"))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_command("capture.read")

    @on(FileLine.Pasted)
    def _pasted(self, message: FileLine.Pasted) -> None:
        message.stop()
        self._chooser.write(next(line for line in message.text.splitlines() if line.strip()).strip())

    def do_read(self) -> None:
        """Capture the file, or all files of the folder; after that, back to the list."""
        if self._state == "done":
            self.csops.pop_screen()
            return
        name = self._chooser.chosen
        if not name:
            self._chooser.say(t("capturing.which"), "warning")
            return
        path = Path(name).expanduser()
        if not path.exists():
            self._chooser.say(t("capturing.no_path", path=name), "error")
            return
        self._capture(path)

    def _capture(self, path: Path) -> None:
        from csops_tui.exchange.capture.capturing import capture, window_of

        app = self.csops
        window = window_of(app.today, bodies=self._bodies)
        member, stop = app.member_id(), self._stop

        told = -1

        def reached(done: int, total: int) -> None:
            nonlocal told
            if stop.is_set():
                raise _Stopped
            if done != told:
                told = done
                self.post_message(_Reached(done, total))

        def ask(_: Connection) -> Captured | str | None:
            try:
                return capture(app.book, [path], window, member_id=member, progress=reached)
            except _Stopped:
                return None
            except BookError as error:
                return str(error)
            except OSError as error:
                return f"{path.name}: {error.strerror or type(error).__name__}"

        self._become("reading")
        self._pace = Pace()
        self._paint(path.name, 0, 0)
        self.load("capture", ask, lambda done: self._captured(path, window, done))

    @on(_Reached)
    def _reached(self, message: _Reached) -> None:
        message.stop()
        if self._state == "reading":
            self._writing = message.done == message.total
            self._paint("", message.done, message.total)

    def _paint(self, name: str, done: int, total: int) -> None:
        colours = self.app.theme_variables
        share = done / total if total else 0.0
        text = Text(f"{clean(name) or t('capturing.reading')}\n\n", f"bold {colours['foreground']}")
        text.append(
            bar(share, 1.0, min(_BAR, max(10, self.size.width - 20))), f"{colours['accent']} on {colours['panel']}"
        )
        text.append(f"  {share:4.0%}\n\n", colours["foreground"])
        text.append(f"{t('capturing.files', done=f'{done:,}', n=f'{total:,}')}   {self._pace.words(share)}\n\n")
        text.append(t("importing.too_late" if self._writing else "capturing.esc_stops"), colours["text-muted"])
        self.query_one("#what", Static).update(text)

    def _become(self, state: str) -> None:
        self._state = state
        self._writing = False
        choosing = state == "choosing"
        self._chooser.display = choosing
        self.query_one("#told").display = not choosing
        (self._chooser.line if choosing else self.query_one("#told")).focus()
        self.show_undo()

    def _captured(self, path: Path, window: Window, done: Captured | str | None) -> None:
        if done is None or isinstance(done, str):
            self._become("choosing")
            if done:
                self._chooser.say(done, "error")
            return
        # Where it cannot be remembered it is only not offered the next time.
        with suppress(OSError):
            keep(path)
        self._become("done")
        self._tell(done, window)
        if done.edit:
            self.csops.wrote(done.topics)

    def _tell(self, done: Captured, window: Window) -> None:
        from csops_tui.exchange.capture.words import said

        colours = self.app.theme_variables
        room = max(20, self.size.width - 8)
        first, *others = said(done, window, screen=True)
        text = Text(f"{clean(first)}\n", f"bold {colours['foreground']}")
        for line in others:
            text.append("\n".join(fold(clean(line), room)) + "\n", colours["foreground"])
        nothing = not (done.plan.new or done.plan.changed or done.plan.withdrawn)
        text.append(f"\n{t('capturing.nothing' if nothing else 'capturing.next')}", colours["text-muted"])
        self.query_one("#what", Static).update(text)

    def do_back(self) -> None:
        """Stop reading, or close the screen."""
        if self._state != "reading":
            self.csops.pop_screen()
            return
        self._stop.set()
        self._stop = threading.Event()
        self._tokens["capture"] = self._tokens.get("capture", 0) + 1
        self._become("choosing")
        self.csops.say(t("capturing.stopped"))

    def on_unmount(self) -> None:
        self._stop.set()


class _Stopped(Exception):
    """Nobody waits for the files any more."""
