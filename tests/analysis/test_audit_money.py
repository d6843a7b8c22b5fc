"""What is no payment counts nowhere as one: trials, credits and lines of no length."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from csops_tui.analysis.economics import expected_lifetime
from csops_tui.analysis.opportunities import opportunity_rates
from csops_tui.analysis.rfm import rfm
from csops_tui.analysis.tenure import staying
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)


def test_trials_and_credits_are_neither_purchases_nor_customers(tmp_path: Path) -> None:
    book = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    with book.edit("start") as edit:
        for account in ("pays", "tries", "credited"):
            edit.insert("account", {"id": account, "name": account})
        line = {"starts": "2026-01-01", "mrr": 100}
        edit.insert("subscription", {**line, "account_id": "pays"})
        edit.insert("subscription", {**line, "account_id": "pays", "mrr": -30, "starts": "2026-06-15"})
        edit.insert("subscription", {**line, "account_id": "tries", "trial": 1})
        edit.insert("subscription", {**line, "account_id": "credited"})
        edit.insert("subscription", {**line, "account_id": "credited", "mrr": -100})
        edit.insert("opportunity", {"account_id": "pays", "title": "x", "opened": "2026-10-01"})
    found = rfm(book, "revenue", TODAY)
    raws = {who: (score.raw.frequency, score.raw.money) for who, score in found.scores.items()}
    assert raws == {"pays": (1, 10 * 100 - 5 * 30), "credited": (1, 0)} and found.without == 1
    assert {one.bought.n for one in opportunity_rates(book, dt.date(2026, 11, 1), TODAY)} == {1}
    book.close()


def test_the_expected_lifetime_has_the_horizon_of_the_mean_that_is_told_of_staying(tmp_path: Path) -> None:
    book = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    with book.edit("start") as edit:
        for number in range(12):
            edit.insert("account", {"id": f"a{number}", "name": f"A{number}"})
            starts = "2023-01-01" if number < 2 else "2024-06-01"
            edit.insert("subscription", {"account_id": f"a{number}", "mrr": 100, "starts": starts})
    assert staying(book, (), TODAY).whole.horizon == 24
    found = expected_lifetime(book, TODAY)
    assert found is not None and (found.months, found.horizon, found.accounts) == (24.0, 24, 12)
    young = expected_lifetime(book, dt.date(2025, 1, 15))
    assert young is not None and (young.months, young.horizon) == (7.0, 7)
    assert expected_lifetime(book, dt.date(2024, 6, 15)) is None
    book.close()
