"""Signals on screen: the list, the editor with its preview, and what is decided about an episode."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from csops_tui.measures import signals
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.ask import Ask
from csops_tui.tui.screens import signal_edit
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.episodes import EpisodesScreen
from csops_tui.tui.screens.signal_edit import SignalEditScreen
from csops_tui.tui.screens.signals import SignalsScreen


@pytest.fixture
def raised(app: CsopsApp, monkeypatch: pytest.MonkeyPatch) -> CsopsApp:
    """The app on a book whose signals have been followed."""
    monkeypatch.setattr(signal_edit, "_PAUSE", 0.01)
    signals.follow(app.book)
    return app


async def settled(pilot: Pilot[None], done: Any) -> None:
    """Wait until something is so, a few seconds at most."""
    for _ in range(300):
        await pilot.pause()
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


async def opened(app: CsopsApp, pilot: Pilot[None], name: str, screen: type[Any]) -> Any:
    app.open_records(name)
    await settled(pilot, lambda: isinstance(app.screen, screen) and app.screen.sheet.row_count)
    return app.screen


def preview(app: CsopsApp) -> str:
    return str(app.screen.query_one("#preview", Static).render())


def one(app: CsopsApp, sql: str, *values: Any) -> tuple[Any, ...]:
    return app.book.reader().execute(sql, values).fetchone()


async def test_the_list_shows_every_signal_with_how_many_are_open(raised: CsopsApp) -> None:
    async with raised.run_test(size=(140, 40)) as pilot:
        screen = await opened(raised, pilot, "signal", SignalsScreen)
        assert screen.sheet.row_count == 13
        rows = screen.sheet.source.fetch(screen.sheet.keys[:1])
        (row,) = rows.values()
        assert [cell if isinstance(cell, str) else cell[0] for cell in row.cells][:4] == [
            "1:1が60日なし",
            "参考",
            "1",
            "1",
        ]
        await pilot.press("o")
        await settled(pilot, lambda: isinstance(raised.screen, EpisodesScreen))
        assert "1:1が60日なし" in raised.here.where()
        await settled(pilot, lambda: raised.here.current_account() is not None)
        assert raised.here.current_account() == ("mirai", "ミライ商事")


async def test_a_signal_that_cannot_be_read_is_named_above_the_list(raised: CsopsApp) -> None:
    with raised.book.edit("broken") as edit:
        edit.insert("signal", {"name": "壊れた", "expression": "no_such_column > 1"})
    async with raised.run_test(size=(140, 40)) as pilot:
        screen = await opened(raised, pilot, "signal", SignalsScreen)
        await settled(pilot, lambda: "壊れた" in screen.title_bar.alert)


async def test_the_editor_shows_what_the_expression_would_do_and_saving_makes_a_new_version(raised: CsopsApp) -> None:
    async with raised.run_test(size=(140, 40)) as pilot:
        await opened(raised, pilot, "signal", SignalsScreen)
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(raised.screen, SignalEditScreen) and "今日該当" in preview(raised))
        assert "ミライ商事" in preview(raised)
        line = raised.screen.lines["expression"]
        line.editor.text = "days_1to1 >= 20"
        await settled(pilot, lambda: "2社" in preview(raised))
        await pilot.press("ctrl+s")
        await settled(pilot, lambda: isinstance(raised.screen, SignalsScreen))
        assert one(raised, "SELECT expression, version FROM signal WHERE name = 'no_1to1_60d'") == (
            *("days_1to1 >= 20", 2),
        )


async def test_putting_away_what_was_typed_brings_the_preview_back_with_it(raised: CsopsApp) -> None:
    async with raised.run_test(size=(140, 40)) as pilot:
        await opened(raised, pilot, "signal", SignalsScreen)
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(raised.screen, SignalEditScreen) and "今日該当" in preview(raised))
        before = preview(raised)
        line = raised.screen.lines["expression"]
        line.editor.text = "tier = 'nowhere'"
        await settled(pilot, lambda: "今日該当" in preview(raised) and preview(raised) != before)
        await pilot.press("ctrl+n")
        await settled(pilot, lambda: preview(raised) == before)


async def test_a_mistake_is_shown_at_its_place_and_is_not_saved(raised: CsopsApp) -> None:
    async with raised.run_test(size=(140, 40)) as pilot:
        signal_edit.edit_signal(raised, None, {"name": "試し", "expression": "mrr > 0 and days_1tol > 3"})
        await settled(pilot, lambda: isinstance(raised.screen, SignalEditScreen) and "days_1to1" in preview(raised))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(raised.screen, SignalEditScreen)
        assert one(raised, "SELECT count(*) FROM signal") == (13,)


async def test_columns_are_completed_in_the_expression_and_the_cursor_stays_there(raised: CsopsApp) -> None:
    async with raised.run_test(size=(140, 40)) as pilot:
        signal_edit.edit_signal(raised, None, {"name": "試し"})
        await settled(pilot, lambda: isinstance(raised.screen, SignalEditScreen))
        screen = raised.screen
        assert isinstance(screen, SignalEditScreen)
        await settled(pilot, lambda: screen.line_here is not None and screen.line_here.field.key == "expression")
        await pilot.press(*"ti")
        await settled(pilot, lambda: screen.choices.display)
        await pilot.press("tab")
        await pilot.pause()
        assert screen.lines["expression"].text == "tier "
        assert screen.line_here is screen.lines["expression"]
        await pilot.press(*"= high")
        await settled(pilot, lambda: "1社" in preview(raised))
        await pilot.press("ctrl+s")
        await settled(pilot, lambda: not isinstance(raised.screen, SignalEditScreen))
        found = one(raised, "SELECT expression, severity, version FROM signal WHERE name = '試し'")
        assert found == ("tier = high", "warn", 1)


async def test_escape_stops_the_preview_before_it_leaves(raised: CsopsApp, monkeypatch: pytest.MonkeyPatch) -> None:
    started = asyncio.Event()

    def endless(*_: Any, progress: Any, **__: Any) -> None:
        started.set()
        for done in range(100_000):
            progress(done, 100_000)

    monkeypatch.setattr(signal_edit, "preview", endless)
    async with raised.run_test(size=(140, 40)) as pilot:
        signal_edit.edit_signal(raised, None, {"name": "試し", "expression": "mrr > 0"})
        await settled(pilot, started.is_set)
        await pilot.press("escape")
        await settled(pilot, lambda: "中止しました" in preview(raised))
        await pilot.press("escape")
        await settled(pilot, lambda: not isinstance(raised.screen, SignalEditScreen))


async def test_an_episode_is_seen_addressed_and_snoozed_with_one_key_each(raised: CsopsApp) -> None:
    state = "SELECT state, until, reason, member_id FROM signal_episode WHERE id = ?"
    async with raised.run_test(size=(140, 40)) as pilot:
        screen = await opened(raised, pilot, "signal_episode", EpisodesScreen)
        first = screen.sheet.current_id
        await pilot.press("a")
        await settled(pilot, lambda: one(raised, state, first)[0] == "acknowledged")
        assert one(raised, state, first)[3] == "sato"
        screen.sheet.select(first)
        await pilot.press("r")
        await settled(pilot, lambda: one(raised, state, first)[0] == "addressed")
        screen.sheet.select(first)
        await pilot.press("z")
        await settled(pilot, lambda: isinstance(raised.screen, Ask))
        await pilot.press(*"12/10", "enter")
        await pilot.pause()
        assert isinstance(raised.screen, Ask), "a reason is missing"
        raised.screen.line.value = "12/10 予算確定待ち"
        await pilot.press("enter")
        await settled(pilot, lambda: one(raised, state, first)[:3] == ("snoozed", "2026-12-10", "予算確定待ち"))
        await pilot.press("u")
        await settled(pilot, lambda: one(raised, state, first)[0] == "addressed")


async def test_marked_episodes_are_decided_about_in_one_step(raised: CsopsApp) -> None:
    async with raised.run_test(size=(140, 40)) as pilot:
        await opened(raised, pilot, "signal_episode", EpisodesScreen)
        await pilot.press("space", "space", "a")
        await settled(
            pilot, lambda: one(raised, "SELECT count(*) FROM signal_episode WHERE state = 'acknowledged'") == (2,)
        )
        await pilot.press("u")
        await settled(
            pilot, lambda: one(raised, "SELECT count(*) FROM signal_episode WHERE state = 'acknowledged'") == (0,)
        )


async def test_the_accounts_page_shows_its_signals_and_takes_decisions_about_them(raised: CsopsApp) -> None:
    async with raised.run_test(size=(140, 40)) as pilot:
        raised.open_account("mirai")
        await settled(pilot, lambda: isinstance(raised.screen, AccountScreen))
        screen = raised.screen
        assert isinstance(screen, AccountScreen)
        assert screen.why_not_acknowledge() == "signal.why.no_episode"
        await pilot.press("shift+tab")
        await settled(pilot, lambda: screen.part == "signals" and screen.sheet.current_id)
        episode = screen.sheet.current_id
        await pilot.press("a")
        await settled(
            pilot, lambda: one(raised, "SELECT state FROM signal_episode WHERE id = ?", episode) == ("acknowledged",)
        )


async def test_the_frame_under_the_sheet_names_the_open_signals_of_the_row(raised: CsopsApp) -> None:
    from csops_tui.tui.widgets.peek import Peek

    async with raised.run_test(size=(140, 40)) as pilot:
        await settled(pilot, lambda: raised.here.current_account() is not None)
        raised.here.sheet.select("mirai")  # type: ignore[attr-defined]
        await settled(pilot, lambda: "1:1が60日なし" in str(raised.screen.query_one(Peek).border_title))
