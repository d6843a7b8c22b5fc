"""重複の候補の言葉。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "lookalikes.kind": "種類",
    "lookalikes.score": "類似度",
    "lookalikes.one": "1件目",
    "lookalikes.other": "2件目",
    "lookalikes.why": "理由",
    "lookalikes.field": "項目",
    "lookalikes.merged": "統合後",
    "lookalikes.usage": "利用データ",
    "lookalikes.found": "統合の候補は{n}組です。",
    "lookalikes.because.number": "法人番号が同じ",
    "lookalikes.because.name": "名前が同じ",
    "lookalikes.because.alias": "旧名・別名が同じ",
    "lookalikes.because.reading": "読みが同じ",
    "lookalikes.because.spelling": "表記がほぼ同じ",
    "lookalikes.because.order": "語順だけ違う",
    "lookalikes.because.domain": "ドメインが同じ",
    "lookalikes.because.mail": "メールが同じ",
    "lookalikes.because.phone": "電話が同じ",
    "lookalikes.because.same_account": "同じ顧客",
    "lookalikes.because.two_domains": "ドメインは別",
    "lookalikes.because.two_forms": "法人格は別",
    "lookalikes.because.two_mails": "メールは別",
}
