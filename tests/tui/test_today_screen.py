"""Today, worked through with the keyboard."""

from __future__ import annotations

import pytest
from screen_text import lines, press, row_ids, shows, type_in, until

from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.run import home
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.screens.today import TodayScreen


@pytest.fixture
def day_book(small_book: Book) -> Book:
    """佐藤 has four accounts that ask for something, 鈴木 one, the pool one."""
    with small_book.edit("day") as e:
        e.insert("signal", {"id": "drop", "name": "落ち込み", "expression": "1", "severity": "urgent"})
        for name in ("青葉", "若葉", "双葉"):
            e.insert("account", {"id": name, "name": name, "owner_id": "sato"})
        e.insert("concern", {"account_id": "若葉", "day": "2026-11-01", "level": 4})
        e.update("contact", "aoi", {"verified": "2026-11-01"})
        e.insert("task", {"id": "quote", "account_id": "mirai", "title": "見積送付", "due": "2026-11-18", "promise": 1})
        e.insert("task", {"id": "minutes", "account_id": "青葉", "title": "議事録", "due": "2026-11-20"})
        e.insert("signal_episode", {"id": "e1", "signal_id": "drop", "account_id": "若葉", "raised": "2026-11-06"})
        e.insert("contact", {"id": "mori", "account_id": "双葉", "name": "森田", "key_contact": 1})
        e.insert("signal_episode", {"id": "e2", "signal_id": "drop", "account_id": "hokuto", "raised": "2026-11-16"})
        e.update("contact", "john", {"verified": "2026-11-01"})
        e.insert(
            "task", {"id": "other", "account_id": "mirai", "title": "商談", "due": "2026-11-23", "member_id": "suzuki"}
        )
    return small_book


@pytest.fixture
def today(day_book: Book) -> CsopsApp:
    return CsopsApp(day_book, Config(member="佐藤"), home="today")


def here(app: CsopsApp) -> str | None:
    return app.here.sheet.current_id  # type: ignore[attr-defined]


def value(book: Book, sql: str) -> object:
    return book.reader().execute(sql).fetchone()


async def test_the_first_number_key_opens_the_queue_with_reasons_and_the_reason_of_the_order(day_book: Book) -> None:
    """A11-07."""
    app = CsopsApp(day_book, Config(member="佐藤"))
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "1")
        assert isinstance(app.screen, TodayScreen)
        assert row_ids(app) == ["若葉", "mirai", "青葉", "双葉"]
        assert shows(app, "若葉", "落ち込み 15日前から")
        assert shows(app, "ミライ商事", "約束「見積送付」3日超過")
        await until(pilot, lambda: shows(app, "今日の枠"))
        assert shows(app, "危険度 8 (基本1・懸念4・シグナル3)", "期限 4.5 (シグナル 15日)")
        assert shows(app, "今日の枠 12 件", "済み 0", "残り 4")
        await press(pilot, "escape")
        assert isinstance(app.screen, SheetScreen)


async def test_one_key_settles_the_first_reason_and_the_cursor_goes_on_to_the_next_account(
    today: CsopsApp, day_book: Book
) -> None:
    async with today.run_test(size=(120, 30)) as pilot:
        await press(pilot, "d")
        assert value(day_book, "SELECT state, acted, member_id FROM signal_episode WHERE id = 'e1'") == (
            "addressed",
            "2026-11-21",
            "sato",
        )
        assert row_ids(today) == ["mirai", "青葉", "双葉"] and here(today) == "mirai"
        await press(pilot, "d")
        assert value(day_book, "SELECT state, done_on FROM task WHERE id = 'quote'") == ("done", "2026-11-21")
        assert row_ids(today) == ["青葉", "双葉"] and here(today) == "青葉"
        await press(pilot, "j", "d")
        assert value(day_book, "SELECT verified FROM contact WHERE id = 'mori'") == ("2026-11-21",)
        assert here(today) == "青葉", "after the last row the one before it"
        await press(pilot, "d")
        assert row_ids(today) == [] and shows(today, "今日向き合う顧客はありません")
        await press(pilot, "u", "u", "u", "u")
        assert row_ids(today) == ["若葉", "mirai", "青葉", "双葉"] and here(today) == "若葉"
        assert value(day_book, "SELECT state FROM signal_episode WHERE id = 'e1'") == ("raised",)


