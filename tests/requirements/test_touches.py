"""Touches: written in seconds, counted by one rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from requirements_support import TODAY, Team, ago

from csops_tui.analysis.touches import touch_stats, trigger_share_by_month
from csops_tui.store.past import last_request
from csops_tui.store.touch import record, vocabulary
from csops_tui.text.quicklog import parse

YEAR = (dt.date(2026, 1, 1), TODAY)


def counted(table: Any, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table of statistics, with None where there is no figure."""
    return [tuple(row) for row in table.astype(object).where(table.notna(), None)[list(columns)].values.tolist()]


def test_touches_by_industry_and_tier_are_as_counted_by_hand(team: Team) -> None:
    """A2-04."""
    team.add("member", name="安藤")
    for name, industry, tier, lines in (
        (
            "ミライ商事",
            "小売",
            "high",
            ["ミライ商事 電話 契約の相談", "ミライ商事 訪問 現地確認", "ミライ商事 メモ 社内共有"],
        ),
        ("アサヒ食品", "食品", "high", ["アサヒ食品 メール 資料送付"]),
        ("海野百貨店", "小売", "high", []),
        ("港リテール", "小売", "low", ["港リテール チャット 使い方"]),
    ):
        team.add("account", name=name, industry=industry, tier=tier)
        for line in lines:
            team.log(line)
    table = touch_stats(team.book, ["industry", "tier"], *YEAR)
    assert counted(table, "industry", "tier", "accounts", "touches", "touches_1to1", "two_way_1to1", "zero_touch") == [
        ("小売", "high", 2, 2, 2, 2, 1),
        ("小売", "low", 1, 1, 1, 1, 0),
        ("食品", "high", 1, 1, 1, 0, 0),
    ]


def test_the_mean_divides_by_all_accounts_and_the_median_stands_beside_it(team: Team) -> None:
    """A2-05."""
    for name, touches in (("A", 6), ("B", 2), ("C", 0), ("D", 0)):
        account = team.add("account", name=name)
        for back in range(touches):
            team.touched(account, ago(back))
    (found,) = counted(touch_stats(team.book, [], *YEAR), "accounts", "touches", "mean", "median", "zero_touch")
    assert found == (4, 8, 2.0, 1.0, 2)


def test_the_next_touch_shows_the_last_request_and_its_state(team: Team) -> None:
    """A2-06."""
    mirai = team.add("account", name="ミライ商事")
    assert last_request(team.book, mirai) is None
    done = team.log("ミライ商事 電話 相談 ?CSV出力")
    shown = last_request(team.book, mirai)
    assert shown is not None and (shown.title, shown.state, shown.day, shown.told) == ("CSV出力", "open", TODAY, None)
    team.change("voice", done.voice_ids[0], state="released", told=TODAY.isoformat())
    shown = last_request(team.book, mirai)
    assert shown is not None and (shown.title, shown.state, shown.told) == ("CSV出力", "released", TODAY)
    assert team.sql("SELECT touchpoint_id FROM voice") == [(done.touchpoint_ids[0],)]


def test_a_bulk_touch_of_120_accounts_is_120_times_one_to_many_and_goes_as_one(team: Team) -> None:
    """A2-08."""
    ids = [team.add("account", name=f"会社{n}") for n in range(120)]
    others = [team.add("account", name=f"他社{n}") for n in range(3)]
    entry = parse("メール 新機能のご案内", team.book.clock.now(), vocabulary(team.book))
    done = record(team.book, entry, accounts=ids)
    assert team.sql("SELECT reach, count(*), count(DISTINCT bulk) FROM touchpoint GROUP BY reach") == [("1:n", 120, 1)]
    rows = team.sheet()
    assert sum(row["touches_365d"] for row in rows.values()) == 120
    assert sum(row["touches_1to1_365d"] for row in rows.values()) == 0
    assert all(row["last_1to1"] is None for row in rows.values())
    assert len(rows) == len(ids) + len(others)
    assert team.book.undo(done.edit).restored == 120
    assert team.sql("SELECT count(*) FROM touchpoint") == [(0,)]
    assert {row["last_any"] for row in team.sheet().values()} == {None}
    team.book.redo()
    assert sum(row["touches_365d"] for row in team.sheet().values()) == 120


