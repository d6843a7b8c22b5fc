"""Drawing a chart with plotext: a character grid whose colours are parts of the chart, not yet of a theme."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import date

from rich.cells import cell_len

from csops_tui.tui.widgets.axes import Scale, number_ticks, position, scale, time_ticks
from csops_tui.tui.widgets.cells import clip, padded, shown, spark
from csops_tui.tui.widgets.chart_flat import ranking, stacked, waterfall
from csops_tui.tui.widgets.chart_pareto import fourfold, pareto
from csops_tui.tui.widgets.chart_parts import SHADES, Drawing, filled, legend, sound, title_line
from csops_tui.tui.widgets.chart_scatter import scatter
from csops_tui.tui.widgets.chart_spec import (
    Abscissa,
    ChartSpec,
    Columns,
    Fourfold,
    LineChart,
    MonthBars,
    Panels,
    Pareto,
    Plain,
    Ranking,
    Scatter,
    Stacked,
    Stairs,
    Waterfall,
    month_starts,
)
from csops_tui.tui.widgets.chart_stairs import columns, stairs
from csops_tui.tui.widgets.figure import SERIES, Figure, Run

LEAST_WIDTH, LEAST_HEIGHT = 20, 5
SYMBOLS = "●▲■◆"
_CAPS = "▁▂▃▄▅▆▇"

# plotext has one figure for the whole process.
_figure_lock = threading.Lock()


def draw(spec: ChartSpec, width: int, height: int, colour: bool = True) -> Drawing:
    """Draw `spec` in `width` × `height` cells; without colour the bars of a stack differ by their shade.

    Below 20 × 5 cells it is a title and a sparkline. May be called from any thread; imports plotext.
    """
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return sketch(spec, width, height)
    with _figure_lock:
        if isinstance(spec, Panels):
            return _panels(spec, width, height, colour)
        if isinstance(spec, Ranking):
            return ranking(spec, width, height)
        if isinstance(spec, Stacked):
            return stacked(spec, width, height, colour)
        if isinstance(spec, Waterfall):
            return waterfall(spec, width, height, colour)
        if isinstance(spec, Scatter):
            return scatter(spec, width, height)
        if isinstance(spec, Pareto):
            return pareto(spec, width, height)
        if isinstance(spec, Stairs):
            return stairs(spec, width, height)
        if isinstance(spec, Columns):
            return columns(spec, width, height)
        if isinstance(spec, Fourfold):
            return fourfold(spec, width, height)
        return _plot(spec, width, height, _margin(spec, height), colour)


def sketch(spec: ChartSpec, width: int, height: int) -> Drawing:
    """The least of a chart: its title, where there is a line for it, and its first series as a sparkline."""
    charts = spec.charts if isinstance(spec, Panels) else (spec,)
    lines: list[tuple[Run, ...]] = []
    for chart in charts:
        if height > len(charts):
            lines.append(title_line(chart.title, width))
        if isinstance(chart, Scatter | Fourfold):
            names = chart.quadrants if isinstance(chart, Scatter) else tuple(number for number, _ in chart.cells)
            lines += [((clip(shown(name), width), "axis"),) for name in names]
        else:
            lines.append(((spark(_first_values(chart), width), "series-1"),))
    return tuple(lines[:height]) if width > 0 else ()


def _first_values(chart: Plain) -> list[int | None]:
    if isinstance(chart, Pareto):
        values = [sound(bar.value) for bar in chart.bars]
    elif isinstance(chart, Stairs):
        values = [sound(share) for _, share, _, _ in chart.curves[0].steps] if chart.curves else []
    elif isinstance(chart, Columns):
        values = [sound(value) for value in chart.values]
    elif isinstance(chart, Ranking):
        values = [sound(value) for _, value in chart.bars]
    elif isinstance(chart, Waterfall):
        values = [sound(value) for _, _, value in chart.steps]
    elif isinstance(chart, Stacked):
        values = [sum(sound(value) or 0.0 for value in values) for _, values in chart.bars]
    elif isinstance(chart, MonthBars):
        values = [sum(column) for column in _columns(chart)]
    else:
        values = [sound(value) for _, value in chart.lines[0].points] if chart.lines else []
    return [None if value is None else round(value * 100) for value in values]


# Panels


def _panels(spec: Panels, width: int, height: int, colour: bool) -> Drawing:
    share = height // max(1, len(spec.charts))
    if share < LEAST_HEIGHT or not spec.charts:
        return sketch(spec, width, height)
    margin = max(_margin(chart, share) for chart in spec.charts)
    lines: list[tuple[Run, ...]] = []
    for chart in spec.charts:
        lines += _plot(chart, width, share, margin, colour)
    return tuple(lines)


# Lines and month bars


def _plot(spec: LineChart | MonthBars, width: int, height: int, margin: int, colour: bool) -> Drawing:
    """Title, canvas, axis, its labels, and the legend when there is more than one series."""
    up = _scale(spec, height)
    columns = width - margin
    figure = Figure(width, up.rows + 2)
    start, end = position(spec.start), position(spec.end)
    if end <= start:
        end = start + 1
    along = _along(spec, columns)
    figure.ruler("x", (0, columns - 1), [((x - start) / (end - start) * (columns - 1), text) for x, text in along])
    # The canvas is measured in cells: row 0 is the lowest tick, the last row the highest.
    rows = [index * (up.rows - 1) / (len(up.ticks) - 1) for index in range(len(up.ticks))]
    words = [padded(spec.form(tick), margin - 1, right=True) + " " for tick in up.ticks]
    figure.ruler("y", (0, up.rows - 1), list(zip(rows, words, strict=True)))
    figure.axis()
    if isinstance(spec, LineChart):
        _lines(figure, spec, columns, start, end, up)
        signs = SYMBOLS
    else:
        _bars(figure, spec, columns, start, end, up, colour)
        signs = SHADES[0] * SERIES if colour else SHADES
    labels = _labels(spec)
    below = [legend(labels, signs, width)] if len(labels) > 1 else []
    return filled([title_line(spec.title, width), *figure.lines(), *below], height)


def _labels(spec: LineChart | MonthBars) -> list[str]:
    return [part.label for part in (spec.lines if isinstance(spec, LineChart) else spec.stacks)]


def _scale(spec: LineChart | MonthBars, height: int) -> Scale:
    """The vertical axis in the rows that title, axis, labels and legend leave."""
    if isinstance(spec, LineChart):
        found = [sound(value) for line in spec.lines for _, value in line.points]
        limits = [limit for limit in (spec.low, spec.high) if limit is not None]
    else:
        found, limits = [sum(column) for column in _columns(spec)], [0.0]
    values = [value for value in found if value is not None]
    low, high = min(values + limits, default=0.0), max(values + limits, default=1.0)
    whole = all(value == round(value) for value in values)
    rows = max(2, height - 3 - (len(_labels(spec)) > 1))
    return scale(low, high if high > low else low + 1, rows, whole)


def _margin(spec: ChartSpec, height: int) -> int:
    """Cells left of the canvas: the longest label and a blank."""
    if not isinstance(spec, LineChart | MonthBars):
        return 0
    return max(cell_len(spec.form(tick)) for tick in _scale(spec, height).ticks) + 1


def _along(spec: LineChart | MonthBars, columns: int) -> list[tuple[float, str]]:
    if isinstance(spec.start, date) and isinstance(spec.end, date):
        return [(position(day), text) for day, text in time_ticks(spec.start, spec.end, columns)]
    return number_ticks(position(spec.start), position(spec.end), columns)


def _lines(figure: Figure, spec: LineChart, columns: int, start: float, end: float, up: Scale) -> None:
    for number, line in enumerate(spec.lines[:SERIES], 1):
        drawn: list[tuple[float, float]] = []
        for run in _unbroken(line.points):
            cells = [
                ((x - start) / (end - start) * (columns - 1), up.row(value)) for x, value in run if start <= x <= end
            ]
            if cells:
                figure.line(number, _stairs(cells) if spec.steps else cells)
                drawn += cells
        if len(spec.lines) > 1:
            distance = max(8, columns // 4)
            # Each line starts its symbols elsewhere: where lines lie on one another, none hides the others.
            figure.points(number, SYMBOLS[number - 1], _spaced(drawn, distance, distance * number / len(spec.lines)))


def _unbroken(points: Iterable[tuple[Abscissa, float | None]]) -> list[list[tuple[float, float]]]:
    """The stretches between gaps, from left to right."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, value in sorted(((position(x), sound(value)) for x, value in points), key=lambda point: point[0]):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x, value))
    return [run for run in runs if run]