async def test_a_row_that_keeps_a_reason_stays_where_it_stands(today: CsopsApp, day_book: Book) -> None:
    with day_book.edit("more") as e:
        e.insert("contact", {"account_id": "若葉", "name": "原", "key_contact": 1})
    async with today.run_test(size=(120, 30)) as pilot:
        await press(pilot, "d")
        assert row_ids(today)[0] == here(today) == "若葉" and shows(today, "若葉", "原 在籍未確認")
        await press(pilot, "a", "a", "a")
        assert row_ids(today)[0] == "mirai", "looked at anew the order is what it is"


async def test_a_logged_touch_takes_the_row_away_and_undo_brings_it_back_under_the_cursor(
    today: CsopsApp, day_book: Book
) -> None:
    async with today.run_test(size=(120, 30)) as pilot:
        await press(pilot, "l")
        await type_in(pilot, "電話 30分 状況確認")
        await press(pilot, "enter")
        assert value(day_book, "SELECT account_id FROM touchpoint ORDER BY rowid DESC LIMIT 1") == ("若葉",)
        assert row_ids(today) == ["mirai", "青葉", "双葉"] and here(today) == "mirai"
        assert shows(today, "今日の枠 12 件", "済み 1", "残り 3")
        await press(pilot, "u")
        assert row_ids(today)[0] == here(today) == "若葉"


async def test_a_task_or_a_concern_is_a_decision_and_goes_with_it_in_one_step(today: CsopsApp, day_book: Book) -> None:
    async with today.run_test(size=(120, 30)) as pilot:
        await press(pilot, "t")
        await type_in(pilot, "電話 11/25")
        await press(pilot, "enter")
        assert value(day_book, "SELECT title, due FROM task ORDER BY rowid DESC LIMIT 1") == ("電話", "2026-11-25")
        off = "SELECT kind, subject_id, until, reason, member_id FROM deferral"
        assert value(day_book, off) == ("signal", "e1", "2026-11-25", "電話", "sato")
        assert row_ids(today) == ["mirai", "青葉", "双葉"]
        await press(pilot, "u")
        assert row_ids(today)[0] == here(today) == "若葉"
        assert value(day_book, "SELECT count(*) FROM deferral") == (0,)
        await press(pilot, "c")
        await type_in(pilot, "3")
        await press(pilot, "enter")
        assert value(day_book, "SELECT account_id, level FROM concern ORDER BY rowid DESC LIMIT 1") == ("若葉", 3)
        assert row_ids(today) == ["mirai", "青葉", "双葉"]
        await press(pilot, "c")
        await type_in(pilot, "2")
        await press(pilot, "enter")
        assert row_ids(today)[0] == "mirai", "a concern keeps no promise"


async def test_skip_leaves_a_row_for_tomorrow(today: CsopsApp, day_book: Book) -> None:
    async with today.run_test(size=(120, 30)) as pilot:
        await press(pilot, "minus")
        assert row_ids(today) == ["mirai", "青葉", "双葉"] and here(today) == "mirai"
        off = "SELECT account_id, kind, subject_id, day, until FROM deferral"
        assert value(day_book, off) == ("若葉", "signal", "e1", "2026-11-21", "2026-11-22")
        await press(pilot, "u")
        assert here(today) == "若葉"


async def test_snoozing_wants_a_day_and_for_a_signal_a_reason(today: CsopsApp, day_book: Book) -> None:
    async with today.run_test(size=(120, 30)) as pilot:
        await press(pilot, "z")
        await type_in(pilot, "昨日 休暇")
        await press(pilot, "enter")
        assert shows(today, "明日以降の日付")
        await press(pilot, "ctrl+u")
        await type_in(pilot, "11/27")
        assert shows(today, "2026/11/27", "理由も入力")
        await type_in(pilot, " 休暇中")
        await press(pilot, "enter")
        episode = "SELECT state, until, reason FROM signal_episode WHERE id = 'e1'"
        assert value(day_book, episode) == ("snoozed", "2026-11-27", "休暇中")
        assert row_ids(today) == ["mirai", "青葉", "双葉"]


