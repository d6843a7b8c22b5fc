"""The review as a person goes through it, and what changed since another day."""

import datetime as dt
import re
from pathlib import Path

import pytest
from screen_text import lines, sees, shows, type_in, until
from textual.pilot import Pilot

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.changed import ChangedScreen
from csops_tui.tui.screens.review import ReviewScreen
from csops_tui.tui.screens.rounds import RoundScreen, RoundsScreen
from csops_tui.tui.screens.sheet import SheetScreen

ITEMS = "SELECT account_id, decision FROM review_item ORDER BY position"


@pytest.fixture
def due_book(small_book: Book) -> Book:
    """Every account has an overdue task: 400,000 yen before 260,000 before nothing."""
    with small_book.edit("tasks") as edit:
        for account in ("mirai", "acme", "hokuto"):
            edit.insert("task", {"account_id": account, "title": f"見積 {account}", "due": "2026-11-20"})
    return small_book


def items(book: Book) -> list[tuple[str, str | None]]:
    return book.reader().execute(ITEMS).fetchall()


async def begin(pilot: Pilot[None], app: CsopsApp) -> ReviewScreen:
    await pilot.pause()
    await pilot.press("w")
    await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
    await until(pilot, lambda: shows(app, "変化・期限", "タスクの遅れ"))
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


def on(app: CsopsApp) -> str | None:
    """The account that is under review."""
    account = app.here.current_account()
    return account[0] if account else None


