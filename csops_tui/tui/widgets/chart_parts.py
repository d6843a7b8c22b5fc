"""What all drawings of charts are made of: runs of text, titles, legends, lines cut to their cells."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from csops_tui.tui.widgets.cells import clip, shown
from csops_tui.tui.widgets.figure import SERIES, Run

Drawing = tuple[tuple[Run, ...], ...]
"""The lines of a chart from top to bottom."""

SHADES = "█▓▒░"


def sound(value: float | None) -> float | None:
    """A value that can be drawn; what is not a finite number counts as unknown."""
    return value if value is not None and math.isfinite(value) else None


def title_line(text: str, width: int) -> tuple[Run, ...]:
    """A title cut to its cells."""
    return ((clip(shown(text), width), "title"),)


def legend(labels: Sequence[str], signs: str, width: int) -> tuple[Run, ...]:
    """Signs and labels of the series, as many as fit."""
    runs: list[Run] = []
    used = 0
    for number, label in enumerate(labels[:SERIES]):
        text = f" {shown(label)}   "
        if used + 1 + cell_len(text.rstrip()) > width:
            break
        runs += [(signs[number], f"series-{number + 1}"), (text, "axis")]
        used += 1 + cell_len(text)
    return tuple(runs)


def filled(lines: list[tuple[Run, ...]], height: int) -> Drawing:
    """The lines cut or filled up to a height."""
    return (*lines[:height], *[()] * (height - len(lines)))


def cut(line: tuple[Run, ...], width: int) -> list[Run]:
    """The first `width` cells of a line."""
    kept: list[Run] = []
    for text, part in line:
        if width > 0:
            kept.append((set_cell_size(text, min(width, cell_len(text))), part))
        width -= cell_len(text)
    return kept
