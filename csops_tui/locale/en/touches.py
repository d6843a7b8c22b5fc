"""Words of `touches`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "touches.day": "Day",
    "touches.account_id": "Account",
    "touches.channel": "Channel",
    "touches.reach": "Reach",
    "touches.member_id": "CSM",
    "touches.contacts": "With",
    "touches.minutes": "Min",
    "touches.trigger": "Trigger",
    "touches.sentiment": "Feeling",
    "touches.tags": "Topics",
    "touches.note": "Note",
}
