"""How the values of a book stand in a file, so that each comes back as it was, NULL and the empty text among them.

In CSV and in a workbook an empty cell is NULL. Text that begins like a formula or with a quote, and the empty text, has
a quote before it; nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from csops_tui.exchange.export import import_order
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES

Kind = Literal["csv", "jsonl", "xlsx"]
Type = Literal["TEXT", "INTEGER", "REAL"]

FORMAT, VERSION = "csops-book", 1
MANIFEST = "manifest.json"

_GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
_EXACT = 1 << 53


@dataclass(frozen=True)
class TableForm:
    """A table of the book as it leaves: its columns with their types, and the order of its rows."""

    name: str
    columns: tuple[str, ...]
    types: tuple[Type, ...]
    days: frozenset[str] = frozenset()
    key: str = "id"


def tables() -> tuple[TableForm, ...]:
    """All tables that make up a book: the entities, and bulk usage with the batches that brought it.

    What refers to others comes after them, so that taking an import back finds nothing in its way.
    """
    found = [
        TableForm(
            name,
            ("id", *(c.name for c in columns(entity))),
            ("TEXT", *(_type(c.sql_type) for c in columns(entity))),
            frozenset(c.name for c in columns(entity) if c.spec.kind == "day"),
        )
        for name, entity in ((name, ENTITIES[name]) for name in import_order() if name in ENTITIES)
    ]
    batches = TableForm(
        "_import",
        ("n", "id", "at", "actor", "source", "rows", "live"),
        ("INTEGER", "TEXT", "TEXT", "TEXT", "TEXT", "INTEGER", "INTEGER"),
        key="n",
    )
    usage = TableForm(
        "_usage",
        ("id", "account_id", "contact_id", "product_id", "metric", "grain", "day", "value", "batch"),
        ("INTEGER", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "REAL", "INTEGER"),
        frozenset(["day"]),
    )
    return (*found, batches, usage)


def _type(sql_type: str) -> Type:
    return "INTEGER" if sql_type == "INTEGER" else "REAL" if sql_type == "REAL" else "TEXT"


def to_cell(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if not value or value[0] in _GUARDED else value
    return repr(value)


def from_cell(cell: str, kind: Type) -> Any:
    """The value of a cell of a column of this type; raises ValueError for what is no number there."""
    if not cell:
        return None
    if kind == "TEXT":
        return cell[1:] if cell[0] == "'" else cell
    return int(cell) if kind == "INTEGER" else float(cell)


def fits_number(value: Any) -> bool:
    """Whether a workbook, which keeps 16 digits, gives a number back exactly."""
    if isinstance(value, int):
        return abs(value) < _EXACT
    return float(f"{value:.16G}") == value and abs(value) != float("inf")


def from_json(row: dict[str, Any], names: Sequence[str], types: Sequence[Type]) -> list[Any]:
    """The values of a JSON line; a whole number may stand for a real one. Raises ValueError for another type."""
    values: list[Any] = []
    for name, kind in zip(names, types, strict=True):
        value = row.get(name)
        if kind == "REAL" and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        wanted = {"TEXT": str, "INTEGER": int, "REAL": float}[kind]
        if value is not None and (not isinstance(value, wanted) or isinstance(value, bool)):
            raise ValueError(name)
        values.append(value)
    return values
