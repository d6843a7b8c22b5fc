"""Risks, complaints, opportunities and growth by their keys, asserted on the rows of the book."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from screen_text import lines, settled, shows, type_in
from textual.pilot import Pilot

from csops_tui.store.book import Book
from csops_tui.store.clock import utc_text
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.ask import Ask
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.growth import GrowthScreen

SIZE = (140, 40)


async def _open(pilot: Pilot[None], app: CsopsApp, table: str) -> None:
    app.open_records(table)
    await pilot.pause()


async def _win(pilot: Pilot[None], app: CsopsApp) -> None:
    """Open the opportunity under the cursor, say that it is won, and save."""
    await pilot.press("enter")
    await pilot.pause()
    app.screen.lines["state"].put_value("won")  # type: ignore[attr-defined]
    app.screen.lines["state"].by_hand = True  # type: ignore[attr-defined]
    await pilot.press("ctrl+s")
    await pilot.pause()


def _row(book: Book, sql: str) -> Any:
    return book.reader().execute(sql).fetchone()


@pytest.fixture
def register(small_book: Book) -> Book:
    """A risk that is due, a grave complaint of this morning and an open opportunity, all at ミライ商事."""
    today, now = small_book.clock.today(), small_book.clock.now()
    with small_book.edit("register") as e:
        risk = {"id": "r1", "account_id": "mirai", "category": "value", "level": "medium", "opened": "2026-01-05"}
        e.insert("risk", {**risk, "review_on": (today - dt.timedelta(days=2)).isoformat()})
        later = {"id": "r2", "account_id": "acme", "category": "people", "level": "critical", "opened": "2026-01-05"}
        e.insert("risk", {**later, "review_on": (today + dt.timedelta(days=9)).isoformat()})
        at = utc_text(now - dt.timedelta(hours=6))
        complaint = {"id": "c1", "account_id": "mirai", "title": "画面が遅い", "severity": "critical", "received": at}
        e.insert("complaint", complaint)
        chance = {"id": "o1", "account_id": "mirai", "title": "席追加", "opened": "2026-05-01", "mrr": 1000}
        e.insert("opportunity", chance)
    return small_book


async def test_a_reviewed_risk_is_put_off_by_its_level_or_to_the_day_that_is_typed(
    app: CsopsApp, register: Book
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _open(pilot, app, "risk")
        assert app.here.current_row() == ("risk", "r1")
        await pilot.press("d", *"変わらず", "enter")
        await pilot.pause()
        day = (register.clock.today() + dt.timedelta(days=30)).isoformat()
        assert _row(register, "SELECT review_on, note FROM risk WHERE id = 'r1'") == (
            day,
            f"{register.clock.today().isoformat()} 変わらず",
        )
        await pilot.press("u")
        assert _row(register, "SELECT note FROM risk WHERE id = 'r1'") == (None,)


async def test_a_level_is_raised_and_lowered_by_one_key_and_the_parts_narrow_the_list(
    app: CsopsApp, register: Book
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _open(pilot, app, "risk")
        await pilot.press("plus")
        assert _row(register, "SELECT level FROM risk WHERE id = 'r1'") == ("high",)
        await pilot.press("minus", "minus")
        assert _row(register, "SELECT level FROM risk WHERE id = 'r1'") == ("low",)
        await pilot.press("tab")
        await pilot.pause()
        assert list(app.here.sheet.source.fetch(app.here.sheet.keys)) and len(app.here.sheet.keys) == 1  # type: ignore[attr-defined]


async def test_an_update_is_one_key_and_a_line_and_moves_the_next_one_on(app: CsopsApp, register: Book) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _open(pilot, app, "complaint")
        await pilot.press("tab")
        await pilot.pause()
        assert app.here.current_row() == ("complaint", "c1")
        await pilot.press("a", *"investigating", "enter")
        await pilot.pause()
        assert _row(register, "SELECT complaint_id, body, member_id FROM complaint_update") == (
            "c1",
            "investigating",
            "sato",
        )
        assert app.here.current_row() is None


async def test_the_first_answer_and_the_solution_are_one_key_each(app: CsopsApp, register: Book) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _open(pilot, app, "complaint")
        await pilot.press("r")
        assert _row(register, "SELECT responded IS NOT NULL, resolved FROM complaint") == (1, None)
        await pilot.press("d", "enter")
        assert _row(register, "SELECT resolved FROM complaint") == (None,)
        await pilot.press(*"setting", "enter")
        assert _row(register, "SELECT resolved IS NOT NULL, cause FROM complaint") == (1, "setting")


async def test_times_and_terms_are_parts_of_the_complaints(app: CsopsApp, register: Book) -> None:
    with register.edit("sla") as e:
        e.insert("sla", {"account_id": "mirai", "kind": "first_response", "hours": 4})
        today = register.clock.today().isoformat()
        e.insert("ticket", {"account_id": "mirai", "opened": today, "first_response": 600})
    async with app.run_test(size=SIZE) as pilot:
        await _open(pilot, app, "complaint")
        await pilot.press("tab", "tab", "tab")
        await settled(pilot)
        sheet = app.here.sheet  # type: ignore[attr-defined]
        assert [row.cells[1] for row in sheet.source.fetch(sheet.keys).values()] == ["1", "1"]
        await pilot.press("tab")
        await settled(pilot)
        (row,) = sheet.source.fetch(sheet.keys).values()
        assert row.cells[0] == "ミライ商事" and row.cells[4] == "1"


async def test_going_on_at_a_worried_customer_asks_for_a_word_that_stays_in_the_note(
    app: CsopsApp, register: Book
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _open(pilot, app, "opportunity")
        await _win(pilot, app)
        assert _row(register, "SELECT state FROM opportunity") == ("open",)
        await pilot.press(*"agreed")
        await pilot.press("ctrl+s")
        await pilot.pause()
        state, note = _row(register, "SELECT state, note FROM opportunity")
        assert state == "won" and "画面が遅い" in note and note.endswith("agreed")


async def test_a_free_way_asks_for_nothing(app: CsopsApp, register: Book) -> None:
    with register.edit("solve") as e:
        e.update("complaint", "c1", {"resolved": utc_text(register.clock.now())})
    async with app.run_test(size=SIZE) as pilot:
        await _open(pilot, app, "opportunity")
        await _win(pilot, app)
        assert _row(register, "SELECT state, note FROM opportunity") == ("won", None)


async def test_growth_stands_beside_risk_and_o_goes_over(app: CsopsApp, register: Book) -> None:
    with register.edit("nps") as e:
        e.insert("survey", {"id": "s", "name": "NPS", "day": register.clock.today().isoformat()})
        e.insert(
            "survey_response",
            {"survey_id": "s", "account_id": "acme", "day": register.clock.today().isoformat(), "score": 10},
        )
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ampersand")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, GrowthScreen)
        assert app.here.current_account() == ("acme", "Acme Inc.")
        await pilot.press("o")
        await pilot.pause()
        assert app.here.current_account() == ("mirai", "ミライ商事")
        await pilot.press("tab")
        await settled(pilot)
        assert len(screen.sheet.keys) >= 1


async def test_a_risk_is_settled_with_what_settled_it_and_undo_opens_it_again(app: CsopsApp, register: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await _open(pilot, app, "risk")
        await pilot.press("r")
        await type_in(pilot, "後任に引き継ぎ")
        await pilot.press("enter")
        today = register.clock.today().isoformat()
        assert _row(register, "SELECT closed, note FROM risk WHERE id = 'r1'") == (today, f"{today} 後任に引き継ぎ")
        assert app.here.current_row() == ("risk", "r2")
        await pilot.press("u")
        assert _row(register, "SELECT closed, note FROM risk WHERE id = 'r1'") == (None, None)


async def test_the_account_page_has_the_registers_with_their_commands(app: CsopsApp, register: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_account("mirai")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, AccountScreen)
        assert shows(app, "クレーム", "画面が遅い") and shows(app, "リスク", "中 価値未実感")
        screen.open_part("risks")
        await pilot.pause()
        assert shows(app, "▸リスク", "クレーム", "案件") and shows(app, "d 見直し")
        await pilot.press("plus", "d", "enter")
        day = (register.clock.today() + dt.timedelta(days=14)).isoformat()
        assert _row(register, "SELECT level, review_on FROM risk WHERE id = 'r1'") == ("high", day)
        screen.open_part("complaints")
        await pilot.press("r", "a")
        await type_in(pilot, "調査中")
        await pilot.press("enter")
        assert _row(register, "SELECT responded IS NOT NULL, resolved FROM complaint") == (1, None)
        assert _row(register, "SELECT body FROM complaint_update") == ("調査中",)
        screen.open_part("opportunities")
        await pilot.press("enter")
        await pilot.pause()
        assert shows(app, "クレーム「画面が遅い」") and shows(app, "席追加")


async def test_what_was_said_goes_with_the_screen_and_the_part(app: CsopsApp, register: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await _open(pilot, app, "risk")
        await pilot.press("plus")
        assert app._notifications
        await pilot.press("tab")
        assert not app._notifications
        await pilot.press("minus", "question_mark")
        assert not app._notifications
        await pilot.press("escape", "plus", "3")
        await pilot.pause()
        assert not app._notifications


async def test_service_terms_are_entered_beside_the_tickets_that_broke_them(app: CsopsApp, register: Book) -> None:
    with register.edit("ticket") as e:
        today = register.clock.today().isoformat()
        e.insert("sla", {"account_id": "mirai", "kind": "first_response", "hours": 4})
        e.insert("ticket", {"account_id": "mirai", "title": "ログインできない", "opened": today, "first_response": 600})
    async with app.run_test(size=(120, 40)) as pilot:
        await _open(pilot, app, "complaint")
        app.here.open_part("sla")  # type: ignore[attr-defined]
        await settled(pilot)
        assert any("ログインできない" in line and "10時間（約束 4時間）" in line for line in lines(app))
        await pilot.press("n")
        await pilot.pause()
        assert shows(app, "ミライ商事") and app.screen.job.table == "sla"  # type: ignore[attr-defined]


async def test_d_changes_the_span_of_figures_and_solves_a_complaint_in_a_list(app: CsopsApp, register: Book) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _open(pilot, app, "complaint")
        await pilot.press("tab", "tab", "tab")
        await settled(pilot)
        assert shows(app, "12か月 2025/12/01–") and shows(app, "d 対象期間")
        await pilot.press("d", "d", "d", "d")
        await settled(pilot)
        assert shows(app, "前年度 2025/04/01–2026/03/31")
        sheet = app.here.sheet  # type: ignore[attr-defined]
        assert sheet.source.total == 0 and shows(app, "期間を変える")
        await pilot.press("shift+tab", "d")
        assert isinstance(app.screen, Ask)
