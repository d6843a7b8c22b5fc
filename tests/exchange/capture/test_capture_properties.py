"""Whatever is found: its order does not matter, and proposing it twice is proposing it once."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csops_tui.exchange.capture.drafting import drafts
from csops_tui.exchange.capture.found import Found, Person, Window, from_json, to_json
from csops_tui.exchange.capture.plan import apply, plan
from csops_tui.exchange.capture.whom import whom
from csops_tui.store.book import Book
from csops_tui.store.touch import nature

WINDOW = Window(dt.date(2026, 11, 1), dt.date(2026, 12, 10))
MAILS = (
    *("sato@us.example", "suzuki@us.example", "hana@mirai.example", "mori@mirai.example", "jo@acme.example"),
    *("abe@hokuto.example", "chi@gmail.com", "room@resource.calendar.google.com", "info@mirai.example"),
)
people = st.sampled_from(MAILS).flatmap(
    lambda mail: st.sampled_from(("", mail.partition("@")[0].title())).map(lambda name: Person(name, mail))
)
crowd = st.lists(people, max_size=4).map(tuple)
days = st.integers(10, 25)


def moment(day: int, hour: int) -> dict[str, str]:
    return {"day": f"2026-11-{day}", "at": f"2026-11-{day}T{hour:02}:00:00Z"}


@st.composite
def mail(draw: st.DrawFn) -> Found:
    key = draw(st.integers(0, 12))
    before = draw(st.lists(st.integers(0, 12), max_size=2))
    return Found(
        "mail",
        f"m{key}",
        draw(st.sampled_from(("見積", "Re: 見積", "Renewal", ""))),
        **moment(draw(days), key),
        sender=draw(people),
        people=draw(crowd),
        copied=draw(crowd),
        references=tuple(f"m{each}" for each in before),
        automatic=draw(st.integers(0, 9)) == 0,
        channel="email",
    )


@st.composite
def event(draw: st.DrawFn) -> Found:
    version = f"{draw(st.integers(0, 2)):010d} "
    whole = draw(st.booleans())
    return Found(
        "event",
        f"e{draw(st.integers(0, 3))}",
        draw(st.sampled_from(("定例", "QBR"))),
        part=draw(st.sampled_from(("", "2026-11-12", "2026-11-19"))),
        **(moment(draw(days), draw(st.integers(0, 23))) if draw(st.integers(0, 7)) else {}),
        minutes=draw(st.sampled_from((None, 30, 60))),
        sender=draw(people),
        people=draw(crowd),
        version=version,
        cancelled=draw(st.integers(0, 5)) == 0,
        channel=draw(st.sampled_from(("online_meeting", "visit", "qbr"))),
        details={"master": version} if whole else {},
    )


@st.composite
def card(draw: st.DrawFn) -> Found:
    one = draw(people)
    named = draw(st.booleans())
    key = one.mail if named else f"card:{draw(st.integers(0, 3))}"
    details = {"company": draw(st.sampled_from(("Acme Inc.", "Nowhere"))), "phone": draw(st.sampled_from(("1", "2")))}
    return Found("card", key, one.name or "X", sender=one if named else None, details=details)


everything = st.lists(st.one_of(mail(), event(), card()), max_size=14)


def capture(book: Book, found: list[Found]) -> tuple[int, int, int]:
    """Propose what was found; returns how many proposals are new, changed and withdrawn."""
    conn = book.reader()
    made = drafts(found, whom(conn), WINDOW, book.clock.now(), lambda channel: nature(conn, channel), "sato")
    planned = plan(conn, made, WINDOW)
    with book.edit("capture") as edit:
        apply(edit, planned)
    return len(planned.new), len(planned.changed), len(planned.withdrawn)


def state(book: Book) -> list[Any]:
    columns = "kind, system, key, account_id, contact_id, member_id, title, day, at, minutes, channel, reach"
    return book.reader().execute(f"SELECT {columns}, direction, people FROM proposal ORDER BY system, key").fetchall()


def emptied(book: Book) -> None:
    with book.edit("begin anew") as edit:
        edit.execute("DELETE FROM proposal")


LIGHT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LIGHT
@given(found=everything, again=st.randoms(use_true_random=False))
def test_any_order_gives_the_same_and_twice_is_once(ours: Book, found: list[Found], again: Any) -> None:
    emptied(ours)
    capture(ours, found)
    once = state(ours)
    assert capture(ours, found) == (0, 0, 0)
    assert state(ours) == once
    emptied(ours)
    shuffled = [*found, *found]
    again.shuffle(shuffled)
    capture(ours, shuffled)
    assert state(ours) == once


@LIGHT
@given(found=everything)
def test_names_of_proposals_are_theirs_alone_and_nobody_of_ours_is_a_customer(ours: Book, found: list[Found]) -> None:
    emptied(ours)
    capture(ours, found)
    rows = ours.reader().execute("SELECT system, key, people FROM proposal").fetchall()
    assert len({row[:2] for row in rows}) == len(rows)
    mails = {one["mail"] for *_, people_ in rows for one in json.loads(people_ or "[]")}
    assert not {mail_ for mail_ in mails if mail_.endswith("@us.example") or "resource." in mail_}


@LIGHT
@given(found=everything)
def test_what_travels_between_processes_arrives_as_it_was(found: list[Found]) -> None:
    assert [from_json(json.loads(json.dumps(to_json(each)))) for each in found] == found
