"""What the tests of requirements share: facts in, lists out, through the same calls that screens and commands make."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csops_tui.measures.sheet import rows
from csops_tui.store import touch
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.listing import Listing
from csops_tui.store.touch import Recorded
from csops_tui.text.quicklog import parse

TODAY = dt.date(2026, 11, 21)


class Team:
    """A team at work on one book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def add(self, table: str, /, **values: Any) -> str:
        """One row in a step of its own; returns its id."""
        with self.book.edit(table) as edit:
            return edit.insert(table, values)

    def change(self, table: str, row_id: str, /, **values: Any) -> None:
        """Some fields of one row in a step of its own."""
        with self.book.edit(table) as edit:
            edit.update(table, row_id, values)

    def log(self, line: str, **options: Any) -> Recorded:
        """One line of the quick log."""
        entry = parse(line, self.book.clock.now(), touch.vocabulary(self.book))
        assert not entry.errors
        return touch.record(self.book, entry, **options)

    def touched(self, account: str, day: dt.date | str, reach: str = "1:1", **values: Any) -> str:
        """One touch of a past or coming day."""
        values = {"channel": "call", "reach": reach, "at": f"{day}T03:00:00Z", **values}
        return self.add("touchpoint", account_id=account, day=str(day), **values)

    def on(self, day: dt.date) -> Team:
        """The same book on another day."""
        self.book.clock = Clock(today=day)
        return self

    def sheet(self, scope: str = "current", as_of: dt.date | None = None) -> dict[str, dict[str, Any]]:
        """The sheet by account name."""
        names, found = rows(self.book, as_of, scope)
        return {row[0]: dict(zip(names, row, strict=True)) for row in found}

    def read(self, listing: Listing, field: str, **options: Any) -> list[Any]:
        """One field of a listing in its order."""
        conn = self.book.reader()
        keys = listing.keys(conn, **options)
        found = listing.rows(conn, keys)
        at = 1 + [f.key for f in listing.fields].index(field)
        return [found[key][at] for key in keys]

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the book says, read as any tool would."""
        return self.book.reader().execute(query, values).fetchall()


def ago(days: int) -> dt.date:
    """So many days before today; negative ones lie ahead."""
    return TODAY - dt.timedelta(days=days)
