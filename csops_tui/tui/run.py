"""Starting the app: an open book, or the welcome screen where there is none yet."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType
from typing import cast

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.config import Config
from csops_tui.tui import escape


def main(
    path: Path, config: Config, *, actor: str | None = None, clock: Clock | None = None, mouse: bool = True
) -> int:
    """Run the app on the book at `path`; a missing book is made, empty, and the app opens with the welcome."""
    # The framework draws on stderr, so that too must be the terminal.
    if not all(s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr)) or os.environ.get("TERM") == "dumb":
        print(t("app.no_terminal"), file=sys.stdout if sys.stdout.isatty() else sys.stderr)
        return 2
    escape.prepare()
    _load_event_loop()
    # SQLite reads the schema while Python reads the framework.
    opening = _beside(lambda: _open(path, actor, clock))
    from csops_tui.tui.app import CsopsApp

    book = opening.result()
    empty = not book.reader().execute("SELECT 1 FROM account LIMIT 1").fetchone()
    first = "welcome" if empty else ""
    app = CsopsApp(book, config, first=first, home=home(book, config))
    escape.look_soon()
    app.run(mouse=mouse and config.mouse)
    app.book.close()
    return app.return_code or 0


def _beside(work: Callable[[], Book]) -> Future[Book]:
    """Begin this in a thread; an executor would have to be loaded first."""
    future: Future[Book] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 -- raised again where the result is wanted
            future.set_exception(error)

    threading.Thread(target=run).start()
    return future


def _open(path: Path, actor: str | None, clock: Clock | None) -> Book:
    """The book, with what the main thread reads it by."""
    book = Book.open(path, actor, clock) if path.exists() else Book.create(path, actor, clock)
    book.reader(threading.main_thread()).execute("SELECT 1 FROM account LIMIT 1")
    return book


def _load_event_loop() -> None:
    """Load asyncio without TLS, which takes a while to load and which nothing here talks over; before any thread."""
    if "asyncio" not in sys.modules:
        sys.modules["ssl"] = cast(ModuleType, None)
        import asyncio  # noqa: F401 -- keeps for itself that there is none

        del sys.modules["ssl"]


def home(book: Book, config: Config) -> str:
    """The screen to begin with: as set, else a CSM's day, and the whole sheet for everybody else."""
    if config.home:
        return config.home
    roles = book.reader().execute(
        "SELECT role FROM member WHERE kind = 'person' AND active = 1 AND name = ?", [config.member or book.actor]
    )
    return "today" if roles.fetchall() == [("csm",)] else "sheet"
