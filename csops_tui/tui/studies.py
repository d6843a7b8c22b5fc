"""The studies of `3 Touches`: each answers one question as a table with a chart above it.

Run in a worker: pandas is loaded on first use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from csops_tui.analysis import coverage as covering
from csops_tui.analysis import funnel as appointments
from csops_tui.analysis import touches
from csops_tui.analysis.rates import Rate
from csops_tui.locale import has, language, t
from csops_tui.model.codes import CODES, word
from csops_tui.store.book import Book
from csops_tui.tui.figures import Figures
from csops_tui.tui.widgets.chart_spec import (
    ChartSpec,
    Line,
    LineChart,
    MonthBars,
    Ranking,
    Stack,
    Stacked,
    short_number,
)
from csops_tui.tui.widgets.source import Column

SPANS = ("3m", "12m", "24m", "36m", "fy", "last_fy")
PERIODS = ("", *touches.PERIODS)
_MONTHS = {"3m": 3, "12m": 12, "24m": 24, "36m": 36}
_CODES = {"tier", "size", "touch_model", "stage", "maturity"}
_LINES = 4


@dataclass(frozen=True)
class Choice:
    """What a study counts by (attributes, a period or ""), over which of SPANS, as of a day."""

    day: dt.date
    fiscal_start: int = 4
    by: tuple[str, ...] = ()
    period: str = ""
    span: str = "12m"

    @property
    def start(self) -> dt.date:
        """The first day of the span: that of a month."""
        month = self.day.year * 12 + self.day.month - 1
        if self.span in _MONTHS:
            month -= _MONTHS[self.span] - 1
        else:
            month -= (month - (self.fiscal_start - 1)) % 12 + (12 if self.span == "last_fy" else 0)
        return dt.date(month // 12, month % 12 + 1, 1)

    @property
    def end(self) -> dt.date:
        """The last day of the span, at most the day."""
        if self.span != "last_fy":
            return self.day
        start = self.start
        return start.replace(year=start.year + 1) - dt.timedelta(days=1)

    @property
    def names(self) -> list[str]:
        """Attributes and period."""
        return [*self.by, *filter(None, [self.period])]


@dataclass(frozen=True)
class Study:
    """The answer: the table, and the chart if there is something to draw."""

    figures: Figures
    chart: ChartSpec | None


def attribute_label(name: str) -> str:
    """What an attribute or a period is called."""
    if has(f"stats.{name}"):
        return t(f"stats.{name}")
    return t(f"field.account.{name}_id") if name in ("owner", "ops_owner") else t(f"field.account.{name}")


def touch_study(book: Book, choice: Choice) -> Study:
    """How often accounts were reached, reach classes apart, with every account in the denominator."""
    rows = records(touches.touch_stats(book, choice.names, *_span(choice), choice.day, choice.fiscal_start))
    rows.sort(key=lambda row: group_order(choice.names, _group(row, choice.names)))
    figures = _figures(
        choice.names,
        [
            _count("accounts", 6),
            _count("touches", 6),
            *(_count(name, 6, hide=4) for name in ("touches_1to1", "touches_1ton", "touches_tech")),
            _figure("mean", "mean", 7),
            _figure("median", "number", 6, hide=2),
            _count("zero_touch", 9),
            _count("two_way_1to1", 10, hide=6),
            _rate("customer_share", 9, hide=3),
            _count("triggered", 10, hide=5),
            _interval("interval", hide=7),
        ],
        [
            (
                _group(row, choice.names),
                (
                    *(row[name] for name in ("accounts", "touches", "touches_1to1", "touches_1ton", "touches_tech")),
                    *(row[name] for name in ("mean", "median", "zero_touch", "two_way_1to1")),
                    share := _rate_of(row["customer_triggered"], row["triggered"]),
                    row["triggered"],
                    share,
                ),
            )
            for row in rows
        ],
    )
    return Study(figures, _touch_chart(book, choice, rows))


def trigger_study(book: Book, choice: Choice) -> Study:
    """The share of touches at the customer's instance, month by month."""
    rows = records(touches.trigger_share_by_month(book, *_span(choice), choice.day))
    told = [(row["month"], Rate(row["customer_triggered"], row["touches"])) for row in rows]
    figures = _figures(
        ["month"],
        [_count("touches", 8), _count("customer_triggered", 10), _rate("customer_share", 9), _interval("interval")],
        [((month,), (rate.n, rate.hits, rate, rate)) for month, rate in told],
    )
    line = Line("", tuple((_first_day(month), rate.share) for month, rate in told))
    start, end = _first_day(told[0][0]), _first_day(told[-1][0])
    return Study(figures, LineChart(t("stats.chart.triggers"), (line,), start, end, form=_percent))


