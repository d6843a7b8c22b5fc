"""Values as the change log writes them, and back."""

from __future__ import annotations

import json
from typing import Any

Value = str | int | float | bytes | None


def untag(value: Any) -> Value:
    """A tagged value of the log as the database holds it."""
    if not isinstance(value, str):
        return value
    if value.startswith("t:"):
        return value[2:]
    if value.startswith("r:"):
        return float(value[2:])
    return bytes.fromhex(value[2:]) if value.startswith("b:") else value


def fields(text: str | None) -> dict[str, Value]:
    """The `old` or `new` of a change as field → value; empty for None."""
    return {name: untag(value) for name, value in json.loads(text).items()} if text else {}


def fold(changes: list[tuple[str, str | None]]) -> dict[str, Value] | None:
    """The row that a list of (op, new) in order amounts to; None when it is dead.

    An insert sets every field, those it does not name to NULL; an update after a delete brings the row back whole.
    """
    alive = False
    row: dict[str, Value] = {}
    for op, new in changes:
        alive = op != "D"
        if op == "I":
            row = fields(new)
        elif op == "U":
            row.update(fields(new))
    return row if alive else None
