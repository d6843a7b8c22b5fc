"""The shipped signals: each with accounts it marks, accounts it leaves, and the days on the boundary."""

from __future__ import annotations

import datetime as dt

import pytest
from measures_support import TODAY, Small, ago, wall

from csops_tui.locale import LANGUAGES, words
from csops_tui.measures import panel, signal_marks, signals
from csops_tui.measures.expression import parse
from csops_tui.measures.signal_shipped import SHIPPED

DAY = dt.date.fromisoformat(TODAY)


def account(small: Small, name: str, /, **values: object) -> str:
    return small.add("account", name=name, **values)


def raised(small: Small, signal: str) -> set[str]:
    """The names of the accounts with an episode of a shipped signal, after following it today."""
    signals.follow(small.book)
    rows = small.book.reader().execute(
        """SELECT a.name FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
           JOIN account AS a ON a.id = e.account_id WHERE s.name = ? AND e.state = 'raised'""",
        [signal],
    )
    return {name for (name,) in rows}


def weekly(small: Small, account_id: str, until: str, amounts: list[float]) -> None:
    """Figures by week that end with the week of a Monday, the newest last."""
    last = dt.date.fromisoformat(until)
    weeks = [(last - dt.timedelta(weeks=back), amount) for back, amount in enumerate(reversed(amounts))]
    with small.book.edit("usage") as edit:
        batch = edit.usage_batch("test")
        rows = [(account_id, None, None, "sessions", "week", day.isoformat(), amount) for day, amount in weeks]
        edit.usage_rows(batch, rows)


