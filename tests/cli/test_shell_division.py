"""Statistics of the division in the shell: coverage, funnel, routing, capacity."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csops_tui.store.book import Book

Shell = Callable[..., Any]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def division(book: Path) -> Path:
    """The small book with cadences, attempts to meet, seats in use."""
    with Book.open(book) as held, held.edit("more") as step:
        (mirai,) = held.reader().execute("SELECT id FROM account WHERE name = 'ミライ商事'").fetchone()
        step.update("account", mirai, {"seats": 10})
        step.insert("cadence", {"id": "high-line", "tier": "high", "days": 14, "minutes": 60})
        for number in range(12):
            state = "attempted" if number == 0 else "declined" if number == 1 else "held"
            asked = {"account_id": mirai, "asked": f"2026-11-{number + 1:02}", "state": state}
            step.insert("appointment", asked)
            day = f"2026-11-{number + 1:02}"
            step.insert("touchpoint", {"account_id": mirai, "day": day, "at": f"{day}T01:00:00Z", "channel": "call"})
        batch = step.usage_batch("test")
        step.usage_rows(batch, [(mirai, None, None, "active_users", "week", "2026-11-16", 9.0)])
    return book


def test_the_funnel_gives_programs_numbers_and_people_intervals(shell: Shell, division: Path) -> None:
    (row,) = shell("stats", "funnel", "--by", "tier", "--json").json
    assert (row["tier"], row["attempts"], row["replied"], row["held"], row["declined"]) == ("high", 12, 11, 10, 1)
    assert row["waiting"] == 1 and row["reply_rate"] == 91.6667 and row["reply_rate_low"] == 64.6120
    told = shell("stats", "funnel", "--lang", "en").out
    assert "92% (65–99)" in told
    assert shell("stats", "funnel", "--by", "month,quarter").code == 2
    assert shell("stats", "funnel", "--by", "nothing").code == 2


def test_a_rate_of_few_cases_is_not_told(shell: Shell, division: Path) -> None:
    shell("edit", "account", "北斗システムズ", "tier=high")
    rows = {row["tier"]: row for row in shell("stats", "coverage", "--by", "tier", "--json").json}
    assert rows["high"]["accounts"] == rows["high"]["with_cadence"] == 2
    assert rows["high"]["covered"] == 1 and rows["high"]["covered_rate"] is None
    assert "too few" in shell("stats", "coverage").out


def test_attempts_without_an_outcome_are_listed_with_their_days(shell: Shell, division: Path) -> None:
    (row,) = shell("stats", "waiting", "--json").json
    assert (row["asked"], row["days_open"], row["state"]) == ("2026-11-01", 20, "attempted")


def test_routing_lists_changes_and_writes_only_when_asked(shell: Shell, division: Path, query: Query) -> None:
    """A3-15."""
    served = "SELECT served_by FROM account WHERE name = 'ミライ商事'"
    (row,) = shell("routing", "--json").json
    assert (row["account"], row["served_by"], row["proposed"], row["licence_use"]) == ("ミライ商事", None, "cs", 90.0)
    assert row["quadrant"] == "high_high"
    assert shell("routing", "--apply", "--dry-run").code == 0 and query(served) == [(None,)]
    assert shell("routing", "--apply", "--as-of", "2026-11-20").code == 5 and query(served) == [(None,)]
    assert [r["proposed"] for r in shell("routing", "--relationship", "101", "--json").json] == ["cs_ops"]
    done = shell("routing", "--apply")
    assert done.code == 0 and query(served) == [("cs",)]
    assert shell("routing", "--json").json == []
    assert [row["account"] for row in shell("routing", "--unknown", "--json").json] == ["北斗システムズ"]
    assert shell("undo").code == 0 and query(served) == [(None,)]


def test_capacity_by_member_team_and_line_and_what_another_cadence_would_cost(shell: Shell, division: Path) -> None:
    rows = {row["name"]: row for row in shell("capacity", "--json").json}
    assert rows["佐藤"]["accounts"] == 1 and rows["佐藤"]["minutes"] == 30 and rows["佐藤"]["mrr_JPY"] == 400_000
    assert rows[None]["kind"] == "nobody" and rows[None]["without_cadence"] == 1
    teams = {row["name"]: row["minutes"] for row in shell("capacity", "--by", "team", "--json").json}
    assert teams == {"CS": 30, "Sales": 0, None: 0}
    (line,) = shell("capacity", "--by", "cadence", "--days", "line=7", "--json").json
    assert (line["days"], line["minutes"], line["minutes_then"]) == (7, 30, 60)
    assert shell("capacity", "--by", "cadence", "--json").json[0]["days"] == 14, "nothing was written"
    assert shell("capacity", "--days", "other=7").code == 3
    assert shell("capacity", "--days", "line=soon").code == 2
