"""全文検索の言葉。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "find.title": "全文検索",
    "find.hint": '探す言葉（スペースで AND、"…" でひと続き）',
    "find.empty": '接点のメモ、要望、チケット、解約の理由、ノートなど、書かれたものすべてから探します。\n日本語は2文字から、どこに書かれていても見つかります。\n\n例: 更新 予算    SSO    "データ連携"',
    "find.nothing": "「{text}」は見つかりませんでした。語を減らすか、別の書き方をお試しください。",
    "find.found": "{n} 件",
    "find.indexing": "索引を作成中 {share}%",
    "find.building": "索引を作成しています。終わりしだい、この言葉でもう一度探します。",
}
