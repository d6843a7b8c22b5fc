"""The parts "analysis" and "survival" of `4 Churn`, as a person walks through them with the keys."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from screen_text import figure_rows, lines, shows, type_in, until
from textual.pilot import Pilot

from csops_tui.analysis.rates import Rate
from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.churn_entry import ChurnEntryScreen
from csops_tui.tui.figures import FiguresSource
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.churn import ChurnScreen
from csops_tui.tui.screens.churn_analysis import ChurnAnalysisScreen
from csops_tui.tui.screens.churn_group import ChurnGroupScreen, TenureGroupScreen
from csops_tui.tui.screens.churn_study import ChurnStudyScreen
from csops_tui.tui.screens.definition import DefinitionScreen
from csops_tui.tui.screens.survival import SurvivalScreen
from csops_tui.tui.widgets.chart import Chart


@pytest.fixture
def lost(small_book: Book) -> Book:
    """Forty accounts since January 2024; twelve of them left, one for another reason than it said."""
    with small_book.edit("losses") as e:
        for n in range(40):
            account = {"id": f"x{n:02}", "name": f"顧客{n:02}", "tier": "high" if n < 14 else "low"}
            e.insert("account", account)
            e.insert("subscription", {"account_id": f"x{n:02}", "mrr": 1000, "starts": "2024-01-01"})
        for n in range(12):
            row = {"account_id": f"x{n:02}", "kind": "logo", "effective": f"2025-{1 + n % 12:02}-01", "mrr_lost": 1000}
            reasons = {"reason_judged": "price" if n < 8 else "service", "reason_stated": "price"}
            flags = {"foreseeable": n % 2, "avoidable": n < 6}
            e.insert(
                "churn", {"id": f"c{n:02}", **row, **reasons, **(flags if n < 11 else {}), "mrr_lost": 1000 * (n + 1)}
            )
        dollars = {"account_id": "acme", "kind": "product", "effective": "2025-03-01", "mrr_lost": 5, "currency": "USD"}
        e.insert("churn", {"id": "usd", **dollars})
    return small_book


@pytest.fixture
def app(lost: Book) -> CsopsApp:
    return CsopsApp(lost, Config(member="佐藤"))


async def counted(pilot: Pilot[None], app: CsopsApp) -> ChurnStudyScreen:
    """Wait for the answer of the view that is open."""
    await until(pilot, lambda: isinstance(app.here, ChurnStudyScreen) and app.here.answer is not None)
    await pilot.pause(0.05)
    assert isinstance(app.here, ChurnStudyScreen)
    return app.here


async def view(pilot: Pilot[None], app: CsopsApp, name: str) -> ChurnStudyScreen:
    screen = await counted(pilot, app)
    for _ in range(screen.views.index(name)):
        await pilot.press("v")
    found = await counted(pilot, app)
    assert found.view == name
    return found


async def test_reasons_stand_from_the_largest_down_with_their_share_so_far(app: CsopsApp) -> None:
    """A5-04: the totals of the table are those of the churned set."""
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("J")
        await counted(pilot, app)
        found = figure_rows(app)
        assert [(row[0], row[1], row[2], row[4], row[5]) for row in found] == [
            ("価格・予算", 8, Rate(8, 13), pytest.approx(100 * 8 / 13), {"JPY": 36000}),
            ("サポート・体験", 4, Rate(4, 13), pytest.approx(100 * 12 / 13), {"JPY": 42000}),
            ("（理由なし）", 1, Rate(1, 13), pytest.approx(100), {"USD": 5}),
        ]
        assert shows(app, "13件", "24か月 2024/12/01", "理由なし 1 (8%)・不明 0・その他 0")
        await until(pilot, lambda: shows(app, "価格・予算", "█", "62%"))
        await pilot.press("m")
        await until(pilot, lambda: figure_rows(app)[0][0] == "サポート・体験")
        await until(pilot, lambda: shows(app, "JPYのMRR") and shows(app, "他通貨1件は別"))
        assert [round(row[2] or 0) for row in figure_rows(app)] == [54, 46, 0]


async def test_any_attribute_can_be_counted_by_and_crossed_with_another(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("J")
        await view(pilot, app, "cross")
        assert shows(app, "見立ての理由", "件数", "12〜24か月")
        await pilot.press("a")
        await type_in(pilot, "tier")
        await pilot.press("enter")
        await until(pilot, lambda: figure_rows(app) and figure_rows(app)[0][0] == "High")
        assert sum(row[1] for row in figure_rows(app)) == 13
        assert all(row[1] == sum(value or 0 for value in row[2:]) for row in figure_rows(app))
        await pilot.press("A")
        await type_in(pilot, "kind")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "ティア × 種類"))
        assert not shows(app, "担当")


async def test_the_trend_has_every_month_and_quarters_of_the_fiscal_year(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("J")
        await view(pilot, app, "trend")
        assert len(figure_rows(app)) == 24 and sum(row[1] for row in figure_rows(app)) == 13
        await pilot.press("p")
        await until(pilot, lambda: figure_rows(app)[1][0] == "2025-01..03")
        assert figure_rows(app)[1][1] == 4
        await pilot.press("d", "d")
        await until(pilot, lambda: shows(app, "全期間"))
        assert figure_rows(app)[0][0] == "2025-01..03"


async def test_what_was_stated_stands_against_what_we_judge(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("J")
        await view(pilot, app, "stated")
        assert [row[:2] for row in figure_rows(app)] == [("価格・予算", 12), ("（理由なし）", 1)]
        assert figure_rows(app)[0][2] == (8, True) and (4, False) in figure_rows(app)[0]
        assert shows(app, "一致 67%、両方ある12件")
        assert shows(app, "価格・予算 → サポート・体験", "4")
        assert app.here.why_not_by() == "stats.why.by"


async def test_quadrants_count_what_was_said_and_open_their_churns(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("J")
        await view(pilot, app, "quadrants")
        assert [(row[0], row[1]) for row in figure_rows(app)] == [
            ("予見でき、回避できた", 3),
            ("予見できたが、避けられない", 2),
            ("予見は難しいが、回避できた", 3),
            ("予見も回避も難しい", 3),
            ("未記入（どちらか不明）", 2),
        ]
        assert figure_rows(app)[0][2] == Rate(3, 11)
        await until(pilot, lambda: shows(app, "╭", "┬", "╮"))
        await pilot.press("enter")
        assert isinstance(app.screen, ChurnGroupScreen)
        await until(pilot, lambda: app.screen.sheet.row_count == 3)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChurnEntryScreen))


async def test_the_curve_of_all_has_its_interval_and_how_many_are_at_risk(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("Z")
        await counted(pilot, app)
        await until(pilot, lambda: shows(app, "░") and shows(app, "残り社数", "42", "40"))
        by_month = {row[0]: row for row in figure_rows(app)}
        assert by_month[12][1:3] == (42, 1) and by_month[18][2] == 7
        assert by_month[12][3].share == pytest.approx(100 * 41 / 42)
        assert shows(app, "42社、解約12社")
        await pilot.press("a")
        await type_in(pilot, "tier")
        await pilot.press("enter")
        await until(pilot, lambda: figure_rows(app) and figure_rows(app)[0][0] == "Low")
        assert [(row[0], row[1], row[2], row[3]) for row in figure_rows(app)] == [
            ("Low", 26, 0, "少数"),
            ("High", 15, 12, "19.0 (14–22)"),
            ("Mid", 1, 0, "少数"),
        ]
        assert "ログランク" not in "\n".join(lines(app))


async def test_the_hazard_has_every_contract_month_and_early_losses_their_limit(app: CsopsApp) -> None:
    """A5-07."""
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("Z")
        await view(pilot, app, "hazard")
        months = {row[0]: row for row in figure_rows(app)}
        assert months[12][1:4] == (42, 1, Rate(1, 42)) and months[13][2] == 1
        await pilot.press("v")
        await until(pilot, lambda: shows(app, "12か月未満の解約 0/42社"))
        await pilot.press("plus", "plus")
        await until(pilot, lambda: shows(app, "24か月未満の解約 12/42社"))
        await pilot.press("enter")
        assert isinstance(app.screen, TenureGroupScreen)
        await until(pilot, lambda: app.screen.sheet.row_count == 12)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))


async def test_tab_goes_from_part_to_part_and_z_makes_the_chart_large(app: CsopsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("J")
        screen = await counted(pilot, app)
        chart = screen.query_one(Chart)
        await until(pilot, lambda: chart.size.height == 13)
        await pilot.press("z")
        await until(pilot, lambda: chart.size.height > 16)
        await pilot.press("z")
        await until(pilot, lambda: not chart.display and screen.sheet.size.height > 15)
        await pilot.press("z", "tab")
        await until(pilot, lambda: isinstance(app.screen, SurvivalScreen))
        await pilot.press("shift+tab")
        await until(pilot, lambda: isinstance(app.screen, ChurnAnalysisScreen))
        await pilot.press("shift+tab")
        await until(pilot, lambda: isinstance(app.screen, ChurnScreen))


async def test_a_loss_entered_meanwhile_is_counted_and_a_past_day_knows_nothing_of_it(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("J")
        await counted(pilot, app)
        loss = {"account_id": "x30", "effective": "2026-11-01", "reason_judged": "other", "note": "他"}
        app.write("more", lambda edit: edit.insert("churn", loss))
        await until(pilot, lambda: sum(row[1] for row in figure_rows(app)) == 14)
        app.as_of = dt.date(2026, 10, 31)
        app.here.new_day()
        await until(pilot, lambda: sum(row[1] for row in figure_rows(app)) == 13)


async def test_figures_are_explained_and_not_edited(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("J")
        await counted(pilot, app)
        await pilot.press("right", "right", "right", "right", "K")
        assert isinstance(app.screen, DefinitionScreen)
        assert shows(app, "解約の累積割合")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ChurnAnalysisScreen))
        await pilot.press("e")
        await until(pilot, lambda: any("集計した数値" in str(note.message) for note in app._notifications))


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_a_book_without_churns_says_so_in_every_view(small_book: Book, lang: str) -> None:
    set_language(lang)
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("J")
        for _ in ChurnAnalysisScreen.views:
            await counted(pilot, app)
            assert figure_rows(app) == []
            assert not app.here.query_one(Chart).display
            await pilot.press("v")
        await pilot.press("tab")
        for name in SurvivalScreen.views:
            screen = await counted(pilot, app)
            assert screen.view == name
            assert not any("%" in line and "95" not in line for line in lines(app))
            await pilot.press("v")


async def test_columns_of_both_screens_have_their_definition(app: CsopsApp) -> None:
    from csops_tui.model.definitions import definition

    async with app.run_test(size=(140, 40)) as pilot:
        for key, kind in (("J", ChurnAnalysisScreen), ("Z", SurvivalScreen)):
            await pilot.press(key)
            for _ in kind.views:
                screen = await counted(pilot, app)
                for place, column in enumerate(screen.sheet.source.columns):
                    screen.sheet.column = place
                    name = screen.current_column()[0]
                    assert definition(name) or column.key in ("month", "quarter"), (screen.view, column.key)
                await pilot.press("v")


def test_every_way_to_count_has_a_name_in_both_languages() -> None:
    from csops_tui.analysis import churns, tenure
    from csops_tui.tui import churn_asked, stay_studies

    for lang in ("ja", "en"):
        set_language(lang)
        for names, name_of in ((churns.BY, churn_asked.name_of), (tenure.BY, stay_studies.name_of)):
            assert not [name for name in names if "." in name_of(name)]
    set_language("en")


def test_the_export_of_a_view_holds_values(lost: Book, tmp_path: Path) -> None:
    from csops_tui.tui.churn_asked import Asked
    from csops_tui.tui.churn_studies import STUDIES

    asked = Asked(dt.date(2026, 11, 21), by=("reason",), span="all")
    source = FiguresSource(STUDIES["stated"](lost, asked).figures, asked.day)
    with (tmp_path / "stated.csv").open("w", newline="") as file:
        csv.writer(file).writerows(source.plain(key) for key in range(source.total))
    assert (tmp_path / "stated.csv").read_text().splitlines()[0].startswith("価格・予算,12,8,")
