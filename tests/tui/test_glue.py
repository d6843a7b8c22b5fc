"""What the app does when others write, when a question fails, when settings are broken."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from screen_text import shows, until

from csops_tui.locale import t
from csops_tui.measures import panel
from csops_tui.store.book import Book
from csops_tui.store.config import Config, config_path
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.listing import SummaryLine
from csops_tui.tui.screens.sheet import SheetScreen


@contextmanager
def colleague(book: Book) -> Iterator[Book]:
    """A second connection on the same file, as another process has it."""
    with Book.open(book.path, actor="other") as other:
        yield other


async def test_a_colleagues_change_is_shown_even_when_one_saves_in_the_same_second(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("6")
        await pilot.pause()
        with colleague(small_book) as other, other.edit("their contact") as e:
            e.insert("contact", {"account_id": "acme", "name": "新しい 人"})
        app.write("own task", lambda edit: edit.insert("task", {"account_id": "acme", "title": "x"}))
        await until(pilot, lambda: shows(app, "新しい 人"), seconds=3)


async def test_another_process_that_writes_long_neither_freezes_nor_ends_the_app(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        with colleague(small_book) as other:
            with other.edit("first") as e:
                e.update("account", "acme", {"name": "Acme Two"})
            with other.edit("long") as e:
                e.update("account", "hokuto", {"tier": "mid"})
                for _ in range(3):
                    await pilot.pause(0.5)
                    await pilot.press("j")
                assert isinstance(app.screen, SheetScreen)
        await until(pilot, lambda: shows(app, "Acme Two"), seconds=4)


async def test_an_edit_while_a_past_day_is_shown_keeps_every_row(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        await pilot.press("less_than_sign")
        await until(pilot, lambda: shows(app, "時点"))
        before = app.here.sheet.row_count  # type: ignore[attr-defined]
        app.write("tier", lambda edit: edit.update("account", "acme", {"tier": "low"}))
        await pilot.pause(0.3)
        assert app.here.sheet.row_count == before  # type: ignore[attr-defined]
        assert shows(app, "Acme Inc.")


async def test_the_line_about_a_column_follows_the_data(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        app.here.sheet.select_column("mrr")  # type: ignore[attr-defined]
        line = app.screen.query_one(SummaryLine)
        await until(pilot, lambda: "66万円" in line.text)
        added: dict[str, Any] = {"account_id": "hokuto", "mrr": 340_000, "starts": "2026-01-01"}
        app.write("line", lambda edit: edit.insert("subscription", added))
        await until(pilot, lambda: "100万円" in line.text)


async def test_a_restored_book_is_shown_as_it_is_now(app: CsopsApp, small_book: Book) -> None:
    from csops_tui.store.backup import backup, restore

    copy = backup(small_book.path)
    with small_book.edit("later") as e:
        e.insert("account", {"id": "later", "name": "後から商会"})
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: shows(app, "後から商会"))
        restore(small_book.path, copy)
        await until(pilot, lambda: not shows(app, "後から商会"), seconds=4)


async def test_a_question_that_fails_is_said_and_the_app_goes_on(
    app: CsopsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()

        def broken(conn: object) -> None:
            raise RuntimeError("顧客の秘密")

        app.here.load("x", broken, lambda value: None)
        await until(pilot, lambda: any("RuntimeError" in str(n.message) for n in app._notifications))
        assert not any("秘密" in str(n.message) for n in app._notifications)
        assert isinstance(app.screen, SheetScreen)


async def test_settings_that_cannot_be_written_are_said(small_book: Book) -> None:
    config_path().write_text("this is = = not toml", encoding="utf-8")
    app = CsopsApp(small_book, Config())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: any("設定を保存できませんでした" in str(n.message) for n in app._notifications))


async def test_own_keys_replace_the_shipped_ones(small_book: Book) -> None:
    app = CsopsApp(small_book, Config(keys={"go.touches": "z", "list.filter": "f8"}))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("3")
        assert isinstance(app.screen, SheetScreen)
        assert shows(app, "F8 絞り込み")
        await pilot.press("z")
        await pilot.pause()
        assert app.here.made_as == "touches"


async def test_a_message_does_not_stay_frozen_beneath_a_line_that_opens(app: CsopsApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        app.say("たったいまの知らせ")
        await until(pilot, lambda: shows(app, "たったいまの知らせ"))
        await pilot.press("l")
        await until(pilot, lambda: shows(app, "enter"))
        # The screen beneath is painted no more: what stood on it would be there until the line is closed.
        assert len(app._notifications) == 0


async def test_what_is_said_while_a_line_opens_stays_readable(app: CsopsApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("l")
        await pilot.pause()
        app.say("開いたあとの知らせ")
        await until(pilot, lambda: shows(app, "開いたあとの知らせ"))


@pytest.mark.parametrize("key", ["e", "c", "t"])
async def test_nothing_is_changed_from_a_past_day(app: CsopsApp, small_book: Book, key: str) -> None:
    before = small_book.last_change()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("less_than_sign")
        await until(pilot, lambda: app.as_of is not None and app.here.sheet.row_count > 0)
        screen = app.screen
        await pilot.press(key)
        await pilot.pause()
        assert app.screen is screen
        assert any(t("why.past") in notice.message for notice in app._notifications)
        await pilot.press("greater_than_sign", key)
        await until(pilot, lambda: app.screen is not screen or app.focused is not screen.sheet)
    assert small_book.last_change() == before


async def test_a_past_day_is_named_only_with_its_rows(app: CsopsApp, monkeypatch: pytest.MonkeyPatch) -> None:
    made, ensure = threading.Event(), panel.ensure_day
    monkeypatch.setattr(panel, "ensure_day", lambda *given: made.wait(5) and ensure(*given))
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.press("less_than_sign")
        await until(pilot, lambda: shows(app, t("stats.counting")))
        assert not shows(app, "時点")
        made.set()
        await until(pilot, lambda: shows(app, "2026/11/14 時点"))
