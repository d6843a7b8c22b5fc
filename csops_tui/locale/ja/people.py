"""語彙: `people`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "people.name": "氏名",
    "people.account_id": "顧客",
    "people.title": "役職",
    "people.role": "役割",
    "people.key_contact": "キーパーソン",
    "people.state": "状態",
    "people.verified": "確認日",
    "people.mail": "メール",
    "people.phone": "電話",
    "people.products": "プロダクト",
    "people.owner": "担当",
    "people.verified_done": "在籍確認: {name}",
    "people.left_done": "退職・異動: {name}",
    "people.due": "要確認",
}