async def test_one_key_decides_writes_and_goes_on_and_the_last_one_shows_the_summary(
    app: CsopsApp, due_book: Book
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        assert on(app) == "mirai" and sees(app, "0 / 3 社", "ミライ商事", "タスクの遅れ", "直近の接点")
        await pilot.press("f")
        assert on(app) == "acme" and sees(app, "1 / 3 社", "Acme Inc.")
        assert items(due_book) == [("mirai", "fine"), ("acme", None), ("hokuto", None)]
        await pilot.press("s", "f")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        assert items(due_book) == [("mirai", "fine"), ("acme", "later"), ("hokuto", "fine")]
        finished, note = due_book.reader().execute("SELECT finished, note FROM review_round").fetchone()
        assert finished == "2026-11-21" and "3 / 3 社" in note
        assert sees(app, "問題なし", "後日", "3 / 3 社", "26万円")


async def test_a_touch_a_task_and_a_concern_are_decisions_once_they_are_saved(app: CsopsApp, due_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("l")
        await pilot.press("escape")
        assert on(app) == "mirai" and items(due_book)[0][1] is None, "nothing saved, nothing decided"
        await pilot.press("l")
        await type_in(pilot, "電話 更新の相談")
        await pilot.press("enter")
        await until(pilot, lambda: on(app) == "acme")
        await pilot.press("t")
        await type_in(pilot, "資料 金曜")
        await pilot.press("enter")
        await until(pilot, lambda: on(app) == "hokuto")
        await pilot.press("c")
        await type_in(pilot, "3 予算")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
    assert [decision for _, decision in items(due_book)] == ["logged", "task", "concern"]
    count = "SELECT (SELECT count(*) FROM touchpoint), (SELECT count(*) FROM task), (SELECT level FROM concern)"
    assert due_book.reader().execute(count).fetchone() == (5, 4, 3)


async def test_a_touch_that_somebody_else_logs_meanwhile_decides_nothing(app: CsopsApp, due_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        with due_book.edit("other") as edit:
            touch = {"day": "2026-11-21", "at": "2026-11-21T01:00:00Z", "channel": "call", "reach": "1:1"}
            edit.insert("touchpoint", {"account_id": "mirai", **touch})
        app.wrote(frozenset({"touchpoint"}))
        await pilot.pause()
        assert on(app) == "mirai" and items(due_book)[0][1] is None


async def test_back_and_a_second_decision_replace_the_first(app: CsopsApp, due_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("f", "b")
        assert on(app) == "mirai" and shows(app, "✓ 問題なし")
        await pilot.press("s")
        assert on(app) == "acme" and items(due_book)[0] == ("mirai", "later")
        await pilot.press("n", "backspace", "backspace")
        assert on(app) == "mirai"
        await pilot.press("b")
        assert on(app) == "mirai", "there is none before the first"


async def test_what_was_decided_is_seen_beside_a_long_condition_on_a_small_screen(
    app: CsopsApp, due_book: Book
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await type_in(pilot, "renewal_in <= 999 or days_1to1 > 60 or last_1to1 is null")
        await pilot.press("enter")
        await begin(pilot, app)
        assert shows(app, "初回", "renewal_in <= 999", "…")
        await pilot.press("f", "b")
        assert shows(app, "✓ 問題なし", "初回")


async def test_undo_takes_the_last_decision_back_and_returns_to_its_account(app: CsopsApp, due_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("f", "f")
        assert on(app) == "hokuto"
        await pilot.press("u")
        assert on(app) == "acme" and items(due_book) == [("mirai", "fine"), ("acme", None), ("hokuto", None)]
        await pilot.press("f", "f")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and on(app) == "hokuto")
        assert due_book.reader().execute("SELECT finished, note FROM review_round").fetchone() == (None, None)


async def test_leaving_and_w_goes_on_at_the_first_account_without_a_decision(app: CsopsApp, due_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("f", "escape")
        assert isinstance(app.screen, SheetScreen)
        assert any("残り 2 社" in note.message for note in app._notifications), "and it says how to go on"
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        assert on(app) == "acme"
        assert due_book.reader().execute("SELECT count(*) FROM review_round").fetchone() == (1,)


async def test_the_filter_of_the_sheet_narrows_the_round_and_is_kept_with_it(app: CsopsApp, due_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await type_in(pilot, "acme")
        await pilot.press("enter")
        await begin(pilot, app)
        assert items(due_book) == [("acme", None)]
        assert due_book.reader().execute("SELECT where_text FROM review_round").fetchone() == ("words: acme",)


async def test_the_condition_of_the_sheet_narrows_the_round_and_is_kept_as_it_was_typed(
    app: CsopsApp, due_book: Book
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await type_in(pilot, "mrr >= 300000")
        await pilot.press("enter")
        await until(pilot, lambda: app.here.sheet.row_count == 1)  # type: ignore[attr-defined]
        await begin(pilot, app)
        assert items(due_book) == [("mirai", None)]
        assert due_book.reader().execute("SELECT where_text FROM review_round").fetchone() == ("mrr >= 300000",)


async def test_a_past_day_and_nothing_due_begin_no_round(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("w")
        await until(pilot, lambda: any("レビューは不要" in str(note.message) for note in app._notifications))
        await pilot.press("less_than_sign")
        await until(pilot, lambda: app.as_of is not None)
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(app.screen, SheetScreen)
        assert small_book.reader().execute("SELECT count(*) FROM review_round").fetchone() == (0,)


async def test_enter_opens_the_account_and_a_note_stays_with_it(app: CsopsApp, due_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("enter")
        assert isinstance(app.screen, AccountScreen)
        await pilot.press("escape", "e")
        await type_in(pilot, "予算を確認")
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "メモ", "予算を確認"))
        assert on(app) == "mirai"
    assert due_book.reader().execute("SELECT note FROM review_item WHERE note IS NOT NULL").fetchall() == [
        ("予算を確認",)
    ]


async def test_a_round_closed_early_keeps_its_summary_and_stands_in_the_list_of_rounds(
    app: CsopsApp, due_book: Book
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("f", "E")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("W")
        await until(pilot, lambda: isinstance(app.screen, RoundsScreen))
        shown = re.sub(" +", " ", "\n".join(lines(app)))
        assert "2026/11/21 2026/11/21" in shown and " 3 1 0 0 0 1 0 0分" in shown
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await until(pilot, lambda: sees(app, "未判断", "1 / 3 社"))


async def test_the_summary_is_written_as_markdown_and_the_accounts_as_csv(
    app: CsopsApp, due_book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("f", "s", "f")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        page, table = tmp_path / "csops-review-2026-11-21.md", tmp_path / "r.csv"
        await pilot.press("x", "enter")
        await until(pilot, page.exists)
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("x", "ctrl+a", "ctrl+k")
        await type_in(pilot, "r.csv")
        await pilot.press("enter")
        await until(pilot, table.exists)
    (note,) = due_book.reader().execute("SELECT note FROM review_round").fetchone()
    assert page.read_text(encoding="utf-8") == note
    assert "## 担当ごと" in note and "- **ミライ商事** – タスクの遅れ 11/20 見積 mirai" in note
    rows = table.read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 4 and "ミライ商事" in "\n".join(rows)


async def test_an_account_that_is_deleted_meanwhile_leaves_the_round(app: CsopsApp, due_book: Book) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        await pilot.press("f")
        with due_book.edit("gone") as edit:
            edit.execute("DELETE FROM task WHERE account_id = 'hokuto'")
            edit.delete("account", "hokuto")
        app.wrote(edit.topics)
        await pilot.pause()
        assert on(app) == "acme" and shows(app, "1 / 2 社")
        with due_book.edit("gone") as edit:
            edit.execute("DELETE FROM review_round")
        app.wrote(edit.topics)
        await until(pilot, lambda: isinstance(app.screen, SheetScreen))


async def test_the_equals_sign_shows_only_what_changed_and_the_earlier_day_moves(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        await pilot.press("equals_sign")
        await until(pilot, lambda: isinstance(app.screen, ChangedScreen) and shows(app, "変わった顧客はありません"))
        await pilot.press("greater_than_sign")
        assert app.screen.since == dt.date(2026, 11, 14)  # type: ignore[attr-defined]
        for _ in range(3):
            await pilot.press("less_than_sign")
        await until(pilot, lambda: shows(app, "Acme Inc.", "1:1 の接点 10/31"))
        assert not shows(app, "集計しています")
        app.screen.since = dt.date(2026, 10, 17)  # type: ignore[attr-defined]
        app.screen.show_facts()  # type: ignore[attr-defined]
        await until(pilot, lambda: shows(app, "集計しています…"))
        app.screen.since = dt.date(2026, 10, 24)  # type: ignore[attr-defined]
        assert app.screen.since == dt.date(2026, 10, 24)  # type: ignore[attr-defined]
        assert not shows(app, "ミライ商事")
        await pilot.press("enter")
        assert isinstance(app.screen, AccountScreen)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, SheetScreen)


async def test_from_a_past_sheet_the_equals_sign_asks_what_changed_since_that_day(
    app: CsopsApp, small_book: Book
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        await pilot.press("less_than_sign")
        await pilot.press("less_than_sign")
        await until(pilot, lambda: app.as_of == dt.date(2026, 11, 7))
        await pilot.press("equals_sign")
        await until(pilot, lambda: isinstance(app.screen, ChangedScreen))
        assert app.screen.since == dt.date(2026, 11, 7)  # type: ignore[attr-defined]
