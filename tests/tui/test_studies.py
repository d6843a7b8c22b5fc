"""What `3 Touches` amounts to, the routing and the capacity, as a person walks through them with the keys."""

from __future__ import annotations

import csv
import threading
from pathlib import Path
from typing import Any

import pytest
from screen_text import figure_rows, lines, shows, type_in, until
from textual.pilot import Pilot
from textual.widgets import Input

from csops_tui.analysis.rates import Rate
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.figures import FiguresSource
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.capacity import CapacityScreen
from csops_tui.tui.screens.group import GroupScreen
from csops_tui.tui.screens.routing import RoutingScreen
from csops_tui.tui.screens.touches import PARTS, TouchesScreen


def counted(app: CsopsApp) -> bool:
    """Whether the figures are there."""
    return not shows(app, "集計しています") and isinstance(app.here.sheet.source, FiguresSource)  # type: ignore[attr-defined]


async def go_to(pilot: Pilot[None], app: CsopsApp, part: str) -> None:
    await pilot.press("3", *["tab"] * PARTS.index(part))
    assert isinstance(app.screen, TouchesScreen) and app.screen.part == part
    if app.screen.studied:
        await until(pilot, lambda: counted(app) and app.screen._shown_part == part)  # type: ignore[attr-defined]


@pytest.fixture
def asked(small_book: Book) -> Book:
    """The small book with attempts to meet."""
    with small_book.edit("appointments") as e:
        for number, (account, day, state) in enumerate(
            [
                ("mirai", "2026-11-01", "held"),
                ("acme", "2026-10-01", "attempted"),
                ("mirai", "2026-09-01", "replied"),
                *(("acme", f"2026-11-{day:02}", "held") for day in range(1, 11)),
            ]
        ):
            row = {"id": f"p{number:02}", "account_id": account, "asked": day, "state": state, "member_id": "sato"}
            e.insert("appointment", row)
    return small_book


async def test_tab_goes_from_the_log_through_every_part_and_round(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("3")
        for part in (*PARTS[1:], PARTS[0]):
            await pilot.press("tab")
            assert app.here.part == part  # type: ignore[attr-defined]
        await pilot.press("shift+tab")
        assert app.here.part == PARTS[-1]  # type: ignore[attr-defined]


async def test_statistics_divide_by_all_accounts_and_follow_attribute_period_and_span(app: CsopsApp) -> None:
    """A2-04, A2-05: two touches of one account, one of another, none of the third; a note is no touch."""
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "stats")
        assert figure_rows(app) == [("全体", 3, 3, 2, 1, 0, 1.0, 1.0, 1, 2, Rate(0, 3), 3, Rate(0, 3))]
        await until(pilot, lambda: shows(app, "月別の接点数"))
        assert shows(app, "12か月 2025/12/01–2026/11/21")
        await pilot.press("a")
        await type_in(pilot, "ティア")
        await pilot.press("enter")
        await until(pilot, lambda: len(figure_rows(app)) == 3)
        assert [row[:3] for row in figure_rows(app)] == [("high", 1, 2), ("mid", 1, 1), ("low", 1, 0)]
        await pilot.press("p")
        await until(pilot, lambda: len(figure_rows(app)) == 36)
        assert ("high", "2026-11", 1, 1) in [row[:4] for row in figure_rows(app)]
        await pilot.press("p")
        await until(pilot, lambda: ("high", "2026-10..12", 1, 1) in [row[:4] for row in figure_rows(app)])
        await pilot.press("d", "d", "d")
        await until(pilot, lambda: shows(app, "今年度 2026/04/01–2026/11/21") and len(figure_rows(app)) == 9)


async def test_enter_opens_what_a_row_is_made_of_and_its_accounts_can_be_worked_off(app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "stats")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, GroupScreen) and app.here.sheet.row_count == 3)  # type: ignore[attr-defined]
        assert app.here.sheet.current_id == "hokuto", "touched least first"  # type: ignore[attr-defined]
        await pilot.press("t")
        await type_in(pilot, "電話する")
        await pilot.press("enter")
        task = "SELECT account_id FROM task WHERE title = '電話する'"
        await until(pilot, lambda: app.book.reader().execute(task).fetchone() == ("hokuto",))
        await pilot.press("escape", "tab", "tab", "tab")
        await until(pilot, lambda: counted(app) and app.here._shown_part == "coverage")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, GroupScreen) and app.here.sheet.row_count == 3)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))


