"""The day's queue: whom to turn to, why, and in which order."""

from __future__ import annotations

import datetime as dt

from requirements_support import TODAY, Team, ago

from csops_tui.measures import panel, today_decisions
from csops_tui.measures.today import Row, Whose, queue
from csops_tui.measures.today_words import order, reasons
from csops_tui.store.config import Config
from csops_tui.tui.run import home


def rows(team: Team, member: str | None, whose: Whose = "me") -> tuple[Row, ...]:
    """The queue of the day the team's clock shows."""
    day = team.book.clock.today()
    panel.ensure_day(team.book, day)
    return queue(team.book.reader(), day, member, whose).rows


def names(team: Team, member: str | None, whose: Whose = "me") -> list[str]:
    """The accounts of the queue in their order."""
    return [row.facts.name for row in rows(team, member, whose)]


def test_a_contact_to_verify_leaves_the_day_when_verified_and_returns_180_days_later(team: Team) -> None:
    """A1-04, in the day's queue."""
    me = team.add("member", name="安藤")
    mirai = team.add("account", name="ミライ商事", owner_id=me)
    contact = team.add("contact", account_id=mirai, name="森田", key_contact=1)
    assert names(team, me) == ["ミライ商事"]
    team.change("contact", contact, verified=TODAY.isoformat())
    assert names(team, me) == []
    assert names(team.on(ago(-179)), me) == []
    assert names(team.on(ago(-180)), me) == ["ミライ商事"]


def test_a_promise_with_a_date_is_on_its_owners_day_from_that_date_until_it_is_done(team: Team) -> None:
    """A2-20."""
    me, other = team.add("member", name="安藤"), team.add("member", name="同僚")
    team.add("account", name="ミライ商事", owner_id=other)
    promised = team.log("ミライ商事 電話 相談 >見積送付 11/24", member_id=me)
    team.change("task", promised.task_ids[0], promise=1)
    seen = [names(team.on(ago(back)), me) for back in (-2, -3, -4, -30)]
    assert seen == [[], ["ミライ商事"], ["ミライ商事"], ["ミライ商事"]]
    assert names(team, other) == []
    team.change("task", promised.task_ids[0], state="done", done_on=ago(-30).isoformat())
    assert names(team, me) == []


def test_the_call_list_says_why_and_its_order_is_the_same_each_time(team: Team) -> None:
    """A3-13, A11-07."""
    me = team.add("member", name="安藤")
    for name, kana, late, level in (("い", "イ", 0, 0), ("ろ", "ロ", 0, 0), ("は", "ハ", 15, 0), ("に", "ニ", 0, 4)):
        account = team.add("account", name=name, kana=kana, owner_id=me)
        team.add("task", account_id=account, title="電話", due=ago(late).isoformat())
        team.add("concern", account_id=account, day=ago(1).isoformat(), level=level)
    found = rows(team, me)
    assert [(row.facts.name, row.score) for row in found] == [("に", 15.0), ("は", 4.5), ("い", 3.0), ("ろ", 3.0)]
    assert found == rows(team, me)
    assert reasons(found[1], TODAY) == ["“電話” 15d late"]
    assert order(found[0]) == "15.0 = risk 5 (base 1, concern 4) × size 1.0 (no MRR known) × due 3.0 (task 0d)"


def test_the_alert_of_an_account_nobody_owns_is_in_the_pools_queue(team: Team) -> None:
    """A3-14."""
    me = team.add("member", name="安藤")
    signal = team.add("signal", name="落ち込み", expression="1")
    for name, owner in (("担当なし", None), ("担当あり", me)):
        account = team.add("account", name=name, owner_id=owner)
        team.add("signal_episode", signal_id=signal, account_id=account, raised=TODAY.isoformat())
    assert (names(team, me), names(team, me, "pool")) == (["担当あり"], ["担当なし"])
    assert sorted(names(team, me, "all")) == ["担当あり", "担当なし"]


def test_half_a_year_before_a_renewal_it_is_on_the_day_and_a_moved_renewal_is_planned_anew(team: Team) -> None:
    """A6-01."""
    me = team.add("member", name="安藤")
    mirai = team.add("account", name="ミライ商事", owner_id=me)
    for renewal, first in (("2027-08-31", "2027-03-04"), ("2028-08-27", "2028-02-29"), ("2028-02-29", "2027-09-02")):
        held = team.add("renewal", account_id=mirai, due=renewal)
        begins = dt.date.fromisoformat(first)
        assert names(team.on(begins - dt.timedelta(days=1)), me) == []
        assert names(team.on(begins), me) == ["ミライ商事"]
        team.change("renewal", held, due=(dt.date.fromisoformat(renewal) + dt.timedelta(days=1)).isoformat())
        assert names(team, me) == []
        with team.book.edit("settled") as edit:
            edit.delete("renewal", held)


def test_the_customers_blackout_and_a_pause_ask_for_no_touch(team: Team) -> None:
    """A2-09, in the day's queue."""
    me = team.add("member", name="安藤")
    mirai = team.add("account", name="ミライ商事", owner_id=me, cadence_days=30)
    team.touched(mirai, ago(30))
    assert names(team, me) == ["ミライ商事"]
    assert names(team.on(ago(1)), me) == []
    assert [item.late for row in rows(team.on(ago(-1)), me) for item in row.items] == [1]
    team.add("blackout", account_id=mirai, starts=ago(-1).isoformat(), ends=ago(-1).isoformat())
    assert names(team, me) == []
    team.change("account", mirai, cadence_paused=1)
    assert names(team.on(ago(-9)), me) == []


def test_two_roles_begin_with_two_screens_over_the_same_data(team: Team) -> None:
    """A7-07."""
    team.add("member", name="安藤", role="csm")
    team.add("member", name="吉田", role="cs_ops")
    assert home(team.book, Config(member="安藤")) == "today"
    assert home(team.book, Config(member="吉田")) == "sheet"
    assert home(team.book, Config(member="吉田", home="today")) == "today"


def test_a_decision_of_the_day_is_one_step_that_undo_takes_back(team: Team) -> None:
    """A11-07: worked through with one decision each."""
    me = team.add("member", name="安藤")
    mirai = team.add("account", name="ミライ商事", owner_id=me)
    team.add("task", account_id=mirai, title="電話", due=TODAY.isoformat())
    (row,) = rows(team, me)
    with team.book.edit("明日に") as edit:
        today_decisions.skip(edit, row, TODAY, me)
    assert names(team, me) == []
    team.book.undo()
    assert rows(team, me) == (row,)
