"""What the figures of churn reviews mean, in Japanese: title, formula, edge rules, when there is none."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "define.review_knowable.title": "知り得た日",
    "define.review_knowable.formula": "通知日より前で最も早い兆しの日（シグナル・懸念度2以上・クレーム・NPS批判者・利用の減少）。人が書き換えた日を優先",
    "define.review_knowable.edge": "通知日の前日までの180日間を見て、通知日以降の事実は使いません。それより前の懸念も、まだ有効（期限の指定がなければ90日）なら、その日付で数えます。参考のシグナルは数えません。当時なかったシグナルは、条件に初めて該当した日、利用の減少（−30%以下）は最後に続いた減少の初日を使います。",
    "define.review_knowable.missing": "兆しも入力もなければ「–」です。",
    "define.review_answers.title": "シグナルへの3つの問い",
    "define.review_answers.formula": "「あった」÷ 回答のあるシグナル。「見た」「動いた」÷「あった」シグナル",
    "define.review_answers.edge": "候補: 見た＝通知前に確認・後回し・対応済みにした。動いた＝対応済み、または発生から14日以内の1:1・1:nの接点（通知前）。人の回答が優先です。",
    "define.review_answers.missing": "10件未満は割合を示しません。なければ「–」です。",
    "define.signal_effect.title": "採用したシグナルのその後",
    "define.signal_effect.formula": "採用日以後の発生数・対応数と、採用後の解約のうち通知前に検知していた件数",
    "define.signal_effect.edge": "検知＝通知前に始まり、通知前180日以内にも続いていた発生がある解約。日数は最後の発生の初日から通知日まで。10件未満の解約では効果を判断しません。",
    "define.signal_effect.missing": "採用したシグナルがなければ「–」です。",
}