def field_study(book: Book, choice: Choice) -> Study:
    """How completely touches were recorded, field by field."""
    rows = records(touches.field_completeness(book, *_span(choice), choice.day))
    told = [(field_label(row["field"]), Rate(row["filled"], row["touches"])) for row in rows]
    figures = _figures(
        ["field"],
        [_count("touches", 8), _count("filled", 8), _rate("share", 8), _interval("interval")],
        [((name,), (rate.n, rate.hits, rate, rate)) for name, rate in told],
    )
    bars = tuple((name, rate.share) for name, rate in told if rate.share is not None)
    return Study(figures, Ranking(t("stats.chart.fields"), bars, _percent, 100) if bars else None)


def coverage_study(book: Book, choice: Choice) -> Study:
    """Which share of accounts was touched within the cadence, by any touch and by a talk."""
    rows = covering.coverage(book, choice.by, choice.day)
    rows.sort(key=lambda row: group_order(choice.by, row.group))
    figures = _figures(
        choice.by,
        [
            _count("accounts", 6, hide=5),
            _count("with_cadence", 8),
            _count("covered", 8, hide=3),
            _rate("covered_rate", 8),
            _interval("covered_interval", hide=4),
            _count("engaged", 8, hide=3),
            _rate("engaged_rate", 8),
            _interval("engaged_interval", hide=4),
        ],
        [
            (
                r.group,
                (
                    *(r.accounts, r.with_cadence, r.covered, r.covered_rate, r.covered_rate),
                    *(r.engaged, r.engaged_rate, r.engaged_rate),
                ),
            )
            for r in rows
        ],
    )
    bars = tuple(
        (group_label(choice.by, r.group), _shares(r.with_cadence, r.engaged, r.covered - r.engaged))
        for r in rows
        if r.covered_rate.share is not None
    )
    parts = (t("stats.engaged"), t("stats.covered_only"))
    return Study(figures, Stacked(t("stats.chart.coverage"), parts, bars, _percent, 100) if bars else None)


def funnel_study(book: Book, choice: Choice) -> Study:
    """What became of attempts to meet."""
    rows = appointments.funnel(book, choice.names, *_span(choice), choice.day, choice.fiscal_start)
    rows.sort(key=lambda row: group_order(choice.names, row.group))
    figures = _figures(
        choice.names,
        [
            _count("attempts", 6),
            _count("replied", 6, hide=5),
            _rate("reply_rate", 7),
            _interval("reply_interval", hide=9),
            _count("booked", 6, hide=4),
            _rate("booking_rate", 7, hide=2),
            _interval("booking_interval", hide=9),
            _count("held", 6, hide=3),
            _count("no_show", 6, hide=6),
            _count("declined", 6, hide=6),
            _rate("held_rate", 7, hide=2),
            _interval("held_interval", hide=9),
            _rate("meeting_rate", 8),
            _interval("interval", hide=1),
            _count("waiting", 6),
        ],
        [
            (
                r.group,
                (
                    *(r.attempts, r.replied, r.reply_rate, r.reply_rate, r.booked, r.booking_rate, r.booking_rate),
                    *(r.held, r.no_show, r.declined, r.held_rate, r.held_rate),
                    *(r.meeting_rate, r.meeting_rate, r.waiting),
                ),
            )
            for r in rows
        ],
    )
    if not sum(r.attempts for r in rows):
        return Study(figures, None)
    if choice.by and choice.period:
        return Study(figures, _meeting_lines(choice, rows))
    if choice.names:
        parts = tuple(t(f"stats.{name}") for name in ("held", "no_show", "declined", "waiting"))
        bars = tuple(
            (group_label(choice.names, r.group), tuple(map(float, (r.held, r.no_show, r.declined, r.waiting))))
            for r in rows
        )
        return Study(figures, Stacked(t("stats.chart.outcomes"), parts, bars))
    steps = ("attempts", "replied", "booked", "held", "no_show", "declined", "waiting")
    bars = tuple((t(f"stats.{step}"), float(getattr(rows[0], step))) for step in steps)
    return Study(figures, Ranking(t("stats.chart.funnel"), bars))


