"""解約の記録で使う語彙。"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "entry.new": "解約を記録 ▸ {account}",
    "entry.editing": "解約 ▸ {account}",
    "entry.account": "どの顧客の解約ですか",
    "entry.which_account": "顧客を一覧から選んでください",
    "entry.step.what": "1 何を失うか",
    "entry.step.when": "2 いつ",
    "entry.step.why": "3 なぜ",
    "entry.step.learn": "4 振り返り",
    "entry.step.close": "5 確定",
    "entry.line": "月 {mrr}  終了 {until}",
    "entry.no_end": "未定",
    "entry.line.help": "この契約を失うなら「はい」。失ったMRRを合計します。",
    "entry.account_churned": "顧客を解約済みにする",
    "entry.account_churned.help": "確定すると顧客の契約状態を「解約済み」にします。解約日が先なら「いいえ」のままにします。",
    "entry.end_lines": "契約を解約日で終了する",
    "entry.end_lines.help": "確定すると、失う契約の終了日を解約日にします。",
    "entry.missing": "確定までに必要: {what}",
    "entry.ready": "確定できます（ctrl+t）。ctrl+s なら確認中のまま保存します。",
    "entry.will": "確定すると: {what}",
    "entry.will.churned": "{account} を解約済みに変更",
    "entry.will.end": "契約 {n} 件を {day} で終了",
    "entry.once_more": "{what}。よければもう一度 ctrl+t を押してください。",
    "entry.strays": "{detail}が{reason}と合っていません。どちらかを選び直してください。",
    "entry.label.open": "{account} の解約を記録（確認中）",
    "entry.label.closed": "{account} の解約を確定",
}
