"""`5 Renewals` as a person works through it with the keys."""

from __future__ import annotations

from typing import Any

import pytest
from screen_text import shows, type_in, until, worked
from textual.pilot import Pilot

from csops_tui.model.definitions import definition
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.churn_entry import ChurnEntryScreen
from csops_tui.tui.forms.renewal_form import RenewalJob
from csops_tui.tui.screens.account import AccountScreen
from csops_tui.tui.screens.renewals import FIGURES, PARTS, RenewalsScreen


@pytest.fixture
def renewing(small_book: Book) -> Book:
    """The small book with two-way talks and a renewal that somebody wrote down."""
    with small_book.edit("renewals") as e:
        (line,) = small_book.reader().execute("SELECT id FROM subscription WHERE account_id = 'acme'").fetchone()
        e.insert("renewal", {"id": "r1", "account_id": "acme", "subscription_id": line, "due": "2027-04-01"})
        e.update("touchpoint", "t0", {"direction": "one_way"})
        for number, (account, day) in enumerate([("mirai", "2024-03-01"), ("acme", "2026-10-31")]):
            touch = {"account_id": account, "day": day, "at": f"{day}T01:00:00Z", "channel": "call", "reach": "1:1"}
            e.insert("touchpoint", {"id": f"two{number}", **touch, "direction": "two_way"})
    return small_book


async def board(pilot: Pilot[None], app: CsopsApp, part: str = "board") -> RenewalsScreen:
    await pilot.press("5", *["tab"] * PARTS.index(part))
    screen = app.here
    assert isinstance(screen, RenewalsScreen)
    await until(pilot, lambda: screen._board is not None)
    await worked(app)
    await pilot.pause()
    return screen


def renewals(book: Book) -> list[tuple[Any, ...]]:
    sql = "SELECT account_id, due, forecast, decision, decided, mrr_before, mrr_after FROM renewal ORDER BY account_id"
    return book.reader().execute(sql).fetchall()


def ids(screen: RenewalsScreen) -> list[str]:
    rows = screen.sheet.source.figures.rows  # type: ignore[attr-defined]
    return [screen._dues[row_id].account_id for row_id, _ in rows]


