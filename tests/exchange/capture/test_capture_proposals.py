"""What is proposed to whom, once, and what becomes of it when a file changes."""

from __future__ import annotations

import json
import random

import pytest

from csops_tui.exchange.capture import deciding
from csops_tui.exchange.capture.domains import company_domain, host_of, party_of
from csops_tui.store.book import Book
from tests.exchange.capture.conftest import FIXTURES, Capture, confirm, event, proposals

pytestmark = pytest.mark.usefixtures("read_here")

WHO = "kind, account_id, day, title"


def test_the_fixtures_become_touches_meetings_and_contacts_of_the_right_accounts(ours: Book, take: Capture) -> None:
    """A2-02."""
    done = take()
    assert proposals(ours, "account_id = 'mirai'", "kind, day, channel, direction, minutes, title") == [
        ("contact", None, None, None, None, "佐々木 直子"),
        ("contact", None, None, None, None, "髙橋 誠"),
        ("contact", "2026-11-05", None, None, None, "森 一郎"),
        ("touchpoint", "2026-11-05", "online_meeting", "two_way", 60, "ミライ商事 定例"),
        ("touchpoint", "2026-11-16", "email", "two_way", None, "お見積の件"),
        ("touchpoint", "2026-11-17", "email", "one_way", None, "お見積の件"),
        ("touchpoint", "2026-11-19", "email", "one_way", None, "ご相談="),
        ("touchpoint", "2026-11-20", "online_meeting", "two_way", 45, "ミライ商事 定例（変更）"),
        ("appointment", "2026-12-03", "online_meeting", "two_way", 60, "ミライ商事 定例"),
    ]
    assert proposals(ours, "account_id = 'acme'", WHO) == [
        ("touchpoint", "acme", "2026-11-11", "Acme QBR"),
        ("contact", "acme", "2026-11-13", "Jo Reed"),
        ("touchpoint", "acme", "2026-11-13", "Renewal"),
    ]
    assert {row[1] for row in proposals(ours, "account_id IS NULL AND kind <> 'contact'", WHO)} == {None}
    assert (done.internal, done.automatic, done.plan.unmatched) == (2, 1, 7)
    assert not proposals(ours, "title IN ('社内会議', '歯医者', 'internal', 'Our newsletter')")


def test_capturing_again_adds_nothing_and_leaves_no_step(ours: Book, take: Capture) -> None:
    before = take()
    state = proposals(ours, columns="*")
    again = take()
    assert (again.plan.new, again.plan.changed, again.plan.withdrawn, again.edit) == ([], {}, [], "")
    assert again.plan.waiting == len(before.plan.new)
    assert proposals(ours, columns="*") == state


def test_the_order_of_files_and_folders_does_not_matter(ours: Book, take: Capture) -> None:
    files = [path for path in sorted(FIXTURES.rglob("*")) if path.is_file()]
    names = "kind, system, key, account_id, title, day, at, minutes, channel, direction, people, member_id"
    take()
    expected = proposals(ours, columns=names)
    for seed in range(4):
        ours.undo()
        random.Random(seed).shuffle(files)
        take(*files, *files[:3])
        assert proposals(ours, columns=names) == expected


def test_files_one_by_one_come_to_the_same_as_all_at_once(ours: Book, take: Capture) -> None:
    names = "kind, system, account_id, title, day, at, direction"
    take()
    expected = proposals(ours, columns=names)
    ours.undo()
    for path in sorted((path for path in FIXTURES.rglob("*") if path.is_file()), reverse=True):
        take(path)
    assert proposals(ours, columns=names) == expected


def test_undo_takes_a_capture_back_whole(ours: Book, take: Capture) -> None:
    take()
    ours.undo()
    assert proposals(ours) == []


def test_a_dry_run_writes_nothing(ours: Book, take: Capture) -> None:
    done = take(dry_run=True)
    assert done.plan.new
    assert proposals(ours) == []


def test_texts_are_stored_only_where_they_are_asked_for(ours: Book, take: Capture) -> None:
    take()
    assert proposals(ours, "note IS NOT NULL AND kind <> 'contact'") == []
    ours.undo()
    take(bodies=True)
    ((note,),) = proposals(ours, "day = '2026-11-16'", "note")
    assert "お世話になっております" in note
    assert "ありがとうございます" in note


# Whom it concerns


def test_providers_and_public_suffixes_name_no_company() -> None:
    assert company_domain("mail.mirai.co.jp") == "mirai.co.jp"
    assert [company_domain(host) for host in ("gmail.com", "co.jp", "jp", "docomo.ne.jp", "", "a b")] == [""] * 6
    assert company_domain("acme.github.io") == "acme.github.io"
    assert party_of("x@gmail.com") == "x@gmail.com"
    assert host_of("https://www.Mirai.example:8080/about") == "mirai.example"


def test_a_provider_as_an_accounts_domain_catches_nobody(ours: Book, take: Capture, calendar) -> None:
    with ours.edit("wrong") as edit:
        edit.update("account", "hokuto", {"domain": "gmail.com"})
    take(calendar(event(mail="someone@gmail.com")))
    assert proposals(ours, columns="account_id") == [(None,)]


