"""Campaign lists: a frozen set and its progress."""

from __future__ import annotations

import datetime as dt

import pytest
from requirements_support import TODAY, Team, ago

from csops_tui.measures import campaigns, panel
from csops_tui.measures.campaigns import Progress


def listed(team: Team, starts: dt.date | None = ago(20), ends: dt.date = ago(-20), **values: object) -> str:
    """A list of all accounts of the book."""
    panel.ensure_day(team.book, TODAY)
    accounts = [row for (row,) in team.sql("SELECT id FROM account ORDER BY id")]
    whole = {"name": "Q3", "starts": starts and str(starts), "ends": str(ends), **values}
    with team.book.edit("list") as edit:
        return campaigns.create(edit, whole, accounts)


def test_a_goal_of_a_hundred_with_sixty_three_done_is_sixty_three_per_cent_with_thirty_seven_left(team: Team) -> None:
    """A2-11."""
    ops = team.add("member", name="安藤", role="cs_ops")
    for number in range(100):
        team.add("account", id=f"a{number:03}", name=f"会社{number:03}", ops_owner_id=ops)
    campaign = listed(team, goal=100, owner_id=ops)
    for number in range(63):
        team.touched(f"a{number:03}", ago(number % 20))
    found = campaigns.progress(team.book.reader(), campaign, TODAY)
    assert found == Progress(accounts=100, done=63, skipped=0, left=37, goal=100)
    assert found.share == 63
    left = team.read(campaigns.members(campaign, TODAY, only_open=True), "account")
    assert left == [f"会社{number:03}" for number in range(63, 100)]
    assert team.read(campaigns.lists(TODAY), "share") == [63.0]


def test_the_set_of_a_campaign_stays_fixed_when_the_attributes_of_its_accounts_change(team: Team) -> None:
    """A3-05."""
    sato, ito = team.add("member", name="佐藤"), team.add("member", name="伊藤")
    high = [team.add("account", name=name, tier="high", owner_id=sato) for name in ("ア", "イ", "ウ")]
    campaign = listed(team, where_text="tier = 'high'")
    before = team.sql("SELECT account_id FROM campaign_member ORDER BY id")
    team.change("account", high[0], tier="low", state="churned", owner_id=ito)
    team.add("account", name="エ", tier="high", owner_id=sato)
    assert team.sql("SELECT account_id FROM campaign_member ORDER BY id") == before
    assert sorted(team.read(campaigns.members(campaign, TODAY), "account")) == ["ア", "イ", "ウ"]
    with team.book.edit("again") as edit:
        assert campaigns.add(edit, campaign, [high[1], high[1]]) == 0


def test_progress_is_told_per_owner_and_accounts_that_nobody_has_are_told_too(team: Team) -> None:
    """A3-05, A7-03."""
    sato, pool = team.add("member", name="佐藤"), team.add("member", name="プール", kind="pool")
    for name, owner in (("ア", sato), ("イ", sato), ("ウ", sato), ("エ", pool), ("オ", pool), ("カ", None)):
        team.add("account", id=name, name=name, owner_id=owner)
    campaign = listed(team)
    for name in ("ア", "エ"):
        team.touched(name, ago(1))
    with team.book.edit("skip") as edit:
        (row,) = edit.conn.execute("SELECT id FROM campaign_member WHERE account_id = 'イ'").fetchone()
        campaigns.skip(edit, team.book, [row], "予算凍結", sato)
    found = campaigns.by_owner(team.book.reader(), campaign, TODAY)
    assert found == [
        ("佐藤", Progress(3, 1, 1, 1)),
        ("プール", Progress(2, 1, 0, 1)),
        (None, Progress(1, 0, 0, 1)),
    ]
    assert found[0][1].share == 50, "a skipped account is not owed"
    whole = campaigns.progress(team.book.reader(), campaign, TODAY)
    assert (whole.accounts, whole.done, whole.skipped, whole.left) == (6, 2, 1, 3)


