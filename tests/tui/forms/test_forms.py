"""Forms: records of any entity, typed with the keyboard alone, kept until they are saved."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from screen_text import lines, shows, type_in, until
from textual.pilot import Pilot

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.store.drafts import Drafts
from csops_tui.store.errors import DiskFull
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.forms.form import edit_record, new_record
from csops_tui.tui.forms.screen import FormScreen
from csops_tui.tui.screens.sheet import SheetScreen


def form(app: CsopsApp) -> FormScreen:
    assert isinstance(app.screen, FormScreen)
    return app.screen


async def opened(pilot: Pilot, app: CsopsApp) -> FormScreen:
    await until(pilot, lambda: isinstance(app.screen, FormScreen) and app.screen.line_here is not None)
    return form(app)


async def go_to(pilot: Pilot, app: CsopsApp, key: str) -> None:
    """Press down until the cursor is in a field."""
    for _ in range(40):
        here = form(app).line_here
        if here is not None and here.field.key == key:
            return
        await pilot.press("down")
    raise AssertionError(key)


async def test_a_new_account_is_typed_into_the_form_and_saved(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("n")
        screen = await opened(pilot, app)
        assert screen.line_here is not None and screen.line_here.field.key == "name"
        await type_in(pilot, "株式会社あおば")
        await go_to(pilot, app, "owner_id")
        await type_in(pilot, "鈴")
        await until(pilot, lambda: shows(app, "▸鈴木", "CS2"))
        await pilot.press("enter")
        await go_to(pilot, app, "since")
        await type_in(pilot, "11/1")
        await until(pilot, lambda: shows(app, "2026/11/01(日)", "20日前"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        row = (
            small_book.reader()
            .execute("SELECT name, owner_id, state, since FROM account WHERE name LIKE '%あおば%'")
            .fetchone()
        )
        assert row == ("株式会社あおば", "suzuki", "active", "2026-11-01")
        await until(pilot, lambda: shows(app, "▸", "あおば"))


async def test_a_field_that_must_be_filled_in_is_named_and_gets_the_cursor(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        new_record(app, "account", {})
        await opened(pilot, app)
        await go_to(pilot, app, "region")
        await type_in(pilot, "東京")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shows(app, "! 顧客名を入力してください"))
        here = form(app).line_here
        assert here is not None and here.field.key == "name"


async def test_an_impossible_date_is_named_while_it_is_typed_and_not_saved(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        edit_record(app, "account", "mirai")
        await opened(pilot, app)
        await go_to(pilot, app, "since")
        await type_in(pilot, "2/30")
        await until(pilot, lambda: shows(app, "! 利用開始日は日付で入力してください"))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert form(app).line_here is form(app).lines["since"]
        assert small_book.reader().execute("SELECT since FROM account WHERE id = 'mirai'").fetchone() == (None,)


async def test_editing_a_touch_keeps_the_old_text_in_its_history(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        edit_record(app, "touchpoint", "t0", "note")
        screen = await opened(pilot, app)
        assert screen.line_here is not None and screen.line_here.field.key == "note"
        assert shows(app, "接点を編集 ▸ 2026/09/08 電話"), "the channel is called what people call it"
        await pilot.press("ctrl+end")
        await type_in(pilot, "を直した")
        await pilot.press("enter")
        await type_in(pilot, "二行目")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        changes = [change.values for change in small_book.history("touchpoint", "t0") if "note" in change.values]
        assert changes[-1]["note"] == ("メモ0", "メモ0を直した\n二行目")
        assert list(changes[-1]) == ["note"]


async def test_a_touch_moved_to_another_day_is_counted_there(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        edit_record(app, "touchpoint", "t0", "at")
        await opened(pilot, app)
        await pilot.press("ctrl+u")
        await type_in(pilot, "11/18 9:30")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        row = small_book.reader().execute("SELECT day, at, utc_offset FROM touchpoint WHERE id = 't0'").fetchone()
        assert row == ("2026-11-18", "2026-11-18T00:30:00Z", 540)


async def test_what_is_typed_survives_a_crash_and_is_offered_back(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        new_record(app, "account", {})
        await opened(pilot, app)
        await type_in(pilot, "下書き商事")
        drafts = Drafts(small_book.path)
        await until(pilot, lambda: drafts.load(("account:new", "")) == {"name": "下書き商事"}, 1.5)
    again = CsopsApp(small_book, Config())
    async with again.run_test(size=(80, 24)) as pilot:
        new_record(again, "account", {})
        screen = await opened(pilot, again)
        assert screen.lines["name"].text == "下書き商事"
        await until(pilot, lambda: shows(again, "下書きを復元"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(again.screen, SheetScreen))
        assert Drafts(small_book.path).all() == []


async def test_leaving_keeps_the_draft_and_one_key_puts_it_away_and_brings_it_back(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        edit_record(app, "account", "mirai", "region")
        await opened(pilot, app)
        await type_in(pilot, "大阪")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        edit_record(app, "account", "mirai", "region")
        screen = await opened(pilot, app)
        assert screen.lines["region"].text == "大阪"
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert screen.lines["region"].text == ""
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert screen.lines["region"].text == "大阪"


async def test_a_full_disk_is_said_with_what_is_kept_and_nothing_is_lost(
    app: CsopsApp, small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with app.run_test(size=(80, 24)) as pilot:
        new_record(app, "account", {})
        screen = await opened(pilot, app)
        monkeypatch.setattr(Drafts, "save", full)
        await type_in(pilot, "あ")
        await until(pilot, lambda: any("下書きを保存できません" in n.message for n in app._notifications), 2)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is screen and screen.lines["name"].text == "あ"


async def test_a_form_without_changes_leaves_no_step(app: CsopsApp, small_book: Book) -> None:
    before = len(small_book.edits())
    async with app.run_test(size=(80, 24)) as pilot:
        edit_record(app, "contact", "aoi")
        await opened(pilot, app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    assert len(small_book.edits()) == before


async def test_a_rule_across_fields_is_said_and_takes_the_cursor_to_a_field_of_it(
    app: CsopsApp, small_book: Book
) -> None:
    (line,) = small_book.reader().execute("SELECT id FROM subscription WHERE account_id = 'mirai'").fetchone()
    async with app.run_test(size=(80, 24)) as pilot:
        edit_record(app, "subscription", line, "ends")
        await opened(pilot, app)
        await pilot.press("ctrl+u")
        await type_in(pilot, "2020/1/1")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shows(app, "契約終了日が開始日より前です"))
        here = form(app).line_here
        assert here is not None and here.field.key in ("starts", "ends")


async def test_yes_and_no_change_with_the_space_key(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        edit_record(app, "account", "mirai", "cadence_paused")
        await opened(pilot, app)
        await pilot.press("space", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    assert small_book.reader().execute("SELECT cadence_paused FROM account WHERE id = 'mirai'").fetchone() == (1,)


async def test_text_from_the_book_is_never_markup(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("x") as edit:
        edit.update("account", "mirai", {"name": "A[/]B [bold]x"})
        edit.conn.execute("UPDATE account SET region = 'x\x1b]0;y\x07' WHERE id = 'mirai'")
    async with app.run_test(size=(80, 24)) as pilot:
        edit_record(app, "account", "mirai")
        await opened(pilot, app)
        assert any("A[/]B [bold]x" in line for line in lines(app))
        assert not any("\x1b" in line for line in lines(app))


@pytest.mark.parametrize(("lang", "size"), [("ja", (80, 24)), ("en", (140, 40))])
async def test_every_entity_has_a_form_that_fits(
    app: CsopsApp, small_book: Book, lang: str, size: tuple[int, int]
) -> None:
    from csops_tui.model.registry import ENTITIES

    set_language(lang)
    async with app.run_test(size=size) as pilot:
        for table in ENTITIES:
            new_record(app, table, {})
            await opened(pilot, app)
            shown = lines(app)
            assert not any("form." in line or "field." in line or "command." in line for line in shown), (table, shown)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, SheetScreen))


async def test_keys_typed_right_after_opening_go_into_the_first_field(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("n", "A", "b", "c")
        assert (await opened(pilot, app)).lines["name"].text == "Abc"


async def test_space_lists_what_a_field_can_be_and_a_letter_replaces_the_old_choice(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        edit_record(app, "account", "mirai", "owner_id")
        screen = await opened(pilot, app)
        await pilot.press("space")
        await until(pilot, lambda: shows(app, "▸佐藤") and shows(app, "鈴木", "CS2"))
        await pilot.press("escape")
        await pilot.pause()
        assert screen.lines["owner_id"].text == "佐藤"
        await type_in(pilot, "鈴")
        await until(pilot, lambda: shows(app, "▸鈴木"))
        await pilot.press("enter", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    assert small_book.reader().execute("SELECT owner_id FROM account WHERE id = 'mirai'").fetchone() == ("suzuki",)


async def test_a_channel_brings_its_reach_and_direction(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        new_record(app, "touchpoint", {"account_id": "mirai"})
        screen = await opened(pilot, app)
        await go_to(pilot, app, "channel")
        assert screen.lines["direction"].text == "双方向"
        await type_in(pilot, "メルマガ")
        await pilot.press("enter")
        await pilot.pause()
        assert (screen.lines["reach"].text, screen.lines["direction"].text) == ("テックタッチ", "一方向")


async def test_a_company_that_is_in_the_book_already_is_named(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        new_record(app, "account", {})
        await opened(pilot, app)
        await type_in(pilot, "㈱ミライ商事")
        await until(pilot, lambda: shows(app, "同じ名前の顧客", "ミライ商事"))


async def test_a_note_comes_back_from_the_persons_own_editor(
    app: CsopsApp, small_book: Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "二行目\\n" >> "$1"\n', encoding="utf-8")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr(app, "suspend", nullcontext)
    async with app.run_test(size=(100, 30)) as pilot:
        edit_record(app, "touchpoint", "t0", "note")
        screen = await opened(pilot, app)
        await pilot.press("enter", "ctrl+e")
        await until(pilot, lambda: screen.lines["note"].text == "メモ0\n二行目")
        assert list(screen._typed()) == ["note"]


async def test_a_save_that_the_disk_refuses_keeps_form_and_draft(
    app: CsopsApp, small_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        new_record(app, "account", {})
        screen = await opened(pilot, app)
        await type_in(pilot, "満杯商事")

        def full(_: str) -> None:
            raise DiskFull()

        monkeypatch.setattr(small_book, "edit", full)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any("下書きに残っています" in note.message for note in app._notifications))
        assert app.screen is screen and screen.lines["name"].text == "満杯商事"
        assert Drafts(small_book.path).load(("account:new", "")) == {"name": "満杯商事"}
