"""Labels of edits."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "edit.deleted": "Deleted {what} × {n}",
    "edit.done": "Done: {what}",
}
