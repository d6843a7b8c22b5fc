"""Time zones that calendars name in their own words, as names of the IANA list."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_OFFSET = re.compile(r"^\(?(?:UTC|GMT)\s*([+-])(\d{1,2})(?:[:.]?(\d{2}))?\)?", re.IGNORECASE)
# What people call zones that have summer time, and cities under the names that are not those of the list.
_WORDS = {
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    **dict.fromkeys(("est", "edt"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt"), "America/Los_Angeles"),
    **dict.fromkeys(("jst", "osaka", "sapporo", "東京", "大阪", "札幌", "日本", "日本標準時"), "Asia/Tokyo"),
    "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore",
    "beijing": "Asia/Shanghai",
    "aest": "Australia/Sydney",
    "bst": "Europe/London",
    "bern": "Europe/Zurich",
    "greenwich mean time": "Europe/London",
}
_BETWEEN = re.compile(r"[,、()&;:]+|\s-\s")


@cache
def zone_named(name: str) -> str:
    """The IANA name of what a calendar calls a zone, its own name where that is understood; "" for none."""
    if _known(name) or _of_windows(name):
        return name
    parts = name.split("/")
    for count in (3, 2):
        if len(parts) > count and _known(path := "/".join(parts[-count:])):
            return path
    offset = _OFFSET.match(name)
    seconds = _seconds(offset) if offset else None
    for word in _BETWEEN.split(name[offset.end() :] if offset else name):
        zone = _place(word.strip())
        if zone and (seconds is None or seconds in _offsets(zone)):
            return zone
    if seconds is not None and seconds % 3600 == 0 and abs(seconds) <= 12 * 3600:
        # The signs of these names are those of POSIX: west of Greenwich is positive.
        return f"Etc/GMT{-seconds // 3600:+d}"
    return name if seconds is not None else ""


def _known(name: str) -> bool:
    try:
        return bool(ZoneInfo(name.strip("/")))
    except (OSError, ValueError, KeyError):
        return False


def _of_windows(name: str) -> bool:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return name in WINDOWS_TO_OLSON


@cache
def _cities() -> dict[str, str]:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return {zone.rpartition("/")[2].replace("_", " ").lower(): zone for zone in zones}


def _place(word: str) -> str:
    said = word.lower()
    return _WORDS.get(said) or _cities().get(said, "")


def _seconds(found: re.Match[str]) -> int:
    sign = -1 if found[1] == "-" else 1
    return sign * (int(found[2]) % 24 * 3600 + int(found[3] or 0) % 60 * 60)


def _offsets(zone: str) -> set[float]:
    """How far a zone is ahead of UTC in January and July, in seconds."""
    moments = (dt.datetime(2026, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7))
    return {offset.total_seconds() for moment in moments if (offset := moment.utcoffset()) is not None}
