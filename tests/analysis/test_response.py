"""Complaints: how fast they were answered, exact to the minute, and what is not told of few."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.analysis.rates import Rate
from csops_tui.analysis.response import Case, Times, grouped, response, times
from csops_tui.store.book import Book

START = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
NOW = START + dt.timedelta(days=20)


def hours(n: float) -> dt.datetime:
    """So many hours after the start."""
    return START + dt.timedelta(hours=n)


def test_median_and_ninetieth_percentile_of_ten_are_exact() -> None:
    found = times(((START, hours(n)) for n in range(1, 11)), NOW)
    assert (found.median, found.p90) == (5.5, 9.0)


def test_nine_are_too_few_to_say() -> None:
    found = times(((START, hours(n)) for n in range(1, 10)), NOW)
    assert (found.median, found.p90) == (None, None)
    assert found.within(24) == Rate(9, 9) and found.within(24).share is None


def test_exactly_on_the_hour_is_within_and_a_minute_later_is_not() -> None:
    found = times([(START, hours(24)), (START, hours(24) + dt.timedelta(minutes=1))], NOW)
    assert found.within(24) == Rate(1, 2)


def test_who_waits_longer_than_the_hours_counts_as_late_and_who_has_time_is_not_judged() -> None:
    found = times([(NOW - dt.timedelta(hours=30), None), (NOW - dt.timedelta(hours=3), None), (START, hours(1))], NOW)
    assert found.waiting == (180, 1800)
    assert found.within(24) == Rate(1, 2)


def test_an_answer_before_the_complaint_cannot_be_measured_and_one_after_the_moment_still_waits() -> None:
    found = times([(hours(5), START), (START, NOW + dt.timedelta(hours=1))], NOW)
    assert found.minutes == () and found.waiting == (20 * 24 * 60,)


def test_groups_stand_gravest_first_with_all_before_them() -> None:
    cases = [Case(START, severity=s) for s in ("minor", None, "critical", "minor")]
    assert [(group.severity, group.n) for group in grouped(cases, NOW)] == [
        ("", 4),
        ("critical", 1),
        ("minor", 2),
        (None, 1),
    ]


@given(st.lists(st.integers(0, 10_000), min_size=10, max_size=60))
def test_at_least_nine_of_ten_were_done_by_the_ninetieth_percentile(minutes: list[int]) -> None:
    found = Times(tuple(sorted(minutes)))
    assert found.p90 is not None and found.median is not None
    assert sum(one <= found.p90 * 60 + 1e-6 for one in minutes) >= 0.9 * len(minutes)
    assert found.median <= found.p90 or len(minutes) == 0


@pytest.mark.parametrize(("day", "n"), [("2026-11-01", 1), ("2026-11-02", 0)])
def test_only_complaints_received_in_the_span_are_counted(book: Book, day: str, n: int) -> None:
    with book.edit("setup") as edit:
        edit.insert("account", {"id": "a", "name": "A"})
        edit.insert("complaint", {"account_id": "a", "title": "遅い", "received": "2026-11-01T03:00:00Z"})
    found = response(book, dt.date.fromisoformat(day), dt.date(2026, 11, 30), NOW)
    assert sum(group.n for group in found if group.severity == "") == n
