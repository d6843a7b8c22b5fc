"""Opportunities: won of decided, customers who bought more, amounts by currency."""

from __future__ import annotations

import datetime as dt

from csops_tui.analysis.opportunities import Chance, opportunity_rates, outcomes
from csops_tui.analysis.rates import Rate
from csops_tui.store.book import Book

START, END = dt.date(2026, 4, 1), dt.date(2027, 3, 31)


def test_rates_count_what_was_decided_in_the_span_and_customers_once() -> None:
    chances = [
        Chance("a", "upsell", "won", "2026-05-01", "2026-06-01", 1000, "JPY"),
        Chance("a", "seats", "won", "2026-05-01", "2027-03-31", 500, "USD"),
        Chance("b", "upsell", "lost", "2026-05-01", "2026-06-01"),
        Chance("c", "cross_sell", "won", "2026-05-01", "2026-04-01", 700, "JPY"),
        Chance("new", "upsell", "won", "2026-05-01", "2026-06-01", 1, "JPY"),
        Chance("d", "upsell", "won", "2025-05-01", "2026-03-31", 9999, "JPY"),
        Chance("d", "other", "won", "2026-05-01"),
        Chance("d", "upsell", "open", "2026-05-01"),
        Chance("d", "upsell", "won", "2026-05-01", "2027-04-01", 5, "JPY"),
    ]
    found = {one.group: one for one in outcomes(chances, frozenset("abcd"), START, END)}
    assert found["upsell"].won == Rate(3, 4) and found["upsell"].bought == Rate(1, 4)
    assert found["upsell"].mrr == {"JPY": 1001, "USD": 500}
    assert found["upsell"].open == 2
    assert found["cross_sell"].won == Rate(1, 1) and found["cross_sell"].bought == Rate(1, 4)
    assert found["all"].won == Rate(4, 5) and found["all"].bought == Rate(2, 4)
    assert found["other"].won == Rate(0, 0)


def test_customers_are_those_who_pay_on_the_first_day(book: Book) -> None:
    with book.edit("setup") as edit:
        for name, starts, ends in (
            ("a", "2026-04-01", None),
            ("b", "2025-01-01", "2026-04-01"),
            ("c", "2026-04-02", None),
        ):
            edit.insert("account", {"id": name, "name": name})
            line = {"account_id": name, "mrr": 10, "starts": starts} | ({"ends": ends} if ends else {})
            edit.insert("subscription", line)
        won = {"title": "席", "state": "won", "opened": "2026-05-01", "closed": "2026-05-02", "mrr": 7}
        edit.insert("opportunity", {"account_id": "a", **won})
    found = opportunity_rates(book, START, END)
    assert found[-1].bought == Rate(1, 1) and found[-1].mrr == {"JPY": 7}
