"""The words of the ledger of definitions, in Japanese: units, families, sources; the figures are in files by family."""

from __future__ import annotations

from csops_tui.locale.ja.define_churn_review import WORDS as CHURN_REVIEW
from csops_tui.locale.ja.define_contract import WORDS as CONTRACT
from csops_tui.locale.ja.define_customer import WORDS as CUSTOMER
from csops_tui.locale.ja.define_division import WORDS as DIVISION
from csops_tui.locale.ja.define_register import WORDS as REGISTER
from csops_tui.locale.ja.define_renewals import WORDS as RENEWALS
from csops_tui.locale.ja.define_report import WORDS as REPORT
from csops_tui.locale.ja.define_revenue import WORDS as REVENUE
from csops_tui.locale.ja.define_survival import WORDS as SURVIVAL
from csops_tui.locale.ja.define_today import WORDS as TODAY
from csops_tui.locale.ja.define_touches import WORDS as TOUCHES
from csops_tui.locale.ja.define_work import WORDS as WORK

WORDS: dict[str, str] = {
    "define.source.usage": "利用実績",
    "define.staleness": "{days}日を過ぎると、スコアではデータなし",
    "define.ageless": "期限なし",
    "define.unit.days": "日",
    "define.unit.date": "日付",
    "define.unit.touches": "回",
    "define.unit.touches_month": "回／月",
    "define.unit.touches_account": "回／社",
    "define.unit.accounts": "社",
    "define.unit.people": "人",
    "define.unit.percent": "%",
    "define.unit.flag": "はい・いいえ",
    "define.unit.level": "0〜4の段階",
    "define.unit.money_month": "金額／月",
    "define.unit.money": "金額",
    "define.unit.ratio": "倍",
    "define.unit.percent_points": "ポイント",
    "define.family.revenue": "収益",
    "define.family.economics": "採算",
    "define.unit.money_year": "金額／年",
    "define.unit.metric": "指標の単位",
    "define.unit.months": "か月",
    "define.unit.choice": "区分",
    "define.unit.currency": "通貨コード",
    "define.unit.points": "0〜100点",
    "define.unit.percent_week": "%／週",
    "define.unit.products": "種類",
    "define.unit.lines": "明細",
    "define.unit.seats": "席",
    "define.unit.events": "回（イベント）",
    "define.unit.tickets": "件（問い合わせ）",
    "define.unit.score": "アンケートの点",
    "define.unit.task": "件名",
    "define.unit.tasks": "件（タスク）",
    "define.unit.milestones": "件（マイルストーン）",
    "define.unit.risks": "件",
    "define.unit.risk_level": "段階（1〜4）",
    "define.unit.complaints": "件",
    "define.unit.opportunities": "件",
    "define.unit.voices": "件（顧客の声）",
    "define.unit.signals": "件（シグナル）",
    "define.unit.signal_level": "0〜3の段階",
    "define.unit.cases": "件",
    "define.unit.churns": "件",
    "define.unit.chi_square": "χ²とp",
    "define.unit.side": "CSまたはCS Ops",
    "define.unit.minutes_week": "分／週",
    "define.family.touches": "接点",
    "define.family.cadence": "接点間隔",
    "define.family.concern": "解約懸念",
    "define.family.contract": "契約",
    "define.family.usage": "利用状況",
    "define.family.participation": "イベント参加",
    "define.family.support": "問い合わせ",
    "define.family.surveys": "アンケート",
    "define.family.people": "先方担当者",
    "define.family.work": "予定と進捗",
    "define.family.requests": "顧客の声",
    "define.family.signals": "シグナル",
    "define.family.churn": "解約",
    "define.unit.factor": "倍率",
    "define.family.today": "今日",
    "define.family.appointments": "アポイント",
    "define.family.routing": "割り振り",
    "define.family.capacity": "稼働",
    **TOUCHES,
    **CONTRACT,
    **CUSTOMER,
    **WORK,
    **TODAY,
    **DIVISION,
    **REVENUE,
    **RENEWALS,
    **REPORT,
    **SURVIVAL,
    **REGISTER,
    **CHURN_REVIEW,
}