def test_a_contacts_own_address_beats_every_domain(ours: Book, take: Capture, calendar) -> None:
    with ours.edit("contact") as edit:
        edit.insert("contact", {"id": "abe", "account_id": "hokuto", "name": "阿部", "mail": "Abe@gmail.com"})
    take(calendar(event(mail="abe@gmail.com")))
    assert proposals(ours, columns="account_id, contact_id") == [("hokuto", "abe")]


def test_two_accounts_of_one_domain_are_not_guessed_between(ours: Book, take: Capture, calendar) -> None:
    with ours.edit("twin") as edit:
        edit.insert("account", {"id": "twin", "name": "Twin", "domain": "mirai.example"})
        edit.insert("account", {"id": "branch", "name": "Branch", "domain": "osaka.mirai.example"})
    take(calendar(event("1", mail="new@mirai.example"), event("2", mail="new@osaka.mirai.example")))
    assert proposals(ours, "kind <> 'contact'", "title, account_id") == [("Talk 1", None), ("Talk 2", "branch")]


def test_a_meeting_with_two_customers_is_a_touch_of_each(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event(more="ATTENDEE;CN=Jo:mailto:jo@acme.example\nATTENDEE:mailto:hana@mirai.example\n")))
    assert proposals(ours, "kind = 'touchpoint'", "account_id, people") == [
        ("acme", json.dumps([{"name": "Jo", "mail": "jo@acme.example"}])),
        ("mirai", json.dumps([{"name": "", "mail": "hana@mirai.example"}])),
    ]


def test_what_we_declined_is_nothing_of_ours(ours: Book, take: Capture, calendar) -> None:
    given = (
        "BEGIN:VEVENT\nUID:9\nSUMMARY:x\nDTSTART:20261118T010000Z\nORGANIZER:mailto:hana@mirai.example\n"
        "ATTENDEE;PARTSTAT=DECLINED:mailto:sato@us.example\nEND:VEVENT\n"
    )
    take(calendar(given))
    assert proposals(ours) == []


# Direction


def test_a_day_of_mails_to_and_fro_is_one_two_way_touch(ours: Book, take: Capture, mails) -> None:
    days = [
        (
            *(("sato@us.example", "hana@mirai.example") if n % 2 else ("hana@mirai.example", "sato@us.example")),
            f"Wed, 18 Nov 2026 {9 + n:02}:00:00 +0900",
            "Re: 件名" if n else "件名",
            f"m{n}",
            *([f"m{n - 1}"] if n else []),
        )
        for n in range(10)
    ]
    take(mails(*days))
    assert proposals(ours, "kind = 'touchpoint'", "day, at, direction, member_id") == [
        ("2026-11-18", "2026-11-18T00:00:00Z", "two_way", "sato")
    ]


@pytest.mark.parametrize(
    ("sender", "to", "references", "direction"),
    [
        ("sato@us.example", "hana@mirai.example", (), "one_way"),
        ("hana@mirai.example", "sato@us.example", (), "one_way"),
        ("hana@mirai.example", "sato@us.example", ("before",), "two_way"),
        ("colleague@us.example", "hana@mirai.example", (), "one_way"),
    ],
)
def test_who_answers_took_part_and_a_first_letter_is_a_try(
    ours: Book, take: Capture, mails, sender: str, to: str, references: tuple[str, ...], direction: str
) -> None:
    take(mails((sender, to, "Wed, 18 Nov 2026 10:00:00 +0900", "x", "m", *references)))
    assert proposals(ours, "kind = 'touchpoint'", "account_id, direction") == [("mirai", direction)]


def test_an_answer_that_arrives_later_makes_the_waiting_touch_two_way(ours: Book, take: Capture, mails) -> None:
    first = ("sato@us.example", "hana@mirai.example", "Wed, 18 Nov 2026 10:00:00 +0900", "x", "m1")
    take(mails(first))
    done = take(
        mails(first, ("hana@mirai.example", "sato@us.example", "Wed, 18 Nov 2026 11:00:00 +0900", "Re: x", "m2"))
    )
    assert len(done.plan.changed) == 1
    assert proposals(ours, "kind = 'touchpoint'", "direction") == [("two_way",)]


# Against what is there


@pytest.mark.parametrize(
    ("channel", "at", "proposed"),
    [
        ("online_meeting", "2026-11-18T09:00:00Z", 0),
        ("call", "2026-11-18T01:45:00Z", 0),
        ("call", "2026-11-18T09:00:00Z", 1),
    ],
)
def test_a_touch_logged_by_hand_is_not_proposed(
    ours: Book, take: Capture, calendar, channel: str, at: str, proposed: int
) -> None:
    with ours.edit("log") as edit:
        edit.insert("touchpoint", {"account_id": "mirai", "day": "2026-11-18", "at": at, "channel": channel})
    done = take(calendar(event()))
    assert len(proposals(ours)) == proposed
    assert len(done.plan.logged) == 1 - proposed


