"""Days computed by a second process are the days that this one computes."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import measures_support
import pytest

from csops_tui.measures import panel, panel_beside
from csops_tui.measures.panel_beside import Beside
from csops_tui.store.book import Book

TODAY = dt.date.fromisoformat(measures_support.TODAY)
DAYS = [TODAY - dt.timedelta(days=30 * back) for back in range(1, 9)]


@pytest.fixture
def book(book: Book, monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setattr(panel_beside, "_ACCOUNTS", 20)
    with book.edit("accounts") as edit:
        for number in range(40):
            account = edit.insert("account", {"name": f"顧客 {number:02}", "since": "2026-01-01"})
            edit.insert("subscription", {"account_id": account, "mrr": 100 * number, "starts": "2026-03-01"})
            for day in DAYS[: number % 8]:
                at = f"{day}T03:00:00Z"
                edit.insert("touchpoint", {"account_id": account, "day": str(day), "at": at, "channel": "call"})
    return book


def rows(book: Book) -> list[tuple[Any, ...]]:
    return book.reader().execute("SELECT * FROM panel WHERE as_of < ? ORDER BY 1, 2", [str(TODAY)]).fetchall()


@pytest.fixture
def alone(book: Book) -> list[tuple[Any, ...]]:
    for day in DAYS:
        panel.ensure_day(book, day)
    found = rows(book)
    panel.rebuild(book)
    assert rows(book) == []
    assert len(found) == 8 * 40
    return found


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dt.date]]:
    """The days that came from the second process."""
    days: list[dt.date] = []
    take = panel._take

    def note(book: Book, day: dt.date, *found: Any) -> None:
        days.append(day)
        take(book, day, *found)

    monkeypatch.setattr(panel, "_take", note)
    yield days


def test_two_processes_make_the_rows_that_one_makes(
    book: Book, alone: list[tuple[Any, ...]], taken: list[dt.date]
) -> None:
    told: list[tuple[int, int]] = []
    panel.ensure_days(book, DAYS, lambda done, total: told.append((done, total)))
    assert rows(book) == alone
    assert taken == DAYS[1::2]
    assert told == [(done, 8) for done in range(1, 9)]


def test_what_was_computed_before_an_edit_is_not_taken(book: Book, taken: list[dt.date]) -> None:
    def edited(done: int, total: int) -> None:
        if done == 3:
            with book.edit("touch") as edit:
                account = book.reader().execute("SELECT id FROM account LIMIT 1").fetchone()[0]
                at = f"{DAYS[-1]}T04:00:00Z"
                edit.insert("touchpoint", {"account_id": account, "day": str(DAYS[-1]), "at": at, "channel": "call"})

    panel.ensure_days(book, DAYS, edited)
    # The rows that the edit concerns were forgotten on the days done before it; they are made when asked for.
    panel.ensure_days(book, DAYS)
    found = rows(book)
    panel.rebuild(book)
    for day in DAYS:
        panel.ensure_day(book, day)
    assert found == rows(book)


@pytest.mark.parametrize("rows_of", [lambda *_: None])
def test_a_second_process_that_gives_nothing_is_done_without(
    book: Book, alone: list[tuple[Any, ...]], rows_of: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Beside, "rows", rows_of)
    panel.ensure_days(book, DAYS)
    assert rows(book) == alone


def test_a_second_process_that_dies_is_noticed(book: Book, alone: list[tuple[Any, ...]]) -> None:
    panel.catch_up(book)
    with Beside(book.path, DAYS) as beside:
        beside._child.kill()
        beside._child.wait()
        while beside.rows(beside_day := dt.date.fromisoformat(beside._left[0])):
            assert beside_day in DAYS
        folder = beside._folder.name
    from pathlib import Path

    assert not Path(folder).exists()


def test_few_days_or_accounts_are_computed_here(book: Book) -> None:
    assert panel_beside.is_worth_it(book.reader(), 8)
    assert not panel_beside.is_worth_it(book.reader(), 5)
