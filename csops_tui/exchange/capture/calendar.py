"""iCalendar files: events and the instances of their series within a window, moved and cancelled ones as such."""

from __future__ import annotations

import binascii
import contextlib
import datetime as dt
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from csops_tui.exchange.capture.found import Found, Passed, Person, Reading, Window
from csops_tui.exchange.capture.place import channel_of
from csops_tui.exchange.capture.zones import zone_named

MOST_INSTANCES = 1_000
"""Instances of one series that are looked at; the earliest of the window."""

MOST_PEOPLE = 500
_MOST_STEPS = 200_000
_STEP = {"YEARLY": 365, "MONTHLY": 30, "WEEKLY": 7, "DAILY": 1, "HOURLY": 1 / 24}
_QUOTED = re.compile(
    rb"(?im)^([A-Z-]+)((?:;[^:\r\n]*)?;(?:ENCODING=)?QUOTED-PRINTABLE[^:\r\n]*):((?:[^\r\n]*=\r?\n)*[^\r\n]*)"
)
_OFFSET = re.compile(r"^\(?(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d{2})?\)?")
_NOTE = 4_000


def read_calendar(data: bytes, window: Window) -> Reading:
    """The events of a file; an event that cannot be read is passed over by its reason and stops no other."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        events, frames, broken = _components(data)
        if broken:
            yield Passed("broken_event", str(broken))
        if not events:
            if not broken:
                yield Passed("no_events" if frames else "no_calendar")
            return
        series: defaultdict[str, list[Any]] = defaultdict(list)
        for event in events:
            uid = _text(event.get("UID")) or f"{_text(event.get('SUMMARY'))}#{_stamp(event)}"
            series[uid].append(event)
        outside = private = 0
        for uid, members in series.items():
            for each in _series(uid, members, window):
                if isinstance(each, Passed) and each.reason == "outside":
                    outside += 1
                elif isinstance(each, Passed) and each.reason == "private":
                    private += 1
                else:
                    yield each
        if outside:
            yield Passed("outside", str(outside))
        if private:
            yield Passed("private", str(private))


def _components(data: bytes) -> tuple[list[Any], int, int]:
    """(events, how many calendars or other parts there are, events that cannot be read)."""
    from icalendar import Calendar

    text = _decoded(data)
    try:
        frames = Calendar.from_ical(text, multiple=True)
        return [_placed(event, frame) for frame in frames for event in frame.walk("VEVENT")], len(frames), 0
    except Exception:  # noqa: BLE001 -- whatever is wrong with one line: the other events are read one by one
        return _one_by_one(text)


def _one_by_one(text: str) -> tuple[list[Any], int, int]:
    """The events of a file that cannot be read as a whole, each with the time zones around it."""
    from icalendar import Calendar

    blocks = list(_blocks(text))
    zones = "".join(block for name, block in blocks if name == "VTIMEZONE")
    found: list[Any] = []
    broken = 0
    for name, block in blocks:
        if name != "VEVENT":
            continue
        for around in (zones, ""):
            try:
                frame = Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{around}{block}END:VCALENDAR\r\n")
            except Exception:  # noqa: BLE001 -- once more without the time zones, then it counts as broken
                continue
            found += frame.walk("VEVENT")
            break
        else:
            broken += 1
    return found, text.count("BEGIN:VCALENDAR"), broken or int(not found and bool(blocks))


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The parts directly inside a calendar, by their names."""
    lines: list[str] = []
    name = ""
    for line in text.splitlines():
        word = line.strip().upper()
        if not name and word.startswith("BEGIN:") and word != "BEGIN:VCALENDAR":
            name, lines = word[6:], []
        if name:
            lines.append(line)
            if word == f"END:{name}":
                yield name, "\r\n".join(lines) + "\r\n"
                name = ""


def _decoded(data: bytes) -> str:
    from csops_tui.exchange.capture.decoding import decoded

    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    data = data.replace(b"\x00", b"")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    data = _QUOTED.sub(_unquoted, data) if b"QUOTED-PRINTABLE" in data.upper() else data
    # Lines may be folded in the middle of a character: unfolded before they are decoded.
    return _with_known_zones(decoded(re.sub(rb"\r?\n[ \t]", b"", data)))


