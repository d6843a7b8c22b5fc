"""Which day a moment belongs to: the offsets of a time zone within a window, summer time included."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from csops_tui.exchange.rollup.errors import RollupError

_HOUR = dt.timedelta(hours=1)


class Window(NamedTuple):
    """The days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date


class Span(NamedTuple):
    """Moments before `until` (UTC without zone; None is for ever) are `seconds` ahead of UTC."""

    until: dt.datetime | None
    seconds: int


def zone_of(name: str) -> ZoneInfo:
    """The time zone called `name`, as in the IANA list; raises RollupError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise RollupError("zone", name=name) from error


def local_zone() -> str:
    """The name of this computer's time zone; UTC where it does not say."""
    said = os.environ.get("TZ", "").removeprefix(":")
    place = str(Path("/etc/localtime").resolve())
    for name in (said, place.partition("zoneinfo/")[2]):
        try:
            if name and ZoneInfo(name):
                return name
        except (OSError, ValueError, KeyError):
            continue
    return "UTC"


def bounds(window: Window, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The moments (UTC without zone) at which a window begins and is over."""
    return _midnight(window.first, zone), _midnight(window.last + dt.timedelta(days=1), zone)


def spans(window: Window, zone: ZoneInfo) -> tuple[Span, ...]:
    """The offsets in force within a window, in order of time; one for a zone without summer time."""
    at, end = bounds(window, zone)
    found: list[Span] = []
    offset = _offset(at, zone)
    while at < end:
        following = min(at + 24 * _HOUR, end)
        if _offset(following, zone) != offset:
            changed = _change(at, following, zone)
            found.append(Span(changed, offset))
            at, offset = changed, _offset(changed, zone)
        else:
            at = following
    return (*found, Span(None, offset))


def day_of(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The day of a moment (UTC without zone) in a time zone."""
    return moment.replace(tzinfo=dt.UTC).astimezone(zone).date()


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC).replace(tzinfo=None)


def _offset(moment: dt.datetime, zone: ZoneInfo) -> int:
    offset = moment.replace(tzinfo=dt.UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _change(low: dt.datetime, high: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first second at which the offset is no longer that of `low`."""
    before = _offset(low, zone)
    while high - low > dt.timedelta(seconds=1):
        middle = low + dt.timedelta(seconds=int((high - low).total_seconds() / 2))
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high
