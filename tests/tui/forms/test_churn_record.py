"""The whole record of a churn in one flow: its keystrokes, its days, attempts to keep the customer, and its uses."""

from __future__ import annotations

from typing import Any

import pytest
from screen_text import lines, shows, until
from textual.pilot import Pilot

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.churn_entry import ChurnEntryScreen, continue_entry, start_entry
from csops_tui.tui.screens.churn import ChurnScreen

MIRAI = ("mirai", "ミライ商事")
# Keystroke-level model (Card, Moran, Newell): a practised typist's key, and making up one's mind before a field.
KEY, THINK = 0.28, 1.35


def rows(book: Book, table: str) -> list[dict[str, Any]]:
    cursor = book.reader().execute(f"SELECT * FROM {table} ORDER BY rowid")
    return [dict(zip([d[0] for d in cursor.description], row, strict=True)) for row in cursor]


class Typist:
    """Presses keys and counts them, and how often a field is thought about."""

    def __init__(self, pilot: Pilot, screen: ChurnEntryScreen) -> None:
        self.pilot, self.screen = pilot, screen
        self.keys = self.fields = 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.pilot.press(*keys)

    async def fill(self, key: str, text: str) -> None:
        """Walk to a field and type into it; every key of the way counts."""
        order = list(self.screen.lines)
        line = self.screen.line_here
        assert line is not None
        for _ in range(order.index(key) - order.index(line.field.key)):
            await self.press("tab")
        self.fields += 1
        await self.press(*(" ".join(text).split(" ") if text else ()))
        await self.pilot.pause()


async def opened(pilot: Pilot, app: CsopsApp) -> ChurnEntryScreen:
    await until(pilot, lambda: isinstance(app.screen, ChurnEntryScreen) and app.screen.line_here is not None)
    assert isinstance(app.screen, ChurnEntryScreen)
    return app.screen


async def test_a_trained_person_records_a_churn_whole_in_less_than_90_seconds(app: CsopsApp, small_book: Book) -> None:
    """A5-01: kind, lines, amounts and dates are proposed; what only people know is typed."""
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        typist = Typist(pilot, await opened(pilot, app))
        # The second level brings its first level along.
        await typist.fill("reason_stated_detail", "budget")
        await typist.press("down", "enter")
        await typist.fill("reason_judged_detail", "goal")
        await typist.press("down", "enter")
        await typist.fill("evidence", "QBR_notes")
        await typist.fill("avoidable", "y")
        await typist.fill("foreseeable", "y")
        await typist.fill("competitor", "Rival")
        await typist.fill("winback", "2027-06-01")
        await typist.fill("save:0:action", "discount")
        await typist.fill("save:0:minutes", "60")
        await typist.fill("save:0:cost", "50000")
        await typist.press("ctrl+t")
        await until(pilot, lambda: shows(app, "もう一度 ctrl+t") or not isinstance(app.screen, ChurnEntryScreen))
        if isinstance(app.screen, ChurnEntryScreen):
            await typist.press("ctrl+t")
        await until(pilot, lambda: not isinstance(app.screen, ChurnEntryScreen))
    # Choosing the account costs `4`, `n`, four letters and `enter`, and one decision.
    keys, fields = typist.keys + 7, typist.fields + 1
    seconds = keys * KEY + fields * THINK
    assert seconds <= 90, f"{keys} keys × {KEY} s + {fields} fields × {THINK} s = {seconds:.0f} s"
    (churn,) = rows(small_book, "churn")
    told = ("state", "reason_stated", "reason_stated_detail", "reason_judged", "reason_judged_detail", "competitor")
    assert [churn[name] for name in told] == [
        *("closed", "price", "budget_cut", "value_not_realised", "no_goal", "Rival")
    ]
    assert [churn[name] for name in ("voluntary", "avoidable", "foreseeable", "winback")] == [1, 1, 1, "2027-06-01"]
    (save,) = rows(small_book, "save_attempt")
    assert (save["churn_id"], save["action"], save["result"], save["member_id"], save["minutes"], save["cost"]) == (
        *(churn["id"], "discount", "lost", "sato", 60, 50_000),
    )
    assert save["day"] == churn["notice"]


