"""Horizontal bars: one value a line, several parts of one, or the steps from one total to another."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from csops_tui.tui.widgets.cells import padded, shown
from csops_tui.tui.widgets.chart_parts import SHADES, Drawing, cut, filled, legend, sound, title_line
from csops_tui.tui.widgets.chart_spec import Ranking, Stacked, Waterfall
from csops_tui.tui.widgets.figure import SERIES, Figure, Run

_ENDS = "▏▎▍▌▋▊▉"


def ranking(spec: Ranking, width: int, height: int) -> Drawing:
    """One bar a line with its value at the end; where not all have a line, the title says how many are shown."""
    bars = [(label, (max(0.0, sound(value) or 0.0),)) for label, value in spec.bars[: height - 1]]
    title = title_line(_title(spec.title, len(bars), len(spec.bars)), width)
    return filled([title, *_bars(bars, spec, width, height - 1, SHADES[0])], height)


def stacked(spec: Stacked, width: int, height: int, colour: bool) -> Drawing:
    """Bars of several parts; without colour the parts differ by their shade."""
    rows = height - 2
    bars = [(label, tuple(max(0.0, sound(v) or 0.0) for v in values[:SERIES])) for label, values in spec.bars[:rows]]
    signs = SHADES[0] * SERIES if colour else SHADES
    body = _bars(bars, spec, width, rows, signs)
    title = title_line(_title(spec.title, len(bars), len(spec.bars)), width)
    return filled([title, *body, legend(spec.parts, signs, width)], height)


def waterfall(spec: Waterfall, width: int, height: int, colour: bool) -> Drawing:
    """A bar a line from where a step begins to where it ends, with its sign; totals reach from the left edge.

    Where not all have a line, the last ones are shown.
    """
    steps = spec.steps[-(height - 1) :]
    title = title_line(_title(spec.title, len(steps), len(spec.steps)), width)
    if not steps:
        return filled([title], height)
    words = [_step_words(start, end, spec) for _, start, end in steps]
    margin = min(max(cell_len(shown(label)) for label, _, _ in steps), width // 3) + 1
    columns = max(1, width - margin - max(map(cell_len, words)) - 1)
    edges = [value for _, start, end in steps for value in (start, end) if value is not None]
    least = min(spec.least, *edges, max(edges))
    reach = max(*edges, 0.0, least) - least or 1.0

    def cell(value: float) -> int:
        return round((value - least) / reach * columns)

    lines: list[tuple[Run, ...]] = [title]
    for (label, start, end), word in zip(steps, words, strict=True):
        begin = cell(max(0.0, least)) if start is None else cell(start)
        low, high = sorted((begin, cell(end)))
        # What moved at all is seen, if only as one cell.
        low, high = (min(low, columns - 1), max(high, low + 1)) if end != (start or 0) else (low, high)
        series = 1 if start is None else 3 if end >= start else 2
        sign = SHADES[0] if colour else SHADES[series - 1]
        lines.append(
            (
                (f"{padded(shown(label), margin - 1)} {' ' * low}", "axis"),
                (sign * max(0, high - low), f"series-{series}"),
                (f" {word}", "axis"),
            )
        )
    return filled(lines, height)


def _step_words(start: float | None, end: float, spec: Waterfall) -> str:
    if start is None:
        return spec.form(end)
    return f"{'+' if end >= start else '−'}{spec.form(abs(end - start))}"


def _title(title: str, shown_bars: int, bars: int) -> str:
    return title if shown_bars == bars else f"{title}  {shown_bars}/{bars}"


def _bars(
    bars: Sequence[tuple[str, tuple[float, ...]]], spec: Ranking | Stacked, width: int, height: int, signs: str
) -> list[tuple[Run, ...]]:
    """The lines of horizontal bars; parts of one bar end on whole cells, its last one on an eighth."""
    if not bars:
        return []
    # What is ranked may be told at length; of parts the bars matter more.
    margin = min(max(cell_len(shown(label)) for label, _ in bars), width // (2 if isinstance(spec, Ranking) else 3)) + 1
    tail = max(cell_len(spec.form(sum(values))) for _, values in bars) + 1
    columns = width - margin - tail
    top = max(spec.most, *(sum(values) for _, values in bars)) or 1.0
    # Bars that touch read as one shape: a blank line between them where there is room.
    pitch = 2 if height >= 2 * len(bars) - 1 else 1
    rows = pitch * (len(bars) - 1) + 1
    figure = Figure(margin + columns, rows)
    figure.ruler("x", (0, columns - 1), [])
    labels = [(rows - 1 - pitch * n, padded(shown(label), margin - 1) + " ") for n, (label, _) in enumerate(bars)]
    figure.ruler("y", (0, max(1, rows - 1)), labels)
    ends: dict[int, tuple[int, float]] = {}
    for place, (_, values) in enumerate(bars):
        row = rows - 1 - pitch * place
        begin, total = 0, 0.0
        for number, value in enumerate(values, 1):
            total += value
            full, rest = divmod(max(1 if total else 0, round(total / top * columns * 8)), 8)
            last = not any(values[number:])
            if not last:
                # Inside a stack a border lies between two cells; only its end is finer.
                full, rest = full + (rest >= 4), 0
            figure.points(number, signs[number - 1], [(x, row) for x in range(begin, full)])
            if rest and full >= begin:
                figure.points(number, _ENDS[rest - 1], [(full, row)])
            begin = max(begin, full + (rest > 0))
            if last:
                break
        ends[pitch * place] = (margin + begin, sum(values))
    body: list[tuple[Run, ...]] = []
    for place, line in enumerate(figure.lines()):
        end, value = ends.get(place, (0, None))
        body.append((*cut(line, end), (f" {spec.form(value)}", "axis")) if value is not None else ())
    return body
