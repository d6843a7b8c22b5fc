"""Words of `filter`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "filter.error.empty": "There is no condition.",
    "filter.error.too_long": "The condition is longer than {most} characters.",
    "filter.error.too_deep": "More than {most} levels of parentheses.",
    "filter.error.comment": "Comments have no place here.",
    "filter.error.bad_character": "{character} has no meaning here.",
    "filter.error.bad_number": "This is no number.",
    "filter.error.open_quote": "The quotation is not closed.",
    "filter.error.unfinished": "Something is missing at the end.",
    "filter.error.expected": "{sign} is missing here.",
    "filter.error.unexpected": "{word} cannot stand here.",
    "filter.error.forbidden": "{word} is not allowed in a condition.",
    "filter.error.no_function": "There is no function {word}. There are: {known}.",
    "filter.error.arguments": "{word} takes {least} to {most} values.",
    "filter.error.nested_replace": "replace cannot stand inside replace.",
    "filter.error.no_condition": "This is a value and no condition; compare it with something.",
    "filter.error.chained": "Say it in two comparisons joined by and, or with between.",
    "filter.error.equals_null": "Nothing equals null; write is null or is not null.",
    "filter.error.pattern": "A pattern in quotes is needed here, such as 'A%'.",
    "filter.error.long_pattern": "The pattern is too long or has more than {most} wildcards.",
    "filter.error.number_needed": "A number is needed here.",
    "filter.error.day_needed": "A day is needed here: today+30, 2027-03-31.",
    "filter.error.bad_day": "{word} is no day.",
    "filter.error.no_code": "{name} has no value {word}. Near: {near}.",
    "filter.error.unknown": "There is no column {word}. Near: {near}.",
    "filter.error.unknown_far": "There is no column {word}.",
    "filter.error.refused": "The database does not take this: {detail}",
}
