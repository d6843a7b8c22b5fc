"""Writing the sample book: built beside its place under another name, and put there only when it is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from csops_tui.exchange.sample.account import add_account
from csops_tui.exchange.sample.frame import Frame, make_frame, new_rows
from csops_tui.exchange.sample.lists import add_lists
from csops_tui.exchange.sample.rows import SHAPES, Rows
from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.edit import Edit
from csops_tui.store.errors import BookExists

# Accounts kept in memory before they are written, and accounts written in one edit.
BATCH = 50
PER_EDIT = 1300
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Summary:
    """What the book holds: rows by table (`usage` included); `made` is False when an earlier sample was kept."""

    path: Path
    today: dt.date
    seed: int
    counts: dict[str, int] = field(default_factory=dict)
    made: bool = True


def build(
    path: Path | str,
    *,
    accounts: int = 1300,
    seed: int = 1,
    today: dt.date,
    progress: Progress | None = None,
    keep: bool = False,
) -> Summary:
    """Write a new sample book at `path`: the same seed, accounts and today give the same facts.

    A sample that is already there is replaced, or kept as it is with `keep`; `progress` hears words and a share 0…1.
    Raises BookExists when the file there is anything but a sample, ValueError for fewer than two accounts, and the
    errors of Book.create.
    """
    path = Path(path)
    if accounts < 2:
        raise ValueError("the sample needs at least two accounts")
    if path.exists():
        if not is_sample(path):
            raise BookExists(path=path)
        if keep:
            return Summary(path, today, seed, made=False)
    partial = path.with_name(f".{path.name}.making")
    remove(partial)
    try:
        counts = _write(partial, accounts, seed, today, progress or (lambda words, share: None))
        remove(path)
        partial.replace(path)
    finally:
        remove(partial)
    return Summary(path, today, seed, counts)


def is_sample(path: Path) -> bool:
    """Whether the file is a sample book; raises what Book.open raises for files that are no book at all."""
    book = Book.open(path)
    try:
        return book.meta("demo") == "1"
    finally:
        book.close()


def remove(path: Path) -> None:
    """Delete a book with the files that SQLite keeps beside it, if they are there."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _write(path: Path, accounts: int, seed: int, today: dt.date, progress: Progress) -> dict[str, int]:
    counts: dict[str, int] = {}
    book = Book.create(path, clock=Clock(today=today))
    try:
        rows = new_rows(seed, today)
        frame = make_frame(seed, today, accounts, rows)
        for first in range(0, accounts, PER_EDIT):
            with book.edit(t("sample.label")) as edit:
                # A book this size does not fit the usual cache, and a page read twice costs more than its insert.
                edit.execute("PRAGMA cache_size = -65536")
                # The sample is where the book begins, not a step that `u` takes back.
                edit.execute("UPDATE _edit SET kind = 'auto' WHERE id = ?", [edit.id])
                batch = edit.usage_batch(t("sample.label"))
                for start in range(first, min(first + PER_EDIT, accounts), BATCH):
                    for index in range(start, min(start + BATCH, accounts)):
                        add_account(frame, index, rows)
                    _flush(edit, batch, rows, counts)
                    progress(t("sample.accounts"), min(start + BATCH, accounts) / accounts)
                if first + PER_EDIT >= accounts:
                    _asked(edit, frame)
                    add_lists(edit, frame, rows)
                    _flush(edit, batch, rows, counts)
        book.set_meta("demo", "1")
    finally:
        book.close()
    return counts


def _flush(edit: Edit, batch: int, rows: Rows, counts: dict[str, int]) -> None:
    for table, found in rows.tables.items():
        if found:
            edit.insert_rows(table, SHAPES[table][0], found, clean=False)
            counts[table] = counts.get(table, 0) + len(found)
    counts["usage"] = counts.get("usage", 0) + len(rows.usage)
    edit.usage_rows(batch, rows.usage)
    rows.clear()


def _asked(edit: Edit, frame: Frame) -> None:
    """How many people each survey went to is known when all accounts are told."""
    for survey, asked in frame.asked.items():
        edit.update("survey", survey, {"asked": asked})
