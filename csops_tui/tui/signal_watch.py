"""Signals are followed beside the screens: once a second at most, in a thread, after the panel has caught up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from textual.message import Message

from csops_tui.store.errors import BookBusy

if TYPE_CHECKING:
    from csops_tui.store.book import Book
    from csops_tui.tui.app import CsopsApp

# What following writes itself; a change of nothing else is no reason to follow again.
_OWN = frozenset({"signal_episode"})
# A change of these can concern accounts whose figures it leaves alone.
_FOR_ALL = frozenset({"signal", "signal_episode", "blackout", "account", "*"})
# How long a write of another process is waited for before it is tried again a second later, in milliseconds.
_PATIENCE = 100


class Followed(Message):
    """A thread has followed the signals: the tables it touched, or the error it ended with."""

    def __init__(self, book: Book, topics: frozenset[str], error: Exception | None = None) -> None:
        super().__init__()
        self.book = book
        self.topics = topics
        self.error = error


class SignalWatch:
    """Remembers for which accounts signals are to be looked at, and looks when asked, while it is active."""

    active = True

    def __init__(self, app: CsopsApp) -> None:
        self._app = app
        self._everybody = True
        self._accounts: frozenset[str] = frozenset()
        self._busy = False
        self._last: tuple[Book, dt.date] | None = None

    def noticed(self, topics: frozenset[str], accounts: frozenset[str] | None) -> None:
        """The tables `topics` changed and the panel was computed for these accounts, None for all."""
        if accounts is None or topics & _FOR_ALL - _OWN or (not accounts and topics - _OWN):
            self._everybody = True
        else:
            self._accounts |= accounts

    def look(self) -> None:
        """Follow in a thread what was noticed since the last time, unless a thread is at it.

        On another day, or in another book, that is everybody.
        """
        here = (self._app.book, self._app.today)
        self._everybody |= here != self._last
        if self._busy or not self.active or not (self._everybody or self._accounts):
            return
        self._busy, self._last = True, here
        book, among = self._app.book, None if self._everybody else self._accounts
        self._everybody, self._accounts = False, frozenset()
        self._app.run_worker(lambda: self._follow(book, among), thread=True, group="signals", exit_on_error=False)

    def done(self, message: Followed) -> None:
        """The thread has ended; what another process's write was in the way of is tried again."""
        self._busy = False
        if message.book is not self._app.book or isinstance(message.error, BookBusy):
            self._everybody = True
        elif message.error:
            from csops_tui.cli.fatal import report

            # It would fail again every second.
            self.active = False
            self._app.say(report(message.error), "error")

    def _follow(self, book: Book, among: frozenset[str] | None) -> None:
        from csops_tui.measures import signals

        topics: frozenset[str] = frozenset()
        error: Exception | None = None
        try:
            topics = signals.follow(book, among, patience=_PATIENCE)
        except Exception as caught:  # noqa: BLE001 -- said by the app if it is still its book; here it would vanish
            error = caught
        self._app.post_message(Followed(book, topics, error))
