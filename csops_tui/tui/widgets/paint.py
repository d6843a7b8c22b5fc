"""How the lines of a sheet are drawn: the inks of the theme, the header, a row, and the words of an empty sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from csops_tui.tui.fold import fold
from csops_tui.tui.widgets.cells import clip, padded, shown
from csops_tui.tui.widgets.layout import GUTTER, Layout
from csops_tui.tui.widgets.source import Column, Row

if TYPE_CHECKING:
    from textual.widget import Widget

ROLES = ("dim", "warn", "bad", "good", "accent", "strong")
COMPONENTS = {f"sheet--{part}" for part in ("header", "column", "cursor", "cell", "sign", "empty", *ROLES)}
CURSOR_SIGN = "▸"
MARK_SIGN = "●"
MORE_LEFT, MORE_RIGHT = "‹", "›"


@dataclass(frozen=True)
class Ink:
    """The styles of one sheet under one theme: one per role on the ground, the cursor's row, its cell."""

    ground: Style
    header: Style
    column: Style
    sign: Style
    words: Style
    plain: dict[str, Style]
    lit: dict[str, Style]
    cell: dict[str, Style]

    @classmethod
    def of(cls, widget: Widget) -> Ink:
        """Read the styles from a sheet's component classes."""

        def component(part: str) -> Style:
            return widget.get_component_rich_style(f"sheet--{part}")

        def pen(part: str) -> Style:
            style = component(part)
            return Style(color=style.color, bold=style.bold, italic=style.italic, underline=style.underline)

        ground = widget.rich_style
        cursor = ground + Style(bgcolor=component("cursor").bgcolor)
        cell = ground + Style(bgcolor=component("cell").bgcolor)
        pens = {"": Style(), **{role: pen(role) for role in ROLES}}
        pens["sign"] = pen("sign")
        return cls(
            ground=ground,
            header=ground + pen("header"),
            column=ground + pen("column"),
            sign=ground + pens["sign"],
            words=ground + pen("empty"),
            plain={role: ground + style for role, style in pens.items()},
            lit={role: cursor + style for role, style in pens.items()},
            cell={role: cell + style for role, style in pens.items()},
        )

    def empty(self, line: str) -> Segment:
        """A line of an empty sheet's words."""
        return Segment(line, self.words)


def header_strip(
    columns: Sequence[Column], layout: Layout, width: int, ink: Ink, sort: str | None, descending: bool, cursor: int
) -> Strip:
    """The header line; the sorted column has an arrow, the one under the cursor a line, ‹ › say that there are more."""
    line = _Line(ink.header)
    if layout.hidden_left:
        line.put(MORE_LEFT, ink.header)
        line.end = 1
    for place in layout.placed:
        column = columns[place.index]
        title = shown(column.title)
        if column.key == sort:
            title = clip(title, place.width - 1) + ("▼" if descending else "▲")
        text = padded(title, place.width, column.align == "right")
        line.blank_until(place.x)
        if place.index == cursor:
            bare = text.strip()
            left, right = text.split(bare, 1) if bare else (text, "")
            line.put(left, ink.header)
            line.put(bare, ink.column)
            line.put(right, ink.header)
        else:
            line.put(text, ink.header)
        line.end = place.x + place.width
    if layout.hidden_right and line.end < width:
        line.blank_until(width - 1)
        line.put(MORE_RIGHT, ink.header)
        line.end = width
    return line.strip(width)


def row_strip(
    columns: Sequence[Column], row: Row, layout: Layout, width: int, ink: Ink, marked: bool, cursor: int | None
) -> Strip:
    """A row's line; `cursor` is the column under the cursor when this is the cursor's row, else None."""
    inks = ink.plain if cursor is None else ink.lit
    plain = inks[""]
    line = _Line(plain)
    line.put((" " if cursor is None else CURSOR_SIGN) + (MARK_SIGN if marked else " "), inks["sign"])
    line.end = GUTTER - 1
    cells = row.cells
    for place in layout.placed:
        cell = cells[place.index] if place.index < len(cells) else ""
        text, role = (cell, "") if isinstance(cell, str) else cell
        line.blank_until(place.x)
        line.put(
            padded(text, place.width, columns[place.index].align == "right"),
            (ink.cell if place.index == cursor else inks).get(role, plain),
        )
        line.end = place.x + place.width
    return line.strip(width)


class _Line:
    """A line in the making. Neighbours of one style become one segment: the terminal gets a third of the bytes."""

    def __init__(self, ground: Style) -> None:
        self.ground = ground
        self.end = 0
        self._segments: list[Segment] = []
        self._texts: list[str] = []
        self._style = ground

    def put(self, text: str, style: Style) -> None:
        if style is not self._style:
            self._close()
            self._style = style
        self._texts.append(text)

    def blank_until(self, x: int) -> None:
        """Fill up to cell `x`; `end` says where the line stands."""
        if x > self.end:
            self.put(" " * (x - self.end), self.ground)

    def strip(self, width: int) -> Strip:
        """Exactly `width` cells of the line."""
        self._close()
        return Strip(self._segments, self.end).adjust_cell_length(width, self.ground)

    def _close(self) -> None:
        if self._texts:
            self._segments.append(Segment("".join(self._texts), self._style))
            self._texts = []


@lru_cache(maxsize=8)
def empty_lines(text: str, width: int, height: int) -> tuple[str, ...]:
    """The lines of a widget of `width` × `height` cells with `text`, folded where long, as one block inside."""
    room = max(1, width - 2)
    lines = [clip(part, room) for line in map(shown, text.splitlines()) for part in _parts(line, room)]
    widest = max(map(cell_len, lines), default=0)
    left = " " * max(0, (width - widest) // 2)
    above = max(0, (height - len(lines)) // 2)
    block = [padded(left + line, width) for line in lines[:height]]
    return (*(" " * width for _ in range(above)), *block)


def _parts(line: str, room: int) -> list[str]:
    # Folding would take the spaces at its beginning.
    return fold(line, room) if cell_len(line) > room else [line]
