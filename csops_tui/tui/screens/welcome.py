"""The first run: look round with sample data, import a file, or start empty, each by one key."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Middle
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from csops_tui.locale import t
from csops_tui.measures import panel
from csops_tui.store.book import Book
from csops_tui.store.config import book_path, data_dir
from csops_tui.store.errors import BookError
from csops_tui.text.clean import clean
from csops_tui.tui.commands import BY_ID, Command, key_label, with_keymap
from csops_tui.tui.fold import fold
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.widgets.cells import bar

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

Choice = Literal["sample", "import", "empty"]
CHOICES: tuple[Choice, ...] = ("sample", "import", "empty")
_FOOTER = ("welcome.sample", "welcome.import", "welcome.empty", "language", "help", "quit")
_WIDE = 54
_BAR = 30


def sample_path() -> Path:
    """Where the sample book lies: beside the own one."""
    return data_dir() / "demo.db"


class WelcomeScreen(BaseScreen):
    """Three ways to begin; while the sample is made, how far it is."""

    scopes: ClassVar[tuple[str, ...]] = ("welcome",)
    topics = frozenset({"account"})
    place = "welcome"
    DEFAULT_CSS = """
    WelcomeScreen Middle { width: 1fr; height: 1fr; align: center middle; }
    WelcomeScreen #choices { width: auto; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Making(Message):
        """How far the sample is, or what became of it."""

        def __init__(self, share: float, book: Book | None = None, error: str = "") -> None:
            super().__init__()
            self.share = share
            self.book = book
            self.error = error

    def __init__(self) -> None:
        super().__init__()
        self._cursor = 0
        self._share: float | None = None
        self._child: subprocess.Popen[str] | None = None

    def compose_body(self) -> ComposeResult:
        with Middle():
            yield Static("", id="choices", markup=False)

    def on_mount(self) -> None:
        self._paint()

    def footer_commands(self) -> list[Command]:
        return [BY_ID[command] for command in _FOOTER]

    def reload(self) -> None:
        """An account was entered or imported: there is something to show, once nothing lies above this screen."""
        if self.app.screen is not self:
            self._stale = True
        elif self.csops.book.reader().execute("SELECT 1 FROM account LIMIT 1").fetchone():
            self.app.call_later(self.csops.do_go_sheet)

    # What is seen

    def on_resize(self) -> None:
        self._paint()

    def _paint(self) -> None:
        self.query_one("#choices", Static).update(self._making() if self._share is not None else self._choices())

    def _title(self, wide: int) -> Text:
        colours = self.app.theme_variables
        text = Text()
        text.append(" csops ", f"bold {colours['background']} on {colours['accent']}")
        text.append(f"  {t('welcome.title')}\n\n", f"bold {colours['foreground']}")
        for part in fold(t("welcome.about"), wide):
            text.append(f"{part}\n", colours["text-muted"])
        return text.append("\n")

    def _choices(self) -> Text:
        colours = self.app.theme_variables
        wide = max(24, min(_WIDE, self.size.width - 8))
        text = self._title(wide)
        for number, choice in enumerate(CHOICES):
            command = BY_ID[f"welcome.{choice}"]
            here = number == self._cursor
            key = key_label(with_keymap(command, self.csops.config_keymap)[0])
            text.append("▸ " if here else "  ", colours["accent"])
            text.append(f"{key}  ", f"bold {colours['accent']}")
            text.append(f"{t(f'command.{command.id}')}\n", f"bold {colours['foreground']}")
            for part in fold(t(f"welcome.{choice}"), wide - 5):
                text.append(f"     {part}\n", colours["text-muted"])
            text.append("\n")
        text.rstrip()
        return text

    def _making(self) -> Text:
        colours = self.app.theme_variables
        share = self._share or 0.0
        text = self._title(max(24, min(_WIDE, self.size.width - 8)))
        text.append(f"{t('welcome.making')}\n\n", colours["foreground"])
        text.append(bar(share, 1.0, _BAR), f"{colours['accent']} on {colours['panel']}")
        text.append(f"  {share:4.0%}\n\n", colours["foreground"])
        return text.append(t("welcome.stop"), colours["text-muted"])

    def action_move(self, by: int) -> None:
        """Go to the next or the previous choice."""
        self._cursor = (self._cursor + by) % len(CHOICES)
        self._paint()

    def action_choose(self) -> None:
        """Take the choice under the cursor."""
        self.action_command(f"welcome.{CHOICES[self._cursor]}")

    # The choices

    def why_not_sample(self) -> str | None:
        """One thing at a time."""
        return "welcome.why.making" if self._share is not None else None

    why_not_import = why_not_empty = why_not_sample

    def do_sample(self) -> None:
        """Open the sample book, which is made first where there is none."""
        self._share = 0.0
        self._paint()
        self.run_worker(self._make_sample, thread=True, group="sample", exclusive=True, exit_on_error=False)

    def do_import(self) -> None:
        """Choose a file to import."""
        from csops_tui.tui.screens.import_file import ImportScreen

        self.csops.push_screen(ImportScreen())

    def do_empty(self) -> None:
        """Enter the first account."""
        from csops_tui.tui.forms.form import new_record

        new_record(self.csops, "account", {})

    def do_back(self) -> None:
        """Stop making the sample; else leave."""
        if self._share is None:
            self.csops.do_back()
            return
        self._stop()
        self._share = None
        self._paint()
        self.csops.say(t("welcome.stopped"))

    def on_unmount(self) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._child is not None:
            self._child.terminate()
            self._child = None

    # The sample, in a thread that listens to a process

    def _make_sample(self) -> None:
        worker, path, csops = get_current_worker(), sample_path(), self.csops
        error = ""
        if not path.exists():
            error = self._listen(path)
        if worker.is_cancelled or (self._child is None and not path.exists()):
            return
        self._child = None
        if error:
            self.post_message(self.Making(0.0, error=error))
            return
        try:
            book = Book.open(path, csops.book.actor, csops.book.clock)
            panel.catch_up(book)
        except BookError as refused:
            self.post_message(self.Making(0.0, error=str(refused)))
            return
        self.post_message(self.Making(1.0, book=book))

    def _listen(self, path: Path) -> str:
        """Follow the process to its end; returns what went wrong in words, empty when nothing did."""
        from csops_tui.tui.sample_child import start

        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        child = self._child = start(path, self.csops.today)
        error = ""
        with child:
            for line in child.stdout or ():
                said = json.loads(line)
                error = str(said.get("error", ""))
                if "share" in said:
                    # What follows the last account (indexes, closing the file) takes a moment too.
                    self.post_message(self.Making(0.97 * float(said["share"])))
        return error or ("" if child.returncode == 0 else t("welcome.failed"))

    def on_welcome_screen_making(self, message: Making) -> None:
        """Show how far it is; a finished sample is opened."""
        message.stop()
        if self._share is None:
            if message.book:
                message.book.close()
            return
        if message.book:
            self._share = None
            self.csops.use_book(message.book)
        elif message.error:
            self._share = None
            self._paint()
            self.csops.say(clean(message.error), "error")
        else:
            self._share = message.share
            self._paint()


def open_own_book(app: CsopsApp) -> None:
    """Leave the sample for the own book, which is made, empty, where there is none yet."""
    path = book_path(app.config)
    if path.exists() and path.samefile(app.book.path):
        path = data_dir() / "book.db"
    try:
        book = (Book.open if path.exists() else Book.create)(path, app.book.actor, app.book.clock)
    except BookError as error:
        app.say(str(error), "error")
        return
    app.use_book(book)
    if not book.reader().execute("SELECT 1 FROM account LIMIT 1").fetchone():
        app.push_screen(app.make_screen("welcome"))
