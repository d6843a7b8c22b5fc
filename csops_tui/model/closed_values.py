"""The words for values the database fixes: states, levels, reach, direction; the set is closed, the words are ours."""

from __future__ import annotations

from csops_tui.model.codeword import CodeWord
from csops_tui.model.codeword import word_of as w

REACH = (
    w("1:1", "1:1", "1:1", "1対1 個別 一対一 one-to-one"),
    w("1:n", "1:n", "1:n", "1対n 1対多 一対多 集合 one-to-many"),
    w("tech", "テックタッチ", "Tech", "テック 自動 automated"),
    w("none", "対象外", "Not a touch", "接点外 社内"),
)
ANY_REACH = w("any", "いずれか", "Any", "すべて 全て all")

DIRECTION = (
    w("two_way", "双方向", "Two-way", "往復 返信あり two-way twoway"),
    w("one_way", "一方向", "One-way", "片方向 発信のみ one-way oneway"),
)

TRIGGER = (
    w("ours", "当社都合", "Our calendar", "当社 自社 自社都合 こちら 計画 us our plan"),
    w("signal", "顧客シグナル", "Customer signal", "シグナル 兆候 アラート 予兆 alert"),
    w("request", "顧客要望", "Customer request", "要望 依頼 問い合わせ 顧客起点 customer asked inbound"),
)

SENTIMENT = (
    w("positive", "好感触", "Positive", "+ 良い 良好 ポジティブ good pos"),
    w("neutral", "普通", "Neutral", "0 中立 ニュートラル neu"),
    w("negative", "不満あり", "Negative", "- 悪い 不満 ネガティブ bad neg"),
)

CONCERN_LEVEL = (
    w("0", "懸念なし", "None", "なし 安心"),
    w("1", "様子見", "Slight", "やや懸念 低い low"),
    w("2", "懸念あり", "Some", "懸念 中 moderate"),
    w("3", "懸念大", "Serious", "高い 危険 high"),
    w("4", "解約意向確定", "Has decided", "解約確定 解約決定 decided"),
)

GRADE = (
    w("good", "良好", "Good", "健全 青 緑 green healthy"),
    w("watch", "注意", "Watch", "要注意 黄 yellow"),
    w("risk", "危険", "At risk", "リスク 赤 red at-risk"),
)

OPEN_DONE_DROPPED = (
    w("open", "未完了", "Open", "未着手 対応中 todo"),
    w("done", "完了", "Done", "済 対応済 finished"),
    w("dropped", "取りやめ", "Dropped", "中止 取り止め cancelled"),
)

