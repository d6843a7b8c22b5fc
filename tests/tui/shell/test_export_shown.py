"""Export: the rows shown, in their order, with their columns, never over a file that is there."""

import csv
import json
import stat
from pathlib import Path

import pytest
from screen_text import shows, type_in, until
from textual.widgets import Input
from words import said

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.export import ExportScreen
from csops_tui.tui.file_names import completions, free_name
from csops_tui.tui.screens.churn_analysis import ChurnAnalysisScreen
from csops_tui.tui.screens.growth import GrowthScreen
from csops_tui.tui.screens.renewals import RenewalsScreen
from csops_tui.tui.screens.sheet import SheetScreen
from csops_tui.tui.screens.survival import SurvivalScreen
from csops_tui.tui.screens.tasks import TasksScreen


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


async def test_what_is_filtered_and_sorted_is_written_as_it_stands(app: CsopsApp, in_a_folder: Path) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        app.here.sheet.select_column("mrr")  # type: ignore[attr-defined]
        await pilot.press("s", "s", "f")
        await type_in(pilot, "c")
        await pilot.press("enter", "x", "enter")
        path = in_a_folder / "csops-sheet-2026-11-21.csv"
        await until(pilot, path.exists)
        await until(pilot, lambda: said(app, "1 行を"))
    header, *rows = table(path)
    assert [row[header.index("顧客")] for row in rows] == ["Acme Inc."]
    line = dict(zip(header, rows[0], strict=True))
    assert (line["MRR"], line["MRR (通貨)"]) == ("260000", "JPY"), "a number that can be summed"
    assert line["更新日"] == "2027-04-01"
    assert line["1:1"] == "21"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_with_marks_the_marked_rows_are_written_alone(app: CsopsApp, in_a_folder: Path) -> None:
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.pause()
        app.here.sheet.set_marks({"hokuto", "mirai"})  # type: ignore[attr-defined]
        await pilot.press("x")
        await until(pilot, lambda: shows(app, "印を付けた 2 行"))
        await pilot.press("enter")
        path = in_a_folder / "csops-sheet-2026-11-21.csv"
        await until(pilot, path.exists)
    assert sorted(row[0] for row in table(path)[1:]) == ["ミライ商事", "北斗システムズ"]


async def test_an_ending_that_is_typed_takes_the_place_of_the_one_behind_the_cursor(
    app: CsopsApp, in_a_folder: Path
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        await pilot.press("ctrl+u", *"q.md", "enter")
        await until(pilot, (in_a_folder / "q.md").exists)
    assert not (in_a_folder / "q.md.csv").exists()


async def test_an_existing_file_is_never_overwritten(app: CsopsApp, in_a_folder: Path) -> None:
    kept = in_a_folder / "mine.csv"
    kept.write_text("mine")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        app.screen.query_one(Input).value = "mine.csv"
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "mine-2.csv でよければ"))
        await pilot.press("enter")
        await until(pilot, (in_a_folder / "mine-2.csv").exists)
    assert kept.read_text() == "mine"


@pytest.mark.parametrize("ending", ["json", "tsv", "md", "jsonl"])
async def test_the_ending_says_the_format(app: CsopsApp, in_a_folder: Path, ending: str) -> None:
    path = in_a_folder / f"touches.{ending}"
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("3", "x")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        app.screen.query_one(Input).value = path.name
        await pilot.press("enter")
        await until(pilot, lambda: path.exists() and not isinstance(app.screen, ExportScreen))
    text = path.read_text(encoding="utf-8-sig")
    if ending == "json":
        assert [row["日付"] for row in json.loads(text)] == ["2026-11-20", "2026-11-09", "2026-10-31", "2026-09-08"]
    elif ending == "md":
        assert text.splitlines()[0].startswith("| 日付 |") and "| --- |" in text.splitlines()[1]
        assert len(text.splitlines()) == 6
    else:
        assert len(text.splitlines()) == 4 + (ending == "tsv")


async def test_a_formula_in_a_name_is_guarded(app: CsopsApp, small_book: Book, in_a_folder: Path) -> None:
    with small_book.edit("name") as edit:
        edit.update("account", "acme", {"name": '=HYPERLINK("x")'})
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("x", "enter")
        path = in_a_folder / "csops-sheet-2026-11-21.csv"
        await until(pilot, path.exists)
    assert '\'=HYPERLINK("x")' in [row[0] for row in table(path)]


async def test_a_wrong_ending_or_folder_is_said_and_the_name_stays(app: CsopsApp, in_a_folder: Path) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        for name, words in (("a.docx", "では書き出せません"), ("nowhere/a.csv", "がありません")):
            app.screen.query_one(Input).value = name
            await pilot.press("enter")
            await until(pilot, lambda words=words: shows(app, words))
            assert app.screen.query_one(Input).value == name
    assert list(in_a_folder.iterdir()) == []


async def test_the_history_is_exported_in_words(app: CsopsApp, in_a_folder: Path) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("H", "x", "enter")
        path = in_a_folder / "csops-history-2026-11-21.csv"
        await until(pilot, path.exists)
    header, row = table(path)
    assert (row[header.index("操作")], row[header.index("操作者")]) == ("setup", "ando")


def test_names_of_files_are_completed_folders_first(in_a_folder: Path) -> None:
    (in_a_folder / "data").mkdir()
    (in_a_folder / "data.csv").touch()
    (in_a_folder / "data.txt").touch()
    (in_a_folder / ".hidden.csv").touch()
    assert completions("da", (".csv",)) == ["data/", "data.csv"]
    assert completions("") == ["data/", "data.csv", "data.txt"]
    assert completions("nowhere/x") == []


def test_a_free_name_counts_up(in_a_folder: Path) -> None:
    (in_a_folder / "a.csv").touch()
    (in_a_folder / "a-2.csv").touch()
    assert free_name(Path("a.csv")) == Path("a-3.csv")
    assert free_name(Path("b.csv")) == Path("b.csv")


def test_a_calendar_is_offered_only_of_rows_with_days() -> None:
    assert SheetScreen().in_a_calendar() and TasksScreen().in_a_calendar()
    assert not any(screen().in_a_calendar() for screen in (ChurnAnalysisScreen, SurvivalScreen, GrowthScreen))
    assert not RenewalsScreen().in_a_calendar(), "before a part with renewals is shown"
