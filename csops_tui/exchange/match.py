"""Which row of the book a record of a file is: by id, by key in the other system, by what it says."""

from __future__ import annotations

import json
from typing import Any

from csops_tui.exchange.errors import Refused
from csops_tui.exchange.ids import made_id
from csops_tui.exchange.options import Options
from csops_tui.exchange.references import References, key_of
from csops_tui.exchange.rows import Draft
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES

# Fields that are compared in a form of their own; rows are found by them through an index in memory.
_SPOKEN = frozenset(["corporate_number", "domain", "name", "mail", "code", "title"])


class Matcher:
    """Finds the rows that drafts stand for, a block of drafts at a time."""

    def __init__(self, reader: Any, entity: str, options: Options, references: References) -> None:
        self._reader = reader
        self._entity = entity
        self._source = options.source
        self._references = references
        self._names = [column.name for column in columns(ENTITIES[entity])]
        # Row id → the key of the record that was recognised as this row first; another key is another row.
        self._claimed: dict[str, str] = {}

    def ids(self, drafts: list[Draft]) -> tuple[list[str | Refused], set[str]]:
        """The id of each draft's row, whether or not there is such a row yet, and the keys that are recorded.

        A draft that several rows answer to gives the Refused that says so.
        """
        known = self._recorded([draft.key for draft in drafts if draft.key])
        return [draft.own or known.get(draft.key) or self._recognised(draft) for draft in drafts], set(known)

    def rows(self, ids: list[str]) -> dict[str, dict[str, Any]]:
        """The rows among `ids` that are in the book, as field → stored value."""
        names = ", ".join(f't."{name}"' for name in self._names)
        sql = f'SELECT t.id, {names} FROM json_each(?) AS j CROSS JOIN "{self._entity}" AS t ON t.id = j.value'
        return {
            row[0]: dict(zip(self._names, row[1:], strict=True)) for row in self._reader.execute(sql, [json.dumps(ids)])
        }

    def _recorded(self, keys: list[str]) -> dict[str, str]:
        if not keys:
            return {}
        sql = (
            "SELECT r.key, r.row_id FROM json_each(?) AS j "
            # CROSS JOIN keeps SQLite from walking all keys of the source for every one asked about.
            "CROSS JOIN external_ref AS r ON r.entity = ? AND r.system = ? AND r.key = j.value"
        )
        return dict(self._reader.execute(sql, [json.dumps(keys), self._entity, self._source]).fetchall())

    def _recognised(self, draft: Draft) -> str | Refused:
        made = made_id(self._source, self._entity, draft.key)
        if draft.content:
            return made
        several: Refused | None = None
        for fields, keys in draft.marks:
            found = [row for row in self._marked(fields, keys, draft) if not self._taken(row, draft)]
            if len(found) == 1:
                if not draft.key.startswith("="):
                    self._claimed[found[0]] = draft.key
                return found[0]
            if len(found) > 1 and several is None:
                several = Refused("ambiguous_row", value=", ".join(keys), count=len(found))
        # A key of its own tells a record apart, however many rows share its name.
        return several if several and draft.key.startswith("=") else made

    def _marked(self, fields: tuple[str, ...], keys: tuple[str, ...], draft: Draft) -> list[str]:
        spoken = next((n for n, field in enumerate(fields) if field in _SPOKEN), None)
        if spoken is not None:
            ids = self._references.index(self._entity, fields[spoken]).get(keys[spoken], ())
            rest = [field for n, field in enumerate(fields) if n != spoken]
            found = [
                row
                for row in ids
                if all(self._references.value(self._entity, f, row) == draft.values.get(f) for f in rest)
            ]
        else:
            where = " AND ".join(f'"{field}" = ?' for field in fields)
            sql = f'SELECT id FROM "{self._entity}" WHERE {where}'
            found = [row for (row,) in self._reader.execute(sql, [draft.values[field] for field in fields])]
        return [row for row in found if not self._differs(row, draft)]

    def _differs(self, row: str, draft: Draft) -> bool:
        """Companies with two corporate numbers are two companies, whatever else agrees."""
        number = draft.values.get("corporate_number") if self._entity == "account" else None
        other = self._references.value("account", "corporate_number", row) if number else None
        return bool(other) and key_of("account", "corporate_number", str(other)) != key_of(
            "account", "corporate_number", str(number)
        )

    def _taken(self, row: str, draft: Draft) -> bool:
        """Whether the row is already another record of the same source."""
        if draft.key.startswith("="):
            return False
        if self._claimed.get(row, draft.key) != draft.key:
            return True
        sql = (
            "SELECT 1 FROM external_ref "
            "WHERE entity = ? AND row_id = ? AND system = ? AND key NOT GLOB '[=#]*' AND key <> ?"
        )
        return self._reader.execute(sql, [self._entity, row, self._source, draft.key]).fetchone() is not None
