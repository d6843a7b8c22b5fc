"""Why customers leave and how long they stay, in the shell: words for people, numbers for programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csops_tui.store.book import Book

Shell = Callable[..., Any]


@pytest.fixture
def losses(book: Path) -> Path:
    """Thirty accounts since January 2024 in two segments; twelve left."""
    with Book.open(book) as held, held.edit("losses") as step:
        for n in range(30):
            segment = "大手" if n < 15 else "中小"
            step.insert("account", {"id": f"x{n:02}", "name": f"顧客{n:02}", "segment": segment})
            step.insert("subscription", {"account_id": f"x{n:02}", "mrr": 1000, "starts": "2024-01-01"})
        step.insert(
            "code", {"list": "churn_reason", "code": "dear", "ja": "高い", "en": "Dear", "replaced_by": "price"}
        )
        for n in range(12):
            row = {"account_id": f"x{n:02}", "effective": f"2026-{1 + n % 10:02}-01", "mrr_lost": 1000}
            reason = ("price", "dear", "service")[n % 3]
            step.insert("churn", {**row, "reason_judged": reason, "reason_stated": "price", "avoidable": n % 2})
    return book


def test_programs_get_counts_shares_with_limits_and_minor_units(shell: Shell, losses: Path) -> None:
    price, service = shell("churn", "analysis", "--json").json
    assert (price["reason"], price["n"], price["mrr"]) == ("price", 8, {"JPY": 8000})
    assert (price["share"], price["share_low"]) == (66.6667, 39.0622)
    assert (service["reason"], service["n"]) == ("service", 4)
    as_entered = shell("churn", "analysis", "--as-entered", "--json").json
    assert {row["reason"]: row["n"] for row in as_entered} == {"price": 4, "dear": 4, "service": 4}


def test_people_get_words_and_what_is_known_of_the_reasons(shell: Shell, losses: Path) -> None:
    told = shell("churn", "analysis", "--lang", "ja")
    assert "価格・予算" in told.out and "66.7% (39.1–86.2)" in told.out and "¥8,000" in told.out
    assert "解約 12 件：理由なし 0" in told.err
    assert "12 churns from" in shell("churn", "analysis", "--lang", "en").err


def test_reasons_are_crossed_with_anything_but_people_of_ours(shell: Shell, losses: Path) -> None:
    rows = shell("churn", "analysis", "--by", "reason,segment,quarter", "--json").json
    assert sum(row["n"] for row in rows) == 12
    refused = shell("churn", "analysis", "--by", "owner")
    assert refused.code == 2 and "segment" in refused.err
    assert shell("churn", "analysis", "--by", "month,quarter").code == 2
    assert shell("churn", "analysis", "--from", "2026-05-01", "--to", "2026-04-01").code == 2


def test_pareto_stated_and_quadrants_are_views_of_the_same_churns(shell: Shell, losses: Path) -> None:
    pareto = shell("churn", "analysis", "--view", "pareto", "--mrr", "--json").json
    assert [(row["mrr"], row["currency"], row["cumulative"]) for row in pareto] == [
        *((8000, "JPY", 66.6667), (4000, "JPY", 100.0))
    ]
    stated = shell("churn", "analysis", "--view", "stated", "--json")
    assert [(row["stated"], row["reason"], row["n"]) for row in stated.json] == [
        *(("price", "price", 8), ("price", "service", 4))
    ]
    assert "8 " in stated.err
    four = shell("churn", "analysis", "--view", "quadrants", "--json").json
    assert sum(row["n"] for row in four) == 12 and four[-1]["foreseeable"] is None


def test_a_share_of_few_is_not_told(shell: Shell, losses: Path) -> None:
    rows = shell("churn", "analysis", "--from", "2026-09-01", "--to", "2026-10-31", "--json").json
    assert sum(row["n"] for row in rows) == 2 and {row["share"] for row in rows} == {None}


def test_survival_by_segment_has_n_limits_and_the_test(shell: Shell, losses: Path) -> None:
    told = shell("survival", "--by", "segment", "--json")
    groups = {row["segment"]: row for row in told.json}
    assert (groups["大手"]["n"], groups["大手"]["lost"], groups["中小"]["lost"]) == (15, 12, 0)
    assert groups["大手"]["s24_at_risk"] == 15 and groups["大手"]["s24"] == 86.6667
    assert groups["中小"]["s24"] is None and groups["中小"]["n"] == 15
    whole = shell("survival", "--lang", "en")
    assert "not reached" in whole.out and "12 lost" in whole.err


def test_steps_hazard_and_early_losses_come_with_how_many_they_are_of(shell: Shell, losses: Path) -> None:
    steps = shell("survival", "--steps", "--json").json
    assert [row["lost"] for row in steps] == [2, 2, 1, 1, 1, 1, 1, 1, 1, 1]
    assert all(row["low"] <= row["share"] <= row["high"] for row in steps)
    hazard = shell("survival", "--hazard", "--json").json
    assert sum(row["lost"] for row in hazard) == 12 and all(row["entered"] for row in hazard)
    (early,) = shell("survival", "--early", "26", "--json").json
    assert early["lost_early"] == 4 and early["began"] >= 30
    assert shell("survival", "--as-of", "2025-06-30", "--json").json[0]["lost"] == 0
    assert shell("survival", "--by", "state").code == 2


def test_the_same_book_gives_the_same_bytes(shell: Shell, losses: Path) -> None:
    for command in (("churn", "analysis", "--by", "segment,reason"), ("survival", "--by", "segment", "--steps")):
        assert shell(*command, "--csv").out == shell(*command, "--csv").out
