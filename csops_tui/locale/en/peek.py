"""Words of `peek`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "peek.last": "last",
    "peek.next": "next",
    "peek.request": "request",
    "peek.people": "people",
    "peek.promise": "promise",
    "peek.active": "{n} active",
    "peek.left": "{n} left",
    "peek.never": "{n} never verified",
    "peek.verified": "oldest check {n}d ago",
    "peek.usage": "usage 26w",
}
