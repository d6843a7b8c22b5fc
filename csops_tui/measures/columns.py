"""The columns of the sheet as people type them: names, words in both languages, units, the words of their codes."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from csops_tui.locale import LANGUAGES, t, words
from csops_tui.measures.sheet import PLAIN
from csops_tui.model.codes import CODES, fold, names_of
from csops_tui.model.definitions import definition
from csops_tui.store.listing import Field
from csops_tui.store.sqlite import Connection

# Where the words of a column may stand, the shortest first.
_PLACES = ("column.{}", "cli.column.{}", "field.account.{}", "define.{}.title")


@cache
def columns() -> dict[str, Field]:
    """The columns by the names that a person types."""
    return {field.key.casefold(): field for field in PLAIN}


def title(name: str, lang: str | None = None) -> str:
    """What a column is called in `lang` or the language in force; its name where nobody gave it a word."""
    for place in _PLACES:
        key = place.format(name)
        if key in words(key.partition(".")[0], lang):
            return t(key, lang)
    return name


def titles(name: str) -> list[str]:
    """Everything that a column is called, in all languages, each once."""
    found: dict[str, None] = {}
    for lang in LANGUAGES:
        for place in _PLACES:
            key = place.format(name)
            if key in words(key.partition(".")[0], lang):
                found[t(key, lang)] = None
    return list(found)


def unit(name: str) -> str:
    """The unit of a column's figures in the language in force; empty where it is no figure of the ledger."""
    known = definition(name)
    return known.unit_word() if known else ""


@cache
def code_words(name: str) -> dict[str, str]:
    """Folded words → shipped code of one list, the code's own name before the words."""
    found: dict[str, str] = {}
    for entry in CODES.get(name, ()):
        for spoken in names_of(entry):
            found.setdefault(fold(spoken), entry.code)
    return found


@cache
def titled() -> dict[str, str]:
    """Folded words of the columns in both languages → the columns' names."""
    return {fold(title): name for name in columns() for title in titles(name)}


def own_codes(conn: Connection) -> dict[str, list[str]]:
    """The folded words of the codes that the book added, by list."""
    found: dict[str, list[str]] = {}
    for name, *spoken in conn.execute("SELECT list, code, ja, en FROM code WHERE active = 1"):
        found.setdefault(name, []).extend(fold(word) for word in spoken if word)
    return found


def nearest(word: str, known: Collection[str]) -> list[str]:
    """The at most three of `known` that a mistyped word is most like, or that hold it."""
    from difflib import get_close_matches

    inside = [name for name in known if len(word) > 1 and word in name.casefold()]
    return list(dict.fromkeys([*get_close_matches(word, list(known), 3, 0.6), *inside]))[:3]
