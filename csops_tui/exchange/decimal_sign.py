"""Whether 1.234,5 or 1,234.5 is meant: the sign before the decimals in files with semicolons, by the whole column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Literal

from csops_tui.exchange.errors import Refused
from csops_tui.text.durations import NARROW

Sign = Literal["comma", "point"]
_BESIDE = re.compile(r"[^\d.,]")
# 1,234 and 1.234: thousands, or decimals.
_OPEN = re.compile(r"[1-9]\d{0,2}[.,]\d{3}").fullmatch
_COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+),\d+|\d{1,3}(?:\.\d{3}){2,}").fullmatch
_POINT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+|\d{1,3}(?:,\d{3}){2,}").fullmatch
_SPACE = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d)")


def sign_of(text: str) -> Sign | Literal["", "open"]:
    """By which sign one number can be read; `open` where by either, empty where there is nothing to tell."""
    core = _BESIDE.sub("", text.translate(NARROW))
    if _OPEN(core):
        return "open"
    return "comma" if _COMMA(core) else "point" if _POINT(core) else ""


class DecimalSign:
    """The sign before the decimals of one column: as the user said, else as the whole column shows.

    `texts` gives the column's cells again; they are only read when the first cell needs it.
    """

    def __init__(self, said: Sign | Literal[""], texts: Callable[[], Iterable[str]]) -> None:
        self._said: Sign | None = said or None
        self._texts = texts

    @cached_property
    def sign(self) -> Sign | None:
        """The sign, or None when the column leaves it open or contradicts itself."""
        if self._said:
            return self._said
        found: set[Sign] = {sign for text in self._texts() if (sign := sign_of(text)) in ("comma", "point")}  # type: ignore[misc]
        return found.pop() if len(found) == 1 else None

    def reads(self, read: Callable[[str], Any]) -> Callable[[str], Any]:
        """A reader of numbers that are written with this sign; raises Refused for one that can be read by either."""

        def pointed(text: str) -> Any:
            own = sign_of(text)
            if not own:
                return read(text)
            sign = self.sign or own
            if sign == "open":
                raise Refused("ambiguous_number", value=text)
            if sign == "comma":
                text = _SPACE.sub("", text.translate(NARROW)).replace(".", "").replace(",", ".")
            return read(text)

        return pointed
