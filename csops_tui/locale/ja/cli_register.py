"""The words of the shell about the registers, in Japanese."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "cli.risks.short": "リスク台帳を表示・見直し",
    "cli.risks.help": "例: csops risks due · csops risks reviewed ID --note 変わらず · csops risks close ID --note 引き継ぎ完了\nWHATはopen（対応中）・due（見直し期限）・all・reviewed（見直しを記録）・close（今日付で解消）です。見直すと、--nextがなければレベルに応じた日数だけ先になります。レベルの変更は csops edit risk ID level=high で、変わった日が履歴に残ります。",
    "cli.option.risks.until": "次回の見直し日",
    "cli.option.risks.note": "見直しで分かったこと、または解消の経緯",
    "cli.complaints.short": "クレームの一覧・応答時間・SLA",
    "cli.complaints.help": "例: csops complaints due · csops complaints update ID 調査中 · csops complaints times\nWHATはopen（対応中）・due（報告遅れ）・all・times（応答時間）・sla（SLAの違反）・update（経過を追記）・respond（初回応答）・resolve（解決、TEXTは原因）です。10件未満の中央値や割合は出しません。",
    "cli.option.complaints.start": "最初の日",
    "cli.option.complaints.end": "最後の日",
    "cli.option.complaints.within": "何時間以内を時間内とするか",
    "cli.growth.short": "拡大の兆しとリスクのある顧客",
    "cli.growth.help": "両方の一覧を理由つきで表示します。WHICHはboth・growth・riskです。提案前に確認することがある顧客には、その内容を添えます（csops define selling_guard）。",
    "cli.opportunities.short": "拡大案件の受注率・購入率",
    "cli.opportunities.help": "アップセルとクロスセルを分け、受注率と、期首の顧客のうち購入した割合を件数つきで表示します。一覧は csops list opportunity です。懸念などのある顧客の案件を進めるには note= に理由が必要です。",
    "cli.option.opportunities.start": "最初の日",
    "cli.option.opportunities.end": "最後の日",
    "cli.rfm.short": "RFMで顧客に順位をつける",
    "cli.rfm.help": "R・F・Mを50社以上は5群、未満は3群で表示します。同じ値は同じ順位です。計算は csops define rfm_recency で確認できます。",
    "cli.option.rfm.on": "何で順位をつけるか",
    "cli.option.rfm.span": "今日までの何か月を対象にするか",
    "cli.said.growth": "{n}社のうち、拡大の兆し{growth}社・失うおそれ{risk}社",
    "cli.column.list": "一覧",
    "cli.error.guarded": "提案の前に確認: {reasons}。進める理由を note= で書いてください。",
    "cli.error.review_past": "次回の見直し日は明日以降にしてください。",
    "cli.error.risk_closed": "そのリスクはすでに解消しています。",
    "cli.error.complaint_text": "伝えた内容（解決では原因）を書いてください。",
    "cli.error.complaint_done": "すでに記録済みです。",
    "cli.error.register_row": "どの{entity}か、IDか件名で指定してください。",
}
