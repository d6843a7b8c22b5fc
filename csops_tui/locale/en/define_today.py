"""What the figures behind the order of Today mean, in English: title, formula, edge rules, when there is none."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "define.today_score.title": "Order of Today",
    "define.today_score.formula": "Risk (today_risk) × size (today_size) × due (today_due), highest first",
    "define.today_score.edge": "An account is one row and stands where its most pressing reason puts it. Ties go by reading, then by id. Whoever had a 1:1 touch today is spared signals, cadence and runway until tomorrow. In a blackout cadence and runway are left out.",
    "define.today_score.missing": "– for an account without a reason, which is not listed.",
    "define.today_risk.title": "Risk",
    "define.today_risk.formula": "1 + churn concern (0–4) + worst signal (info 1, warn 2, urgent 3) + 1 in the renewal's runway, or 2 within 60 days of the renewal",
    "define.today_risk.edge": "Concern counts up to and on the day it expires. Signals acknowledged or snoozed count, those addressed or cleared do not. The runway begins 180 days before the renewal, or as many as the account's segment says, and ends on its day.",
    "define.today_risk.missing": "1 where there is nothing to fear, never –.",
    "define.today_size.title": "Size",
    "define.today_size.formula": "1 + log2(1 + MRR ÷ the median MRR of paying accounts in the same currency)",
    "define.today_size.edge": "The median account is 2. Doubling an amount adds at most 1, so that one large customer does not drown the rest. Currencies are not converted.",
    "define.today_size.missing": "1 where the MRR is –.",
    "define.today_due.title": "Due",
    "define.today_due.formula": "Weight of the reason (promise, complaint 6; signal, task, action of a churn review, runway 3; risk, cadence, incomplete churn record 2; verification, captured 1) × (1 + days since it is due ÷ 30)",
    "define.today_due.edge": "The day it is due is day 0; more than 30 days count as 30. Signals count from the day they were raised or came back from a snooze, the runway from its first day, a verification from 180 days after the last one. Whoever was never verified counts as 30 days late. What was captured counts from the day it took place, an incomplete churn record from the day of notice, else of the decision, else the effective date.",
    "define.today_due.missing": "– for what is not due yet, which is not listed.",
}
