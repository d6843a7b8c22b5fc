"""What follows from a value that a person gives: the day of a moment, the reach of a channel, the end of a concern."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from csops_tui.store.book import Book
from csops_tui.store.clock import utc_text
from csops_tui.store.touch import nature

Values = dict[str, Any]


def follow(book: Book, table: str, key: str, values: Values, *, concern_days: int = 90) -> Values:
    """Other fields of the same row and what they become now that field `key` has its value; empty when nothing does."""
    found = _FOLLOWS.get((table, key))
    return found(book, values, concern_days) if found else {}


def day_of(at: str) -> Values:
    """The local business date and the zone's offset of a touch's moment."""
    local = dt.datetime.fromisoformat(at).astimezone()
    offset = local.utcoffset() or dt.timedelta()
    return {"day": local.date().isoformat(), "utc_offset": int(offset.total_seconds() // 60)}


def moved_to(at: str, day: str) -> Values:
    """A touch at the same time of another day."""
    time = dt.datetime.fromisoformat(at).astimezone().time()
    moved = utc_text(dt.datetime.combine(dt.date.fromisoformat(day), time).astimezone())
    return {"at": moved, **day_of(moved)}


def _channel(book: Book, values: Values, _: int) -> Values:
    code = values.get("channel")
    return dict(zip(("reach", "direction"), nature(book.reader(), code), strict=True)) if code else {}


def _left(book: Book, values: Values, _: int) -> Values:
    return {"left_on": book.clock.today().isoformat() if values.get("state") == "left" else None}


def _done(book: Book, values: Values, _: int) -> Values:
    return {"done_on": book.clock.today().isoformat() if values.get("state") == "done" else None}


def _expires(book: Book, values: Values, concern_days: int) -> Values:
    day = values.get("day")
    return {"expires": (dt.date.fromisoformat(day) + dt.timedelta(days=concern_days)).isoformat()} if day else {}


_FOLLOWS: dict[tuple[str, str], Callable[[Book, Values, int], Values]] = {
    ("touchpoint", "channel"): _channel,
    ("contact", "state"): _left,
    ("task", "state"): _done,
    ("concern", "day"): _expires,
}
