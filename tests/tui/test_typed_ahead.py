"""Keys that come faster than they are answered: pasted by a terminal, sent by a macro, typed on a slow machine."""

from screen_text import until
from textual import events
from textual.keys import _character_to_key

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.sheet import SheetScreen

LINE = "電話 15分 @佐藤 更新の相談 !2"


def send(app: CsopsApp, *keys: str) -> None:
    """Let all these keys arrive before the app answers the first; a text is a key for each of its letters."""
    driver = app._driver
    assert driver is not None
    for key in keys:
        named = key in ("enter", "escape", "down", "tab")
        for one in [key] if named else key:
            driver.send_message(events.Key(one if named else _character_to_key(one), None if named else one))


def notes(book: Book) -> list[str]:
    return [note for (note,) in book.reader().execute("SELECT note FROM touchpoint WHERE minutes = 15 ORDER BY rowid")]


async def test_a_line_that_arrives_in_one_go_with_its_key_is_logged(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SheetScreen)
        app.screen.sheet.select("mirai")
        send(app, "l", LINE, "enter", "l", LINE.replace("相談", "返事"), "enter")
        await until(pilot, lambda: notes(small_book) == ["更新の相談", "更新の返事"])
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        accounts = small_book.reader().execute("SELECT DISTINCT account_id FROM touchpoint WHERE minutes = 15")
        assert accounts.fetchall() == [("mirai",)]


async def test_words_for_the_filter_reach_it_though_it_is_only_being_made(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        send(app, "f", "acme", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen) and app.screen.is_mounted)
        assert app.here.current_account() == ("acme", "Acme Inc.")


async def test_a_name_after_the_colon_opens_its_page_and_the_keys_after_it_belong_to_that(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        send(app, ":", "北斗", "enter", "l", LINE.replace("@佐藤 ", ""), "enter")
        await until(pilot, lambda: bool(notes(small_book)))
        (account,) = small_book.reader().execute("SELECT account_id FROM touchpoint WHERE minutes = 15").fetchone()
        assert account == "hokuto"


async def test_a_key_whose_end_nobody_hears_of_does_not_hold_up_the_others(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app._under_way = app._keys = 7  # as if the widget that had it went away with it
        send(app, "3")
        await pilot.pause()
        assert isinstance(app.screen, SheetScreen)
        await app._next(7)
        await until(pilot, lambda: app.here.made_as == "touches")
