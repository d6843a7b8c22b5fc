"""The first run: three choices, each by one key."""

from pathlib import Path

import pytest
from screen_text import lines, shows, type_in, until

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui import sample_child
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.import_file import ImportScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.screens.welcome import WelcomeScreen, sample_path

FILE = "会社名,フリガナ,担当,ティア\n甲商事,コウショウジ,佐藤,high\n乙工業,オツコウギョウ,,謎\n"


@pytest.fixture
def first_run(book: Book) -> CsopsApp:
    return CsopsApp(book, Config(), first="welcome")


def accounts(book: Book) -> list[str]:
    return [name for (name,) in book.reader().execute("SELECT name FROM account ORDER BY name")]


async def test_d_makes_the_sample_beside_the_own_book_and_opens_it(
    first_run: CsopsApp, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_child, "ACCOUNTS", 5)
    app = first_run
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen), 30)
        assert app.book.path == sample_path()
        await until(pilot, lambda: shows(app, "サンプル：O で自分のブックへ"))
        assert len(accounts(app.book)) == 5
        # And back to the own book, which is empty still.
        await pilot.press("O")
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))
        assert app.book.path != sample_path()
        assert accounts(app.book) == []
        app.book.close()


async def test_escape_stops_the_making_and_leaves_nothing_behind(first_run: CsopsApp) -> None:
    app = first_run
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: shows(app, "サンプルを作っています"))
        await until(pilot, lambda: app.screen._child is not None, 10)  # type: ignore[attr-defined]
        child = app.screen._child  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: child.poll() is not None, 10)
        assert shows(app, "サンプルで試す")
        assert isinstance(app.screen, WelcomeScreen)
        assert not sample_path().exists()
        assert [p.name for p in sample_path().parent.iterdir() if "demo" in p.name] == []


async def test_i_imports_a_file_after_showing_what_it_would_do(
    first_run: CsopsApp, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = first_run
    monkeypatch.chdir(tmp_path)
    (tmp_path / "customers.csv").write_text(FILE, encoding="utf-8")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen))
        await type_in(pilot, "cus")
        await pilot.press("tab")
        assert shows(app, "customers.csv")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "追加 0", "取り込めない 2"))
        assert shows(app, "2 行目", "担当", "佐藤")
        assert accounts(book) == [], "a dry run writes nothing"
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "取り込むものがありません"))
        assert shows(app, "a を押すと")
        await pilot.press("a")
        await until(pilot, lambda: shows(app, "追加 2", "取り込めない 0"))
        assert shows(app, "担当者 1 名を追加: 佐藤")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        assert accounts(book) == ["乙工業", "甲商事"]
        assert book.reader().execute("SELECT name FROM member").fetchall() == [("佐藤",)]
        await until(pilot, lambda: shows(app, "甲商事"))
        await pilot.press("u")
        await until(pilot, lambda: accounts(book) == [])


async def test_rejected_rows_are_written_with_their_reasons(
    first_run: CsopsApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = first_run
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(FILE, encoding="cp932")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("i")
        await type_in(pilot, "a.csv")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "取り込めない 2"))
        await pilot.press("r")
        await until(pilot, (tmp_path / "a-rejects.csv").exists)
    assert "甲商事" in (tmp_path / "a-rejects.csv").read_text(encoding="utf-8-sig")


async def test_what_was_left_out_is_counted_and_its_file_is_one_key_away(
    first_run: CsopsApp, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = first_run
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("会社名,席数\n甲商事,3\n乙工業,たくさん\n", encoding="utf-8")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("i")
        await type_in(pilot, "a.csv")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "追加 1", "取り込めない 1"))
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "1 件を追加、0 件を変更しました。1 行は取り込めませんでした"))
        assert shows(app, "3 行目", "席数")
        await pilot.press("r")
        await until(pilot, (tmp_path / "a-rejects.csv").exists)
        assert accounts(book) == ["甲商事"]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))


async def test_the_contracts_in_a_list_of_customers_come_in_after_them(
    first_run: CsopsApp, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = first_run
    monkeypatch.chdir(tmp_path)
    text = "会社名,業種,規模,契約開始日,契約終了日,年間契約額\n甲商事,製造,,2026-04-01,2027-04-01,1200000\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("i")
        await type_in(pilot, "a.csv")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "契約の列もあります", "契約終了日, 年間契約額"))
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "tab で続けて取り込めます"))
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "▸ 契約"))
        assert shows(app, "年間契約額 は12で割り")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    assert book.reader().execute("SELECT mrr, starts FROM subscription").fetchall() == [(100000, "2026-04-01")]


async def test_names_are_chosen_by_arrows_and_a_folder_is_called_one(
    first_run: CsopsApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = first_run
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crm").mkdir()
    for name in ("a.csv", "b.csv"):
        (tmp_path / "crm" / name).write_text(FILE, encoding="utf-8")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("i")
        assert shows(app, "↓", "候補を選ぶ")
        await type_in(pilot, "crm")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "crm/ はフォルダーです"))
        await until(pilot, lambda: shows(app, "crm/b.csv"))
        await pilot.press("down", "down")
        await until(pilot, lambda: shows(app, "▸ crm/b.csv"))
        await pilot.press("up", "down", "enter")
        await until(pilot, lambda: shows(app, "取り込めない 2"))
        assert app.screen._line.value == "crm/b.csv"  # type: ignore[attr-defined]


async def test_a_file_that_cannot_be_read_is_said_and_the_name_stays(first_run: CsopsApp) -> None:
    app = first_run
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("i")
        await type_in(pilot, "nothing.csv")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "nothing.csv が見つかりません"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))


async def test_n_opens_the_form_of_the_first_account_and_saving_it_shows_the_sheet(
    first_run: CsopsApp, book: Book
) -> None:
    app = first_run
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(app.screen, WelcomeScreen))
        await type_in(pilot, "甲商事")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: accounts(book) == ["甲商事"])
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))


async def test_arrows_and_enter_choose_as_well(first_run: CsopsApp) -> None:
    app = first_run
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ImportScreen))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_the_three_choices_are_whole_on_every_size(first_run: CsopsApp, size: tuple[int, int], lang: str) -> None:
    set_language(lang)
    app = first_run
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = "\n".join(lines(app))
        for key, word in (
            ("d", "サンプル" if lang == "ja" else "Look round"),
            ("n", "空" if lang == "ja" else "empty"),
        ):
            assert any(line.strip("▸ ").startswith(f"{key}  ") and word in line for line in text.splitlines()), key
