"""A scatter in four quadrants: signs for how many points share a cell, thresholds as lines, counts beside the names."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len

from csops_tui.tui.widgets.axes import number_ticks, scale
from csops_tui.tui.widgets.cells import clip, padded, shown
from csops_tui.tui.widgets.chart_parts import Drawing, filled, sound, title_line
from csops_tui.tui.widgets.chart_spec import Scatter
from csops_tui.tui.widgets.figure import SERIES, Figure, Run

# Few, some and many points in one cell.
_SIGNS = ((1, "·"), (2, "•"), (5, "●"))
_HERE = "◆"


def scatter(spec: Scatter, width: int, height: int) -> Drawing:
    """The plane with its thresholds; the quadrants' names stand above and below it, never over the points.

    A cell takes the highest series of its points. Points outside the limits stand at the edge.
    """
    up = scale(*spec.y, max(2, height - 5), whole=False)
    margin = max(cell_len(spec.form(tick)) for tick in up.ticks) + 1
    columns = width - margin
    figure = Figure(width, up.rows + 2)
    low, high = spec.x
    ticks = [((x - low) / (high - low) * (columns - 1), text) for x, text in number_ticks(low, high, columns)]
    figure.ruler("x", (0, columns - 1), ticks)
    rows = [index * (up.rows - 1) / (len(up.ticks) - 1) for index in range(len(up.ticks))]
    words = [padded(spec.form(tick), margin - 1, right=True) + " " for tick in up.ticks]
    figure.ruler("y", (0, up.rows - 1), list(zip(rows, words, strict=True)))
    figure.axis()

    def cell(x: float, y: float) -> tuple[int, int]:
        across = (x - low) / (high - low) * (columns - 1)
        return (round(min(max(across, 0), columns - 1)), round(min(max(up.row(y), 0), up.rows - 1)))

    cut_x, cut_y = cell(*spec.cut)
    figure.points(SERIES, "─", [(x, cut_y) for x in range(columns) if x != cut_x])
    held: Counter[tuple[int, int]] = Counter()
    series: dict[tuple[int, int], int] = {}
    for x, y, number in spec.points:
        if sound(x) is not None and sound(y) is not None:
            place = cell(x, y)
            held[place] += 1
            series[place] = max(number, series.get(place, 1))
    for least, sign in _SIGNS:
        for number in range(1, SERIES):
            figure.points(number, sign, [at for at, n in held.items() if n >= least and series[at] == number])
    # A column hidden costs little, a row of a low chart much: this threshold lies above the points, the other below.
    figure.points(SERIES, "│", [(cut_x, y) for y in range(up.rows) if y != cut_y])
    figure.points(SERIES, "┼", [(cut_x, cut_y)])
    if spec.here:
        figure.points(SERIES - 1, _HERE, [cell(*spec.here)])
    upper_left, upper_right, lower_left, lower_right = spec.quadrants
    return filled(
        [
            title_line(spec.title, width),
            _names(upper_left, upper_right, margin, cut_x, width),
            *figure.lines(),
            _names(lower_left, lower_right, margin, cut_x, width),
        ],
        height,
    )


def _names(left: str, right: str, margin: int, cut: int, width: int) -> tuple[Run, ...]:
    """Two names, the right one over its side of the threshold where there is room, else as far right as it fits."""
    left, right = shown(left), shown(right)
    begin = max(margin + cell_len(left) + 2, min(margin + cut, width - cell_len(right)))
    return (
        (" " * margin + left, "title"),
        (" " * (begin - margin - cell_len(left)), "axis"),
        (clip(right, width - begin), "title"),
    )
