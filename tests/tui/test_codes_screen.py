"""Code lists on the screen: opened, added to, renamed, retired, replaced, each one step that can be undone."""

from __future__ import annotations

import pytest
from screen_text import shows, type_in, until
from textual.pilot import Pilot

from csops_tui.store import code_words
from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.screen import FormScreen
from csops_tui.tui.screens.codes import CodeListsScreen, CodesScreen

REASON = "churn_reason"


@pytest.fixture(autouse=True)
def churns(small_book: Book) -> None:
    with small_book.edit("x") as edit:
        for reason in ("price", "price", "contract"):
            edit.insert("churn", {"account_id": "mirai", "notice": "2026-11-01", "reason_judged": reason})


def codes(book: Book) -> list[tuple[str, str, int, str | None]]:
    return book.reader().execute("SELECT code, ja, active, replaced_by FROM code WHERE list = ?", [REASON]).fetchall()


def said(app: CsopsApp, words: str) -> bool:
    return any(words in str(note.message) for note in app._notifications)


async def opened(pilot: Pilot, app: CsopsApp, name: str = REASON) -> CodesScreen:
    await pilot.pause()
    await pilot.press("9")
    await until(pilot, lambda: isinstance(app.screen, CodeListsScreen) and app.screen.sheet.row_count > 20)
    assert isinstance(app.screen, CodeListsScreen)
    app.screen.sheet.select(name)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, CodesScreen) and app.screen.sheet.row_count > 0)
    assert isinstance(app.screen, CodesScreen)
    return app.screen


async def test_a_code_is_added_by_its_form_and_undone_in_one_step(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, FormScreen) and app.screen.line_here is not None)
        await pilot.press(*"price", "tab")
        await type_in(pilot, "内製")
        await pilot.press("tab", *"In-house", "ctrl+s")
        await until(pilot, lambda: shows(app, "もうあります"))
        await pilot.press("ctrl+u", *"in_house", "ctrl+s")
        await until(pilot, lambda: app.screen is screen and shows(app, "第2版"))
        assert codes(small_book) == [("in_house", "内製", 1, None)]
        assert screen.sheet.current_id == "in_house"
        await pilot.press("u")
        await until(pilot, lambda: shows(app, "第1版"))
    assert codes(small_book) == []


async def test_a_code_is_renamed_and_old_records_show_its_new_name(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app)
        screen.sheet.select("price")
        await pilot.press("e")
        await until(pilot, lambda: shows(app, "2 件の記録で使用中です"))
        await pilot.press("ctrl+u")
        await type_in(pilot, "費用")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is screen and shows(app, "費用", "price"))
        assert codes(small_book) == [("price", "費用", 1, None)]
        await pilot.press("4")
        await until(pilot, lambda: shows(app, "ミライ商事", "費用"))


async def test_a_code_is_retired_with_its_records_counted_and_brought_back(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, app)
        screen.sheet.select("price")
        await pilot.press("minus")
        await until(pilot, lambda: said(app, "2 件の記録はそのまま読めます"))
        assert codes(small_book) == [("price", "価格・予算", 0, None)]
        await until(pilot, lambda: shows(app, "価格・予算", "廃止"))
        screen.sheet.select("price")
        await pilot.press("plus")
        await until(pilot, lambda: codes(small_book) == [("price", "価格・予算", 1, None)])


async def test_a_code_that_rules_need_is_not_retired(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app)
        screen.sheet.select("unknown")
        await pilot.press("minus")
        await until(pilot, lambda: said(app, "廃止できません"))
        await pilot.press("D")
        await until(pilot, lambda: said(app, "コードは消さずに廃止します"))
    assert codes(small_book) == []


async def test_replacing_shows_how_many_records_count_anew(app: CsopsApp, small_book: Book) -> None:
    """A5-17."""
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, app)
        screen.sheet.select("price")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Ask) and shows(app, "2 件の記録で使用中"))
        await type_in(pilot, "契約")
        await until(pilot, lambda: shows(app, "契約・請求", "1 件 → 集計では 3 件"))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen and shows(app, "価格・予算", "置換済み", "契約・請求"))
        assert codes(small_book) == [("price", "価格・予算", 0, "contract")]
    conn = small_book.reader()
    assert code_words.current_code(conn, REASON, "price") == "contract"
    assert conn.execute("SELECT count(*) FROM churn WHERE reason_judged = 'price'").fetchone() == (2,)


async def test_a_second_level_code_names_the_one_above_it(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, app, "churn_reason_detail")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, FormScreen) and app.screen.line_here is not None)
        await type_in(pilot, "品質")
        await pilot.press("down", "enter", *"data_loss", "tab")
        await type_in(pilot, "データ消失")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is screen and shows(app, "データ消失", "品質・障害", "data_loss"))
    row = small_book.reader().execute("SELECT list, code, parent, ja, en FROM code").fetchall()
    assert row == [("churn_reason_detail", "data_loss", "quality", "データ消失", "データ消失")]
