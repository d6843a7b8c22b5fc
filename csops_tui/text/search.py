"""Text for the full-text index, in which Japanese is found by any of its parts: runs of kanji and kana as bigrams.

Both sides go through the same splitting, and only letters and digits ever reach the query language, always in quotes.
"""

import re

from csops_tui.text.names import norm

_CJK = "々-〇ぁ-ゖゝ-ゟァ-ヺー-ヿ\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]").match
_TERM = re.compile(r'["“”]([^"“”]*)["“”]?|([^\s"“”]+)')
_MOST_TERMS = 32
_MOST_TOKENS = 64


def index_tokens(text: str) -> str:
    """Tokens of a text for the index, parted by spaces: words whole, a Japanese run as its bigrams and last sign."""
    return " ".join(token for run in _RUN.findall(norm(text)) for token in _tokens(run))


def match_query(query: str) -> str | None:
    """The FTS5 expression for what a person typed, or None where there is nothing to look for; all words must occur."""
    return " AND ".join(match_terms(query)) or None


def match_terms(query: str) -> list[str]:
    """An FTS5 expression for each word that a person typed; none where there is nothing to look for.

    The last Latin word of each may be the beginning of one; "quoted words" must stand together.
    """
    found: list[str] = []
    for quoted, word in _TERM.findall(query):
        expression = _expression(_RUN.findall(norm(quoted or word)), whole_words=bool(quoted))
        if expression:
            found.append(expression)
    return list(dict.fromkeys(found[:_MOST_TERMS]))


def _tokens(run: str) -> list[str]:
    if not _IS_CJK(run):
        return [run]
    return [run[place : place + 2] for place in range(len(run) - 1)] + [run[-1]]


def _expression(runs: list[str], *, whole_words: bool) -> str:
    if not runs:
        return ""
    tokens = [token for run in runs[:-1] for token in _tokens(run)]
    last = runs[-1]
    japanese = _IS_CJK(last) is not None
    # A run may go on in the text, so its last sign is not asked for, unless it is all there is.
    tokens += _tokens(last)[:-1] if japanese and len(last) > 1 else [last]
    begins = len(last) == 1 if japanese else not whole_words
    cut = len(tokens) > _MOST_TOKENS
    return f'"{" ".join(tokens[:_MOST_TOKENS])}"' + ("*" if begins and not cut else "")
