"""The words of writing to a file."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "export.shown": "Write the {n} rows shown, {columns} columns",
    "export.marked": "Write the {n} marked rows, {columns} columns",
    "export.keys": "enter write   ^r personal data   tab complete   esc close   {endings}",
    "export.whole": "With personal data. ^r leaves it out.",
    "export.redacted": "Without personal data: contacts get pseudonyms, their mail, phone and notes are left out, and in other texts mail addresses, phone numbers and contacts' names are replaced.",
    "export.place": "Folder: {path}",
    "export.ending": "“{ending}” is no known format. Endings: {known}",
    "export.no_folder": "There is no folder {path}.",
    "export.exists": "{name} exists and is not overwritten. Press enter for {free}.",
    "export.failed": "{path} could not be written ({detail}). Try another name.",
    "export.cancelled": "Stopped. No file was made.",
    "export.done": "{n} rows written to {path}",
    "export.left": "about {seconds} s left   esc stops",
    "export.currency": "currency",
}
