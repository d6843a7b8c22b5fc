"""What is wrong with a value and what to do now, in Japanese.

The general messages never need the value itself: the database refuses a row without saying which value it was.
`{limit}` is the bound of `check.low` and `check.high`; `{choices}` are the words of a closed list.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "check.required": "{field}を入力してください。",
    "check.text": "{field}が空です。内容を入力するか、未入力に戻してください。",
    "check.note": "{field}を保存できません。文章として入力してください。",
    "check.day": "{field}は日付で入力してください（例: 2026-11-21、11/21、昨日）。",
    "check.moment": "{field}は日時で入力してください（例: 2026-11-21 14:30）。",
    "check.month": "{field}は年月で入力してください（例: 2026-11）。",
    "check.count": "{field}は0以上の整数で入力してください。",
    "check.money": "{field}は金額で入力してください（例: 480000、48万）。",
    "check.number": "{field}は数値で入力してください（例: 12.5）。",
    "check.flag": "{field}は「はい」か「いいえ」で答えてください。",
    "check.low": "{field}は{limit}以上で入力してください（入力値: {value}）。",
    "check.high": "{field}は{limit}以下で入力してください（入力値: {value}）。",
    "check.one_of": "{field}に「{value}」は使えません。次から選んでください: {choices}",
    "check.code": "{field}は一覧にある値から選んでください。",
    "check.ref": "{field}に当てはまる登録がありません。名前を確かめるか、先に登録してください。",
    "check.account_calendar.month_of_year": "月は1〜12で入力してください。",
    "check.blackout.ends_after_start": "終了日が開始日より前です。どちらかの日付を直してください。",
    "check.subscription.ends_after_start": "契約終了日が開始日より前です。どちらかの日付を直してください。",
    "check.subscription.currency_code": "通貨はJPYのような大文字3文字のコードで入力してください。",
    "check.survey.scale": "尺度の最大値は最小値より大きくしてください。",
    "check.churn.closed_needs_reason": "確定するには「当社が判断した理由」が必要です。"
    "分からなければ「不明」を選び、備考に事情を書いてください。",
    "check.churn.unknown_needs_why": "理由を「不明」のまま確定するには、なぜ分からないのかを備考に書いてください。",
    "check.churn.other_needs_text": "理由を「その他」で確定するには、具体的な内容を備考に書いてください。",
    "check.churn.closed_needs_dates": "確定するには解約日を入力してください。",
    "check.improvement.closed_needs_check": "改善サイクルを完了するには、評価結果の値を入力してください。",
    "check.concern.level_count": "解約懸念度は0（懸念なし）から4（解約意向確定）の整数で入力してください。",
    "check.opportunity.probability_number": "確度は0〜100で入力してください。",
    "check.scorecard.min_coverage_number": "最低カバー率は0〜100で入力してください。",
    "check.exchange_rate.currency_code": "通貨はJPYのような3文字のコードで入力してください。",
    "check.exchange_rate.rate_above_zero": "レートは0より大きい数で入力してください。",
    "check.account.two_numbers": "法人番号が違います。番号が違う会社は統合できません。",
    "check.account.same_row": "同じ顧客です。統合するもう1件を選んでください。",
    "check.contact.same_row": "同じ人です。統合するもう1件を選んでください。",
}
