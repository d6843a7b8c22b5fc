"""Signals beside the screens: what a key press does to an account is noticed within a second or two."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from textual.pilot import Pilot

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.signal_watch import SignalWatch

RAISED = """
SELECT e.account_id FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE s.name = ? AND e.state = 'raised'"""


def raised(book: Book, signal: str) -> list[str]:
    return [account for (account,) in book.reader().execute(RAISED, [signal])]


async def followed(app: CsopsApp, pilot: Pilot[None]) -> None:
    """Let the watch look, and wait for its thread."""
    app._look_for_changes()
    while app._watch._busy:
        await asyncio.sleep(0.01)
        await pilot.pause()


@pytest.fixture(autouse=True)
def watching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SignalWatch, "active", True)


async def test_signals_are_followed_after_the_start_and_on_screen_nothing_is_to_undo(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        before = app.undo_label
        await followed(app, pilot)
        assert raised(app.book, "no_1to1_60d") == ["mirai"]
        assert app.undo_label == before


async def test_left_in_the_people_screen_raises_that_a_key_person_left(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await followed(app, pilot)
        assert raised(app.book, "champion_left") == []
        await pilot.press("6")
        await pilot.pause()
        while app.here.current_row() != ("contact", "aoi"):
            await pilot.press("j")
            await pilot.pause()
        await pilot.press("L")
        await pilot.pause()
        await followed(app, pilot)
        assert raised(app.book, "champion_left") == ["mirai"]
        await pilot.press("u")
        await pilot.pause()
        await followed(app, pilot)
        assert raised(app.book, "champion_left") == []


async def test_while_another_process_writes_signals_wait_and_are_followed_later(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        with Book.open(app.book.path) as other, other.derived():
            await followed(app, pilot)
            assert app.book.reader().execute("SELECT count(*) FROM signal").fetchone() == (0,)
        await followed(app, pilot)
        assert raised(app.book, "no_1to1_60d") == ["mirai"]


async def test_at_rest_nothing_is_written(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        for _ in range(3):
            await followed(app, pilot)
        before = app.book.last_change(), app.book.data_version()
        for _ in range(3):
            await followed(app, pilot)
        assert (app.book.last_change(), app.book.data_version()) == before


async def test_a_new_day_is_followed_for_everybody(app: CsopsApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await followed(app, pilot)
        assert raised(app.book, "no_1to1_90d") == []
        app.book.clock._now = dt.datetime(2026, 12, 7, 9, 0).astimezone()
        await followed(app, pilot)
        await followed(app, pilot)
        assert raised(app.book, "no_1to1_90d") == ["mirai"]
