"""What the figures behind the order of Today mean, in Japanese: title, formula, edge rules, when there is none."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "define.today_score.title": "今日の順番",
    "define.today_score.formula": "危険度（today_risk）× 規模（today_size）× 期限（today_due）の大きい順",
    "define.today_score.edge": "顧客は1行で、最も急ぐ理由の期限で並びます。同点なら読み、次に ID の順です。その日に1:1の接点を記録した顧客は、シグナル・接点の間隔・更新準備を翌日まで出しません。連絡を控える期間は接点の間隔と更新準備を出しません。",
    "define.today_score.missing": "今日向き合う理由のない顧客は並ばず、値は「–」です。",
    "define.today_risk.title": "危険度",
    "define.today_risk.formula": "1 ＋ 解約懸念度（0〜4）＋ 最も重いシグナル（参考1・注意2・緊急3）＋ 更新準備の期間中なら1、更新まで60日以内なら2",
    "define.today_risk.edge": "懸念度は有効期限の当日まで数えます。シグナルは確認済み・後回しも数え、対応済みと解消は数えません。更新準備は更新日の180日前（セグメントに日数があればその日数前）に始まり、更新日の当日までです。",
    "define.today_risk.missing": "心配の種がなければ1で、「–」にはなりません。",
    "define.today_size.title": "規模",
    "define.today_size.formula": "1 ＋ log2（1 ＋ MRR ÷ 同じ通貨の有料顧客の MRR の中央値）",
    "define.today_size.edge": "中央値の顧客は2です。金額が2倍になっても1までしか増えないため、大口の1社がほかを埋もれさせません。通貨は換算しません。",
    "define.today_size.missing": "MRR が「–」の顧客は1です。",
    "define.today_due.title": "期限",
    "define.today_due.formula": "理由の重み（約束・クレーム6、シグナル・タスク・解約レビューのアクション・更新準備3、リスク見直し・接点の間隔・未完了の解約記録2、在籍確認・取り込み候補1）×（1 ＋ 期限からの日数 ÷ 30）",
    "define.today_due.edge": "期限の当日は0日、30日を超えても30日として数えます。シグナルは発生日（後回しは戻った日）、更新準備は開始日、在籍確認は確認から180日たった日から数えます。一度も確認していない先方は30日です。取り込み候補はその出来事の日、未完了の解約記録は通知日（なければ決定日、解約日）から数えます。",
    "define.today_due.missing": "期限の来ていない理由は並ばず、値は「–」です。",
}
