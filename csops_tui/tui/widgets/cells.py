"""Text cut and padded to terminal cells, and the small charts that fit in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len

# Controls, C1, bidirectional overrides, invisible marks, separators and surrogates: all that a terminal could obey
# or that would shift the columns. Cells are cleaned before they come here; this is the last gate.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LEVELS = "▁▂▃▄▅▆▇█"
_EIGHTHS = " ▏▎▍▌▋▊▉"


def shown(text: str) -> str:
    """`text` with every character that a terminal could obey replaced by U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub("\ufffd", text)


def clip(text: str, width: int) -> str:
    """`text` in at most `width` cells, ending in … when cut; a wide character is never halved."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, used = [], 0
    for character in text:
        used += cell_len(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


@lru_cache(maxsize=16384)
def padded(text: str, width: int, right: bool = False) -> str:
    """`text` made safe, clipped and filled with blanks to exactly `width` cells."""
    fitted = clip(shown(text), width)
    blanks = " " * (width - cell_len(fitted))
    return blanks + fitted if right else fitted + blanks


def spark(values: Sequence[int | None], width: int) -> str:
    """The last `width` values as one line of ▁▂▃▄▅▆▇█ scaled to their largest.

    Only 0 stands on the ground line ▁; None is a blank; fewer values than `width` are filled with blanks on the left.
    """
    recent = list(values)[-width:] if width > 0 else []
    top = max((value for value in recent if value is not None), default=0)
    steps = len(_LEVELS) - 1
    line = "".join(
        " " if value is None else _LEVELS[0 if value <= 0 else max(1, round(value / top * steps))] for value in recent
    )
    return line.rjust(width)


def bar(value: float | None, largest: float, width: int) -> str:
    """A horizontal bar of `value` out of `largest` in `width` cells, exact to an eighth of a cell; None is blank."""
    if value is None or value <= 0 or largest <= 0:
        return " " * width
    eighths = max(1, min(width * 8, round(value / largest * width * 8)))
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)
