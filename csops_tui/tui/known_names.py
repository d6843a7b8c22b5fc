"""The names that `l` and `:` look among: read before the first one is asked for, beside the keys."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csops_tui.text.names import NameIndex
    from csops_tui.tui.app import CsopsApp

# The names of more contacts than that take memory that whoever never asks for one shall keep.
_MANY = 60_000
# Names are read while nobody has typed for so many seconds: between two keys, but not while one is held down.
_QUIET = 0.05


class _Outdated(Exception):
    """A name has changed, so that they are being read anew."""


class KnownNames:
    """All accounts of the app's book by name, reading, alias and domain, kept until one changes."""

    def __init__(self, app: CsopsApp) -> None:
        self._app = app
        self._turn = 0
        self._reading = threading.Lock()
        self._waited_for = 0
        self.held: NameIndex | None = None

    def index(self) -> NameIndex:
        """The names, read now unless they are held; where a thread is reading them already, it need not pause."""
        if (held := self.held) is not None:
            return held
        self._waited_for += 1
        try:
            return self._read()
        finally:
            self._waited_for -= 1

    def forget(self) -> None:
        """One has changed, or the book is another one; they are read again before the next one is asked for."""
        self.held = None
        self._turn += 1
        self._app.run_worker(self.read, thread=True, group="names", exclusive=True, exit_on_error=False)

    def read(self) -> None:
        """In a thread: read the names of the accounts, and of the contacts where they are not very many."""
        from csops_tui.tui.goto import MOST_CONTACTS, contacts_of

        turn = self._turn

        def pause() -> None:
            while True:
                if turn != self._turn:
                    raise _Outdated
                if self._waited_for or self._app.quiet >= _QUIET:
                    return
                sleep(_QUIET / 10)

        try:
            self._read(pause)
        except _Outdated:
            return
        book = self._app.book
        (contacts,) = book.reader().execute("SELECT count(*) FROM contact").fetchone()
        # Of too many no names are read at all, and that is soon known.
        if not _MANY < contacts <= MOST_CONTACTS:
            contacts_of(book)

    def _read(self, pause: Callable[[], None] | None = None) -> NameIndex:
        from csops_tui.store.touch import account_index

        conn = self._app.book.reader()
        with self._reading:
            if (held := self.held) is not None:
                return held
            turn = self._turn
            found = account_index(conn, pause)
            # Read while one was changed, or another book opened, they are of yesterday.
            if turn == self._turn:
                self.held = found
            return found
