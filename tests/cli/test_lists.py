"""Segments and campaign lists from the shell."""

from __future__ import annotations

from tests.cli.conftest import Shell


def test_a_segment_is_previewed_set_listed_applied_and_taken_back(shell: Shell, book, query) -> None:
    """A7-02, A7-04."""
    seen = shell("segment", "preview", "重点", "tier = 'high'", "--json")
    assert [(row["way"], row["account"], row["mrr"]) for row in seen.json] == [("+ enters", "ミライ商事", 400_000)]
    assert query("SELECT count(*) FROM segment") == [(0,)]
    assert shell("segment", "set", "重点", "tier = 'high'").code == 0
    done = shell("segment", "set", "重点", "tier IN ('high', 'low')")
    assert done.code == 0 and "1 enter, 0 leave, 1 stay" in done.err
    assert query("SELECT version, where_text FROM segment ORDER BY version") == [
        (1, "tier = 'high'"),
        (2, "tier IN ('high', 'low')"),
    ]
    (row,) = shell("segment", "list", "--json").json
    assert (row["name"], row["version"], row["accounts"], row["mrr_by"]) == ("重点", 2, 2, "400000 JPY")
    assert {row["account"] for row in shell("segment", "show", "重点", "--json").json} == {
        "ミライ商事",
        "北斗システムズ",
    }
    assert "2 accounts would change" in shell("segment", "apply", "-n").err
    assert query("SELECT count(*) FROM account WHERE segment IS NOT NULL") == [(0,)]
    assert shell("segment", "apply", "重点").code == 0
    assert query("SELECT count(*) FROM account WHERE segment = '重点'") == [(2,)]
    assert shell("undo").code == 0
    assert query("SELECT count(*) FROM account WHERE segment IS NOT NULL") == [(0,)]


def test_a_condition_that_cannot_be_read_names_its_place_and_writes_nothing(shell: Shell, book, query) -> None:
    done = shell("segment", "set", "重点", "rank = 'high'")
    assert done.code == 2 and "rank" in done.err and "^^^^" in done.err
    assert shell("campaign", "new", "Q4", "--where", "rank = 'high'").code == 2
    assert shell("segment", "show", "なし").code == 3
    assert shell("segment", "preview", "重点").code == 2
    assert query("SELECT count(*) FROM segment") == [(0,)] == query("SELECT count(*) FROM campaign_list")


def test_a_campaign_is_made_from_a_condition_and_stays_as_it_was_made(shell: Shell, book, query) -> None:
    """A3-05, A2-11."""
    made = shell("--member", "佐藤", "campaign", "new", "Q4", "--where", "tier = 'high' or tier = 'low'", "--goal", "2")
    assert made.code == 0
    assert query("SELECT name, starts, ends, goal, where_text FROM campaign_list") == [
        ("Q4", "2026-11-21", "2026-12-31", 2, "tier = 'high' or tier = 'low'")
    ]
    assert shell("edit", "account", "北斗", "tier=tech").code == 0
    assert shell("log", "ミライ商事 電話 近況").code == 0
    (row,) = shell("campaign", "list", "--json").json
    assert (row["share"], row["done"], row["left"], row["accounts"]) == (50.0, 1, 1, 2)
    assert [row["account"] for row in shell("campaign", "show", "Q4", "--left", "--json").json] == ["北斗システムズ"]
    assert shell("campaign", "skip", "Q4", "北斗").code == 2
    assert shell("campaign", "skip", "Q4", "北斗", "--reason", "移転中").code == 0
    shown = {row["account"]: row for row in shell("campaign", "show", "Q4", "--json").json}
    assert (shown["北斗システムズ"]["state"], shown["北斗システムズ"]["reason"]) == ("skipped", "移転中")
    assert shell("campaign", "reopen", "Q4", "北斗").code == 0
    done = shell("campaign", "done", "Q4", "北斗")
    assert done.code == 0 and "2/2 (100%), 0 left" in done.err
    assert shell("campaign", "done", "Q4", "Acme Inc.").code == 3
    assert "1 accounts added" in shell("campaign", "add", "Q4", "Acme Inc.", "ミライ").err
