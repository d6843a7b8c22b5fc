"""RFM: ranks by hand, ties, amounts that are never repeated, and the CDNOW sample against a check of its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.analysis.rfm import Raw, before, month_ends, ranks, rfm, scored
from csops_tui.store.book import Book

DATA = Path(os.environ.get("TEST_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
CDNOW = next(
    (p for base in (DATA, Path(__file__).parents[4] / "shared/data") if (p := base / "cdnow_lifetimes").exists()), DATA
)
SAMPLE = CDNOW / "lifetimes" / "datasets" / "CDNOW_sample.txt"
DAY = dt.date(2026, 11, 21)


def test_five_values_without_ties_fill_five_groups() -> None:
    assert ranks([10, 50, 30, 20, 40], 5) == [1, 5, 3, 2, 4]


def test_ties_share_the_rank_of_the_lowest_of_them() -> None:
    assert ranks([1, 1, 1, 1, 9], 5) == [1, 1, 1, 1, 5]
    assert ranks([1, 9, 9, 9, 9], 5) == [1, 2, 2, 2, 2]


def test_the_latest_has_the_highest_recency_rank() -> None:
    assert ranks([0, 100, 50], 3, low_is_good=True) == [3, 1, 2]


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=120), st.sampled_from((3, 5)))
def test_ranks_keep_the_order_share_ties_and_stay_within_the_groups(values: list[int], groups: int) -> None:
    found = ranks(values, groups)
    assert all(1 <= rank <= groups for rank in found)
    for a, rank_a in zip(values, found, strict=True):
        for b, rank_b in zip(values, found, strict=True):
            assert rank_a == rank_b if a == b else (rank_a <= rank_b) == (a < b) or rank_a == rank_b
    if len({*values}) == len(values):
        sizes = [found.count(group) for group in range(1, groups + 1)]
        assert max(sizes) - min(sizes) <= 1


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60))
def test_turning_the_values_round_turns_the_meaning_of_low_round(values: list[int]) -> None:
    assert ranks(values, 5, low_is_good=True) == ranks([-value for value in values], 5)


def test_fewer_than_fifty_are_told_apart_in_three_groups_and_fifty_in_five() -> None:
    few = {f"a{n}": Raw(n, n, n) for n in range(49)}
    assert {score.of for score in scored(few).values()} == {3}
    assert {score.of for score in scored({**few, "z": Raw(1, 1, 1)}).values()} == {5}


def test_amounts_are_ranked_within_their_currency_and_several_currencies_have_no_rank() -> None:
    found = scored(
        {"a": Raw(0, 1, 100, "JPY"), "b": Raw(0, 1, 5, "USD"), "c": Raw(0, 1, 900, "JPY"), "d": Raw(0, 1, None)}
    )
    assert [found[who].m for who in "abcd"] == [1, 1, 2, None]
    assert found["d"].words == "1·1·–"


def test_twelve_month_ends_up_to_a_day_that_may_be_one_itself() -> None:
    assert month_ends(dt.date(2024, 2, 29))[-2:] == ["2024-01-31", "2024-02-29"]
    assert month_ends(dt.date(2024, 2, 28))[-1] == "2024-01-31"
    assert len(month_ends(DAY)) == 12 and month_ends(DAY)[0] == "2025-11-30"


def raw_of(events: list[tuple[str, dt.date, int]], day: dt.date) -> dict[str, Raw]:
    """Days since the last, number and sum of somebody's purchases."""
    found: dict[str, Raw] = {}
    for who, on, amount in events:
        had = found.get(who, Raw((day - on).days, 0, 0))
        found[who] = Raw(min(had.recency, (day - on).days), had.frequency + 1, (had.money or 0) + amount)
    return found


def test_a_span_ends_with_the_day_and_begins_after_the_same_day_months_before(book: Book) -> None:
    assert before(dt.date(2024, 2, 29), 12) == dt.date(2023, 2, 28)
    assert before(dt.date(2024, 5, 31), 3) == dt.date(2024, 2, 29)
    _accounts(book, "a")
    with book.edit("facts") as edit:
        for day in ("2026-11-21", "2026-08-22", "2026-08-21", "2024-01-01"):
            values = {"account_id": "a", "day": day, "at": f"{day}T03:00:00Z", "channel": "call", "reach": "1:1"}
            edit.insert("touchpoint", values)
        edit.insert("subscription", {"account_id": "a", "mrr": 100, "starts": "2020-01-01"})
    counts = {span: rfm(book, "touches", DAY, span).scores["a"].raw.frequency for span in ("3m", "12m", "36m")}
    assert counts == {"3m": 2, "12m": 3, "36m": 4}
    paid = {span: rfm(book, "revenue", DAY, span).scores["a"].raw.money for span in ("3m", "24m")}
    assert paid == {"3m": 300, "24m": 2400}


