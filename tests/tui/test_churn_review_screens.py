"""A churn review as a team goes through it: start, answer, write, act, make a signal, finish, minutes, go on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from screen_text import lines, sees, type_in, until
from textual.pilot import Pilot

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.churn import ChurnScreen
from csops_tui.tui.screens.churn_review import ChurnReviewScreen
from csops_tui.tui.screens.churn_reviews import ChurnReviewsScreen
from csops_tui.tui.screens.signal_edit import SignalEditScreen
from csops_tui.tui.screens.today import TodayScreen

NOTICES = {"mirai": "2026-10-10", "acme": "2026-10-20", "hokuto": "2026-11-01"}


@pytest.fixture
def lost_book(small_book: Book) -> Book:
    """All three accounts gave notice; one was marked by a signal that nobody looked at."""
    with small_book.edit("churns") as e:
        e.insert("signal", {"id": "worry", "name": "懸念あり", "expression": "concern >= 2"})
        for account, notice in NOTICES.items():
            e.insert("concern", {"account_id": account, "day": "2026-09-01", "level": 3, "evidence": "予算"})
            e.insert("concern", {"account_id": account, "day": "2026-11-15", "level": 4, "evidence": "通知のあと"})
            reason = {"state": "closed", "effective": "2026-11-20", "reason_judged": "price"}
            e.insert("churn", {"id": f"c-{account}", "account_id": account, "notice": notice, **reason})
        e.insert("signal_episode", {"signal_id": "worry", "account_id": "mirai", "raised": "2026-09-02"})
        e.insert("save_attempt", {"account_id": "mirai", "day": "2026-10-12", "action": "値引き", "result": "lost"})
    return small_book


def one(book: Book, sql: str) -> tuple[object, ...]:
    return book.reader().execute(sql).fetchone()


async def begin(pilot: Pilot[None], app: CsopsApp) -> ChurnReviewScreen:
    await pilot.press("4")
    await until(pilot, lambda: isinstance(app.screen, ChurnScreen))
    await pilot.press("w")
    await until(pilot, lambda: isinstance(app.screen, ChurnReviewScreen))
    assert isinstance(app.screen, ChurnReviewScreen)
    await ready(pilot, app)
    return app.screen


async def ready(pilot: Pilot[None], app: CsopsApp) -> None:
    def looked_back() -> bool:
        screen = app.screen
        return isinstance(screen, ChurnReviewScreen) and screen.under is not None and screen.under.past is not None

    await until(pilot, looked_back)


async def answered(pilot: Pilot[None], text: str) -> None:
    await type_in(pilot, text)
    await pilot.press("enter")
    await pilot.pause()


async def test_a_session_over_all_closed_churns_is_pre_filled_and_counts_its_progress(
    app: CsopsApp, lost_book: Book
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await begin(pilot, app)
        assert one(lost_book, "SELECT count(*) FROM review_session") == (1,)
        assert one(lost_book, "SELECT count(*) FROM churn_review") == (3,)
        assert [item.account_id for item in screen.items] == ["mirai", "acme", "hokuto"]
        assert sees(
            app, "振り返り済み 0 / 3 件", "1 件目", "ミライ商事", "09/01 39日前", "懸念度 3 予算", "懸念あり", "値引き"
        )
        assert sees(app, "−180日", "−30日") and not sees(app, "通知のあと")


async def test_only_the_marked_rows_of_the_list_are_looked_back_at(app: CsopsApp, lost_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: isinstance(app.screen, ChurnScreen))
        app.screen.sheet.select("c-acme")  # type: ignore[attr-defined]
        await pilot.press("space", "w")
        await until(pilot, lambda: isinstance(app.screen, ChurnReviewScreen))
        assert one(lost_book, "SELECT group_concat(churn_id) FROM churn_review") == ("c-acme",)


async def test_three_keys_answer_the_three_questions_of_a_signal(app: CsopsApp, lost_book: Book) -> None:
    sql = "SELECT signal_id, first_day, present, seen, acted FROM review_signal"
    async with app.run_test(size=(140, 40)) as pilot:
        await begin(pilot, app)
        assert sees(app, "w あった", "v 見た", "a 対応"), "the questions are in the footer before the cursor is there"
        await pilot.press("v")
        assert one(lost_book, "SELECT count(*) FROM review_signal") == (0,), (
            "the cursor was on no signal, and goes there"
        )
        await pilot.press("v")
        assert one(lost_book, sql) == ("worry", "2026-09-02", 1, 1, 1), "a call six days later is proposed as acting"
        await pilot.press("a", "w")
        assert one(lost_book, sql) == ("worry", "2026-09-02", 0, 1, 0)
        await pilot.press("u")
        assert one(lost_book, sql) == ("worry", "2026-09-02", 1, 1, 0)


async def test_the_first_knowable_day_is_proposed_and_can_be_changed_to_another_before_notice(
    app: CsopsApp, lost_book: Book
) -> None:
    sql = "SELECT first_knowable FROM churn_review WHERE churn_id = 'c-mirai'"
    async with app.run_test(size=(140, 40)) as pilot:
        await begin(pilot, app)
        assert one(lost_book, sql) == (None,) and sees(app, "（候補）")
        await pilot.press("e", "ctrl+u")
        await answered(pilot, "2026/10/10")
        assert one(lost_book, sql) == (None,), "the day of notice itself is too late"
        await pilot.press("ctrl+u")
        await answered(pilot, "2026/08/15")
        assert one(lost_book, sql) == ("2026-08-15",)
        await until(pilot, lambda: sees(app, "56日前"))


async def test_improvements_are_written_where_the_cursor_stands(app: CsopsApp, lost_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("j", "j", "e")
        await answered(pilot, "更新の90日前に予算を聞く")
        await pilot.press("j", "e")
        await answered(pilot, "懸念の一覧を毎週見る")
        sql = "SELECT improve_cs, improve_ops FROM churn_review WHERE churn_id = 'c-mirai'"
        assert one(lost_book, sql) == ("更新の90日前に予算を聞く", "懸念の一覧を毎週見る")
        assert sees(app, "更新の90日前に予算を聞く", "懸念の一覧を毎週見る")


async def test_an_action_has_owner_and_day_stands_in_today_and_one_key_ticks_it_off(
    app: CsopsApp, lost_book: Book
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("right", "n")
        await answered(pilot, "閲覧のみの顧客を調べる 今日")
        row = one(lost_book, "SELECT title, member_id, due, state FROM review_action")
        assert row == ("閲覧のみの顧客を調べる", "sato", "2026-11-21", "open")
        await pilot.press("n")
        await answered(pilot, "値上げを早く伝える @だれか")
        assert one(lost_book, "SELECT count(*) FROM review_action") == (1,), "nobody has that name, and the line stays"
        await pilot.press("ctrl+u")
        with lost_book.edit("member") as edit:
            edit.insert("member", {"id": "ito", "name": "伊藤"})
        await answered(pilot, "値上げを早く伝える @伊藤 来週")
        assert one(lost_book, "SELECT title, member_id FROM review_action WHERE member_id <> 'sato'") == (
            *("値上げを早く伝える", "ito"),
        )
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen) and sees(app, "解約レビュー「閲覧のみの顧客"))
        app.screen.sheet.select("acme")  # type: ignore[attr-defined]
        await pilot.press("d")
        await until(pilot, lambda: not sees(app, "解約レビュー「閲覧のみの顧客を調べる」今日まで"))
        assert one(lost_book, "SELECT state FROM review_action") == ("done",)
        await pilot.press("u")
        assert one(lost_book, "SELECT state FROM review_action") == ("open",)


async def test_s_turns_an_action_into_a_signal_and_both_keep_the_link(app: CsopsApp, lost_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("n")
        await answered(pilot, "懸念3を見る")
        await pilot.press("j", "j", "j", "j")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SignalEditScreen))
        screen = app.screen
        assert isinstance(screen, SignalEditScreen)
        screen.lines["expression"].put("concern >= 3")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ChurnReviewScreen))
        sql = """SELECT s.name, s.origin, s.review_id = v.id, x.signal_id = s.id FROM review_action AS x
                 JOIN churn_review AS v ON v.id = x.review_id JOIN signal AS s ON s.id = x.signal_id"""
        assert one(lost_book, sql) == ("懸念3を見る", "解約の振り返り: ミライ商事 2026/10/10", 1, 1)
        await until(pilot, lambda: sees(app, "→ 懸念3を見る"))
        await pilot.press("u")
        assert one(lost_book, "SELECT signal_id FROM review_action") == (None,), "one step takes both back"
        assert one(lost_book, "SELECT count(*) FROM signal WHERE name = '懸念3を見る'") == (0,)


async def test_finishing_goes_on_the_last_one_closes_the_session_and_minutes_are_written(
    app: CsopsApp, lost_book: Book, tmp_path: Path
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await begin(pilot, app)
        for account in ("acme", "hokuto"):
            await pilot.press("f")
            assert screen.item is not None and screen.item.account_id == account
            await ready(pilot, app)
        assert sees(app, "2 / 3 件")
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, ChurnReviewsScreen))
        assert one(lost_book, "SELECT finished FROM review_session") == ("2026-11-21",)
        assert one(lost_book, "SELECT count(*) FROM churn_review WHERE state = 'done'") == (3,)
        await pilot.press("X", "ctrl+u")
        await answered(pilot, str(tmp_path / "minutes.html"))
        assert "ミライ商事" in (tmp_path / "minutes.html").read_text(encoding="utf-8")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChurnReviewScreen))
        assert sees(app, "3 / 3 件", "済み")


async def test_a_session_is_gone_on_with_at_the_churn_on_which_it_was_left(
    lost_book: Book, app: CsopsApp, new_app: Callable[[], CsopsApp]
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("right")
        assert sees(app, "2 件目", "Acme Inc.")
    again = new_app()
    async with again.run_test(size=(140, 40)) as pilot:
        await begin(pilot, again)
        assert sees(again, "0 / 3 件", "2 件目", "Acme Inc.")
        await pilot.press("b")
        assert sees(again, "1 件目", "ミライ商事")
        await pilot.press("b")
        assert sees(again, "1 件目")
    assert one(lost_book, "SELECT count(*) FROM review_session") == (1,)


async def test_undo_takes_the_end_of_a_churn_back_and_shows_it(app: CsopsApp, lost_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await begin(pilot, app)
        await pilot.press("f")
        await pilot.press("u")
        assert screen.item is not None and screen.item.account_id == "mirai" and not screen.item.done
        assert one(lost_book, "SELECT count(*) FROM review_signal") == (0,)


async def test_what_somebody_named_badly_cannot_steer_the_screen(app: CsopsApp, lost_book: Book) -> None:
    with lost_book.edit("bad") as edit:
        edit.update("account", "mirai", {"name": "[b]悪\u202e名[/b]"})
        edit.insert("concern", {"account_id": "mirai", "day": "2026-09-10", "level": 2, "evidence": "[red]x[/red]"})
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, app)
        await pilot.press("pagedown", "pagedown")
        assert sees(app, "[b]悪", "名[/b]") and "\u202e" not in "\n".join(lines(app))


async def test_without_a_closed_churn_it_says_how_to_begin(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("4", "w")
        await pilot.pause()
        assert isinstance(app.screen, ChurnScreen)
        assert one(small_book, "SELECT count(*) FROM review_session") == (0,)


@pytest.fixture
def new_app(small_book: Book) -> Callable[[], CsopsApp]:
    """Another program on the same book."""
    from csops_tui.store.config import Config

    return lambda: CsopsApp(small_book, Config(member="佐藤"))


async def test_a_churn_without_any_day_is_shown_and_can_be_finished(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("churn") as edit:
        edit.insert("churn", {"id": "c", "account_id": "acme"})
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: isinstance(app.screen, ChurnScreen))
        await pilot.press("space", "w")
        await until(pilot, lambda: isinstance(app.screen, ChurnReviewScreen))
        assert sees(app, "過去を調べられません")
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, ChurnReviewsScreen))
        assert one(small_book, "SELECT state FROM churn_review") == ("done",)
