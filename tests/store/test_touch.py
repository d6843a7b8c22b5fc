"""One entry becomes its rows in one edit, and an account's past speaks before the next contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.locale import set_language
from csops_tui.store import past, touch
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.errors import Refused
from csops_tui.store.follow import follow
from csops_tui.text.quicklog import QuickLog, parse

NOW = dt.datetime(2026, 11, 21, 14, 30).astimezone()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    set_language("en")
    held = Book.create(tmp_path / "book.db", "佐藤", Clock(now=NOW))
    yield held
    held.close()


def add(book: Book, table: str, **values: object) -> str:
    with book.edit("fixture") as step:
        return step.insert(table, values)


def said(book: Book, line: str) -> QuickLog:
    return parse(line, book.clock.now(), touch.vocabulary(book))


def rows(book: Book, sql: str) -> list[tuple[object, ...]]:
    return book.reader().execute(sql).fetchall()


def test_everything_of_an_entry_refers_to_its_touch_and_goes_with_one_undo(book: Book) -> None:
    account = add(book, "account", name="ミライ商事", kana="ミライショウジ")
    hana = add(book, "contact", account_id=account, name="田中 花", kana="タナカ ハナ")
    member = add(book, "member", name="佐藤")
    done = touch.record(
        book, said(book, "mirai 会議 1h @tanaka 相談 - !2 >見積 明日 10:00 ?SSO ~要望"), member_id=member
    )
    assert rows(book, 'SELECT channel, minutes, sentiment, "trigger", member_id, at, note FROM touchpoint') == [
        ("online_meeting", 60, "negative", "request", member, touch.utc_text(NOW), "相談")
    ]
    assert rows(book, "SELECT touchpoint_id, contact_id FROM touchpoint_contact") == [(done.touchpoint_ids[0], hana)]
    assert rows(book, "SELECT title, due, member_id, touchpoint_id FROM task") == [
        ("見積 10:00", "2026-11-22", member, done.touchpoint_ids[0])
    ]
    assert rows(book, "SELECT level, day, expires, evidence FROM concern") == [(2, "2026-11-21", "2027-02-19", "相談")]
    assert rows(book, "SELECT title, contact_id, source FROM voice") == [("SSO", hana, "touch")]
    assert done.topics >= {"touchpoint", "task", "concern", "voice", "touchpoint_contact"}
    assert book.undo().label == done.label
    for table in ("touchpoint", "touchpoint_contact", "task", "concern", "voice"):
        assert rows(book, f"SELECT count(*) FROM {table}") == [(0,)]


def test_without_a_channel_it_is_the_last_one_else_a_call(book: Book) -> None:
    add(book, "account", name="Acme")
    assert touch.record(book, said(book, "acme first")).channel == "call"
    touch.record(book, said(book, "acme visit second"))
    assert touch.record(book, said(book, "acme third")).channel == "visit"


def test_a_channel_brings_its_reach_and_direction(book: Book) -> None:
    add(book, "account", name="Acme")
    add(book, "code", list="channel", code="huddle", ja="立ち話", en="Huddle", aliases="hallway,corridor", reach="none")
    touch.record(book, said(book, "acme email sent"))
    touch.record(book, said(book, "acme hallway hello"))
    assert rows(book, "SELECT channel, reach, direction FROM touchpoint ORDER BY id") == [
        ("email", "1:1", "one_way"),
        ("huddle", "none", "two_way"),
    ]


def test_a_bulk_touch_is_one_act_on_many_accounts_counted_one_to_many(book: Book) -> None:
    """A2-08."""
    accounts = [add(book, "account", name=f"社{n}") for n in range(120)]
    done = touch.record(book, said(book, "email newsletter sent"), accounts=accounts)
    assert rows(book, "SELECT reach, count(*), count(DISTINCT bulk) FROM touchpoint GROUP BY reach") == [
        ("1:n", 120, 1)
    ]
    assert len(done.touchpoint_ids) == 120
    assert "120" in done.label
    book.undo(done.edit)
    assert rows(book, "SELECT count(*) FROM touchpoint") == [(0,)]


def test_people_of_one_account_are_not_put_on_the_touches_of_others(book: Book) -> None:
    first, second = add(book, "account", name="Acme"), add(book, "account", name="Beta")
    jo = add(book, "contact", account_id=first, name="Jo Reed")
    touch.record(book, said(book, "acme email @jo @nobody hello"), accounts=[first, second], new_contacts=True)
    assert rows(
        book, "SELECT t.account_id, p.contact_id FROM touchpoint_contact p JOIN touchpoint t ON t.id = p.touchpoint_id"
    ) == [(first, jo)]
    assert rows(book, "SELECT count(*) FROM contact") == [(1,)]


def test_new_people_are_added_only_when_asked_for(book: Book) -> None:
    account = add(book, "account", name="Acme")
    touch.record(book, said(book, "acme call @kim hello"))
    assert rows(book, "SELECT note FROM touchpoint") == [("@kim hello",)]
    done = touch.record(book, said(book, "acme call @kim hello"), new_contacts=True)
    assert rows(book, "SELECT id, account_id, name, state FROM contact") == [
        (done.contact_ids[0], account, "kim", "unknown")
    ]


def test_an_entry_without_an_account_is_refused(book: Book) -> None:
    with pytest.raises(Refused):
        touch.record(book, said(book, "call 30m"))
    assert rows(book, "SELECT count(*) FROM touchpoint") == [(0,)]


def test_further_fields_win_over_what_the_line_implies(book: Book) -> None:
    add(book, "account", name="Acme")
    with book.edit("form") as step:
        touch.write(step, book, said(book, "acme call hello"), values={"purpose": "renewal", "outcome": "agreed"})
    assert rows(book, "SELECT purpose, outcome FROM touchpoint") == [("renewal", "agreed")]


def test_a_past_day_without_a_time_is_its_noon(book: Book) -> None:
    add(book, "account", name="Acme")
    touch.record(book, said(book, "acme call yesterday hello"))
    noon = dt.datetime(2026, 11, 20, 12).astimezone()
    assert rows(book, "SELECT day, at FROM touchpoint") == [("2026-11-20", touch.utc_text(noon))]


def test_who_left_is_meant_only_when_nobody_else_answers_to_the_name(book: Book) -> None:
    account = add(book, "account", name="Acme")
    left = add(book, "contact", account_id=account, name="佐藤 一", state="left")
    resolve = touch.vocabulary(book).contact
    found = resolve(account, "佐藤")
    assert found is not None
    assert found.id == left
    here = add(book, "contact", account_id=account, name="佐藤 二")
    found = touch.vocabulary(book).contact(account, "佐藤")
    assert found is not None
    assert found.id == here


def test_the_acting_member_is_who_signs_the_edits(book: Book) -> None:
    assert touch.acting_member(book) is None
    one = add(book, "member", name="佐藤 健", mail="ken@us.example")
    assert touch.acting_member(book) == one
    assert touch.acting_member(book, "ken") == one
    two = add(book, "member", name="佐藤")
    add(book, "member", name="佐藤プール", kind="pool")
    assert touch.acting_member(book) == two
    assert touch.acting_member(book, "誰か") is None


@pytest.mark.parametrize(("days_before", "seen"), [(7, True), (8, False), (-7, True), (-8, False)])
def test_other_teams_are_seen_up_to_the_limit_and_not_beyond(book: Book, days_before: int, seen: bool) -> None:
    """A1-07."""
    account = add(book, "account", name="Acme")
    mine, theirs = add(book, "member", name="A", team="CS"), add(book, "member", name="B", team="Sales")
    day = dt.date(2026, 11, 21)
    add(book, "task", account_id=account, member_id=theirs, title="Call", due=str(day - dt.timedelta(days=days_before)))
    add(book, "task", account_id=account, member_id=mine, title="Own", due=str(day))
    found = past.collisions(book, account, day, mine, days=7)
    assert [(c.kind, c.member, c.team, c.what) for c in found] == [("task", "B", "Sales", "Call")] * seen


def test_touches_appointments_and_blackouts_collide_and_notes_and_done_things_do_not(book: Book) -> None:
    account = add(book, "account", name="Acme")
    theirs = add(book, "member", name="B", team="Sales")
    mine = add(book, "member", name="A", team="CS")
    day = dt.date(2026, 11, 21)
    touch.record(book, said(book, "acme call hello"), member_id=theirs)
    with book.edit("form") as step:
        touch.write(step, book, said(book, "acme call inside"), member_id=theirs, values={"reach": "none"})
    add(book, "appointment", account_id=account, member_id=theirs, asked="2026-11-20", state="booked")
    add(book, "appointment", account_id=account, member_id=theirs, asked="2026-11-20", state="held")
    add(book, "task", account_id=account, member_id=theirs, title="x", due="2026-11-21", state="done")
    add(book, "blackout", starts="2026-11-20", ends="2026-11-21", reason="year end")
    found = past.collisions(book, account, day, mine)
    assert sorted(c.kind for c in found) == ["appointment", "blackout", "touch"]


def test_a_meeting_of_early_morning_collides_on_its_local_day(book: Book) -> None:
    account = add(book, "account", name="Acme")
    mine, theirs = add(book, "member", name="A", team="CS"), add(book, "member", name="B", team="Sales")
    meeting = "2026-11-13T23:00:00Z"  # 08:00 of the 14th in Tokyo
    asked = "2026-10-01"
    add(book, "appointment", account_id=account, member_id=theirs, asked=asked, meeting=meeting, state="booked")
    assert [c.day for c in past.collisions(book, account, dt.date(2026, 11, 21), mine, days=7)] == [
        dt.date(2026, 11, 14)
    ]


def test_colleagues_without_teams_do_not_collide(book: Book) -> None:
    account = add(book, "account", name="Acme")
    mine, other = add(book, "member", name="A"), add(book, "member", name="B")
    touch.record(book, said(book, "acme call hello"), member_id=other)
    assert past.collisions(book, account, dt.date(2026, 11, 21), mine) == []


def test_the_last_request_is_told_with_its_state(book: Book) -> None:
    """A2-06."""
    account = add(book, "account", name="Acme")
    assert past.last_request(book, account) is None
    add(book, "voice", account_id=account, title="old", day="2026-01-01")
    add(book, "voice", account_id=account, title="SSO", day="2026-09-12", state="released", told="2026-10-01")
    found = past.last_request(book, account)
    assert found is not None
    assert (found.title, found.state, found.told) == ("SSO", "released", dt.date(2026, 10, 1))


def test_the_last_entry_can_be_repeated_without_its_words(book: Book) -> None:
    account = add(book, "account", name="Acme")
    add(book, "contact", account_id=account, name="Jo Reed")
    assert past.repeat_last(book, account) is None
    touch.record(book, said(book, "acme visit 45m @jo hello #demo !3 yesterday"))
    again = past.repeat_last(book, account)
    assert again is not None
    touch.record(book, again)
    assert rows(book, "SELECT channel, minutes, tags, day, note FROM touchpoint ORDER BY id DESC LIMIT 1") == [
        ("visit", 45, "demo", "2026-11-21", None)
    ]
    assert rows(book, "SELECT count(*) FROM touchpoint_contact") == [(2,)]
    assert rows(book, "SELECT count(*) FROM concern") == [(1,)]


@pytest.mark.parametrize("channel", ["call", "webinar", "fax", "own", "retired"])
def test_a_channel_means_the_same_in_an_entry_and_in_a_form(book: Book, channel: str) -> None:
    add(book, "code", list="channel", code="own", ja="自社", en="Own", reach="tech")
    add(book, "code", list="channel", code="retired", ja="旧", en="Old", reach="1:n", active=0)
    followed = follow(book, "touchpoint", "channel", {"channel": channel})
    assert (followed["reach"], followed["direction"]) == touch.nature(book.reader(), channel)
    assert followed["reach"] == {"own": "tech", "retired": "1:n"}.get(channel, followed["reach"])