STUDIES: dict[str, Callable[[Book, Choice], Study]] = {
    "stats": touch_study,
    "triggers": trigger_study,
    "fields": field_study,
    "coverage": coverage_study,
    "funnel": funnel_study,
}


def ages(days: Sequence[int]) -> ChartSpec | None:
    """How long attempts have been waiting, in four groups."""
    if not days:
        return None
    edges = ((0, 7), (8, 30), (31, 90), (91, 10**6))
    bars = tuple((t(f"stats.age.{low}"), float(sum(low <= day <= high for day in days))) for low, high in edges)
    return Ranking(t("stats.chart.waiting"), bars)


def field_label(name: str) -> str:
    """What a field of a touch is called in the table of completeness."""
    return t(f"stats.{name}") if has(f"stats.{name}") else t(f"field.touchpoint.{name}")


def _touch_chart(book: Book, choice: Choice, rows: list[dict[str, Any]]) -> ChartSpec | None:
    if not rows or all(row["touches"] is None for row in rows):
        return None
    reaches = ("touches_1to1", "touches_1ton", "touches_tech")
    parts = tuple(t(f"stats.{reach}") for reach in reaches)
    if not choice.by and choice.period != "quarter":
        months = (
            rows
            if choice.period
            else records(touches.touch_stats(book, ["month"], *_span(choice), choice.day, choice.fiscal_start))
        )
        stacks = tuple(
            Stack(part, tuple((_first_day(row["month"]), float(row[reach] or 0)) for row in months))
            for part, reach in zip(parts, reaches, strict=True)
        )
        return MonthBars(t("stats.chart.months"), stacks, *_span(choice))
    if choice.by and choice.period:
        return _mean_lines(choice, rows)
    bars = tuple(
        (
            group_label(choice.names, _group(row, choice.names)),
            tuple((row[reach] or 0) / row["accounts"] for reach in reaches),
        )
        for row in rows
        if row["accounts"]
    )
    return Stacked(t("stats.chart.mean"), parts, bars, lambda value: f"{value:.2f}")


def _mean_lines(choice: Choice, rows: list[dict[str, Any]]) -> LineChart:
    points = [(_group(row, choice.by), row[choice.period], row["mean"], row["accounts"]) for row in rows]
    return _lines(choice, points, "stats.chart.mean", short_number)


def _meeting_lines(choice: Choice, rows: list[appointments.Funnel]) -> LineChart:
    points = [(row.group[:-1], str(row.group[-1]), row.meeting_rate.share, row.attempts) for row in rows]
    return _lines(choice, points, "stats.chart.meetings", _percent)