async def test_a_key_goes_round_mine_the_pools_and_everybodys(today: CsopsApp) -> None:
    """A3-14."""
    async with today.run_test(size=(120, 30)) as pilot:
        await press(pilot, "a")
        assert row_ids(today) == ["hokuto"] and shows(today, "プール")
        await press(pilot, "a")
        assert sorted(row_ids(today)) == sorted(["若葉", "mirai", "青葉", "双葉", "hokuto"]) and shows(today, "全員")
        await press(pilot, "a")
        assert "hokuto" not in row_ids(today) and shows(today, "今日 ▸ 佐藤")


async def test_rows_beyond_the_days_capacity_stand_below_a_line(today: CsopsApp, day_book: Book) -> None:
    with day_book.edit("capacity") as e:
        e.update("member", "sato", {"capacity_day": 2})
    async with today.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert row_ids(today) == ["若葉", "mirai", "", "青葉", "双葉"]
        assert shows(today, "ここまでが今日の 2 件")
        await until(pilot, lambda: shows(today, "枠の外 2"))
        await press(pilot, "d", "d")
        assert row_ids(today) == ["", "青葉", "双葉"] and here(today) == "青葉", "the cursor passes over the line"
        assert shows(today, "今日の 2 件は終わりました")
        await press(pilot, "k", "d")
        assert value(day_book, "SELECT count(*) FROM task WHERE state = 'open'") == (2,), "nothing is done on the line"


async def test_what_another_team_plans_is_marked_and_said_before_one_plans_oneself(today: CsopsApp) -> None:
    """A1-07."""
    async with today.run_test(size=(140, 40)) as pilot:
        await press(pilot, "j")
        assert shows(today, "ミライ商事", "11/23")
        await until(pilot, lambda: shows(today, "! CS2 鈴木 が 11/23 にタスク（商談）"))
        await press(pilot, "t")
        await type_in(pilot, "電話 11/25")
        assert shows(today, "! CS2 鈴木 が 11/23 にタスク")
        await press(pilot, "ctrl+u")
        await type_in(pilot, "電話 12/25")
        assert not any("! CS2" in line for line in lines(today)[-5:]), "a month later nobody is in the way"


async def test_enter_opens_the_account_and_a_task_without_one_its_form(today: CsopsApp, day_book: Book) -> None:
    with day_book.edit("own") as e:
        e.insert("task", {"id": "own", "title": "経費精算", "due": "2026-11-21", "member_id": "sato"})
    async with today.run_test(size=(120, 30)) as pilot:
        await press(pilot, "enter")
        assert isinstance(today.screen, AccountScreen)
        await press(pilot, "escape")
        await press(pilot, "G")
        rows = row_ids(today)
        today.here.sheet.select("task:own")  # type: ignore[attr-defined]
        await press(pilot, "minus")
        assert "task:own" in row_ids(today) and len(row_ids(today)) == len(rows), (
            "what belongs to no account is not put off"
        )
        await press(pilot, "d")
        assert "task:own" not in row_ids(today)
        assert value(day_book, "SELECT state FROM task WHERE id = 'own'") == ("done",)


async def test_only_a_touch_settles_a_cadence_and_the_key_says_so(today: CsopsApp, day_book: Book) -> None:
    with day_book.edit("cadence") as e:
        e.update("account", "若葉", {"cadence_days": 30, "since": "2026-01-01"})
        e.update("signal_episode", "e1", {"state": "cleared"})
    async with today.run_test(size=(120, 30)) as pilot:
        today.here.sheet.select("若葉")  # type: ignore[attr-defined]
        await press(pilot, "d")
        assert any("接点を記録" in str(note.message) for note in today._notifications)
        await press(pilot, "D")
        assert value(day_book, "SELECT count(*) FROM account WHERE id = '若葉'") == (1,), (
            "no key here deletes an account"
        )


