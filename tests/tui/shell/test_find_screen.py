"""Search: two Japanese characters find a note anywhere in it."""

import threading

from screen_text import lines, shows, type_in, until

from csops_tui.store import search
from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.find import FindScreen


def notes(book: Book) -> None:
    with book.edit("notes") as edit:
        edit.update("touchpoint", "t0", {"note": "来期の予算縮小の懸念を伺った"})
        edit.update("touchpoint", "t2", {"note": "SSO for all seats"})


async def test_two_japanese_characters_find_the_middle_of_a_note(app: CsopsApp, small_book: Book) -> None:
    notes(small_book)
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "縮小")
        await until(pilot, lambda: shows(app, "▸", "ミライ商事", "予算縮小の懸念"))
        assert shows(app, "全文検索", "1 件")
        hit = app.screen._hits["touchpoint:t0"]  # type: ignore[attr-defined]
        assert [hit.snippet[a:b] for a, b in hit.positions] == ["縮小"]


async def test_enter_opens_the_record_and_its_account_is_one_key_away(app: CsopsApp, small_book: Book) -> None:
    notes(small_book)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "予算")
        await until(pilot, lambda: shows(app, "▸", "ミライ商事"))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, FindScreen))
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, FindScreen))
        await until(pilot, lambda: any("予算縮小" in line for line in lines(app)))


async def test_an_account_found_by_its_name_is_opened(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "北斗")
        await until(pilot, lambda: shows(app, "▸", "北斗システムズ"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))


async def test_nothing_typed_teaches_and_nothing_found_says_so(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await until(pilot, lambda: shows(app, "日本語は2文字から"))
        await type_in(pilot, "無い言葉")
        await until(pilot, lambda: shows(app, "「無い言葉」は見つかりませんでした"))


async def test_a_large_book_is_indexed_beside_and_the_keyboard_stays_free(
    app: CsopsApp, small_book: Book, monkeypatch
) -> None:
    notes(small_book)
    monkeypatch.setattr(search, "FEW", 0)
    go_on = threading.Event()
    follow = search.catch_up

    def slowly(*arguments, **options) -> int:
        go_on.wait(10)
        return follow(*arguments, **options)

    monkeypatch.setattr(search, "catch_up", slowly)
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "予算")
        await until(pilot, lambda: shows(app, "索引を作成しています"))
        go_on.set()
        await until(pilot, lambda: shows(app, "▸", "ミライ商事"))
        await until(pilot, lambda: search.behind(small_book) == 0)
