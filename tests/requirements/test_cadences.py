"""The cadence table: who follows which line, and the presets of a business's phases."""

from __future__ import annotations

import datetime as dt

import pytest
from requirements_support import TODAY, Team

from csops_tui.exchange.sample.write import build
from csops_tui.measures import cadences, panel
from csops_tui.measures.cadences import EVERYBODY, PRESETS, Step
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock


def governed(team: Team) -> dict[tuple[object, str], int]:
    """(segment, tier, touch model) and reach → accounts that follow the line."""
    found = cadences.table(team.book, TODAY)
    return {(group.who, reach): number for group in found.groups for reach, number in group.governs.items()}


def test_of_the_lines_that_fit_the_one_that_names_the_segment_governs_then_tier_then_touch_model(team: Team) -> None:
    """A7-01."""
    for name, segment, tier, model in (
        ("ア", "大手", "high", "high"),
        ("イ", None, "high", "high"),
        ("ウ", None, "mid", "high"),
        ("エ", None, "mid", "low"),
    ):
        team.add("account", name=name, segment=segment, tier=tier, touch_model=model)
    team.add("cadence", days=90)
    team.add("cadence", touch_model="high", days=60)
    team.add("cadence", tier="high", days=45)
    team.add("cadence", segment="大手", days=30)
    team.add("cadence", reach="1:n", days=120)
    assert governed(team) == {
        (("大手", None, None), "1:1"): 1,
        ((None, "high", None), "1:1"): 1,
        ((None, None, "high"), "1:1"): 1,
        (EVERYBODY, "1:1"): 1,
        (EVERYBODY, "1:n"): 4,
    }
    assert {name: row["cadence_target"] for name, row in team.sheet().items()} == {
        "ア": 30,
        "イ": 45,
        "ウ": 60,
        "エ": 90,
    }


def test_accounts_with_days_of_their_own_paused_ones_and_those_without_a_target_are_told_apart(team: Team) -> None:
    team.add("cadence", tier="high", days=30)
    team.add("cadence", tier="high", reach="1:n", days=60)
    team.add("account", name="ア", tier="high")
    team.add("account", name="イ", tier="high", cadence_days=14)
    team.add("account", name="ウ", tier="high", cadence_paused=1)
    team.add("account", name="エ", tier="low")
    team.add("account", name="オ", tier="high", state="churned")
    found = cadences.table(team.book, TODAY)
    assert (found.accounts, found.own, found.paused, found.without) == (4, 1, 1, 1)
    assert found.groups[0].governs == {"1:1": 1, "1:n": 2}, "own days stand in the place of 1:1 only"


def test_the_table_and_the_sheet_know_the_same_target_for_every_account_of_the_sample(tmp_path) -> None:
    path = tmp_path / "sample.db"
    build(path, accounts=120, seed=3, today=TODAY)
    with Book.open(path, clock=Clock(today=TODAY)) as book:
        names = ("low", "high", "tech")
        with book.edit("more lines") as edit:
            edit.execute("UPDATE account SET segment = 'S' || (rowid % 3)")
            for number, days in enumerate((20, 45, 60)):
                cadences.set_days(edit, (f"S{number}", None, None), "1:1", days)
                cadences.set_days(edit, (f"S{number}", None, names[number]), "any", days + 1)
                cadences.set_days(edit, (None, names[number], None), "tech", days + 2)
        panel.ensure_day(book, TODAY)
        every = cadences.lines(book.reader())
        rows = (
            book.reader()
            .execute(
                """SELECT a.segment, a.tier, a.touch_model, a.cadence_days,
                 p.cadence_1to1, p.cadence_any, p.cadence_1ton, p.cadence_tech
               FROM panel AS p JOIN account AS a ON a.id = p.account_id
               WHERE p.as_of = ? AND a.cadence_paused = 0""",
                [TODAY.isoformat()],
            )
            .fetchall()
        )
        assert len(rows) > 100
        for segment, tier, model, own, *days in rows:
            found = cadences.targets(every, (segment, tier, model), own)
            assert [found.get(reach) for reach in cadences.REACHES] == days


