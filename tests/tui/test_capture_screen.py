"""Capturing from the screen: a name is chosen, the reading can be stopped, and what came of it is said."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from screen_text import shows, until
from textual.pilot import Pilot

from csops_tui.exchange.capture import capturing
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.capture_file import CaptureScreen
from csops_tui.tui.screens.captured import CapturedScreen
from csops_tui.tui.widgets.file_chooser import FileLine

FIXTURES = Path(__file__).parents[2] / "fixtures" / "capture"


@pytest.fixture
def app(small_book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CsopsApp:
    """A book and a folder with a few files to capture."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(FIXTURES / "mails", tmp_path / "mail")
    shutil.copy(FIXTURES / "calendar.ics", tmp_path)
    (tmp_path / "broken.vcf").write_text("nothing", encoding="utf-8")
    return CsopsApp(small_book, Config(member="佐藤"))


def waiting(app: CsopsApp) -> int:
    return app.book.reader().execute("SELECT count(*) FROM proposal").fetchone()[0]


async def press(pilot: Pilot, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def test_a_folder_is_captured_told_of_listed_remembered_and_taken_back(app: CsopsApp) -> None:
    """A2-02."""
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "N", "n")
        assert isinstance(app.screen, CaptureScreen)
        await until(pilot, lambda: shows(app, "calendar.ics"))
        await press(pilot, *"mail", "tab")
        assert app.screen.query_one(FileLine).value == "mail/"
        await press(pilot, "enter")
        await until(pilot, lambda: shows(app, "新しい候補") and shows(app, "enter で一覧"))
        assert waiting(app) > 0
        assert shows(app, "enter 取り込む", "esc 戻る"), "the footer names the key that goes on"
        await press(pilot, "enter")
        assert isinstance(app.screen, CapturedScreen)
        assert len(app.here.sheet.keys) == waiting(app)  # type: ignore[attr-defined]
        await press(pilot, "n")
        await until(pilot, lambda: shows(app, "▸ ", "前回の取り込み元"))
        await press(pilot, "enter")
        await until(pilot, lambda: shows(app, "新しく確認するものはありません"))
        await press(pilot, "escape", "u")
        assert waiting(app) == 0


async def test_wrong_names_and_files_are_said_and_the_line_stays(app: CsopsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "N", "n", *"gone.ics", "enter")
        assert shows(app, "gone.ics はありません")
        app.screen.query_one(FileLine).value = "broken.vcf"
        await press(pilot, "enter")
        await until(pilot, lambda: shows(app, "broken.vcf: "))
        await press(pilot, "escape")
        assert isinstance(app.screen, CapturedScreen)


async def test_esc_stops_the_reading_and_nothing_is_written(app: CsopsApp, monkeypatch: pytest.MonkeyPatch) -> None:
    on, real = threading.Event(), capturing.read_apart

    def slow(paths, window, progress=None):
        progress(0)
        on.wait(10)
        yield from real(paths, window, progress)

    monkeypatch.setattr(capturing, "read_apart", slow)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "N", "n", *"calendar.ics", "enter")
        await until(pilot, lambda: shows(app, "1 ファイル中 0") and shows(app, "esc で中止"))
        await press(pilot, "escape")
        await until(pilot, lambda: shows(app, "取り込むファイルかフォルダ"))
        on.set()
        await app.workers.wait_for_complete()
        assert isinstance(app.screen, CaptureScreen)
        assert waiting(app) == 0
        await press(pilot, "enter")
        await until(pilot, lambda: shows(app, "新しい候補"))
