"""The outlook, the renewal rate and the preparation of a few renewals, worked out by hand."""

from __future__ import annotations

import datetime as dt

from csops_tui.analysis.renewal_rates import (
    by_month,
    currencies,
    fiscal_quarter,
    groups,
    kept,
    outlook,
    preparation,
)
from csops_tui.measures.renewals import Due, Written

TODAY = dt.date(2026, 11, 21)
LATER = dt.date(2027, 2, 28)
PAST = dt.date(2026, 10, 31)


def due(name: str, mrr: int | None = 100, forecast: str | None = None, on: dt.date = LATER, **more: object) -> Due:
    note = Written(name, name, on, forecast=forecast, after=more.pop("expected", None))  # type: ignore[arg-type]
    term = on - dt.timedelta(days=365)
    return Due(name, name, on, term, mrr=mrr, currency="JPY", written=note, **more)  # type: ignore[arg-type]


def test_worst_likely_and_best_of_every_category() -> None:
    some = [
        due("a", 1000, decision="renewed", kept=1000),
        due("b", 1000, decision="expanded", kept=1000, after=3000),
        due("c", 1000, decision="contracted", kept=400),
        due("d", 1000, decision="contracted", kept=None),
        due("e", 1000, decision="churned", kept=0),
        due("f", 1000, "renew"),
        due("g", 1000, "contract", expected=600),
        due("h", 1000, "contract"),
        due("i", 1000, "contract_actionable", expected=700),
        due("j", 1000, "churn_actionable"),
        due("k", 1000, "churn"),
        due("l", 1000),
    ]
    one = outlook("2027-02", some, "JPY")
    assert (one.n, one.mrr, one.unknown) == (12, 12_000, 0)
    # Kept 1000 + 1000 + 400; likely 1000 + 600 + 700 more; best 1000 of d, 600 + 1000 + 1000 of the reduced.
    assert one.worst.part == 2_400
    assert one.likely.part == 2_400 + 1_000 + 600 + 700
    assert one.best.part == 2_400 + 1_000 + 1_000 + 600 + 1_000 + 1_000 + 1_000 + 1_000
    assert (one.worst_n.hits, one.likely_n.hits, one.best_n.hits) == (4, 8, 10)
    assert one.worst.share == 20.0 and one.best.part <= one.mrr


def test_what_is_expected_is_capped_by_what_is_due() -> None:
    one = outlook("2027-02", [due("a", 100, "contract", expected=250)])
    assert (one.likely.part, one.best.part) == (100, 100)


def test_without_an_amount_a_renewal_is_counted_and_nothing_more() -> None:
    one = outlook("2027-02", [due("a", None, "renew"), due("b", 100, "renew")])
    assert (one.n, one.unknown, one.mrr, one.likely.n) == (2, 1, 100, 1)


def test_no_share_of_fewer_than_ten() -> None:
    nine = outlook("2027-02", [due(str(n), 100, "renew") for n in range(9)])
    ten = outlook("2027-02", [due(str(n), 100, "renew") for n in range(10)])
    assert (nine.likely.share, nine.likely_n.share) == (None, None)
    assert (ten.likely.share, ten.likely_n.share) == (100.0, 100.0)


def test_the_renewal_rate_counts_what_came_due_and_keeps_at_most_all_of_it() -> None:
    some = [
        *(due(f"r{n}", 100, on=PAST, decision="renewed", kept=100) for n in range(7)),
        due("x", 100, on=PAST, decision="expanded", kept=100, after=900),
        due("c", 100, on=PAST, decision="contracted", kept=30),
        due("u", 100, on=PAST, decision="contracted", kept=None),
        due("l", 100, on=PAST, decision="churned", kept=0),
        due("o", 100, on=PAST),
        due("later", 100, decision="renewed", kept=100),
    ]
    one = kept("2026-10", some, TODAY, "JPY")
    assert (one.n, one.kept, one.lost, one.open) == (12, 10, 1, 1)
    assert (one.rate.hits, one.rate.n) == (10, 12)
    assert (one.amount.part, one.amount.whole, one.amount.n, one.unknown) == (830, 1_100, 11, 1)


def test_one_due_today_has_come_due() -> None:
    assert kept("2026-11", [due("a", on=TODAY)], TODAY).open == 1


def test_preparation_leaves_late_talks_out_and_takes_the_middle_of_the_days() -> None:
    term = LATER - dt.timedelta(days=365)
    runway = LATER - dt.timedelta(days=180)
    some = [
        due("early", first=runway - dt.timedelta(days=1)),
        due("first", first=term),
        due("late", first=runway),
        due("never"),
        due("ahead", on=dt.date(2027, 9, 1)),
    ]
    one = preparation("2027-02", some, TODAY)
    assert (one.in_time.hits, one.in_time.n) == (2, 4)
    assert (one.contacted, one.median, one.short, one.none) == (3, 181, 2, 1)


def test_months_and_currencies_stand_apart() -> None:
    some = [due("a"), due("b"), Due("c", "c", LATER, TODAY, mrr=5, currency="USD"), Due("d", "d", PAST, PAST)]
    assert list(by_month(some)) == ["2026-10", "2027-02"]
    assert currencies(some) == ["JPY", "USD"]
    found = [(month, code, len(own)) for month, code, own in groups(some, dt.date(2026, 10, 1), dt.date(2027, 3, 1))]
    assert found == [("2026-10", "JPY", 1), ("2027-02", "JPY", 2), ("2027-02", "USD", 1)]


def test_fiscal_quarters_are_named_by_the_year_they_begin_in() -> None:
    assert fiscal_quarter(dt.date(2027, 3, 31), 4) == (2026, 4)
    assert fiscal_quarter(dt.date(2027, 4, 1), 4) == (2027, 1)
    assert fiscal_quarter(dt.date(2026, 12, 31), 1) == (2026, 4)
    assert fiscal_quarter(dt.date(2026, 1, 1), 2) == (2025, 4)
