"""plotext's one figure as a plain character grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Run = tuple[str, str]
"""Text and the part of the chart it belongs to: title, axis, or series-1 to series-4."""

SERIES = 4
_SGR = re.compile("\x1b\\[([0-9;]*)m")
# Parts travel through plotext as colours (red = number of the part) and are told apart again in its output.
_PARTS = ("axis", *(f"series-{number}" for number in range(1, SERIES + 1)))
_AXIS = 0


class Figure:
    """plotext's one figure, cleared and stripped of frame, legend and ground; one thread at a time may use it."""

    def __init__(self, width: int, height: int) -> None:
        import plotext

        plotext.terminal.limit(False, False)
        self._plotext = plotext
        self._figure: Any = plotext.figure
        self._figure.clear()
        self._figure.plot_size(width, height)
        self._figure.canvas(background="default")
        self._figure.legend(False)
        self._figure.axes(active=False)
        for axis in "xy":
            for side in (0, 1):
                self._figure.ruler(axis, side).pixel(_ink(_AXIS))

    def axis(self) -> None:
        """Draw the line under the canvas."""
        self._figure.axes(active=True, axis="x", side="lower", pixel=_ink(_AXIS))

    def ruler(self, axis: str, limits: tuple[float, float], ticks: Sequence[tuple[float, str]]) -> None:
        """Fix an axis: its limits, and its labels where they belong."""
        ruler = self._figure.ruler(axis)
        ruler.lim(*limits)
        ruler.ticks([place for place, _ in ticks], [text for _, text in ticks])

    def line(self, part: int, points: Sequence[tuple[float, float]]) -> None:
        """Join these points with a thin line."""
        signal = self._figure.signal(*_both(points), marker=self._plotext.marker("braille", pixel=_ink(part)))
        self._figure.draw(signal.lines() if len(points) > 1 else signal)

    def points(self, part: int, character: str, points: Sequence[tuple[float, float]]) -> None:
        """Put one character at each of these points."""
        if points:
            marker = self._plotext.marker(character, pixel=_ink(part))
            self._figure.draw(self._figure.signal(*_both(points), marker=marker))

    def lines(self) -> list[tuple[Run, ...]]:
        """Build it: the text of each line, split where the part changes."""
        return [_runs(line) for line in str(self._figure.build()).splitlines()]


def _ink(part: int) -> tuple[tuple[int, int, int], str, None]:
    return ((part + 1, 0, 0), "default", None)


def _both(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _runs(line: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    part = _PARTS[_AXIS]
    for index, piece in enumerate(_SGR.split(line)):
        if index % 2:
            if piece.startswith("38;2;"):
                number = int(piece.split(";")[2]) - 1
                part = _PARTS[number] if 0 <= number < len(_PARTS) else _PARTS[_AXIS]
        elif piece:
            runs.append((piece, part))
    return tuple(runs)
