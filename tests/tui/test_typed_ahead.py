"""Keys that come faster than they are answered: pasted by a terminal, sent by a macro, typed on a slow machine."""

import threading
import time

import pytest
from screen_text import until
from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input

from csops_tui.store import touch
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection
from csops_tui.text.names import NameIndex
from csops_tui.tui import typed_ahead
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.goto import GotoScreen
from csops_tui.tui.quicklog import QuickLogScreen
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.widgets.filter_line import FilterLine

LINE = "電話 15分 @佐藤 更新の相談 !2"


def send(app: CsopsApp, *keys: str) -> None:
    """Let all these keys arrive before the app answers the first; a text is a key for each of its letters."""
    driver = app._driver
    assert driver is not None
    for key in keys:
        named = key in ("enter", "escape", "down", "tab", "backspace")
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


async def test_a_tab_in_one_go_with_its_letters_takes_the_offer_they_lead_to(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        sheet = app.screen
        assert isinstance(sheet, SheetScreen)
        send(app, "f", "tie", "tab", "=hig", "tab")
        line = sheet.query_one(FilterLine)
        await until(pilot, lambda: line.text.startswith("tier =hig") and not app._under_way)
        # Also where its values are still being read, no letter of a condition becomes a command of the list.
        assert line.in_use


async def test_a_screen_that_takes_longer_than_is_waited_gets_the_keys_meant_for_it(
    app: CsopsApp, small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typed_ahead, "_TURN", 0.005)
    mounted = QuickLogScreen.on_mount

    def slowly(screen: QuickLogScreen) -> None:
        time.sleep(0.1)
        mounted(screen)

    monkeypatch.setattr(QuickLogScreen, "on_mount", slowly)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, SheetScreen)
        app.screen.sheet.select("mirai")
        send(app, "l", LINE, "enter")
        await until(pilot, lambda: notes(small_book) == ["更新の相談"])


async def test_a_click_comes_after_the_keys_before_it(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SheetScreen)
        screen.sheet.select("mirai")
        row = screen.sheet.region.y + 1 + len(screen.sheet.keys) - 1
        last = screen.sheet.region.x + 4, row
        driver = app._driver
        assert driver is not None
        send(app, ":")
        for kind in (events.MouseDown, events.MouseUp):
            driver.send_message(kind(None, *last, 0, 0, 1, False, False, False, *last))
        await until(pilot, lambda: isinstance(app.screen, GotoScreen) and not app._under_way)
        await pilot.pause()
        assert screen.sheet.current_id == "mirai"


async def test_letters_of_one_line_do_not_wait_for_each_other(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.focused, Input))
        send(app, "ａｃｍｅacme", "backspace", "enter")
        await until(pilot, lambda: app._keys > 0 and not app._under_way and not isinstance(app.focused, Input))
        screen = app.screen
        assert isinstance(screen, SheetScreen)
        assert screen.query_one(FilterLine).text == "ａｃｍｅacm"


async def test_keys_after_a_name_wait_until_the_names_have_been_read(
    app: CsopsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = threading.Event()
    names = CsopsApp.names

    def slowly(self: CsopsApp) -> NameIndex:
        if threading.current_thread() is not threading.main_thread():
            read.wait(5)
        return names(self)

    monkeypatch.setattr(CsopsApp, "names", slowly)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        send(app, ":", "北斗", "enter", "l", "電話")
        await until(pilot, lambda: app._held)
        read.set()
        await until(pilot, lambda: isinstance(app.screen, QuickLogScreen) and not app._under_way)
        assert app.here.current_account() == ("hokuto", "北斗システムズ")
        assert isinstance(app.focused, Input) and app.focused.value.endswith("電話")


async def test_names_that_cannot_be_read_are_said_and_commands_are_still_found(
    app: CsopsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: CsopsApp, pause: object = None) -> NameIndex:
        raise OSError("no more memory")

    monkeypatch.setattr(CsopsApp, "names", broken)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        send(app, ":", "SQL", "enter")
        await until(pilot, lambda: app.here.made_as == "sql")


async def test_names_read_while_one_was_written_are_not_kept(
    app: CsopsApp, small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test() as pilot:
        await pilot.pause()
        app.known_names.held = None
        index = touch.account_index

        def overtaken(conn: Connection, _: object) -> NameIndex:
            monkeypatch.undo()
            found = index(conn)
            app.write("rename", lambda edit: edit.update("account", "acme", {"name": "Zenith"}))
            return found

        monkeypatch.setattr(touch, "account_index", overtaken)
        app.names()
        assert app.names().search("Zenith")
