"""語彙: `filter`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "filter.error.empty": "条件がありません。",
    "filter.error.too_long": "条件は {most} 文字までです。",
    "filter.error.too_deep": "括弧の入れ子は {most} 段までです。",
    "filter.error.comment": "コメントは書けません。",
    "filter.error.bad_character": "{character} はここでは使えません。",
    "filter.error.bad_number": "数として読めません。",
    "filter.error.open_quote": "引用符が閉じていません。",
    "filter.error.unfinished": "続きが必要です。",
    "filter.error.expected": "ここに {sign} が必要です。",
    "filter.error.unexpected": "{word} はここに書けません。",
    "filter.error.forbidden": "{word} は条件に使えません。",
    "filter.error.no_function": "関数 {word} はありません。使えるもの: {known}",
    "filter.error.arguments": "{word} に渡す値は {least}〜{most} 個です。",
    "filter.error.nested_replace": "replace の中に replace は書けません。",
    "filter.error.no_condition": "これは値です。何かと比べてください。",
    "filter.error.chained": "and で二つに分けるか、between で書いてください。",
    "filter.error.equals_null": "空かどうかは is null、is not null で調べます。",
    "filter.error.pattern": "'A%' のように、引用符で囲んだ型が必要です。",
    "filter.error.long_pattern": "型が長すぎるか、ワイルドカードが {most} 個を超えています。",
    "filter.error.number_needed": "ここには数が必要です。",
    "filter.error.day_needed": "ここには日付が必要です。例: today+30、2027-03-31",
    "filter.error.bad_day": "{word} という日付はありません。",
    "filter.error.no_code": "{name} に {word} はありません。近いもの: {near}",
    "filter.error.unknown": "{word} という列はありません。近いもの: {near}",
    "filter.error.unknown_far": "{word} という列はありません。",
    "filter.error.refused": "データベースがこの条件を受け付けません: {detail}",
}
