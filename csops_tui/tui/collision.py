"""Somebody else's contact near a day, in words."""

from __future__ import annotations

import datetime as dt

from csops_tui.locale import language, t
from csops_tui.model.codes import word
from csops_tui.store.book import Book
from csops_tui.store.past import Collision
from csops_tui.store.touch import channel_name
from csops_tui.tui.present import short_day


def collision_words(book: Book, other: Collision, today: dt.date) -> str:
    """Who of which team, when, and what."""
    what = other.what
    if other.kind == "touch":
        what = channel_name(book.reader(), other.what)
    elif other.kind == "appointment":
        what = word("appointment.state", other.what, language())
    who = " ".join(part for part in (other.team, other.member) if part)
    day = short_day(other.day.isoformat(), today)
    return t(f"quick.collision.{other.kind}", who=who, day=day, what=what)
