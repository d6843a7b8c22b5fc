"""語彙: `sheet`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "sheet.account": "顧客",
    "sheet.tier": "ティア",
    "sheet.owner": "担当",
    "sheet.mrr": "MRR",
    "sheet.renewal": "更新日",
    "sheet.concern": "懸念",
    "sheet.one_to_one": "1:1",
    "sheet.any": "接点",
    "sheet.touches": "接点12か月",
    "sheet.usage": "利用",
    "sheet.next": "次の予定",
    "sheet.scope.churned": "解約済み",
    "sheet.scope.all": "すべて",
    "sheet.scope.unassigned": "担当なし",
    "sheet.scope.no_contact": "有効な先方担当者なし",
    "sheet.scope.current": "契約中",
}