def daily(small: Small, account_id: str, until: dt.date, a_day: float, lately: float, days: int = 28) -> None:
    """Figures of every business day of 112 days: `a_day`, and `lately` on the last so many days."""
    facts = []
    for back in range(112):
        day = until - dt.timedelta(days=back)
        if signal_marks.business_days(day - dt.timedelta(days=1), day):
            facts.append((account_id, None, None, "sessions", "day", day.isoformat(), lately if back < days else a_day))
    with small.book.edit("usage") as edit:
        batch = edit.usage_batch("test")
        edit.usage_rows(batch, facts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_signal_has_a_name_and_says_what_it_watches(lang: str) -> None:
    catalogue = words("signal", lang)
    assert [s.name for s in SHIPPED if not {f"signal.{s.name}", f"signal.{s.name}.help"} <= catalogue.keys()] == []


def test_there_are_thirteen_and_all_can_be_read() -> None:
    assert len(SHIPPED) == 13
    for signal in SHIPPED:
        parse(signal.expression)


def test_silence_of_60_and_of_90_days_are_two_signals_of_which_an_account_has_one(small: Small) -> None:
    for name, days in (("59", 59), ("60", 60), ("89", 89), ("90", 90), ("400", 400)):
        small.touch(ago(days), account_id=account(small, name))
    # A seminar is no 1:1, whoever never had one is another signal's, and some are not to be met at all.
    seminar = account(small, "セミナーだけ")
    small.touch(ago(5), "1:n", account_id=seminar)
    small.touch(ago(70), account_id=seminar)
    small.touch(ago(70), account_id=account(small, "停止中", cadence_paused=1))
    small.touch(ago(70), "1:n", account_id=account(small, "1:1なし"))
    assert raised(small, "no_1to1_60d") == {"60", "89", "セミナーだけ"}
    assert raised(small, "no_1to1_90d") == {"90", "400"}


def test_a_touch_of_tomorrow_breaks_no_silence(small: Small) -> None:
    small.touch(ago(60))
    small.touch(ago(-1))
    assert raised(small, "no_1to1_60d") == {"ミライ商事"}


def test_an_account_that_is_to_be_reached_otherwise_is_not_missed_at_1to1(small: Small) -> None:
    small.add("cadence", touch_model="tech", reach="tech", days=30)
    small.touch(ago(70), account_id=account(small, "テック", touch_model="tech"))
    assert raised(small, "no_1to1_60d") == set()


def test_usage_drops_at_30_percent_below_the_own_baseline_unless_that_is_small(small: Small) -> None:
    until = dt.date(2026, 7, 3)
    small.book.clock = wall(until)
    # 28 days up to a Friday in early summer hold 20 business days, like those before but for the holidays of May.
    for name, lately in (("同じ", 10.0), ("29%減", 7.1), ("30%減", 6.9), ("止まった", 0.0)):
        daily(small, account(small, name), until, 10.0, lately)
    daily(small, account(small, "少ない"), until, 0.5, 0.1)
    assert raised(small, "usage_drop") == {"30%減", "止まった"}


def test_a_customer_without_any_usage_in_the_window_dropped_if_others_have_some(small: Small) -> None:
    weekly(small, small.a, "2026-11-09", [50.0] * 16)
    weekly(small, account(small, "止まった"), "2026-10-12", [50.0] * 12)
    weekly(small, account(small, "前から使わない"), "2026-08-03", [50.0] * 2)
    assert raised(small, "usage_drop") == {"止まった", "前から使わない"}


def test_no_usage_at_all_is_no_drop(small: Small) -> None:
    assert raised(small, "usage_drop") == set()


@pytest.mark.parametrize("late", [0, 5, 12, 19, 40])
def test_a_late_import_is_no_drop(small: Small, late: int) -> None:
    daily(small, small.a, DAY - dt.timedelta(days=late), 10.0, 10.0)
    assert raised(small, "usage_drop") == set()


def test_figures_by_week_are_no_drop_while_the_week_is_not_over(small: Small) -> None:
    weekly(small, small.a, "2026-11-09", [50.0] * 16)
    assert raised(small, "usage_drop") == set()


def test_the_holiday_weeks_of_two_years_fire_nothing_on_any_day(small: Small) -> None:
    daily(small, small.a, dt.date(2026, 1, 23), 10.0, 10.0)
    small.add("contact", name="佐藤", key_contact=1, verified="2025-12-01")
    small.add("task", title="年始の挨拶")
    with small.book.edit("owner") as edit:
        edit.update("account", small.a, {"owner_id": edit.insert("member", {"name": "安藤"})})
    small.touch("2025-12-20")
    for back in range(35):
        small.book.clock = wall(dt.date(2025, 12, 20) + dt.timedelta(days=back))
        signals.follow(small.book)
    assert small.book.reader().execute("SELECT count(*) FROM signal_episode").fetchone() == (0,)


@pytest.mark.parametrize(("first", "last"), [("2026-04-20", "2026-05-29"), ("2026-08-31", "2026-10-16")])
def test_office_days_without_usage_in_golden_and_silver_week_are_no_drop(small: Small, first: str, last: str) -> None:
    """The days between the holidays are worked here; a fortnight's break of the account's own is a blackout."""
    end = dt.date.fromisoformat(last)
    daily(small, small.a, end, 10.0, 10.0)
    day = dt.date.fromisoformat(first)
    while day <= end:
        small.book.clock = wall(day)
        panel.ensure_day(small.book, day)
        assert raised(small, "usage_drop") == set()
        day += dt.timedelta(days=1)


def test_a_break_of_the_accounts_own_is_no_drop_and_the_same_of_another_is(small: Small) -> None:
    until = dt.date(2026, 7, 3)
    small.book.clock = wall(until)
    resting, other = account(small, "夏季休業"), account(small, "使わなくなった")
    daily(small, small.a, until, 10.0, 10.0)
    for one in (resting, other):
        daily(small, one, until, 10.0, 0.0, days=12)
    small.add("blackout", account_id=resting, starts="2026-06-22", ends="2026-07-02", reason="夏季休業")
    assert raised(small, "usage_drop") == {"使わなくなった"}


def test_a_break_of_a_whole_month_says_nothing(small: Small) -> None:
    until = dt.date(2026, 7, 3)
    small.book.clock = wall(until)
    daily(small, small.a, until, 10.0, 0.0)
    daily(small, account(small, "普段どおり"), until, 10.0, 10.0)
    small.add("blackout", account_id=small.a, starts="2026-06-01", ends="2026-07-02")
    assert raised(small, "usage_drop") == set()


def test_a_key_person_who_left_is_missed_until_a_key_person_is_verified_later(small: Small) -> None:
    def left(name: str, **values: object) -> str:
        found = account(small, name)
        contact = {"name": "佐藤", "key_contact": 1, "state": "left", "left_on": ago(10), **values}
        small.add("contact", account_id=found, **contact)
        return found

    left("去った")
    left("重要でない", key_contact=0)
    left("まだ去らない", left_on=ago(-1))
    for name, verified in (("同じ日に確認", ago(10)), ("前日に確認", ago(11)), ("後に確認", ago(9))):
        small.add("contact", account_id=left(name), name="鈴木", key_contact=1, verified=verified)
    assert raised(small, "champion_left") == {"去った", "前日に確認"}


def test_somebody_who_left_is_noticed_on_a_holiday_too(small: Small) -> None:
    small.book.clock = wall(dt.date(2026, 11, 23))
    small.add("contact", name="佐藤", key_contact=1, state="left", left_on="2026-11-23")
    assert raised(small, "champion_left") == {"ミライ商事"}


def test_nobody_verified_marks_who_has_nobody_to_call_or_nobody_ever_verified(small: Small) -> None:
    people = {
        "誰も未確認": [{"state": "active"}],
        "不明だけ": [{"state": "unknown", "verified": ago(1)}],
        "一人確認": [{"state": "active"}, {"state": "active", "verified": ago(400)}],
        "全員退職": [{"state": "left", "left_on": ago(1), "verified": ago(30)}],
    }
    for name, contacts in people.items():
        found = account(small, name)
        for contact in contacts:
            small.add("contact", account_id=found, name="人", **contact)
    # Without any people at all there is no data, and no signal.
    assert raised(small, "nobody_verified") == {"誰も未確認", "不明だけ", "全員退職"}


def test_onboarding_is_stuck_from_day_91_on(small: Small) -> None:
    for name, days, stage in (("90", 90, "onboarding"), ("91", 91, "onboarding"), ("済み", 200, "adoption")):
        small.line(1000, ago(days), account_id=account(small, name, stage=stage))
    account(small, "契約不明", stage="onboarding")
    assert raised(small, "onboarding_stuck") == {"91"}


def test_a_renewal_within_90_days_is_planned_by_an_open_task_or_a_meeting_ahead(small: Small) -> None:
    def line(name: str, days: int) -> str:
        found = account(small, name)
        small.line(1000, ago(300), ago(-days), account_id=found)
        return found

    for name, days in (("今日", 0), ("90", 90), ("91", 91)):
        line(name, days)
    small.add("task", account_id=line("タスクあり", 30), title="更新提案")
    small.add("task", account_id=line("タスク済み", 30), title="更新提案", state="done", done_on=ago(1))
    meeting = {"asked": ago(3), "state": "booked"}
    small.add("appointment", account_id=line("会議あり", 30), meeting=f"{ago(-3)}T03:00:00Z", **meeting)
    small.add("appointment", account_id=line("会議は過去", 30), meeting=f"{ago(2)}T03:00:00Z", **meeting)
    # A line that ends today is over; a renewal of today is due.
    small.add("renewal", account_id=account(small, "更新日が今日"), due=TODAY)
    assert raised(small, "renewal_unplanned") == {"90", "タスク済み", "会議は過去", "更新日が今日"}


def test_sold_and_untouched_begins_a_month_after_the_contract_and_after_a_year_without_a_person(small: Small) -> None:
    small.touch(ago(1))
    sold = {"2026-10-21": "ちょうど1か月", "2026-10-22": "1か月未満"}
    for day, name in sold.items():
        small.line(1000, day, account_id=account(small, name))
    for name, reach, days in (("364日前", "1:1", 364), ("365日前", "1:1", 365), ("メールだけ", "tech", 3)):
        found = account(small, name)
        small.line(1000, "2024-01-01", account_id=found)
        small.touch(ago(days), reach, account_id=found)
    seminar = account(small, "セミナー参加")
    small.line(1000, "2024-01-01", account_id=seminar)
    small.attend(ago(30), account_id=seminar)
    small.line(1000, "2024-01-01", account_id=account(small, "テック", touch_model="tech"))
    assert raised(small, "sold_untouched") == {"ちょうど1か月", "365日前", "メールだけ"}


def test_without_any_touch_in_the_book_nobody_is_untouched(small: Small) -> None:
    small.line(1000, "2024-01-01")
    assert raised(small, "sold_untouched") == set()


def test_tickets_rise_at_three_and_above_twice_the_usual(small: Small) -> None:
    def tickets(name: str, now: int, before: int) -> None:
        found = account(small, name)
        for number in range(now):
            small.add("ticket", account_id=found, opened=ago(number))
        for window in (1, 2, 3):
            for number in range(before):
                small.add("ticket", account_id=found, opened=ago(28 * window + number))

    tickets("2件", 2, 0)
    tickets("3件", 3, 0)
    tickets("ちょうど2倍", 4, 2)
    tickets("2倍超", 5, 2)
    found = account(small, "28日前は前の期間")
    for days in (0, 1, 28):
        small.add("ticket", account_id=found, opened=ago(days))
    assert raised(small, "ticket_rise") == {"3件", "2倍超"}


def test_a_detractor_is_unanswered_until_the_day_of_the_follow_up(small: Small) -> None:
    survey = small.add("survey", name="NPS", kind="nps", scale_min=0, scale_max=10, rule="nps", day=ago(60))
    for name, score, followed in (("6点", 6, None), ("7点", 7, None), ("対応済み", 3, TODAY), ("明日対応", 3, ago(-1))):
        small.add(
            "survey_response",
            survey_id=survey,
            account_id=account(small, name),
            day=ago(50),
            score=score,
            followed_up=followed,
        )
    assert raised(small, "detractor_unanswered") == {"6点", "明日対応"}


def test_a_promise_is_overdue_the_day_after_its_day(small: Small) -> None:
    for name, due, promise, state in (
        ("今日まで", TODAY, 1, "open"),
        ("昨日まで", ago(1), 1, "open"),
        ("ただのタスク", ago(1), 0, "open"),
        ("果たした", ago(1), 1, "done"),
    ):
        done = TODAY if state == "done" else None
        values = {"due": due, "promise": promise, "state": state, "done_on": done}
        small.add("task", account_id=account(small, name), title="見積送付", **values)
    assert raised(small, "promise_overdue") == {"昨日まで"}


def test_a_concern_is_stale_after_its_expiry_for_a_month_from_level_2_on(small: Small) -> None:
    for name, level, expires in (
        ("今日まで", 3, TODAY),
        ("昨日まで", 2, ago(1)),
        ("軽い", 1, ago(1)),
        ("30日前", 4, ago(30)),
        ("31日前", 4, ago(31)),
    ):
        small.add("concern", account_id=account(small, name), day=ago(100), level=level, expires=expires)
    assert raised(small, "concern_stale") == {"昨日まで", "30日前"}


def test_an_account_of_a_pool_has_an_owner(small: Small) -> None:
    pool = small.add("member", name="プール", kind="pool")
    account(small, "プール預かり", owner_id=pool)
    account(small, "去った", state="churned")
    assert raised(small, "unowned") == {"ミライ商事"}
