"""語彙: SQL コンソール。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "sql.hint": "^s 実行   tab 補完   f5 ビュー一覧   ctrl+↑ 以前の文",
    "sql.asking": "実行中… {seconds} 秒（最大 {most} 秒）   esc で中止",
    "sql.answered": "{n} 行、{seconds} 秒   enter 顧客を開く   e 文に戻る   x 書き出し",
    "sql.more": "最初の {n} 行だけを表示しています。条件か集計で絞り込んでください。",
    "sql.nothing": "該当する行はありません。",
    "sql.place": "{line} 行 {column} 文字目:",
    "sql.old": "履歴 {n}/{total}",
    "sql.no_offer": "ここに合う候補はありません。",
    "sql.views": "説明付きのビュー",
    "sql.tables": "表",
    "sql.views_title": "ビューと表",
    "sql.views_hint": "名前・列・内容で探す   enter で選ぶ",
    "sql.why.asking": "実行中です。esc で中止できます。",
    "sql.why.answer": "結果は読み取り専用です。",
    "sql.why.no_account": "この行には顧客がありません。結果に account_id があれば enter で開けます。",
    "sql.error.empty": "まだ何も書かれていません。例: SELECT * FROM v_accounts",
    "sql.error.several": "一度に実行できるのは 1 文です。ここから 2 文目が始まっています。",
    "sql.error.long": "文は {most} 文字までです。",
    "sql.error.stopped": "中止しました。",
    "sql.error.syntax": "ここの「{word}」を解釈できません。",
    "sql.error.unfinished": "文が途中で終わっています。",
    "sql.error.column": "列 {name} はありません。",
    "sql.error.column_near": "列 {name} はありません。近い名前: {near}",
    "sql.error.table": "表 {name} はありません。",
    "sql.error.table_near": "表 {name} はありません。近い名前: {near}",
    "sql.error.function": "関数 {name} はありません。",
    "sql.error.ambiguous": "{name} は複数の表にあります。a.{name} のように表を付けてください。",
    "sql.error.failed": "SQLite の返答: {detail}",
}
