"""The names that `l` and `:` look among: read before the first one is asked for, beside the keys."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import sleep
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

if TYPE_CHECKING:
    from csops_tui.text.names import NameIndex
    from csops_tui.tui.app import CsopsApp

# The names of more contacts than that take memory that whoever never asks for one shall keep.
_MANY = 60_000
# Names are read while nobody has typed for so many seconds.
_QUIET = 0.5


class _NotWanted(Exception):
    """The names are at hand by now, or are being read anew."""


class KnownNames:
    """All accounts of the app's book by name, reading, alias and domain, kept until one changes."""

    def __init__(self, app: CsopsApp) -> None:
        self._app = app
        self._turn = 0
        self.held: NameIndex | None = None

    def index(self, pause: Callable[[], None] | None = None) -> NameIndex:
        """The names, read now unless they are held; a thread may `pause` on the way."""
        if (held := self.held) is not None:
            return held
        from csops_tui.store.touch import account_index

        turn = self._turn
        found = account_index(self._app.book.reader(), pause)
        # Read in a thread while one was changed, or another book opened, they are of yesterday.
        if turn == self._turn:
            self.held = found
        return found

    def forget(self) -> None:
        """One has changed, or the book is another one; they are read again before the next one is asked for."""
        self.held = None
        self._turn += 1
        self._app.run_worker(self.read, thread=True, group="names", exclusive=True, exit_on_error=False)

    def read(self) -> None:
        """In a worker: read the names of the accounts, and of the contacts where they are not very many."""
        from csops_tui.tui.goto import MOST_CONTACTS, contacts_of

        app, worker = self._app, get_current_worker()

        def pause() -> None:
            while True:
                if worker.is_cancelled or self.held:
                    raise _NotWanted
                if app.quiet >= _QUIET:
                    return
                sleep(_QUIET / 10)

        with suppress(_NotWanted):
            self.index(pause)
        if worker.is_cancelled:
            return
        (contacts,) = app.book.reader().execute("SELECT count(*) FROM contact").fetchone()
        # Of too many no names are read at all, and that is soon known.
        if not _MANY < contacts <= MOST_CONTACTS:
            contacts_of(app.book)
