"""語彙: `peek`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "peek.last": "直近",
    "peek.next": "タスク",
    "peek.request": "要望",
    "peek.people": "先方",
    "peek.promise": "約束",
    "peek.active": "在籍 {n} 名",
    "peek.left": "退職・異動 {n} 名",
    "peek.never": "未確認 {n} 名",
    "peek.verified": "最古の確認 {n} 日前",
    "peek.usage": "利用26週",
}
