"""What was captured, worked through with the keyboard: on Today and in its own list."""

from __future__ import annotations

import json

import pytest
from screen_text import press, row_ids, shows, until

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.captured import CapturedScreen
from csops_tui.tui.screens.today import TodayScreen

HANA = [{"name": "田中 花", "mail": "hana@mirai.example"}]


def proposal(book: Book, row_id: str, people: list[dict[str, str]] | None = None, **values: object) -> None:
    with book.edit("captured") as edit:
        edit.insert(
            "proposal",
            {
                **{"id": row_id, "kind": "touchpoint", "system": "mail", "key": row_id, "title": row_id},
                **{"day": "2026-11-18", "at": "2026-11-18T01:00:00Z", "channel": "email"},
                **{"reach": "1:1", "direction": "one_way"},
                "people": json.dumps(people or HANA, ensure_ascii=False),
                **values,
            },
        )


@pytest.fixture
def captured_book(small_book: Book) -> Book:
    """Two touches and a contact of ミライ商事, a meeting of Acme, and a mail of nobody's."""
    with small_book.edit("verified") as edit:
        edit.update("contact", "aoi", {"verified": "2026-11-20"})
        edit.update("contact", "john", {"verified": "2026-11-20"})
    proposal(small_book, "見積の件", account_id="mirai")
    proposal(
        small_book, "定例", account_id="mirai", day="2026-11-19", at="2026-11-19T01:00:00Z", channel="online_meeting"
    )
    proposal(small_book, "田中 花", account_id="mirai", kind="contact", day=None, at=None, channel=None)
    meeting = {"kind": "appointment", "day": "2026-12-03", "at": "2026-12-03T01:00:00Z", "channel": "online_meeting"}
    proposal(small_book, "QBR", account_id="acme", **meeting)
    people = [{"name": "阿部", "mail": "abe@hokuto.example"}]
    proposal(small_book, "質問", people)
    proposal(small_book, "質問2", people, day="2026-11-20")
    return small_book


@pytest.fixture
def app(captured_book: Book) -> CsopsApp:
    return CsopsApp(captured_book, Config(member="佐藤"), home="today")


def rows(book: Book, sql: str) -> list[tuple[object, ...]]:
    return book.reader().execute(sql).fetchall()


async def test_today_names_what_was_captured_and_one_key_records_it(app: CsopsApp, captured_book: Book) -> None:
    """A2-02."""
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TodayScreen)
        assert row_ids(app) == ["mirai"]
        assert shows(app, "候補「見積の件」3日前", "ほか2件")
        await until(pilot, lambda: shows(app, "顧客未特定の候補 2 件"))
        assert shows(app, "r 記録")
        await press(pilot, "r")
        touch = "SELECT account_id, day, direction, member_id FROM touchpoint WHERE id NOT LIKE 't_'"
        assert rows(captured_book, touch) == [("mirai", "2026-11-18", "one_way", "sato")]
        assert shows(app, "候補「定例」2日前")
        await press(pilot, "u")
        assert rows(captured_book, touch) == []
        assert shows(app, "候補「見積の件」3日前")


async def test_today_ignores_and_that_is_undoable(app: CsopsApp, captured_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "X")
        assert rows(captured_book, "SELECT id FROM proposal WHERE state = 'ignored'") == [("見積の件",)]
        await press(pilot, "u")
        assert rows(captured_book, "SELECT id FROM proposal WHERE state = 'ignored'") == []


async def test_today_opens_the_form_with_everything_in_it_and_saving_confirms(
    app: CsopsApp, captured_book: Book
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "e")
        await until(pilot, lambda: shows(app, "見積の件"))
        assert shows(app, "メール")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, TodayScreen)
        (row,) = rows(captured_book, "SELECT state, row_id FROM proposal WHERE id = '見積の件'")
        assert row[0] == "confirmed"
        touch = f"SELECT day, at, channel, direction, note FROM touchpoint WHERE id = '{row[1]}'"
        assert rows(captured_book, touch) == [
            ("2026-11-18", "2026-11-18T01:00:00Z", "email", "one_way", "@田中 花 見積の件")
        ]
        await press(pilot, "u")
        assert rows(captured_book, "SELECT state FROM proposal WHERE id = '見積の件'") == [("proposed",)]
        assert rows(captured_book, "SELECT count(*) FROM touchpoint") == [(4,)]


async def test_without_a_proposal_the_keys_say_why_they_do_nothing(small_book: Book) -> None:
    app = CsopsApp(small_book, Config(member="佐藤"), home="today")
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        assert not shows(app, "r 記録")
        await press(pilot, "r")
        assert rows(small_book, "SELECT count(*) FROM touchpoint") == [(4,)]


