"""Calendars: instances, moves, cancellations, zones, and limits."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest

from csops_tui.exchange.capture.calendar import MOST_INSTANCES, read_calendar
from csops_tui.exchange.capture.found import Found, Passed, Window

WINDOW = Window(dt.date(2026, 10, 1), dt.date(2027, 3, 31))


def read(*events: str, window: Window = WINDOW, around: str = "") -> list[Found | Passed]:
    blocks = "".join(f"BEGIN:VEVENT\nDTSTAMP:20261001T000000Z\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{around}{blocks}END:VCALENDAR\n"
    return list(read_calendar(text.replace("\n", "\r\n").encode(), window))


def starts(found: list[Found | Passed]) -> list[str | None]:
    return [each.at or each.day for each in found if isinstance(each, Found) and each.day]


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("DTSTART:20261120T010000Z", "2026-11-20T01:00:00Z"),
        ("DTSTART:20261120T100000", "2026-11-20T01:00:00Z"),
        ("DTSTART;TZID=Asia/Tokyo:20261120T100000", "2026-11-20T01:00:00Z"),
        ("DTSTART;TZID=Tokyo Standard Time:20261120T100000", "2026-11-20T01:00:00Z"),
        ("DTSTART;TZID=W. Europe Standard Time:20261120T100000", "2026-11-20T09:00:00Z"),
        ('DTSTART;TZID="(UTC+09:00) Osaka, Sapporo, Tokyo":20261120T100000', "2026-11-20T01:00:00Z"),
        ('DTSTART;TZID="(UTC-05:00) Eastern Time":20261120T100000', "2026-11-20T15:00:00Z"),
        ("DTSTART;TZID=Nowhere/Known:20261120T100000", "2026-11-20T01:00:00Z"),
        ("DTSTART;VALUE=DATE:20261120", "2026-11-20"),
    ],
)
def test_times_are_read_in_their_zone_and_floating_ones_in_the_zone_of_the_book(start: str, at: str) -> None:
    assert starts(read(f"UID:1\n{start}")) == [at]


def test_a_zone_that_the_file_describes_itself_is_followed() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0530\n"
        "TZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    assert starts(read("UID:1\nDTSTART;TZID=Ours:20261120T100000", around=zone)) == ["2026-11-20T04:30:00Z"]


def test_a_series_across_the_change_of_clocks_stays_at_its_hour() -> None:
    found = read("UID:1\nDTSTART;TZID=America/New_York:20261026T090000\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert starts(found) == ["2026-10-26T13:00:00Z", "2026-11-02T14:00:00Z"]


def test_an_instance_struck_out_is_none_and_a_moved_one_keeps_the_name_of_its_day() -> None:
    found = read(
        "UID:1\nDTSTART:20261102T010000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261103T010000Z",
        "UID:1\nRECURRENCE-ID:20261104T010000Z\nSEQUENCE:1\nDTSTART:20261105T020000Z",
    )
    assert starts(found) == ["2026-11-02T01:00:00Z", "2026-11-05T02:00:00Z"]
    assert [each.part for each in found if isinstance(each, Found) and each.day][1] == "2026-11-04T01:00:00Z"


def test_a_series_without_an_end_stays_within_the_window_and_within_a_thousand() -> None:
    week = read(
        "UID:1\nDTSTART:20200101T010000Z\nRRULE:FREQ=DAILY", window=Window(dt.date(2026, 11, 1), dt.date(2026, 11, 7))
    )
    assert len(starts(week)) == 7
    two_years = Window(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    found = read("UID:1\nSUMMARY:Beat\nDTSTART:20260101T010000Z\nRRULE:FREQ=HOURLY", window=two_years)
    assert len(starts(found)) == MOST_INSTANCES
    assert any(isinstance(each, Passed) and each.reason == "too_many" for each in found)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=30",
        "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
        "FREQ=HOURLY",
    ],
)
def test_a_rule_that_no_meeting_follows_is_named_and_costs_nothing(rule: str) -> None:
    began = time.process_time()
    found = read(f"UID:1\nSUMMARY:Beat\nDTSTART:00010101T000000Z\nRRULE:{rule}")
    assert [each.reason for each in found if isinstance(each, Passed)] == ["too_dense"]
    assert time.process_time() - began < 2


def test_one_event_that_cannot_be_read_stops_no_other() -> None:
    found = read("UID:1\nDTSTART:not a day", "UID:2\nDTSTART:20261120T010000Z\nDTEND:broken", "UID:3")
    assert starts(found) == ["2026-11-20T01:00:00Z"]
    assert [each.reason for each in found if isinstance(each, Passed)] == ["no_start", "no_start"]


def test_a_line_that_is_none_costs_only_its_event() -> None:
    found = read("UID:1\nDTSTART:20261120T010000Z", "UID:2\nthis is no line\nDTSTART:20261120T010000Z", around="X\n")
    assert starts(found) == ["2026-11-20T01:00:00Z", "2026-11-20T01:00:00Z"]


def test_rooms_and_those_who_declined_take_no_part() -> None:
    (found, *_) = read(
        "UID:1\nDTSTART:20261120T010000Z\nORGANIZER;CN=A:MAILTO:A@us.example\n"
        "ATTENDEE;CUTYPE=ROOM:mailto:room@us.example\nATTENDEE;PARTSTAT=DECLINED:mailto:b@x.example\n"
        'ATTENDEE;CN="髙橋, 誠":mailto:c@x.example\nATTENDEE:urn:uuid:1'
    )
    assert isinstance(found, Found)
    assert [tuple(one) for one in found.people] == [("髙橋, 誠", "c@x.example")]
    assert found.sender and found.sender.mail == "a@us.example"


def test_private_events_are_left_alone() -> None:
    found = read("UID:1\nCLASS:PRIVATE\nSUMMARY:Dentist\nDTSTART:20261120T010000Z")
    assert [each.reason for each in found if isinstance(each, Passed)] == ["private"]
    assert not starts(found)


@pytest.mark.parametrize(
    ("lines", "channel"),
    [
        ("SUMMARY:Acme QBR", "qbr"),
        ("SUMMARY:定例\nLOCATION:https://zoom.us/j/1", "online_meeting"),
        ("SUMMARY:定例\nLOCATION:札幌市北区", "visit"),
        ("SUMMARY:電話会議", "call"),
        ("SUMMARY:訪問\nDESCRIPTION:https://zoom.us/j/1", "visit"),
        ("SUMMARY:相談", "online_meeting"),
    ],
)
def test_the_channel_follows_from_title_and_place(lines: str, channel: str) -> None:
    (found, *_) = read(f"UID:1\nDTSTART:20261120T010000Z\n{lines}")
    assert isinstance(found, Found)
    assert found.channel == channel


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("(UTC-05:00) Eastern Time (US & Canada)", "2027-03-20T14:00:00Z"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome", "2027-03-20T09:00:00Z"),
        ("(UTC+05:30) Elsewhere", "2027-03-20T04:30:00Z"),
        ("/example.org/20260101_1/Europe/Berlin", "2027-03-20T09:00:00Z"),
        ("JST", "2027-03-20T01:00:00Z"),
        ("PDT", "2027-03-20T17:00:00Z"),
        ("東京 (標準時)", "2027-03-20T01:00:00Z"),
    ],
)
def test_zones_in_the_words_of_mail_programs_keep_their_summer_time(zone: str, at: str) -> None:
    assert starts(read(f'UID:1\nSUMMARY:定例\nDTSTART;TZID="{zone}":20270320T100000')) == [at]


def test_times_without_a_zone_are_those_of_the_calendar_once_or_in_a_series() -> None:
    around = "X-WR-TIMEZONE:America/New_York\n"
    once = "UID:1\nDTSTART:20261120T100000"
    assert starts(read(once, around=around)) == ["2026-11-20T15:00:00Z"]
    assert starts(read(f"{once}\nRRULE:FREQ=DAILY;COUNT=1", around=around)) == ["2026-11-20T15:00:00Z"]


def test_an_unknown_zone_strikes_out_what_its_file_strikes_out() -> None:
    series = (
        "UID:1\nDTSTART;TZID=Ours:20261105T090000\nRRULE:FREQ=WEEKLY;UNTIL=20261119T000000Z\nEXDATE:20261112T000000Z"
    )
    assert starts(read(series)) == ["2026-11-05T00:00:00Z", "2026-11-19T00:00:00Z"]


def test_moving_an_instance_and_all_that_follow_moves_each_of_them() -> None:
    found = read(
        "UID:1\nDTSTART;TZID=America/New_York:20261020T090000\nRRULE:FREQ=WEEKLY;COUNT=4",
        "UID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20261027T090000\nSEQUENCE:1\n"
        "DTSTART;TZID=America/New_York:20261027T140000",
    )
    times = ["2026-10-20T13:00:00Z", "2026-10-27T18:00:00Z", "2026-11-03T19:00:00Z", "2026-11-10T19:00:00Z"]
    assert starts(found) == times
    # The names are those of the times before the move, across the change of clocks as well.
    parts = [each.part for each in found if isinstance(each, Found) and each.day]
    assert parts == ["2026-10-20T13:00:00Z", "2026-10-27T13:00:00Z", "2026-11-03T14:00:00Z", "2026-11-10T14:00:00Z"]


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\r\n", "\r").encode(),
        lambda text: text.replace("SUMMARY:定例", "SUMMARY;ENCODING=QUOTED-PRINTABLE:=E5=AE=\r\n=9A=E4=BE=8B").encode(),
    ],
)
def test_old_and_odd_ways_of_writing_a_calendar_are_read(written: Callable[[str], bytes]) -> None:
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:定例\r\nDTSTART:20261120T010000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    assert [one.title for one in read_calendar(written(text), WINDOW) if isinstance(one, Found)] == ["定例"]
