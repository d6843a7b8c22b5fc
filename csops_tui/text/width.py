"""How many terminal cells a text takes, and text cut or padded to an exact number of cells."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

Align = Literal["left", "right", "center"]

_ZWJ = "\u200d"
_EMOJI_STYLE = "\ufe0f"

# Symbols drawn in one cell as text and in two as a picture (followed by U+FE0F).
_WIDE_AS_PICTURE = frozenset(
    "#*0123456789©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀◻◼☀☁☂☃☄☎☑☘☝☠☢☣☦☪☮☯☸☹☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚕⚖⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹"
    "✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅⬆⬇🅰🅱🅾🅿🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁📽"
    "🕉🕊🕯🕰🕳🕴🕵🕶🕷🕸🕹🖇🖊🖋🖌🖍🖐🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳"
)
# Where the tables of an older Python say otherwise than today's terminals.
_NARROW = frozenset((0xAD, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD))
_ZERO = (
    *((0x1160, 0x11FF), (0x2028, 0x2029), (0x2060, 0x206F), (0x3164, 0x3164), (0xD7B0, 0xD7FF)),
    *((0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1F3FB, 0x1F3FF), (0xE0000, 0xE0FFF)),
)
_WIDE = (
    *((0x2630, 0x2637), (0x268A, 0x268F), (0x2FFC, 0x2FFF), (0x31E4, 0x31E5), (0x31EF, 0x31EF), (0x4DC0, 0x4DFF)),
    *((0xFA6E, 0xFA6F), (0xFADA, 0xFAFF), (0x16FF2, 0x16FF6), (0x187F8, 0x187FF), (0x18CFF, 0x18CFF)),
    *((0x18D09, 0x18D1E), (0x18D80, 0x18DF2), (0x1B132, 0x1B132), (0x1B155, 0x1B155), (0x1D300, 0x1D356)),
    *((0x1D360, 0x1D376), (0x1F6D8, 0x1F6D8), (0x1F6DC, 0x1F6DC), (0x1FA75, 0x1FA77), (0x1FA87, 0x1FA8A)),
    *((0x1FA8E, 0x1FA8F), (0x1FAAD, 0x1FAAF), (0x1FABB, 0x1FABF), (0x1FAC6, 0x1FAC6), (0x1FAC8, 0x1FAC8)),
    *((0x1FACD, 0x1FACF), (0x1FADA, 0x1FADC), (0x1FADF, 0x1FADF), (0x1FAE8, 0x1FAEA), (0x1FAEF, 0x1FAEF)),
    *((0x1FAF7, 0x1FAF8), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD)),
)


def _cells(char: str) -> int:
    code = ord(char)
    if code < 0x20 or 0x7F <= code < 0xA0 or any(low <= code <= high for low, high in _ZERO):
        return 0
    if code in _NARROW:
        return 1
    if any(low <= code <= high for low, high in _WIDE):
        return 2
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Mc", "Cf"):
        return 0
    # An unassigned character reads as full-width in some versions of the table; terminals draw one cell.
    return 2 if category != "Cn" and unicodedata.east_asian_width(char) in "WF" else 1


class _CellTable(dict[str, int]):
    """Cells per character, worked out the first time a character is met."""

    def __missing__(self, char: str) -> int:
        cells = self[char] = _cells(char)
        return cells


_TABLE = _CellTable()
_cells_of = _TABLE.__getitem__


@lru_cache(maxsize=16384)
def _measure(s: str) -> int:
    if _ZWJ not in s and _EMOJI_STYLE not in s:
        return sum(map(_cells_of, s))
    return sum(cells for _, cells in _clusters(s))


def width(s: str) -> int:
    """Cells the text takes in a terminal; controls, combining marks and joined emoji parts take none."""
    if s.isascii() and s.isprintable():
        return len(s)
    return _measure(s) if len(s) <= 256 else _measure.__wrapped__(s)


def _clusters(s: str) -> Iterator[tuple[int, int]]:
    """(end index, cells) of each thing that must not be cut apart: a base with its marks and joined parts."""
    place, size = 0, len(s)
    while place < size:
        if s[place] == _ZWJ:
            place, cells, base = min(place + 2, size), 0, None
        else:
            cells = _TABLE[s[place]]
            base = s[place] if cells else None
            place += 1
        while place < size:
            char = s[place]
            if char == _ZWJ:
                place = min(place + 2, size)
            elif char == _EMOJI_STYLE:
                cells += base in _WIDE_AS_PICTURE
                base = None
                place += 1
            elif _TABLE[char] == 0:
                place += 1
            else:
                break
        yield place, cells


def _cut(s: str, room: int) -> tuple[str, int]:
    """The longest beginning that fits into the room, and its cells."""
    end = used = 0
    if _ZWJ in s or _EMOJI_STYLE in s:
        for stop, cells in _clusters(s):
            if used + cells > room:
                break
            end, used = stop, used + cells
        return s[:end], used
    for char in s:
        cells = _cells_of(char)
        if used + cells > room:
            break
        end += 1
        used += cells
    return s[:end], used


def _fit(s: str, n: int, ellipsis: str) -> tuple[str, int]:
    cells = width(s)
    if cells <= n:
        return s, cells
    tail = width(ellipsis)
    if tail > n:
        ellipsis, tail = "", 0
    if s.isascii() and s.isprintable():
        return s[: n - tail] + ellipsis, n
    head, cells = _cut(s, n - tail)
    return head + ellipsis, cells + tail


def clip(s: str, n: int, ellipsis: str = "…") -> str:
    """The text in at most n cells, ended by the ellipsis where it was cut; a wide character is whole or left out."""
    return _fit(s, n, ellipsis)[0] if n > 0 else ""


def pad(s: str, n: int, align: Align = "left") -> str:
    """The text in exactly n cells: clipped where too long, filled with spaces where too short."""
    if n <= 0:
        return ""
    s, cells = _fit(s, n, "…")
    gap = n - cells
    if align == "left":
        return s + " " * gap
    left = gap if align == "right" else gap // 2
    return " " * left + s + " " * (gap - left)
