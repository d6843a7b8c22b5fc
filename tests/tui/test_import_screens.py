"""Importing on the screen: from the name of a file to records, each step by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from screen_text import lines, shows, type_in, until, worked
from textual import events
from textual.pilot import Pilot

from csops_tui.exchange.table import ENDINGS
from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.intake import READABLE
from csops_tui.tui.screens.import_apply import ApplyScreen
from csops_tui.tui.screens.import_done import DoneScreen
from csops_tui.tui.screens.import_dry_run import DryRunScreen
from csops_tui.tui.screens.import_file import ImportScreen
from csops_tui.tui.screens.import_mapping import MappingScreen
from csops_tui.tui.screens.import_preview import PreviewScreen
from csops_tui.tui.screens.import_row import RowScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.screens.welcome import WelcomeScreen

CLEAR = "会社名,フリガナ,担当,席数\n甲商事,コウショウジ,佐藤,3\n乙工業,オツコウギョウ,,たくさん\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that one is in; nothing lies in the home folder."""
    place = tmp_path / "files"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return place


@pytest.fixture
def empty(book: Book) -> CsopsApp:
    return CsopsApp(book, Config())


def accounts(book: Book) -> list[str]:
    return [name for (name,) in book.reader().execute("SELECT name FROM account ORDER BY name")]


def said(app: CsopsApp, words: str) -> bool:
    """Whether a message in the corner held these words."""
    return any(words in note.message for note in app._notifications)


async def on(pilot: Pilot, kind: type) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def open_file(pilot: Pilot, name: str) -> None:
    await pilot.press("I")
    await on(pilot, ImportScreen)
    await type_in(pilot, name)
    await pilot.press("enter")


async def finished(pilot: Pilot) -> None:
    """The dry run is worked out, or the result is shown."""
    app = pilot.app
    assert isinstance(app, CsopsApp)
    await worked(app)
    await pilot.pause()


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
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "▸ new.csv"))
        await pilot.press("down", "enter")
        await on(pilot, DryRunScreen)
        assert shows(app, "old.csv")


async def test_names_are_completed_and_a_folder_is_opened(empty: CsopsApp, folder: Path) -> None:
    (folder / "crm").mkdir()
    for name in ("a.csv", "b.csv"):
        (folder / "crm" / name).write_text(CLEAR, encoding="utf-8")
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("I")
        await type_in(pilot, "cr")
        await pilot.press("tab")
        assert app.screen._line.value == "crm/"  # type: ignore[attr-defined]
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
        app.screen._line.value = ""  # type: ignore[attr-defined]
        await type_in(pilot, "broken.xlsx")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "壊れているか"), 10)
        assert app.screen._line.value == "broken.xlsx"  # type: ignore[attr-defined]


async def test_a_pasted_table_is_imported_and_leaves_no_file(empty: CsopsApp, book: Book, folder: Path) -> None:
    app = empty
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("I")
        await on(pilot, ImportScreen)
        app.screen._line.post_message(events.Paste("会社名\t席数\n甲商事\t3\n乙工業\t5\n"))  # type: ignore[attr-defined]
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
        app.screen._line.post_message(events.Paste(f"'{folder}/my file.csv' "))  # type: ignore[attr-defined]
        await until(pilot, lambda: app.screen._line.value == f"{folder}/my file.csv")  # type: ignore[attr-defined]
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


# The first rows


async def test_encoding_delimiter_header_and_kind_are_changed_by_keys(empty: CsopsApp, folder: Path) -> None:
    (folder / "a.csv").write_text("会社名;謎,x\n甲商事;1,5\n", encoding="utf-8")
    app = empty
    async with app.run_test(size=(120, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, PreviewScreen)
        await pilot.press("d")
        await type_in(pilot, "セミコロン")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "区切り セミコロン"))
        assert shows(app, "会社名", "謎,x")
        await pilot.press("h")
        await until(pilot, lambda: shows(app, "2 行目", "甲商事"))
        await type_in(pilot, "2 行目")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "見出し 2 行目"))
        await pilot.press("e")
        await until(pilot, lambda: shows(app, "EUC-JP", "読めません"))
        await type_in(pilot, "utf-8")
        await pilot.press("enter", "o")
        await until(pilot, lambda: shows(app, "記録の種類"))
        await type_in(pilot, "タスク")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "記録の種類 タスク"))
        await pilot.press("w")
        assert said(app, "シートは1つだけ")


