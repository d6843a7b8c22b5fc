"""Revenue rules on hand-made lines, on random books, and on a public set of subscriptions."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csops_tui.analysis.revenue import KINDS, Amounts, Line, amounts, annual, flows, month_ends, movements, retention
from csops_tui.analysis.revenue_money import Exchange, first_needed

DATA = Path(os.environ.get("TEST_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
PLAYBOOK = DATA / "mrr_playbook/data/subscription_periods.csv"
YEN = Exchange("JPY")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def line(account: str, mrr: int, starts: str, ends: str | None = None, currency: str = "JPY") -> Line:
    return Line(account, currency, mrr, day(starts), day(ends) if ends else None)


def total(found: Amounts, number: int) -> int:
    return sum(row[number] for by in found.paid.values() for row in by.values())


def moved(lines: list[Line], start: str, end: str, exchange: Exchange = YEN) -> list[tuple[str, str | None, int]]:
    found = amounts(lines, [day(start), day(end)])
    return [(one.account, one.kind, one.change) for one in movements(found, exchange, 0)]


@pytest.mark.skipif(not PLAYBOOK.is_file(), reason="the data set is not here")
def test_movements_of_the_public_subscriptions_are_those_that_were_published() -> None:
    """A6-06."""
    with PLAYBOOK.open(encoding="utf-8", newline="") as file:
        lines = [
            line(row["customer_id"], int(row["monthly_amount"]), row["start_date"], row["end_date"])
            for row in csv.DictReader(file)
        ]
    made = flows(amounts(lines, month_ends(day("2017-09-01"), day("2020-02-29"))), YEN)
    assert all(flow.adds_up for flow in made) and len(made) == 30
    count, money = Counter[str](), Counter[str]()
    for flow in made:
        count.update({kind: flow.accounts[kind] for kind in KINDS})
        money.update(flow.amounts)
    assert count == {"new": 55, "expansion": 30, "reactivation": 3, "contraction": 27, "churn": 58}
    assert money == {"new": 2295, "expansion": 660, "reactivation": 150, "contraction": 555, "churn": 2550}
    assert (made[0].opening, made[-1].closing) == (0, 0)


# Days on which months turn, a leap day among them, are as likely as all others together.
_TURNS = [dt.date(2023, 12, 31), dt.date(2024, 1, 31), dt.date(2024, 2, 28), dt.date(2024, 2, 29), dt.date(2024, 3, 1)]
_DAYS = st.sampled_from(_TURNS) | st.dates(dt.date(2023, 11, 1), dt.date(2025, 3, 31))
_MRR = st.just(0) | st.sampled_from((-200, 100, 100)) | st.integers(-500, 5_000)
_TERMS = st.tuples(
    _MRR, st.sampled_from((0, 0, 1, 29, 40)), st.none() | st.sampled_from((0, 1, 28, 30)) | st.integers(0, 400)
)


@st.composite
def _contracts(draw: st.DrawFn) -> list[Line]:
    """One account's line of a currency, and the terms after it: at once or after a gap, at any amount."""
    account, currency = draw(st.sampled_from("abcde")), draw(st.sampled_from(("JPY", "JPY", "USD", "EUR")))
    starts = draw(_DAYS)
    made: list[Line] = []
    for mrr, gap, length in draw(st.lists(_TERMS, min_size=1, max_size=4)):
        begins = starts + dt.timedelta(days=gap if made else 0)
        ends = None if length is None else begins + dt.timedelta(days=length)
        made.append(Line(account, currency, mrr, begins, ends))
        starts = ends or begins
    return made


_BOOKS = st.lists(_contracts(), max_size=8).map(lambda parts: [line for part in parts for line in part])
_RATES = st.lists(
    st.tuples(st.just("USD"), st.sampled_from(("2023-01", "2024-02", "2024-09")), st.floats(50, 200)), max_size=3
)
LAST = dt.date(2025, 1, 15)