def _unquoted(found: re.Match[bytes]) -> bytes:
    """A line of the first version of the format as the second writes it."""
    from csops_tui.exchange.capture.decoding import decoded

    params = re.sub(rb"(?i);(?:ENCODING=)?QUOTED-PRINTABLE|;CHARSET=[^;:]*", b"", found[2])
    charset = re.search(rb"(?i)CHARSET=\"?([\w-]+)", found[2])
    text = decoded(binascii.a2b_qp(found[3]), charset[1].decode("ascii") if charset else "")
    for sign, written in (("\\", "\\\\"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"), (";", "\\;"), (",", "\\,")):
        text = text.replace(sign, written)
    return found[1] + params + b":" + text.encode("utf-8", "replace")


def _with_known_zones(text: str) -> str:
    """The text with zones that it does not describe under their usual names; an unknown one is that of the others."""
    from csops_tui.exchange.rollup.zones import local_zone

    described = set(re.findall(r"(?m)^TZID:(.*?)\s*$", text))
    general = re.search(r"(?m)^X-WR-TIMEZONE:(.*?)\s*$", text)

    def known(found: re.Match[str]) -> str:
        name = found[1].strip('"')
        if name in described:
            return found[0]
        zone = zone_named(name) or (general and zone_named(general[1])) or local_zone()
        return found[0] if zone == name else f";TZID={zone}"

    return re.sub(r';TZID=("[^"\r\n]*"|[^:;\r\n]*)', known, text)


def _placed(event: Any, frame: Any) -> Any:
    """The event, knowing what its calendar says about all of them."""
    method = _text(frame.get("METHOD")).upper()
    if method == "CANCEL":
        event["STATUS"] = "CANCELLED"
    event.calendar_zone = _text(frame.get("X-WR-TIMEZONE"))
    return event


def _series(uid: str, members: list[Any], window: Window) -> Iterator[Found | Passed]:
    if any(_text(event.get("CLASS")).upper() in ("PRIVATE", "CONFIDENTIAL") for event in members):
        yield Passed("private")
        return
    try:
        timed = [event for event in members if _mended(event)]
        # A cancellation need not say when the meeting would have been.
        for event in members:
            if event not in timed:
                yield _found(uid, event, None) if _cancelled(event) else Passed("no_start", _titled(event))
        members = timed
        if not any(event.get("RRULE") or event.get("RDATE") for event in members):
            yield from _singles(uid, members, window)
            return
        if wrong := next(filter(None, (_too_dense(event, window) for event in members)), ""):
            yield Passed(wrong, _titled(members[0]))
            return
        yield from _instances(uid, members, window)
    except Exception as error:  # noqa: BLE001 -- one event that breaks the reader stops no other
        yield Passed("broken_event", f"{type(error).__name__}: {_text(members[0].get('SUMMARY'))[:100]}")


def _singles(uid: str, members: list[Any], window: Window) -> Iterator[Found | Passed]:
    """Events that happen once, also outside the window: one of them may have been moved there.

    One that stands for an instance of a series elsewhere keeps that instance's name and says nothing about the others.
    """
    for event in members:
        found = _found(uid, event, event)
        if not event.get("RECURRENCE-ID"):
            found.details["master"] = found.version
        yield found


def _mended(event: Any) -> bool:
    """Whether an event begins at some time; an unreadable end is none, and of two beginnings the first holds."""
    for name in ("DTEND", "DURATION", "RECURRENCE-ID", "DTSTART"):
        value = event.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(_said(value), dt.date | dt.timedelta):
            event[name] = value
        else:
            event.pop(name, None)
    return isinstance(_said(event.get("DTSTART")), dt.date)


def _said(value: Any) -> Any:
    """What a date or duration says; None where the library could not read it, which it tells when it is asked."""
    try:
        return value.dt
    except Exception:  # noqa: BLE001 -- a broken property raises what it was broken by
        return None


def _instances(uid: str, members: list[Any], window: Window) -> Iterator[Found | Passed]:
    import recurring_ical_events
    from icalendar import Calendar

    # The library leaves out nothing that a series says; only the window keeps it small.
    frame = Calendar()
    if zone := getattr(members[0], "calendar_zone", ""):
        frame["X-WR-TIMEZONE"] = zone
    for event in members:
        frame.add_component(event)
    ask = recurring_ical_events.of(frame)
    versions = [_version(event) for event in members if not event.get("RECURRENCE-ID")]
    moved = {_day_and_time(event["RECURRENCE-ID"].dt): event for event in members if _and_following(event)}
    count = 0
    day = window.since
    seen: set[str] = set()
    while day <= window.until:
        last = min(day + dt.timedelta(days=30), window.until)
        for instance in ask.between(day, last + dt.timedelta(days=1)):
            found = _found(uid, instance, instance, part=_part(instance, moved))
            if found.part in seen or not isinstance(_within(found, window), Found):
                continue
            seen.add(found.part)
            count += 1
            if count > MOST_INSTANCES:
                yield Passed("too_many", _titled(members[0]))
                return
            if versions:
                found.details["master"] = max(versions)
            yield found
        day = last + dt.timedelta(days=1)
    if versions:
        # That there are no other instances is said as well: one that was struck out is gone.
        last_one = max(members, key=_version)
        yield Found("event", uid, _titled(last_one), version=max(versions), details={"master": max(versions)})
    if not count:
        yield Passed("outside")


def _and_following(event: Any) -> bool:
    """Whether an event stands for an instance of a series and all that come after it."""
    recurrence = event.get("RECURRENCE-ID")
    return recurrence is not None and str(recurrence.params.get("RANGE", "")).upper() == "THISANDFUTURE"


def _part(instance: Any, moved: dict[Any, Any]) -> str:
    """The name of an instance: when it was to begin before it, or it and those before it, were moved."""
    zone = _zone_meant(instance)
    recurrence = instance.get("RECURRENCE-ID")
    start = instance["DTSTART"].dt
    if recurrence is None:
        return _moment_key(start, zone)
    if (mover := moved.get(_day_and_time(recurrence.dt))) is not None:
        with contextlib.suppress(TypeError):
            return _moment_key(start - (mover["DTSTART"].dt - mover["RECURRENCE-ID"].dt), zone)
    return _moment_key(recurrence.dt, zone)


def _day_and_time(moment: Any) -> str:
    return moment.astimezone(dt.UTC).isoformat() if isinstance(moment, dt.datetime) else moment.isoformat()


def _too_dense(event: Any, window: Window) -> str:
    """Why a rule is not worked out: no meeting takes place every minute, and none a hundred thousand times."""
    rules = event.get("RRULE") or ()
    start = event["DTSTART"].dt
    for rule in rules if isinstance(rules, list) else [rules]:
        if not rule:
            continue
        step = _STEP.get(str(next(iter(rule.get("FREQ", [])), "")).upper())
        times = 1
        for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            times *= max(1, len(rule.get(name) or []))
        if step is None or times > 24:
            return "too_dense"
        days = (window.until - _day_of(start)).days
        if days / step > _MOST_STEPS:
            return "too_dense"
    return ""


def _found(uid: str, event: Any, timed: Any, *, part: str = "") -> Found:
    """An event as it was found; without `timed` only that it is cancelled. `part` names an instance of a series."""
    zone = _zone_meant(event)
    day, at, minutes = _times(event, zone) if timed is not None else (None, None, None)
    organizer = _people(event.get("ORGANIZER"))
    recurrence = event.get("RECURRENCE-ID")
    if not part and recurrence is not None:
        part = _moment_key(recurrence.dt, zone)
    title = _text(event.get("SUMMARY"))
    place = " ".join(_text(event.get(name)) for name in ("LOCATION", "URL", "CONFERENCE", "X-GOOGLE-CONFERENCE"))
    about = _text(event.get("DESCRIPTION"))
    return Found(
        "event",
        uid,
        title[:500],
        part=part,
        day=day,
        at=at,
        minutes=minutes,
        sender=organizer[0] if organizer else None,
        people=tuple(_people(event.get("ATTENDEE"), declined=False)),
        version=_version(event),
        cancelled=_cancelled(event),
        channel=channel_of(title, place, about),
        note=about[:_NOTE],
        details={"declined": " ".join(person.mail for person in _people(event.get("ATTENDEE"), declined=True))},
    )


def _within(found: Found, window: Window) -> Found | Passed:
    if found.day is None or window.holds(dt.date.fromisoformat(found.day)):
        return found
    return Passed("outside")


def _times(event: Any, zone: dt.tzinfo | None) -> tuple[str, str | None, int | None]:
    """(local day, moment in UTC, minutes); all-day events have a day alone."""
    start = event["DTSTART"].dt
    if not isinstance(start, dt.datetime):
        return start.isoformat(), None, None
    at = _local(start, zone)
    end = event.get("DTEND")
    length = event.get("DURATION")
    minutes = None
    if end is not None and isinstance(end.dt, dt.datetime):
        minutes = round((_local(end.dt, zone) - at).total_seconds() / 60)
    elif length is not None and isinstance(length.dt, dt.timedelta):
        minutes = round(length.dt.total_seconds() / 60)
    # A meeting of days is no number of minutes anybody spent in it.
    minutes = minutes if minutes is not None and 0 < minutes <= 24 * 60 else None
    return at.date().isoformat(), at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), minutes


def _local(moment: dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    """A moment in the book's zone, in which floating times are meant."""
    if moment.tzinfo is None and zone is not None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone()


def _day_of(start: Any) -> dt.date:
    return start.date() if isinstance(start, dt.datetime) else start


def _moment_key(moment: Any, zone: dt.tzinfo | None) -> str:
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    return _local(moment, zone).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _zone_meant(event: Any) -> dt.tzinfo | None:
    """The zone of times without one, where the file says which: by its offset alone, or for the whole calendar."""
    start = event.get("DTSTART")
    name = str(getattr(start, "params", {}).get("TZID", "")) if start is not None else ""
    if found := _OFFSET.match(name):
        sign = -1 if found[1] == "-" else 1
        return dt.timezone(sign * dt.timedelta(hours=int(found[2]) % 24, minutes=int(found[3] or 0) % 60))
    try:
        return ZoneInfo(zone) if (zone := getattr(event, "calendar_zone", "")) else None
    except (OSError, ValueError, KeyError):
        return None


def _people(given: Any, *, declined: bool | None = None) -> list[Person]:
    """The people of ORGANIZER or ATTENDEE lines; with `declined` only those who did, or did not, decline."""
    from csops_tui.exchange.capture.addresses import person

    if given is None:
        return []
    found: list[Person] = []
    for each in (given if isinstance(given, list) else [given])[:MOST_PEOPLE]:
        params = getattr(each, "params", {})
        if str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
            continue
        if declined is not None and (str(params.get("PARTSTAT", "")).upper() == "DECLINED") != declined:
            continue
        address = str(each)
        mail = address[7:] if address.lower().startswith("mailto:") else str(params.get("EMAIL", ""))
        if one := person(str(params.get("CN", "")), mail or (address if "@" in address else "")):
            found.append(one)
    return found


def _titled(event: Any) -> str:
    return _text(event.get("SUMMARY"))[:100]


def _version(event: Any) -> str:
    """Sorts two writings of one event: the later sequence, then the later stamp."""
    try:
        sequence = int(str(event.get("SEQUENCE", 0)))
    except ValueError:
        sequence = 0
    return f"{max(0, min(sequence, 10**9)):010d} {_stamp(event)}"


def _stamp(event: Any) -> str:
    stamps = [event.get(name) for name in ("LAST-MODIFIED", "DTSTAMP")]
    return max((s.to_ical().decode("ascii", "replace") for s in stamps if hasattr(s, "to_ical")), default="")


def _cancelled(event: Any) -> bool:
    return _text(event.get("STATUS")).upper() == "CANCELLED"


def _text(value: Any) -> str:
    """One text of a property that may stand there several times."""
    if isinstance(value, list):
        return " ".join(_text(each) for each in value[:20])
    return "" if value is None else str(value).strip()
