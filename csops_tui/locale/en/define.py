"""What every figure means, in English: its title, formula, edge rules, and when there is no figure."""

from __future__ import annotations

WORDS: dict[str, str] = {
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
    "define.unit.money_year": "amount per year",
    "define.unit.metric": "unit of the metric",
    "define.family.touches": "Touches",
    "define.family.cadence": "Cadence",
    "define.family.concern": "Churn concern",
    "define.family.revenue": "Contracts and revenue",
    "define.family.people": "People",
    "define.family.tasks": "Tasks",
    "define.family.churn": "Churn",
    "define.family.usage": "Usage",
    "define.last_1to1.title": "Days since the last 1:1 touch",
    "define.last_1to1.formula": "as-of date − day of the latest touch with reach 1:1",
    "define.last_1to1.edge": "Today's touch gives 0 days. One-way touches count; bulk touches (1:n), tech touches "
    "and internal notes do not. Touches dated after the as-of date are ignored.",
    "define.last_1to1.missing": "– when there has never been a 1:1 touch.",
    "define.last_any.title": "Days since the last touch",
    "define.last_any.formula": "as-of date − day of the latest touch with reach 1:1, 1:n or tech",
    "define.last_any.edge": "Today's touch gives 0 days. Taking part in a seminar or user group is a 1:n touch. "
    "Internal notes are not touches and never move this figure.",
    "define.last_any.missing": "– when there has never been a touch.",
    "define.touches_12m.title": "Touches by month, 12 months",
    "define.touches_12m.formula": "number of touches in each of the last 12 calendar months",
    "define.touches_12m.edge": "The last month is the month of the as-of date and runs only up to that day. "
    "Every reach but “not a touch” counts; a bulk touch counts once per account.",
    "define.touches_12m.missing": "– when no touch is recorded in the whole book; "
    "otherwise a month without touches is 0.",
    "define.touches_365d.title": "Touches in 365 days",
    "define.touches_365d.formula": "number of touches in the 365 days up to and including the as-of date",
    "define.touches_365d.edge": "The as-of date counts; the same date a year before does not. "
    "Every reach but “not a touch” counts; a bulk touch counts once per account.",
    "define.touches_365d.missing": "– when no touch is recorded in the whole book; otherwise no touch is 0.",
    "define.touch_mean.title": "Mean touches per account",
    "define.touch_mean.formula": "touches in the period ÷ all accounts in scope",
    "define.touch_mean.edge": "Accounts without a touch are in the denominator. "
    "The median and the number of accounts without a touch stand beside it.",
    "define.touch_mean.missing": "– when there is no account in scope, or no touch in the whole book.",
    "define.touch_median.title": "Median touches per account",
    "define.touch_median.formula": "the middle account's number of touches in the period, over all accounts in scope",
    "define.touch_median.edge": "Accounts without a touch count as 0. "
    "With an even number of accounts it is the mean of the middle two.",
    "define.touch_median.missing": "– when there is no account in scope, or no touch in the whole book.",
    "define.zero_touch.title": "Accounts without a touch",
    "define.zero_touch.formula": "number of accounts in scope without a touch in the period",
    "define.zero_touch.edge": "An account with nothing but internal notes has no touch. "
    "A seminar, or any other 1:n or tech touch, is a touch.",
    "define.zero_touch.missing": "– when no touch is recorded in the whole book.",
    "define.trigger_share.title": "Share of touches the customer triggered",
    "define.trigger_share.formula": "touches triggered by a customer signal or request ÷ all touches of the period",
    "define.trigger_share.edge": "Internal notes are in neither number. The number of touches stands beside the share.",
    "define.trigger_share.missing": "– when the period has no touch.",
    "define.covered.title": "Covered",
    "define.covered.formula": "yes when the last touch of any reach lies no more days back than the cadence",
    "define.covered.edge": "Exactly as many days as the cadence is still covered. "
    "A seminar or a newsletter covers an account; an internal note does not.",
    "define.covered.missing": "– when no cadence applies or it is paused.",
    "define.engaged.title": "Engaged",
    "define.engaged.formula": "yes when the last two-way 1:1 touch lies no more days back than the cadence",
    "define.engaged.edge": "Two-way means that they took part or answered. "
    "A one-way mail or a seminar covers an account but does not engage it.",
    "define.engaged.missing": "– when no cadence applies or it is paused.",
    "define.cadence_due.title": "Next touch due",
    "define.cadence_due.formula": "day of the last touch of the cadence's reach + days of the cadence",
    "define.cadence_due.edge": "The account's own cadence beats the shared one. A day within the customer's blackout "
    "moves to the first day after it. Due today is not yet overdue.",
    "define.cadence_due.missing": "– when no cadence applies, it is paused, or there has been no such touch yet.",
    "define.concern.title": "Churn concern",
    "define.concern.formula": "level of the latest concern dated on or before the as-of date, 0 none to 4 has decided",
    "define.concern.edge": "Set by people only; it is not the health score. "
    "After its expiry (90 days unless set) it is shown as stale, after 120 days not at all.",
    "define.concern.missing": "– when nobody has judged it, or the last judgement is more than 120 days old.",
    "define.concern_stale.title": "Concern is stale",
    "define.concern_stale.formula": "yes when the as-of date lies after the expiry of the latest concern",
    "define.concern_stale.edge": "Without an expiry it is 90 days after the judgement. "
    "The expiry day itself is not stale yet.",
    "define.concern_stale.missing": "– when there is no concern to be stale.",
    "define.mrr.title": "MRR",
    "define.mrr.formula": "sum of the monthly amounts of contract lines in force on the as-of date",
    "define.mrr.edge": "A line is in force from its first day on and no longer on its end day: starts ≤ day < ends. "
    "A line without an end stays in force.",
    "define.mrr.missing": "– when the account has no contract line at all; 0 when all its lines have ended.",
    "define.arr.title": "ARR",
    "define.arr.formula": "MRR on the as-of date × 12",
    "define.arr.edge": "The same lines as MRR: starts inclusive, ends exclusive.",
    "define.arr.missing": "– when the account has no contract line at all; 0 when all its lines have ended.",
    "define.renewal_on.title": "Renewal date",
    "define.renewal_on.formula": "earliest renewal without a decision that is due on or after the as-of date; "
    "without one, the earliest end of a contract line in force",
    "define.renewal_on.edge": "A renewal due on the as-of date counts. "
    "The end day is the first day without the contract, so it is itself the renewal date.",
    "define.renewal_on.missing": "– when no renewal is open and no contract line in force has an end.",
    "define.renewal_in.title": "Days to renewal",
    "define.renewal_in.formula": "renewal date − as-of date",
    "define.renewal_in.edge": "0 on the renewal date itself. Days are calendar days, leap days included.",
    "define.renewal_in.missing": "– when there is no renewal date.",
    "define.key_contacts.title": "Key contacts",
    "define.key_contacts.formula": "number of contacts marked as key contact whose state is active",
    "define.key_contacts.edge": "People who left, or of whom we don't know whether they are still there, "
    "are not counted.",
    "define.key_contacts.missing": "– when the account has no contact at all; "
    "0 when none of them is an active key contact.",
    "define.oldest_verified.title": "Days since the oldest verification",
    "define.oldest_verified.formula": "as-of date − earliest “last verified” day among the active contacts",
    "define.oldest_verified.edge": "Verified today gives 0 days. Contacts who left are not counted. "
    "A contact never verified has no day and comes first in the verification queue.",
    "define.oldest_verified.missing": "– when no active contact has ever been verified.",
    "define.next_task.title": "Next task",
    "define.next_task.formula": "earliest due day among the account's open tasks",
    "define.next_task.edge": "Overdue tasks count, promises too. Done and dropped tasks do not.",
    "define.next_task.missing": "– when no open task has a due day.",
    "define.churn_completeness.title": "Churns with a reason",
    "define.churn_completeness.formula": "churns of the period with a reason judged ÷ all churns of the period",
    "define.churn_completeness.edge": "The period is that of the effective date. “Unknown” and “other” count as given; "
    "their shares stand beside it, as does the number of churns.",
    "define.churn_completeness.missing": "– when the period has no churn.",
    "define.usage_28d.title": "Usage in 28 days",
    "define.usage_28d.formula": "sum of the metric over the 28 days up to and including the as-of date",
    "define.usage_28d.edge": "The as-of date is the last of the 28 days. One metric at a time: units are never mixed.",
    "define.usage_28d.missing": "– when the account has no usage data of this metric in those days; "
    "0 only when 0 was recorded.",
    "define.usage_change.title": "Change in usage",
    "define.usage_change.formula": "usage of the last 28 days ÷ median of the three 28-day windows before − 1",
    "define.usage_change.edge": "Each account is compared with itself. "
    "The four windows adjoin without a gap; the last ends on the as-of date.",
    "define.usage_change.missing": "– when one of the four windows has no data, or the median is 0.",
}