def cases(lines: list[Line], exchange: Exchange) -> set[str]:
    """What is hard about a random book."""
    of = [(one, two) for one in lines for two in lines if one is not two and one.account == two.account]
    long = [line for line in lines if line.ends is None or line.ends > line.starts]
    found = {
        "no length": len(long) < len(lines),
        "nothing paid": any(not line.mrr for line in long),
        "credit": any(line.mrr < 0 for line in long),
        "to come": any(line.starts > LAST for line in lines),
        "open": any(line.ends is None for line in lines),
        "leap day": any(dt.date(2024, 2, 29) in (line.starts, line.ends) for line in lines),
        "end and start on one day": any(one.ends == two.starts > one.starts for one, two in of),
        "gap of a day": any(one.ends and two.starts - one.ends == dt.timedelta(days=1) for one, two in of),
        "overlap": any(one.starts < two.starts < (one.ends or LAST) for one, two in of),
        "two currencies": any(one.currency != two.currency for one, two in of),
        "converted": "USD" in exchange.converted and any(line.currency == "USD" for line in lines),
        "rate too late": "USD" in exchange.needed and "USD" not in exchange.converted,
    }
    return {name for name, holds in found.items() if holds}


def test_opening_and_movements_make_closing_and_grr_never_exceeds_100_in_1000_random_books() -> None:
    seen, books = Counter[str](), 0

    @settings(max_examples=1_000, deadline=None, database=None)
    @given(_BOOKS, _RATES, st.integers(0, 3))
    def check(lines: list[Line], rates: list[tuple[str, str, float]], groups: int) -> None:
        nonlocal books
        found = amounts(lines, month_ends(day("2024-01-01"), LAST))
        exchange = Exchange("JPY", rates, first_needed(found.days, found.paid.values()))
        books += 1
        seen.update(cases(lines, exchange))

        def group_at(account: str, number: int) -> str | None:
            return str((ord(account) + number) % groups) if groups else None

        made = flows(found, exchange, group_at)
        assert all(flow.adds_up for flow in made)
        for start in {flow.start for flow in made}:
            here = [flow for flow in made if flow.start == start]
            for currency in {flow.currency for flow in here}:
                assert sum(f.entering - f.leaving for f in here if f.currency == currency) == 0, "who leaves one enters"
        whole = flows(found, exchange)
        for number, flow_day in enumerate(found.days[1:]):
            for currency in {"JPY", "USD", "EUR"} - exchange.converted - ({"JPY"} if exchange.converted else set()):
                # The sum over all lines in force, worked out anew.
                own = [one for one in lines if one.currency == currency and one.starts <= flow_day]
                expected = sum(one.mrr for one in own if one.ends is None or flow_day < one.ends)
                for told in (made, whole):
                    assert sum(f.closing for f in told if f.end == flow_day and f.currency == currency) == expected
            moved = list(movements(found, exchange, number, group_at))
            for cohort in retention(found, exchange, number, group_at):
                assert cohort.opening > 0 and cohort.kept <= cohort.opening and cohort.kept <= cohort.closing
                key = cohort.currency, cohort.group
                of = [one for one in moved if one.opening > 0 and (one.currency, one.group_before) == key]
                assert (cohort.accounts, cohort.closing - cohort.opening) == (len(of), sum(one.change for one in of))

    check()
    assert books >= 1_000
    assert len(seen) == 12 and min(seen.values()) >= 30, f"each hard case often enough: {seen}"


def test_grr_is_capped_for_each_account_so_that_one_growing_hides_no_other() -> None:
    """A6-07: ten accounts of 100, one doubled, one halved, one gone."""
    lines = [line(f"a{n}", 100, "2024-01-01", "2024-06-01" if n < 3 else None) for n in range(10)]
    lines += [line("a0", 200, "2024-06-01"), line("a1", 50, "2024-06-01")]
    (cohort,) = retention(amounts(lines, [day("2024-05-31"), day("2024-06-30")]), YEN)
    assert (cohort.accounts, cohort.opening, cohort.closing, cohort.kept, cohort.lost) == (10, 1000, 950, 850, 1)
    assert (cohort.nrr, cohort.grr, cohort.churn.share) == (95, 85, 10)


