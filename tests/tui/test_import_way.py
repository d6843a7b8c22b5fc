"""Importing on the screen, from the name of a file to records that u takes away again."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_support import CLEAR, accounts, finished, on, open_file, said
from screen_text import lines, shows, type_in, until, worked
from textual import events

from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.import_apply import ApplyScreen
from csops_tui.tui.screens.import_done import DoneScreen
from csops_tui.tui.screens.import_dry_run import DryRunScreen
from csops_tui.tui.screens.import_file import ImportScreen
from csops_tui.tui.screens.import_mapping import MappingScreen
from csops_tui.tui.screens.import_preview import PreviewScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.screens.welcome import WelcomeScreen
from csops_tui.tui.widgets.file_chooser import FileLine

# The whole way


async def test_a_clear_file_goes_from_its_name_to_the_check_and_enter_imports_it(
    empty: CsopsApp, book: Book, folder: Path
) -> None:
    (folder / "a.csv").write_text(CLEAR, encoding="utf-8")
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 1", "取り込めない 1"))
        assert shows(app, "自社担当者 1 名を追加: 佐藤"), "nobody of ours is in the book yet"
        assert shows(app, "3 行目", "席数", "たくさん")
        assert accounts(book) == [], "a dry run writes nothing"
        await pilot.press("enter")
        await on(pilot, DoneScreen)
        assert accounts(book) == ["甲商事"]
        assert shows(app, "顧客を取り込みました。追加 1 件")
        assert shows(app, "1 行は取り込めませんでした")
        await pilot.press("r")
        await until(pilot, (folder / "a-rejects.csv").exists)
        await pilot.press("u")
        await until(pilot, lambda: accounts(book) == [])
        assert book.reader().execute("SELECT count(*) FROM member").fetchone() == (0,)
        await until(pilot, lambda: shows(app, "取り込みを元に戻しました"))
        await pilot.press("escape")
        await on(pilot, SheetScreen)


async def test_an_unclear_file_is_shown_first_then_its_columns(empty: CsopsApp, book: Book, folder: Path) -> None:
    (folder / "a.csv").write_text("一覧,,\n会社名,謎の列,席数\n甲商事,x,3\n乙工業,y,5\n", encoding="cp932")
    app = empty
    async with app.run_test(size=(120, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, PreviewScreen)
        await until(pilot, lambda: shows(app, "Shift_JIS", "カンマ", "2 行目"))
        assert shows(app, "→ 顧客名", "使わない", "→ 席数")
        assert shows(app, "甲商事", "x", "3")
        await pilot.press("tab")
        await on(pilot, MappingScreen)
        assert shows(app, "謎の列", "使わない")
        await pilot.press("down", "enter")
        await type_in(pilot, "業種")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "謎の列", "→ 業界", "100%"))
        await pilot.press("down", "space")
        await until(pilot, lambda: shows(app, "席数", "使わない"))
        await pilot.press("tab")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 2"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
    found = book.reader().execute("SELECT name, industry, seats FROM account ORDER BY name").fetchall()
    assert found == [("乙工業", "y", None), ("甲商事", "x", None)]


async def test_escape_goes_back_step_by_step(empty: CsopsApp, folder: Path) -> None:
    (folder / "a.csv").write_text("会社名,謎の列\n甲商事,x\n", encoding="utf-8")
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, PreviewScreen)
        await pilot.press("tab")
        await on(pilot, MappingScreen)
        await pilot.press("tab")
        await on(pilot, DryRunScreen)
        await finished(pilot)
        for screen in (MappingScreen, PreviewScreen, ImportScreen, SheetScreen):
            await pilot.press("escape")
            await on(pilot, screen)


# The file


async def test_a_word_finds_the_newest_files_that_have_it_in_their_names(
    empty: CsopsApp, book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = folder / "Downloads"
    there.mkdir()
    (there / "2026_顧客一覧.csv").write_text(CLEAR, encoding="utf-8")
    (there / "ほか.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("I")
        await on(pilot, ImportScreen)
        await type_in(pilot, "顧客")
        await until(pilot, lambda: shows(app, "▸", "2026_顧客一覧.csv") and not shows(app, "ほか.csv"))
        await pilot.press("enter")
        await on(pilot, DryRunScreen)


async def test_the_newest_files_are_offered_and_enter_takes_the_one_under_the_cursor(
    empty: CsopsApp, folder: Path
) -> None:
    import os

    for age, name in ((30, "old.csv"), (10, "new.csv"), (0, "letter.docx")):
        (folder / name).write_text(CLEAR, encoding="utf-8")
        os.utime(folder / name, (1_700_000_000 - age, 1_700_000_000 - age))
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("I")
        await until(pilot, lambda: shows(app, "new.csv"))
        shown = [line for line in lines(app) if ".csv" in line and "例" not in line]
        assert ["new.csv" in shown[0], "old.csv" in shown[1], len(shown)] == [True, True, 2]
        assert shows(app, "▸ new.csv")
        await pilot.press("down", "enter")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "old.csv"))


async def test_names_are_completed_and_a_folder_is_opened(empty: CsopsApp, folder: Path) -> None:
    (folder / "crm").mkdir()
    for name in ("a.csv", "b.csv"):
        (folder / "crm" / name).write_text(CLEAR, encoding="utf-8")
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("I")
        await type_in(pilot, "cr")
        await pilot.press("tab")
        assert app.screen.query_one(FileLine).value == "crm/"
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "crm/ はフォルダーです"))
        await pilot.press("down", "down")
        await until(pilot, lambda: shows(app, "▸ crm/b.csv"))
        await pilot.press("enter")
        await on(pilot, DryRunScreen)


async def test_a_file_that_cannot_be_read_is_said_and_the_name_stays(empty: CsopsApp, folder: Path) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await open_file(pilot, "nothing.csv")
        await until(pilot, lambda: shows(app, "nothing.csv が見つかりません"))
        app.screen.query_one(FileLine).value = ""
        await type_in(pilot, "broken.xlsx")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "壊れているか"), 10)
        assert app.screen.query_one(FileLine).value == "broken.xlsx"


async def test_a_pasted_table_is_imported_and_leaves_no_file(empty: CsopsApp, book: Book, folder: Path) -> None:
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("I")
        await on(pilot, ImportScreen)
        app.screen.query_one(FileLine).post_message(events.Paste("会社名\t席数\n甲商事\t3\n乙工業\t5\n"))
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 2"))
        kept = app.screen.intake.asked.path  # type: ignore[attr-defined]
        assert kept.exists() and kept.stat().st_mode & 0o077 == 0
        await pilot.press("enter")
        await on(pilot, DoneScreen)
        await pilot.press("escape")
        await on(pilot, SheetScreen)
        assert not kept.parent.exists()
    assert accounts(book) == ["乙工業", "甲商事"]


async def test_a_dropped_file_name_is_understood(empty: CsopsApp, folder: Path) -> None:
    (folder / "my file.csv").write_text(CLEAR, encoding="utf-8")
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("I")
        await on(pilot, ImportScreen)
        app.screen.query_one(FileLine).post_message(events.Paste(f"'{folder}/my file.csv' "))
        await until(pilot, lambda: app.screen.query_one(FileLine).value == f"{folder}/my file.csv")
        await pilot.press("enter")
        await on(pilot, DryRunScreen)


async def test_of_several_sheets_one_is_chosen(empty: CsopsApp, book: Book, folder: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(folder / "b.xlsx")) as made:
        for sheet, name in (("顧客", "甲商事"), ("昨年", "乙工業")):
            page = made.add_worksheet(sheet)
            page.write_row(0, 0, ["会社名", "席数"])
            page.write_row(1, 0, [name, 3])
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await open_file(pilot, "b.xlsx")
        await until(pilot, lambda: shows(app, "昨年"), 10)
        await type_in(pilot, "昨年")
        await pilot.press("enter")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 1"), 10)
        await pilot.press("enter")
        await on(pilot, DoneScreen)
    assert accounts(book) == ["乙工業"]


async def test_a_reading_that_nobody_waits_for_ends_with_its_process(
    empty: CsopsApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess
    import sys

    from csops_tui.exchange import confined

    start, children = subprocess.Popen, []

    def popen(command: list[str], **rest: object) -> object:
        children.append(start([sys.executable, "-c", "import time; time.sleep(60)"], **rest))  # type: ignore[call-overload]
        return children[-1]

    monkeypatch.setattr(confined.subprocess, "Popen", popen)
    (folder / "a.json").write_text("[]")
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await open_file(pilot, "a.json")
        await until(pilot, lambda: len(children) == 1, 10)
        await pilot.press("escape")
        await until(pilot, lambda: children[0].poll() is not None, 10)
        await open_file(pilot, "a.json")
        await until(pilot, lambda: len(children) == 2, 10)
    # The program was left while it was reading.
    assert children[1].wait(10) is not None


# The writing


async def test_escape_while_writing_leaves_nothing_and_the_check_stays(
    empty: CsopsApp, book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from csops_tui.exchange import apply as applying

    rows = "\n".join(f"株式会社{n},c{n}.example" for n in range(2_000))
    (folder / "a.csv").write_text(f"会社名,ドメイン\n{rows}\n", encoding="utf-8")
    go_on, reached = threading.Event(), threading.Event()
    each = applying._Told.each

    def slowly(told: object, found: object):
        for number, row in enumerate(each(told, found)):  # type: ignore[arg-type]
            if number == 700:
                reached.set()
                go_on.wait(10)
            yield row

    monkeypatch.setattr(applying._Told, "each", slowly)
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 2,000"))
        await pilot.press("enter")
        await on(pilot, ApplyScreen)
        await until(pilot, reached.is_set, 10)
        assert shows(app, "%") and shows(app, "2,000 件") and shows(app, "esc  中止")
        await pilot.press("l")
        await until(pilot, lambda: said(app, "取り込みの途中です"))
        await pilot.press("escape")
        await on(pilot, DryRunScreen)
        go_on.set()
        await worked(app)
        assert accounts(book) == []
        assert book.next_undo() is None
        monkeypatch.undo()
        # The plan is still there: the same key begins again.
        await until(pilot, lambda: shows(app, "追加 2,000"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
        assert len(accounts(book)) == 2_000


async def test_a_book_that_moved_on_is_planned_again(app: CsopsApp, small_book: Book, folder: Path) -> None:
    (folder / "a.csv").write_text("会社名,席数\n新規商店,25\n", encoding="utf-8")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 1", "変更 0"))
        with small_book.edit("elsewhere") as edit:
            edit.insert("account", {"name": "新規商店", "seats": 3})
        app.follow()
        await until(pilot, lambda: shows(app, "追加 0", "変更 1"))


# A newcomer


async def test_a_newcomer_with_two_files_reaches_a_useful_sheet_within_a_minute(book: Book, folder: Path) -> None:
    """Ten keys and ten screens to read: 10 / 5 s + 10 × 1.5 s = 17 s of the 60 s (5 keys a second, 1.5 s a screen)."""
    import os
    import shutil

    fixtures = Path(__file__).parents[2] / "fixtures"
    for age, name in ((60, "newcomer_accounts.csv"), (0, "newcomer_webinar.csv")):
        shutil.copy(fixtures / name, folder / name)
        os.utime(folder / name, (1_700_000_000 - age, 1_700_000_000 - age))
    app = CsopsApp(book, Config(), first="welcome")
    keys = screens = 0
    async with app.run_test(size=(120, 36)) as pilot:

        async def read(kind: type, *words: str) -> None:
            nonlocal screens
            await until(pilot, lambda: isinstance(app.screen, kind) and shows(app, *words), 10)
            screens += 1

        async def press(*pressed: str) -> None:
            nonlocal keys
            keys += len(pressed)
            await pilot.press(*pressed)

        await read(WelcomeScreen, "ファイルを取り込む")
        await press("i")
        await read(ImportScreen, "newcomer_accounts.csv")
        await press("down", "enter")
        await read(DryRunScreen, "追加 12", "取り込めない 0")
        await press("enter")
        await read(DoneScreen, "同じファイルの契約を続けて取り込む")
        await press("tab")
        await read(DryRunScreen, "追加 12", "取り込めない 0")
        await press("enter")
        await read(DoneScreen, "次のファイル")
        await press("n")
        await read(ImportScreen, "▸ newcomer_webinar.csv")
        await press("enter")
        await read(DryRunScreen, "追加 27", "取り込めない 0")
        await press("enter")
        await read(DoneScreen, "シートで顧客を見る")
        await press("enter")
        await read(SheetScreen, "北斗システム")
        # Whose customer, how large, when it is renewed, and when they were last met.
        await until(pilot, lambda: shows(app, "ミライ", "佐藤", "10万円", "03/31", "3日"))
    assert (keys, screens) == (10, 10)
    seconds = keys / 5 + screens * 1.5
    print(f"newcomer: {keys} keys, {screens} screens, {seconds:.0f} s of 60")
    assert seconds <= 60
    count = {
        table: book.reader().execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("account", "member", "subscription", "event", "contact", "attendance")
    }
    assert count == {"account": 12, "member": 3, "subscription": 12, "event": 1, "contact": 13, "attendance": 13}
