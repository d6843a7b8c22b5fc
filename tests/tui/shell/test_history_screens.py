"""The history: any step can be taken back, and every change of a record is told in words."""

import sqlite3
from contextlib import closing

from screen_text import lines, shows, until
from words import said

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.history import HistoryScreen, RecordHistoryScreen, undone_steps
from csops_tui.tui.screens.step import StepScreen


def tier(book: Book, account: str) -> str:
    return book.reader().execute("SELECT tier FROM account WHERE id = ?", [account]).fetchone()[0]


def three_steps(book: Book) -> None:
    for label, account, values in (
        ("北斗を High に", "hokuto", {"tier": "high"}),
        ("ミライの担当を替える", "mirai", {"owner_id": "suzuki"}),
        ("Acme を Low に", "acme", {"tier": "low"}),
    ):
        with book.edit(label) as edit:
            edit.update("account", account, values)


async def test_a_chosen_step_is_undone_and_later_ones_stay(app: CsopsApp, small_book: Book) -> None:
    three_steps(small_book)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("H", "j", "j")
        await pilot.pause()
        assert shows(app, "▸", "北斗を High に")
        await pilot.press("U")
        await until(pilot, lambda: tier(small_book, "hokuto") == "low")
        assert tier(small_book, "acme") == "low", "what was done later stays"
        await until(pilot, lambda: shows(app, "▸", "北斗を High に", "取消済み"))
        assert shows(app, "元に戻す: 北斗を High に"), "the undo is a step of its own"


async def test_only_what_another_tool_wrote_is_called_a_change_from_outside(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("サンプルデータ") as edit:
        edit.update("account", "hokuto", {"tier": "high"})
        edit.execute("UPDATE _edit SET kind = 'auto' WHERE id = ?", [edit.id])
    with closing(sqlite3.connect(small_book.path)) as other:
        other.execute("UPDATE account SET tier = 'low' WHERE id = 'mirai'")
        other.commit()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("H")
        await until(pilot, lambda: shows(app, "▸", "csops の外での変更"))
        assert shows(app, "サンプルデータ"), "a step that has a name keeps it"


async def test_a_step_that_is_undone_says_why_it_cannot_be_undone_again(app: CsopsApp, small_book: Book) -> None:
    three_steps(small_book)
    small_book.undo()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("H", "j")
        await pilot.press("U")
        await until(pilot, lambda: said(app, "すでに元に戻されています"))
        await pilot.press("k", "U")
        await until(pilot, lambda: said(app, "^r でやり直せます"))


async def test_records_that_an_undo_left_alone_are_named_with_the_reason(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("二社を High に") as edit:
        edit.update("account", "hokuto", {"tier": "high"})
        edit.update("account", "acme", {"tier": "high"})
    with small_book.edit("Acme を Low に") as edit:
        edit.update("account", "acme", {"tier": "low"})
    async with app.run_test(size=(160, 30)) as pilot:
        await pilot.press("H", "j", "U")
        await until(pilot, lambda: tier(small_book, "hokuto") == "low")
        await until(pilot, lambda: said(app, "Acme Inc.", "後から変更"))
        assert tier(small_book, "acme") == "low"


async def test_a_step_shows_each_record_with_labels_code_words_and_names(app: CsopsApp, small_book: Book) -> None:
    three_steps(small_book)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("H", "j", "enter")
        await until(pilot, lambda: shows(app, "担当CSM", "佐藤 → 鈴木"))
        assert isinstance(app.screen, StepScreen)
        assert shows(app, "変更", "顧客", "ミライ商事")


async def test_a_record_tells_who_changed_which_field_from_what_to_what(app: CsopsApp, small_book: Book) -> None:
    three_steps(small_book)
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        app.here.sheet.select("mirai")  # type: ignore[attr-defined]
        await pilot.press("i")
        await until(pilot, lambda: shows(app, "ando", "担当CSM", "佐藤", "鈴木", "ミライの担当を替える"))
        assert isinstance(app.screen, RecordHistoryScreen)
        shown = [line for line in lines(app) if "ando" in line]
        assert "ミライの担当を替える" in shown[0], "the newest change comes first"
        assert "setup" in shown[-1]


async def test_a_record_that_was_deleted_keeps_its_name_in_the_history(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("John を削除") as edit:
        edit.delete("contact", "john")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("H", "enter")
        await until(pilot, lambda: shows(app, "削除", "先方担当者", "Acme Inc. John Sato"))


async def test_the_log_is_read_and_never_edited(app: CsopsApp, small_book: Book) -> None:
    before = small_book.last_change()
    async with app.run_test(size=(120, 30)) as pilot:
        for key in ("H", "e", "n", "D"):
            await pilot.press(key)
        await until(pilot, lambda: said(app, "履歴は書き換えられません"))
        assert isinstance(app.screen, HistoryScreen)
    assert small_book.last_change() == before


def test_an_undo_that_was_redone_no_longer_counts(small_book: Book) -> None:
    three_steps(small_book)
    undone = small_book.undo()
    assert undone_steps(small_book.reader()) == {undone.target}
    small_book.redo()
    assert undone.target not in undone_steps(small_book.reader())