async def test_days_out_of_order_are_explained_and_kept_when_meant(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        screen = await opened(pilot, app)
        screen.lines["effective"].editor.focus()
        await pilot.pause()
        await pilot.press("ctrl+u", *"2026-10-31")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shows(app, "解約日が解約通知日より前です"))
        assert screen.line_here is screen.lines["effective"]
        assert rows(small_book, "churn") == []
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not isinstance(app.screen, ChurnEntryScreen))
    (churn,) = rows(small_book, "churn")
    assert (churn["notice"], churn["effective"]) == ("2026-11-21", "2026-10-31")


async def test_an_attempt_without_an_action_is_pointed_to_and_one_in_the_book_is_changed(
    app: CsopsApp, small_book: Book
) -> None:
    with small_book.edit("x") as edit:
        churn = edit.insert("churn", {"account_id": "mirai", "notice": "2026-11-01", "effective": "2027-02-10"})
        edit.insert("save_attempt", {"account_id": "mirai", "churn_id": churn, "day": "2026-11-05", "action": "visit"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        continue_entry(app, churn)
        screen = await opened(pilot, app)
        screen.lines["save:1:minutes"].editor.focus()
        await pilot.pause()
        await pilot.press("3", "0", "ctrl+s")
        await until(pilot, lambda: screen.line_here is screen.lines["save:1:action"])
        await pilot.press(*"call")
        screen.lines["save:0:result"].editor.focus()
        await pilot.pause()
        await pilot.press(*"saved", "ctrl+s")
        await until(pilot, lambda: not isinstance(app.screen, ChurnEntryScreen))
    saves = [(s["action"], s["result"], s["minutes"], s["churn_id"]) for s in rows(small_book, "save_attempt")]
    assert saves == [("visit", "saved", None, churn), ("call", "lost", 30, churn)]
    small_book.undo()
    assert [s["result"] for s in rows(small_book, "save_attempt")] == ["open"]


async def test_a_bankruptcy_is_nobodys_choice(app: CsopsApp, small_book: Book) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        start_entry(app, MIRAI)
        screen = await opened(pilot, app)
        screen.lines["reason_judged_detail"].editor.focus()
        await pilot.pause()
        await pilot.press(*"bankruptcy", "down", "enter")
        await until(pilot, lambda: screen.values()[0]["voluntary"] == 0)
        assert screen.values()[0]["reason_judged"] == "corporate_decision"


@pytest.fixture
def used(small_book: Book) -> str:
    """A churn that was reviewed, with an action that became a signal."""
    with small_book.edit("x") as edit:
        row = {"account_id": "mirai", "notice": "2026-09-01", "effective": "2026-10-31", "reason_judged": "price"}
        churn = edit.insert("churn", row)
        session = edit.insert("review_session", {"day": "2026-11-05", "title": "10月の会"})
        review = edit.insert(
            "churn_review", {"churn_id": churn, "day": "2026-11-05", "session_id": session, "state": "done"}
        )
        signal = edit.insert("signal", {"name": "決裁者不在", "expression": "contacts = 0"})
        edit.insert("review_action", {"review_id": review, "title": "決裁者を確認", "signal_id": signal})
        edit.insert("review_action", {"review_id": review, "title": "手順書を直す", "state": "done"})
    return churn


async def test_a_record_says_where_it_was_used(app: CsopsApp, small_book: Book, used: str) -> None:
    """A5-02."""

    def said() -> bool:
        text = "".join(line.strip() for line in lines(app))
        uses = (
            "10月の会",
            "シグナル「決裁者不在」",
            "打ち手「手順書を直す」（完了）",
            "2026年10月の解約・月次レポート",
        )
        return "使われた場所" in text and all(use in text for use in uses)

    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        await pilot.press("4")
        await until(pilot, lambda: isinstance(app.screen, ChurnScreen) and said())
        await pilot.press("enter")
        await opened(pilot, app)
        await until(pilot, said)


async def test_a_record_that_nobody_used_says_so(app: CsopsApp, small_book: Book) -> None:
    with small_book.edit("x") as edit:
        churn = edit.insert("churn", {"account_id": "mirai", "notice": "2026-11-01"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        continue_entry(app, churn)
        await opened(pilot, app)
        await until(pilot, lambda: shows(app, "使われた場所はまだありません"))
