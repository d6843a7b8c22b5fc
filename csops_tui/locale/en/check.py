"""What is wrong with a value and what to do now, in English.

The general messages never need the value itself: the database refuses a row without saying which value it was.
`{limit}` is the bound of `check.low` and `check.high`; `{choices}` are the words of a closed list.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "check.required": "{field} is required: enter a value.",
    "check.text": "{field} is blank: type something, or clear the field.",
    "check.note": "{field} cannot be stored: enter it as text.",
    "check.day": "{field} must be a date, such as 2026-11-21, 11/21 or yesterday.",
    "check.moment": "{field} must be a date and time, such as 2026-11-21 14:30.",
    "check.month": "{field} must be a month, such as 2026-11.",
    "check.count": "{field} must be a whole number, 0 or more.",
    "check.money": "{field} must be an amount of money, such as 480000.",
    "check.number": "{field} must be a number, such as 12.5.",
    "check.flag": "{field} must be yes or no.",
    "check.low": "{field} must be {limit} or more, not {value}.",
    "check.high": "{field} must be {limit} or less, not {value}.",
    "check.one_of": "{field} cannot be “{value}”: choose one of {choices}.",
    "check.code": "{field} must be one of the words on its list: choose one.",
    "check.ref": "{field} matches no record: check the name, or add the record first.",
    "check.account_calendar.month_of_year": "The month must be a number from 1 to 12.",
    "check.blackout.ends_after_start": "The blackout ends before it starts: correct one of the dates.",
    "check.subscription.ends_after_start": "The contract ends before it starts: correct one of the dates.",
    "check.subscription.currency_code": "The currency must be a code of three capital letters, such as JPY.",
    "check.survey.scale": "The scale must end above where it starts: correct one of the two.",
    "check.churn.closed_needs_reason": "To close it, give the reason judged. If nobody knows, choose “unknown” "
    "and say why in the note.",
    "check.churn.unknown_needs_why": "To close it with the reason “unknown”, say in the note why it is not known.",
    "check.churn.other_needs_text": "To close it with the reason “other”, say in the note what it was.",
    "check.churn.closed_needs_dates": "To close it, enter the effective date.",
    "check.improvement.closed_needs_check": "To close this cycle, enter the check value.",
    "check.concern.level_count": "Concern must be a whole number from 0 (none) to 4 (has decided).",
    "check.opportunity.probability_number": "The probability must be between 0 and 100.",
    "check.scorecard.min_coverage_number": "The least coverage must be between 0 and 100.",
    "check.exchange_rate.currency_code": "The currency must be a code of three letters, such as JPY.",
    "check.exchange_rate.rate_above_zero": "The rate must be above 0.",
    "check.account.two_numbers": "They have two corporate numbers: two numbers are two companies and are never merged.",
    "check.account.same_row": "This is one and the same account: choose another one to merge.",
    "check.contact.same_row": "This is one and the same person: choose another one to merge.",
}
