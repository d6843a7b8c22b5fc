"""接点の集計表の列名。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "stats.month": "月",
    "stats.quarter": "四半期",
    "stats.accounts": "顧客数",
    "stats.touches": "接点数",
    "stats.touches_1to1": "1:1",
    "stats.touches_1ton": "1:n",
    "stats.touches_tech": "テック",
    "stats.mean": "1社平均",
    "stats.median": "中央値",
    "stats.zero_touch": "接点ゼロ",
    "stats.two_way_1to1": "双方向1:1",
    "stats.triggered": "きっかけあり",
    "stats.customer_triggered": "顧客起点",
    "stats.customer_share": "顧客起点の割合（%）",
    "stats.field": "項目",
    "stats.filled": "記入あり",
    "stats.share": "割合（%）",
    "stats.contact_id": "先方担当者",
    "stats.request": "要望",
    "stats.concern": "解約懸念",
}
