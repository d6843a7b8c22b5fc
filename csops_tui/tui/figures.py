"""Figures worked out for a screen as a source of the sheet: sorted by value, summed up, written to files as values."""

from __future__ import annotations

import datetime as dt
import statistics
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from csops_tui.analysis.rates import FEW, Rate, Told
from csops_tui.locale import language, t
from csops_tui.store.listing import SEPARATOR
from csops_tui.text.names import norm
from csops_tui.text.numbers import decimals, format_money
from csops_tui.tui.present import NONE, present
from csops_tui.tui.rows import text_of
from csops_tui.tui.widgets.source import Cell, Column, Row

_SUMMED = ("count", "number", "mean")


@dataclass(frozen=True)
class Figures:
    """A table: columns whose `kind` says how a value is shown, and rows of an id and one value for each column.

    Besides the kinds of listings: `mean`, `percent` and `load` (numbers), `rate` and `interval` (both of a `Rate`;
    with a `1` behind they have one decimal), `amounts` and `full_amounts` (minor units by currency), `told` (a `Told`),
    `kept` (a `Rate`, a `Told`, or "" for what has not come), `cell` (a count, and whether it lies on the diagonal of
    its table). Rows named in `totals` are sums of the others, and in no sum themselves.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Any, ...]], ...]
    totals: frozenset[str] = frozenset()


class FiguresSource:
    """The rows of a table; missing values come last whichever way they are sorted."""

    cheap = True

    def __init__(self, figures: Figures, today: dt.date) -> None:
        self.columns = figures.columns
        self.figures = figures
        self.today = today
        # Rows are put into words when they are seen: of ten thousand a screen shows forty.
        self._made: dict[int, Row] = {}
        self._places = {row_id: place for place, (row_id, _) in enumerate(figures.rows)}

    @cached_property
    def _texts(self) -> list[str]:
        """What each row says, for finding words in it."""
        return ["\n".join(norm(text_of(cell)) for cell in self._row(key).cells) for key in range(self.total)]

    def _row(self, key: int) -> Row:
        if key not in self._made:
            row_id, values = self.figures.rows[key]
            self._made[key] = Row(row_id, tuple(self._cells(values)))
        return self._made[key]

    def _cells(self, values: Sequence[Any]) -> list[Cell]:
        return [shown_figure(c.kind, value, self.today) for c, value in zip(self.columns, values, strict=True)]

    @property
    def total(self) -> int:
        """How many rows there are without a filter."""
        return len(self.figures.rows)

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        """Places of the rows that contain all words of `quick`, sorted by the column `sort`."""
        words = norm(quick).split()
        found = list(range(self.total))
        if words:
            found = [n for n, text in enumerate(self._texts) if all(word in text for word in words)]
        at = next((n for n, column in enumerate(self.columns) if column.key == sort), None)
        if at is not None:
            values = [sorted_by(self.columns[at].kind, self.figures.rows[n][1][at]) for n in range(self.total)]
            known = sorted((n for n in found if values[n] is not None), key=lambda n: values[n], reverse=descending)
            found = [*known, *(n for n in found if values[n] is None)]
        return array("q", found)

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """The rows at these places."""
        return {key: self._row(key) for key in keys if key < self.total}

    def position(self, row_id: str) -> int | None:
        """The place of a row id."""
        return self._places.get(row_id)

    def plain(self, key: int) -> list[Any]:
        """The values of one row for a file."""
        values = self.figures.rows[key][1]
        return [plain_figure(c.kind, value, self.today) for c, value in zip(self.columns, values, strict=True)]

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        """n, for counts and numbers sum, mean and median of the column over these rows, for amounts their sums."""
        keys = self.single(keys)
        at = next((n for n, one in enumerate(self.columns) if one.key == column), None)
        parts = [t("list.n", n=f"{len(keys):,}")]
        if at is not None and self.columns[at].kind in _SUMMED:
            kind = self.columns[at].kind
            found = [self.figures.rows[key][1][at] for key in keys]
            values = [float(value) for value in found if value is not None]
            if len(values) < len(found):
                parts.append(t("list.without", n=f"{len(found) - len(values):,}"))
            if values:
                parts += [
                    *([] if kind == "mean" else [t("list.sum", v=_short(sum(values)))]),
                    t("list.mean", v=_short(statistics.fmean(values))),
                    t("list.median", v=_short(statistics.median(values))),
                ]
        if at is not None and self.columns[at].kind == "amounts":
            sums = Counter[str]()
            for key in keys:
                sums.update(self.figures.rows[key][1][at] or {})
            if sums:
                parts.append(t("list.sum", v=" + ".join(_amounts(sums, short=False))))
        return " · ".join(parts)

    def single(self, keys: Sequence[int]) -> Sequence[int]:
        """These rows without those that are sums of others."""
        totals = self.figures.totals
        return [key for key in keys if self.figures.rows[key][0] not in totals] if totals else keys


def shown_figure(kind: str, value: Any, today: dt.date) -> Cell:
    """One figure as a cell; a rate of fewer than FEW cases says so."""
    if value is None:
        return NONE
    show = _SHOWN.get(kind)
    return show(value) if show else present(kind, value, today)


def plain_figure(kind: str, value: Any, today: dt.date) -> Any:
    """One figure as a value for a file: rates in %, None where there are too few cases."""
    from csops_tui.tui.plain import plain

    match kind:
        case "told" | "kept":
            told = _told_value(value)
            return None if told is None else round(told, 4)
        case "rate" | "rate1":
            return None if value is None or value.share is None else round(value.share, 2)
        case "interval" | "interval1":
            return None if value is None or value.interval is None else _interval(value)
        case "amounts" | "full_amounts":
            return " + ".join(_amounts(value, short=False)) or None
        case "cell":
            return None if value is None else value[0]
        case "mean" | "percent" | "load":
            return None if value is None else round(float(value), 4)
        case "money":
            return None if value is None else text_of(present(kind, value, today)).strip()
        case _:
            return None if value is None else plain(kind, value, today)


def sorted_by(kind: str, value: Any) -> Any:
    """What a figure is sorted by; None stands last."""
    if kind == "money" and value is not None:
        return int(str(value).partition(SEPARATOR)[0])
    if kind in ("amounts", "full_amounts"):
        return sum(amount / 10 ** decimals(currency) for currency, amount in value.items()) if value else None
    if kind == "cell":
        return None if value is None else value[0]
    if kind in ("rate", "interval", "rate1", "interval1"):
        return None if value is None else value.share
    if kind in ("told", "kept"):
        return _told_value(value)
    return value


def _short(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _rate(value: Rate, digits: int = 0) -> Cell:
    if not value.n:
        return NONE
    return f"{value.share:.{digits}f}%" if value.share is not None else (t("stats.few", n=FEW), "dim")


def _told_value(value: Rate | Told | str | None) -> float | None:
    if isinstance(value, Rate):
        return value.share
    return value.value if isinstance(value, Told) else None


def _told(value: Told) -> Cell:
    if value.value is not None:
        return f"{value.value:,.1f}%"
    return (t("stats.few", n=FEW), "dim") if value.n else NONE


def _kept(value: Rate | Told | str) -> Cell:
    """A cell of a triangle: a share, the counts where there are too few for one, nothing where nothing can be yet."""
    told = _told_value(value)
    if told is not None:
        return f"{told:.0f}%"
    return (f"{value.hits}/{value.n}", "dim") if isinstance(value, Rate) else ("", "dim")


def _interval(value: Rate, digits: int = 0) -> str:
    low, high = value.interval or (0.0, 0.0)
    return f"{low:.{digits}f}–{high:.{digits}f}%"


def _amounts(value: Mapping[str, int], *, short: bool) -> list[str]:
    return [format_money(amount, currency, language(), short=short) for currency, amount in sorted(value.items())]


def _load(value: float) -> Cell:
    """What somebody is to do in % of what they can; too much shows by its sign."""
    text = f"{value:.1f}%" if value < 10 else f"{value:.0f}%"
    return (f"{text}!", "bad") if value > 100 else f"{text} "


_SHOWN: dict[str, Callable[[Any], Cell]] = {
    "mean": lambda value: f"{value:,.2f}",
    "percent": lambda value: f"{value:.0f}%",
    "load": _load,
    "cell": lambda value: (f"={value[0]:,}", "good") if value[1] else f"{value[0]:,}",
    "amounts": lambda value: " + ".join(_amounts(value, short=True)) or NONE,
    "full_amounts": lambda value: " + ".join(_amounts(value, short=False)) or NONE,
    "rate": _rate,
    "told": _told,
    "kept": _kept,
    "rate1": lambda value: _rate(value, 1),
    "interval": lambda value: (_interval(value), "dim") if value.interval else NONE,
    "interval1": lambda value: (_interval(value, 1), "dim") if value.interval else NONE,
}
