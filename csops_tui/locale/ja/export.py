"""書き出しの言葉。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "export.shown": "表示中の {n} 行 · {columns} 列を書き出します",
    "export.marked": "印を付けた {n} 行 · {columns} 列を書き出します",
    "export.keys": "enter 書き出す   ^r 個人情報   tab 補完   esc 閉じる   {endings}",
    "export.whole": "個人情報を含みます。^r で除けます。",
    "export.redacted": "個人情報を除きます: 先方担当者は仮名にし、メール・電話・メモは出しません。ほかの文中のメールアドレス・電話番号・担当者名も置き換えます。",
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
