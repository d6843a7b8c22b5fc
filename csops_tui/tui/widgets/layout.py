"""Which columns of a sheet stand where at a given width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csops_tui.text.width import width as cells
from csops_tui.tui.widgets.source import Column

GUTTER = 3


@dataclass(frozen=True)
class Placed:
    """A column on the screen: its index in the source, its first cell and its width."""

    index: int
    x: int
    width: int


@dataclass(frozen=True)
class Layout:
    """The columns on the screen, and the order in which the cursor walks through all of them.

    `hidden_left` and `hidden_right` count the columns beyond either edge.
    """

    placed: tuple[Placed, ...]
    walk: tuple[int, ...]
    hidden_left: int
    hidden_right: int

    def at(self, x: int) -> int | None:
        """The index of the column at cell `x` of the screen."""
        return next((place.index for place in self.placed if place.x <= x < place.x + place.width), None)


def _least(column: Column) -> int:
    return column.min_width or column.width


def arrange(columns: Sequence[Column], width: int, cursor: int, first: int = 0) -> tuple[Layout, int]:
    """Place `columns` in `width` cells so that the column with index `cursor` is on the screen.

    Columns that do not fit go, by `hide_below`, behind the others, so that the important ones stand together and
    every column can be reached by walking right. `first` is how many of the moving columns are scrolled off at the
    left; the value that was needed comes back with the layout.
    """
    gap, walk = _priorities(columns, width)
    frozen = [index for index in walk if columns[index].frozen]
    moving = [index for index in walk if not columns[index].frozen]
    room = width - GUTTER - sum(_least(columns[index]) + gap for index in frozen)
    first = max(0, min(first, len(moving) - 1))
    if cursor in moving:
        first = min(first, moving.index(cursor))
        while first < moving.index(cursor) and cursor not in _fitting(columns, moving[first:], room, gap):
            first += 1
    on_screen = _fitting(columns, moving[first:], room, gap)
    widths = _widths(columns, frozen + on_screen, width - GUTTER, gap)
    placed, x = [], GUTTER
    for index in frozen + on_screen:
        placed.append(Placed(index, x, widths[index]))
        x += widths[index] + gap
    return Layout(tuple(placed), tuple(frozen + moving), first, len(moving) - first - len(on_screen)), first


def _priorities(columns: Sequence[Column], width: int) -> tuple[int, list[int]]:
    """The gap between columns, and all columns with those that make room behind the others."""
    everything = list(range(len(columns)))
    room = width - GUTTER
    if sum(column.width + 2 for column in columns) - 2 <= room:
        return 2, everything
    gap = 1
    kept = list(everything)
    while sum(_least(columns[index]) + gap for index in kept) - gap > room:
        candidates = [index for index in kept if columns[index].hide_below and not columns[index].frozen]
        if not candidates:
            break
        kept.remove(max(candidates, key=lambda index: (columns[index].hide_below, index)))
    dropped = [index for index in everything if index not in kept]
    return gap, kept + dropped


def _fitting(columns: Sequence[Column], candidates: Sequence[int], room: int, gap: int) -> list[int]:
    """As many of `candidates`, from the left, as stand in `room`; always at least one."""
    fitting: list[int] = []
    for index in candidates:
        needed = _least(columns[index]) + (gap if fitting else 0)
        if fitting and needed > room:
            break
        fitting.append(index)
        room -= needed
    return fitting


def _widths(columns: Sequence[Column], shown: Sequence[int], room: int, gap: int) -> dict[int, int]:
    """Least widths, then what is left: up to each full width from the left, to whole headings, to the elastic."""
    widths = {index: min(_least(columns[index]), max(room, 1)) for index in shown}
    spare = room - sum(widths.values()) - gap * (len(shown) - 1)
    for index in shown:
        extra = max(0, min(spare, columns[index].width - widths[index]))
        widths[index] += extra
        spare -= extra
    for index in shown:
        extra = cells(columns[index].title) - widths[index]
        # A heading that is cut off all the same would only take the room.
        if 0 < extra <= spare:
            widths[index] += extra
            spare -= extra
    elastic = [index for index in shown if columns[index].elastic]
    for place, index in enumerate(elastic):
        share = max(0, spare) // (len(elastic) - place)
        widths[index] += share
        spare -= share
    return widths
