"""`4 Churn`: its parts, the save rate with its n, and completeness counted by owner and month."""

from __future__ import annotations

import pytest
from screen_text import shows, until
from textual.pilot import Pilot

from csops_tui.store import code_book
from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.churn_entry import ChurnEntryScreen
from csops_tui.tui.screens.churn import ChurnScreen
from csops_tui.tui.screens.churn_analysis import ChurnAnalysisScreen
from csops_tui.tui.screens.churn_group import ChurnGroupScreen
from csops_tui.tui.screens.survival import SurvivalScreen


@pytest.fixture
def lost(small_book: Book) -> Book:
    """Twelve losses of two months: nine with a telling reason, one other, one unknown, one without."""
    reasons = [*["price"] * 9, "other", "unknown", None]
    with small_book.edit("x") as edit:
        for number, reason in enumerate(reasons):
            month = 9 + number % 2
            row = {"id": f"c{number}", "account_id": "mirai", "effective": f"2026-{month:02d}-10", "member_id": "sato"}
            edit.insert("churn", row | ({"reason_judged": reason} if reason else {}))
    return small_book


async def part(pilot: Pilot, app: CsopsApp, name: str) -> ChurnScreen:
    await pilot.pause()
    await pilot.press("4")
    await until(pilot, lambda: isinstance(app.screen, ChurnScreen))
    screen = app.screen
    assert isinstance(screen, ChurnScreen)
    screen.open_part(name)
    await pilot.pause()
    return screen


async def test_completeness_stands_by_owner_then_by_month_with_unknown_and_other(app: CsopsApp, lost: Book) -> None:
    """A5-01."""
    async with app.run_test(size=(140, 40)) as pilot:
        await part(pilot, app, "completeness")
        # 12 churns, 11 with a reason (92 %), 1 without, 1 unknown, 1 other (8 % each).
        await until(pilot, lambda: shows(app, "佐藤", "12", "11", "92%", "8%"))
        await until(pilot, lambda: shows(app, "解約理由の記入（件数）"))
        await pilot.press("p")
        await until(pilot, lambda: shows(app, "2026-09", "6") and shows(app, "2026-10", "6"))
        # Six are too few for a share.
        await until(pilot, lambda: shows(app, "2026-10", "少数"))


async def test_enter_on_a_figure_lists_its_records_those_without_reason_first(app: CsopsApp, lost: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await part(pilot, app, "completeness")
        await until(pilot, lambda: shows(app, "佐藤", "92%"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChurnGroupScreen) and app.screen.sheet.row_count == 12)
        assert isinstance(app.screen, ChurnGroupScreen)
        assert app.screen.sheet.current_id == "c11"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChurnEntryScreen))


async def test_a_save_rate_is_told_from_ten_results_on_with_its_n(app: CsopsApp, small_book: Book) -> None:
    """A5-14."""
    with small_book.edit("x") as edit:
        for result in ("saved", "saved", "partly", "lost", "open"):
            row = {"account_id": "mirai", "day": "2026-11-01", "action": "visit", "result": result}
            edit.insert("save_attempt", row)
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await part(pilot, app, "saves")
        await until(pilot, lambda: shows(app, "結果あり 4件のうち成功 2", "一部 1", "10件未満"))
        with small_book.edit("x") as edit:
            for _ in range(6):
                row = {"account_id": "mirai", "day": "2026-11-02", "action": "call", "result": "saved"}
                edit.insert("save_attempt", row)
        app.follow()
        # 8 of 10, Wilson 49–94.
        await until(pilot, lambda: shows(app, "慰留成功率 80%（49–94%、n=10）"))
        assert screen.sheet.row_count == 11


async def test_tab_goes_through_all_parts_and_back_to_the_log(app: CsopsApp, lost: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await part(pilot, app, "completeness")
        await pilot.press("tab")
        await until(pilot, lambda: isinstance(app.screen, ChurnAnalysisScreen))
        await pilot.press("tab")
        await until(pilot, lambda: isinstance(app.screen, SurvivalScreen))
        await pilot.press("tab")
        await until(pilot, lambda: isinstance(app.screen, ChurnScreen) and app.screen.part == "reviews")
        await pilot.press("tab")
        await until(pilot, lambda: isinstance(app.screen, ChurnScreen) and app.screen.part == "log")
        await until(pilot, lambda: shows(app, "確定 0/12 · 理由あり 11"))
        await pilot.press("shift+tab", "shift+tab")
        await until(pilot, lambda: isinstance(app.screen, SurvivalScreen))


async def test_the_head_counts_a_replaced_reason_as_what_took_its_place(app: CsopsApp, lost: Book) -> None:
    with lost.edit("codes") as edit:
        code_book.supersede(edit, "churn_reason", "price", "other")
    async with app.run_test(size=(140, 40)) as pilot:
        await part(pilot, app, "log")
        await until(pilot, lambda: shows(app, "理由あり 11", "不明 1", "その他 10"))
