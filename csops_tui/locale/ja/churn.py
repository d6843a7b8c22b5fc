"""語彙: `churn`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "churn.account_id": "顧客",
    "churn.state": "状態",
    "churn.kind": "種別",
    "churn.notice": "通知日",
    "churn.effective": "解約日",
    "churn.mrr_lost": "失ったMRR",
    "churn.reason_stated": "理由（顧客）",
    "churn.reason_judged": "理由（判断）",
    "churn.owner": "担当",
    "churn.avoidable": "防げた",
    "churn.foreseeable": "予見可",
    "churn.competitor": "競合",
    "churn.note": "備考",
    "churn.complete": "理由あり {n}/{total} · 不明 {unknown} · その他 {other}",
}
