"""`csops revenue` for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

Shell = Callable[..., Any]


@pytest.fixture
def paying(book: Path) -> Path:
    """Twelve more accounts of 1,000 yen since 2025-10, one of them lost in 2026-03; a dollar line; inputs."""
    with Book.open(book, "sato", Clock()) as held, held.edit("lines") as edit:
        for n in range(12):
            account = edit.insert("account", {"name": f"客{n:02}", "tier": "mid"})
            line = {"account_id": account, "mrr": 1000, "starts": "2025-10-01"}
            edit.insert("subscription", line | ({"ends": "2026-03-10"} if n == 0 else {}))
        option = {"account_id": account, "mrr": 950, "currency": "USD", "plan": "option"}
        edit.insert("subscription", {**option, "starts": "2026-05-01"})
        for kind, value in {"gross_margin": 80, "acquisition_cost": 50000, "cs_cost": 2000}.items():
            edit.insert("revenue_input", {"kind": kind, "month": "2025-11", "value": value})
    return book


def test_movements_of_each_month_and_currency_add_up(shell: Shell, paying: Path) -> None:
    found = shell("revenue", "--json")
    assert found.code == 0, found.err
    yen = [row for row in found.json if row["currency"] == "JPY"]
    assert [row["end"] for row in yen][:2] == ["2025-12-31", "2026-01-31"] and len(yen) == 12
    assert all(row["adds_up"] for row in found.json)
    march = next(row for row in yen if row["end"] == "2026-03-31")
    assert (march["churn"], march["churn_accounts"], march["closing"]) == (1000, 1, 411_000)
    dollars = next(row for row in found.json if row["currency"] == "USD" and row["end"] == "2026-05-31")
    assert (dollars["new"], dollars["closing"]) == (950, 950)
    assert "USD" in found.err and "kept apart" in found.err


def test_retention_tells_n_and_three_churn_rates_with_what_they_count(shell: Shell, paying: Path) -> None:
    found = shell("revenue", "retention", "--from", "2025-12-01", "--json")
    whole = found.json[0]
    assert (whole["cohort"], whole["lost"], whole["opening"], whole["kept"]) == (12, 1, 12_000, 11_000)
    assert (whole["nrr"], whole["grr"]) == (91.6667, 91.6667)
    assert found.err.count("Churn by") == 3
    table = shell("revenue", "retention", "--by", "tier")
    assert table.code == 0 and "91.67%" in table.out


def test_cohorts_have_no_rows_for_months_that_have_not_come(shell: Shell, paying: Path) -> None:
    found = shell("revenue", "cohorts", "--unit", "quarter", "--from", "2025-10-01", "--json").json
    first = [row for row in found if row["cohort"] == "2025-12-31"]
    assert [(row["age"], row["accounts"]) for row in first] == [(0, 12), (1, 11), (2, 11), (3, 11), (4, 11)]
    assert [row["share"] for row in first][:2] == [100.0, 91.6667]


def test_lines_and_economics_print_what_they_come_from(shell: Shell, paying: Path) -> None:
    assert shell("revenue", "lines", "--json").json == []
    found = {
        row["figure"]: row["value"] for row in shell("revenue", "economics", "--json").json if row["currency"] == "JPY"
    }
    assert (found["lost"], found["account_months"]) == (1, 3 * 12 + 13 + 7 * 12)
    table = shell("revenue", "economics")
    assert "80% (2025/11)" in table.out and "LTV" in table.out
    assert "2025-12-01 to 2026-10-31" in table.err, "a month that is not over would look better than it is"


def test_an_unknown_field_and_a_span_from_its_end_are_refused(shell: Shell, paying: Path) -> None:
    assert shell("revenue", "--by", "moon").code == 2
    assert shell("revenue", "--from", "2026-05-01", "--to", "2026-04-01").code == 2
