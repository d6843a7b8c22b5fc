"""What the rows of one screen of the sheet cost does not grow with the accounts that are not on it."""

import datetime as dt

import measures_support
import pytest

from csops_tui.measures import panel, sheet
from csops_tui.store.book import Book
from csops_tui.store.listing import Field

TODAY = dt.date.fromisoformat(measures_support.TODAY)


def steps(book: Book, fields: tuple[Field, ...], scope: str) -> int:
    """The steps of SQLite's machine, in hundreds, for twenty rows in the middle of the sheet."""
    listing, conn = sheet.listing(TODAY, scope, fields), book.reader()
    keys = listing.keys(conn)
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    conn.set_progress_handler(count, 100)
    found = listing.rows(conn, keys[30:50])
    conn.set_progress_handler(None, 0)
    assert len(found) == 20
    return counted[0]


@pytest.mark.parametrize("scope", ["current", "all", "unassigned", "no_contact"])
@pytest.mark.parametrize("fields", [sheet.CELLS, sheet.PLAIN], ids=["cells", "plain"])
def test_rows_of_a_screen_cost_the_same_in_a_large_book(book: Book, fields: tuple[Field, ...], scope: str) -> None:
    def add(accounts: range) -> None:
        with book.edit("accounts") as edit:
            for number in accounts:
                edit.insert("account", {"id": f"a{number:04}", "name": f"顧客 {number}"})
        panel.catch_up(book)

    add(range(60))
    few = steps(book, fields, scope)
    add(range(60, 900))
    assert steps(book, fields, scope) <= 1.2 * few + 2