async def test_a_reason_behind_one_that_takes_a_touch_is_asked_for_before_it_is_settled(
    today: CsopsApp, day_book: Book
) -> None:
    with day_book.edit("cadence") as e:
        e.update("account", "双葉", {"cadence_days": 30, "since": "2026-01-01"})
        risk = {"id": "r1", "account_id": "双葉", "category": "value", "level": "high", "opened": "2026-11-01"}
        e.insert("risk", {**risk, "review_on": "2026-11-21"})
    async with today.run_test(size=(80, 24)) as pilot:
        today.here.sheet.select("双葉")  # type: ignore[attr-defined]
        await press(pilot, "d")
        assert shows(today, "済ませる理由", "双葉") and shows(today, "リスク見直し「価値未実感」今日")
        assert value(day_book, "SELECT verified FROM contact WHERE id = 'mori'") == (None,)
        await press(pilot, "down", "enter")
        assert value(day_book, "SELECT verified FROM contact WHERE id = 'mori'") == ("2026-11-21",)
        assert value(day_book, "SELECT review_on FROM risk") == ("2026-11-21",)


async def test_a_complaint_is_settled_by_the_word_that_its_customer_gets(today: CsopsApp, day_book: Book) -> None:
    with day_book.edit("complaint") as e:
        values = {"id": "c1", "account_id": "双葉", "title": "画面が遅い", "severity": "major"}
        e.insert("complaint", {**values, "received": "2026-11-19T01:00:00Z"})
    async with today.run_test(size=(120, 30)) as pilot:
        today.here.sheet.select("双葉")  # type: ignore[attr-defined]
        await press(pilot, "d")
        await type_in(pilot, "調査中")
        await press(pilot, "enter")
        assert value(day_book, "SELECT complaint_id, body, member_id FROM complaint_update") == ("c1", "調査中", "sato")
        assert not shows(today, "クレーム「画面が遅い」")
        await press(pilot, "u")
        assert shows(today, "クレーム「画面が遅い」") and value(day_book, "SELECT count(*) FROM complaint_update") == (
            0,
        )


async def test_a_big_queue_comes_from_a_worker(
    today: CsopsApp, day_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csops_tui.tui.screens.today.CHEAP_ROWS", 0)
    async with today.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: row_ids(today) == ["若葉", "mirai", "青葉", "双葉"] and here(today) == "若葉")
        await press(pilot, "d")
        await until(pilot, lambda: row_ids(today) == ["mirai", "青葉", "双葉"] and here(today) == "mirai")


async def test_the_past_ends_where_today_begins(day_book: Book) -> None:
    app = CsopsApp(day_book, Config(member="佐藤"))
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "less_than_sign")
        await until(pilot, lambda: any("時点" in line for line in lines(app)))
        assert app.as_of is not None
        await press(pilot, "1")
        assert app.as_of is None and not any("時点" in line for line in lines(app))


def test_a_csm_begins_with_today_and_everybody_else_with_the_sheet(small_book: Book) -> None:
    """A7-07."""
    with small_book.edit("roles") as e:
        e.insert("member", {"name": "吉田", "role": "cs_ops"})
    assert home(small_book, Config(member="佐藤")) == "today"
    assert home(small_book, Config(member="吉田")) == "sheet"
    assert home(small_book, Config(member="誰か")) == "sheet"
    assert home(small_book, Config(member="佐藤", home="sheet")) == "sheet"
    assert home(small_book, Config(member="吉田", home="today")) == "today"


async def test_at_home_on_today_the_sheet_is_one_key_away_and_escape_comes_back(today: CsopsApp) -> None:
    """A7-07."""
    async with today.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert isinstance(today.screen, TodayScreen)
        await press(pilot, "2")
        assert isinstance(today.screen, SheetScreen)
        await press(pilot, "f2")
        assert isinstance(today.screen, SheetScreen), "another language leaves one where one is"
        await press(pilot, "escape")
        assert isinstance(today.screen, TodayScreen) and shows(today, "Today ▸ 佐藤")
