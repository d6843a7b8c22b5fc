"""`csops signal`: what is raised, tried out and decided in the shell."""

from __future__ import annotations

from pathlib import Path

from csops_tui.measures.signal_shipped import SHIPPED
from tests.cli.conftest import Shell


def test_the_list_names_every_signal_with_how_many_are_open(shell: Shell, book: Path) -> None:
    found = {row["name"]: row for row in shell("signal", "--json").json}
    assert list(found) == [signal.name for signal in SHIPPED]
    assert (found["unowned"]["open"], found["unowned"]["new"], found["unowned"]["title"]) == (1, 1, "No owner")
    assert {row["problem"] for row in found.values()} == {None}


def test_open_episodes_are_listed_of_all_or_of_an_account_or_a_signal(shell: Shell, book: Path) -> None:
    every = shell("signal", "episodes", "--json").json
    assert {(row["account"], row["signal"]) for row in every} >= {("北斗システムズ", "unowned")}
    assert [row["signal"] for row in shell("signal", "episodes", "北斗", "--json").json] == ["unowned"]
    assert [row["account"] for row in shell("signal", "episodes", "--signal", "no owner", "--json").json] == [
        "北斗システムズ"
    ]


def test_an_episode_is_acknowledged_by_account_and_signal_and_that_is_a_step_to_undo(shell: Shell, query) -> None:
    assert shell("signal", "ack", "北斗", "unowned", "--member", "鈴木").code == 0
    state = "SELECT e.state, e.acted, m.name FROM signal_episode e LEFT JOIN member m ON m.id = e.member_id"
    assert ("acknowledged", "2026-11-21", "鈴木") in query(state)
    assert "Seen: No owner (北斗システムズ)" in shell("undo").err
    assert ("raised", None, None) in query(state)


def test_a_snooze_needs_a_day_and_a_reason_and_shows_both(shell: Shell, book: Path) -> None:
    assert shell("signal", "snooze", "北斗", "unowned").code == 2
    assert shell("signal", "snooze", "北斗", "unowned", "--until", "2026-11-21", "--reason", "x").code == 5
    done = shell("signal", "snooze", "北斗", "unowned", "--until", "12/10", "--reason", "担当決定待ち")
    assert done.code == 0
    (row,) = shell("signal", "episodes", "--state", "snoozed", "--json").json
    assert (row["until"], row["reason"]) == ("2026-12-10", "担当決定待ち")


def test_what_was_done_is_addressed_by_the_end_of_the_episodes_id(shell: Shell, book: Path) -> None:
    (row,) = shell("signal", "episodes", "北斗", "--json").json
    assert shell("signal", "address", row["id"][-8:], "--reason", "担当を決めた").code == 0
    (row,) = shell("signal", "episodes", "北斗", "--json").json
    assert (row["state"], row["reason"]) == ("addressed", "担当を決めた")
    assert shell("signal", "lead", "--json").json[0] == {
        **{"signal": None, "raised": 3, "acted": 1, "waiting": 2, "median_days": 0}
    }


def test_an_unknown_signal_or_episode_is_not_found_with_the_nearest_names(shell: Shell, book: Path) -> None:
    done = shell("signal", "ack", "北斗", "unownd")
    assert done.code == 3
    assert "unowned" in done.err
    assert shell("signal", "ack", "北斗", "usage_drop").code == 3


def test_a_preview_tells_of_today_of_churns_and_of_the_cost(shell: Shell, book: Path) -> None:
    found = shell("signal", "preview", "owner is null", "--json").json
    assert [row["account"] for row in found["today"]] == ["北斗システムズ"]
    assert (found["churns"], found["too_few"], found["retained"]) == ([], True, 2)
    assert "Accounts marked today: 1" in shell("signal", "preview", "unowned").out


def test_a_wrong_expression_is_refused_at_its_place(shell: Shell, book: Path) -> None:
    done = shell("signal", "preview", "mrr > 0 and days_1tol >= 60")
    assert done.code == 5
    assert "mrr > 0 and ▸days_1tol >= 60" in done.err
    assert "days_1to1" in done.err


def test_a_look_at_another_day_writes_nothing(shell: Shell, query) -> None:
    assert shell("--as-of", "2026-10-01", "signal", "list", "--json").json == []
    assert query("SELECT count(*) FROM signal") == [(0,)]