async def test_the_list_holds_all_that_waits_and_records_what_is_marked_as_one_step(
    app: CsopsApp, captured_book: Book
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "N")
        assert isinstance(app.screen, CapturedScreen)
        assert row_ids(app) == ["見積の件", "定例", "QBR", "田中 花", "質問", "質問2"]
        await until(pilot, lambda: shows(app, "うち顧客未特定 2"))
        assert shows(app, "? @hokuto.example")
        steps = len(captured_book.edits(100))
        await press(pilot, *["space"] * 6, "r")
        assert len(captured_book.edits(100)) == steps + 1
        assert row_ids(app) == ["質問", "質問2"]
        assert rows(captured_book, "SELECT account_id, meeting, state FROM appointment") == [
            ("acme", "2026-12-03T01:00:00Z", "booked")
        ]
        # The contact is recorded before the touches, which then know who was there.
        people = """SELECT count(*) FROM touchpoint_contact AS p JOIN contact AS c ON c.id = p.contact_id
                    WHERE c.name = '田中 花'"""
        assert rows(captured_book, people) == [(2,)]
        await press(pilot, "u")
        assert len(row_ids(app)) == 6


async def test_an_account_is_chosen_for_a_stranger_and_learns_its_domain(app: CsopsApp, captured_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "N", "G", "a")
        assert shows(app, "顧客を選ぶ ▸ hokuto.example")
        await press(pilot, *"hokuto", "enter")
        await until(pilot, lambda: shows(app, "hokuto.example を 北斗システムズ のドメインとして"))
        await press(pilot, "enter")
        await until(
            pilot,
            lambda: rows(captured_book, "SELECT domain FROM account WHERE id = 'hokuto'") == [("hokuto.example",)],
        )
        assert rows(captured_book, "SELECT count(*) FROM proposal WHERE account_id = 'hokuto'") == [(2,)]
        await press(pilot, "u")
        assert rows(captured_book, "SELECT count(*) FROM proposal WHERE account_id = 'hokuto'") == [(0,)]
        assert rows(captured_book, "SELECT domain FROM account WHERE id = 'hokuto'") == [(None,)]


async def test_only_the_chosen_one_is_assigned_when_the_domain_is_not_to_be_learnt(
    app: CsopsApp, captured_book: Book
) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "N", "G", "a", *"hokuto", "enter")
        await until(pilot, lambda: shows(app, "登録せず"))
        await press(pilot, "down", "enter")
        await until(
            pilot, lambda: rows(captured_book, "SELECT id FROM proposal WHERE account_id = 'hokuto'") == [("質問2",)]
        )
        assert rows(captured_book, "SELECT domain FROM account WHERE id = 'hokuto'") == [(None,)]


async def test_what_was_ignored_is_listed_apart_and_can_still_be_recorded(app: CsopsApp, captured_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "N", "X")
        assert "見積の件" not in row_ids(app)
        await press(pilot, "A")
        assert row_ids(app) == ["見積の件"]
        assert shows(app, "対象外")
        await press(pilot, "r")
        assert rows(captured_book, "SELECT state FROM proposal WHERE id = '見積の件'") == [("confirmed",)]


async def test_what_belongs_to_nobody_asks_for_its_account_first(app: CsopsApp, captured_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "N", "G", "r")
        assert rows(captured_book, "SELECT state FROM proposal WHERE id = '質問2'") == [("proposed",)]
        await press(pilot, "enter")
        assert shows(app, "顧客を選ぶ")


async def test_a_meeting_and_a_contact_open_forms_of_their_own(app: CsopsApp, captured_book: Book) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "N", "j", "j", "e")
        await until(pilot, lambda: shows(app, "QBR"))
        await press(pilot, "ctrl+s")
        (row,) = rows(captured_book, "SELECT state, row_id FROM proposal WHERE id = 'QBR'")
        assert row[0] == "confirmed"
        assert rows(captured_book, "SELECT id, state, note FROM appointment") == [(row[1], "booked", "@田中 花 QBR")]
        await press(pilot, "e")
        await until(pilot, lambda: shows(app, "hana@mirai.example"))
        await press(pilot, "ctrl+s")
        assert rows(captured_book, "SELECT mail FROM contact WHERE name = '田中 花'") == [("hana@mirai.example",)]


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_an_empty_list_says_how_it_is_filled(small_book: Book, lang: str) -> None:
    set_language(lang)
    app = CsopsApp(small_book, Config(member="佐藤"))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "N")
        assert shows(app, "csops capture")