@pytest.mark.parametrize(
    ("back", "reach", "state"),
    [
        (20, "1:1", "done"),
        (21, "1:1", "open"),
        (5, "1:1", "done"),
        (4, "1:1", "open"),
        (10, "1:n", "open"),
        (10, "tech", "open"),
        (10, "none", "open"),
    ],
)
def test_only_a_touch_with_named_people_on_a_day_of_the_list_completes_an_account(
    team: Team, back: int, reach: str, state: str
) -> None:
    """A3-05: the first and the last day belong to the list."""
    account = team.add("account", name="ミライ商事")
    campaign = listed(team, ago(20), ago(5))
    team.touched(account, ago(back), reach)
    assert team.read(campaigns.members(campaign, TODAY), "state") == [state]


def test_what_is_done_follows_the_touches_and_a_past_day_shows_what_was_done_then(team: Team) -> None:
    """A3-05."""
    account, other = team.add("account", name="ア"), team.add("account", name="イ")
    campaign = listed(team)
    touch = team.touched(account, ago(3))
    with team.book.edit("done") as edit:
        (row,) = edit.conn.execute("SELECT id FROM campaign_member WHERE account_id = ?", [other]).fetchone()
        campaigns.mark_done(edit, [row], ago(1))
    conn = team.book.reader()
    assert [campaigns.progress(conn, campaign, ago(back)).done for back in (4, 3, 2, 1, 0)] == [0, 1, 1, 2, 2]
    assert team.read(campaigns.members(campaign, TODAY), "done_on") == [str(ago(1)), str(ago(3))]
    with team.book.edit("delete") as edit:
        edit.delete("touchpoint", touch)
        campaigns.reopen(edit, [row])
    assert campaigns.progress(conn, campaign, TODAY).done == 0


def test_a_list_without_a_first_day_is_completed_by_hand_only_and_an_empty_one_has_no_share(team: Team) -> None:
    empty = listed(team)
    assert campaigns.progress(team.book.reader(), empty, TODAY).share is None
    account = team.add("account", name="ア")
    campaign = listed(team, starts=None)
    team.touched(account, ago(1))
    assert campaigns.progress(team.book.reader(), campaign, TODAY).done == 0


def test_a_skipped_account_keeps_its_reason_as_a_note_that_is_no_touch(team: Team) -> None:
    account = team.add("account", name="ア")
    campaign = listed(team)
    with team.book.edit("skip") as edit:
        (row,) = edit.conn.execute("SELECT id FROM campaign_member").fetchone()
        campaigns.skip(edit, team.book, [row], "窓口が休職中", None)
    assert team.read(campaigns.members(campaign, TODAY), "reason") == ["窓口が休職中"]
    assert team.sql("SELECT account_id, channel, reach FROM touchpoint") == [(account, "internal_note", "none")]
    assert team.sheet()["ア"]["last_any"] is None
    team.book.undo()
    assert team.sql("SELECT count(*) FROM touchpoint") == [(0,)]
    assert team.read(campaigns.members(campaign, TODAY), "state") == ["open"]


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2026-11-21", 4, "2026-12-31"),
        ("2026-12-31", 4, "2026-12-31"),
        ("2027-01-01", 4, "2027-03-31"),
        ("2028-02-29", 4, "2028-03-31"),
        ("2026-11-21", 2, "2027-01-31"),
        ("2026-10-31", 2, "2026-10-31"),
    ],
)
def test_a_quarter_ends_where_the_fiscal_year_says(day: str, start: int, end: str) -> None:
    assert campaigns.quarter_end(dt.date.fromisoformat(day), start) == dt.date.fromisoformat(end)


def test_on_the_days_before_it_was_skipped_a_row_was_open(team: Team) -> None:
    account = team.add("account", name="見送り前")
    campaign = team.add("campaign_list", name="秋", starts="2026-01-01")
    row = team.add("campaign_member", campaign_id=campaign, account_id=account)
    with team.book.edit("skip") as edit:
        campaigns.skip(edit, team.book, [row], "予算凍結", None)
    conn = team.book.reader()
    now, before = (campaigns.progress(conn, campaign, day) for day in (TODAY, ago(1)))
    assert (now.skipped, now.left) == (1, 0)
    assert (before.skipped, before.left) == (0, 1)
