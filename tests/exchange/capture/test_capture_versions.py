"""Events that change between two captures: waiting proposals follow, of confirmed ones the change is proposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from csops_tui.exchange.capture import deciding
from csops_tui.store.book import Book
from tests.exchange.capture.conftest import Capture, confirm, event, proposals

pytestmark = pytest.mark.usefixtures("read_here")

AHEAD = "20261201T010000Z"
MOVED = {"at": "20261202T030000Z", "more": "SEQUENCE:1\n"}


def ignore(book: Book, where: str) -> None:
    with book.edit("ignore") as edit:
        deciding.ignore(edit, [row_id for (row_id,) in proposals(book, where, "id")])


def meetings(book: Book) -> list[tuple[object, ...]]:
    return book.reader().execute("SELECT meeting, state, decided FROM appointment ORDER BY meeting").fetchall()


def touches(book: Book) -> list[tuple[object, ...]]:
    return book.reader().execute("SELECT day, at, trigger FROM touchpoint ORDER BY at").fetchall()


# Older writings


@pytest.mark.parametrize("more", ["SEQUENCE:1\n", "LAST-MODIFIED:20261110T000000Z\n"])
def test_an_older_writing_that_is_captured_later_moves_nothing_back(
    ours: Book, take: Capture, calendar, more: str
) -> None:
    take(calendar(event(at="20261119T030000Z", more=more)))
    done = take(calendar(event(), name="old.ics"))
    assert proposals(ours, columns="day") == [("2026-11-19",)]
    assert (done.plan.new, done.plan.changed, done.plan.withdrawn, done.edit) == ([], {}, [], "")


def test_an_older_writing_of_a_series_proposes_none_of_its_former_instances(
    ours: Book, take: Capture, calendar
) -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=2\n"
    take(calendar(event(at="20261119T030000Z", more=f"{rule}SEQUENCE:1\n")))
    take(calendar(event(more=rule), name="old.ics"))
    assert proposals(ours, columns="at") == [("2026-11-19T03:00:00Z",), ("2026-11-20T03:00:00Z",)]


def test_what_was_cancelled_does_not_come_back_with_an_old_file_but_with_a_newer_one(
    ours: Book, take: Capture, calendar
) -> None:
    old = calendar(event(), name="old.ics")
    take(old)
    take(calendar(event(more="SEQUENCE:1\nSTATUS:CANCELLED\n")))
    assert proposals(ours) == []
    assert take(old).plan.new == []
    take(calendar(event(more="SEQUENCE:2\n"), name="again.ics"))
    assert proposals(ours, columns="day") == [("2026-11-18",)]
    # An old cancellation does not call it off again.
    take(calendar(event(more="SEQUENCE:1\nSTATUS:CANCELLED\n"), name="cancelled.ics"))
    assert len(proposals(ours)) == 1


def test_undo_of_a_capture_forgets_the_writing_as_well(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event(more="SEQUENCE:1\nSTATUS:CANCELLED\n")))
    take(calendar(event(at="20261119T030000Z", more="SEQUENCE:3\n")))
    ours.undo()
    take(calendar(event(more="SEQUENCE:2\n"), name="old.ics"))
    assert proposals(ours, columns="day") == [("2026-11-18",)]


# Confirmed meetings


def test_a_confirmed_meeting_that_moved_is_proposed_to_move_and_undo_puts_it_back(
    ours: Book, take: Capture, calendar
) -> None:
    take(calendar(event(at=AHEAD)))
    confirm(ours, "kind = 'appointment'")
    path = calendar(event(**MOVED))
    done = take(path)
    assert [draft.title for draft in done.plan.new] == ["Talk 1 (moved from 12/01 10:00)"]
    assert take(path).edit == ""
    assert meetings(ours) == [("2026-12-01T01:00:00Z", "booked", None)]
    confirm(ours, "title LIKE '%moved%'")
    assert meetings(ours) == [("2026-12-02T03:00:00Z", "booked", None)]
    assert proposals(ours, columns="title, at, state") == [("Talk 1", "2026-12-02T03:00:00Z", "confirmed")]
    assert take(path).edit == ""
    ours.undo()
    assert meetings(ours) == [("2026-12-01T01:00:00Z", "booked", None)]
    assert len(proposals(ours, "state = 'proposed'")) == 1


def test_a_move_that_was_ignored_is_proposed_again_only_when_it_moves_once_more(
    ours: Book, take: Capture, calendar
) -> None:
    take(calendar(event(at=AHEAD)))
    confirm(ours)
    path = calendar(event(**MOVED))
    take(path)
    ignore(ours, "state = 'proposed'")
    assert take(path).plan.answered == 1
    take(calendar(event(at="20261203T030000Z", more="SEQUENCE:2\n")))
    assert proposals(ours, "state = 'proposed'", "day") == [("2026-12-03",)]


def test_a_move_back_and_a_meeting_moved_by_hand_leave_nothing_to_say(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event(at=AHEAD)))
    (meeting,) = confirm(ours)
    take(calendar(event(**MOVED)))
    take(calendar(event(at=AHEAD, more="SEQUENCE:2\n")))
    assert proposals(ours, columns="state") == [("confirmed",)]
    with ours.edit("by hand") as edit:
        edit.update("appointment", meeting, {"meeting": "2026-12-05T03:00:00Z"})
    take(calendar(event(at="20261205T030000Z", more="SEQUENCE:3\n")))
    assert proposals(ours, columns="state") == [("confirmed",)]


def test_a_confirmed_meeting_that_was_cancelled_is_proposed_to_be_called_off(
    ours: Book, take: Capture, calendar
) -> None:
    take(calendar(event(at=AHEAD)))
    confirm(ours)
    path = calendar(event(at=AHEAD, more="SEQUENCE:1\nSTATUS:CANCELLED\n"))
    take(path)
    assert take(path).edit == ""
    assert proposals(ours, "state = 'proposed'", "title") == [("Talk 1 (cancelled)",)]
    confirm(ours)
    assert meetings(ours) == [("2026-12-01T01:00:00Z", "declined", "2026-11-21")]
    assert proposals(ours) == []
    assert take(path).edit == ""
    ours.undo()
    assert meetings(ours) == [("2026-12-01T01:00:00Z", "booked", None)]


def test_an_instance_struck_out_of_a_series_calls_its_confirmed_meeting_off(
    ours: Book, take: Capture, calendar
) -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=2\n"
    take(calendar(event(at=AHEAD, more=rule)))
    confirm(ours)
    take(calendar(event(at=AHEAD, more=rule + "SEQUENCE:1\nEXDATE:20261202T010000Z\n")))
    assert proposals(ours, "state = 'proposed'", "title, day") == [("Talk 1 (cancelled)", "2026-12-02")]


def test_a_logged_meeting_that_moved_or_was_cancelled_changes_its_touch_when_that_is_confirmed(
    ours: Book, take: Capture, calendar
) -> None:
    take(calendar(event("1"), event("2", "20261119T010000Z"), event("3", "20261120T010000Z")))
    confirm(ours)
    take(
        calendar(
            event("1", "20261117T020000Z", more="SEQUENCE:1\n"),
            event("2", "20261119T010000Z", more="SEQUENCE:1\nSTATUS:CANCELLED\n"),
            event("3", AHEAD, more="SEQUENCE:1\n"),
        )
    )
    assert len(touches(ours)) == 3
    confirm(ours)
    assert touches(ours) == [("2026-11-17", "2026-11-17T02:00:00Z", "ours")]
    assert meetings(ours) == [("2026-12-01T01:00:00Z", "booked", None)]
    assert proposals(ours, columns="kind, title, state") == [
        ("touchpoint", "Talk 1", "confirmed"),
        ("appointment", "Talk 3", "confirmed"),
    ]


def test_a_change_that_waits_gives_way_to_the_touch_once_the_meeting_took_place(
    ours: Book, take: Capture, calendar
) -> None:
    take(calendar(event(at="20261121T080000Z")))
    (meeting,) = confirm(ours)
    path = calendar(event(at="20261121T060000Z", more="SEQUENCE:1\n"))
    take(path)
    assert proposals(ours, "state = 'proposed'", "kind, title") == [("appointment", "Talk 1 (moved from 11/21 17:00)")]
    ours.clock._now = ours.clock.now().replace(hour=18)
    take(path)
    assert proposals(ours, "state = 'proposed'", "kind, title, at") == [
        ("touchpoint", "Talk 1", "2026-11-21T06:00:00Z")
    ]
    confirm(ours)
    assert ours.reader().execute("SELECT state FROM appointment WHERE id = ?", [meeting]).fetchone() == ("held",)


def test_a_change_of_what_was_deleted_since_is_not_proposed(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event(at=AHEAD)))
    (meeting,) = confirm(ours)
    with ours.edit("delete") as edit:
        edit.delete("appointment", meeting)
    take(calendar(event(**MOVED)))
    assert proposals(ours, "state = 'proposed'") == []


def test_a_single_event_that_became_a_series_is_not_proposed_twice(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event()))
    confirm(ours)
    take(calendar(event(more="SEQUENCE:1\nRRULE:FREQ=DAILY;COUNT=2\n")))
    assert proposals(ours, columns="day, state") == [("2026-11-18", "confirmed"), ("2026-11-19", "proposed")]


# What gave rise to it


@pytest.mark.parametrize(
    ("organizer", "trigger"), [("hana@mirai.example", "request"), ("jo@acme.example", "ours"), ("", "ours")]
)
def test_a_meeting_that_the_customer_organises_was_triggered_by_them(
    ours: Book, take: Capture, calendar, organizer: str, trigger: str
) -> None:
    given = event(more="ATTENDEE:mailto:sato@us.example\n").replace(
        "ORGANIZER:mailto:sato@us.example\n", f"ORGANIZER:mailto:{organizer}\n" if organizer else ""
    )
    take(calendar(given))
    confirm(ours, "kind = 'touchpoint' AND account_id = 'mirai'")
    assert touches(ours) == [("2026-11-18", "2026-11-18T01:00:00Z", trigger)]


@pytest.mark.parametrize("theirs", [True, False])
def test_the_touches_of_a_conversation_are_triggered_by_whoever_began_it(
    ours: Book, take: Capture, mails, theirs: bool, tmp_path: Path
) -> None:
    us, them = "sato@us.example", "hana@mirai.example"
    began, other = (them, us) if theirs else (us, them)
    folder = mails(
        (began, other, "Tue, 17 Nov 2026 10:00:00 +0900", "x", "m1"),
        (other, began, "Wed, 18 Nov 2026 10:00:00 +0900", "Re: x", "m2", "m1"),
        ("mori@mirai.example", us, "Thu, 19 Nov 2026 10:00:00 +0900", "Re: x", "m3", "m1", "m2"),
    )
    # Also where the first letter is found only later.
    first = (folder / "m1.eml").rename(tmp_path / "m1.eml")
    take(folder)
    take(folder, first)
    confirm(ours, "kind = 'touchpoint'")
    assert {trigger for _, _, trigger in touches(ours)} == {"request" if theirs else "ours"}
    assert len(touches(ours)) == 3