async def test_figures_sort_by_value_and_go_to_a_file_as_values(app: CsopsApp, tmp_path: Path) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "stats")
        await pilot.press("a")
        await type_in(pilot, "ティア")
        await pilot.press("enter")
        await until(pilot, lambda: len(figure_rows(app)) == 3)
        app.here.sheet.select_column("touches")  # type: ignore[attr-defined]
        await pilot.press("s", "s")
        assert [row[2] for row in figure_rows(app)] == [2, 1, 0]
        await pilot.press("x")
        target = tmp_path / "stats.csv"
        await pilot.pause()
        app.screen.query_one(Input).value = str(target)
        await pilot.press("enter")
        await until(pilot, target.exists)
        with target.open(encoding="utf-8-sig", newline="") as file:
            told = list(csv.reader(file))
        assert [line[:3] for line in told[1:]] == [["High", "1", "2"], ["Mid", "1", "1"], ["Low", "1", "0"]]
        assert told[1][6] in ("2", "2.0"), "a mean is a number"


async def test_figures_are_worked_out_away_from_the_keyboard(app: CsopsApp, monkeypatch: pytest.MonkeyPatch) -> None:
    from csops_tui.analysis import touches

    threads: list[str] = []
    real = touches.touch_stats

    def spy(*arguments: Any, **named: Any) -> Any:
        threads.append(threading.current_thread().name)
        return real(*arguments, **named)

    monkeypatch.setattr(touches, "touch_stats", spy)
    async with app.run_test(size=(120, 30)) as pilot:
        await go_to(pilot, app, "stats")
        assert threads and "MainThread" not in threads
        await pilot.press("e", "D")
        assert app.screen is app.here, "figures are not edited"
        app.here.sheet.select_column("mean")  # type: ignore[attr-defined]
        await pilot.press("K")
        await until(pilot, lambda: shows(app, "期間内の接点の数 ÷ 対象の全顧客数"))


async def test_the_funnel_tells_rates_of_ten_and_more_and_the_waiting_stand_oldest_first(asked: Book) -> None:
    """A2-12."""
    app = CsopsApp(asked, Config(member="佐藤"))
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "funnel")
        (row,) = figure_rows(app)
        assert row[1:5] == (13, 12, Rate(12, 13), Rate(12, 13)) and row[-1] == 2
        assert shows(app, "面談化率", "95%区間") and shows(app, "85%", "58–96%")
        await until(pilot, lambda: shows(app, "打診", "█ 13"))
        await pilot.press("a")
        await type_in(pilot, "担当CSM")
        await pilot.press("enter")
        await until(pilot, lambda: len(figure_rows(app)) == 2)
        assert {row[0]: row[1] for row in figure_rows(app)} == {"佐藤": 2, "鈴木": 11}
        assert shows(app, "佐藤", "少数"), "too few to say"
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "2026/09/01", "81", "ミライ商事"))
        days = [line[3:13] for line in lines(app) if line[3:8] in ("2026/",)]
        assert days == ["2026/09/01", "2026/10/01"]
        await until(pilot, lambda: shows(app, "31〜90日", "2"))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not app.here or not isinstance(app.screen, TouchesScreen))


async def test_coverage_needs_a_cadence_and_says_how_many_have_one(small_book: Book) -> None:
    """A7-05."""
    with small_book.edit("cadence") as e:
        e.insert("cadence", {"tier": "high", "days": 30})
        e.insert("cadence", {"tier": "mid", "days": 7})
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(140, 40)) as pilot:
        await go_to(pilot, app, "coverage")
        (row,) = figure_rows(app)
        # mirai: the seminar of 12 days ago covers it, the call of 74 days ago engages nobody; acme: 21 days, not 7.
        assert row == ("全体", 3, 2, 1, Rate(1, 2), Rate(1, 2), 0, Rate(0, 2), Rate(0, 2))
        await pilot.press("d")
        assert any("期間" in str(note.message) for note in app._notifications)


@pytest.fixture
def routed(small_book: Book) -> Book:
    """mirai is close and uses much though CS Ops serves it; acme is distant and uses little; hokuto has no usage."""
    with small_book.edit("usage") as e:
        e.update("account", "mirai", {"seats": 10, "served_by": "cs_ops"})
        e.update("account", "acme", {"seats": 10})
        for n, day in enumerate(("2026-11-20", "2026-10-20", "2026-09-20", "2026-08-20", "2026-07-20", "2026-06-20")):
            touch = {"account_id": "mirai", "day": day, "at": f"{day}T01:00:00Z", "channel": "call", "reach": "1:1"}
            e.insert("touchpoint", {"id": f"r{n}", **touch})
        batch = e.usage_batch("test")
        e.usage_rows(
            batch,
            [(a, None, None, "active_users", "week", "2026-11-16", v) for a, v in (("mirai", 9.0), ("acme", 2.0))],
        )
    return small_book


async def test_a_pool_called_pool_is_not_called_so_twice_and_the_money_of_two_currencies_fits(small_book: Book) -> None:
    with small_book.edit("money") as e:
        e.insert("account", {"id": "dollar", "name": "Dollar Inc.", "owner_id": "pool"})
        line = {"plan": "Pro", "starts": "2024-02-10", "ends": "2027-04-01"}
        e.insert("subscription", {**line, "account_id": "hokuto", "mrr": 22_370_000})
        e.insert("subscription", {**line, "account_id": "dollar", "mrr": 518_200, "currency": "USD"})
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("M")
        await until(pilot, lambda: shows(app, "プール", "2,237万円 + 5,182ドル"))
        assert not shows(app, "プール (プール)")


