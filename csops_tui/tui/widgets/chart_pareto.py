"""Pareto bars with the line of what they make up together, and two yes-or-no questions crossed."""

from __future__ import annotations

from rich.cells import cell_len

from csops_tui.tui.widgets.cells import clip, padded, shown
from csops_tui.tui.widgets.chart_parts import Drawing, cut, filled, sound, title_line
from csops_tui.tui.widgets.chart_spec import Bar, Fourfold, Pareto
from csops_tui.tui.widgets.figure import Figure, Run

_ENDS = "▏▎▍▌▋▊▉"
_SO_FAR = "●"
_MOST_OF_IT = 80
_TICKS = (0, 20, 40, 60, 80, 100)
# Fewer cells than these leave no room for bars beside three numbers, and none for a label every fifth.
_LEAST, _WIDE = 16, 36


def pareto(spec: Pareto, width: int, height: int) -> Drawing:
    """One bar a line; where not all have a line, the title says how many are shown."""
    told = any(bar.cumulative is not None for bar in spec.bars)
    rows = max(1, height - (3 if told else 1))
    bars = spec.bars[:rows]
    some = "" if len(bars) == len(spec.bars) else f"  {len(bars)}/{len(spec.bars)}"
    margin = min(max((cell_len(shown(bar.label)) for bar in bars), default=0), width // 3) + 1
    numbers = _numbers(spec, bars, told)
    if width - margin - cell_len(numbers[0]) <= _LEAST:
        numbers = _numbers(spec, bars, False)
    tail = cell_len(numbers[0])
    columns = max(2, width - margin - tail - 1)
    figure = Figure(margin + columns, len(bars) + (2 if told else 0))
    if told:
        ticks = _TICKS if columns >= _WIDE else _TICKS[:: len(_TICKS) - 1]
        figure.ruler("x", (0, columns - 1), [(tick / 100 * (columns - 1), f"{tick}%") for tick in ticks])
        figure.axis()
    else:
        figure.ruler("x", (0, columns - 1), [])
    labels = [(len(bars) - 1 - n, padded(shown(bar.label), margin - 1) + " ") for n, bar in enumerate(bars)]
    figure.ruler("y", (0, max(1, len(bars) - 1)), labels)
    most = 100.0 if told else max((sound(bar.value) or 0.0 for bar in bars), default=1.0) or 1.0
    if told:
        figure.points(4, "┊", [(round(_MOST_OF_IT / 100 * (columns - 1)), row) for row in range(len(bars))])
        line = [
            (bar.cumulative / 100 * (columns - 1), len(bars) - 1 - n)
            for n, bar in enumerate(bars)
            if bar.cumulative is not None
        ]
        figure.line(2, line)
    for n, bar in enumerate(bars):
        row, value = len(bars) - 1 - n, (bar.share if told else bar.value) or 0.0
        full, rest = divmod(max(1, round(min(1.0, value / most) * columns * 8)), 8)
        figure.points(1, "█", [(x, row) for x in range(full)])
        if rest and full < columns:
            figure.points(1, _ENDS[rest - 1], [(full, row)])
    if told:
        figure.points(2, _SO_FAR, [(round(x), y) for x, y in line])
    title = padded(shown(spec.title) + some, width - tail - 1)
    body: list[tuple[Run, ...]] = [((title, "title"), (f" {numbers[0]}", "axis"))]
    for n, drawn in enumerate(figure.lines()):
        ending = [(f" {numbers[n + 1]}", "axis")] if n < len(bars) else []
        body.append((*cut(drawn, margin + columns), *ending))
    return filled(body, height)


def _numbers(spec: Pareto, bars: tuple[Bar, ...], told: bool) -> list[str]:
    """The heading of the numbers at the end and those of each bar, aligned."""
    rows: list[tuple[str, ...]] = [spec.columns if told else spec.columns[:1]]
    for bar in bars:
        shares = (f"{bar.share or 0:.0f}%", f"{bar.cumulative or 0:.0f}%") if told else ()
        rows.append((bar.told, *shares))
    widths = [max(cell_len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(padded(cell, w, right=True) for cell, w in zip(row, widths, strict=True)) for row in rows]


def fourfold(spec: Fourfold, width: int, height: int) -> Drawing:
    """A box of four fields with the answers above and to the left of it."""
    margin = min(max(cell_len(shown(name)) for name in spec.rows), width // 4) + 1
    inner = max(4, (width - margin - 3) // 2)
    deep = max(1, (height - 5) // 2)
    lines: list[tuple[Run, ...]] = [
        title_line(spec.title, width),
        (
            (" " * (margin + 1), "axis"),
            (_middle(spec.columns[0], inner), "title"),
            (" ", "axis"),
            (_middle(spec.columns[1], inner), "title"),
        ),
        _rule(margin, inner, "╭┬╮"),
    ]
    for row in (0, 1):
        cells = spec.cells[2 * row : 2 * row + 2]
        # Numbers beside one another stand on one line, however much stands below them.
        most = max(len(said) for _, said in cells)
        left, right = (_field(cell, deep, most) for cell in cells)
        for n in range(deep):
            name = padded(spec.rows[row], margin - 1) + " " if n == (deep - 1) // 2 else " " * margin
            lines.append(
                (
                    *((name, "title"), ("│", "axis")),
                    *(_said(left[n], inner, 2 * row), ("│", "axis")),
                    *(_said(right[n], inner, 2 * row + 1), ("│", "axis")),
                )
            )
        lines.append(_rule(margin, inner, "├┼┤" if row == 0 else "╰┴╯"))
    return filled(lines, height)


def _field(cell: tuple[str, tuple[str, ...]], deep: int, most: int) -> list[tuple[str, bool]]:
    """The lines of a field, its number first, in the middle of its height."""
    number, below = cell
    said = [(number, True), *((line, False) for line in (*below, *[""] * (most - len(below))))][:deep]
    above = (deep - len(said)) // 2
    return [*[("", False)] * above, *said, *[("", False)] * (deep - len(said) - above)]


def _said(line: tuple[str, bool], width: int, place: int) -> Run:
    text, number = line
    # What should have been kept stands out by its colour too; the number itself says as much without.
    part = "axis" if not number else "series-2" if place == 0 else "title"
    return (_middle(text, width), part)


def _middle(text: str, width: int) -> str:
    fitted = clip(shown(text), width)
    room = width - cell_len(fitted)
    return " " * (room // 2) + fitted + " " * (room - room // 2)


def _rule(margin: int, inner: int, corners: str) -> tuple[Run, ...]:
    left, middle, right = corners
    return ((" " * margin + left + "─" * inner + middle + "─" * inner + right, "axis"),)
