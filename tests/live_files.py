"""A watch on the files of open books: which of them this process opens by itself."""

import os
import sys
from pathlib import Path
from typing import Any

from csops_tui.store.book import Book

live_files: dict[str, int] = {}
opened_files: list[str] = []


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event == "open" and live_files and isinstance(args[0], str | bytes | os.PathLike):
        name = str(Path(os.fsdecode(args[0])).absolute())
        if name in live_files:
            opened_files.append(name)


def _count(book: Book, step: int) -> None:
    for ending in ("", "-wal", "-shm"):
        name = str(book.path.resolve()) + ending
        live_files[name] = live_files.get(name, 0) + step
        if live_files[name] <= 0:
            del live_files[name]


def _track_books() -> None:
    init, close = Book.__init__, Book.close

    def tracked_init(self: Book, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        _count(self, 1)
        vars(self)["_tracked"] = True

    def tracked_close(self: Book) -> None:
        close(self)
        if vars(self).pop("_tracked", False):
            _count(self, -1)

    Book.__init__ = tracked_init
    Book.close = tracked_close


_track_books()
sys.addaudithook(_watch)
