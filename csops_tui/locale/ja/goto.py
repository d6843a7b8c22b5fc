"""移動と操作一覧の言葉。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "goto.anything": "顧客・画面・操作・記録の種類・先方担当者の名前",
    "goto.commands": "操作の名前",
    "goto.nothing": "当てはまるものがありません。",
    "goto.keys": "↑↓ 選択   enter 開く・実行   esc 閉じる",
    "goto.many_contacts": "先方担当者は件数が多いため / で検索します",
    "goto.kind.screen": "画面",
    "goto.kind.account": "顧客",
    "goto.kind.command": "操作",
    "goto.kind.list": "一覧",
    "goto.kind.contact": "先方担当者",
    "goto.kind.view": "ビュー",
}
