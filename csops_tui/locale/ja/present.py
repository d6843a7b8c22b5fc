"""語彙: `present`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "present.d": "日",
    "present.stale": "期限切れ",
    "present.overdue": "超過{n}日",
    "present.yes": "はい",
}
