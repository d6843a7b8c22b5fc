"""What was captured, as a reason of Today."""

from __future__ import annotations

import datetime as dt

import pytest
from measures_support import TODAY, Small

from csops_tui.measures import panel, today_decisions
from csops_tui.measures.today import Queue, Whose, queue
from csops_tui.store.book import Book

DAY = dt.date.fromisoformat(TODAY)


@pytest.fixture
def small(book: Book) -> Small:
    made = Small(book)
    for member in ("sato", "suzuki"):
        made.add("member", id=member, name=member)
    with book.edit("owner") as edit:
        edit.update("account", made.a, {"owner_id": "sato"})
    return made


def propose(small: Small, key: str, **values: object) -> str:
    given = {"kind": "touchpoint", "system": "mail", "key": key, "title": key, "day": "2026-11-18", **values}
    return small.add("proposal", **given)


def asked(small: Small, member: str | None = "sato", whose: Whose = "me") -> Queue:
    panel.ensure_day(small.book, DAY)
    return queue(small.book.reader(), DAY, member, whose)


def captured(found: Queue) -> list[tuple[str | None, int, list[str]]]:
    return [
        (row.account_id, item.late, [subject.words for subject in item.subjects])
        for row in found.rows
        for item in row.items
        if item.kind == "capture"
    ]


def test_what_waits_is_a_reason_oldest_first_with_contacts_at_the_end(small: Small) -> None:
    propose(small, "later", day="2026-11-20")
    propose(small, "earlier")
    propose(small, "person", kind="contact", day=None)
    propose(small, "done", state="confirmed")
    propose(small, "not wanted", state="ignored")
    assert captured(asked(small)) == [(small.a, 3, ["earlier", "later", "person"])]


def test_a_meeting_that_lies_ahead_is_not_late(small: Small) -> None:
    propose(small, "ahead", kind="appointment", day="2026-12-03")
    assert captured(asked(small)) == [(small.a, 0, ["ahead"])]


def test_it_is_asked_of_whoever_took_part_else_of_whoever_looks_after_the_account(small: Small) -> None:
    propose(small, "mine", member_id="suzuki")
    propose(small, "owner's")
    assert captured(asked(small, "suzuki")) == [(small.a, 3, ["mine"])]
    assert captured(asked(small, "sato")) == [(small.a, 3, ["owner's"])]
    assert captured(asked(small, None, "all")) == [(small.a, 3, ["mine", "owner's"])]


def test_what_belongs_to_no_account_is_in_nobodys_queue(small: Small) -> None:
    propose(small, "stranger", account_id=None)
    assert captured(asked(small, None, "all")) == []


def test_it_can_rest_and_a_plan_does_not_settle_it(small: Small) -> None:
    propose(small, "talk")
    (row,) = [row for row in asked(small).rows if row.account_id == small.a]
    with small.book.edit("planned") as edit:
        today_decisions.planned(edit, row, None, "", DAY, "sato")
    assert captured(asked(small)) != []
    with small.book.edit("skip") as edit:
        today_decisions.skip(edit, row, DAY, "sato")
    assert captured(asked(small)) == []