async def test_the_board_says_what_is_due_and_whether_they_talked_in_time(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        assert ids(screen) == ["mirai", "acme"]
        assert shows(app, "2027/02", "ミライ商事", "40万円", "02/10", "佐藤", "見込み未記入", "✓")
        assert shows(app, "2027/04", "Acme Inc.", "26万円", "04/01", "✗", "152日")


def lines(book: Book, account: str) -> list[tuple[Any, ...]]:
    sql = "SELECT mrr, starts, ends FROM subscription WHERE account_id = ? ORDER BY starts"
    return book.reader().execute(sql, [account]).fetchall()


async def test_r_adds_the_next_term_as_it_said_before_and_u_takes_both_back(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        before = lines(renewing, "mirai")
        await pilot.press("r")
        assert shows(app, "契約明細を追加します: 2027/02/10 →", "月額 ¥400,000")
        await pilot.press("enter")
        assert lines(renewing, "mirai")[-1][:2] == (400_000, "2027-02-10") and len(before) == 1
        mirai = ("mirai", "2027-02-10", None, "renewed", "2026-11-21", 400_000, 400_000)
        assert mirai in renewals(renewing) and len(renewals(renewing)) == 2
        await until(pilot, lambda: ids(screen) == ["acme"])
        await pilot.press("u")
        assert [row[0] for row in renewals(renewing)] == ["acme"] and lines(renewing, "mirai") == before
        await until(pilot, lambda: ids(screen) == ["mirai", "acme"])


async def test_a_next_term_added_elsewhere_while_it_is_asked_is_not_added_twice(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await board(pilot, app)
        await pilot.press("r")
        with renewing.edit("elsewhere") as e:
            line = {"account_id": "mirai", "mrr": 400_000, "starts": "2027-02-10", "ends": "2030-02-10"}
            e.insert("subscription", line)
        held = lines(renewing, "mirai")
        await pilot.press("enter")
        assert shows(app, "ほかで変更されました")
        assert [row[0] for row in renewals(renewing)] == ["acme"]
        await pilot.press("enter")
        assert lines(renewing, "mirai") == held
        assert ("mirai", "renewed") in [(row[0], row[3]) for row in renewals(renewing)]


async def test_an_equals_sign_leaves_the_contract_lines_as_they_are(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await board(pilot, app)
        before = lines(renewing, "mirai")
        await pilot.press("r", *["backspace"] * 10)
        await type_in(pilot, "2027/02/10")
        assert shows(app, "次回の更新日を入力してください")
        await pilot.press(*["backspace"] * 10, "equals_sign", "enter")
        assert lines(renewing, "mirai") == before and renewals(renewing)[1][3] == "renewed"


async def test_marked_renewals_are_decided_together(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await board(pilot, app)
        await pilot.press("space", "space", "r")
        assert shows(app, "2件の更新: 契約明細を2件追加します（追加不要 0件）")
        await pilot.press("enter")
        assert [row[3] for row in renewals(renewing)] == ["renewed", "renewed"]
        await pilot.press("u")
        assert [row[3] for row in renewals(renewing)] == [None]


async def test_plus_asks_for_a_higher_amount_and_takes_no_lower_one(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await board(pilot, app)
        await pilot.press("j", "plus")
        await type_in(pilot, "20万")
        await pilot.press("enter")
        assert shows(app, "大きい月額") and renewals(renewing)[0][3] is None
        await pilot.press(*["backspace"] * 3)
        await type_in(pilot, "30万")
        await pilot.press("enter")
        assert renewals(renewing) == [("acme", "2027-04-01", None, "expanded", "2026-11-21", 260_000, 300_000)]


async def test_minus_asks_for_a_lower_amount(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await board(pilot, app)
        await pilot.press("j", "minus")
        await type_in(pilot, "10万")
        await pilot.press("enter")
        assert renewals(renewing)[0][3:] == ("contracted", "2026-11-21", 260_000, 100_000)


async def test_a_loss_is_written_and_its_entry_opens(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await board(pilot, app)
        await pilot.press("X")
        assert shows(app, "契約はもともと 2027/02/10 に終わります。", "続けて解約記録を開きます")
        await pilot.press("enter")
        assert ("mirai", "2027-02-10", None, "churned", "2026-11-21", 400_000, 0) in renewals(renewing)
        await until(pilot, lambda: isinstance(app.screen, ChurnEntryScreen))


async def test_a_forecast_is_chosen_by_number_with_the_amount_expected(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        await pilot.press("p")
        await type_in(pilot, "3 10万")
        await pilot.press("enter")
        assert ("mirai", "2027-02-10", "contract", None, None, None, 100_000) in renewals(renewing)
        await until(pilot, lambda: shows(app, "減額見込み"))
        await pilot.press("w")
        assert ("mirai", "2027-02-10", "renew", None, None, None, None) in renewals(renewing)
        assert ids(screen) == ["mirai", "acme"]


async def test_what_is_decided_is_forecast_no_more(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        await pilot.press("r", "enter")
        await until(pilot, lambda: ids(screen) == ["acme"])
        await pilot.press(*["a"] * 5)
        assert screen.which == "decided" and ids(screen) == ["mirai"]
        assert screen.why_not_forecast() == "renewals.why.decided"


async def test_a_chooses_short_runways_and_neglected_ones(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        found = {}
        for _ in range(7):
            found[screen.which] = ids(screen)
            await pilot.press("a")
        # Mirai talked years ago and not since: in time for its term, and neglected now.
        assert found["short"] == ["acme"] and found["neglected"] == ["mirai"]
        assert found["runway"] == ["mirai", "acme"] and found["overdue"] == []


async def test_a_moved_date_moves_the_runway_at_once(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        assert shows(app, "Acme", "▶26/10/03")
        assert app.write("moved", lambda e: e.update("renewal", "r1", {"due": "2027-08-31"}))
        await until(pilot, lambda: shows(app, "2027/08", "Acme", "27/03/04", "≠"))
        assert screen._dues["r1"].in_runway(app.today) is False


async def test_o_shows_ones_own_and_enter_the_account(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        await pilot.press("o")
        assert ids(screen) == ["mirai"]
        await pilot.press("o", "enter")
        assert isinstance(app.screen, AccountScreen)


async def test_the_forecast_prints_its_formula_and_opens_a_month(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app, "forecast")
        assert shows(app, "最低 = 更新済み ÷ 対象", "予測 =") and shows(app, "合計", "66万円", "少数")
        await pilot.press("j", "enter")
        assert (screen.part, screen.month, ids(screen)) == ("board", "2027-02", ["mirai"])
        await pilot.press("escape")
        assert (screen.month, ids(screen)) == ("", ["mirai", "acme"])


async def test_quality_and_calendar_show_their_months(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app, "quality")
        assert shows(app, "2027/04", "少数") and shows(app, "維持率（NRR・GRR）とは別")
        await pilot.press("tab")
        assert screen.part == "calendar" and screen.sheet.current_id == "2026-11"
        assert shows(app, "2026年度 4Q") and shows(app, "2027/02", "40万円", "ミライ商事")
        await pilot.press("greater_than_sign")
        assert shows(app, "2027年度 1Q") and shows(app, "2027/04", "Acme Inc.")


async def test_nothing_is_decided_on_a_past_day(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        app.as_of = app.today.replace(day=1)
        assert screen.why_not_renewed() == screen.why_not_forecast() == "renewals.why.past"


async def test_deleting_what_was_written_leaves_what_the_contract_shows(renewing: Book, app: CsopsApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await board(pilot, app)
        assert screen.why_not_delete() == "renewals.why.written"
        await pilot.press("j", "D")
        assert renewals(renewing) == []
        await until(pilot, lambda: "r1" not in screen._dues)
        assert ids(screen) == ["mirai", "acme"]


async def test_an_empty_book_says_what_this_is_for(book: Book) -> None:
    from csops_tui.store.config import Config

    app = CsopsApp(book, Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await board(pilot, app)
        assert shows(app, "期日が来る契約更新がここに並びます")


@pytest.mark.parametrize("figure", sorted(set(FIGURES.values())))
def test_every_figure_of_the_screen_is_in_the_ledger(figure: str) -> None:
    assert definition(figure) is not None


def test_the_form_of_a_renewal_says_that_its_decision_leaves_the_contract_lines(renewing: Book) -> None:
    job = RenewalJob(renewing, Config(), "renewal", "r1", {})
    today = renewing.clock.today().isoformat()
    assert job.remark(job.start()) == "" and "契約明細" in job.remark(job.start() | {"decision": "renewed"})
    assert job.follow("decision", job.start() | {"decision": "renewed"}) == {"decided": today}
    assert job.follow("decision", job.start() | {"decided": today}) == {"decided": None}
