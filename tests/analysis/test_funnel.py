"""The appointment funnel and coverage, counted by hand on a few accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.analysis.coverage import accounts, coverage
from csops_tui.analysis.funnel import attempts, funnel, waiting
from csops_tui.analysis.rates import Rate, wilson
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)
START, END = dt.date(2026, 9, 1), dt.date(2026, 11, 30)

# account, asked, state, decided, meeting, who asked
ATTEMPTS = (
    ("mirai", "2026-08-31", "held", "2026-09-10", "2026-09-10T01:00:00Z", "sato"),
    ("mirai", "2026-09-01", "held", "2026-09-10", "2026-09-10T01:00:00Z", "sato"),
    ("mirai", "2026-10-01", "no_show", "2026-10-09", "2026-10-09T01:00:00Z", "sato"),
    ("mirai", "2026-10-02", "declined", "2026-10-03", None, "suzuki"),
    ("mirai", "2026-11-20", "held", "2026-11-21", "2026-11-21T01:00:00Z", "sato"),
    ("acme", "2026-09-15", "attempted", None, None, "suzuki"),
    ("acme", "2026-09-16", "replied", None, None, None),
    ("acme", "2026-11-01", "booked", None, "2026-11-20T01:00:00Z", "suzuki"),
    ("acme", "2026-11-02", "booked", None, "2026-11-20T16:00:00Z", "suzuki"),
    ("acme", "2026-11-03", "booked", None, "2026-12-01T01:00:00Z", "suzuki"),
    ("acme", "2026-11-22", "attempted", None, None, "suzuki"),
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    with made.edit("start") as edit:
        for member, name in (("sato", "佐藤"), ("suzuki", "鈴木")):
            edit.insert("member", {"id": member, "name": name})
        edit.insert("account", {"id": "mirai", "name": "ミライ商事", "tier": "high", "owner_id": "sato"})
        edit.insert("account", {"id": "acme", "name": "Acme", "tier": "low", "owner_id": "suzuki"})
        edit.insert("account", {"id": "quiet", "name": "静か", "tier": "low"})
        for number, (account, asked, state, decided, meeting, member) in enumerate(ATTEMPTS):
            row = {"account_id": account, "asked": asked, "state": state, "decided": decided, "meeting": meeting}
            edit.insert("appointment", {"id": f"p{number:02}", **row, "member_id": member})
    yield made
    made.close()


def counts(book: Book, *by: str, as_of: dt.date | None = None) -> dict[tuple[str | None, ...], tuple[int, ...]]:
    return {
        row.group: (row.attempts, row.replied, row.booked, row.held, row.no_show, row.declined, row.waiting)
        for row in funnel(book, by, START, END, as_of)
    }


def test_every_attempt_of_the_days_is_counted_up_to_the_step_it_reached(book: Book) -> None:
    assert counts(book) == {(): (9, 8, 6, 2, 1, 1, 5)}


def test_by_owner_by_who_asked_by_tier_and_by_month_the_groups_add_up(book: Book) -> None:
    mirai, acme = (4, 4, 3, 2, 1, 1, 0), (5, 4, 3, 0, 0, 0, 5)
    assert counts(book, "owner") == {("佐藤",): mirai, ("鈴木",): acme}
    assert counts(book, "tier") == {("high",): mirai, ("low",): acme}
    assert counts(book, "member") == {
        ("佐藤",): (3, 3, 3, 2, 1, 0, 0),
        ("鈴木",): (5, 4, 3, 0, 0, 1, 4),
        (None,): (1, 1, 0, 0, 0, 0, 1),
    }
    assert counts(book, "month") == {
        ("2026-09",): (3, 2, 1, 1, 0, 0, 2),
        ("2026-10",): (2, 2, 1, 0, 1, 1, 0),
        ("2026-11",): (4, 4, 4, 1, 0, 0, 3),
    }
    assert list(counts(book, "tier", "quarter")) == [
        ("high", "2026-07..09"),
        ("high", "2026-10..12"),
        ("low", "2026-07..09"),
        ("low", "2026-10..12"),
    ]


def test_an_outcome_that_came_after_the_day_is_not_seen_and_one_of_that_day_is(book: Book) -> None:
    assert counts(book, as_of=dt.date(2026, 10, 9)) == {(): (5, 4, 2, 1, 1, 1, 2)}
    assert counts(book, as_of=dt.date(2026, 10, 8)) == {(): (5, 3, 1, 1, 0, 1, 3)}


def test_rates_say_what_they_are_of_and_nothing_below_ten_cases(book: Book) -> None:
    (row,) = funnel(book, [], START, END)
    assert (row.reply_rate, row.booking_rate, row.held_rate, row.meeting_rate) == (
        Rate(8, 9),
        Rate(6, 8),
        Rate(2, 3),
        Rate(2, 9),
    )
    assert row.reply_rate.share is None and row.reply_rate.interval is None
    assert Rate(9, 9).share is None and Rate(10, 10).share == 100 and Rate(0, 0).share is None


def test_the_interval_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for hits, n, low, high in (
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0, 16.11),
        (1, 29, 0.61, 17.18),
    ):
        assert wilson(hits, n) == pytest.approx((low, high), abs=0.005)
    assert wilson(20, 20)[1] == 100
    with pytest.raises(ValueError):
        wilson(0, 0)


def test_attempts_without_outcome_are_listed_oldest_first_with_their_days(book: Book) -> None:
    listing = waiting(TODAY)
    conn = book.reader()
    found = listing.rows(conn, keys := listing.keys(conn))
    # The meeting of the 20th, 16:00 UTC, is in the morning of the 21st in Tokyo: not yet a day late.
    assert [found[key][0] for key in keys] == ["p05", "p06", "p07"]
    assert [found[key][2] for key in keys] == [67, 66, 20]
    assert listing.count(conn) == 3
    assert waiting(dt.date(2026, 10, 8), "sato").count(conn) == 1, "what was decided later was open then"
    assert waiting(TODAY, "sato").count(conn) == 0


def test_behind_every_row_of_the_funnel_stand_its_attempts(book: Book) -> None:
    conn = book.reader()
    for by in ([], ["owner"], ["member"], ["tier", "month"], ["quarter"]):
        for row in funnel(book, by, START, END):
            listing = attempts(by, row.group, START, END, TODAY)
            found = listing.rows(conn, keys := listing.keys(conn))
            states = [found[key][4] for key in keys]
            assert (len(states), states.count("held")) == (row.attempts, row.held), (by, row.group)
    then = attempts([], [], START, END, dt.date(2026, 10, 8))
    assert then.count(conn) == 5, "what was asked later was not asked yet"


@pytest.mark.parametrize("by", [["name"], ["month", "quarter"], ["tier; DROP TABLE account"]])
def test_what_attempts_are_not_counted_by_is_refused(book: Book, by: list[str]) -> None:
    with pytest.raises(ValueError):
        funnel(book, by, START, END)


def test_a_span_without_attempts_is_one_row_of_nothing_and_no_group(book: Book) -> None:
    span = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    (row,) = funnel(book, [], *span)
    assert (row.attempts, row.waiting, row.reply_rate) == (0, 0, Rate(0, 0))
    assert funnel(book, ["tier"], *span) == []


def test_coverage_counts_accounts_within_their_cadence_and_leaves_those_without_one_apart(book: Book) -> None:
    with book.edit("cadence") as edit:
        edit.insert("cadence", {"tier": "high", "days": 30})
        edit.insert("cadence", {"tier": "low", "days": 60})
        edit.update("account", "quiet", {"cadence_paused": 1})
        for account, values in {
            "edge": {"tier": "high", "industry": "IT"},
            "late": {"tier": "high", "industry": "IT"},
            "seminar": {"tier": "low", "industry": "IT"},
            "note": {"tier": "low", "industry": "食品"},
            "loose": {"industry": "食品"},
            "gone": {"tier": "high", "industry": "IT", "state": "churned"},
        }.items():
            edit.insert("account", {"id": account, "name": account, **values})
        for account, day, reach, direction in (
            ("edge", "2026-10-22", "1:1", "two_way"),
            ("late", "2026-10-21", "1:1", "two_way"),
            ("late", "2026-11-22", "1:1", "two_way"),
            ("seminar", "2026-11-20", "1:n", "two_way"),
            ("note", "2026-11-20", "none", "two_way"),
            ("loose", "2026-11-20", "1:1", "two_way"),
            ("mirai", "2026-11-20", "1:1", "one_way"),
        ):
            touch = {"account_id": account, "day": day, "at": f"{day}T00:00:00Z", "channel": "call"}
            edit.insert("touchpoint", {**touch, "reach": reach, "direction": direction})
    found = {row.group: row for row in coverage(book, ["tier"])}
    told = {group: (row.accounts, row.with_cadence, row.covered, row.engaged) for group, row in found.items()}
    # high: mirai (covered one-way), edge (30 days, both), late (31 days); low: acme, seminar, note, quiet (paused).
    assert told == {("high",): (3, 3, 2, 1), ("low",): (4, 3, 1, 0), (None,): (1, 0, 0, 0)}
    assert list(found) == [("high",), ("low",), (None,)]
    (whole,) = coverage(book, [])
    assert (whole.accounts, whole.with_cadence, whole.covered, whole.engaged) == (8, 6, 3, 1)
    assert whole.covered_rate == Rate(3, 6) and whole.engaged_rate == Rate(1, 6)
    conn = book.reader()
    for group, row in found.items():
        listing = accounts(["tier"], group, TODAY)
        behind = listing.rows(conn, listing.keys(conn)).values()
        assert len(behind) == row.accounts and sum(values[4] or 0 for values in behind) == row.covered
    first = accounts([], [], TODAY)
    assert first.rows(conn, keys := first.keys(conn))[keys[0]][4] == 0, "what lacks a touch comes first"
    (then,) = coverage(book, [], dt.date(2026, 11, 19))
    assert (then.covered, then.engaged) == (2, 2), "a day before, late was just late and edge not yet"
    with pytest.raises(ValueError):
        coverage(book, ["month"])
