"""Starting the app: an open book, or the welcome screen where there is none yet."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.config import Config


def main(
    path: Path, config: Config, *, actor: str | None = None, clock: Clock | None = None, mouse: bool = True
) -> int:
    """Run the app on the book at `path`; a missing book is made, empty, and the app opens with the welcome."""
    # The framework draws on stderr, so that too must be the terminal.
    if not all(s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr)) or os.environ.get("TERM") == "dumb":
        print(t("app.no_terminal"), file=sys.stdout if sys.stdout.isatty() else sys.stderr)
        return 2
    new = not path.exists()
    book = Book.create(path, actor, clock) if new else Book.open(path, actor, clock)
    sys.modules["ssl"] = None
    import asyncio
    del sys.modules["ssl"]
    from csops_tui.tui.app import open_app

    empty = new or not book.reader().execute("SELECT 1 FROM account LIMIT 1").fetchone()
    first = "welcome" if empty else ""
    return open_app(book, config, first=first, home=home(book, config), mouse=mouse and config.mouse)


def home(book: Book, config: Config) -> str:
    """The screen to begin with: as set, else a CSM's day, and the whole sheet for everybody else."""
    if config.home:
        return config.home
    roles = book.reader().execute(
        "SELECT role FROM member WHERE kind = 'person' AND active = 1 AND name = ?", [config.member or book.actor]
    )
    return "today" if roles.fetchall() == [("csm",)] else "sheet"
