"""Which renewals a list shows: of a span of months, of an owner, open, neglected, decided."""

from __future__ import annotations

import datetime as dt

from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import Board
from csops_tui.text.numbers import decimals

WHICH = ("open", "runway", "short", "neglected", "overdue", "decided", "all")
"""Which renewals the board shows."""


def span(day: dt.date, part: str, fiscal_start: int, shift: int) -> tuple[dt.date, dt.date]:
    """(first day, first day after) of the months that a part shows; `shift` moves it by quarters, the year by years."""
    month = day.year * 12 + day.month - 1
    if part == "calendar":
        first = month - (day.month - fiscal_start) % 12 + 12 * shift
        return _first(first), _first(first + 12)
    first = month + 3 * shift - (11 if part == "quality" else 0)
    return _first(first), _first(first + (18 if part == "quality" else 13))


def _first(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def chosen(board: Board, which: str, start: dt.date, end: dt.date, owner: str | None, month: str) -> list[Due]:
    """The renewals that the board shows: of one month or of a span, with those overdue, of one owner or of all."""
    found = [due for due in within(board, start, end, owner, month) if is_one(board, due, which)]
    return sorted(found, key=lambda due: (due.due, -_units(due), board.customer(due).reading, due.id))


def within(board: Board, start: dt.date, end: dt.date, owner: str | None, month: str) -> list[Due]:
    """All of one month or of a span, with those overdue, of one owner or of all; as they come."""
    found: list[Due] = []
    for due in board.dues:
        if owner is not None and board.owner_id(due) != owner:
            continue
        inside = f"{due.due:%Y-%m}" == month if month else start <= due.due < end
        if inside or (not month and due.is_open and due.due < board.day):
            found.append(due)
    return found


def _units(due: Due) -> float:
    """Whole units of the amount, so that yen stand beside dollars."""
    return (due.mrr or 0) / 10 ** decimals(due.currency or "JPY")


def is_one(board: Board, due: Due, which: str) -> bool:
    """Whether a renewal is one of a choice of WHICH."""
    match which:
        case "runway":
            return due.in_runway(board.day)
        case "short":
            return due.is_open and board.short(due)
        case "neglected":
            return board.neglected(due)
        case "overdue":
            return due.is_open and due.due < board.day
        case "decided":
            return not due.is_open
        case "all":
            return True
        case _:
            return due.is_open


def of_owner(board: Board, owner: str | None) -> list[Due]:
    """The renewals of one owner, or of all."""
    return [due for due in board.dues if owner is None or board.owner_id(due) == owner]