def _stairs(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of a line that keeps each value until the next."""
    corners = points[:1]
    for x, y in points[1:]:
        corners += [(x, corners[-1][1]), (x, y)]
    return corners


def _spaced(points: list[tuple[float, float]], distance: float, nearest: float) -> list[tuple[float, float]]:
    """The last point, one at least `nearest` cells before it, and from there one at least every `distance` cells."""
    chosen = points[-1:]
    for point in reversed(points):
        if chosen[-1][0] - point[0] >= (nearest if len(chosen) == 1 else distance):
            chosen.append(point)
    return chosen


def _columns(spec: MonthBars) -> list[list[float]]:
    """For each month the values of all stacks."""
    values = [dict(stack.months) for stack in spec.stacks[:SERIES]]
    months = month_starts(spec.start, spec.end)
    return [[max(0.0, sound(value.get(month)) or 0.0) for value in values] for month in months]


def _bars(figure: Figure, spec: MonthBars, columns: int, start: float, end: float, up: Scale, colour: bool) -> None:
    months = month_starts(spec.start, spec.end)
    edges = [round((position(month) - start) / (end - start) * (columns - 1)) for month in months] + [columns]
    for index, values in enumerate(_columns(spec)):
        left, right = max(0, edges[index]), min(edges[index + 1], columns)
        # A blank between bars, where a bar has more than one cell.
        cells = range(left, right - 1 if right - left > 1 else right)
        floor, total = 0, 0.0
        for number, value in enumerate(values, 1):
            total += value
            eighths = max(1 if total else 0, round(total / up.ticks[-1] * up.rows * 8))
            last = not any(values[number:])
            # Inside a stack a border lies between two cells; only its top is finer.
            ceiling = eighths // 8 if last else round(eighths / 8)
            solid = SHADES[0] if colour else SHADES[number - 1]
            figure.points(number, solid, [(x, y) for x in cells for y in range(floor, ceiling)])
            if last and value and eighths % 8 and ceiling >= floor:
                figure.points(number, _CAPS[eighths % 8 - 1], [(x, ceiling) for x in cells])
            if last:
                break
            floor = max(floor, ceiling)