def test_under_ten_accounts_no_rate_is_told() -> None:
    lines = [line(f"a{n}", 100, "2024-01-01") for n in range(9)]
    (cohort,) = retention(amounts(lines, [day("2024-05-31"), day("2024-06-30")]), YEN)
    assert (cohort.nrr, cohort.grr, cohort.churn.share, cohort.accounts) == (None, None, None, 9)


@pytest.mark.parametrize(
    ("starts", "ends", "at", "paid"),
    [
        ("2024-01-31", "2024-02-29", "2024-01-31", 500),
        ("2024-01-31", "2024-02-29", "2024-02-28", 500),
        ("2024-01-31", "2024-02-29", "2024-02-29", 0),
        ("2024-02-29", "2025-02-28", "2024-02-29", 500),
        ("2024-02-29", "2025-02-28", "2025-02-28", 0),
        ("2024-02-29", "2025-03-01", "2025-02-28", 500),
        ("2024-02-29", None, "2024-02-28", 0),
        ("2024-06-01", "2024-06-01", "2024-06-01", 0),
    ],
)
def test_a_line_counts_from_its_first_day_and_no_longer_on_its_end(
    starts: str, ends: str | None, at: str, paid: int
) -> None:
    assert total(amounts([line("a", 500, starts, ends)], [day(at)]), 0) == paid


def test_a_line_that_begins_the_day_another_ends_is_neither_churn_nor_new() -> None:
    lines = [line("a", 500, "2024-01-01", "2024-04-30"), line("a", 700, "2024-04-30")]
    assert moved(lines, "2024-03-31", "2024-04-30") == [("a", "expansion", 200)]


def test_first_money_is_new_later_money_after_none_a_reactivation() -> None:
    lines = [line("a", 300, "2024-01-10", "2024-03-01"), line("a", 400, "2024-05-01")]
    assert moved(lines, "2023-12-31", "2024-01-31") == [("a", "new", 300)]
    assert moved(lines, "2024-02-29", "2024-03-31") == [("a", "churn", -300)]
    assert moved(lines, "2024-03-31", "2024-04-30") == []
    assert moved(lines, "2024-04-30", "2024-05-31") == [("a", "reactivation", 400)]


def test_who_left_and_came_back_within_a_month_did_not_move_by_that() -> None:
    lines = [line("a", 300, "2024-01-01", "2024-03-05"), line("a", 300, "2024-03-20")]
    assert moved(lines, "2024-02-29", "2024-03-31") == [("a", None, 0)]


def test_a_line_of_nothing_is_no_customer_and_makes_no_return_of_the_first_payment() -> None:
    lines = [line("a", 0, "2024-01-01", "2024-03-01"), line("a", 400, "2024-03-01")]
    assert moved(lines, "2024-01-31", "2024-02-29") == []
    assert moved(lines, "2024-02-29", "2024-03-31") == [("a", "new", 400)]


def test_a_discount_line_lowers_the_account_and_a_refund_of_everything_is_a_loss() -> None:
    lines = [line("a", 1000, "2024-01-01"), line("a", -250, "2024-03-01"), line("a", -750, "2024-04-01", "2024-05-01")]
    assert moved(lines, "2024-02-29", "2024-03-31") == [("a", "contraction", -250)]
    assert moved(lines, "2024-03-31", "2024-04-30") == [("a", "churn", -750)]
    assert moved(lines, "2024-04-30", "2024-05-31") == [("a", "reactivation", 750)]


