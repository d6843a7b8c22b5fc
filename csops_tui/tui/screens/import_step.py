"""What the steps of an import have in common: the line that says where one is, and the way from one to the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.message import Message

from csops_tui.locale import has, t
from csops_tui.store.errors import BookError
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.commands import BY_ID, Command, of_scopes
from csops_tui.tui.intake import Asked, Intake
from csops_tui.tui.screens.base import BaseScreen, FootBar
from csops_tui.tui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from csops_tui.exchange.errors import ExchangeError
    from csops_tui.tui.intake_reading import Looked

STEPS = ("file", "preview", "mapping", "dry_run", "done")
_SCREENS = {
    "preview": ("import_preview", "PreviewScreen"),
    "mapping": ("import_mapping", "MappingScreen"),
    "dry_run": ("import_dry_run", "DryRunScreen"),
    "apply": ("import_apply", "ApplyScreen"),
    "done": ("import_done", "DoneScreen"),
}
# Between two words about progress the thread works on for so long.
_BREATH = 0.1
_Answer = TypeVar("_Answer")


def screen_of(step: str, intake: Intake) -> BaseScreen:
    """The screen of a step, whose module is imported only now."""
    module, name = _SCREENS[step]
    return getattr(import_module(f"csops_tui.tui.screens.{module}"), name)(intake)


def facts_text(facts: Sequence[tuple[str, str]], colours: Mapping[str, str], width: int) -> Text:
    """Labels with their values on as few lines as they need; a pair is not torn apart."""
    text, room = Text(), max(20, width - 6)
    used = 0
    for label, value in facts:
        pair = Text(f"{label} ", colours["text-muted"]).append(f"{clean(value)}   ", colours["foreground"])
        if used and used + pair.cell_len - 3 > room:
            text.append("\n")
            used = 0
        used += pair.cell_len
        text.append_text(pair)
    return text


def problem_of(seen: Looked) -> str:
    """Why a file cannot be imported as it is, and what to do on the screen; empty when it can."""
    from csops_tui.tui.target_words import missing_word

    part = seen.part
    if part.missing:
        return t("importing.why.missing", names=", ".join(missing_word(part.entity, name) for name in part.missing))
    return seen.problem


def _words_of(error: ExchangeError) -> str:
    """What is wrong with a file; where the way on is an option in the shell it is another one on the screen."""
    key = f"importing.error.{error.key}"
    return t(key, None, **error.shown()) if has(key) else str(error)


class Told(Message):
    """How far a thread is: so many of so many (0: nobody knows)."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__()
        self.done = done
        self.total = total


class StepScreen(BaseScreen):
    """One step of an import; the steps take each other's place above the screen where the file was chosen."""

    topics = frozenset({"?"})
    step: ClassVar[str] = ""

    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self.intake = intake
        self._stop = threading.Event()

    def where(self) -> str:
        return f"{t('importing.into')} ▸ {self.intake.name}"

    def compose_body(self) -> ComposeResult:
        yield Tabs(id="steps")
        yield from self.compose_step()

    def compose_step(self) -> ComposeResult:
        """What stands below the line of steps."""
        yield from ()

    def on_mount(self) -> None:
        self.query_one("#steps", Tabs).show([(step, t(f"importing.step.{step}")) for step in STEPS], self.step)

    @on(Tabs.Clicked, "#steps")
    def _clicked(self, message: Tabs.Clicked) -> None:
        message.stop()
        here, there = STEPS.index(self.step), STEPS.index(message.name)
        if there == 0:
            self.back_to_file()
        elif there < here and self.step != "done":
            self.go(message.name)

    def go(self, step: str) -> None:
        """Go on, or back, to another step."""
        self.csops.switch_screen(screen_of(step, self.intake))

    def why_not_import(self) -> str | None:
        """One import at a time."""
        return "importing.why.one_at_a_time"

    def back_to_file(self) -> None:
        """Back to the name of the file."""
        self.csops.pop_screen()

    def do_back(self) -> None:
        """Back to the step before."""
        self.back_to_file()

    def do_leave(self) -> None:
        """Leave the import."""
        self.csops.pop_screen()
        self.csops.pop_screen()

    def footer_commands(self) -> list[Command]:
        """What one can do about the import; nothing else belongs here."""
        own = sorted((c for c in of_scopes(self.scopes) if c.footer), key=lambda command: command.footer)
        return [*own, BY_ID["back"], BY_ID["help"]]

    def show_undo(self) -> None:
        """The room belongs to the import's own commands."""
        for foot in self.query(FootBar):
            foot.refresh()

    # Work in a thread

    def telling(self, *, breath: float = _BREATH) -> Callable[[int, int], None]:
        """In a worker: what tells this screen how far it is, and ends the work once nobody waits for it."""
        from csops_tui.exchange.apply import Stopped

        stop, last = self._stop, 0.0

        def told(done: int, total: int) -> None:
            nonlocal last
            if stop.is_set():
                raise Stopped
            now = time.monotonic()
            if now - last >= breath or done == total:
                last = now
                self.post_message(Told(done, total))

        return told

    def ask(self, key: str, asked: Callable[[Connection], _Answer], answer: Callable[[_Answer | str], None]) -> None:
        """Ask in a thread; what is wrong with the file or the book comes back as words. Nothing once it is stopped."""
        from csops_tui.exchange.apply import Stopped
        from csops_tui.exchange.errors import ExchangeError

        name, stop = self.intake.name, self._stop

        def work(conn: Connection) -> Any:
            from csops_tui.exchange.confined import stoppable

            try:
                with stoppable(stop):
                    return asked(conn)
            except Stopped:
                return None
            except ExchangeError as error:
                return None if stop.is_set() else _words_of(error)
            except BookError as error:
                return str(error)
            except OSError as error:
                return f"{name}: {error.strerror or type(error).__name__}"

        self.load(key, work, lambda found: None if found is None else answer(found))

    def stop(self) -> None:
        """End the work of the threads as soon as they say how far they are."""
        self._stop.set()
        self._stop = threading.Event()

    def on_unmount(self) -> None:
        self._stop.set()

    def look_again(self, asked: Asked, then: Callable[[], None]) -> None:
        """Read the file again with what was said now; `then` shows it. What is wrong is said, and nothing changes."""
        from csops_tui.tui.intake_reading import look

        def answer(found: Looked | str) -> None:
            if isinstance(found, str):
                self.csops.say(found, "error")
                return
            self.intake.take(asked, found)
            then()

        self.ask("look", lambda _: look(asked), answer)
