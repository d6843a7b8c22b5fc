"""What a part of `5 Renewals` shows, worked out away from the keys where a book holds many renewals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from csops_tui.measures.renewal_choice import chosen, is_one, of_owner, within
from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import Board
from csops_tui.tui import renewal_tables as tables
from csops_tui.tui.figures import Figures
from csops_tui.tui.widgets.chart_spec import ChartSpec

STANDING = ("neglected", "short", "overdue")
"""What stands out on the board, counted in its title."""


@dataclass(frozen=True)
class Asked:
    """A part, which renewals of whom, over which months (`start` inclusive, `end` exclusive)."""

    part: str
    which: str
    start: dt.date
    end: dt.date
    owner: str | None
    month: str
    fiscal_start: int


@dataclass(frozen=True)
class Shown:
    """The rows of a part with its chart; of the board its renewals, and how many stand out as STANDING."""

    source: tables.RenewalSource
    chart: ChartSpec | None = None
    dues: tuple[Due, ...] = ()
    standing: tuple[int, ...] = (0, 0, 0)


def shown(board: Board, asked: Asked) -> Shown:
    """What the part shows of a board."""
    start, end = asked.start, asked.end
    if asked.part == "board":
        rows = chosen(board, asked.which, start, end, asked.owner, asked.month)
        here = within(board, start, end, asked.owner, asked.month)
        counts = tuple(sum(is_one(board, due, name) for due in here) for name in STANDING)
        return Shown(_source(board, tables.board_figures(board, rows)), None, tuple(rows), counts)
    dues = of_owner(board, asked.owner)
    if asked.part == "forecast":
        figures = tables.outlook_figures(dues, start, end, asked.fiscal_start)
        return Shown(_source(board, figures), tables.outlook_chart(dues, start, end))
    if asked.part == "quality":
        figures = tables.quality_figures(dues, start, end, board.day, asked.fiscal_start)
        return Shown(_source(board, figures), tables.quality_chart(dues, start, end, board.day))
    figures = tables.calendar_figures(board, dues, start, end, asked.fiscal_start)
    return Shown(_source(board, figures), tables.calendar_chart(dues, start, end))


def _source(board: Board, figures: Figures) -> tables.RenewalSource:
    return tables.RenewalSource(figures, board.day)