def test_a_credit_of_one_who_pays_nothing_is_a_contraction_and_its_end_an_expansion() -> None:
    lines = [line("a", -50, "2024-02-01", "2024-03-01")]
    assert moved(lines, "2024-01-31", "2024-02-29") == [("a", "contraction", -50)]
    assert moved(lines, "2024-02-29", "2024-03-31") == [("a", "expansion", 50)]


def test_currencies_without_a_rate_stay_apart_and_are_never_added() -> None:
    lines = [line("a", 1000, "2024-01-01"), line("a", 2050, "2024-01-01", currency="USD")]
    made = flows(amounts(lines, [day("2023-12-31"), day("2024-01-31")]), YEN)
    assert [(flow.currency, flow.closing) for flow in made] == [("JPY", 1000), ("USD", 2050)]


def test_a_change_of_rates_is_no_growth_and_stands_by_itself() -> None:
    """20.50 dollars at 150 are 3,075 yen, at 160 they are 3,280."""
    lines = [line("a", 1000, "2024-01-01"), line("a", 2050, "2024-01-01", currency="USD")]
    lines.append(line("a", 1000, "2024-02-10", currency="USD"))
    found = amounts(lines, [day("2024-01-31"), day("2024-02-29")])
    exchange = Exchange("JPY", [("USD", "2024-01", 150.0), ("USD", "2024-02", 160.0)])
    (flow,) = flows(found, exchange)
    assert (flow.opening, flow.exchange, flow.amounts["expansion"], flow.closing) == (4075, 205, 1600, 5880)
    assert flow.adds_up
    (cohort,) = retention(found, exchange)
    assert (cohort.opening, cohort.closing) == (4280, 5880), "both at the rates of the later day"


def test_a_currency_whose_first_rate_comes_after_its_first_amount_stays_apart() -> None:
    found = amounts([line("a", 2050, "2024-01-01", currency="USD")], [day("2024-01-31"), day("2024-02-29")])
    exchange = Exchange("JPY", [("USD", "2024-02", 160.0)], first_needed(found.days, found.paid.values()))
    assert [flow.currency for flow in flows(found, exchange)] == ["USD"]


def test_half_a_yen_is_rounded_away_from_nothing_for_both_signs() -> None:
    exchange = Exchange("JPY", [("USD", "2024-01", 150.0)])
    assert [exchange.convert(amount, "USD", day("2024-01-31")) for amount in (1, -1, 3)] == [2, -2, 5]


def test_an_account_that_changes_its_group_leaves_one_and_enters_the_other_before_it_moves() -> None:
    lines = [line("a", 1000, "2024-01-01", "2024-02-15"), line("a", 1500, "2024-02-15"), line("b", 200, "2024-01-01")]
    found = amounts(lines, [day("2024-01-31"), day("2024-02-29")])
    made = {flow.group: flow for flow in flows(found, YEN, lambda a, n: "low" if a == "b" or not n else "high")}
    low, high = made["low"], made["high"]
    assert (low.opening, low.leaving, low.closing) == (1200, 1000, 200)
    assert (high.opening, high.entering, high.amounts["expansion"], high.closing) == (0, 1000, 500, 1500)
    assert (low.accounts["leaving"], high.accounts["entering"]) == (1, 1) and low.adds_up and high.adds_up


def test_a_month_that_runs_ends_with_the_last_day_asked_for() -> None:
    assert [d.isoformat() for d in month_ends(day("2023-12-05"), day("2024-02-10"))] == [
        *("2023-11-30", "2023-12-31", "2024-01-31", "2024-02-10")
    ]


def test_losing_two_per_cent_a_month_is_losing_21_5_in_a_year() -> None:
    assert annual(0.02) == pytest.approx(0.21528, abs=1e-5)
    assert (annual(0), annual(1)) == (0, 1)


def test_days_must_ascend() -> None:
    with pytest.raises(ValueError, match="ascend"):
        amounts([], [day("2024-01-01"), day("2024-01-01")])
