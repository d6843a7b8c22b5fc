"""What the figures of churn reviews mean: title, formula, edge rules, when there is none."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "define.review_knowable.title": "First knowable date",
    "define.review_knowable.formula": "the earliest day before notice with a sign of it: signal, concern of 2 or more, complaint, NPS detractor, fall in usage; a day a person entered goes first",
    "define.review_knowable.edge": "The 180 days before the day of notice are looked at; nothing dated on it or later counts. A concern of before that still held (90 days unless set) counts with its own day. Signals that only inform do not count. Of a signal that did not exist then it is the day its condition first held; of falls in usage (−30 % or less) the first day of the last unbroken run.",
    "define.review_knowable.missing": "– without a sign and without an entry.",
    "define.review_answers.title": "Three questions per signal",
    "define.review_answers.formula": "there ÷ signals with an answer; seen and acted on ÷ signals that were there",
    "define.review_answers.edge": "Proposed: seen = acknowledged, snoozed or addressed before notice; acted on = addressed, or a 1:1 or 1:n touch within 14 days after it was raised and before notice. What a person answers goes first.",
    "define.review_answers.missing": "No share for fewer than 10 signals; – without any.",
    "define.signal_effect.title": "Effect of adopted signals",
    "define.signal_effect.formula": "episodes raised since the signal was adopted, those acted on, and of the churns since those it had marked before notice",
    "define.signal_effect.edge": "Marked: an episode began before the notice and still stood within 180 days of it; warning runs from the first day of the last such episode. Of fewer than 10 churns nothing is said about how good it is.",
    "define.signal_effect.missing": "– without an adopted signal.",
}
