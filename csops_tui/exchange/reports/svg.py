"""Charts as SVG that stands in a page by itself: labelled axes, readable without colour, nothing loaded from outside.

A series is told from another by its pattern or dashes and by a word beside it; colour only helps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import escape

from csops_tui.exchange.reports.report import Chart, Series
from csops_tui.text.clean import clean
from csops_tui.text.width import clip, width

WIDE, NARROW = 720, 380
_TEXT = 11
# One cell of a terminal, a half-width letter, in the text of a chart.
_CELL = 6.1
_INK, _DIM, _RULE, _ACCENT = "#1c2733", "#5b6b7a", "#dfe5ea", "#1f5f8b"
# Dark to light, so that the parts differ on a grey printer as well; each has its own pattern besides.
_FILLS = ("#1f5f8b", "#7fb0d0", "#d9a441", "#8a8f98", "#b8c9d6")
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4")
_LABEL = 26

Written = Callable[[float], str]


@dataclass(frozen=True)
class _Plot:
    """The inside of a chart with a scale from 0 (or `low`) to `high` up its left side."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """How far down a value lies."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def draw(chart: Chart, title: str, names: Sequence[str], written: Written, wide: int = WIDE) -> str:
    """The chart as one `<svg>`; `names` are the words of its series, `written` those of a value.

    Letters keep their size: a chart for half a page is drawn NARROW.
    """
    labels = [clean(label) for label in chart.labels]
    match chart.shape:
        case "bars":
            return _bars(title, labels, chart.series[0].values, written, wide)
        case "stacked":
            return _stacked(chart.name, title, labels, chart.series, names, written, wide)
        case _:
            return _lines(title, labels, chart.series, names, written, wide)


def ticks(high: float, low: float = 0.0, about: int = 4) -> list[float]:
    """Round steps from below `low` to at least `high`, about so many."""
    reach = high - low
    if reach <= 0:
        reach = abs(high) or 1.0
    step = 10 ** math.floor(math.log10(reach / about))
    step = next((step * each for each in (1, 2, 2.5, 5, 10) if reach / (step * each) <= about), step * 10)
    if step < 1 and float(high).is_integer() and float(low).is_integer():
        step = 1.0
    first = math.floor(low / step)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [each * step for each in range(first, last + 1)]


def _scale(high: float, low: float, written: Written) -> list[float]:
    """Steps whose words all differ: rounded amounts would else stand there twice."""
    for about in (4, 3, 2, 1):
        found = ticks(high, low, about)
        if len({written(tick) for tick in found}) == len(found):
            break
    return found


def _bars(title: str, labels: list[str], values: Sequence[float | None], written: Written, wide: int) -> str:
    """Lying bars, each with its label before it and its value behind it."""
    shown = [clip(label, _LABEL) for label in labels]
    room = max((width(label) for label in shown), default=0) * _CELL + 12
    after = max((width(written(value)) for value in values if value is not None), default=1) * _CELL + 14
    most = max((value for value in values if value is not None), default=0) or 1
    step, thick = 22, 13
    parts: list[str] = []
    for at, (label, value) in enumerate(zip(shown, values, strict=True)):
        y = 6 + at * step
        long = 0.0 if value is None else max(0.0, value) / most * (wide - room - after)
        parts.append(_text(room - 8, y + 10.5, label, "end"))
        parts.append(f'<rect x="{_n(room)}" y="{y}" width="{_n(max(long, 1))}" height="{thick}" fill="{_ACCENT}"/>')
        parts.append(_text(room + long + 6, y + 10.5, "–" if value is None else written(value), weight=600))
    parts.append(_line(room, 2, room, 6 + len(shown) * step - 4, _DIM))
    return _svg(title, wide, 8 + len(shown) * step, parts)


def _stacked(
    name: str,
    title: str,
    labels: list[str],
    series: Sequence[Series],
    names: Sequence[str],
    written: Written,
    wide: int,
) -> str:
    """Standing columns of several parts, the total above each, a legend above all."""
    columns = [[each.values[at] or 0.0 for each in series] for at in range(len(labels))]
    totals = [sum(column) for column in columns]
    scale = _scale(max(totals, default=0.0), 0.0, written)
    plot, parts = _frame(scale, written, wide, top=34)
    parts.append(_patterns(name, len(series)))
    parts += _legend(names, lambda at, x: f'<rect x="{_n(x)}" y="5" width="12" height="10" {_fill(name, at)}/>')
    step = (plot.right - plot.left) / max(1, len(labels))
    thick = min(42.0, step * 0.62)
    said = _readable(labels, step)
    for at, column in enumerate(columns):
        x, upto = plot.left + (at + 0.5) * step - thick / 2, 0.0
        for part, value in enumerate(column):
            if value <= 0:
                continue
            top, upto = plot.y(upto + value), upto + value
            tall = plot.y(upto - value) - top
            parts.append(
                f'<rect x="{_n(x)}" y="{_n(top)}" width="{_n(thick)}" height="{_n(tall)}" {_fill(name, part)}/>'
            )
        if width(written(totals[at])) * _CELL < step:
            parts.append(_text(x + thick / 2, plot.y(upto) - 4, written(totals[at]), "middle", weight=600))
        if said[at]:
            parts.append(_text(x + thick / 2, plot.bottom + 17, said[at], "middle", _DIM))
    return _svg(title, wide, plot.bottom + 24, parts)


