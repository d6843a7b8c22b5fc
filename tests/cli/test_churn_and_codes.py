"""Churns recorded and closed from the shell, their completeness, and code lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shell = Callable[..., Any]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def japanese(monkeypatch: pytest.MonkeyPatch, book: Path) -> None:
    monkeypatch.setenv("CSOPS_LANG", "ja")


def test_a_churn_is_recorded_with_what_the_contract_says(shell: Shell, book: Path, query: Query) -> None:
    done = shell("churn", "add", "ミライ商事", "reason_judged_detail=予算削減", "--json")
    assert done.code == 0, done.err
    assert (done.json["reason_judged"], done.json["kind"], done.json["state"]) == ("price", "logo", "open")
    (row,) = query("SELECT notice, reason_judged, mrr_lost FROM churn WHERE id = ?", done.json["id"])
    (mrr,) = query(
        "SELECT sum(mrr) FROM subscription AS s JOIN account AS a ON a.id = s.account_id WHERE a.name = 'ミライ商事'"
    )
    assert row == ("2026-11-21", "price", mrr[0])


def test_closing_needs_a_reason_or_unknown_and_why(shell: Shell, book: Path, query: Query) -> None:
    """A5-01."""
    assert shell("churn", "add", "ミライ商事").code == 0
    refused = shell("churn", "close", "ミライ商事")
    assert refused.code == 5 and "当社が判断した理由" in refused.err
    refused = shell("churn", "close", "ミライ商事", "reason_judged=不明", "effective=2026-11-01")
    assert refused.code == 5 and "備考" in refused.err
    looked = shell("churn", "close", "ミライ商事", "reason_judged=予算", "effective=2026-11-01", "--dry-run")
    assert looked.code == 0 and query("SELECT state FROM churn") == [("open",)]
    done = shell(*("churn", "close", "ミライ商事", "reason_judged=不明", "note=連絡が取れない", "effective=2026-11-01"))
    assert done.code == 0
    # It was told after it had happened: that is said, and taken.
    assert "解約通知日より前" in done.err
    assert query("SELECT state, reason_judged FROM churn") == [("closed", "unknown")]
    assert query("SELECT state FROM account WHERE name = 'ミライ商事'") == [("churned",)]


def test_completeness_is_counted_by_owner_and_month(shell: Shell, book: Path) -> None:
    shell("churn", "add", "ミライ商事", "effective=2026-11-01", "reason_judged=不明")
    shell("churn", "add", "ミライ商事", "effective=2026-11-05")
    (row,) = shell("churn", "completeness", "--json").json
    told = [row[name] for name in ("month", "churns", "reasoned", "missing", "unknown", "complete")]
    assert told == ["2026-11", 2, 1, 1, 1, None]
    assert "too few" in shell("churn", "completeness", "--by", "month", "--lang", "en").out
    assert shell("churn", "completeness", "--by", "weather").code == 2


def test_where_a_record_was_used_is_listed(shell: Shell, book: Path) -> None:
    """A5-02."""
    shell("churn", "add", "ミライ商事", "effective=2026-11-01", "reason_judged=予算")
    found = shell("churn", "uses", "ミライ商事", "--json").json
    assert [row["kind"] for row in found] == ["report", "report"]
    assert "2026年11月" in found[0]["use"]


def test_every_verb_has_a_page(shell: Shell) -> None:
    for verb in ((), ("add",), ("close",), ("analysis",), ("completeness",), ("uses",)):
        page = shell("churn", *verb, "--help", "--lang", "en")
        assert page.code == 0 and "cli." not in page.out


def test_codes_are_added_renamed_retired_and_replaced(shell: Shell, book: Path, query: Query) -> None:
    """A5-17."""
    shell("churn", "add", "ミライ商事", "reason_judged=予算")
    (price,) = [row for row in shell("codes", "list", "churn_reason", "--json").json if row["code"] == "price"]
    assert (price["state"], price["records"], price["version"]) == ("offered", 1, 1)
    assert shell("codes", "add", "解約理由", "money", "お金", "Money").code == 0
    looked = shell("codes", "replace", "churn_reason", "price", "money", "--dry-run")
    assert looked.code == 0 and "1 件" in looked.err
    assert query("SELECT code FROM code") == [("money",)]
    assert shell("codes", "replace", "churn_reason", "price", "money").code == 0
    assert query("SELECT code, active, replaced_by FROM code ORDER BY rowid") == [
        ("money", 1, None),
        ("price", 0, "money"),
    ]
    # What is typed by the old word is recorded as the new code; the old record stays as it is.
    shell("churn", "add", "ミライ商事", "reason_judged=予算")
    assert query("SELECT reason_judged FROM churn ORDER BY rowid") == [("price",), ("money",)]
    assert shell("codes", "rename", "churn_reason", "money", "費用").code == 0
    assert "費用" in shell("list", "churn", "--columns", "reason_judged").out
    assert shell("codes", "retire", "churn_reason", "unknown").code == 5
    assert shell("codes", "retire", "churn_reason").code == 2
    assert shell("codes", "list", "no_such").code == 3
    shell("undo")
    assert query("SELECT ja FROM code WHERE code = 'money'") == [("お金",)]
