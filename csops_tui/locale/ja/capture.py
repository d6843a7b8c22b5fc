"""語彙: `capture`。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "capture.about": "{why}（{detail}）",
    "capture.cancelled": "{title}（中止）",
    "capture.moved": "{title}（{was} から変更）",
    "capture.reason.broken": "ファイルを読み取れません",
    "capture.reason.broken_event": "読み取れない予定があります",
    "capture.reason.empty": "空のファイルです",
    "capture.reason.no_calendar": "カレンダーではありません",
    "capture.reason.no_events": "予定がありません",
    "capture.reason.no_cards": "名刺がありません",
    "capture.reason.no_date": "日付のないメールです",
    "capture.reason.no_mail": "メールではありません",
    "capture.reason.no_name": "人の名前のない名刺です",
    "capture.reason.no_sender": "差出人のないメールです",
    "capture.reason.no_start": "開始日時のない予定です",
    "capture.reason.outside": "期間の外です",
    "capture.reason.private": "非公開の予定は読みません",
    "capture.reason.too_dense": "繰り返しが細かすぎる予定です",
    "capture.reason.too_large": "大きすぎます（50 MB まで）",
    "capture.reason.too_many": "多すぎるため途中までです",
    "capture.reason.took_too_long": "読み取りに時間がかかりすぎました",
    "capture.reason.took_too_much": "読み取りに必要なメモリーが多すぎます",
    "capture.reason.unknown": "カレンダーでもメールでも名刺でもありません（表は I または csops import で取り込みます）",
    "capture.reason.unreadable": "開けません",
}
