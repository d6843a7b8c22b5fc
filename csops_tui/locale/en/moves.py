"""Words of a change shown before it is made."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "moves.only_shown": "These are changes to come; they cannot be edited here.",
    "moves.nothing": "Nothing would change.",
    "moves.label": "{what}: {n}",
}
