"""One line asked for: concern, task, the acting member."""

from __future__ import annotations

import datetime as dt

import pytest
from screen_text import lines, shows, type_in, until

from csops_tui.locale import set_language
from csops_tui.model.codes import CODES, fold, names_of
from csops_tui.store.book import Book
from csops_tui.store.config import load
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.ask import Ask, ask_concern, ask_task, choose_member
from csops_tui.tui.forms.concern import guess_reason, read_level
from csops_tui.tui.forms.task import read_task
from csops_tui.tui.screens.sheet import SheetScreen

MIRAI = ("mirai", "ミライ商事")
REASONS = {fold(name): word.code for word in CODES["churn_reason"] for name in names_of(word)}
NOW = dt.datetime(2026, 11, 21, 10, 0)


@pytest.mark.parametrize(
    ("text", "level", "rest"),
    [
        ("3 予算縮小の話", 3, "予算縮小の話"),
        ("!3　予算", 3, "予算"),
        ("３ 予算", 3, "予算"),
        ("2", 2, ""),
        ("5 だめ", None, "5 だめ"),
        ("予算", None, "予算"),
        ("", None, ""),
    ],
)
def test_a_line_begins_with_the_level(text: str, level: int | None, rest: str) -> None:
    assert read_level(text) == (level, rest)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("予算縮小の話", "price"),
        ("競合の提案を受けている", "competitor"),
        ("担当者退職", "champion_left"),
        ("budget is shrinking", "price"),
        ("なんとなく", None),
    ],
)
def test_the_reason_is_guessed_from_the_words_of_the_list(text: str, reason: str | None) -> None:
    assert guess_reason(REASONS, text) == reason


@pytest.mark.parametrize(
    ("text", "title", "due", "promise"),
    [
        ("見積送付 金曜", "見積送付", dt.date(2026, 11, 27), False),
        ("! 見積送付 11/27", "見積送付", dt.date(2026, 11, 27), True),
        ("！見積送付", "見積送付", None, True),
        ("約束 見積送付 来週金曜", "見積送付", dt.date(2026, 11, 27), True),
        ("send quote #3 next fri promise", "send quote #3", dt.date(2026, 11, 27), True),
        ("資料 @佐藤 に送る", "資料 @佐藤 に送る", None, False),
        ("", "", None, False),
    ],
)
def test_a_task_is_what_and_until_when(text: str, title: str, due: dt.date | None, promise: bool) -> None:
    read = read_task(text, NOW)
    assert (read.title, read.due, read.promise) == (title, due, promise)


async def test_a_concern_is_entered_with_its_reason_and_the_level_before(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("x") as edit:
        edit.insert("concern", {"account_id": "mirai", "day": "2026-10-02", "level": 2})
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        ask_concern(app, MIRAI)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await until(pilot, lambda: shows(app, "前回 2 懸念あり", "2026/10/02"))
        await type_in(pilot, "3 予算縮小の話")
        await until(pilot, lambda: shows(app, "3 懸念大", "理由: 価格・予算", "根拠: 予算縮小の話", "2027/02/19"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        row = (
            small_book.reader()
            .execute("SELECT day, level, reason, evidence, expires, member_id FROM concern ORDER BY rowid DESC LIMIT 1")
            .fetchone()
        )
        assert row == ("2026-11-21", 3, "price", "予算縮小の話", "2027-02-19", "sato")


async def test_another_reason_is_chosen_with_the_arrows(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        ask_concern(app, MIRAI)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "2 予算の話")
        await pilot.press("down", "down")
        await until(pilot, lambda: shows(app, "▸活用不足"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    assert small_book.reader().execute("SELECT level, reason FROM concern").fetchall() == [(2, "low_adoption")]


async def test_without_a_level_nothing_is_saved(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        ask_concern(app, MIRAI)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "予算")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "! 懸念度を 0〜4 で入力してください"))
    assert small_book.reader().execute("SELECT count(*) FROM concern").fetchone() == (0,)


async def test_a_promise_is_entered_with_its_day_in_full(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        ask_task(app, MIRAI)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "!見積送付 金曜")
        await until(pilot, lambda: shows(app, "約束", "見積送付", "2026/11/27(金)", "6日後"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        await until(pilot, lambda: shows(app, "ミライ商事", "11/27"))
    row = small_book.reader().execute("SELECT title, due, promise, member_id, state FROM task").fetchone()
    assert row == ("見積送付", "2026-11-27", 1, "sato", "open")


async def test_a_day_that_does_not_exist_is_named(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        ask_task(app, MIRAI)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "見積 2/30")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "! 「2/30」という日付はありません"))


async def test_what_was_typed_into_the_line_is_there_again(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(2):
            ask_task(app, MIRAI)
            await until(pilot, lambda: isinstance(app.screen, Ask))
            if shows(app, "見積送付"):
                return
            await type_in(pilot, "見積送付")
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    raise AssertionError("gone")


async def test_the_acting_member_is_chosen_and_kept(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        choose_member(app)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "鈴木")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    assert (app.config.member, small_book.actor, load()[0].member) == ("鈴木", "鈴木", "鈴木")


async def test_somebody_new_is_added_as_a_member(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        choose_member(app)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "高橋")
        await until(pilot, lambda: shows(app, "「高橋」をメンバーに追加"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    assert small_book.reader().execute("SELECT kind FROM member WHERE name = '高橋'").fetchone() == ("person",)


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_the_line_fits_into_the_smallest_terminal(app: CsopsApp, small_book: Book, lang: str) -> None:
    set_language(lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        ask_concern(app, MIRAI)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "3 budget")
        await until(pilot, lambda: shows(app, "ミライ商事", "3 budget"))
        shown = lines(app)
        assert "enter" in shown[-1]
        assert not any("ask." in line for line in shown)
