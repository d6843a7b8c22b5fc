"""The first run: three choices, each by one key."""

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