def _lines(
    choice: Choice,
    points: Sequence[tuple[tuple[Any, ...], str, float | None, int]],
    title: str,
    form: Callable[[float], str],
) -> LineChart:
    """One line for each of the largest groups of (group, period, value, size)."""
    size: dict[tuple[Any, ...], int] = {}
    found: dict[tuple[Any, ...], list[tuple[dt.date, float | None]]] = {}
    for group, period, value, count in points:
        size[group] = size.get(group, 0) + count
        found.setdefault(group, []).append((_first_day(period), value))
    largest = sorted(size, key=lambda group: -size[group])[:_LINES]
    lines = tuple(Line(group_label(choice.by, group), tuple(found[group])) for group in largest)
    days = [day for each in found.values() for day, _ in each]
    some = "" if len(size) <= _LINES else t("stats.chart.largest", n=_LINES, of=len(size))
    return LineChart(t(title) + some, lines, min(days), max(days), form=form)


def _figures(
    names: Sequence[str], columns: list[Column], rows: Sequence[tuple[Sequence[Any], Sequence[Any]]]
) -> Figures:
    groups = [
        Column(
            name,
            attribute_label(name),
            18 if name not in touches.PERIODS else 11,
            kind=_kind(name),
            frozen=place == 0,
            min_width=11 if name in touches.PERIODS else 16 if place == 0 else 10,
            elastic=place == 0,
        )
        for place, name in enumerate(names)
    ] or [Column("whole", t("stats.whole"), 12, frozen=True, elastic=True)]
    return Figures(
        (*groups, *columns),
        tuple(
            (
                "\x1f".join(("row", *(str(value or "") for value in group))),
                (*(group or (t("stats.everyone"),)), *values),
            )
            for group, values in rows
        ),
    )


def group_order(names: Sequence[str], group: Sequence[Any]) -> list[tuple[int, str]]:
    """Codes in the order of their list, then other values by name, missing ones last."""
    found: list[tuple[int, str]] = []
    for name, value in zip(names, group, strict=True):
        codes = [entry.code for entry in CODES.get(_kind(name).removeprefix("code:"), ())]
        found.append((10**6, "") if value is None else (codes.index(value) if value in codes else 10**5, str(value)))
    return found


def _kind(name: str) -> str:
    if name in ("state", "served_by"):
        return f"code:account.{name}"
    return f"code:{name}" if name in _CODES else "text"


def group_label(names: Sequence[str], group: Sequence[Any]) -> str:
    """What a group is called: its values in words, or everything."""
    words = [
        t("stats.none") if value is None else word(_kind(name).removeprefix("code:"), str(value), language())
        for name, value in zip(names, group, strict=True)
    ]
    return " · ".join(words) or t("stats.everyone")


def _group(row: dict[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def records(table: Any) -> list[dict[str, Any]]:
    """The rows of a data frame as plain values, None for what is missing."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {name: value.item() if hasattr(value, "item") else value for name, value in row.items()}
        for row in plain.to_dict("records")
    ]


def _figure(name: str, kind: str, least: int, hide: int = 0) -> Column:
    """A column of figures, wide enough for its title."""
    short = f"stats.short.{name}"
    title = t(short) if has(short) else t(f"stats.{name}")
    return Column(name, title, max(least, cell_len(title)), "right", kind, hide_below=hide)


def _count(name: str, least: int, hide: int = 0) -> Column:
    return _figure(name, "count", least, hide)


def _rate(name: str, least: int, hide: int = 0) -> Column:
    return _figure(name, "rate", least, hide)


def _interval(name: str, hide: int = 0) -> Column:
    return _figure(name, "interval", 8, hide)


def _rate_of(hits: int | None, n: int | None) -> Rate | None:
    return None if n is None else Rate(hits or 0, n)


def _shares(n: int, *counts: int) -> tuple[float, ...]:
    return tuple(100 * max(0, count) / n for count in counts)


def _percent(value: float) -> str:
    return f"{value:.0f}%"


def _first_day(label: str) -> dt.date:
    return dt.date(int(label[:4]), int(label[5:7]), 1)


def _span(choice: Choice) -> tuple[dt.date, dt.date]:
    return choice.start, choice.end