def test_a_touch_due_today_is_in_time_one_due_yesterday_is_late_and_a_pause_has_no_due_day(team: Team) -> None:
    """A2-09."""
    team.add("cadence", touch_model="high", days=30)
    for name, back in (("明日", 29), ("今日", 30), ("昨日", 31), ("停止", 90), ("対象外", 90)):
        account = team.add("account", name=name, touch_model="tech" if name == "対象外" else "high")
        team.touched(account, ago(back))
        if name == "停止":
            team.change("account", account, cadence_paused=1)
    found = {name: (row["cadence_due"], row["covered"]) for name, row in team.sheet().items()}
    assert found == {
        "明日": (ago(-1).isoformat(), 1),
        "今日": (TODAY.isoformat(), 1),
        "昨日": (ago(1).isoformat(), 0),
        "停止": (None, None),
        "対象外": (None, None),
    }
    assert team.on(ago(-1)).sheet()["今日"]["covered"] == 0


def test_the_share_of_touches_the_customer_triggered_is_told_by_month(team: Team) -> None:
    """A2-10."""
    mirai = team.add("account", name="ミライ商事")
    for day, trigger in (
        ("2026-09-10", "ours"),
        ("2026-09-30", "signal"),
        ("2026-11-01", "request"),
        ("2026-11-02", "ours"),
        ("2026-11-03", "ours"),
        ("2026-11-21", "signal"),
        ("2026-11-22", "request"),
    ):
        team.touched(mirai, day, trigger=trigger)
    team.touched(mirai, "2026-11-04", "none", trigger="request", channel="internal_note")
    table = trigger_share_by_month(team.book, dt.date(2026, 9, 1), dt.date(2026, 11, 30))
    assert counted(table, *table.columns) == [
        ("2026-09", 2, 1, 50.0),
        ("2026-10", 0, 0, None),
        ("2026-11", 4, 2, 50.0),
    ]


def test_an_account_that_only_came_to_a_seminar_is_covered_one_to_many_and_not_one_to_one(team: Team) -> None:
    """A2-13."""
    team.add("cadence", days=30)
    mirai = team.add("account", name="ミライ商事")
    team.add("account", name="Acme")
    event = team.add("event", title="春のセミナー", day=ago(3).isoformat())
    contact = team.add("contact", account_id=mirai, name="佐藤")
    coming = {"event_id": event, "account_id": mirai, "contact_id": contact, "day": ago(3).isoformat()}
    attendance = team.add("attendance", **coming, state="registered")
    assert {row["last_any"] for row in team.sheet().values()} == {None}
    team.change("attendance", attendance, state="attended")
    row = team.sheet()["ミライ商事"]
    assert (row["covered"], row["engaged"], row["last_any"]) == (1, 0, ago(3).isoformat())
    assert (row["last_1to1"], row["touches_1to1_365d"], row["touches_365d"]) == (None, 0, 1)
    found = counted(touch_stats(team.book, [], *YEAR), "accounts", "touches_1ton", "touches_1to1", "zero_touch")
    assert found == [(2, 1, 0, 1)]
    assert (team.sheet()["Acme"]["covered"], team.sheet()["Acme"]["touches_365d"]) == (0, 0)


@pytest.mark.parametrize("line", ["ミライ商事 メモ 来期の予算は未定", "ミライ商事 社内メモ 引き継ぎ"])
def test_an_internal_note_does_not_move_the_last_touch(team: Team, line: str) -> None:
    """A2-14."""
    mirai = team.add("account", name="ミライ商事")
    team.touched(mirai, ago(40))
    before = team.sheet()["ミライ商事"]
    team.log(line)
    assert team.sheet()["ミライ商事"] == before
    assert before["last_any"] == ago(40).isoformat() and before["touches_365d"] == 1
    (found,) = counted(touch_stats(team.book, [], TODAY, TODAY), "touches", "zero_touch")
    assert found == (0, 1)