def _lines(
    title: str, labels: list[str], series: Sequence[Series], names: Sequence[str], written: Written, wide: int
) -> str:
    """Lines with a point at each value; where it breaks there is no value. The last value stands at its end."""
    every = [value for each in series for value in each.values if value is not None]
    low, high = min(every, default=0.0), max(every, default=0.0)
    # A line far above zero shows its shape only on a scale of its own, which the axis says.
    scale = _scale(high, low if low > 0.6 * high else min(0.0, low), written)
    after = max(
        (width(written(value)) for each in series for value in each.values[-1:] if value is not None), default=0
    )
    plot, parts = _frame(scale, written, wide, top=30 if len(series) > 1 else 12, after=after * _CELL + 14)
    # The first point stands clear of the scale's words.
    begin = plot.left + 12
    step = (plot.right - begin) / max(1, len(labels) - 1)
    if len(series) > 1:
        parts += _legend(names, lambda at, x: _stroke([(x, 10.0), (x + 14, 10.0)], at))
    for at, each in enumerate(series):
        run: list[tuple[float, float]] = []
        for place, value in enumerate((*each.values, None)):
            if value is not None:
                run.append((begin + place * step, plot.y(value)))
                continue
            if len(run) > 1:
                parts.append(_stroke(run, at))
            few = len(labels) <= 16 or len(run) == 1
            parts += [f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.4" fill="{_FILLS[at % 5]}"/>' for x, y in run if few]
            if run and place == len(each.values):
                parts.append(_text(run[-1][0] + 8, run[-1][1] + 4, written(each.values[-1] or 0.0), weight=600))
            run = []
    for place, label in enumerate(_readable(labels, step)):
        if label:
            parts.append(_text(begin + place * step, plot.bottom + 17, label, "middle", _DIM))
    return _svg(title, wide, plot.bottom + 24, parts)


def _frame(scale: list[float], written: Written, wide: int, *, top: float, after: float = 6) -> tuple[_Plot, list[str]]:
    """The plot with its scale written at the left and a thin rule at each step."""
    left = max(width(written(tick)) for tick in scale) * _CELL + 14
    plot = _Plot(left, wide - after, top, top + (150 if wide == WIDE else 110), scale[0], scale[-1])
    parts: list[str] = []
    for tick in scale:
        y = plot.y(tick)
        parts.append(_line(left, y, plot.right, y, _DIM if tick == scale[0] else _RULE))
        parts.append(_text(left - 6, y + 4, written(tick), "end", _DIM))
    return plot, parts


def _readable(labels: list[str], step: float) -> list[str]:
    """The labels that have room beside each other; of months the year stands only where it begins."""
    months = all(len(label) == 7 and label[4] == "-" for label in labels)
    shown = list(labels)
    if months:
        shown = [
            f"{int(label[5:])}" if at and labels[at - 1][:4] == label[:4] else f"{label[:4]}/{int(label[5:])}"
            for at, label in enumerate(labels)
        ]
    widest = max((width(label) for label in shown), default=0) * _CELL + 8
    every = 1 if months and step > 30 else max(1, math.ceil(widest / max(step, 1)))
    return [label if at % every == 0 else "" for at, label in enumerate(shown)]


def _legend(names: Sequence[str], sign: Callable[[int, float], str]) -> list[str]:
    parts: list[str] = []
    x = 0.0
    for at, name in enumerate(names):
        parts.append(sign(at, x))
        parts.append(_text(x + 18, 14, clip(clean(name), _LABEL), colour=_INK))
        x += 18 + width(clip(clean(name), _LABEL)) * _CELL + 18
    return parts


def _patterns(name: str, count: int) -> str:
    """A hatch of its own for each part after the first, over its colour."""
    marks = (
        '<path d="M-1 1 L1 -1 M0 6 L6 0 M5 7 L7 5" stroke="#ffffff" stroke-width="1.4"/>',
        '<circle cx="3" cy="3" r="1.2" fill="#ffffff"/>',
        '<path d="M0 3 H6" stroke="#ffffff" stroke-width="1.4"/>',
        '<path d="M0 0 L6 6 M0 6 L6 0" stroke="#ffffff" stroke-width="1"/>',
    )
    found = "".join(
        f'<pattern id="{_id(name, at)}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{_FILLS[at % 5]}"/>{marks[(at - 1) % 4]}</pattern>'
        for at in range(1, count)
    )
    return f"<defs>{found}</defs>"


def _fill(name: str, at: int) -> str:
    paint = f"url(#{_id(name, at)})" if at else _FILLS[0]
    return f'fill="{paint}" stroke="#ffffff" stroke-width="0.6"'


def _id(name: str, at: int) -> str:
    return escape(f"{name}-{at}")


def _stroke(points: Sequence[tuple[float, float]], at: int) -> str:
    way = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    dashes = f' stroke-dasharray="{_DASHES[at % 5]}"' if _DASHES[at % 5] else ""
    return f'<polyline points="{way}" fill="none" stroke="{_FILLS[at % 5]}" stroke-width="2"{dashes}/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str = "start", colour: str = _INK, weight: int = 400) -> str:
    place = f'x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" fill="{colour}"'
    bold = "" if weight == 400 else f' font-weight="{weight}"'
    return f"<text {place}{bold}>{escape(words)}</text>"


def _svg(title: str, wide: int, tall: float, parts: Sequence[str]) -> str:
    words = escape(clean(title))
    return (
        f'<svg viewBox="0 0 {wide} {_n(tall)}" role="img" aria-label="{words}" font-size="{_TEXT}">'
        f"<title>{words}</title>{''.join(parts)}</svg>"
    )


def _n(value: float) -> str:
    """A coordinate to a tenth, the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
