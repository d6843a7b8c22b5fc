"""The words and signs of a condition with their places, also as an input method types them (＜＝, ３０, 「高」, 、)."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Kind = Literal["name", "number", "day", "text", "sign", "end"]

# Longer than any condition that a person can still read.
MOST_CHARACTERS = 2000
MOST_TOKENS = 500

_CLOSING = {
    "'": "'＇",
    '"': '"＂',
    "＇": "'＇",
    "＂": '"＂',
    "‘": "’'",
    "’": "’'",
    "“": '”"',
    "”": '”"',
    "「": "」",
    "『": "』",
}
_SIGNS = {"≤": "<=", "≦": "<=", "≥": ">=", "≧": ">=", "≠": "<>", "==": "=", "!=": "<>", "、": ",", "×": "*", "÷": "/"}
_UNITS = {"千": 1_000, "万": 10_000, "億": 100_000_000, "k": 1_000, "m": 1_000_000}
_PIECE = re.compile(
    r"""\s*(?:
    (?P<end>$)
  | (?P<comment>--|/\*)
  | (?P<day>\d{4}(?P<dash>[-/])\d{1,2}(?P=dash)\d{1,2}(?![\w.]))
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?P<unit>[千万億kKmM]?)(?!\w)
  | (?P<name>[^\W\d][\w・]*)
  | (?P<sign><=|>=|<>|!=|==|\|\||[=<>+\-*/%(),≤≦≥≧≠、×÷])
  | (?P<text>['"＇＂‘’“”「『])
    )""",
    re.VERBOSE,
)
_GROUPS = ("end", "comment", "day", "number", "name", "sign", "text")


class Token(NamedTuple):
    """One piece of a condition: its kind, what it means (a sign in its SQL form), and the stretch it was typed in."""

    kind: Kind
    value: str
    start: int
    end: int


class ExpressionError(Exception):
    """What is wrong with a condition and where: `key` names the words under `filter.error`."""

    def __init__(self, key: str, start: int, end: int, /, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.start = start
        self.end = end
        self.values = values

    def __str__(self) -> str:
        from csops_tui.locale import t

        return t(f"filter.error.{self.key}", None, **self.values)


def tokens(text: str) -> list[Token]:
    """The tokens of a condition, closed by one of kind `end`; raises ExpressionError where one cannot be read."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError("too_long", MOST_CHARACTERS, len(text), most=MOST_CHARACTERS)
    plain = flat(text)
    found = [_token(text, plain, 0)]
    while found[-1].kind != "end":
        if len(found) > MOST_TOKENS:
            raise ExpressionError("too_long", found[-1].start, len(text), most=MOST_CHARACTERS)
        found.append(_token(text, plain, found[-1].end))
    return found


def flat(text: str) -> str:
    """The text with the full-width twins of ASCII as ASCII, character for character, so that places stay."""
    return "".join(map(_flat, text))


def _flat(character: str) -> str:
    if character in _CLOSING:
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else " " if plain.isspace() else character


def _token(text: str, flat: str, at: int) -> Token:
    piece = _PIECE.match(flat, at)
    if piece is None:
        start = at + len(flat[at:]) - len(flat[at:].lstrip())
        kind = "bad_number" if flat[start].isdigit() or flat[start] == "." else "bad_character"
        raise ExpressionError(kind, start, start + 1, character=text[start])
    kind = next(name for name in _GROUPS if piece[name] is not None)
    start, end = piece.start(kind), piece.end()
    value = piece[kind]
    match kind:
        case "comment":
            raise ExpressionError("comment", start, end)
        case "text":
            return _quoted(text, start)
        case "number":
            unit = piece["unit"].lower()
            return Token("number", f"{float(value) * _UNITS[unit]:.15g}" if unit else value, start, end)
        case "sign":
            return Token("sign", _SIGNS.get(value, value), start, end)
        case "day":
            year, month, day = map(int, re.split("[-/]", value))
            return Token("day", f"{year:04}-{month:02}-{day:02}", start, end)
        case "name":
            return Token("name", value, start, end)
        case _:
            return Token("end", "", end, end)


def _quoted(text: str, start: int) -> Token:
    """A quoted text; the closing sign twice means the sign itself."""
    closing = _CLOSING[text[start]]
    value: list[str] = []
    at = start + 1
    while at < len(text):
        character = text[at]
        if character in closing:
            if text[at + 1 : at + 2] != character:
                return Token("text", "".join(value), start, at + 1)
            at += 1
        elif unicodedata.category(character) in ("Cc", "Cs"):
            raise ExpressionError("bad_character", at, at + 1, character=repr(character))
        value.append(character)
        at += 1
    raise ExpressionError("open_quote", start, len(text))
