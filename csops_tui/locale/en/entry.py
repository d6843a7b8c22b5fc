"""The words of entering a churn."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "entry.new": "Record churn ▸ {account}",
    "entry.editing": "Churn ▸ {account}",
    "entry.account": "Which account churns",
    "entry.which_account": "Choose an account from the list",
    "entry.step.what": "1 What is lost",
    "entry.step.when": "2 When",
    "entry.step.why": "3 Why",
    "entry.step.learn": "4 What we learn",
    "entry.step.close": "5 Closing",
    "entry.line": "{mrr} a month  ends {until}",
    "entry.no_end": "open",
    "entry.line.help": "Yes if this line is lost; the MRR lost is their sum.",
    "entry.account_churned": "Set account to churned",
    "entry.account_churned.help": "Closing sets the account's state to churned. Leave it at no while the end lies ahead.",
    "entry.end_lines": "End contract lines",
    "entry.end_lines.help": "Closing ends the lines lost on the effective date.",
    "entry.missing": "Needed to close it: {what}",
    "entry.ready": "Ready to close (ctrl+t); ctrl+s saves it as open.",
    "entry.will": "Closing will: {what}",
    "entry.will.churned": "set {account} to churned",
    "entry.will.end": "end {n} contract lines on {day}",
    "entry.once_more": "{what}. Press ctrl+t once more to do so.",
    "entry.strays": "{detail} does not belong to {reason}: choose one of the two anew.",
    "entry.label.open": "record churn of {account} (open)",
    "entry.label.closed": "close churn of {account}",
}
