"""語彙: `touches`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "touches.day": "日付",
    "touches.account_id": "顧客",
    "touches.channel": "手段",
    "touches.reach": "形態",
    "touches.member_id": "担当",
    "touches.contacts": "先方",
    "touches.minutes": "分",
    "touches.trigger": "きっかけ",
    "touches.sentiment": "感触",
    "touches.tags": "話題",
    "touches.note": "メモ",
}
