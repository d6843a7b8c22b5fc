"""語彙: `list`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "list.filter_prompt": "絞り込み",
    "list.filter_hint": "語を入力（スペース区切りで AND）",
    "list.nothing_fits": "「{text}」に当てはまる行がありません。\n\nf  絞り込みを変える（空にするとすべて）",
    "list.shown": "{n} / {total} 件",
    "list.counting": "数えています…",
    "list.marked": "印 {n} 件",
    "list.filtered": "「{text}」",
    "list.n": "{n} 件",
    "list.without": "データなし {n}",
    "list.sum": "合計 {v}",
    "list.mean": "平均 {v}",
    "list.median": "中央値 {v}",
    "list.currencies": "通貨が混在（合計なし）: {named}",
    "list.in_currency": "{currency} {n} 件",
    "list.filter_keys": "enter 決定   esc 閉じる",
}
