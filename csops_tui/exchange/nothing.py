"""Cells and records of a file that are there for people: words for "no value", and lines of totals."""

from __future__ import annotations

import re

from csops_tui.exchange.mapping import Mapping
from csops_tui.exchange.targets import RECOGNISED_BY
from csops_tui.text.durations import NARROW
from csops_tui.text.numbers import parse_number

_NOTHING = frozenset(
    (
        *("n/a", "#n/a", "na", "nil", "null", "none", "tbd"),
        *("-", "--", "―", "—", "–", "ー"),
        *("なし", "無し", "未定", "不明", "該当なし"),
    )
)
_LONGEST = 24
_TOTAL = re.compile(
    r"(?:総合計|合計|総計|小計|中計|累計|計|(?:grand |sub[- ]?)?totals?)(?:額|数|件数)?\s*(?:[:(（：].*)?",
    re.IGNORECASE,
).fullmatch
_KEYS = ("external", "own", "ref")


def says_nothing(text: str) -> bool:
    """Whether a cell only says that there is no value: `n/a`, `-`, `未定`."""
    return len(text) < _LONGEST and text.translate(NARROW).strip().lower() in _NOTHING


class Totals:
    """Knows the lines of totals among the records of a file: such a word, no key, and else only figures."""

    def __init__(self, mapping: Mapping) -> None:
        recognising = {field for fields in RECOGNISED_BY.get(mapping.entity, ()) for field in fields}
        columns = [source for source in mapping.sources if source.constant is None]
        self._names = frozenset(source.at for source in columns if source.target.field == "name")
        self._keys = frozenset(
            source.at
            for source in columns
            if source.target.role in _KEYS or (source.target.field in recognising and source.at not in self._names)
        )

    def is_total(self, cells: list[str]) -> bool:
        """Whether a record sums up others instead of being one."""
        at = 0 if cells[0] else next((n for n, cell in enumerate(cells) if cell), 0)
        if not _is_word(cells[at]):
            at = next((n for n in self._names if _is_word(cells[n])), -1)
            if at < 0:
                return False
        rest = [(n, text) for n, cell in enumerate(cells) if n != at and (text := cell.strip())]
        return not any(n in self._keys for n, _ in rest) and all(_is_figure(text) for _, text in rest)


def _is_word(cell: str) -> bool:
    return len(cell) < _LONGEST and _TOTAL(cell.strip()) is not None


def _is_figure(text: str) -> bool:
    return _is_word(text) or says_nothing(text) or parse_number(text) is not None
