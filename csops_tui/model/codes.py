"""Every stored word with what people read and type for it: shipped code lists and closed values, looked up by any name.

A list is named by its code list (`channel`) or, for values the database fixes, by `table.column` (`churn.kind`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from csops_tui.model.closed_values import CLOSED
from csops_tui.model.code_lists import LISTS
from csops_tui.model.codeword import CodeWord

CODES: dict[str, tuple[CodeWord, ...]] = {**LISTS, **CLOSED}

# (Japanese, English) of the open book by list and code; replaced as a whole, so that no thread reads half of them.
_own: dict[tuple[str, str], tuple[str, str]] = {}


def learn(words: Iterable[tuple[str, str, str, str]]) -> None:
    """Take (list, code, Japanese, English) for the words of the open book, in place of those of any other."""
    global _own
    _own = {(name, code): (ja, en) for name, code, ja, en in words}


def fold(text: str) -> str:
    """The form in which words are compared: NFKC, case-folded, without surrounding space."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def list_of(table: str, column: str, target: str = "") -> str:
    """The list a code column takes its words from: its code list `target`, else `table.column`."""
    return target or f"{table}.{column}"


def find(list_name: str, code: str) -> CodeWord | None:
    """The shipped word stored as `code`, or None for a list or a code of the user's own."""
    return next((word for word in CODES.get(list_name, ()) if word.code == code), None)


def word(list_name: str, code: str, lang: str) -> str:
    """What people read for `code` in `lang` (`ja` or `en`): the book's word before the shipped one, else the code."""
    if own := _own.get((list_name, code)):
        return own[lang != "ja"]
    entry = find(list_name, code)
    if entry is None:
        return code
    return entry.ja if lang == "ja" else entry.en


def names_of(entry: CodeWord) -> tuple[str, ...]:
    """Everything that means this word: code, Japanese, English, aliases, in the order of precedence."""
    return (entry.code, entry.ja, entry.en, *entry.aliases)
