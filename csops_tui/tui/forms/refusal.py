"""Which field a refusal of the book is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csops_tui.store.errors import Refused


def field_at_fault(error: Refused, table: str, shown: Sequence[str]) -> str | None:
    """The field to put the cursor on: the column a rule is called after, else the last one its words name.

    A rule reads "unless this state, that field": the last column is the one that has to change.
    """
    from csops_tui.model.registry import ENTITIES

    rule, detail = str(error.values.get("rule", "")), str(error.values.get("detail", ""))
    if rule == "required" and detail in shown:
        return detail
    sql = ENTITIES[table].checks.get(rule)
    if sql is None:
        column = rule.rpartition("_")[0]
        return column if column in shown else None
    named = [name for name in re.findall(r"[a-z_]+", sql) if name in shown]
    return named[-1] if named else None