# The columns


async def test_dates_that_can_be_read_both_ways_are_asked_about(empty: CsopsApp, book: Book, folder: Path) -> None:
    (folder / "a.csv").write_text("会社名,契約開始日\n甲商事,03/04/2026\n乙工業,05/06/2026\n", encoding="utf-8")
    app = empty
    async with app.run_test(size=(120, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, PreviewScreen)
        await pilot.press("tab")
        await on(pilot, MappingScreen)
        await until(pilot, lambda: shows(app, "日と月のどちらが先か"))
        await pilot.press("tab")
        await pilot.pause()
        assert isinstance(app.screen, MappingScreen), "nobody knows yet"
        await pilot.press("d")
        await until(pilot, lambda: shows(app, "月/日/年", "2026/03/04"))
        await type_in(pilot, "月/日")
        await pilot.press("enter")
        await until(pilot, lambda: not shows(app, "どちらが先か"))
        await pilot.press("tab")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 2"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
    assert book.reader().execute("SELECT since FROM account ORDER BY since").fetchall() == [
        ("2026-03-04",),
        ("2026-05-06",),
    ]


async def test_a_required_field_without_a_column_gets_one_value_for_all_rows(
    app: CsopsApp, small_book: Book, folder: Path
) -> None:
    (folder / "a.csv").write_text("会社名,内容\nミライ商事,使い方の相談\n", encoding="utf-8")
    async with app.run_test(size=(120, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await finished(pilot)
        await pilot.press("v")
        await on(pilot, PreviewScreen)
        await pilot.press("o")
        await type_in(pilot, "接点")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "記録の種類 接点"))
        await pilot.press("tab")
        await on(pilot, MappingScreen)
        await until(pilot, lambda: shows(app, "必須の項目に当たる列がありません"))
        for value in ("電話", "2026-11-20"):
            await pilot.press("G", "enter")
            await until(pilot, lambda: shows(app, "全行に入れる値"))
            await type_in(pilot, value)
            await pilot.press("enter")
            await until(pilot, lambda value=value: shows(app, "全行に同じ値", value))
        await pilot.press("tab")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 1"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
    found = small_book.reader().execute("SELECT day, channel, note FROM touchpoint WHERE note = '使い方の相談'")
    assert found.fetchall() == [("2026-11-20", "call", "使い方の相談")]


async def test_a_kept_profile_takes_the_next_file_straight_to_the_check(
    empty: CsopsApp, book: Book, folder: Path
) -> None:
    for name, company in (("a.csv", "甲商事"), ("b.csv", "乙工業")):
        (folder / name).write_text(f"会社名,謎の列\n{company},x\n", encoding="utf-8")
    app = empty
    async with app.run_test(size=(120, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, PreviewScreen)
        await pilot.press("tab")
        await on(pilot, MappingScreen)
        await pilot.press("down", "enter")
        await type_in(pilot, "業種")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "謎の列", "→ 業界"))
        await pilot.press("P")
        await until(pilot, lambda: shows(app, "プロファイルの名前"))
        await pilot.press("enter")
        await until(pilot, lambda: said(app, "プロファイル「a」を保存しました"))
        await pilot.press("escape", "escape", "escape")
        await on(pilot, SheetScreen)
        await open_file(pilot, "b.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 1"))
        assert shows(app, "プロファイル", "a")
        await pilot.press("enter")
        await on(pilot, DoneScreen)
    assert book.reader().execute("SELECT name, industry FROM account").fetchall() == [("乙工業", "x")]


# The check


async def test_every_row_is_listed_with_its_fields_or_the_reason(app: CsopsApp, small_book: Book, folder: Path) -> None:
    rows = "ミライ商事,25,mirai.example\n新規商店,3,new.example\n北斗システムズ,多い,\n新規商店,3,new.example\n"
    (folder / "a.csv").write_text(f"会社名,席数,ドメイン\n{rows}", encoding="utf-8")
    async with app.run_test(size=(120, 32)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 1", "変更 1", "取り込めない 1"))
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "▸ 追加 1"))
        assert shows(app, "新規商店")
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "ミライ商事", "席数: 25"))
        await pilot.press("enter")
        await on(pilot, RowScreen)
        assert shows(app, "席数", "–", "25")
        await pilot.press("escape")
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "3 行目と同じ内容"))
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "席数", "「多い」は数値として読み取れません"))
        await pilot.press("f")
        await type_in(pilot, "zzz")
        await until(pilot, lambda: shows(app, "該当する行はありません"))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: shows(app, "▸ 概要"))
        await pilot.press("tab", "ctrl+s")
        await on(pilot, DoneScreen)
    assert small_book.reader().execute("SELECT seats FROM account WHERE id = 'mirai'").fetchone() == (25,)


