"""The one place where text from outside becomes safe to keep and to show.

A terminal obeys control characters wherever they stand, so a customer's name could set the clipboard or the window's
title. Whatever enters the store and whatever reaches a cell goes through `clean`.
"""

import re
import unicodedata
from functools import cache

MAX_MARKS = 64
"""Combining marks kept on one base character."""

_REPLACEMENT = 0xFFFD
_NEWLINE_SIGN = "⏎"
# Zero-width and invisible characters: nothing to see, so nothing to show in their place.
_INVISIBLE = (
    *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x200B, 0x200C, 0x200E, 0x200F, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x2060, 0x2066),
    *range(0x206A, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE0100),
    *range(0xE01F0, 0xE1000),
)


@cache
def _table(multiline: bool) -> dict[int, int | str | None]:
    """What every character that is not kept as it is becomes; most runs never meet one."""
    table: dict[int, int | str | None] = {code: 0x2400 + code for code in range(0x20)}
    table[0x7F] = 0x2421
    table.update(dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), _REPLACEMENT))
    table.update(dict.fromkeys(_INVISIBLE))
    table[0x09] = "\t" if multiline else " "
    table.update(dict.fromkeys((0x0A, 0x0D, 0x2028, 0x2029), "\n" if multiline else _NEWLINE_SIGN))
    return table


# Characters that are their own NFC form, never combine and never steer a terminal: nearly all Japanese and Latin text.
_PLAIN = (
    "\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e"
    "\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9f\uffe0-\uffe6"
)
_plain_line = re.compile(f"[{_PLAIN}]*").fullmatch
_SURROGATE = "[\ud800-\udfff]"
# A joiner means something only between two pictures (families, professions, flags).
_PICTURE = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_STRAY_JOINER = f"(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])"


def clean(s: str, *, multiline: bool = False) -> str:
    """Text without anything a terminal could obey, in NFC; cleaning twice changes nothing.

    On one line a line break becomes "⏎" and a tab a space; `multiline` keeps both (CRLF and CR become a line feed).
    Other C0 controls become their pictures (␛), C1, bidi overrides and lone surrogates U+FFFD; invisible characters go.
    """
    if (s.isascii() and s.isprintable()) or _plain_line(s.replace("\n", "").replace("\t", "") if multiline else s):
        return s
    s = s.replace("\r\n", "\n").translate(_table(multiline))
    s = re.sub(_SURROGATE, "\ufffd", s)
    while True:
        # Dropping a joiner or a mark can bring two characters together that compose: repeat until nothing moves.
        tidied = re.sub(_STRAY_JOINER, "", _limit_marks(unicodedata.normalize("NFC", s)))
        if tidied == s:
            return s
        s = tidied


def show(s: str) -> str:
    """One line of stored text as it may reach the screen: the same rule as `clean`, named for its other end."""
    return clean(s)


def _limit_marks(s: str) -> str:
    category = unicodedata.category
    marks = 0
    too_many: list[int] = []
    for place, char in enumerate(s):
        if char < "\u0300" or category(char)[0] != "M":
            marks = 0
            continue
        marks += 1
        if marks > MAX_MARKS:
            too_many.append(place)
    if not too_many:
        return s
    drop = set(too_many)
    return "".join(char for place, char in enumerate(s) if place not in drop)
