"""Words of `capture`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "capture.about": "{why} ({detail})",
    "capture.cancelled": "{title} (cancelled)",
    "capture.moved": "{title} (moved from {was})",
    "capture.reason.broken": "the file cannot be read",
    "capture.reason.broken_event": "an event cannot be read",
    "capture.reason.empty": "the file is empty",
    "capture.reason.no_calendar": "no calendar in it",
    "capture.reason.no_events": "no events in it",
    "capture.reason.no_cards": "no cards in it",
    "capture.reason.no_date": "a mail without a date",
    "capture.reason.no_mail": "no mail in it",
    "capture.reason.no_name": "a card without the name of a person",
    "capture.reason.no_sender": "a mail without a sender",
    "capture.reason.no_start": "an event without a beginning",
    "capture.reason.outside": "outside the days asked for",
    "capture.reason.private": "private events are left alone",
    "capture.reason.too_dense": "an event that repeats too often",
    "capture.reason.too_large": "too large (at most 50 MB)",
    "capture.reason.too_many": "too many, only the first were read",
    "capture.reason.took_too_long": "reading it took too long",
    "capture.reason.took_too_much": "reading it took too much memory",
    "capture.reason.unknown": "neither a calendar nor mail nor cards (tables are imported: I, csops import)",
    "capture.reason.unreadable": "cannot be opened",
}