SERVED = "SELECT id, served_by, owner_id, ops_owner_id FROM account ORDER BY id"


async def test_the_routing_proposes_changes_with_reasons_and_assigns_them_as_one_step(routed: Book) -> None:
    """A3-15."""
    before = routed.reader().execute(SERVED).fetchall()
    app = CsopsApp(routed, Config(member="佐藤"))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("R")
        await until(pilot, lambda: isinstance(app.screen, RoutingScreen) and shows(app, "変更案 2"))
        assert shows(app, "ミライ商事", "CS Ops担当", "CS担当", "→ CS")
        assert shows(app, "Acme Inc.", "→ CS Ops") and shows(app, "データなし 1")
        await until(pilot, lambda: shows(app, "関係深・活用高 1") and shows(app, "関係浅・活用低 1"))
        await pilot.press("A")
        await until(pilot, lambda: shows(app, "変更案 0"))
        assert [row[1] for row in routed.reader().execute(SERVED)] == ["cs_ops", None, "cs"]
        await pilot.press("u")
        await until(pilot, lambda: shows(app, "変更案 2"))
        assert routed.reader().execute(SERVED).fetchall() == before
        await pilot.press("tab", "tab")
        await until(pilot, lambda: shows(app, "北斗システムズ", "ライセンス利用率がわからない"))
        await pilot.press("a", "A")
        assert routed.reader().execute("SELECT served_by FROM account WHERE id = 'hokuto'").fetchone() == (None,)
        await pilot.press("u")
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))


async def test_the_thresholds_move_by_keys_and_the_list_follows(routed: Book) -> None:
    app = CsopsApp(routed, Config(member="佐藤"))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("R")
        await until(pilot, lambda: shows(app, "変更案 2"))
        for _ in range(9):
            await pilot.press("plus")
            await pilot.pause()
        await until(pilot, lambda: shows(app, "境界 95%") and shows(app, "変更案 1"))
        assert not shows(app, "ミライ商事"), "close and now little used: it stays"
        for _ in range(9):
            await pilot.press("minus")
            await pilot.pause()
        await until(pilot, lambda: shows(app, "変更案 2"))
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: shows(app, "境界 55"))
        await pilot.press("b")
        await until(pilot, lambda: shows(app, "1席あたり利用量"))


async def test_only_the_marked_account_is_assigned_with_who_looks_after_it(routed: Book) -> None:
    app = CsopsApp(routed, Config(member="佐藤"))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("R")
        await until(pilot, lambda: shows(app, "変更案 2"))
        app.here.sheet.select("acme")  # type: ignore[attr-defined]
        await pilot.press("space", "o")
        await type_in(pilot, "佐藤")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "変更案 1"))
        found = {row[0]: row[1:] for row in routed.reader().execute(SERVED)}
        assert found["acme"] == ("cs_ops", "suzuki", "sato") and found["mirai"][0] == "cs_ops"


async def test_another_cadence_is_seen_before_it_is_written_and_written_as_one_step(small_book: Book) -> None:
    """A7-06, A7-12."""
    with small_book.edit("cadence") as e:
        e.update("member", "sato", {"minutes_week": 40})
        e.insert("cadence", {"id": "high", "tier": "high", "days": 7, "minutes": 60})
        e.insert("cadence", {"id": "rest", "days": 70, "minutes": 20})
    days = "SELECT days FROM cadence WHERE id = 'high'"
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("M")
        await until(pilot, lambda: isinstance(app.screen, CapacityScreen) and shows(app, "佐藤", "150%!"))
        assert shows(app, "個人", "2社", "計画 62 / 40") and shows(app, "プール", "1社", "計画 2")
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "CS2"))
        await pilot.press("tab")
        await until(pilot, lambda: shows(app, "High", "60"))
        app.here.sheet.select("high")  # type: ignore[attr-defined]
        for _ in range(7):
            await pilot.press("plus")
        await until(pilot, lambda: shows(app, "未保存の変更 1 件") and shows(app, "計画 64 → 34"))
        assert small_book.reader().execute(days).fetchone() == (7,), "nothing is written until asked"
        await pilot.press("escape")
        await until(pilot, lambda: not shows(app, "未保存"))
        await pilot.press("e")
        await pilot.press("backspace")
        await type_in(pilot, "14")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "計画 64 → 34"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: small_book.reader().execute(days).fetchone() == (14,))
        await until(pilot, lambda: not shows(app, "未保存") and shows(app, "計画 34"))
        await pilot.press("u")
        await until(pilot, lambda: shows(app, "計画 64"))
        assert small_book.reader().execute(days).fetchone() == (7,)
