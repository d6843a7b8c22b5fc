"""The screens, as a person walks through them."""

import datetime as dt
import subprocess
import sys

import pytest
from screen_text import lines, shows, type_in, until, worked
from textual.pilot import Pilot

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.screens.churn import ChurnScreen
from csops_tui.tui.screens.people import PeopleScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.screens.touches import TouchesScreen


def names(app: CsopsApp) -> list[str]:
    """The ids of the rows of the sheet that is open, in their order."""
    sheet = app.here.sheet  # type: ignore[attr-defined]
    rows = sheet.source.fetch(list(sheet.keys))
    return [rows[key].id for key in sheet.keys]


async def test_number_keys_go_to_the_screens_and_back_ends_at_the_sheet(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        for key, kind in (("3", TouchesScreen), ("4", ChurnScreen), ("6", PeopleScreen), ("2", SheetScreen)):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, kind), key
        await pilot.press("3")
        await pilot.press("escape")
        assert isinstance(app.screen, SheetScreen)


async def test_every_row_of_the_sheet_is_an_account_with_its_last_touches(app: CsopsApp) -> None:
    """A3-01 in its first form: one sheet, one row an account; an internal note is no touch (A2-14)."""
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        assert sorted(names(app)) == ["acme", "hokuto", "mirai"]
        assert shows(app, "ミライ商事", "High", "佐藤", "40万円", "02/10  81日", "74日", "12日")
        assert shows(app, "Acme Inc.", "鈴木", "21日"), "the note of yesterday moved nothing"
        assert shows(app, "北斗システムズ", "プール", "–")


