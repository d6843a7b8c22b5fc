"""What a chart says, apart from how it is drawn: lines, steps, bars and panels over one time axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from csops_tui.locale import t

Abscissa = date | float
"""Where a point lies along the chart: a day, or a number."""


def short_number(value: float) -> str:
    """A number in a few characters for an axis: 0.25, 40, 1,200, 35k, 4.8M."""
    for limit, divisor, letter in ((1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if abs(value) >= limit:
            return f"{value / divisor:.4g}{letter}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def percent(value: float) -> str:
    """A ratio as a percentage for an axis: 0.25 is 25%."""
    return f"{value * 100:.4g}%"


@dataclass(frozen=True)
class Line:
    """One line: points from left to right; a None leaves a gap."""

    label: str
    points: tuple[tuple[Abscissa, float | None], ...]


@dataclass(frozen=True)
class LineChart:
    """Lines between two days or two numbers; with `steps` a value holds until the next point.

    `low` and `high` are values that the vertical axis must reach whatever the data.
    """

    title: str
    lines: tuple[Line, ...]
    start: Abscissa
    end: Abscissa
    low: float | None = 0
    high: float | None = None
    steps: bool = False
    form: Callable[[float], str] = short_number


@dataclass(frozen=True)
class Stack:
    """One colour of a bar chart: a value for each month, named by the month's first day; a missing month is 0."""

    label: str
    months: tuple[tuple[date, float], ...]


@dataclass(frozen=True)
class MonthBars:
    """One bar for each month from `start` to `end`; several stacks stand on top of one another. Values are ≥ 0."""

    title: str
    stacks: tuple[Stack, ...]
    start: date
    end: date
    form: Callable[[float], str] = short_number


@dataclass(frozen=True)
class Ranking:
    """Horizontal bars, one a line in the order given, each with its value at the end. Values are ≥ 0.

    The longest stands for the largest value, or for `most` where that is more.
    """

    title: str
    bars: tuple[tuple[str, float], ...]
    form: Callable[[float], str] = short_number
    most: float = 0


@dataclass(frozen=True)
class Stacked:
    """Horizontal bars of several parts, one bar a line, each with its total at the end; one label for each part."""

    title: str
    parts: tuple[str, ...]
    bars: tuple[tuple[str, tuple[float, ...]], ...]
    form: Callable[[float], str] = short_number
    most: float = 0


@dataclass(frozen=True)
class Waterfall:
    """How one total becomes another, one step a line: (label, from, to); a step from None is a total.

    Where all values lie far from 0 the bars begin at `least`, which `title` should say.
    """

    title: str
    steps: tuple[tuple[str, float | None, float], ...]
    form: Callable[[float], str] = short_number
    least: float = 0


@dataclass(frozen=True)
class Scatter:
    """Points on a plane that two thresholds divide into quadrants.

    `points` are (x, y, series from 1); `cut` is (x, y), and a point on a threshold lies to the right or above.
    `quadrants` are named in the order upper left, upper right, lower left, lower right. `here` stands out.
    """

    title: str
    points: tuple[tuple[float, float, int], ...]
    cut: tuple[float, float]
    quadrants: tuple[str, str, str, str]
    x: tuple[float, float] = (0.0, 100.0)
    y: tuple[float, float] = (0.0, 100.0)
    here: tuple[float, float] | None = None
    form: Callable[[float], str] = short_number


@dataclass(frozen=True)
class Bar:
    """One bar of a Pareto chart: its value in words, its share and that of all bars up to it in %, if told."""

    label: str
    value: float
    told: str
    share: float | None = None
    cumulative: float | None = None


@dataclass(frozen=True)
class Pareto:
    """Horizontal bars from the largest down, each in % of the whole, and the line of what they make up together.

    Where shares are not told, a bar is long as its value is large and there is no line. `columns` name the numbers at
    the end: the value, the share, the share so far.
    """

    title: str
    bars: tuple[Bar, ...]
    columns: tuple[str, str, str]


