"""語彙: `place`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "place.today": "今日",
    "place.sheet": "シート",
    "place.touches": "接点",
    "place.churn": "解約",
    "place.people": "先方担当者",
    "place.account": "顧客",
    "place.welcome": "ようこそ",
    "place.tasks": "タスク",
    "place.review": "レビュー",
    "place.round": "レビュー結果",
    "place.rounds": "レビュー履歴",
    "place.changes": "変化",
    "place.routing": "CS／CS Opsの割り振り",
    "place.capacity": "稼働",
    "place.signals": "シグナル",
    "place.episodes": "発生中のシグナル",
    "place.campaigns": "重点リスト",
    "place.campaign": "重点リスト",
    "place.segments": "セグメント",
    "place.cadences": "接点間隔",
    "place.moves": "変更の確認",
    "place.reports": "レポート",
    "place.lookalikes": "重複の候補",
    "place.merge": "統合",
    "place.captured": "取り込み候補",
    "place.sql": "SQL",
    "place.churn_analysis": "解約の分析",
    "place.survival": "継続期間",
}
