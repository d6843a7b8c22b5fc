"""The steps of an import, each by its keys: the first rows, the columns, the check."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_support import accounts, finished, on, open_file, said
from screen_text import lines, shows, type_in, until

from csops_tui.exchange.table import ENDINGS
from csops_tui.locale import LANGUAGES, set_language
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.intake import READABLE
from csops_tui.tui.screens.import_done import DoneScreen
from csops_tui.tui.screens.import_dry_run import DryRunScreen
from csops_tui.tui.screens.import_file import ImportScreen
from csops_tui.tui.screens.import_mapping import MappingScreen
from csops_tui.tui.screens.import_preview import PreviewScreen
from csops_tui.tui.screens.import_row import RowScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.screens.welcome import WelcomeScreen
from csops_tui.tui.target_words import target_choices

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


async def test_a_number_that_can_be_read_both_ways_is_read_as_said_with_a_key(
    empty: CsopsApp, book: Book, folder: Path
) -> None:
    (folder / "a.csv").write_text("会社名;席数\n甲商事;1.234\n", encoding="utf-8")
    app = empty
    async with app.run_test(size=(120, 30)) as pilot:
        await open_file(pilot, "a.csv")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen | DryRunScreen))
        await finished(pilot)
        await pilot.press("m" if isinstance(app.screen, DryRunScreen) else "tab")
        await on(pilot, MappingScreen)
        await pilot.press("D")
        await until(pilot, lambda: shows(app, "コンマ（1.234,5）"))
        await type_in(pilot, "コンマ")
        await pilot.press("enter")
        await finished(pilot)
        await pilot.press("tab")
        await on(pilot, DryRunScreen)
        await until(pilot, lambda: shows(app, "追加 1"))
        await pilot.press("enter")
        await on(pilot, DoneScreen)
    assert book.reader().execute("SELECT seats FROM account").fetchall() == [(1234,)]


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
        await until(pilot, lambda: shows(app, "「zzz」に当てはまる行がありません"))
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_targets_of_a_column_are_called_the_same(lang: str) -> None:
    set_language(lang)
    for entity in ENTITIES:
        labels = [choice.label for choice in target_choices(entity, {})]
        assert all(labels) and len(labels) == len(set(labels)), entity