async def test_days_of_three_figures_are_whole_in_a_view_and_the_sorted_heading_too(
    app: CsopsApp, small_book: Book
) -> None:
    with small_book.edit("long ago") as e:
        touch = {"account_id": "hokuto", "day": "2026-05-01", "at": "2026-05-01T01:00:00Z", "channel": "call"}
        e.insert("touchpoint", {**touch, "reach": "1:1", "member_id": "sato"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("v", "down", "enter")
        await until(pilot, lambda: shows(app, "1:1が60日以上なし"))
        assert shows(app, "北斗システムズ", "204日") and not shows(app, "204…")
        assert next(line for line in lines(app) if "北斗" in line).count("204日") == 2, "by 1:1 and by any touch"


async def test_sorting_by_the_column_under_the_cursor_turns_round_with_the_same_key(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        app.here.sheet.select_column("mrr")  # type: ignore[attr-defined]
        await pilot.press("s")
        assert names(app) == ["acme", "mirai", "hokuto"], "an account without a contract comes last"
        await pilot.press("s")
        assert names(app) == ["mirai", "acme", "hokuto"]


async def test_the_quick_filter_finds_kana_and_stays_until_escape(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await type_in(pilot, "みらい")
        assert names(app) == ["mirai"]
        await pilot.press("enter", "j", "k")
        assert names(app) == ["mirai"]
        await pilot.press("escape")
        assert len(names(app)) == 3


async def test_letters_typed_into_the_filter_run_no_command(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await type_in(pilot, "lucq")
        assert isinstance(app.screen, SheetScreen)
        rows = app.screen.sheet
        await until(pilot, lambda: rows.quick == "lucq")


async def test_full_width_letters_work_as_their_twins_and_kana_says_to_turn_the_ime_off(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await type_in(pilot, "３")
        await until(pilot, lambda: isinstance(app.screen, TouchesScreen))
        await type_in(pilot, "っ")
        await until(pilot, lambda: any("IME" in str(note.message) for note in app._notifications))


async def test_a_deleted_touch_is_brought_back_by_one_key(app: CsopsApp, small_book: Book) -> None:
    """A2-15"""
    count = "SELECT count(*) FROM touchpoint"
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        before = small_book.reader().execute("SELECT * FROM touchpoint ORDER BY id").fetchall()
        await pilot.press("D")
        await pilot.pause()
        assert small_book.reader().execute(count).fetchone() == (3,)
        await pilot.press("u")
        await pilot.pause()
        assert small_book.reader().execute("SELECT * FROM touchpoint ORDER BY id").fetchall() == before


async def test_a_contact_marked_left_is_counted_no_more_and_undo_restores_it(app: CsopsApp, small_book: Book) -> None:
    """A1-03, A1-04"""
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("6")
        await pilot.pause()
        assert names(app)[0] == "aoi", "a key contact that nobody ever verified is first in the queue"
        await pilot.press("L")
        await pilot.pause()
        state = "SELECT state, left_on FROM contact WHERE id = 'aoi'"
        assert small_book.reader().execute(state).fetchone() == ("left", "2026-11-21")
        keys = "SELECT key_contacts FROM panel WHERE account_id = 'mirai'"
        assert small_book.reader().execute(keys).fetchone() == (0,)
        assert names(app)[-1] == "aoi"
        await pilot.press("u")
        await pilot.pause()
        assert small_book.reader().execute(keys).fetchone() == (1,)
        await pilot.press("a")
        await pilot.pause()
        assert sorted(names(app)) == ["aoi", "john"], "both were never verified"
        app.here.sheet.select("john")  # type: ignore[attr-defined]
        await pilot.press("V")
        await pilot.pause()
        verified = "SELECT state, verified FROM contact WHERE id = 'john'"
        assert small_book.reader().execute(verified).fetchone() == ("active", "2026-11-21")
        assert names(app) == ["aoi"] and app.here.sheet.current_id == "aoi"  # type: ignore[attr-defined]
        await pilot.press("a")
        await pilot.pause()
        assert len(names(app)) == 2


async def test_the_page_of_an_account_shows_everything_of_it_once(small_book: Book) -> None:
    """A1-08"""
    with small_book.edit("facts") as e:
        e.insert("ticket", {"id": "tk", "account_id": "mirai", "title": "ログインできない", "opened": "2026-10-01"})
        e.insert("event", {"id": "ev", "title": "分析入門", "day": "2026-11-09"})
        e.insert("attendance", {"event_id": "ev", "account_id": "mirai", "state": "attended", "day": "2026-11-09"})
        e.insert("survey", {"id": "sv", "name": "NPS 秋", "day": "2026-10-15"})
        e.insert("survey_response", {"survey_id": "sv", "account_id": "mirai", "day": "2026-10-20", "score": 9.0})
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(140, 50)) as pilot:
        await pilot.pause()
        app.here.sheet.select("mirai")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen) and shows(app, "タイムライン 6"))
        told = (("ログインできない",), ("分析入門",), ("NPS 秋", "9"), ("メモ0",), ("セミナー",), ("契約開始", "Pro"))
        for words in told:
            assert sum(all(w in line for w in words) for line in lines(app)) == 1, words
        days = [line[3:13] for line in lines(app) if line[3:7].isdigit() and line[7:8] == "/"]
        assert days == sorted(days, reverse=True)
        assert shows(app, "MRR", "40万円") and shows(app, "ARR", "480万円")
        for part in ("佐藤 葵", "Pro"):
            await pilot.press("tab")
            await until(pilot, lambda part=part: shows(app, part))
        await pilot.press("escape")
        assert isinstance(app.screen, SheetScreen) and app.screen.sheet.current_id == "mirai"


async def test_a_week_back_shows_the_sheet_as_it_was(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        for _ in range(2):
            await pilot.press("less_than_sign")
        await until(pilot, lambda: shows(app, "2026/11/07 時点") and shows(app, "ミライ商事", "60日"))
        assert not shows(app, "ミライ商事", "12日"), "the seminar of the 9th had not been yet"
        for _ in range(2):
            await pilot.press("greater_than_sign")
        await until(pilot, lambda: shows(app, "ミライ商事", "74日"))


async def test_what_another_process_writes_appears_by_itself(app: CsopsApp, small_book: Book) -> None:
    script = (
        "import sys; from csops_tui.store.book import Book\n"
        "with Book.open(sys.argv[1]) as b, b.edit('other') as e: e.insert('account', {'name': '第二商会'})"
    )
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        subprocess.run([sys.executable, "-c", script, str(small_book.path)], check=True)
        await until(pilot, lambda: shows(app, "第二商会"), seconds=6)


async def test_another_language_changes_every_word_at_once(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert shows(app, "顧客", "更新日")
        await pilot.press("f2")
        await until(pilot, lambda: shows(app, "Account", "Renewal"))
        assert shows(app, "Log", "Filter") and not shows(app, "絞り込み")


async def test_undo_with_nothing_to_undo_says_so(book: Book) -> None:
    app = CsopsApp(book, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("u")
        await pilot.pause()
        assert any("元に戻せる操作はありません" in str(note.message) for note in app._notifications)


async def test_an_empty_sheet_says_what_it_is_for_and_the_key_to_start(book: Book) -> None:
    app = CsopsApp(book, Config())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert shows(app, "n", "顧客を追加する")
        for key in "346":
            await pilot.press(key)
            await pilot.pause()
            assert sum(bool(line.strip()) for line in lines(app)) >= 5, key


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (140, 40)])
@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_every_screen_fits_and_keeps_name_and_footer(app: CsopsApp, size: tuple[int, int], lang: str) -> None:
    set_language(lang)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.here.sheet.select("mirai")  # type: ignore[attr-defined]
        for keys in (("2",), ("3",), ("4",), ("6",), ("2", "enter")):
            for key in keys:
                await pilot.press(key)
            await settled(pilot)
            shown = lines(app)
            assert shown[0].lstrip().startswith("csops"), keys
            assert shown[-1].strip().startswith("e " if keys == ("4",) else "l "), keys
            if keys != ("4",):
                assert shows(app, "ミライ商事"), keys


async def settled(pilot: Pilot) -> None:
    """Wait until what was asked of workers has been shown."""
    await worked(pilot.app)
    await pilot.pause()
    assert isinstance(pilot.app.screen, BaseScreen)


async def test_midnight_rolls_the_sheet_over(small_book: Book) -> None:
    app = CsopsApp(small_book, Config())
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        assert shows(app, "ミライ商事", "74日")
        later = small_book.clock.now() + dt.timedelta(days=1)
        small_book.clock._now = later
        await until(pilot, lambda: shows(app, "ミライ商事", "75日"), seconds=5)
