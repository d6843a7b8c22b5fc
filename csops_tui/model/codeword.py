"""One word of a code list: what is stored, and what people read and type for it."""

from __future__ import annotations

from typing import NamedTuple


class CodeWord(NamedTuple):
    """A stored code with its words.

    `aliases` are what people also type, in either language; `reach` and `direction` are what a channel implies;
    `parent` is the code of the level above, in the list that this one refines.
    """

    code: str
    ja: str
    en: str
    aliases: tuple[str, ...] = ()
    reach: str | None = None
    parent: str | None = None
    direction: str | None = None


def word_of(
    code: str,
    ja: str,
    en: str,
    aliases: str = "",
    *,
    reach: str | None = None,
    parent: str | None = None,
    direction: str | None = None,
) -> CodeWord:
    """A code word whose aliases are written as one line, separated by spaces."""
    return CodeWord(code, ja, en, tuple(aliases.split()), reach, parent, direction)
