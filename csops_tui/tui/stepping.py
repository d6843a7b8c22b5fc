"""Undo and redo: at once where a step is small, in a thread with a word about it where it is large."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Middle
from textual.screen import ModalScreen
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.store.errors import BookError
from csops_tui.text.clean import clean

if TYPE_CHECKING:
    from csops_tui.store.undo import Undone
    from csops_tui.tui.app import CsopsApp

# A step of so many changes is taken back between two key presses.
_SMALL = 300
_LABEL = "SELECT changes, label FROM _edit WHERE id = ?"
Done = Callable[["Undone"], None]


class WaitScreen(ModalScreen[None]):
    """Says what is being done; keys do nothing until it is over, since everything else would wait for it as well."""

    DEFAULT_CSS = """
    WaitScreen { align: center middle; background: $background 60%; }
    WaitScreen Middle { width: auto; height: auto; background: $panel; padding: 1 4; }
    WaitScreen Static { width: auto; height: auto; }
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        with Middle():
            yield Static(Text(clean(self._words)), markup=False)


def undo(app: CsopsApp, edit: str | None = None, done: Done | None = None) -> None:
    """Take back the newest step, or the one named; `done` hears of it afterwards."""
    from csops_tui.store.undo import named, undo_target

    conn = app.book.reader()
    target = named(conn, edit) if edit else undo_target(conn, app.book.replica)
    _step(app, lambda: app.book.undo(edit), target, "app.undone", "app.undoing", done)


def redo(app: CsopsApp) -> None:
    """Do the step again that was taken back."""
    from csops_tui.store.undo import redo_target

    target = redo_target(app.book.reader(), app.book.replica)
    _step(app, app.book.redo, target, "app.redone", "app.redoing", None)


def _step(
    app: CsopsApp,
    step: Callable[[], Undone],
    target: tuple[str, str] | None,
    words: str,
    while_at_it: str,
    done: Done | None,
) -> None:
    found = app.book.reader().execute(_LABEL, [target[0]]).fetchone() if target else None
    if not found or (found[0] or 0) <= _SMALL:
        try:
            undone = step()
        except BookError as error:
            app.say(str(error), "warning")
            return
        _tell(app, undone, words, done)
        return
    wait = WaitScreen(t(while_at_it, n=f"{found[0]:,}"))
    app.push_screen(wait)
    book = app.book

    def work() -> None:
        from csops_tui.measures import panel

        answer: Undone | BookError
        try:
            answer = step()
            # The figures follow here, not when the screens ask for them.
            with suppress(BookError):
                panel.catch_up(book)
        except BookError as error:
            answer = error
        app.call_later(finish, answer)

    def finish(answer: Undone | BookError) -> None:
        app.catching_up.left_to_others = False
        wait.dismiss()
        if isinstance(answer, BookError):
            app.say(str(answer), "warning")
        else:
            _tell(app, answer, words, done)

    app.catching_up.left_to_others = True
    app.run_worker(work, thread=True, group="step", exit_on_error=False)


def _tell(app: CsopsApp, undone: Undone, words: str, done: Done | None) -> None:
    app.follow(undone.topics)
    app.say(t(words, label=undone.label))
    if undone.skipped:
        app.say(t("app.undo_skipped", n=len(undone.skipped)), "warning")
    if done:
        done(undone)
