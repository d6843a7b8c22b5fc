"""The revenue screen, as a person walks through it with the keys."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from screen_text import figure_rows, shows, type_in, until
from textual.pilot import Pilot
from textual.widgets import Input

from csops_tui.analysis.rates import Rate, Told
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.definition import DefinitionScreen
from csops_tui.tui.screens.revenue import PARTS, RevenueScreen
from csops_tui.tui.screens.revenue_accounts import RevenueAccountsScreen


async def go_to(pilot: Pilot[None], app: CsopsApp, part: str) -> RevenueScreen:
    await pilot.press("dollar_sign", *["tab"] * PARTS.index(part))
    screen = app.screen
    assert isinstance(screen, RevenueScreen) and screen.part == part
    await until(pilot, lambda: screen._shown_part == part)
    return screen


@pytest.fixture
def paying(small_book: Book) -> Book:
    """Twelve accounts of 1,000 yen since December 2025; in May one grows, in June one is lost."""
    with small_book.edit("lines") as edit:
        for row in small_book.reader().execute("SELECT id FROM subscription").fetchall():
            edit.delete("subscription", row[0])
        for n in range(12):
            account = f"c{n:02}"
            edit.insert("account", {"id": account, "name": f"客{n:02}", "tier": "high" if n < 2 else "low"})
            line = {"id": f"s{n:02}", "account_id": account, "mrr": 1000, "starts": "2025-12-10"}
            edit.insert("subscription", line | ({"ends": "2026-06-10"} if n == 11 else {}))
        edit.insert("subscription", {"account_id": "c00", "mrr": 500, "plan": "add", "starts": "2026-05-01"})
        edit.insert("subscription", {"account_id": "c01", "mrr": 300, "starts": "2026-08-01", "ends": "2026-10-01"})
    return small_book


@pytest.fixture
def app(paying: Book) -> CsopsApp:
    return CsopsApp(paying, Config(member="佐藤"))


async def test_movements_add_up_and_a_month_opens_to_its_accounts_and_an_account(app: CsopsApp) -> None:
    """A6-06, A6-07."""
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "movements")
        assert shows(app, "期首＋増減＝期末：12か月すべてで一致")
        by_month = {row[0]: row for row in figure_rows(app)}
        assert len(by_month) == 13
        whole = by_month["期間計"]
        assert [next(iter(value.values())) for value in whole[1:8]] == [0, 12_000, 0, 800, -300, -1000, 11_500]
        assert by_month["2026/06"][6] == {"JPY": -1000} and by_month["2026/06"][8] == 11
        screen = app.here
        screen.sheet.select(next(r for r, v in screen.sheet.source.figures.rows if v[0] == "2026/06"))  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RevenueAccountsScreen) and len(figure_rows(app)) == 12)
        assert figure_rows(app)[0][:2] == ("客11", "解約")
        await until(pilot, lambda: shows(app, "解約", "−1,000円"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))


async def test_the_whole_span_opens_to_every_movement_with_its_month(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "movements")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RevenueAccountsScreen) and len(figure_rows(app)) == 16)
        assert [row[:3] for row in figure_rows(app)][-2:] == [("客01", "2026/10", "減額"), ("客11", "2026/06", "解約")]


async def test_retention_by_tier_says_too_few_under_ten_and_three_churn_rates(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "retention")
        assert shows(app, "解約率・状態から") and shows(app, "解約率・契約から 8.3%（12社中1社）")
        june = next(row for row in figure_rows(app) if row[0] == "2026/05/31→2026/06/30")
        assert june[1] == 12 and june[6] == 1 and june[7] == Told(pytest.approx(100 / 12), 12)
        await pilot.press("a")
        await type_in(pilot, "ティア")
        await pilot.press("enter")
        await until(pilot, lambda: len(figure_rows(app)) == 22)
        high = [row for row in figure_rows(app) if row[1] == "High"]
        assert all(row[5] == Told(None, 2) for row in high) and shows(app, "High", "少数")


async def test_cohorts_leave_what_has_not_come_empty_and_tell_accounts_or_money(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "cohorts")
        (row,) = figure_rows(app)
        assert row[:2] == ("2025/12", 12) and row[3:] == (*[Rate(12, 12)] * 5, *[Rate(11, 12)] * 6)
        await pilot.press("m")
        await until(pilot, lambda: isinstance(figure_rows(app)[0][3], Told))
        await pilot.press("m", "p")
        await until(pilot, lambda: figure_rows(app)[0][0] == "2025-Q4")
        assert figure_rows(app)[0][3:] == (*[Rate(12, 12)] * 2, *[Rate(11, 12)] * 3)


async def test_overlaps_are_listed_and_open_the_account(app: CsopsApp) -> None:
    """A6-10."""
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await go_to(pilot, app, "lines")
        assert [(row[0], row[1], row[6]) for row in figure_rows(app)] == [("重複", "客01", 61)]
        assert screen.current_account() == ("c01", "客01")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))


async def test_economics_say_what_is_missing_and_each_row_has_its_definition(app: CsopsApp) -> None:
    """A6-08, A12-07."""
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "economics")
        assert shows(app, "未登録の入力", "粗利率", "獲得費用", "CS費用")
        with app.book.edit("inputs") as edit:
            for kind, value in {"gross_margin": 80, "acquisition_cost": 50_000, "cs_cost": 1000}.items():
                edit.insert("revenue_input", {"kind": kind, "month": "2025-12", "value": value})
        app.wrote(edit.topics)
        await until(pilot, lambda: not shows(app, "未登録の入力"))
        values = {row[0]: row[1] for row in figure_rows(app)}
        assert (values["CAC（1社の獲得費用）"], values["CS費用"]) == ("¥50,000", "¥11,000")
        await pilot.press("j", "j", "j", "enter")
        await until(pilot, lambda: isinstance(app.screen, DefinitionScreen))
        assert shows(app, "LTV（顧客生涯価値）")


async def test_the_span_changes_and_what_a_part_cannot_be_asked_says_why(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "movements")
        await pilot.press("d")
        await until(pilot, lambda: len(figure_rows(app)) == 25 and shows(app, "24か月"))
        await pilot.press("m")
        assert [n.message for n in app._notifications] == ["社数と金額の切り替えはコホートだけです。"]


async def test_amounts_go_to_a_file_to_the_last_unit(app: CsopsApp, tmp_path: Path) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "movements")
        file = tmp_path / "out.csv"
        await pilot.press("x")
        await pilot.pause()
        app.screen.query_one(Input).value = str(file)
        await pilot.press("enter")
        await until(pilot, file.exists)
        with file.open(encoding="utf-8-sig", newline="") as opened:
            found = list(csv.reader(opened))
        assert found[1][7] == "¥11,500"
