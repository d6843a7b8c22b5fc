"""The division: appointments, coverage, who serves whom, and what there is time for."""

from __future__ import annotations

import pytest
from requirements_support import TODAY, Team, ago

from csops_tui.analysis.capacity import facts, plan, teams, total
from csops_tui.analysis.coverage import coverage
from csops_tui.analysis.funnel import funnel, waiting
from csops_tui.analysis.rates import Rate
from csops_tui.analysis.touches import touch_stats
from csops_tui.measures.routing import Thresholds, field, routes


def test_the_way_from_attempt_to_meeting_is_told_by_owner_and_what_hangs_grows_old_in_sight(team: Team) -> None:
    """A2-12."""
    owner = team.add("member", name="安藤")
    mirai, acme = team.add("account", name="ミライ商事", owner_id=owner), team.add("account", name="Acme")
    for state, count in (("held", 6), ("no_show", 2), ("declined", 1), ("replied", 1), ("attempted", 2)):
        for number in range(count):
            team.add("appointment", account_id=mirai, asked=ago(10 + number).isoformat(), state=state)
    team.add("appointment", account_id=acme, asked=ago(90).isoformat())
    found = {row.group: row for row in funnel(team.book, ["owner"], ago(364), TODAY)}
    mine = found[("安藤",)]
    assert (mine.attempts, mine.replied, mine.booked, mine.held, mine.no_show, mine.declined) == (12, 10, 8, 6, 2, 1)
    assert mine.meeting_rate == Rate(6, 12) and mine.meeting_rate.share == 50
    assert mine.held_rate == Rate(6, 8) and mine.held_rate.share is None, "too few to say"
    assert found[(None,)].waiting == 1
    assert team.read(waiting(TODAY), "days_open") == [90, 11, 10, 10]


def test_how_often_a_segment_is_reached_is_what_the_statistics_count(team: Team) -> None:
    """A2-16."""
    for name, tier, touches in (("A", "high", 3), ("B", "high", 0), ("C", "low", 1)):
        account = team.add("account", name=name, tier=tier)
        for number in range(touches):
            team.touched(account, ago(number))
    table = touch_stats(team.book, ["tier"], ago(364), TODAY)
    by_tier = dict(zip(table["tier"], table["mean"], strict=True))
    counts = {row["account"]: row["touches_365d"] for row in team.sheet().values()}
    assert by_tier == {"high": (counts["A"] + counts["B"]) / 2, "low": counts["C"]}


def test_of_two_accounts_that_differ_in_two_way_touches_alone_the_one_with_more_is_closer(team: Team) -> None:
    """A2-19."""
    near, far = team.add("account", name="近い"), team.add("account", name="遠い")
    for number in range(5):
        team.touched(near, ago(10 * number), direction="two_way")
        team.touched(far, ago(10 * number), direction="two_way" if number == 0 else "one_way")
    rows = team.sheet()
    assert rows["近い"]["touches_365d"] == rows["遠い"]["touches_365d"] == 5
    assert rows["近い"]["relationship"] > rows["遠い"]["relationship"]


def test_the_four_quadrants_route_as_the_team_said_and_every_change_has_its_numbers(team: Team) -> None:
    """A3-15, A7-11."""
    usage: list[tuple[str, float]] = []
    for name, close, used, served_by in (
        ("関係深・活用高", True, 9.0, "cs_ops"),
        ("関係浅・活用低", False, 1.0, "cs"),
        ("関係深・活用低", True, 1.0, "cs_ops"),
        ("関係浅・活用高", False, 9.0, None),
    ):
        account = team.add("account", name=name, seats=10, served_by=served_by)
        usage.append((account, used))
        for number in range(6 if close else 0):
            team.touched(account, ago(number), direction="two_way")
    with team.book.edit("usage") as edit:
        batch = edit.usage_batch("test")
        edit.usage_rows(
            batch, [(account, None, None, "active_users", "week", "2026-11-16", used) for account, used in usage]
        )
    found = field(team.book)
    routed = routes(found.standings, Thresholds(50, 50))
    assert {r.standing.name: (r.proposed, r.moves) for r in routed} == {
        "関係深・活用高": ("cs", True),
        "関係浅・活用低": ("cs_ops", True),
        "関係深・活用低": ("cs_ops", False),
        "関係浅・活用高": ("cs_ops", True),
    }
    assert {r.standing.name: r.standing.usage for r in routed}["関係深・活用高"] == 90


def test_coverage_is_the_share_of_a_segment_that_was_touched_within_its_cadence(team: Team) -> None:
    """A7-05."""
    team.add("cadence", tier="high", days=30)
    for name, days in (("当日", 0), ("ちょうど", 30), ("一日遅れ", 31)):
        team.touched(team.add("account", name=name, tier="high"), ago(days))
    team.add("account", name="未接触", tier="high", since=ago(400).isoformat())
    team.add("account", name="頻度なし", tier="low")
    found = {row.group: row for row in coverage(team.book, ["tier"])}
    assert found[("high",)].covered_rate == Rate(2, 4) and found[("high",)].engaged_rate == Rate(2, 4)
    assert (found[("low",)].accounts, found[("low",)].covered_rate) == (1, Rate(0, 0))


def test_the_minutes_that_cadences_ask_for_stand_beside_those_there_are(team: Team) -> None:
    """A7-06, A7-12, A7-13."""
    ando = team.add("member", name="安藤", team="CS1", minutes_week=60)
    pool = team.add("member", name="プール", kind="pool", team="CS2")
    line = team.add("cadence", tier="high", days=7, minutes=45)
    team.add("account", name="A", tier="high", owner_id=ando)
    team.add("account", name="B", tier="high", owner_id=pool)
    team.add("account", name="C", tier="high")
    known = facts(team.book)
    loads = plan(known)
    assert [(load.name, load.minutes, load.share) for load in loads] == [
        ("安藤", 45, pytest.approx(75)),
        ("プール", 45, None),
        (None, 45, None),
    ]
    assert plan(known, {line: 21})[0].minutes == 15, "three times the days, a third of the minutes"
    division = total(teams(loads))
    assert (division.accounts, division.minutes) == (3, 135) == (total(loads).accounts, total(loads).minutes)
