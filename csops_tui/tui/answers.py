"""The answer to a question in SQL as a source of the sheet: values as they are, sorted by value, summed up."""

from __future__ import annotations

import statistics
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from csops_tui.locale import t
from csops_tui.store.console import Answer
from csops_tui.text.clean import clean
from csops_tui.text.names import norm
from csops_tui.text.width import width
from csops_tui.tui.present import NONE
from csops_tui.tui.widgets.source import Cell, Column, Row

_LOOKED_AT = 300
_WIDEST = 44


class AnswerSource:
    """The rows of an answer, at hand; a row's id is its number, from 0."""

    cheap = True

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.columns = tuple(_column(n, name, answer) for n, name in enumerate(answer.columns))
        self._texts: list[str] | None = None

    @property
    def total(self) -> int:
        """How many rows there are without a filter."""
        return len(self.answer.rows)

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        """Numbers of the rows that contain all words of `quick`, sorted by the values of a column, empty ones last."""
        words = norm(quick).split()
        found = range(self.total)
        if words:
            if self._texts is None:
                self._texts = ["\n".join(norm(shown(value)) for value in row) for row in self.answer.rows]
            texts = self._texts
            found = [n for n in found if all(word in texts[n] for word in words)]
        at = self._place(sort)
        if at is not None:
            rows = self.answer.rows
            known = [n for n in found if rows[n][at] is not None]
            known.sort(key=lambda n: _sorted_by(rows[n][at]), reverse=descending)
            found = [*known, *(n for n in found if rows[n][at] is None)]
        return array("q", found)

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """The rows of these numbers."""
        rows = self.answer.rows
        return {key: Row(str(key), tuple(_cell(value) for value in rows[key])) for key in keys if key < len(rows)}

    def position(self, row_id: str) -> int | None:
        """The number of a row."""
        return int(row_id) if row_id.isdecimal() and int(row_id) < self.total else None

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        """n, and for numbers sum, mean and median of the column over these rows."""
        at = self._place(column)
        parts = [t("list.n", n=f"{len(keys):,}")]
        if at is None:
            return parts[0]
        values = [value for key in keys if (value := self.answer.rows[key][at]) is not None]
        if len(values) < len(keys):
            parts.append(t("list.without", n=f"{len(keys) - len(values):,}"))
        if values and all(isinstance(value, int | float) for value in values):
            parts += [
                t("list.sum", v=_short(sum(values))),
                t("list.mean", v=_short(statistics.fmean(values))),
                t("list.median", v=_short(statistics.median(values))),
            ]
        return " · ".join(parts)

    def plain(self, key: int) -> list[Any]:
        """The values of one row for a file."""
        return [shown(value) if isinstance(value, bytes) else value for value in self.answer.rows[key]]

    def value(self, key: int, column: str) -> Any:
        """One value of a row by the name of its column; None where there is no such column."""
        names = self.answer.columns
        return self.answer.rows[key][names.index(column)] if column in names else None

    def _place(self, key: str | None) -> int | None:
        return next((n for n, column in enumerate(self.columns) if column.key == key), None)


def shown(value: Any) -> str:
    """A value of the database as one line of text."""
    match value:
        case None:
            return ""
        case float():
            return f"{value:.10g}"
        case bytes():
            return f"x'{value[:32].hex()}{'…' if len(value) > 32 else ''}'"
        case _:
            return clean(str(value))


def _column(n: int, name: str, answer: Answer) -> Column:
    seen = [row[n] for row in answer.rows[:_LOOKED_AT]]
    numbers = any(value is not None for value in seen) and all(isinstance(v, int | float | None) for v in seen)
    title = clean(name)
    room = max([width(title), 3, *(width(shown(value)) for value in seen)])
    return Column(
        f"{n}",
        title,
        min(room, _WIDEST) + 1,
        align="right" if numbers else "left",
        kind="number" if numbers else "text",
        frozen=n == 0,
        min_width=min(room, 12),
    )


def _cell(value: Any) -> Cell:
    return (NONE if isinstance(NONE, str) else NONE[0], "dim") if value is None else shown(value)


def _sorted_by(value: Any) -> tuple[int, Any]:
    """Values of one column may be of several types: numbers come before texts, texts before bytes, as in SQL."""
    return (0, value) if isinstance(value, int | float) else (2 if isinstance(value, bytes) else 1, value)


def _short(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")
