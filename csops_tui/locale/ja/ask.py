"""1行の入力で使う語彙。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "ask.keys": "enter 決定   tab 補完   ↑↓ 選択   esc 閉じる",
    "ask.draft": "前回の入力の続きです。ctrl+u で消せます。",
    "ask.concern.title": "懸念度 ▸ {account}",
    "ask.concern.example": "3 予算縮小の話",
    "ask.concern.how": "懸念度を 0〜4 で入力してください",
    "ask.concern.no_reason": "理由なし",
    "ask.concern.reason": "理由: {reason}",
    "ask.concern.evidence": "根拠: {text}",
    "ask.concern.expires": "{day} まで有効",
    "ask.concern.before": "前回 {level}（{day}）",
    "ask.concern.label": "{account} の懸念度 {level}",
    "ask.task.title": "タスク ▸ {account}",
    "ask.task.example": "見積送付 金曜",
    "ask.task.hint": "内容と期限を入力してください（例: 見積送付 金曜。! で約束）",
    "ask.task.task": "タスク",
    "ask.task.promise": "約束",
    "ask.task.no_due": "期限なし",
    "ask.task.wrong_day": "「{text}」という日付はありません",
    "ask.task.label": "{account} のタスク「{title}」",
    "ask.member.title": "記録者",
    "ask.member.add": "「{name}」をメンバーに追加",
    "ask.member.now": "現在: {name}",
    "ask.member.unknown": "現在: {name}（メンバー未登録）",
    "ask.member.who": "名前を選ぶか入力してください",
    "ask.member.label": "メンバー「{name}」を追加",
    "ask.member.done": "これから {name} として記録します",
}