CLOSED: dict[str, tuple[CodeWord, ...]] = {
    "reach": REACH,
    "direction": DIRECTION,
    "trigger": TRIGGER,
    "sentiment": SENTIMENT,
    "concern_level": CONCERN_LEVEL,
    "touchpoint.reach": REACH,
    "proposal.reach": REACH,
    "proposal.direction": DIRECTION,
    "touchpoint.direction": DIRECTION,
    "touchpoint.trigger": TRIGGER,
    "touchpoint.sentiment": SENTIMENT,
    "concern.level": CONCERN_LEVEL,
    "code.reach": REACH,
    "cadence.reach": (*REACH[:3], ANY_REACH),
    "assessment.grade": GRADE,
    "score_override.level": GRADE,
    "score_feedback.expected": GRADE,
    "task.state": OPEN_DONE_DROPPED,
    "review_action.state": OPEN_DONE_DROPPED,
    "member.kind": (
        w("person", "個人", "Person", "担当者"),
        w("pool", "プール", "Pool", "共有 チーム担当"),
    ),
    "account.state": (
        w("prospect", "見込み", "Prospect", "見込み客 リード lead"),
        w("trial", "トライアル", "Trial", "試用 試用中"),
        w("active", "契約中", "Active", "利用中 稼働中 有効 customer"),
        w("churned", "解約済み", "Churned", "解約 解約済 former"),
    ),
    "contact.state": (
        w("active", "在籍", "Active", "在籍中 有効"),
        w("left", "離任・退職", "Left", "退職 異動 離任 resigned"),
        w("unknown", "未確認", "Unknown", "不明"),
    ),
    "renewal.forecast": (
        w("renew", "更新見込み", "Will renew", "更新"),
        w("contract", "減額見込み", "Will contract", "減額 縮小"),
        w("contract_actionable", "減額見込み（対応余地あり）", "Will contract, actionable", "減額対応可"),
        w("churn", "解約見込み", "Will churn", "解約"),
        w("churn_actionable", "解約見込み（対応余地あり）", "Will churn, actionable", "解約対応可"),
    ),
    "renewal.decision": (
        w("renewed", "更新", "Renewed", "継続"),
        w("expanded", "増額更新", "Expanded", "拡大 増額"),
        w("contracted", "減額更新", "Contracted", "縮小 減額"),
        w("churned", "解約", "Churned", "非更新"),
    ),
    "opportunity.state": (
        w("open", "商談中", "Open", "進行中"),
        w("won", "受注", "Won", "成約"),
        w("lost", "失注", "Lost", "見送り"),
    ),
    "appointment.state": (
        w("attempted", "打診中", "Attempted", "依頼中 打診"),
        w("replied", "返信あり", "Replied", "返信"),
        w("booked", "日程確定", "Booked", "確定 予約済"),
        w("held", "実施済み", "Held", "実施 実施済"),
        w("no_show", "不参加", "No-show", "無断欠席 no-show"),
        w("declined", "辞退", "Declined", "お断り 断られた"),
    ),
    "event.state": (
        w("planned", "開催予定", "Planned", "予定 企画中"),
        w("held", "開催済み", "Held", "開催 開催済"),
        w("cancelled", "中止", "Cancelled", "キャンセル canceled"),
    ),
    "attendance.state": (
        w("invited", "案内済み", "Invited", "案内 招待 招待済み"),
        w("registered", "申込済み", "Registered", "申込 申込済 登録"),
        w("attended", "参加", "Attended", "出席 参加済み"),
        w("absent", "欠席", "Absent", "不参加 no-show"),
        w("declined", "辞退", "Declined", "不参加連絡 お断り"),
    ),
    "template.lang": (
        w("ja", "日本語", "Japanese", "和文"),
        w("en", "英語", "English", "英文"),
    ),
    "ticket.state": (
        w("open", "未対応", "Open", "対応中 新規 new"),
        w("pending", "回答待ち", "Pending", "保留 waiting"),
        w("closed", "解決済み", "Closed", "完了 解決 solved resolved"),
    ),
    "survey.kind": (
        w("nps", "NPS", "NPS", "推奨度"),
        w("csat", "CSAT（満足度）", "CSAT", "満足度"),
        w("ces", "CES（努力指標）", "CES", "努力指標"),
        w("other", "その他", "Other", "他"),
    ),
    "survey.rule": (
        w("nps", "推奨者−批判者", "Promoters − detractors"),
        w("top_two", "上位2段階の割合", "Top-two box"),
        w("mean", "平均", "Mean", "average"),
        w("share_5_7", "5〜7の割合", "Share of 5–7"),
        w("share_4_5", "4〜5の割合", "Share of 4–5"),
    ),
    "voice.state": (
        w("open", "未対応", "Open", "受付"),
        w("planned", "対応予定", "Planned", "計画中"),
        w("released", "反映済み", "Released", "リリース済み 対応済み"),
        w("declined", "見送り", "Declined", "対応なし"),
    ),
    "churn.kind": (
        w("logo", "全解約", "Logo churn", "ロゴ解約 完全解約"),
        w("product", "プロダクト解約", "Product churn", "一部解約 商品解約"),
        w("contraction", "減額", "Contraction", "ダウングレード 縮小 downgrade"),
        w("non_renewal", "更新なし", "Non-renewal", "満了 未更新 non-renewal"),
    ),
    "churn.state": (
        w("open", "確認中", "Open", "未確定 記入中"),
        w("closed", "確定", "Closed", "完了 締め"),
    ),
    "save_attempt.result": (
        w("open", "対応中", "Open", "進行中"),
        w("saved", "継続", "Saved", "引き止め成功 成功"),
        w("partly", "一部継続", "Partly saved", "減額継続"),
        w("lost", "解約", "Lost", "失敗"),
    ),
    "churn_review.state": (
        w("open", "実施中", "Open", "未完了"),
        w("done", "完了", "Done", "済 finished"),
    ),
    "risk.level": (
        w("low", "低", "Low"),
        w("medium", "中", "Medium", "mid"),
        w("high", "高", "High"),
        w("critical", "最重要", "Critical", "緊急"),
    ),
    "improvement.phase": (
        w("plan", "計画（P）", "Plan", "計画 P"),
        w("do", "実行（D）", "Do", "実行 D"),
        w("check", "評価（C）", "Check", "評価 C"),
        w("act", "改善（A）", "Act", "改善 A"),
        w("closed", "完了", "Closed", "終了"),
    ),
    "signal.severity": (
        w("info", "参考", "Info", "情報"),
        w("warn", "注意", "Warning", "警告 warn"),
        w("urgent", "緊急", "Urgent", "至急"),
    ),
    "signal_episode.state": (
        w("raised", "発生中", "Raised", "発生 点灯"),
        w("acknowledged", "確認済み", "Acknowledged", "確認"),
        w("snoozed", "保留中", "Snoozed", "保留 スヌーズ"),
        w("addressed", "対応済み", "Addressed", "対応"),
        w("cleared", "解消", "Cleared", "消灯"),
    ),
    "campaign_member.state": (
        w("open", "未対応", "Open", "残り"),
        w("done", "対応済み", "Done", "済 完了"),
        w("skipped", "見送り", "Skipped", "スキップ"),
    ),
    "account.served_by": (
        w("cs", "CS担当", "CS", "カスタマーサクセス"),
        w("cs_ops", "CS Ops担当", "CS Ops", "オプス ops"),
    ),
    "review_item.decision": (
        w("logged", "接点を記録", "Touch logged", "記録"),
        w("task", "タスクを追加", "Task added", "タスク"),
        w("concern", "懸念を更新", "Concern set", "懸念"),
        w("fine", "問題なし", "Nothing to do", "確認済み ok"),
        w("later", "後日", "Later", "保留"),
    ),
    "deferral.kind": (
        w("task", "フォローアップ", "Follow-up", "タスク"),
        w("signal", "シグナル", "Signal", "警告"),
        w("cadence", "接点の頻度", "Cadence", "定期接点"),
        w("runway", "更新準備", "Renewal runway", "ランウェイ"),
        w("verify", "担当者の確認", "Contact to verify", "確認"),
        w("capture", "取り込み", "Captured", "取込"),
    ),
    "proposal.kind": (
        w("touchpoint", "接点", "Touch", "活動"),
        w("appointment", "予定", "Meeting", "アポイント 面談"),
        w("contact", "連絡先", "Contact", "担当者 名刺"),
    ),
    "proposal.state": (
        w("proposed", "確認待ち", "Waiting", "候補 未確認"),
        w("confirmed", "記録済み", "Confirmed", "確定 確認済み"),
        w("ignored", "対象外", "Ignored", "無視"),
    ),
    "revenue_input.kind": (
        w("gross_margin", "粗利率（％）", "Gross margin (%)", "粗利 粗利率 margin"),
        w("acquisition_cost", "獲得費用（1社）", "Cost per new account", "cac 獲得費用"),
        w("cs_cost", "CS費用（月額）", "CS cost a month", "cs費用"),
    ),
    "sla.kind": (
        w("first_response", "初回応答", "First answer", "一次回答"),
        w("resolution", "解決", "Solution", "完了"),
    ),
    "cadence_state": (
        w("ok", "期限内", "In time", "順守"),
        w("due", "本日期限", "Due today", "今日"),
        w("overdue", "期限超過", "Overdue", "超過 遅れ"),
        w("paused", "停止中", "Paused", "一時停止"),
    ),
    "kpi.better": (
        w("up", "高いほど良い", "Higher is better", "増加 高い"),
        w("down", "低いほど良い", "Lower is better", "減少 低い"),
    ),
    "play.state": (
        w("running", "実行中", "Running", "進行中"),
        w("done", "完了", "Done", "終了 finished"),
        w("stopped", "中止", "Stopped", "中断"),
    ),
    "play_step.state": (
        w("open", "未完了", "Open", "未着手"),
        w("done", "完了", "Done", "済 finished"),
        w("skipped", "省略", "Skipped", "スキップ"),
        w("blocked", "停滞中", "Blocked", "待ち ブロック"),
    ),
    "success_plan.state": (
        w("draft", "下書き", "Draft", "作成中"),
        w("agreed", "合意済み", "Agreed", "顧客合意"),
        w("done", "完了", "Done", "達成"),
        w("dropped", "取りやめ", "Dropped", "中止"),
    ),
}
