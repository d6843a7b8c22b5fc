"""Words of `app`."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "app.demo": "DEMO (O: own book)",
    "app.as_of": "as of {day}",
    "app.ime_on": "Your input method is on. Turn the IME off.",
    "app.undoing": "Taking it back… {n} changes",
    "app.redoing": "Doing it again… {n} changes",
    "app.undone": "Undone: {label}",
    "app.redone": "Done again: {label}",
    "app.undo_skipped": "{n} records were changed since and were left as they are.",
    "app.done_undo": "{label} (u: undo)",
    "app.theme": "Theme: {name}",
    "app.not_kept": "The setting could not be kept ({detail}).",
    "app.crashed": "Something broke. What was saved is safe.",
    "app.copied": "Copied: {text}",
    "app.no_terminal": "The screen needs a terminal. See `csops --help` for the shell commands.",
    "app.computing": "computing {percent}%",
}
