"""書き出しの言葉。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "export.shown": "表示中の {n} 行 · {columns} 列を書き出します",
    "export.marked": "印を付けた {n} 行 · {columns} 列を書き出します",
    "export.keys": "enter 書き出す   tab 補完   esc 閉じる   形式は拡張子で決まります: .csv .tsv .json .jsonl .md",
    "export.place": "今のフォルダー: {path}",
    "export.ending": "「{ending}」では書き出せません。使える拡張子: {known}",
    "export.no_folder": "フォルダー {path} がありません。",
    "export.exists": "{name} はすでにあります。上書きはしません。{free} でよければ enter を押してください。",
    "export.failed": "{path} に書き出せませんでした（{detail}）。別の名前をお試しください。",
    "export.cancelled": "中止しました。ファイルは作っていません。",
    "export.done": "{n} 行を {path} に書き出しました。",
    "export.left": "残り約 {seconds} 秒   esc で中止",
    "export.currency": "通貨",
}
