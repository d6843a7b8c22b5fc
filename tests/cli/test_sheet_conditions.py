"""`csops sheet` with conditions and views."""

from __future__ import annotations

from pathlib import Path

from csops_tui.store.book import Book
from tests.cli.conftest import Shell


def names(shell: Shell, *arguments: str) -> list[str]:
    """The accounts that a call lists."""
    answer = shell("sheet", "--json", *arguments)
    assert answer.code == 0, answer.err
    return [row["account"] for row in answer.json]


def test_a_condition_chooses_the_rows(shell: Shell, book: Path) -> None:
    assert names(shell, "--where", "tier = 高") == ["ミライ商事"]
    assert names(shell, "--where", "renewal_in <= 90 and mrr >= 40万") == ["ミライ商事"]
    assert names(shell, "北斗", "--where", "tier <> high") == ["北斗システムズ"]
    assert names(shell, "--where", "state = churned") == ["Acme Inc."]
    assert names(shell, "--where", "state = churned", "--scope", "current") == []


def test_a_condition_that_cannot_be_read_is_a_wrong_usage_with_its_place_marked(shell: Shell, book: Path) -> None:
    answer = shell("sheet", "--where", "tier = high and 更新 < 3")
    assert (answer.code, answer.out) == (2, "")
    assert "  tier = high and 更新 < 3\n                  ^^^^" in answer.err


def test_an_attack_is_a_wrong_usage(shell: Shell, book: Path) -> None:
    for attack in ("1; ATTACH 'x' AS x", "(SELECT count(*) FROM contact) > 0", "load_extension('x') = 1"):
        assert shell("sheet", "--where", attack).code == 2


def test_a_view_brings_its_condition_sort_and_columns(shell: Shell, book: Path) -> None:
    with Book.open(book) as held, held.edit("view") as edit:
        values = {"name": "big", "where_text": "tier is not null", "sort": "mrr", "descending": 1}
        edit.insert("saved_view", {**values, "columns_text": "account,one_to_one,mrr"})
    answer = shell("sheet", "--view", "BIG", "--csv")
    assert answer.out.splitlines() == ["account,last_1to1,mrr", "ミライ商事,,400000", "北斗システムズ,,"]
    assert names(shell, "--view", "big", "--where", "mrr is null") == ["北斗システムズ"]
    assert names(shell, "--view", "Renewal within 180 days") == names(shell, "--view", "renewal_180d") == ["ミライ商事"]


def test_an_unknown_view_is_answered_with_those_there_are(shell: Shell, book: Path) -> None:
    answer = shell("sheet", "--view", "nothing")
    assert answer.code == 3 and "Renewal within 180 days" in answer.err
