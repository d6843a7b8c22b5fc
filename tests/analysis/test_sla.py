"""Terms of service: which term holds for a ticket, and what is kept, broken, running or unknown."""

from __future__ import annotations

import datetime as dt

import pytest

from csops_tui.analysis.sla import Term, Ticket, checks, kept, term_for, verdict
from csops_tui.store.book import Book

DAY = dt.date(2026, 11, 21)


def term(hours: int, kind: str = "first_response", **values: str) -> Term:
    """A term of account `a`."""
    return Term(
        values.pop("id", f"{hours}"), "a", kind, values.get("priority"), hours, values.get("starts"), values.get("ends")
    )


def ticket(opened: str = "2026-11-10", closed: str | None = None, **values: int | str | None) -> Ticket:
    """A ticket of account `a`."""
    return Ticket("t", "a", "", values.get("priority"), opened, closed, values.get("first"), values.get("solved"))  # type: ignore[arg-type]


def test_a_term_for_the_priority_goes_before_one_for_any_and_the_shorter_before_the_longer() -> None:
    terms = [term(4), term(8, priority="urgent"), term(6, priority="urgent"), term(1, priority="low")]
    found = term_for(ticket(priority="urgent"), "first_response", terms)
    assert found is not None and found.hours == 6
    plain = term_for(ticket(), "first_response", terms)
    assert plain is not None and plain.hours == 4


@pytest.mark.parametrize(
    ("opened", "holds"), [("2026-04-01", True), ("2026-03-31", False), ("2027-03-31", True), ("2027-04-01", False)]
)
def test_a_term_holds_from_its_first_day_and_no_longer_on_its_end(opened: str, holds: bool) -> None:
    found = term_for(ticket(opened), "first_response", [term(4, starts="2026-04-01", ends="2027-04-01")])
    assert (found is not None) is holds


@pytest.mark.parametrize(("minutes", "expected"), [(240, "kept"), (241, "broken")])
def test_exactly_on_time_is_kept(minutes: int, expected: str) -> None:
    assert verdict(ticket(first=minutes), term(4), DAY) == expected


@pytest.mark.parametrize(("opened", "expected"), [("2026-11-20", "running"), ("2026-11-19", "broken")])
def test_an_open_ticket_is_broken_only_when_it_is_late_whatever_the_hour(opened: str, expected: str) -> None:
    assert verdict(ticket(opened), term(24), DAY) == expected


@pytest.mark.parametrize(
    ("closed", "expected"),
    [("2026-11-10", "kept"), ("2026-11-11", "unknown"), ("2026-11-12", "broken"), ("", "unknown")],
)
def test_without_minutes_the_days_of_a_solution_say_what_is_certain(closed: str, expected: str) -> None:
    assert verdict(ticket(closed=closed), term(24, "resolution"), DAY) == expected


def test_a_closed_ticket_without_a_recorded_answer_is_unknown() -> None:
    assert verdict(ticket(closed="2026-11-10"), term(4), DAY) == "unknown"


def test_a_ticket_is_held_against_one_term_of_each_kind() -> None:
    found = checks([ticket(first=60, solved=60)], [term(4), term(8), term(48, "resolution")], DAY)
    assert [(check.term.kind, check.term.hours) for check in found] == [("first_response", 4), ("resolution", 48)]


def test_breaches_are_counted_per_account_with_the_worst_first(book: Book) -> None:
    with book.edit("setup") as edit:
        for name in ("a", "b"):
            edit.insert("account", {"id": name, "name": name})
            edit.insert("sla", {"account_id": name, "kind": "first_response", "hours": 4})
        for account, minutes in (("a", 60), ("b", 600), ("b", 30)):
            edit.insert("ticket", {"account_id": account, "opened": "2026-11-10", "first_response": minutes})
        edit.insert("ticket", {"account_id": "b", "opened": "2026-01-01", "first_response": 600})
    found = kept(book, dt.date(2026, 11, 1), DAY, DAY)
    assert [(one.account, one.terms, one.count("kept"), one.count("broken")) for one in found] == [
        ("b", 1, 1, 1),
        ("a", 1, 1, 0),
    ]
    assert found[0].rate.n == 2 and found[0].rate.share is None


def test_on_a_past_day_an_open_ticket_is_not_told_by_minutes_of_later_days() -> None:
    term = Term("t", "a", "resolution", None, 48)
    ticket = Ticket("x", "a", "", None, "2026-11-10", "2026-11-15", resolution=7000)
    assert [verdict(ticket, term, dt.date(2026, 11, day)) for day in (11, 13, 15)] == ["running", "broken", "broken"]
