"""Contract lines at their edges: every figure here was worked out by hand, in exact integers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csops_tui.analysis.revenue import KINDS, Line, amounts, flows, movements, retention
from csops_tui.analysis.revenue_book import Period, Revenue
from csops_tui.analysis.revenue_cohorts import cohorts
from csops_tui.analysis.revenue_money import Exchange, first_needed
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

DAYS = [dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2024, 3, 31), dt.date(2024, 4, 30)]
Row = tuple[int, str, str | None]


def told(lines: list[tuple[int, str, str | None] | tuple[int, str, str | None, str]], **rates: float) -> list[Any]:
    """By month of February, March and April 2024: currency, opening, the movements that are not 0, closing."""
    made = [
        Line("a", row[3] if len(row) > 3 else "JPY", row[0], day(row[1]), day(row[2]) if row[2] else None)  # type: ignore[misc, arg-type]
        for row in lines
    ]
    found = amounts(made, DAYS)
    known = [(name, "2024-01", rate) for name, rate in rates.items()]
    every = flows(found, Exchange("JPY", known, first_needed(found.days, found.paid.values())))
    assert all(flow.adds_up for flow in every)
    return [
        (f.currency, f.opening, {kind: f.amounts[kind] for kind in KINDS if f.accounts[kind]}, f.closing) for f in every
    ]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [(100, "2024-01-31", "2024-02-29"), (100, "2024-02-29", "2024-03-31"), (100, "2024-03-31", None)],
            [("JPY", 100, {}, 100)] * 3,
            id="month ends and a leap day: one line ends on the day the next begins, which is no churn",
        ),
        pytest.param(
            [(100, "2024-01-01", "2024-02-29"), (100, "2024-03-01", None)],
            [("JPY", 100, {"churn": 100}, 0), ("JPY", 0, {"reactivation": 100}, 100), ("JPY", 100, {}, 100)],
            id="a gap of one day that holds the month end is a churn and a reactivation",
        ),
        pytest.param(
            [(100, "2024-01-01", "2024-03-10"), (100, "2024-03-11", None)],
            [("JPY", 100, {}, 100)] * 3,
            id="a gap of one day within a month moves nothing",
        ),
        pytest.param(
            [(100, "2024-01-01", "2024-02-10"), (80, "2024-03-21", None)],
            [("JPY", 100, {"churn": 100}, 0), ("JPY", 0, {"reactivation": 80}, 80), ("JPY", 80, {}, 80)],
            id="a gap of forty days is a churn, and what returns is a reactivation at its new amount",
        ),
        pytest.param(
            [(100, "2024-01-01", "2024-02-05"), (60, "2024-02-20", None)],
            [("JPY", 100, {"contraction": 40}, 60), ("JPY", 60, {}, 60), ("JPY", 60, {}, 60)],
            id="gone and back in one month is the difference alone",
        ),
        pytest.param(
            [(100, "2024-01-01", None), (100, "2024-03-01", None)],
            [("JPY", 100, {}, 100), ("JPY", 100, {"expansion": 100}, 200), ("JPY", 200, {}, 200)],
            id="an overlap counts twice, as it stands in the book",
        ),
        pytest.param(
            [(100, "2024-01-01", "2024-02-10"), (250, "2024-02-10", "2024-02-20"), (180, "2024-02-20", None)],
            [("JPY", 100, {"expansion": 80}, 180), ("JPY", 180, {}, 180), ("JPY", 180, {}, 180)],
            id="plans changed twice within a month are one expansion",
        ),
        pytest.param(
            [(0, "2024-01-01", "2024-03-01"), (500, "2024-03-01", None)],
            [("JPY", 0, {}, 0), ("JPY", 0, {"new": 500}, 500), ("JPY", 500, {}, 500)],
            id="a line of nothing is no revenue: the first yen is new, no reactivation",
        ),
        pytest.param(
            [(500, "2024-01-01", None), (-200, "2024-02-15", "2024-03-15")],
            [("JPY", 500, {"contraction": 200}, 300), ("JPY", 300, {"expansion": 200}, 500), ("JPY", 500, {}, 500)],
            id="a refund is a contraction while it lasts",
        ),
        pytest.param(
            [(500, "2024-01-01", None), (-700, "2024-02-15", "2024-03-15")],
            [("JPY", 500, {"churn": 700}, -200), ("JPY", -200, {"reactivation": 700}, 500), ("JPY", 500, {}, 500)],
            id="a refund beyond what is paid leaves an account that pays nothing",
        ),
        pytest.param(
            [(300, "2024-04-30", None), (300, "2025-01-01", None)],
            [("JPY", 0, {}, 0), ("JPY", 0, {}, 0), ("JPY", 0, {"new": 300}, 300)],
            id="a contract that starts on the last day counts on it, one in the future not yet",
        ),
        pytest.param(
            [(300, "2024-01-01", "2024-01-01"), (300, "2024-02-01", "2024-02-02")],
            [],
            id="a line of no length and one that meets no month end are seen on none",
        ),
    ],
)
def test_movements_at_the_edges(lines: list[Any], expected: list[Any]) -> None:
    assert told(lines) == expected


def test_two_products_in_two_currencies_move_apart_until_there_is_a_rate() -> None:
    lines = [(1_000, "2024-01-01", None), (2_000, "2024-01-01", "2024-03-01", "USD"), (9_999, "2024-04-01", None)]
    assert told(lines) == [
        ("JPY", 1000, {}, 1000),
        ("USD", 2000, {}, 2000),
        ("JPY", 1000, {}, 1000),
        ("USD", 2000, {"churn": 2000}, 0),
        ("JPY", 1000, {"expansion": 9999}, 10_999),
        ("USD", 0, {}, 0),
    ]
    # 20.00 dollars at 150 are 3,000 yen; losing them is a contraction of an account that stays.
    assert told(lines, USD=150.0)[1] == ("JPY", 4000, {"contraction": 3000}, 1000)


def test_a_contract_that_changes_its_currency_is_lost_and_won_only_where_there_is_no_rate() -> None:
    lines = [(150_000, "2024-01-01", "2024-03-01"), (100_000, "2024-03-01", None, "USD")]
    march = [told(lines)[place] for place in (2, 3)]
    assert march == [("JPY", 150_000, {"churn": 150_000}, 0), ("USD", 0, {"new": 100_000}, 100_000)]
    assert told(lines, USD=150.0)[1] == ("JPY", 150_000, {}, 150_000)
    assert told(lines, USD=151.5)[1] == ("JPY", 150_000, {"expansion": 1_500}, 151_500)


def test_nrr_is_what_the_cohort_pays_and_its_gains_and_losses_add_up_to_it() -> None:
    """Twelve accounts of 100: one doubled, one halved, two lost, one a credit; one more that is new does not count."""
    ends = {0: 200, 1: 50, 2: 0, 3: 0, 4: -30}
    lines = [
        Line(f"a{n:02}", "JPY", 100, day("2024-01-01"), day("2024-02-01") if n in ends else None) for n in range(12)
    ]
    lines += [Line(f"a{n:02}", "JPY", mrr, day("2024-02-01"), None) for n, mrr in ends.items() if mrr]
    lines.append(Line("new", "JPY", 900, day("2024-02-10"), None))
    found = amounts(lines, DAYS[:2])
    (cohort,) = retention(found, Exchange("JPY"))
    assert (cohort.accounts, cohort.opening, cohort.closing, cohort.kept, cohort.lost) == (12, 1200, 920, 820, 3)
    # Kept: 100 + 50 + 0 + 0 − 30, and seven of 100.
    assert (cohort.nrr, cohort.grr) == (pytest.approx(100 * 920 / 1200), pytest.approx(100 * 820 / 1200))
    changes = [one.change for one in movements(found, Exchange("JPY"), 0) if one.opening > 0]
    assert cohort.opening + sum(changes) == cohort.closing


def test_cohorts_add_up_to_all_that_was_paid_and_each_account_is_in_one() -> None:
    paid = {"a": [5, 0, 5, 5], "b": [0, 7, 7, -2], "c": [0, 0, 0, 0], "d": [5, 5, 5, 5], "e": [-1, -1, 3, 0]}
    made = cohorts(paid, range(4))
    assert [(one.start, one.accounts) for one in made] == [(0, 2), (1, 1), (2, 1)]
    by_period = [sum(one.cells[at - one.start].amount for one in made if at >= one.start) for at in range(4)]
    assert by_period == [10, 12, 20, 10], "credits are nothing that is paid"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(tmp_path / "book.db", clock=Clock(today=dt.date(2024, 4, 30)))
    with made.edit("start") as edit:
        edit.insert("account", {"id": "a", "name": "a"})
        edit.insert("subscription", {"id": "s", "account_id": "a", "mrr": 100, "starts": "2024-01-01"})
    yield made
    made.close()


def test_a_back_dated_end_moves_the_churn_to_its_month_and_a_past_day_does_not_know_later_lines(book: Book) -> None:
    def churned(last: str) -> list[int]:
        found = Revenue(book, Period(day("2024-02-01"), day(last)))
        return [flow.end.month for flow in found.flows() if flow.amounts["churn"]]

    assert churned("2024-04-30") == []
    with book.edit("back-dated") as edit:
        edit.update("subscription", "s", {"ends": "2024-03-15"})
        edit.insert("subscription", {"account_id": "a", "mrr": 70, "starts": "2024-04-20"})
    assert churned("2024-04-30") == [3] and churned("2024-03-10") == []
    past = Revenue(book, Period(day("2024-02-01"), day("2024-03-31")))
    assert past.flows()[-1].closing == 0 and Revenue(book, Period(day("2024-04-01"), day("2024-04-30"))).flows()[
        0
    ].amounts == {"new": 0, "reactivation": 70, "expansion": 0, "contraction": 0, "churn": 0}
