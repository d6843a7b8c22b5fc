"""The renewals of a book as of a day, beside what the panel says of the same accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.measures import panel
from csops_tui.measures.renewal_choice import chosen, span
from csops_tui.measures.renewals_read import read
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    with made.edit("start") as edit:
        edit.insert("member", {"id": "sato", "name": "佐藤"})
        edit.insert("segment", {"id": "s", "name": "大口", "where_text": "mrr > 0", "runway_days": 90})
        for account, segment in (("a", "大口"), ("b", None), ("c", None)):
            edit.insert("account", {"id": account, "name": account, "segment": segment, "owner_id": "sato"})
        for account in ("a", "b"):
            line = {"id": f"l{account}", "account_id": account, "mrr": 100, "starts": "2026-03-31"}
            edit.insert("subscription", {**line, "ends": "2027-03-31"})
        edit.insert("subscription", {"id": "endless", "account_id": "c", "mrr": 100, "starts": "2026-01-01"})
        trial = {"account_id": "c", "mrr": 100, "starts": "2026-11-01", "ends": "2026-12-01", "trial": 1}
        edit.insert("subscription", trial)
    yield made
    made.close()


def test_the_runway_is_that_of_the_segment_and_the_same_as_on_the_sheet(book: Book) -> None:
    found = {due.account_id: due for due in read(book).dues}
    assert found["a"].runway_on == dt.date(2026, 12, 31) and found["b"].runway_on == dt.date(2026, 10, 2)
    panel.ensure_day(book, TODAY)
    rows = dict(book.reader().execute("SELECT account_id, runway_on FROM panel WHERE as_of = ?", [TODAY.isoformat()]))
    assert {name: due.runway_on.isoformat() for name, due in found.items()} == {"a": rows["a"], "b": rows["b"]}


def test_a_line_without_an_end_is_said_and_a_trial_is_not(book: Book) -> None:
    board = read(book)
    assert {due.account_id for due in board.dues} == {"a", "b"} and board.endless == 1


def test_moving_the_end_of_a_contract_line_plans_its_runway_anew(book: Book) -> None:
    with book.edit("moved") as edit:
        edit.update("subscription", "lb", {"ends": "2028-02-29"})
    found = {due.account_id: due for due in read(book).dues}
    assert found["b"].runway_on == dt.date(2027, 9, 2)


def test_a_plan_saves_a_renewal_from_being_neglected(book: Book) -> None:
    board = read(book)
    assert [due.account_id for due in board.dues if board.neglected(due)] == ["b"]
    with book.edit("task") as edit:
        edit.insert("task", {"account_id": "b", "title": "call", "due": "2026-12-01"})
    board = read(book)
    assert not any(map(board.neglected, board.dues))


def test_the_board_holds_what_is_overdue_whatever_its_months(book: Book) -> None:
    with book.edit("late") as edit:
        edit.insert("renewal", {"id": "late", "account_id": "c", "due": "2026-09-30"})
    board = read(book)
    start, end = span(TODAY, "board", 4, 0)
    assert (start, end) == (dt.date(2026, 11, 1), dt.date(2027, 12, 1))
    assert [due.id for due in chosen(board, "open", start, end, None, "")] == ["late", "la", "lb"]
    assert [due.id for due in chosen(board, "overdue", start, end, "sato", "")] == ["late"]
    assert chosen(board, "open", start, end, "nobody", "") == []


def test_the_calendar_begins_with_the_fiscal_year() -> None:
    assert span(dt.date(2027, 3, 31), "calendar", 4, 0) == (dt.date(2026, 4, 1), dt.date(2027, 4, 1))
    assert span(dt.date(2027, 4, 1), "calendar", 4, -1) == (dt.date(2026, 4, 1), dt.date(2027, 4, 1))
    assert span(dt.date(2024, 2, 29), "quality", 4, 0) == (dt.date(2023, 3, 1), dt.date(2024, 9, 1))


def test_the_newest_version_of_a_segment_decides_its_runway_also_by_saying_nothing(book: Book) -> None:
    with book.edit("usual again") as edit:
        edit.insert("segment", {"name": "大口", "where_text": "mrr > 0", "version": 2, "starts": "2026-11-01"})
    assert {due.runway_on for due in read(book).dues} == {dt.date(2026, 10, 2)}
    panel.ensure_day(book, TODAY)
    sql = "SELECT DISTINCT runway_on FROM panel WHERE as_of = ? AND runway_on IS NOT NULL"
    assert book.reader().execute(sql, [TODAY.isoformat()]).fetchall() == [("2026-10-02",)]


def test_who_left_later_had_not_left_on_a_past_day(book: Book) -> None:
    with book.edit("lost") as edit:
        edit.update("account", "b", {"state": "churned"})
        edit.insert("churn", {"account_id": "b", "kind": "logo", "notice": "2026-11-10", "effective": "2027-03-31"})
    assert [read(book, dt.date(2026, 11, day)).dues[1].decision for day in (9, 10)] == [None, "churned"]
    with book.edit("nobody wrote when") as edit:
        edit.update("account", "a", {"state": "churned"})
    assert read(book, dt.date(2026, 6, 1)).dues[0].decision == "churned", "a state alone has no date"


def test_a_decided_renewal_is_ahead_no_more_on_the_sheet_and_was_on_the_days_before(book: Book) -> None:
    def ahead(day: dt.date) -> tuple[str | None, str | None]:
        panel.ensure_day(book, day)
        sql = "SELECT coalesce(renewal_due, line_ends), runway_on FROM panel WHERE as_of = ? AND account_id = 'b'"
        return book.reader().execute(sql, [day.isoformat()]).fetchone()

    assert ahead(TODAY) == ("2027-03-31", "2026-10-02")
    with book.edit("renewed") as edit:
        of = {"account_id": "b", "subscription_id": "lb", "due": "2027-03-31"}
        edit.insert("renewal", of | {"decision": "renewed", "decided": "2026-11-20"})
        edit.insert("subscription", {"account_id": "b", "mrr": 100, "starts": "2027-03-31", "ends": "2028-03-31"})
    assert ahead(TODAY) == (None, None) and ahead(dt.date(2026, 11, 19)) == ("2027-03-31", "2026-10-02")
    assert ahead(dt.date(2027, 3, 31)) == ("2028-03-31", "2027-10-03")


def test_of_later_days_the_same_is_read_as_of_all(book: Book) -> None:
    long_past = {"account_id": "a", "mrr": 1, "currency": "JPY"}
    with book.edit("lines") as e:
        for number, (starts, ends) in enumerate([("2019-01-01", "2020-01-01"), ("2020-01-01", "2027-06-01")]):
            e.insert("subscription", {"id": f"x{number}", **long_past, "starts": starts, "ends": ends})
        # One names a line that ended long before it, the other one that runs on after it.
        e.insert("renewal", {"id": "late", "account_id": "a", "subscription_id": "x0", "due": "2027-03-01"})
        early = {"id": "early", "account_id": "a", "subscription_id": "x1", "due": "2021-01-01"}
        e.insert("renewal", {**early, "decision": "renewed", "decided": "2020-12-01"})
    every, later = read(book), read(book, None, dt.date.max)
    assert later.dues == tuple(due for due in every.dues if due.due >= later.since) and later.dues
    assert any(due.id == "late" and due.lines == ("x0",) for due in later.dues)
