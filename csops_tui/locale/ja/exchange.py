"""The words of imports and exports, in Japanese."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "exchange.label": "{file} から{entity}を取り込み（{count}件）",
    "exchange.usage_label": "{file} から利用実績を取り込み（{count}件）",
    "exchange.no_file": "ファイル {path} が見つかりません。",
    "exchange.empty_file": "{path} は空のファイルです。",
    "exchange.unknown_encoding": "{path} の文字コードを判定できませんでした。--encoding で指定してください。",
    "exchange.wrong_encoding": "{path} を {encoding} として読み取れません。--encoding で文字コードを指定してください。",
    "exchange.unknown_entity": "「{name}」という種類のデータはありません。{near}",
    "exchange.unknown_source": "ファイルに「{name}」という列はありません。{near}",
    "exchange.unknown_target": "「{name}」という項目はありません。{near}",
    "exchange.bad_override": "「{text}」は「列=項目」の形になっていません。",
    "exchange.target_twice": "{name} に2つの列が指定されています。",
    "exchange.missing_columns": (
        "次の項目に当たる列が見つかりません: {names}。--map 列=項目 で指定してください。使われていない列: {ignored}"
    ),
    "exchange.reason.width": "見出しは{expected}列ですが、この行は{found}列です。",
    "exchange.reason.quote": "引用符が閉じていないか、セルの途中にあります。",
    "exchange.reason.required": "必須の値がありません。",
    "exchange.reason.unknown_code": "「{value}」は登録されていない値です。{near}",
    "exchange.reason.unknown_ref": "「{value}」が見つかりません。{near}",
    "exchange.reason.ambiguous_ref": "「{value}」に当てはまるデータが{count}件あります。IDで指定してください。",
    "exchange.reason.ambiguous_row": "「{value}」に当てはまる登録済みデータが{count}件あります。ID列を加えてください。",
    "exchange.reason.twice": "{line}行目に、同じデータが異なる値で載っています。",
    "exchange.reason.bad_day": "「{value}」は日付として読み取れません。",
    "exchange.reason.ambiguous_day": (
        "「{value}」は日/月とも月/日とも読め、列全体からも判断できません。"
        "--date-order dmy または mdy で指定してください。"
    ),
    "exchange.reason.bad_moment": "「{value}」は日時として読み取れません。",
    "exchange.reason.bad_month": "「{value}」は年月として読み取れません。",
    "exchange.reason.bad_number": "「{value}」は数値として読み取れません。",
    "exchange.reason.not_whole": "「{value}」は整数ではありません。",
    "exchange.reason.out_of_range": "「{value}」は範囲外です（{low}〜{high}）。",
    "exchange.reason.other_currency": "「{value}」は{currency}の金額ではありません。",
    "exchange.reason.bad_flag": "「{value}」は「はい」「いいえ」のどちらとも読み取れません。",
    "exchange.reason.bad_currency": "「{value}」は通貨コード（JPY など）ではありません。",
    "exchange.reason.rule": "入力の決まりに合いません: {rule}",
    "exchange.reason.before_start": "{value} は顧客の利用開始日（{since}）より前です。",
    "exchange.reason.key_reused": "ID {value} は{line}行目にも別の内容で載っています。両方を取り込みました。",
    "exchange.is_folder": "{path} はフォルダーです。その中のファイルを指定してください。",
    "exchange.near": "近いもの: {names}",
    "exchange.no_profile": "「{name}」というプロファイルはありません。{near}",
    "exchange.bad_profile": "{path} はプロファイルとして使えません: {detail}",
    "exchange.bad_profile_name": "「{name}」はプロファイル名にできません。文字か数字を使ってください。",
    "exchange.unknown_zone": "「{name}」というタイムゾーンはありません。",
    "exchange.reason.dropped": "ファイル上で削除済みです。",
    "exchange.reason.not_in_book": "この記録はブックにありません。",
    "exchange.reason.blank": "この種類の記録になる値がありません。",
}