def _accounts(book: Book, *names: str) -> None:
    with book.edit("setup") as edit:
        for name in names:
            edit.insert("account", {"id": name, "name": name})


def test_children_of_a_touch_or_an_account_never_repeat_what_is_counted(book: Book) -> None:
    _accounts(book, "a", "b")
    with book.edit("facts") as edit:
        edit.insert("subscription", {"account_id": "a", "mrr": 1000, "starts": "2026-01-15"})
        edit.insert("subscription", {"account_id": "a", "mrr": 500, "starts": "2026-03-01", "ends": "2026-05-01"})
        edit.insert("subscription", {"account_id": "b", "mrr": 9, "currency": "USD", "starts": "2026-10-31"})
    before = rfm(book, "revenue", DAY)
    # Month ends from January to October: ten of 1,000, and March and April of 500.
    assert before.scores["a"].raw == Raw((DAY - dt.date(2026, 3, 1)).days, 2, 11_000, "JPY")
    assert before.scores["b"].raw == Raw(21, 1, 9, "USD")
    with book.edit("fan out") as edit:
        for n in range(5):
            edit.insert("ticket", {"account_id": "a", "opened": "2026-02-01", "title": f"t{n}"})
            edit.insert("contact", {"account_id": "a", "name": f"c{n}"})
    assert rfm(book, "revenue", DAY).scores == before.scores


def test_touches_count_talks_of_a_year_and_whoever_had_none_stands_apart(book: Book) -> None:
    _accounts(book, "a", "b", "c")
    with book.edit("facts") as edit:
        for account, day, reach, minutes in (
            ("a", "2026-11-21", "1:1", 30),
            ("a", "2025-11-22", "1:1", None),
            ("a", "2025-11-21", "1:1", 60),
            ("b", "2026-11-01", "1:1", 45),
            ("c", "2026-11-01", "1:n", 45),
        ):
            values = {"account_id": account, "day": day, "at": f"{day}T03:00:00Z", "channel": "call", "reach": reach}
            edit.insert("touchpoint", values | ({"minutes": minutes} if minutes else {}))
    found = rfm(book, "touches", DAY)
    assert found.scores["a"].raw == Raw(0, 2, 30)
    assert found.scores["b"].raw == Raw(20, 1, 45)
    assert found.without == 1 and found.groups == 3


@pytest.mark.skipif(not SAMPLE.exists(), reason="the public sample is not here")
def test_the_cdnow_sample_equals_a_check_written_by_hand() -> None:
    rows = [line.split() for line in SAMPLE.read_text().splitlines()]
    day = dt.date(1998, 6, 30)
    events = [
        (row[1], dt.date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])), round(float(row[4]) * 100))
        for row in rows
    ]
    found = scored(raw_of(events, day))
    # The check sorts nothing and knows no ranks: for each customer it counts who does worse.
    last: dict[str, str] = {}
    times: dict[str, int] = {}
    spent: dict[str, int] = {}
    for row in rows:
        last[row[1]] = max(last.get(row[1], ""), row[2])
        times[row[1]] = times.get(row[1], 0) + 1
        spent[row[1]] = spent.get(row[1], 0) + round(float(row[4]) * 100)
    n = len(last)
    assert n == len(found) == 2357 and sum(spent.values()) == sum(round(float(row[4]) * 100) for row in rows)

    def fifth(who: str, of: dict[str, int] | dict[str, str], worse: Callable[[object, object], bool]) -> int:
        return sum(worse(of[other], of[who]) for other in of) * 5 // n + 1

    less: Callable[[object, object], bool] = lambda a, b: a < b  # type: ignore[operator]  # noqa: E731
    for who in sorted(last)[::25]:
        score = found[who]
        assert score.raw.frequency == times[who] and score.raw.money == spent[who]
        assert (score.r, score.f, score.m) == (fifth(who, last, less), fifth(who, times, less), fifth(who, spent, less))
