"""The reports, as a person goes through them with the keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from screen_text import lines, shows, type_in, until
from textual.pilot import Pilot

from csops_tui.exchange.reports.catalogue import gather
from csops_tui.exchange.reports.write import content
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.reports import NAMES, Preview, ReportsScreen


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    monkeypatch.chdir(tmp_path / "files")


async def opened(pilot: Pilot[None], app: CsopsApp, key: str = "B") -> ReportsScreen:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, ReportsScreen) and app.screen.made is not None)
    assert isinstance(app.screen, ReportsScreen)
    return app.screen


async def test_b_on_an_accounts_page_is_its_briefing_and_h_its_hand_over(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("enter")
        screen = await opened(pilot, app, "b")
        assert screen.report_name == "briefing" and shows(app, "# 面談前ブリーフィング", "ミライ商事")
        await pilot.press("escape")
        screen = await opened(pilot, app, "h")
        assert screen.report_name == "handover" and shows(app, "# 引き継ぎ資料", "ミライ商事")


async def test_tab_goes_through_all_reports_and_those_of_an_account_ask_for_one(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, app)
        screen.account = None
        for name in NAMES[1:]:
            await pilot.press("tab")
            assert screen.report_name == name
            if screen.kind.of_account:
                assert shows(app, "a  顧客を選ぶ") and screen.why_not_write() == "report.why.none"
            else:
                await until(pilot, lambda: screen.made is not None)
        await pilot.press("a")
        await type_in(pilot, "acme")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "# サクセスプラン – Acme Inc."))
        await pilot.press("shift+tab", "shift+tab")
        await until(pilot, lambda: shows(app, "# 面談前ブリーフィング – Acme Inc."))


async def test_periods_move_by_months_or_weeks_and_stop_at_today(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, app)
        assert shows(app, "2026/11/15 – 2026/11/21") and screen.why_not_later() == "report.why.today"
        await pilot.press("less_than_sign")
        await until(pilot, lambda: shows(app, "2026/11/08 – 2026/11/14 · 2026/11/14 時点"))
        await pilot.press("greater_than_sign", "tab")
        await until(pilot, lambda: shows(app, "2026/10/01 – 2026/10/31 · 2026/10/31 時点"))
        await pilot.press("less_than_sign")
        await until(pilot, lambda: shows(app, "2026/09/01 – 2026/09/30 · 2026/09/30 時点"))
        await pilot.press("greater_than_sign", "greater_than_sign")
        await until(pilot, lambda: shows(app, "2026/11/01 – 2026/11/21 · 2026/11/21 時点"))
        assert screen.why_not_later() == "report.why.today"


async def test_x_writes_the_file_that_the_shell_would_write_and_says_where(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("enter")
        screen = await opened(pilot, app, "b")
        account = screen.account
        assert account is not None
        for shape in ("html", "xlsx", "md"):
            assert screen.shape == shape
            await pilot.press("x")
            await until(pilot, lambda: app.screen is not screen)
            await pilot.press("enter")
            path = Path(f"csops-briefing-ミライ商事-2026-11-21.{shape}")
            await until(pilot, path.exists)
            assert path.read_bytes() == content(gather(app.book, "briefing", account_id=account[0]), shape)  # type: ignore[arg-type]
            assert any(path.name in toast.message for toast in app._notifications)
            await pilot.press("o")
        await pilot.press("x")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press("ctrl+u")
        await type_in(pilot, "csops-briefing-ミライ商事-2026-11-21.html")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "すでにあります"))


async def test_the_preview_scrolls_and_stays_where_it_is_when_the_book_changes(app: CsopsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app)
        await pilot.press("tab")
        await until(pilot, lambda: screen.made is not None and screen.made.name == "monthly")
        preview = screen.query_one(Preview)
        await pilot.press("G")
        await until(pilot, lambda: preview.scroll_offset.y > 20)
        before = screen.made
        app.write("edit", lambda edit: edit.update("account", "mirai", {"tier": "low"}))
        await until(pilot, lambda: screen.made is not None and screen.made is not before)
        assert preview.scroll_offset.y > 20
        await pilot.press("g")
        await until(pilot, lambda: preview.scroll_offset.y == 0)


async def test_a_broken_template_is_said_on_the_screen_and_its_copy_is_made_with_e(
    app: CsopsApp, tmp_path: Path
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await opened(pilot, app)
        await pilot.press("e")
        own = tmp_path / "reports" / "weekly.md.j2"
        await until(pilot, own.exists)
        own.write_text("\n{{ nothing }}", encoding="utf-8")
        screen.reload()
        await until(pilot, lambda: shows(app, "weekly.md.j2 2行目"))
        assert screen.made is None
        assert "Traceback" not in "\n".join(lines(app))


async def test_the_reports_are_found_by_name(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("colon")
        await type_in(pilot, "reports")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReportsScreen))
