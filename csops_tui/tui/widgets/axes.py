"""Round numbers and months for the axes of a chart."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from csops_tui.tui.widgets.chart_spec import Abscissa, month_starts

_ROUND = (1.0, 2.0, 2.5, 5.0)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


def position(x: Abscissa) -> float:
    """A day or a number as a number."""
    return float(x.toordinal()) if isinstance(x, date) else float(x)


@dataclass(frozen=True)
class Scale:
    """A vertical axis: round values of equal distance, and the rows from the lowest to the highest of them."""

    ticks: tuple[float, ...]
    rows: int

    def row(self, value: float) -> float:
        """Where a value stands: 0 is the lowest row, `rows` - 1 the highest."""
        return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]) * (self.rows - 1)


def scale(low: float, high: float, rows: int, whole: bool) -> Scale:
    """The scale that shows `low` to `high` largest in at most `rows` rows (≥ 2), a whole number of rows per tick.

    With `whole` the ticks are whole numbers.
    """
    counts = [count for count in (4, 5, 3, 2) if (rows - 1) // count >= 2] or [1]
    choices = [Scale(value_ticks(low, high, count, whole), (rows - 1) // count * count + 1) for count in counts]
    return max(choices, key=lambda choice: choice.row(high) - choice.row(low))


def value_ticks(low: float, high: float, intervals: int, whole: bool) -> tuple[float, ...]:
    """`intervals` + 1 round values of equal distance that enclose `low` and `high` (low < high)."""
    for power in itertools.count(math.floor(math.log10((high - low) / intervals))):
        for factor in _ROUND:
            step = factor * 10.0**power
            # A single interval that began at a multiple of itself could never hold both sides of zero.
            unit = step if intervals > 1 else step / 2
            first = math.floor(low / unit + 1e-9) * unit
            if first + intervals * step >= high - 1e-9 * step and not (whole and unit % 1):
                return tuple(round(first + index * step, 10) for index in range(intervals + 1))
    raise AssertionError("some step is wide enough")


def time_ticks(start: date, end: date, width: int) -> list[tuple[date, str]]:
    """Months (weeks for a span of two months or less) that have room for their labels in `width` cells.

    A label is the month's number; the year stands at the first and at each January.
    """
    days = max(1, (end - start).days)
    if days <= 62:
        first = start + timedelta(days=-start.weekday() % 7)
        weeks = [first + timedelta(days=7 * week) for week in range(days // 7 + 1)]
        weeks = [week for week in weeks if week <= end]
        every = max(1, math.ceil(len(weeks) * 7 / max(1, width)))
        return [(week, f"{week:%m/%d}") for week in weeks[::every]]
    months = [month for month in month_starts(start, end) if month >= start]
    for step in _MONTH_STEPS:
        chosen = [month for month in months if (month.year * 12 + month.month - 1) % step == 0]
        labelled = _labelled(chosen)
        if _have_room(((month - start).days / days * (width - 1), label) for month, label in labelled):
            return labelled
    return []


def _labelled(months: list[date]) -> list[tuple[date, str]]:
    return [
        (month, f"{month:%Y-%m}" if index == 0 or month.month == 1 else f"{month:%m}")
        for index, month in enumerate(months)
    ]


def _have_room(labels: Iterable[tuple[float, str]]) -> bool:
    """Whether labels centred at these cells keep a blank between them."""
    end = -2.0
    for cell, label in labels:
        left = max(0.0, cell - len(label) / 2)
        if left < end + 1:
            return False
        end = left + len(label)
    return True


def number_ticks(start: float, end: float, width: int) -> list[tuple[float, str]]:
    """Round numbers between `start` and `end` that have room for their labels in `width` cells."""
    ticks = value_ticks(start, end, max(1, min(8, width // 10)), whole=False)
    return [(tick, f"{tick:g}") for tick in ticks if start <= tick <= end]
