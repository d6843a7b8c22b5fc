"""語彙: 取り込みの画面。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "capturing.path": "取り込むファイルかフォルダ（.ics・.eml・.mbox・Maildir・.vcf）",
    "capturing.path_hint": "例: ~/Downloads/calendar.ics や ~/Mail/",
    "capturing.known": "前回の取り込み元と新しいファイル",
    "capturing.newest": "新しいファイル",
    "capturing.no_newest": "近くにカレンダー・メール・名刺のファイルがありません。ファイルかフォルダの名前を入力してください。",
    "capturing.before": "前回の取り込み元",
    "capturing.paste_hint": "カレンダーの .ics や、メールを保存したフォルダを、ここで選びます。\n確認するまで記録されません。^t で本文も残します（既定では残しません）。",
    "capturing.no_files": "enter でこのフォルダを取り込みます。名前で読めるファイルは見当たりません。",
    "capturing.which": "ファイルかフォルダの名前を入力するか、↓ で選んでください。",
    "capturing.no_path": "{path} はありません。",
    "capturing.reading": "読み取っています…",
    "capturing.files": "{n} ファイル中 {done}",
    "capturing.esc_stops": "esc で中止できます。その場合は何も書き込まれません。",
    "capturing.stopped": "中止しました。何も書き込まれていません。",
    "capturing.bodies": "メールや予定の本文もメモに残します。",
    "capturing.no_bodies": "メールや予定の本文は残しません。",
    "capturing.why.reading": "ファイルを読み取っています。esc で中止できます。",
    "capturing.why.done": "取り込みは終わりました。enter で一覧を表示します。",
    "capturing.next": "enter で一覧を表示します。u でこの取り込みをまとめて取り消せます。",
    "capturing.nothing": "新しく確認するものはありません。esc で閉じます。",
    "capturing.unmatched": "うち顧客未特定 {n} 件（一覧で a を押すと顧客を選べます）",
    "capturing.no_members": "自社担当者のメールアドレスが1件も登録されていないため、送信と受信を区別できません。: の「メンバー」で登録し、もう一度取り込んでください。",
}