async def test_what_a_person_changed_since_is_shown_as_a_conflict(
    app: CsopsApp, small_book: Book, folder: Path
) -> None:
    (folder / "a.csv").write_text("会社名,席数\nミライ商事,25\n", encoding="utf-8")
    async with app.run_test(size=(120, 32)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "変更 1"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
        with small_book.edit("by hand") as edit:
            edit.update("account", "mirai", {"seats": 40})
        (folder / "a.csv").write_text("会社名,席数\nミライ商事,30\n", encoding="utf-8")
        await pilot.press("escape")
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "競合 1"))
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "席数: 40 を残します（ファイルは 30）"))


async def test_forgiving_brings_in_what_the_book_lacks(app: CsopsApp, small_book: Book, folder: Path) -> None:
    (folder / "a.csv").write_text("会社名,担当,ティア\n甲商事,新人,high\n", encoding="utf-8")
    async with app.run_test(size=(100, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "取り込めない 1"))
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "取り込むものがありません"))
        assert shows(app, "a を押すと")
        await pilot.press("a")
        await until(pilot, lambda: shows(app, "追加 1", "取り込めない 0"))
        assert shows(app, "自社担当者 1 名を追加: 新人")
        await pilot.press("enter")
        await on(pilot, DoneScreen)
    assert "甲商事" in accounts(small_book)


async def test_the_contracts_in_a_list_of_customers_follow_by_tab(empty: CsopsApp, book: Book, folder: Path) -> None:
    text = "会社名,業種,規模,契約開始日,契約終了日,年間契約額\n甲商事,製造,,2026-04-01,2027-04-01,1200000\n"
    (folder / "a.csv").write_text(text, encoding="utf-8")
    app = empty
    async with app.run_test(size=(120, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "契約の列もあります", "契約終了日, 年間契約額"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
        await pilot.press("tab")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "年間契約額 は12で割り"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
    assert book.reader().execute("SELECT mrr, starts FROM subscription").fetchall() == [(100000, "2026-04-01")]


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


# Words and places


def test_the_screen_offers_every_file_that_can_be_opened() -> None:
    assert sorted(READABLE) == sorted(ENDINGS)


async def test_the_welcome_leads_to_the_import_and_the_import_to_the_sheet(book: Book, folder: Path) -> None:
    (folder / "a.csv").write_text("会社名,席数\n甲商事,3\n", encoding="utf-8")
    app = CsopsApp(book, Config(), first="welcome")
    async with app.run_test(size=(100, 30)) as pilot:
        await on(pilot, WelcomeScreen)
        await pilot.press("i")
        await on(pilot, ImportScreen)
        await type_in(pilot, "a.csv")
        await pilot.press("enter")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 1"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
        await pilot.press("enter")
        await on(pilot, SheetScreen)
        await until(pilot, lambda: shows(app, "甲商事"))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_every_step_is_whole_on_every_size(
    empty: CsopsApp, folder: Path, size: tuple[int, int], lang: str
) -> None:
    set_language(lang)
    (folder / "a.csv").write_text("会社名,謎の列,席数\n甲商事,x,3\n乙工業,y,\n", encoding="utf-8")
    app = empty
    async with app.run_test(size=size) as pilot:
        await open_file(pilot, "a.csv")
        for screen in (PreviewScreen, MappingScreen, DryRunScreen):
            await on(pilot, screen)
            await finished(pilot)
            text = "\n".join(lines(app))
            assert "importing." not in text and "command." not in text, text
            assert all(len(line.encode("utf-32-le")) // 4 <= size[0] for line in lines(app))
            await pilot.press("tab" if screen is not DryRunScreen else "enter")
        await on(pilot, DoneScreen)
        assert "importing." not in "\n".join(lines(app))
