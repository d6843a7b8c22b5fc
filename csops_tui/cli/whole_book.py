"""`csops export book` and `csops import book`: everything out, and into an empty book again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.output import emit_json
from csops_tui.cli.session import Session
from csops_tui.locale import t

_FORMATS = ("csv", "jsonl", "xlsx")


def export_book(held: Session, target: Path | None, kind: str | None, redacted: bool, force: bool) -> None:
    """Write the whole book into a new folder or zip file; raises ShellError, ExchangeError."""
    from csops_tui.exchange.book_out import write_book

    if target is None:
        raise ShellError("export_where", USAGE)
    chosen = kind or "csv"
    if chosen not in _FORMATS:
        raise ShellError("book_format", USAGE, known=" ".join(_FORMATS))
    counts = write_book(held.book(), target, chosen, redacted=redacted, force=force, progress=_told(held))  # type: ignore[arg-type]
    _say(held, "cli.said.book_out", counts, target)


def import_book(held: Session, source: Path) -> None:
    """Put an exported book into the empty book of the session, made where there is none yet."""
    from csops_tui.exchange import book_in

    # What is no export is said before a book is made for it.
    book_in.read_manifest(source)
    counts = book_in.import_book(held.book(create=True), source, _told(held))
    _say(held, "cli.said.book_in", counts, source)


def _say(held: Session, words: str, counts: dict[str, int], path: Path) -> None:
    tables = sum(1 for count in counts.values() if count)
    held.say(t(words, rows=f"{sum(counts.values()):,}", tables=tables, path=path))
    if held.form == "json":
        emit_json(counts)


def _told(held: Session) -> Callable[[str, int], None]:
    """Rows done on one line of a terminal; nothing where nobody is looking."""

    def tell(table: str, done: int) -> None:
        if not held.quiet and sys.stderr.isatty():
            sys.stderr.write(f"\r{t('cli.said.book_row', table=table, count=f'{done:,}')}\x1b[K\r")
            sys.stderr.flush()

    return tell
