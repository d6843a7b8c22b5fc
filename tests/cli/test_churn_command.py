"""`csops churn review` in a shell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csops_tui.store.book import Book
from csops_tui.store.clock import Clock


@pytest.fixture
def lost(book: Path) -> None:
    """Two accounts gave notice this autumn."""
    with Book.open(book, clock=Clock(today=dt.date(2026, 11, 21))) as held, held.edit("churns") as edit:
        accounts = [row[0] for row in edit.conn.execute("SELECT id FROM account ORDER BY rowid LIMIT 2")]
        for number, account in enumerate(accounts):
            lost = {"state": "closed", "reason_judged": "price", "effective": "2026-11-20"}
            edit.insert("churn", {"id": f"c{number}", "account_id": account, "notice": "2026-10-10", **lost})


def test_begin_list_show_and_write_the_minutes(shell: Callable[..., Any], lost: None, tmp_path: Path) -> None:
    begun = shell("churn", "review", "start", "--people", "佐藤・鈴木", "--json")
    assert begun.code == 0 and begun.json["n"] == 2
    assert shell("churn", "review", "start").code == 4, "one is open"
    (row,) = shell("churn", "review", "list", "--json").json
    assert (row["n"], row["done"], row["people"]) == (2, 0, "佐藤・鈴木")
    shown = shell("churn", "review", "show", "--json").json
    assert [each["churn_id"] for each in shown] == ["c1", "c0"], "of one day by reading"
    printed = shell("churn", "review", "minutes")
    assert printed.code == 0 and "佐藤・鈴木" in printed.out
    file = tmp_path / "minutes.html"
    assert shell("churn", "review", "minutes", "--out", str(file)).code == 0
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert shell("churn", "review", "minutes", "--out", str(file)).code == 4
    assert shell("churn", "review", "show", "nothing").code == 3


def test_a_session_over_named_churns_only(shell: Callable[..., Any], lost: None) -> None:
    assert shell("churn", "review", "start", "c1", "--json").json["n"] == 1
    assert shell("churn", "review", "effect", "--json").json == []
