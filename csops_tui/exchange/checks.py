"""The rules across fields, asked of rows before they are written, so that one of them does not stop the rest."""

from __future__ import annotations

import json
from typing import Any

from csops_tui.exchange.errors import Refused
from csops_tui.locale import has, t
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES


class Checks:
    """Runs an entity's `checks` on rows that are not in the book yet, in SQLite's own words."""

    def __init__(self, reader: Any, entity: str) -> None:
        kind = ENTITIES[entity]
        self._reader = reader
        self._entity = entity
        self._rules = list(kind.checks)
        self._names = [column.name for column in columns(kind)]
        asked = ", ".join(f"({rule}) IS 0" for rule in kind.checks.values())
        fields = ", ".join(f"""json_extract(value, '$[{n}]') AS "{name}\"""" for n, name in enumerate(self._names))
        self._sql = f"SELECT key, {asked} FROM (SELECT key, {fields} FROM json_each(?))"

    def failures(self, rows: list[dict[str, Any]]) -> dict[int, Refused]:
        """Place in the list → the first rule that a row breaks."""
        if not self._rules or not rows:
            return {}
        values = json.dumps([list(map(row.get, self._names)) for row in rows])
        found: dict[int, Refused] = {}
        for place, *broken in self._reader.execute(self._sql, [values]):
            if any(broken):
                rule = self._rules[broken.index(1)]
                words = f"check.{self._entity}.{rule}"
                found[place] = Refused("rule", rule=t(words) if has(words) else rule.replace("_", " "))
        return found
