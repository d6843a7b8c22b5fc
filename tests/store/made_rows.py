"""Rows of any table with values of their own, made from the declaration, and a book's whole state to compare."""

from __future__ import annotations

import random
from typing import Any

from book_cases import content

from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit

# What rules across columns ask for.
_FITTING = {
    ("account_calendar", "month"): 3,
    ("exchange_rate", "rate"): 1.5,
    ("survey", "scale_max"): 10,
    ("churn", "state"): "noticed",
}


def make(edit: Edit, table: str, chance: random.Random, **values: Any) -> str:
    """Add one row of a table with what it needs; rows it must refer to are added as well."""
    row = dict(values)
    for column in columns(ENTITIES[table]):
        if column.name not in row and column.required and column.default is None:
            row[column.name] = _value(edit, table, column, chance)
    return edit.insert(table, row)


def _value(edit: Edit, table: str, column: Column, chance: random.Random) -> Any:
    if fitting := _FITTING.get((table, column.name)):
        return fitting
    day = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    match column.spec.kind:
        case "ref":
            return make(edit, column.spec.target, chance)
        case "day":
            return day if column.name != "ends" else "2027-12-31"
        case "moment":
            return f"{day}T01:00:00Z"
        case "month":
            return day[:7]
        case "code":
            return column.spec.closed[0] if column.spec.closed else "other"
        case "flag":
            return 0
        case "money" | "count":
            return column.spec.low or 1
        case "number":
            return float(column.spec.low or 1)
        case _:
            return f"{column.name} {chance.randint(1, 5)}"


def state(book: Book) -> dict[str, Any]:
    """Every row of every table, usage with its batches included, and what the book has noted about usage."""
    conn = book.reader()
    return {
        **content(conn),
        "_usage": conn.execute("SELECT * FROM _usage ORDER BY id").fetchall(),
        "_import": conn.execute("SELECT * FROM _import ORDER BY n").fetchall(),
        "_meta": conn.execute("SELECT * FROM _meta WHERE k LIKE 'usage_of:%' ORDER BY k").fetchall(),
    }
