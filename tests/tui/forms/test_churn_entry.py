"""The guided entry of a churn: defaults from the data, open at any time, closed only with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from screen_text import shows, type_in, until
from textual.pilot import Pilot

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.ask import Ask
from csops_tui.tui.churn_entry import ChurnEntryScreen, continue_entry, start_entry
from csops_tui.tui.screens.sheet import SheetScreen

MIRAI = ("mirai", "ミライ商事")


@pytest.fixture
def two_lines(small_book: Book) -> Iterator[Book]:
    """The first account has two lines of its contract."""
    with small_book.edit("x") as edit:
        edit.insert(
            "subscription",
            {"id": "option", "account_id": "mirai", "plan": "Option", "mrr": 100_000, "starts": "2025-02-10"},
        )
    yield small_book


def churns(book: Book) -> list[dict[str, Any]]:
    cursor = book.reader().execute("SELECT * FROM churn ORDER BY rowid")
    return [dict(zip([d[0] for d in cursor.description], row, strict=True)) for row in cursor]


async def opened(pilot: Pilot, app: CsopsApp) -> ChurnEntryScreen:
    await until(pilot, lambda: isinstance(app.screen, ChurnEntryScreen) and app.screen.line_here is not None)
    assert isinstance(app.screen, ChurnEntryScreen)
    return app.screen


async def go_to(pilot: Pilot, screen: ChurnEntryScreen, key: str) -> None:
    for _ in range(40):
        if screen.line_here is screen.lines[key]:
            return
        await pilot.press("tab")
    raise AssertionError(key)


async def test_it_starts_with_what_the_data_knows(app: CsopsApp, two_lines: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        screen = await opened(pilot, app)
        values, problems = screen.values()
        assert not problems
        assert (values["mrr_lost"], values["kind"], values["notice"]) == (500_000, "logo", "2026-11-21")
        assert values["effective"] == "2027-02-10"
        await until(pilot, lambda: shows(app, "Option", "10万円"))
        await go_to(pilot, screen, "line:option")
        await pilot.press("space")
        await pilot.pause()
        assert screen.values()[0]["mrr_lost"] == 400_000


async def test_it_is_saved_open_and_says_what_is_missing(app: CsopsApp, two_lines: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        await opened(pilot, app)
        await until(pilot, lambda: shows(app, "確定までに必要", "当社が判断した理由"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    (row,) = churns(two_lines)
    assert (row["state"], row["mrr_lost"], row["subscription_id"], row["member_id"]) == ("open", 500_000, None, "sato")


async def test_closing_is_refused_without_a_reason_and_done_with_one(app: CsopsApp, two_lines: Book) -> None:
    """A5-01."""
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        screen = await opened(pilot, app)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: shows(app, "! 確定するには「当社が判断した理由」が必要です"))
        assert screen.line_here is screen.lines["reason_judged"]
        assert churns(two_lines) == []
        await type_in(pilot, "予算")
        await pilot.press("enter")
        await go_to(pilot, screen, "effective")
        await pilot.press("ctrl+u")
        await type_in(pilot, "2026/11/20")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: shows(app, "確定すると", "契約 2 件を 2026/11/20(金) で終了"))
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    (row,) = churns(two_lines)
    assert (row["state"], row["reason_judged"], row["effective"]) == ("closed", "price", "2026-11-20")
    conn = two_lines.reader()
    assert conn.execute("SELECT state FROM account WHERE id = 'mirai'").fetchone() == ("churned",)
    assert conn.execute("SELECT DISTINCT ends FROM subscription WHERE account_id = 'mirai'").fetchall() == [
        ("2026-11-20",)
    ]
    undone = two_lines.undo()
    assert {"churn", "account", "subscription"} <= undone.topics
    assert conn.execute("SELECT state FROM account WHERE id = 'mirai'").fetchone() == ("active",)


async def test_unknown_closes_only_with_why(app: CsopsApp, two_lines: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        screen = await opened(pilot, app)
        await go_to(pilot, screen, "reason_judged")
        await type_in(pilot, "不明")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: shows(app, "! 理由を「不明」のまま確定するには"))
        assert screen.line_here is screen.lines["note"]
        await type_in(pilot, "連絡が取れない")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: shows(app, "確定すると"))
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    (row,) = churns(two_lines)
    assert (row["state"], row["reason_judged"], row["note"]) == ("closed", "unknown", "連絡が取れない")


async def test_what_closing_does_besides_is_shown_before_it_is_done(app: CsopsApp, two_lines: Book) -> None:
    with two_lines.edit("x") as edit:
        churn = edit.insert(
            "churn",
            {"account_id": "mirai", "notice": "2026-10-01", "effective": "2026-11-01", "reason_judged": "price"},
        )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        continue_entry(app, churn)
        screen = await opened(pilot, app)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: shows(app, "確定すると", "ミライ商事 を解約済みに変更"))
        assert churns(two_lines)[0]["state"] == "open"
        assert screen.line_here is screen.lines["account_churned"]
        await pilot.press("space", "ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
    conn = two_lines.reader()
    assert churns(two_lines)[0]["state"] == "closed"
    assert conn.execute("SELECT state FROM account WHERE id = 'mirai'").fetchone() == ("active",)
    assert conn.execute("SELECT ends FROM subscription WHERE id = 'option'").fetchone() == ("2026-11-01",)


async def test_the_second_level_follows_the_first(app: CsopsApp, two_lines: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        screen = await opened(pilot, app)
        await go_to(pilot, screen, "reason_stated_detail")
        await type_in(pilot, "予算削減")
        await pilot.press("tab")
        await until(pilot, lambda: screen.lines["reason_stated"].text == "価格・予算")


async def test_without_an_account_it_is_asked_for(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, None)
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await type_in(pilot, "ほくと")
        await until(pilot, lambda: shows(app, "▸北斗システムズ"))
        await pilot.press("enter")
        await opened(pilot, app)
        await until(pilot, lambda: shows(app, "解約を記録", "北斗システムズ"))


async def test_a_draft_of_a_churn_is_found_again(app: CsopsApp, two_lines: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        screen = await opened(pilot, app)
        await go_to(pilot, screen, "competitor")
        await type_in(pilot, "他社")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))
        start_entry(app, MIRAI)
        assert (await opened(pilot, app)).lines["competitor"].text == "他社"