def test_one_logged_touch_stands_for_one_of_two_meetings(ours: Book, take: Capture, calendar) -> None:
    with ours.edit("log") as edit:
        at = "2026-11-18T05:00:00Z"
        edit.insert("touchpoint", {"account_id": "mirai", "day": "2026-11-18", "at": at, "channel": "online_meeting"})
    path = calendar(event("1"), event("2", "20261118T050000Z"))
    take(path)
    assert proposals(ours, columns="title") == [("Talk 1",)]
    confirm(ours)
    assert take(path).plan.new == []


def test_a_waiting_proposal_goes_when_somebody_logged_the_touch(ours: Book, take: Capture, calendar) -> None:
    path = calendar(event())
    take(path)
    with ours.edit("log") as edit:
        at = "2026-11-18T01:00:00Z"
        edit.insert("touchpoint", {"account_id": "mirai", "day": "2026-11-18", "at": at, "channel": "call"})
    take(path)
    assert proposals(ours) == []


def test_what_was_ignored_is_not_proposed_again_and_undo_brings_it_back(ours: Book, take: Capture, calendar) -> None:
    path = calendar(event())
    take(path)
    with ours.edit("ignore") as edit:
        deciding.ignore(edit, [proposals(ours, columns="id")[0][0]])
    done = take(path)
    assert (done.plan.new, done.plan.answered) == ([], 1)
    ours.undo()
    assert proposals(ours, columns="state") == [("proposed",)]


def test_a_stranger_who_was_ignored_is_not_proposed_with_other_things(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event(mail="a@vendor.example")))
    with ours.edit("ignore") as edit:
        deciding.ignore(edit, [proposals(ours, columns="id")[0][0]])
    done = take(calendar(event("2", mail="b@vendor.example"), name="b.ics"))
    assert (done.plan.new, done.plan.unwanted) == ([], 1)


# Events that change


def test_a_moved_event_moves_its_waiting_proposal(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event()))
    take(calendar(event(at="20261119T030000Z", more="SEQUENCE:1\n")))
    assert proposals(ours, columns="day, at") == [("2026-11-19", "2026-11-19T03:00:00Z")]


def test_of_two_writings_of_an_event_the_later_holds_whichever_file_comes_first(
    ours: Book, take: Capture, calendar
) -> None:
    old, new = calendar(event()), calendar(event(at="20261119T030000Z", more="SEQUENCE:1\n"), name="0.ics")
    for order in ((old, new), (new, old)):
        take(*order)
        assert proposals(ours, columns="day") == [("2026-11-19",)]


@pytest.mark.parametrize("method", ["", "METHOD:CANCEL\n"])
def test_a_cancelled_event_withdraws_its_waiting_proposal_and_of_a_confirmed_one_proposes_it(
    ours: Book, take: Capture, calendar, method: str
) -> None:
    take(calendar(event("1"), event("2", "20261119T010000Z")))
    confirm(ours, "title = 'Talk 2'")
    state = "" if method else "STATUS:CANCELLED\n"
    more = f"SEQUENCE:1\n{state}"
    take(calendar(event("1", more=more), event("2", "20261119T010000Z", more=more), method=method))
    assert proposals(ours, columns="title, state") == [("Talk 2", "confirmed"), ("Talk 2 (cancelled)", "proposed")]


def test_an_instance_struck_out_of_its_series_withdraws_its_proposal(ours: Book, take: Capture, calendar) -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=3\n"
    take(calendar(event(more=rule)))
    take(calendar(event(more=rule + "SEQUENCE:1\nEXDATE:20261119T010000Z\n")))
    assert proposals(ours, columns="day") == [("2026-11-18",), ("2026-11-20",)]


def test_the_invitation_to_one_instance_leaves_the_others_alone(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event(more="RRULE:FREQ=DAILY;COUNT=3\n")))
    moved = event(at="20261119T050000Z", more="SEQUENCE:1\nRECURRENCE-ID:20261119T010000Z\n")
    take(calendar(moved, name="invitation.ics"))
    assert proposals(ours, columns="at") == [
        ("2026-11-18T01:00:00Z",),
        ("2026-11-19T05:00:00Z",),
        ("2026-11-20T01:00:00Z",),
    ]


def test_a_customer_taken_off_an_event_is_no_longer_proposed(ours: Book, take: Capture, calendar) -> None:
    take(calendar(event(more="ATTENDEE:mailto:jo@acme.example\n")))
    take(calendar(event(more="SEQUENCE:1\n")))
    assert proposals(ours, "kind <> 'contact'", "account_id") == [("mirai",)]


def test_a_meeting_that_was_confirmed_becomes_a_touch_once_it_has_taken_place(
    ours: Book, take: Capture, calendar
) -> None:
    path = calendar(event(at="20261121T030000Z"))
    take(path)
    (meeting,) = confirm(ours)
    ours.clock._now = ours.clock.now().replace(hour=18)
    take(path)
    take(path)
    assert proposals(ours, columns="kind, state") == [("appointment", "confirmed"), ("touchpoint", "proposed")]
    (touch,) = confirm(ours)
    row = ours.reader().execute("SELECT state, touchpoint_id, decided FROM appointment WHERE id = ?", [meeting])
    assert row.fetchone() == ("held", touch, "2026-11-21")
    assert take(path).plan.new == []
