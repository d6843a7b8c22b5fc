"""The sheet of a large book begins with the rows that it is known to begin with, and with no others."""

import datetime as dt
from array import array
from collections.abc import Callable

import measures_support
import pytest

from csops_tui.measures import panel, sheet
from csops_tui.measures.beginning import keep, recall
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit

ACCOUNTS = 300
TODAY = dt.date.fromisoformat(measures_support.TODAY)


@pytest.fixture
def book(book: Book) -> Book:
    with book.edit("accounts") as edit:
        for number in range(ACCOUNTS):
            edit.insert("account", {"id": f"a{number}", "name": f"顧客 {number:03}"})
    panel.catch_up(book)
    return book


def order(book: Book) -> array:  # type: ignore[type-arg]
    return sheet.listing(TODAY).keys(book.reader())


def remembered(book: Book) -> None:
    keep(book, "current", TODAY, book.mark().n, order(book))


def test_what_is_remembered_is_how_the_sheet_begins(book: Book) -> None:
    assert recall(book, "current", TODAY) is None
    remembered(book)
    found = recall(book, "current", TODAY)
    assert found is not None
    assert (found.keys, found.total) == (order(book)[:200], ACCOUNTS)


def test_another_day_or_part_of_the_book_begins_otherwise(book: Book) -> None:
    remembered(book)
    assert recall(book, "current", TODAY + dt.timedelta(days=1)) is None
    assert recall(book, "all", TODAY) is None


def touch(edit: Edit) -> None:
    at = f"{TODAY.isoformat()}T03:00:00Z"
    edit.insert("touchpoint", {"account_id": "a1", "day": TODAY.isoformat(), "at": at, "channel": "call"})


def test_a_touch_moves_nobody(book: Book) -> None:
    remembered(book)
    with book.edit("touch") as edit:
        touch(edit)
    panel.catch_up(book)
    found = recall(book, "current", TODAY)
    assert found is not None and found.keys == order(book)[:200]


def rename(edit: Edit) -> None:
    edit.update("account", "a299", {"name": "あ"})


def worry(edit: Edit) -> None:
    edit.insert("concern", {"account_id": "a299", "day": TODAY.isoformat(), "level": 4, "expires": "2099-01-01"})


def renew(edit: Edit) -> None:
    edit.insert("subscription", {"account_id": "a299", "mrr": 1, "starts": "2026-01-01", "ends": "2026-12-01"})


@pytest.mark.parametrize("act", [rename, worry, renew])
def test_what_can_move_somebody_makes_it_forgotten(book: Book, act: Callable[[Edit], None]) -> None:
    remembered(book)
    with book.edit("act") as edit:
        act(edit)
    panel.catch_up(book)
    assert recall(book, "current", TODAY) is None


def test_a_book_with_an_older_history_is_another_book(book: Book) -> None:
    keep(book, "current", TODAY, book.mark().n + 5, order(book))
    assert recall(book, "current", TODAY) is None
