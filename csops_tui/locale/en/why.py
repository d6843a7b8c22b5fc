"""Words of `why`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "why.no_account": "Choose an account first.",
    "why.nothing_to_repeat": "This account has no touch yet. Press l to log one.",
    "why.not_demo": "This is not the sample book.",
    "why.no_row": "There is no row here.",
    "why.past": "A past day is shown; > takes you back to today, where changes are made.",
    "why.today": "You are looking at today.",
    "why.computed": "This column is computed and cannot be edited.",
    "why.queue": "This list follows from other records; its rows are not deleted.",
    "why.needs_touch": "A touch settles this: l logs one.",
    "why.no_task": "This works on a task.",
    "why.no_group": "This column makes no groups; columns whose values accounts share do, such as tier or owner.",
}
