"""The words of the ledger of definitions, in English: units, families, sources; the figures are in files by family."""

from __future__ import annotations

from csops_tui.locale.en.define_churn_review import WORDS as CHURN_REVIEW
from csops_tui.locale.en.define_contract import WORDS as CONTRACT
from csops_tui.locale.en.define_customer import WORDS as CUSTOMER
from csops_tui.locale.en.define_division import WORDS as DIVISION
from csops_tui.locale.en.define_register import WORDS as REGISTER
from csops_tui.locale.en.define_renewals import WORDS as RENEWALS
from csops_tui.locale.en.define_report import WORDS as REPORT
from csops_tui.locale.en.define_revenue import WORDS as REVENUE
from csops_tui.locale.en.define_survival import WORDS as SURVIVAL
from csops_tui.locale.en.define_today import WORDS as TODAY
from csops_tui.locale.en.define_touches import WORDS as TOUCHES
from csops_tui.locale.en.define_work import WORDS as WORK

WORDS: dict[str, str] = {
    "define.source.usage": "Usage data",
    "define.staleness": "after {days} days a score takes it as missing",
    "define.ageless": "never",
    "define.unit.days": "days",
    "define.unit.date": "date",
    "define.unit.touches": "touches",
    "define.unit.touches_month": "touches per month",
    "define.unit.touches_account": "touches per account",
    "define.unit.accounts": "accounts",
    "define.unit.people": "people",
    "define.unit.percent": "%",
    "define.unit.flag": "yes or no",
    "define.unit.level": "level 0–4",
    "define.unit.money_month": "amount per month",
    "define.unit.money": "amount",
    "define.unit.ratio": "times",
    "define.unit.percent_points": "points of %",
    "define.family.revenue": "Revenue",
    "define.family.economics": "Economics",
    "define.unit.money_year": "amount per year",
    "define.unit.metric": "unit of the metric",
    "define.unit.months": "months",
    "define.unit.choice": "choice",
    "define.unit.currency": "currency code",
    "define.unit.points": "points, 0–100",
    "define.unit.percent_week": "% per week",
    "define.unit.products": "products",
    "define.unit.lines": "contract lines",
    "define.unit.seats": "seats",
    "define.unit.events": "events",
    "define.unit.tickets": "tickets",
    "define.unit.score": "points of the survey",
    "define.unit.task": "title",
    "define.unit.tasks": "tasks",
    "define.unit.milestones": "milestones",
    "define.unit.risks": "risks",
    "define.unit.risk_level": "1 to 4",
    "define.unit.complaints": "complaints",
    "define.unit.opportunities": "opportunities",
    "define.unit.voices": "requests",
    "define.unit.signals": "signals",
    "define.unit.signal_level": "level 0–3",
    "define.unit.cases": "attempts",
    "define.unit.churns": "churns",
    "define.unit.chi_square": "χ² and p",
    "define.unit.side": "CS or CS Ops",
    "define.unit.minutes_week": "minutes a week",
    "define.family.touches": "Touches",
    "define.family.cadence": "Cadence",
    "define.family.concern": "Churn concern",
    "define.family.contract": "Contract",
    "define.family.usage": "Usage",
    "define.family.participation": "Participation",
    "define.family.support": "Support",
    "define.family.surveys": "Surveys",
    "define.family.people": "People",
    "define.family.work": "Work ahead",
    "define.family.requests": "Requests",
    "define.family.signals": "Signals",
    "define.family.churn": "Churn",
    "define.unit.factor": "factor",
    "define.family.today": "Today",
    "define.family.appointments": "Appointments",
    "define.family.routing": "Routing",
    "define.family.capacity": "Capacity",
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
