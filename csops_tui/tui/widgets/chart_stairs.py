"""Survival curves as steps with their interval and how many are at risk, and upright bars over contract months."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise

from rich.cells import cell_len

from csops_tui.tui.widgets.axes import Scale, scale
from csops_tui.tui.widgets.cells import clip, padded, shown
from csops_tui.tui.widgets.chart_parts import Drawing, filled, sound, title_line
from csops_tui.tui.widgets.chart_spec import Columns, Staircase, Stairs
from csops_tui.tui.widgets.figure import SERIES, Figure, Run

SYMBOLS = "●▲■◆"
_SHADE, _HALF = "░", "┄"
_CAPS = "▁▂▃▄▅▆▇"
_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
_LEAST_ROWS = 5
# Where the axis may begin, and into how many round steps it then goes.
_STEPS = {0.0: (5, 4, 2), 40.0: (6, 3, 2), 60.0: (8, 4, 2), 70.0: (6, 3, 2), 80.0: (4, 2), 90.0: (5, 2)}


def stairs(spec: Stairs, width: int, height: int) -> Drawing:
    """Title, curves, axis, and a line for each curve with its symbol and how many are at risk at each tick."""
    curves = spec.curves[:SERIES]
    end = max([1.0, *(curve.end for curve in curves)])
    below = len(curves) if height - 4 - len(curves) >= _LEAST_ROWS else 1
    low = _floor(curves)
    up = _scale(low, max(2, height - 3 - below))
    heads = [f"{SYMBOLS[n]} {shown(curve.label)}" for n, curve in enumerate(curves)]
    if len(curves) == 1:
        heads = [spec.at_risk]
    margin = max(5, min(max(map(cell_len, heads), default=0) + 2, width // 4))
    columns = width - margin
    ticks = _ticks(end, columns, spec)
    figure = Figure(width, up.rows + 2)

    def across(time: float) -> float:
        return time / end * (columns - 1)

    names = [f"{tick:g}" for tick in ticks]
    figure.ruler("x", (0, columns - 1), [(across(tick), name) for tick, name in zip(ticks, names, strict=True)])
    rows = [index * (up.rows - 1) / (len(up.ticks) - 1) for index in range(len(up.ticks))]
    words = [padded(f"{tick:g}%", margin - 1, right=True) + " " for tick in up.ticks]
    figure.ruler("y", (0, up.rows - 1), list(zip(rows, words, strict=True)))
    figure.axis()
    if up.ticks[0] < 50:
        figure.points(4, _HALF, [(x, round(up.row(50))) for x in range(0, columns, 2)])
    if len(curves) == 1:
        figure.points(3, _SHADE, _band(curves[0], columns, end, up.row, up.rows))
    for number, curve in enumerate(curves, 1):
        figure.line(number, [(across(time), up.row(share)) for time, share in _corners(curve)])
    if len(curves) > 1:
        for number, curve in enumerate(curves, 1):
            figure.points(number, SYMBOLS[number - 1], _marks(curve, number, len(curves), columns, end, up.row))
    title = spec.title + ("" if up.ticks[0] <= 0 else "  " + spec.from_low.format(low=f"{up.ticks[0]:g}%"))
    lines: list[tuple[Run, ...]] = [title_line(title, width), *figure.lines()]
    return filled([*lines, *_risk(spec, curves, heads, ticks, margin, columns, end, below)], height)


def columns(spec: Columns, width: int, height: int) -> Drawing:
    """One bar for each number, as wide as there is room; those that have no value leave a gap."""
    known = [value for value in map(sound, spec.values) if value is not None]
    up = scale(0.0, max([*known, 0.0]) or 1.0, max(2, height - 3), whole=False)
    margin = max(cell_len(spec.form(tick)) for tick in up.ticks) + 1
    room = width - margin
    values = spec.values[:room]
    # A blank between bars, where a bar has more than one cell.
    edges = [round(n * room / max(1, len(values))) for n in range(len(values) + 1)]
    bars = [range(a, b - 1 if b - a > 1 else b) for a, b in pairwise(edges)]
    figure = Figure(width, up.rows + 2)
    ticks = [
        ((cells[0] + cells[-1]) / 2, f"{n}")
        for n, cells in enumerate(bars, 1)
        if n == 1 or (n % spec.every == 0 and cells[0] > 3)
    ]
    figure.ruler("x", (0, room - 1), ticks)
    rows = [index * (up.rows - 1) / (len(up.ticks) - 1) for index in range(len(up.ticks))]
    words = [padded(spec.form(tick), margin - 1, right=True) + " " for tick in up.ticks]
    figure.ruler("y", (0, up.rows - 1), list(zip(rows, words, strict=True)))
    figure.axis()
    for cells, value in zip(bars, map(sound, values), strict=True):
        if not value:
            continue
        full, rest = divmod(max(1, round(value / up.ticks[-1] * up.rows * 8)), 8)
        figure.points(1, "█", [(x, y) for x in cells for y in range(full)])
        if rest and full < up.rows:
            figure.points(1, _CAPS[rest - 1], [(x, full) for x in cells])
    return filled([title_line(spec.title, width), *figure.lines()], height)


def _floor(curves: tuple[Staircase, ...]) -> float:
    """Where the axis begins: at 0 unless every curve stays in the upper half, the upper quarter, the upper tenth."""
    least = min(
        (share if low is None or len(curves) > 1 else low for curve in curves for _, share, low, _ in curve.steps),
        default=0.0,
    )
    return next((edge for edge in sorted(_STEPS, reverse=True) if least >= edge), 0.0)


def _scale(low: float, rows: int) -> Scale:
    """From `low` to 100 in as many rows as there are, in round steps that leave a row between two ticks."""
    counts = [count for count in _STEPS[low] if (rows - 1) // count >= 2] or [1]
    most = max(counts, key=lambda count: ((rows - 1) // count * count, count))
    ticks = tuple(low + (100.0 - low) * place / most for place in range(most + 1))
    return Scale(ticks, (rows - 1) // most * most + 1)


def _ticks(end: float, columns: int, spec: Stairs) -> list[float]:
    """Round months that leave room for what stands at them: the month, and how many are at risk."""
    widest = max([3, *(len(f"{curve.at_risk(0):,}") for curve in spec.curves)]) + 2
    every = next((step for step in _MONTHS if end / step * widest <= columns - 1), _MONTHS[-1])
    return [float(month) for month in range(0, math.floor(end) + 1, every)]


def _corners(curve: Staircase) -> list[tuple[float, float]]:
    """The corners of a curve that keeps each share until the next step."""
    found = [(0.0, 100.0)]
    for time, share, _, _ in curve.steps:
        if time > curve.end:
            break
        found += [(time, found[-1][1]), (time, share)]
    return [*found, (curve.end, found[-1][1])]


def _band(
    curve: Staircase, columns: int, end: float, row_of: Callable[[float], float], rows: int
) -> list[tuple[int, int]]:
    """The cells between the limits of the interval."""
    times = [time for time, *_ in curve.steps]
    cells: list[tuple[int, int]] = []
    for x in range(columns):
        time = x / (columns - 1) * end
        place = bisect_right(times, time)
        if not place or time > curve.end:
            continue
        _, _, low, high = curve.steps[place - 1]
        if low is None or high is None:
            continue
        first, last = max(0, round(row_of(low))), min(rows - 1, round(row_of(high)))
        cells += [(x, y) for y in range(first, last + 1)]
    return cells


def _marks(
    curve: Staircase, number: int, of: int, columns: int, end: float, row_of: Callable[[float], float]
) -> list[tuple[int, int]]:
    """Symbols along a curve, elsewhere on each, so that none hides another where curves lie close."""
    times = [time for time, *_ in curve.steps]
    distance = max(8, columns // 5)
    found: list[tuple[int, int]] = []
    for x in range(round(distance * number / of), columns, distance):
        time = x / (columns - 1) * end
        if time > curve.end:
            break
        place = bisect_right(times, time)
        found.append((x, round(row_of(curve.steps[place - 1][1] if place else 100.0))))
    return found


def _risk(
    spec: Stairs,
    curves: tuple[Staircase, ...],
    heads: list[str],
    ticks: list[float],
    margin: int,
    columns: int,
    end: float,
    rows: int,
) -> list[tuple[Run, ...]]:
    """The lines below the axis: how many are at risk at each tick, or only the symbols where there is no room."""
    if rows < len(curves):
        runs: list[Run] = []
        for number, head in enumerate(heads, 1):
            runs += [(head[0], f"series-{number}"), (head[1:] + "   ", "axis")]
        return [tuple(runs)]
    lines: list[tuple[Run, ...]] = []
    for number, (curve, head) in enumerate(zip(curves, heads, strict=True), 1):
        line = " " * columns
        for tick in ticks:
            text = f"{curve.at_risk(tick):,}"
            left = min(max(0, round(tick / end * (columns - 1)) - len(text) // 2), columns - len(text))
            line = line[:left] + text + line[left + len(text) :]
        name = padded(clip(head, margin - 1), margin)
        first = (name[0], f"series-{number}") if len(curves) > 1 else (name[0], "axis")
        lines.append((first, (name[1:], "axis"), (line[:columns], "axis")))
    return lines
