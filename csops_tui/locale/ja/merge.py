"""2件を1件にする統合の言葉。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "merge.label.merge": "{what}の統合: {gone} → {kept}",
    "merge.label.apart": "別のデータ: {one}と{other}",
    "merge.moved": "移したデータ: {what}",
    "merge.would_move": "移すデータ: {what}",
    "merge.apart": "別のデータとして記録しました。今後は候補に出ません。",
    "merge.label.link": "ログインIDの紐づけ: {product} {key} → {person}",
    "merge.label.unlink": "ログインIDの紐づけ解除: {product} {key} ← {person}",
}
