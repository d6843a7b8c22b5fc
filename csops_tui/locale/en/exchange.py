"""The words of imports and exports, in English."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "exchange.label": "Import {entity} from {file}: {count}",
    "exchange.usage_label": "Import usage from {file}: {count}",
    "exchange.no_file": "There is no file {path}.",
    "exchange.empty_file": "{path} is empty.",
    "exchange.unknown_encoding": "{path} is in an encoding that could not be recognised. Name it with --encoding.",
    "exchange.wrong_encoding": "{path} cannot be read as {encoding}. Name its encoding with --encoding.",
    "exchange.unknown_entity": "There is no kind of record called “{name}”. {near}",
    "exchange.unknown_source": "The file has no column “{name}”. {near}",
    "exchange.unknown_target": "There is no field “{name}”. {near}",
    "exchange.bad_override": "“{text}” is not of the form column=field.",
    "exchange.target_twice": "Two columns were given for {name}.",
    "exchange.missing_columns": (
        "No column was recognised for: {names}. "
        "Say which one it is with --map column=field. Columns not used: {ignored}"
    ),
    "exchange.reason.width": "The row has {found} cells, the header has {expected}.",
    "exchange.reason.quote": "A quotation mark is not closed or stands in the middle of a cell.",
    "exchange.reason.required": "A value is required here.",
    "exchange.reason.unknown_code": "“{value}” is not a known word. {near}",
    "exchange.reason.unknown_ref": "“{value}” was not found in the book. {near}",
    "exchange.reason.ambiguous_ref": "“{value}” could be any of {count} rows. Use an ID that is theirs alone.",
    "exchange.reason.ambiguous_row": "{count} rows of the book answer to “{value}”. Add a column with their ID.",
    "exchange.reason.twice": "Line {line} names the same record with different values.",
    "exchange.reason.bad_day": "“{value}” is not a date.",
    "exchange.reason.ambiguous_day": (
        "“{value}” could be day/month or month/day, and the column does not tell. "
        "Say which with --date-order dmy or mdy."
    ),
    "exchange.reason.bad_moment": "“{value}” is not a date and time.",
    "exchange.reason.bad_month": "“{value}” is not a month.",
    "exchange.reason.bad_number": "“{value}” is not a number.",
    "exchange.reason.not_whole": "“{value}” is not a whole number.",
    "exchange.reason.out_of_range": "“{value}” is out of range ({low}–{high}).",
    "exchange.reason.other_currency": "“{value}” is not an amount of {currency}.",
    "exchange.reason.bad_flag": "“{value}” is neither yes nor no.",
    "exchange.reason.bad_currency": "“{value}” is not a currency code such as JPY.",
    "exchange.reason.rule": "The row breaks a rule: {rule}",
    "exchange.reason.before_start": "{value} lies before the account's start, {since}.",
    "exchange.reason.key_reused": "The ID {value} also stands on line {line} with another content; both were taken.",
    "exchange.is_folder": "{path} is a folder. Name a file in it.",
    "exchange.near": "Nearest: {names}",
    "exchange.no_profile": "There is no profile “{name}”. {near}",
    "exchange.bad_profile": "{path} is not a profile that can be used: {detail}",
    "exchange.bad_profile_name": "“{name}” cannot be the name of a profile. Use letters or digits.",
    "exchange.unknown_zone": "There is no time zone called “{name}”.",
    "exchange.reason.dropped": "The file says that it is deleted.",
    "exchange.reason.not_in_book": "There is no such record in the book.",
    "exchange.reason.blank": "There is nothing here for this kind of record.",
}
