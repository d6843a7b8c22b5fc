"""The panel while the app runs: brought up to date at once after an edit, in a thread when most of it is to be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from csops_tui.locale import t
from csops_tui.measures import panel
from csops_tui.store.errors import BookBusy
from csops_tui.tui.screens.base import EVERYTHING
from csops_tui.tui.source import CHEAP_ROWS

if TYPE_CHECKING:
    from csops_tui.store.book import Book
    from csops_tui.tui.app import CsopsApp

# How long the keyboard may wait for another process's write before the panel is left for later, in milliseconds.
PATIENCE = 100


class BrokenOff(Exception):
    """The app leaves, or works on another book by now."""


class CatchingUp:
    """What has to be computed for `app`; `words` says how far a long computation is, and is empty otherwise."""

    def __init__(self, app: CsopsApp) -> None:
        self._app = app
        self._book: Book | None = None
        self.words = ""
        self.accounts: frozenset[str] | None = None
        self.left_to_others = False
        """Whether a thread is writing that brings the panel up to date itself when it is done."""
        self._days = 0

    def now(self) -> frozenset[str] | None:
        """Bring the panel up to date; None when that waits for another process or for a long computation.

        The topic `usage` comes back when everything was computed again: usage that others bring is in no change.
        `accounts` are then those that were computed, None for all.
        """
        app = self._app
        if self._book is app.book or self.left_to_others or self._days:
            return None
        if panel.is_far_behind(app.book) and self._is_large():
            self._begin()
            return None
        try:
            with app.book.patience(PATIENCE):
                self.accounts = panel.catch_up(app.book)
                if app.as_of and not panel.lacks(app.book, app.as_of, CHEAP_ROWS):
                    panel.ensure_day(app.book, app.as_of)
        except BookBusy:
            return None
        return frozenset({"usage"}) if self.accounts is None else frozenset()

    def day(self) -> dt.date:
        """The day that lists show: the one looked back to, else today; while today is being made the one before."""
        app = self._app
        if app.as_of or self._book is not app.book:
            return app.as_of or app.today
        whole = panel.whole_day(app.book)
        return dt.date.fromisoformat(whole) if whole else app.today

    def _is_large(self) -> bool:
        counted = self._app.book.reader().execute("SELECT count(*) FROM (SELECT 1 FROM account LIMIT ?)", [CHEAP_ROWS])
        return counted.fetchone()[0] >= CHEAP_ROWS

    def _begin(self) -> None:
        book = self._book = self._app.book
        self.words = t("app.computing", percent=0)

        def work() -> None:
            try:
                panel.catch_up(book, self.telling(lambda: self._book is book))
            except BrokenOff:
                return
            finally:
                self._app.call_later(self._done, book)

        self._app.run_worker(work, thread=True, group="panel", exit_on_error=False)

    @contextmanager
    def making_a_day(self) -> Generator[None]:
        """Within it, a thread makes a day that is looked back to: no key is to wait for its steps."""
        self._days += 1
        try:
            yield
        finally:
            self._days -= 1

    def telling(self, wanted: Callable[[], bool]) -> panel.Progress:
        """In a worker: what tells the title how far a computation is, and breaks it off once nobody wants it."""
        worker = get_current_worker()

        def told(done: int, total: int) -> None:
            if worker.is_cancelled or not wanted() or not self._app.is_running:
                raise BrokenOff
            self._app.call_later(self._tell, t("app.computing", percent=100 * done // max(total, 1)))

        return told

    def _tell(self, words: str) -> None:
        self.words = words
        self._app.show_banner()

    def _done(self, book: Book) -> None:
        if self._book is book:
            self._book = None
            self.words = ""
            self._app.follow(EVERYTHING, new_day=True)
            self._app.show_banner()
