"""Why customers leave: counts and amounts that add up to the churned set, however they are divided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csops_tui.analysis import churns
from csops_tui.analysis.churn_completeness import completeness
from csops_tui.analysis.churns import BY, Loss, amounts, band, churned, matrix, pareto, quadrants, quality, rows, spans
from csops_tui.analysis.rates import Rate
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)
START, END = dt.date(2024, 1, 1), dt.date(2026, 12, 31)
NONE = dict.fromkeys(BY)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    with made.edit("start") as edit:
        edit.insert("account", {"id": "mirai", "name": "ミライ", "segment": "大手", "industry": "製造"})
        edit.insert("account", {"id": "acme", "name": "Acme", "segment": "大手", "since": "2025-01-01"})
        edit.insert("product", {"id": "p1", "name": "P1"})
        edit.insert("product", {"id": "p2", "name": "P2"})
        for line, product, ends in (("l1", "p1", "2026-01-01"), ("l2", "p2", "2026-01-01"), ("l3", "p2", None)):
            row = {"account_id": "mirai", "product_id": product, "mrr": 10, "starts": "2025-04-01", "ends": ends}
            edit.insert("subscription", {"id": line, **row})
    yield made
    made.close()


def lose(book: Book, account: str, effective: str | None, **values: Any) -> None:
    with book.edit("churn") as edit:
        edit.insert("churn", {"account_id": account, "effective": effective, **values})


def found(book: Book, **options: Any) -> list[Loss]:
    return list(churned(book, START, END, **options).losses)


def loss(number: int, **values: Any) -> Loss:
    mrr, currency = values.pop("mrr", None), values.pop("currency", "JPY")
    return Loss(f"c{number}", f"a{number}", f"A{number}", TODAY, mrr, currency, None, {**NONE, **values})


reasons = st.sampled_from(["price", "service", "low_adoption", "unknown", None])
sets = st.lists(
    st.builds(
        lambda judged, stated, segment, mrr, currency, seen, kept: (judged, stated, segment, mrr, currency, seen, kept),
        *(reasons, reasons, st.sampled_from(["S", "M", None]), st.none() | st.integers(0, 10**9)),
        *(st.sampled_from(["JPY", "USD"]), st.sampled_from(["0", "1", None]), st.sampled_from(["0", "1", None])),
    ),
    max_size=40,
)


@given(sets)
@settings(max_examples=200)
def test_every_division_adds_up_to_the_churned_set_by_count_and_by_amount(drawn: list[tuple[Any, ...]]) -> None:
    losses = [
        loss(n, reason=r, stated=s, segment=g, mrr=m, currency=c, foreseeable=f, avoidable=a)
        for n, (r, s, g, m, c, f, a) in enumerate(drawn)
    ]
    for by in (["reason"], ["segment"], ["reason", "segment"], ["stated", "reason"], []):
        groups = rows(losses, by)
        assert sum(row.n for row in groups) == len(losses)
        assert sorted(each.id for row in groups for each in row.losses) == sorted(each.id for each in losses)
        for currency, amount in amounts(losses).items():
            assert sum(row.mrr.get(currency, 0) for row in groups) == amount
    assert sum(map(len, matrix(losses).pairs.values())) == len(losses)
    assert sum(row.n for row in quadrants(losses)) == len(losses)
    pieces = pareto(rows(losses, ["reason"]))
    assert sum(piece.value for piece in pieces) == len(losses)
    assert all(one.value >= other.value for one, other in pairwise(pieces))
    assert not pieces or pieces[-1].cumulative == (100.0 if len(losses) >= 10 else None)


def test_the_set_is_the_churns_that_took_effect_in_the_period(book: Book) -> None:
    for day in ("2023-12-31", "2024-01-01", "2026-11-21", "2026-11-22", None):
        lose(book, "mirai", day)
    whole = churned(book, START, END)
    assert [each.effective.isoformat() for each in whole.losses] == ["2024-01-01", "2026-11-21"]
    assert (whole.undated, whole.coming) == (1, 1)
    assert [each.effective.year for each in churned(book, START, END, dt.date(2026, 1, 1)).losses] == [2024]


def test_on_a_past_day_only_what_was_announced_by_then_was_to_come(book: Book) -> None:
    lose(book, "mirai", "2026-03-01", notice="2025-12-31")
    lose(book, "acme", "2026-03-01", notice="2026-01-01")
    lose(book, "acme", None, notice="2026-01-01")
    day = churned(book, START, END, dt.date(2025, 12, 31))
    assert (day.coming, day.undated) == (1, 0)


def test_a_churn_counts_once_under_the_reason_we_judged_and_never_under_the_stated_one(book: Book) -> None:
    lose(book, "mirai", "2026-01-01", reason_judged="service", reason_stated="price", mrr_lost=500)
    lose(book, "acme", "2026-02-01", reason_stated="price", mrr_lost=300)
    assert [(row.group, row.n, row.mrr) for row in rows(found(book), ["reason"])] == [
        (("service",), 1, {"JPY": 500}),
        ((None,), 1, {"JPY": 300}),
    ]


def test_the_product_is_that_of_the_line_named_or_of_all_lines_that_ended_with_it(book: Book) -> None:
    lose(book, "mirai", "2026-01-01", kind="product", subscription_id="l1")
    lose(book, "mirai", "2026-01-01", kind="logo")
    lose(book, "acme", "2026-02-01")
    assert [each.values["product"] for each in found(book)] == ["P1", churns.SEVERAL, None]


def test_tenure_is_counted_in_whole_months_from_the_first_contract(book: Book) -> None:
    lose(book, "mirai", "2026-03-31")
    lose(book, "mirai", "2026-04-01")
    lose(book, "acme", "2025-01-01")
    assert [each.values["tenure"] for each in found(book)] == ["0-3", "6-12", "12-24"]
    assert [band(m) for m in (0, 2.99, 3, 5.9, 6, 36, 200)] == ["0-3", "0-3", "3-6", "3-6", "6-12", "36-", "36-"]


def test_amounts_of_currencies_are_never_added_and_missing_ones_are_counted(book: Book) -> None:
    lose(book, "mirai", "2026-01-01", mrr_lost=500, currency="JPY")
    lose(book, "mirai", "2026-01-02", mrr_lost=700, currency="USD")
    lose(book, "mirai", "2026-01-03")
    (row,) = rows(found(book), [])
    assert row.mrr == {"JPY": 500, "USD": 700} and row.without_amount == 1
    assert churns.currency_of(row.losses) == "JPY"
    assert [piece.value for piece in pareto([row], "USD")] == [700]


def test_codes_that_a_newer_list_replaced_are_told_as_their_replacement(book: Book) -> None:
    with book.edit("codes") as edit:
        for code, to, version in (("too_dear", "price", 1), ("pricey", "too_dear", 1), ("a", "b", 1), ("b", "a", 1)):
            row = {"list": "churn_reason", "code": code, "ja": code, "en": code, "version": version, "active": False}
            edit.insert("code", {**row, "replaced_by": to})
        edit.insert("code", {"list": "churn_reason", "code": "budget_cut", "ja": "予算削減", "en": "Budget cut"})
    for day, code in (
        ("2024-05-01", "pricey"),
        ("2025-05-01", "too_dear"),
        ("2026-05-01", "price"),
        ("2026-06-01", "a"),
    ):
        lose(book, "mirai", day, reason_judged=code, reason_stated=code)
    assert [each.judged for each in found(book)] == ["price", "price", "price", "a"]
    assert [each.stated for each in found(book)] == ["price", "price", "price", "a"]
    assert [each.judged for each in found(book, mapped=False)] == ["pricey", "too_dear", "price", "a"]
    named = churns.words(book.reader(), "churn_reason")
    assert named("budget_cut") in ("予算削減", "Budget cut") and named("price") != "price"


def test_the_trend_counts_months_and_fiscal_quarters(book: Book) -> None:
    for day in ("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01"):
        lose(book, "mirai", day, reason_judged="price")
    losses = found(book)
    by_month = rows(losses, ["month"], spans(START, END, "month"))
    assert [(row.group[0], row.n) for row in by_month] == [
        *(("2026-03", 1), ("2026-04", 1), ("2026-06", 1), ("2026-07", 1))
    ]
    by_quarter = rows(losses, ["reason", "quarter"], spans(START, END, "quarter", 4))
    assert [(row.group[1], row.n) for row in by_quarter] == [
        *(("2026-01..03", 1), ("2026-04..06", 2), ("2026-07..09", 1))
    ]


def test_a_pareto_chart_accumulates_to_one_hundred_and_says_no_share_for_few() -> None:
    losses = [loss(n, reason=reason) for n, reason in enumerate(["price"] * 6 + ["service"] * 3 + [None])]
    pieces = pareto(rows(losses, ["reason"]))
    assert [(p.row.group[0], p.value, p.share, p.cumulative) for p in pieces] == [
        ("price", 6, 60.0, 60.0),
        ("service", 3, 30.0, 90.0),
        (None, 1, 10.0, 100.0),
    ]
    assert [(p.share, p.cumulative) for p in pareto(rows(losses[:9], ["reason"]))] == [(None, None)] * 2


def test_stated_and_judged_agree_among_those_that_have_both() -> None:
    said = [("price", "price"), ("price", "service"), (None, "service"), ("price", None), (None, None)]
    made = matrix([loss(n, stated=stated, reason=judged) for n, (stated, judged) in enumerate(said)])
    assert made.agreed == Rate(1, 2)
    assert made.reasons == ("price", "service", None)


def test_quadrants_are_of_those_judged_and_the_rest_is_counted() -> None:
    flags = [("1", "1"), ("1", "0"), ("0", "0"), ("0", "0"), (None, "1"), (None, None)]
    made = quadrants([loss(n, foreseeable=seen, avoidable=kept) for n, (seen, kept) in enumerate(flags)])
    assert [(row.group, row.n, row.of) for row in made] == [
        *((("1", "1"), 1, 4), (("1", "0"), 1, 4), (("0", "1"), 0, 4), (("0", "0"), 2, 4), ((None, None), 2, 6))
    ]


def test_how_much_of_the_reasons_is_known() -> None:
    known = quality([loss(n, reason=reason) for n, reason in enumerate(["price", "unknown", "other", None, None])])
    assert (known.open, known.unknown, known.other) == (Rate(2, 5), Rate(1, 5), Rate(1, 5))


def test_people_of_ours_are_no_way_to_count() -> None:
    assert not {"owner", "ops_owner", "member"} & set(BY)
    for by in (["owner"], ["month", "quarter"], ["month"]):
        with pytest.raises(ValueError):
            rows([], by)


def test_the_same_book_gives_the_same_answer_whatever_order_it_was_entered_in(tmp_path: Path) -> None:
    told: list[Any] = []
    for name, order in (("one", range(12)), ("two", reversed(range(12)))):
        made = Book.create(tmp_path / f"{name}.db", actor="tester", clock=Clock(today=TODAY))
        with made.edit("start") as edit:
            edit.insert("account", {"id": "a", "name": "A"})
            for n in order:
                row = {"id": f"c{n:02}", "account_id": "a", "effective": f"2026-01-{n + 1:02}", "mrr_lost": n}
                edit.insert("churn", {**row, "reason_judged": ("price", "service")[n % 2]})
        told.append([(p.row.group, p.value, p.cumulative) for p in pareto(rows(found(made), ["reason"]), "JPY")])
        made.close()
    assert told[0] == told[1]


def test_what_is_owed_is_counted_as_soon_as_the_loss_is_known_and_without_any_day_at_once(book: Book) -> None:
    today = book.clock.today()
    start = today.replace(month=1, day=1)
    rows: tuple[dict[str, str], ...] = (
        {"notice": f"{today - dt.timedelta(days=10)}", "effective": f"{today + dt.timedelta(days=90)}"},
        {},
        {"effective": f"{today - dt.timedelta(days=1)}", "reason_judged": "price"},
        {"notice": f"{today + dt.timedelta(days=3)}", "effective": f"{today + dt.timedelta(days=90)}"},
    )
    with book.edit("churns") as edit:
        edit.insert("account", {"id": "owed", "name": "owed"})
        before = completeness(book, (), start, today)[0]
        for row in rows:
            edit.insert("churn", {"account_id": "owed", **row})
    after = completeness(book, (), start, today)[0]
    assert (after.churns - before.churns, after.missing - before.missing) == (3, 2), "a notice to come is not known yet"
    yesterday = completeness(book, (), start, today - dt.timedelta(days=1))[0]
    assert yesterday.churns == after.churns - 1, "one without any day is owed today"


def test_amounts_with_a_rate_are_told_in_the_own_currency_and_stand_in_one_pareto(book: Book) -> None:
    """20.00 dollars at 150 are 3,000 yen; euros have no rate before their loss and stay apart."""
    lose(book, "mirai", "2026-01-01", mrr_lost=1_000, currency="JPY", reason_judged="price")
    lose(book, "acme", "2026-02-01", mrr_lost=2_000, currency="USD", reason_judged="service")
    lose(book, "acme", "2026-02-01", mrr_lost=700, currency="EUR", reason_judged="price")
    assert amounts(found(book)) == {"JPY": 1_000, "USD": 2_000, "EUR": 700}
    with book.edit("rates") as edit:
        edit.insert("exchange_rate", {"currency": "USD", "month": "2025-12", "rate": 150})
        edit.insert("exchange_rate", {"currency": "EUR", "month": "2026-03", "rate": 160})
    assert amounts(found(book)) == {"JPY": 4_000, "EUR": 700}
    bars = [(piece.row.group, piece.value) for piece in pareto(rows(found(book), ["reason"]), "JPY")]
    assert bars == [(("service",), 3_000), (("price",), 1_000)]
