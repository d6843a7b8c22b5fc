"""What a decision on a renewal does to the contract lines, worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csops_tui.analysis.revenue_book import Period, Revenue
from csops_tui.measures.renewal_lines import Plan, contracts, divided, planned_lines, proposed, write_lines
from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import read
from csops_tui.measures.renewals_write import decide
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    with made.edit("start") as edit:
        edit.insert("account", {"id": "a", "name": "a"})
    yield made
    made.close()


def add(book: Book, id_: str, mrr: int, starts: str, ends: str | None = None, **more: Any) -> None:
    with book.edit("line") as edit:
        row = {"id": id_, "account_id": "a", "mrr": mrr, "starts": starts, "ends": ends, **more}
        edit.insert("subscription", {name: value for name, value in row.items() if value is not None})


def decided(
    book: Book, decision: str, after: int | None = None, until: str | None = None, due: Due | None = None
) -> Plan:
    board = read(book)
    one = due or next(found for found in board.dues if found.is_open)
    day = dt.date.fromisoformat(until) if until else None
    plan = planned_lines(one, contracts(book.reader(), ["a"])["a"], decision, after, day)
    with book.edit("decided") as edit:
        decide(edit, board, one, decision, TODAY, after)
        write_lines(edit, plan)
    return plan


def lines(book: Book) -> list[tuple[Any, ...]]:
    sql = "SELECT coalesce(plan, ''), mrr, starts, ends FROM subscription ORDER BY starts, mrr"
    return book.reader().execute(sql).fetchall()


def test_a_renewal_adds_the_next_term_and_leaves_the_line_that_is_over(book: Book) -> None:
    add(book, "l", 500, "2026-04-01", "2027-04-01", plan="Gold", seats=7, auto_renew=1)
    decided(book, "renewed")
    assert lines(book) == [("Gold", 500, "2026-04-01", "2027-04-01"), ("Gold", 500, "2027-04-01", "2028-04-01")]
    copied = "SELECT seats, auto_renew, currency FROM subscription WHERE starts = '2027-04-01'"
    assert book.reader().execute(copied).fetchone() == (7, 1, "JPY")
    over, ahead = read(book).dues
    assert (over.due, over.decision, over.how) == (dt.date(2027, 4, 1), "renewed", "written")
    assert (ahead.due, ahead.is_open, ahead.term) == (dt.date(2028, 4, 1), True, dt.date(2027, 4, 1))


def test_undo_takes_back_the_decision_and_the_line_together(book: Book) -> None:
    add(book, "l", 500, "2026-04-01", "2027-04-01")
    before = lines(book)
    decided(book, "expanded", 800)
    assert len(lines(book)) == 2
    book.undo()
    assert lines(book) == before and book.reader().execute("SELECT count(*) FROM renewal").fetchone() == (0,)


def test_a_new_amount_shows_as_expansion_in_the_month_it_begins_and_never_as_churn(book: Book) -> None:
    add(book, "l", 500, "2026-04-01", "2027-04-01")
    decided(book, "expanded", 800, "2027-10-01")
    assert lines(book)[1] == ("", 800, "2027-04-01", "2027-10-01")
    flows = Revenue(book, Period(dt.date(2027, 3, 1), dt.date(2027, 10, 31))).flows()
    moved = [(flow.end.month, kind, amount) for flow in flows for kind, amount in flow.amounts.items() if amount]
    assert moved == [(4, "expansion", 300), (10, "churn", 800)]


def test_several_lines_share_a_new_amount_in_proportion_to_the_yen(book: Book) -> None:
    add(book, "l", 100, "2026-04-01", "2027-04-01", plan="A")
    add(book, "m", 200, "2026-04-01", "2027-04-01", plan="B")
    decided(book, "contracted", 200)
    assert lines(book)[2:] == [("A", 67, "2027-04-01", "2028-04-01"), ("B", 133, "2027-04-01", "2028-04-01")]
    assert divided([1, 1, 1], 100) == [34, 33, 33] and divided([0, 0], 5) == [5, 0]


def test_a_line_without_an_end_runs_on_and_a_new_amount_begins_on_the_date(book: Book) -> None:
    add(book, "l", 500, "2026-01-01")
    with book.edit("written") as edit:
        edit.insert("renewal", {"account_id": "a", "subscription_id": "l", "due": "2027-01-01"})
    (due,) = read(book).dues
    own = contracts(book.reader(), ["a"])["a"]
    assert planned_lines(due, own, "renewed", None) == Plan((), "running")
    decided(book, "contracted", 300)
    assert lines(book) == [("", 500, "2026-01-01", "2027-01-01"), ("", 300, "2027-01-01", None)]


def test_a_line_that_runs_beyond_the_date_is_cut_only_for_a_new_amount(book: Book) -> None:
    add(book, "l", 500, "2026-01-01", "2029-01-01")
    with book.edit("written") as edit:
        edit.insert("renewal", {"account_id": "a", "subscription_id": "l", "due": "2027-01-01"})
    assert decided(book, "expanded", 600).why == ""
    assert lines(book) == [("", 500, "2026-01-01", "2027-01-01"), ("", 600, "2027-01-01", "2029-01-01")]


def test_a_loss_ends_what_runs_on_and_what_would_follow(book: Book) -> None:
    add(book, "l", 500, "2026-04-01", "2027-04-01")
    decided(book, "renewed")
    due = next(one for one in read(book).dues if one.due == dt.date(2027, 4, 1))
    decided(book, "churned", None, "2027-02-01", due)
    assert lines(book) == [("", 500, "2026-04-01", "2027-02-01"), ("", 500, "2027-04-01", "2027-04-01")]
    assert [one.decision for one in read(book).dues] == ["churned"], "a line of no length comes due no more"


def test_what_the_book_holds_of_the_next_term_is_not_written_twice(book: Book) -> None:
    add(book, "l", 500, "2025-12-01", "2026-12-01")
    add(book, "m", 650, "2026-12-01", "2027-12-01")
    due = read(book).dues[0]
    plan = planned_lines(due, contracts(book.reader(), ["a"])["a"], "renewed", None)
    assert (plan.why, [line.id for line in plan.next]) == ("followed", ["m"])


@pytest.mark.parametrize(
    ("starts", "ends", "following"),
    [
        ("2025-12-01", "2026-12-01", "2027-12-01"),
        ("2024-02-29", "2025-02-28", "2026-02-28"),
        ("2024-02-29", "2028-02-29", "2032-02-29"),
        ("2026-08-31", "2026-11-30", "2027-02-28"),
        ("2026-11-01", "2026-12-01", "2027-01-01"),
        ("2026-01-31", "2026-02-28", "2026-03-31"),
        ("2026-01-01", "2026-12-31", "2027-12-31"),
        ("2025-01-01", "2027-01-01", "2029-01-01"),
    ],
)
def test_the_next_term_is_as_many_months_as_the_last(book: Book, starts: str, ends: str, following: str) -> None:
    add(book, "l", 500, starts, ends)
    (due,) = read(book).dues
    assert str(proposed(due, contracts(book.reader(), ["a"])["a"])) == following


@pytest.mark.parametrize(("decision", "until"), [("renewed", "2027-03-31"), ("churned", "2026-04-01")])
def test_a_term_that_would_end_before_it_begins_is_refused(book: Book, decision: str, until: str) -> None:
    add(book, "l", 500, "2026-04-01", "2027-04-01")
    with pytest.raises(ValueError, match="is not after"):
        decided(book, decision, None, until)
