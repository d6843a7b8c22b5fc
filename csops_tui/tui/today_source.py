"""The queue of Today as rows of a sheet, with the line at which today's capacity ends."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from csops_tui.locale import t
from csops_tui.measures.today import Item, Queue, Row
from csops_tui.measures.today_words import reasons
from csops_tui.store.listing import SEPARATOR
from csops_tui.store.past import Collision
from csops_tui.text.names import norm
from csops_tui.tui.present import NONE, present, short_day
from csops_tui.tui.widgets.source import Cell, Column
from csops_tui.tui.widgets.source import Row as Line

SHAPE: dict[str, dict[str, Any]] = {
    "account": {"width": 24, "min_width": 18, "frozen": True, "elastic": True},
    "why": {"width": 46, "min_width": 36, "elastic": True},
    "owner": {"width": 8, "min_width": 6, "hide_below": 3},
    "others": {"width": 6, "hide_below": 1},
    "mrr": {"width": 9, "align": "right", "hide_below": 5},
    "renewal": {"width": 14, "hide_below": 4},
    "one_to_one": {"width": 6, "align": "right", "hide_below": 2},
    "next": {"width": 20, "min_width": 11, "hide_below": 6, "elastic": True},
}
_KINDS = {"mrr": "money", "renewal": "until", "one_to_one": "ago", "next": "next", "owner": "person"}
_RULE = "╌" * 12


class TodaySource:
    """Rows of the queue in the order given; `near` are collisions by account. The line is no row: its id is empty."""

    cheap = True

    def __init__(
        self, queue: Queue, order: Sequence[Row], near: Mapping[str, list[Collision]], today: dt.date, owners: bool
    ) -> None:
        self.queue = queue
        self.near = near
        self.columns = tuple(
            Column(key, t(f"today.{key}"), kind=_KINDS.get(key, "text"), **shape)
            for key, shape in SHAPE.items()
            if owners or key != "owner"
        )
        self._today = today
        self._order = order
        self.rows = {row.id: row for row in order}
        self._places = {row.id: place for place, row in enumerate(order)}

    @property
    def total(self) -> int:
        """How many rows there are without a filter."""
        return len(self._order)

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        """Places of the rows; as they stand the line lies between them, and its place is the number of all rows."""
        places = list(range(len(self._order)))
        if words := norm(quick).split():
            texts = [norm(f"{row.facts.name}\n{row.facts.reading}\n{self._why(row)}") for row in self._order]
            places = [place for place in places if all(word in texts[place] for word in words)]
        if sort is not None:
            values = {place: self._value(sort, self._order[place]) for place in places}
            known = sorted((p for p in places if values[p] is not None), key=lambda p: values[p], reverse=descending)
            places = [*known, *(place for place in places if values[place] is None)]
        elif not words and self.queue.room < len(places):
            places.insert(self.queue.room, len(self._order))
        return array("q", places)

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Line]:
        """The rows at these places as cells."""
        return {key: self._line() if key == len(self._order) else self._cells(self._order[key]) for key in keys}

    def position(self, row_id: str) -> int | None:
        """The place of a row id."""
        return self._places.get(row_id)

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        """How many accounts are shown."""
        return t("today.accounts", n=f"{len(keys):,}")

    def _line(self) -> Line:
        """The line that ends today."""
        capacity = self.queue.capacity
        words = t("today.line" if self.queue.room else "today.all_done", capacity=capacity)
        cells: dict[str, Cell] = {"account": (_RULE, "dim"), "why": (words, "dim")}
        return Line("", tuple(cells.get(column.key, "") for column in self.columns))

    def _cells(self, row: Row) -> Line:
        made: list[Cell] = []
        for column in self.columns:
            value = self._value(column.key, row)
            if column.key == "account":
                made.append(row.facts.name or (t("today.no_account"), "dim"))
            elif column.key == "why":
                role = _role(row.items[0])
                made.append((str(value), role) if role else str(value))  # type: ignore[arg-type]
            elif column.key == "others":
                made.append(self._others(row))
            elif column.key == "mrr" and value is not None:
                made.append(present("money", f"{value}{SEPARATOR}{row.facts.currency or ''}", self._today))
            elif column.key == "next" and value is not None:
                due, _, title = str(value).partition(SEPARATOR)
                made.append(present("next", f"{title}{SEPARATOR}{due}", self._today))
            else:
                made.append(present(column.kind, value, self._today))
        return Line(row.id, tuple(made))

    def _value(self, column: str, row: Row) -> Any:
        """What a cell says and is sorted by; None is no data."""
        facts = row.facts
        match column:
            case "account":
                return facts.reading or None
            case "why":
                return self._why(row)
            case "others":
                return min((other.day for other in self.near.get(row.account_id or "", ())), default=None)
            case "renewal":
                return facts.renewal_on
            case _:
                return getattr(facts, "last_1to1" if column == "one_to_one" else column)

    def _why(self, row: Row) -> str:
        return t("today.join").join(reasons(row, self._today))

    def _others(self, row: Row) -> Cell:
        """The day nearest to today on which another team is in touch; a blackout goes before."""
        near = self.near.get(row.account_id or "", [])
        if not near:
            return NONE
        if any(other.kind == "blackout" for other in near):
            return t("today.blackout"), "bad"
        nearest = min(near, key=lambda other: abs((other.day - self._today).days))
        return short_day(nearest.day.isoformat(), self._today), "warn"


def _role(item: Item) -> str:
    """Colour only where somebody waits or something burns: a broken promise, an urgent signal, a late task."""
    if (item.kind in ("promise", "complaint") and item.late) or item.subjects[0].level == 3:
        return "bad"
    return "warn" if item.kind in ("promise", "signal", "complaint") or (item.kind == "task" and item.late) else ""
