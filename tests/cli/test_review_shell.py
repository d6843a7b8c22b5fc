"""`csops changes` and `csops review`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shell = Callable[..., Any]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def late(shell: Shell, book: Path) -> Path:
    """Two overdue tasks."""
    for account in ("ミライ商事", "北斗システムズ"):
        assert shell("add", "task", f"account={account}", "title=quote", "due=2026-11-16").code == 0
    return book


def test_changes_are_one_line_an_account_for_people_and_one_row_a_change_for_programs(shell: Shell, late: Path) -> None:
    shell("add", "concern", "account=ミライ商事", "level=3", "reason=budget", "day=2026-11-20")
    said = shell("changes", "--since", "2026-11-14")
    assert said.code == 0
    first, second = said.out.splitlines()[1:]
    assert first.startswith("ミライ商事") and first.endswith("Task overdue 11/16 quote") and "concern – → 3" in first
    assert second.startswith("北斗システムズ") and "Task overdue 11/16 quote" in second
    rows = shell("changes", "--since", "2026-11-14", "--json").json
    assert [(row["account"], row["kind"], row["before"], row["after"]) for row in rows] == [
        ("ミライ商事", "concern_serious", None, 3),
        ("ミライ商事", "task_overdue", None, "2026-11-16"),
        ("北斗システムズ", "task_overdue", None, "2026-11-16"),
    ]
    assert len(shell("changes", "--since", "2026-11-14", "--limit", "1", "--csv").out.splitlines()) == 3
    assert shell("changes", "--since", "2026-11-16", "--json").json[-1]["kind"] == "task_overdue"
    assert [row["kind"] for row in shell("changes", "--since", "2026-11-17", "--json").json] == ["concern_serious"]


def test_a_day_that_is_none_or_not_before_today_is_refused(shell: Shell, book: Path) -> None:
    assert shell("changes", "--since", "never").code == 2
    assert shell("changes", "--since", "2026-11-21").code == 5
    assert shell("changes", "--since", "2026-11-21").out == ""


def test_a_review_is_begun_listed_and_shown(shell: Shell, late: Path, query: Query) -> None:
    assert shell("review").out.splitlines()[1:] == []
    assert shell("review", "show").code == 3
    begun = shell("review", "start", "--json").json
    assert begun["n"] == 2
    assert shell("review", "start").code == 4, "one at a time"
    (row,) = shell("review", "list", "--json").json
    assert (row["id"], row["n"], row["done"], row["finished"]) == (begun["id"], 2, 0, None)
    found = shell("review", "show", begun["id"][-6:], "--json").json
    assert [item["account"] for item in found["items"]] == ["ミライ商事", "北斗システムズ"]
    assert found["decisions"] == {"none": 2}
    page = shell("review", "show", "2026-11-21").out
    assert page.startswith("# Review 2026-11-21\n") and "- **ミライ商事** – Task overdue 11/16 quote" in page
    assert shell("undo").code == 0
    assert query("SELECT count(*) FROM review_item") == [(0,)]


def test_words_and_scope_narrow_a_review_and_are_kept_with_it(shell: Shell, late: Path, query: Query) -> None:
    assert shell("review", "start", "みらい").code == 0
    assert query("SELECT where_text FROM review_round") == [("words: みらい",)]
    assert query("SELECT a.name FROM review_item JOIN account AS a ON a.id = account_id") == [("ミライ商事",)]
    shell("undo")
    assert "nothing to review" in shell("review", "start", "nobody").err
    shell("review", "start", "--scope", "unassigned")
    assert query("SELECT a.name FROM review_item JOIN account AS a ON a.id = account_id") == [("北斗システムズ",)]


def test_a_round_begins_over_the_accounts_of_a_condition(shell: Shell, late: Path) -> None:
    wrong = shell("review", "start", "--where", "mrrr > 1")
    assert wrong.code == 2 and "^^^^" in wrong.err
    begun = shell("review", "start", "--where", "mrr >= 300000", "--json").json
    assert begun["n"] == 1
    assert shell("review", "list", "--json").json[0]["where"] == "mrr >= 300000"
