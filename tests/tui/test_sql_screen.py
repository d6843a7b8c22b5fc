"""The SQL console as a person works with it."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest
import python_calamine
from screen_text import shows, type_in, until
from textual.pilot import Pilot
from textual.widgets import Input

from csops_tui.store.book import Book
from csops_tui.store.console import Answer
from csops_tui.tui import sql_history
from csops_tui.tui.answers import AnswerSource
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.export import ExportScreen
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.sql import SqlScreen
from csops_tui.tui.sql_views import SqlViewsScreen
from csops_tui.tui.sql_words import proposals

TABLES = {"v_accounts": ("account_id", "account", "mrr"), "contact": ("id", "name", "mail"), "account": ("id", "name")}


async def console(pilot: Pilot[None], app: CsopsApp, sql: str) -> SqlScreen:
    """The console with a statement, the caret at its end."""
    await pilot.pause()
    await pilot.press("Q")
    await until(pilot, lambda: isinstance(app.screen, SqlScreen))
    screen = app.screen
    assert isinstance(screen, SqlScreen)
    screen.editor.put(sql)
    await pilot.pause()
    return screen


async def test_a_statement_is_answered_as_a_sheet_that_sorts_and_opens_accounts(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await console(pilot, app, "SELECT account, mrr, account_id FROM v_accounts WHERE mrr > 0 ORDER BY mrr")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.sheet.row_count == 2 and screen.sheet.has_focus)
        assert shows(app, "Acme Inc.", "260000")
        screen.sheet.select_column("1")
        await until(pilot, lambda: shows(app, "mrr:", "660,000"))
        await pilot.press("s", "s", "g")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))


async def test_whoever_types_into_the_new_console_writes_another_statement(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("Q")
        await until(pilot, lambda: isinstance(app.screen, SqlScreen))
        screen = app.screen
        assert isinstance(screen, SqlScreen) and screen.editor.text
        await type_in(pilot, "SELECT 7;")
        assert screen.editor.text == "SELECT 7;"
        await pilot.press("enter")
        await until(pilot, lambda: screen.sheet.row_count == 1)


async def test_enter_after_the_semicolon_asks_and_before_it_breaks_the_line(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await console(pilot, app, "SELECT 1")
        await pilot.press("enter")
        await type_in(pilot, "AS one;")
        await pilot.press("enter")
        await until(pilot, lambda: screen.sheet.row_count == 1)
        assert screen.editor.text == "SELECT 1\nAS one;"


async def test_a_mistake_is_said_and_selected(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await console(pilot, app, "SELECT name,\n  mail FROM account")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shows(app, "2 行 3 文字目", "mail"))
        assert screen.editor.selected_text == "mail"
        assert screen.editor.has_focus


async def test_writing_is_refused(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await console(pilot, app, "DELETE FROM account")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shows(app, "! "))
    assert small_book.reader().execute("SELECT count(*) FROM account").fetchone() == (3,)


async def test_escape_stops_a_long_question(app: CsopsApp) -> None:
    endless = "WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r"
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await console(pilot, app, endless)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shows(app, "実行中"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: any("実行中です" in n.message for n in app._notifications))
        await pilot.press("escape")
        await until(pilot, lambda: shows(app, "中止しました"))
        assert app.screen is screen


async def test_statements_are_kept_and_come_back(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await console(pilot, app, "SELECT 1")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.sheet.row_count == 1)
        screen.editor.put("SELECT 2")
        await pilot.press("e", "ctrl+s")
        await until(pilot, lambda: sql_history.read()[-1:] == ["SELECT 2"])
        screen.editor.put("SELECT half")
        await pilot.press("ctrl+up", "ctrl+up")
        await until(pilot, lambda: screen.editor.text == "SELECT 1")
        await pilot.press("ctrl+down", "ctrl+down")
        await until(pilot, lambda: screen.editor.text == "SELECT half")
    assert sql_history.read() == ["SELECT 1", "SELECT 2", "SELECT half"]
    assert sql_history.history_path().stat().st_mode & 0o777 == 0o600


async def test_tab_completes_tables_and_columns_in_turn(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await console(pilot, app, "SELECT * FROM v_acc")
        await pilot.press("tab")
        await until(pilot, lambda: screen.editor.text == "SELECT * FROM v_accounts")
        screen.editor.put("SELECT renew FROM v_accounts")
        screen.editor.move_cursor((0, 12))
        await pilot.press("tab")
        await until(pilot, lambda: screen.editor.text.startswith("SELECT renewal_on "))
        await pilot.press("tab")
        await until(pilot, lambda: screen.editor.text.startswith("SELECT renewal_in_days "))


async def test_the_views_are_one_key_away_with_a_question_each(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await console(pilot, app, "")
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, SqlViewsScreen) and shows(app, "v_accounts"))
        await type_in(pilot, "v_renewals")
        await pilot.press("enter")
        await until(pilot, lambda: "FROM v_renewals" in screen.editor.text)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shows(app, "該当する行はありません") or screen.sheet.row_count > 0)


async def test_an_answer_is_written_with_its_values(
    app: CsopsApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await console(
            pilot, app, "SELECT contact, 1.5 AS n, '2026-11-20' AS d FROM v_contacts ORDER BY contact"
        )
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.sheet.row_count == 2)
        for name in ("a.xlsx", "b.csv"):
            await pilot.press("x")
            await until(pilot, lambda: isinstance(app.screen, ExportScreen))
            app.screen.query_one(Input).value = name
            if name == "b.csv":
                await pilot.press("ctrl+r")
            await pilot.press("enter")
            await until(pilot, (tmp_path / name).exists)
            await until(pilot, lambda: app.screen is screen)
    first = python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()[1]
    assert (first[0], first[1], first[2].isoformat()) == ("John Sato", 1.5, "2026-11-20")
    text = (tmp_path / "b.csv").read_text(encoding="utf-8-sig")
    assert "John" not in text
    assert "contact-" in text


async def test_the_sheets_accounts_go_into_a_calendar(
    app: CsopsApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        app.screen.query_one(Input).value = "due.ics"
        await pilot.press("enter")
        await until(pilot, (tmp_path / "due.ics").exists)
    events = icalendar.Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")
    assert [str(event["summary"]) for event in events if "契約終了" in str(event["summary"])]


def test_what_can_follow_is_offered() -> None:
    assert proposals("SELECT * FROM ", 14, TABLES) == (14, ["v_accounts", "contact", "account"])
    assert proposals("SELECT a. FROM contact a", 9, TABLES) == (9, ["id", "name", "mail"])
    assert proposals("SELECT ma FROM contact", 9, TABLES)[1][0] == "mail"
    assert proposals("SELECT cou", 10, TABLES)[1][0] == "count"
    assert proposals("SELECT 'fro", 11, TABLES)[1] == []
    assert proposals("SELECT id AS na", 15, TABLES)[1] == []
    assert proposals("", 0, TABLES)[1][0] == "SELECT"


def test_an_answer_sorts_by_value_with_empty_values_last() -> None:
    source = AnswerSource(Answer(("a", "b"), [(10, "x"), (9, None), (None, "あ"), ("t", b"\x01")], False, 0.0))
    assert list(source.order("0", False, "")) == [1, 0, 3, 2]
    assert list(source.order("0", True, "")) == [3, 0, 1, 2]
    assert list(source.order(None, False, "あ")) == [2]
    assert source.plain(3) == ["t", "x'01'"]
    assert source.position("9") is None