@dataclass(frozen=True)
class Staircase:
    """One survival curve: (time, share in %, low, high) at each step, and until which time it is drawn.

    `at_risk` says how many are left just before a time.
    """

    label: str
    steps: tuple[tuple[float, float, float | None, float | None], ...]
    end: float
    at_risk: Callable[[float], int]


@dataclass(frozen=True)
class Stairs:
    """Survival curves from time 0 at 100 % down, with how many are at risk below the axis; times are whole months.

    One curve alone has its interval as a shade; several are told apart by symbols. `at_risk` heads the numbers below,
    `from_low` says where the axis begins when that is not at 0.
    """

    title: str
    curves: tuple[Staircase, ...]
    at_risk: str
    from_low: str = "{low}"


@dataclass(frozen=True)
class Columns:
    """Upright bars over the numbers 1, 2, 3 …, one each, None where there is no value; `every` nth number is named."""

    title: str
    values: tuple[float | None, ...]
    every: int
    form: Callable[[float], str] = short_number


@dataclass(frozen=True)
class Fourfold:
    """Two yes-or-no questions crossed: `columns` and `rows` name the answers, each cell has a number and lines below.

    Cells stand in the order upper left, upper right, lower left, lower right.
    """

    title: str
    columns: tuple[str, str]
    rows: tuple[str, str]
    cells: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Panels:
    """Charts one above another whose axes begin and end in the same cells."""

    charts: tuple[LineChart | MonthBars, ...]


Study = Pareto | Stairs | Columns | Fourfold
Plain = LineChart | MonthBars | Ranking | Stacked | Waterfall | Pareto | Stairs | Columns
ChartSpec = LineChart | MonthBars | Ranking | Stacked | Waterfall | Scatter | Panels | Study


def month_starts(start: date, end: date) -> list[date]:
    """The first days of the months from that of `start` to that of `end`."""
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def touches_and_usage(
    touch_days: Iterable[date], usage_weeks: Mapping[date, float | None], start: date, end: date
) -> Panels:
    """Touches per month as bars over weekly usage as a line, from `start` to `end`.

    `touch_days` has one day for each touch; `usage_weeks` is keyed by the first day of the week, None for no data.
    """
    counted = Counter(day.replace(day=1) for day in touch_days if start <= day <= end)
    months = tuple((month, float(counted[month])) for month in month_starts(start, end))
    weeks = tuple((week, value) for week, value in sorted(usage_weeks.items()) if start <= week <= end)
    return Panels(
        (
            MonthBars(t("widgets.touches_per_month"), (Stack("", months),), start, end),
            LineChart(t("widgets.usage_per_week"), (Line("", weeks),), start, end),
        )
    )


def table(spec: LineChart | MonthBars | Ranking) -> list[tuple[str, ...]]:
    """The numbers behind a chart, a header row first; what has no value is empty."""
    if isinstance(spec, Ranking):
        return [("", spec.title), *((label, spec.form(value)) for label, value in spec.bars)]
    if isinstance(spec, MonthBars):
        named = [(stack.label, {f"{month:%Y-%m}": value for month, value in stack.months}) for stack in spec.stacks]
        keys = [f"{month:%Y-%m}" for month in month_starts(spec.start, spec.end)]
    else:
        named = [(line.label, {_key(x): value for x, value in line.points}) for line in spec.lines]
        keys = [_key(x) for x in sorted({x for line in spec.lines for x, _ in line.points}, key=_order)]
    header = ("", *(label or spec.title for label, _ in named))
    return [header, *((key, *(_cell(values.get(key), spec.form) for _, values in named)) for key in keys)]


def _key(x: Abscissa) -> str:
    return x.isoformat() if isinstance(x, date) else f"{x:g}"


def _order(x: Abscissa) -> float:
    return x.toordinal() if isinstance(x, date) else x


def _cell(value: float | None, form: Callable[[float], str]) -> str:
    return "" if value is None else form(value)