def test_setting_days_changes_the_line_there_is_adds_one_or_takes_it_away(team: Team) -> None:
    one = team.add("cadence", tier="high", days=30, minutes=60)
    team.add("cadence", tier="high", days=45)
    with team.book.edit("set") as edit:
        cadences.set_days(edit, (None, "high", None), "1:1", 21)
        cadences.set_days(edit, (None, "high", None), "tech", 30)
    rows = "SELECT tier, reach, days, minutes FROM cadence ORDER BY reach"
    assert team.sql(rows) == [("high", "1:1", 21, 60), ("high", "tech", 30, None)]
    assert team.sql("SELECT id FROM cadence WHERE reach = '1:1'") == [(one,)]
    with team.book.edit("remove") as edit:
        cadences.set_days(edit, (None, "high", None), "1:1", None)
    assert team.sql(rows) == [("high", "tech", 30, None)]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_replaces_the_defaults_only_and_is_one_step(team: Team, preset: cadences.Preset) -> None:
    """A7-08."""
    team.add("cadence", days=31)
    team.add("cadence", tier="high", days=7)
    team.add("cadence", segment="大手", days=10)
    for name, values in (
        ("普通", {"touch_model": "low"}),
        ("大手", {"segment": "大手", "touch_model": "high"}),
        ("個別", {"touch_model": "high", "cadence_days": 5}),
        ("停止", {"touch_model": "high", "cadence_paused": 1}),
    ):
        team.add("account", name=name, **values)
    accounts = team.sql("SELECT * FROM account ORDER BY id")
    before = team.sql("SELECT * FROM cadence ORDER BY id")
    found = cadences.steps(team.book.reader(), preset)
    assert Step((None, "high", None), "1:1", 7, None) in found
    assert all(step.who[0] is None for step in found)
    assert team.sql("SELECT * FROM cadence ORDER BY id") == before, "looking changes nothing"
    with team.book.edit("preset") as edit:
        cadences.take(edit, preset, found)
    wanted = {(model, reach, days, minutes) for model, reach, days, minutes in preset.lines}
    assert set(team.sql("SELECT touch_model, reach, days, minutes FROM cadence WHERE segment IS NULL")) == wanted
    assert team.sql("SELECT segment, days FROM cadence WHERE segment IS NOT NULL") == [("大手", 10)]
    assert team.sql("SELECT * FROM account ORDER BY id") == accounts
    assert cadences.steps(team.book.reader(), preset) == []
    team.book.undo()
    assert team.sql("SELECT * FROM cadence ORDER BY id") == before


def test_how_many_accounts_a_preset_gives_another_target_is_known_before_it_is_taken(team: Team) -> None:
    """A7-08."""
    startup = PRESETS[0]
    team.add("cadence", days=30, minutes=45)
    for name, values in (
        ("同じ", {}),
        ("短く", {"touch_model": "high"}),
        ("個別", {"touch_model": "high", "cadence_days": 5}),
        ("停止", {"touch_model": "high", "cadence_paused": 1}),
        ("解約", {"touch_model": "high", "state": "churned"}),
    ):
        team.add("account", name=name, **values)
    found = cadences.steps(team.book.reader(), startup)
    assert found == [Step((None, None, "high"), "1:1", None, 14)]
    assert cadences.retargeted(team.book, found, TODAY) == 1


def test_an_account_whose_year_ends_in_april_and_one_in_january_get_different_days_for_their_next_touch(
    team: Team,
) -> None:
    """A3-03: the months before the year end are the budget season, in which nobody is asked for an hour."""
    team.add("cadence", days=60)
    last = dt.date(2026, 10, 15)
    for name, budget in (("一月決算", (11, 12)), ("四月決算", (2, 3))):
        account = team.add("account", name=name)
        team.touched(account, last)
        team.add("account_calendar", account_id=account, kind="fiscal_year_end", month=1 if name[0] == "一" else 4)
        for month in budget:
            team.add("account_calendar", account_id=account, kind="budget", month=month)
    due = {name: row["cadence_due"] for name, row in team.sheet().items()}
    assert due == {"四月決算": "2026-12-14", "一月決算": "2027-01-01"}
