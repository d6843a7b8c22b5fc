"""Words of `present`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "present.d": "d",
    "present.stale": "stale",
    "present.overdue": "{n}d late",
    "present.yes": "yes",
}
