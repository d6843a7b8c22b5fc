"""The registers in the shell: what is due, what settles it, the guard, rates and ranks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csops_tui.store.book import Book

Shell = Callable[..., Any]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def register(book: Path) -> Path:
    """The small book with a risk that is due and a complaint without an answer."""
    with Book.open(book) as held, held.edit("register") as step:
        (mirai,) = held.reader().execute("SELECT id FROM account WHERE name = 'ミライ商事'").fetchone()
        risk = {"id": "risk-one", "account_id": mirai, "category": "value", "level": "high"}
        step.insert("risk", {**risk, "opened": "2026-01-05", "review_on": "2026-11-20"})
        received = {"received": "2026-11-19T03:00:00Z", "severity": "critical"}
        step.insert("complaint", {"id": "complaint-one", "account_id": mirai, "title": "画面が遅い", **received})
    return book


def test_a_due_risk_is_listed_until_it_was_reviewed(shell: Shell, register: Path, query: Query) -> None:
    (row,) = shell("risks", "due", "--json").json
    assert (row["category"], row["level"], row["review_on"], row["id"]) == ("value", "high", "2026-11-20", "risk-one")
    assert shell("risks", "reviewed", "risk-one", "--note", "変わらず").code == 0
    assert query("SELECT review_on, note FROM risk") == [("2026-12-05", "2026-11-21 変わらず")]
    assert shell("risks", "due", "--json").json == []
    assert shell("risks", "reviewed", "risk-one", "--next", "2026-11-01").code != 0


def test_a_complaint_is_updated_answered_and_solved_once(shell: Shell, register: Path, query: Query) -> None:
    (row,) = shell("complaints", "due", "--json").json
    assert row["update_due"] == "2026-11-19T07:00:00Z"
    assert shell("complaints", "update", "画面が遅い", "調査中").code == 0
    assert query("SELECT body FROM complaint_update") == [("調査中",)]
    assert shell("complaints", "respond", "complaint-one").code == 0
    assert shell("complaints", "respond", "complaint-one").code != 0
    assert shell("complaints", "resolve", "complaint-one").code != 0
    assert shell("complaints", "resolve", "complaint-one", "設定漏れ").code == 0
    assert query("SELECT cause, resolved IS NOT NULL FROM complaint") == [("設定漏れ", 1)]
    assert shell("complaints", "--json").json == []


def test_times_give_counts_and_no_median_of_few(shell: Shell, register: Path) -> None:
    every, critical = shell("complaints", "times", "--json").json
    assert (every["severity"], every["received"], every["waiting"], every["median"]) == ("all", 1, 1, None)
    assert (critical["severity"], critical["in_time"], critical["judged"]) == ("critical", 0, 1)


def test_terms_broken_are_counted(shell: Shell, register: Path) -> None:
    assert shell("add", "sla", "account=ミライ商事", "kind=resolution", "hours=8").code == 0
    ticket = ("add", "ticket", "account=ミライ商事", "opened=2026-11-10", "resolution=500")
    assert shell(*ticket).code == 0
    row = next(row for row in shell("complaints", "sla", "--json").json if row["kind"] == "resolution")
    assert (row["account"], row["terms"], row["broken"], row["kept"]) == ("ミライ商事", 1, 1, 0)


def test_an_opportunity_at_a_worried_customer_needs_a_word_why(shell: Shell, register: Path, query: Query) -> None:
    chance = ("add", "opportunity", "account=ミライ商事", "title=席追加", "kind=seats", "mrr=10000")
    refused = shell(*chance, "--lang", "ja")
    assert refused.code != 0 and "画面が遅い" in refused.err
    assert query("SELECT count(*) FROM opportunity") == [(0,)]
    assert shell(*chance, "note=先方の希望").code == 0
    ((note,),) = query("SELECT note FROM opportunity")
    assert "画面が遅い" in note and note.endswith("先方の希望")
    assert shell("edit", "opportunity", "席追加", "state=won").code != 0
    assert shell("edit", "opportunity", "席追加", "state=lost").code == 0


def test_growth_rates_and_ranks_answer_programs(shell: Shell, register: Path) -> None:
    (row,) = shell("growth", "risk", "--json").json
    assert (row["list"], row["account"]) == ("risk", "ミライ商事") and "画面が遅い" in row["guard"]
    assert [row["group"] for row in shell("opportunities", "--json").json] == ["upsell", "cross_sell", "other", "all"]
    for on in ("touches", "usage", "revenue"):
        for row in shell("rfm", "--on", on, "--json").json:
            assert {row["r"], row["f"]} <= {1, 2, 3}


def test_a_risk_is_settled_once_and_says_how(shell: Shell, register: Path, query: Query) -> None:
    closed = shell("risks", "close", "risk-one", "--note", "後任に引き継ぎ", "--lang", "ja")
    assert closed.code == 0 and "ミライ商事 価値未実感" in closed.err
    assert query("SELECT closed, note FROM risk") == [("2026-11-21", "2026-11-21 後任に引き継ぎ")]
    assert shell("risks", "--json").json == [] and shell("risks", "close", "risk-one").code != 0
    assert shell("undo").code == 0 and query("SELECT closed, note FROM risk") == [(None, None)]


def test_without_dates_the_shell_counts_the_months_that_the_screens_count(shell: Shell, register: Path) -> None:
    for words in (("complaints", "times"), ("opportunities",), ("stats", "touches")):
        assert "2025-12-01" in shell(*words).err
