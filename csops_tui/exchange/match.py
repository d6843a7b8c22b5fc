"""Which row of the book a record of a file is: by id, by key in the other system, by what it says."""

from __future__ import annotations

import json
from typing import Any

from csops_tui.exchange.errors import Refused
from csops_tui.exchange.ids import made_id
from csops_tui.exchange.options import Options
from csops_tui.exchange.references import References, key_of
from csops_tui.exchange.remembered import Remembered
from csops_tui.exchange.rows import Draft
from csops_tui.exchange.salesforce import all_keys, one_key
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES

# Fields that are compared in a form of their own; rows are found by them through an index in memory.
_SPOKEN = frozenset(["corporate_number", "domain", "name", "mail", "code", "title"])


# Whether a key was that of another row when it was first recorded: its row was merged into the one that has it now.
_CAME_ALONG = """coalesce((SELECT json_extract(c.new, '$.row_id') FROM _change AS c
  WHERE c.tbl = 'external_ref' AND c.pk = {ref}.id AND c.op = 'I' ORDER BY c.seq LIMIT 1) <> 't:' || {ref}.row_id, 0)"""


class Matcher:
    """Finds the rows that drafts stand for, a block of drafts at a time."""

    def __init__(self, reader: Any, entity: str, options: Options, references: References) -> None:
        self._reader = reader
        self._entity = entity
        self._source = options.source
        self._references = references
        self._names = [column.name for column in columns(ENTITIES[entity])]
        # Row id → the key of the record that was recognised as this row first; another key is another row. And back,
        # "" for a row that is new: the same key is the same row.
        self._claimed: Remembered[str, str] = Remembered()
        # Lines of the block that speak of a row merged away, for whose row another record speaks.
        self.merged: set[int] = set()
        self._rows_of: Remembered[str, str] = Remembered()

    def close(self) -> None:
        """Forget what was recognised; planning is over."""
        self._claimed.close()
        self._rows_of.close()

    def ids(self, drafts: list[Draft]) -> tuple[list[str | Refused], set[str]]:
        """The id of each draft's row, whether or not there is such a row yet, and the keys that are recorded.

        A draft that several rows answer to gives the Refused that says so.
        """
        known = self._recorded([draft.key for draft in drafts if draft.key])
        along = self._came_along(list(known)) if known else frozenset[str]()
        self.merged = {
            d.line for d in drafts if d.key in along or (d.own and self._references.is_merged(self._entity, d.own))
        }
        self._rows_of.recall(draft.key for draft in drafts if draft.marks)
        return [self._row(draft, known) for draft in drafts], set(known)

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
        found = dict(self._reader.execute(sql, [self._asked(keys), self._entity, self._source]).fetchall())
        return {one_key(self._source, key): row for key, row in found.items()}

    def _asked(self, keys: list[str]) -> str:
        """The keys in every form in which the book can hold them, as JSON."""
        return json.dumps([form for key in keys for form in all_keys(self._source, key)])

    def _came_along(self, keys: list[str]) -> set[str]:
        """The keys whose row was merged into one that the same source knows by a key of its own."""
        if not self._references.any_merged(self._entity):
            return set()
        own = _CAME_ALONG.format(ref="o")
        sql = f"""
            SELECT r.key FROM json_each(?) AS j
            CROSS JOIN external_ref AS r ON r.entity = ? AND r.system = ? AND r.key = j.value
            WHERE {_CAME_ALONG.format(ref="r")} AND EXISTS (
              SELECT 1 FROM external_ref AS o WHERE o.entity = r.entity AND o.row_id = r.row_id AND o.system = r.system
              AND o.key <> r.key AND NOT {own})"""
        found = self._reader.execute(sql, [self._asked(keys), self._entity, self._source])
        return {one_key(self._source, key) for (key,) in found}

    def _row(self, draft: Draft, known: dict[str, str]) -> str | Refused:
        if draft.own:
            return self._references.own(self._entity, draft.own)
        row = known.get(draft.key)
        if row is None:
            if (before := self._rows_of.get(draft.key)) is not None:
                return before or made_id(self._source, self._entity, draft.key)
            row = self._recognised(draft)
            if draft.marks and isinstance(row, str):
                self._rows_of.put(draft.key, row if self._claimed.get(row) is not None else "")
            return row
        if self._entity == "account" and self._references.differs(row, draft.values) == "corporate_number":
            return Refused("other_number", value=str(draft.values["corporate_number"]))
        return row

    def _recognised(self, draft: Draft) -> str | Refused:
        """The row by what the record says: the strongest mark decides, and nothing is guessed between several."""
        made = made_id(self._source, self._entity, draft.key)
        if draft.content:
            return made
        open_rows: list[str] = []
        doubt: Refused | None = None
        for place, (fields, keys) in enumerate(draft.marks):
            found = [row for row in self._marked(fields, keys, draft) if not self._taken(row, draft)]
            if open_rows:
                # A weaker mark chooses among what a stronger one left open, and adds nothing to it.
                found = [row for row in found if row in open_rows]
            if len(found) == 1 and not (doubt := self._doubtful(found[0], place, draft)):
                if not draft.key.startswith("=") or self._claimed.get(found[0]) is None:
                    self._claimed.put(found[0], draft.key)
                return found[0]
            if doubt:
                break
            open_rows = found or open_rows
        if doubt is None and len(open_rows) > 1:
            doubt = Refused("ambiguous_row", value=_said(draft), count=len(open_rows))
        if doubt is None or not draft.key.startswith("="):
            # A key of its own tells a record apart, however many rows share its name; a person is told of the likeness.
            draft.empty = (*draft.empty, doubt) if doubt else draft.empty
            return made
        return doubt

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
        """Whether the row cannot be what the record is about, whatever else agrees."""
        if self._entity == "account":
            return bool(self._references.differs(row, draft.values))
        if self._entity == "contact" and (mail := draft.values.get("mail")):
            # Namesakes work side by side; two addresses are two people until somebody says otherwise.
            other = self._references.value("contact", "mail", row)
            return bool(other) and key_of("contact", "mail", str(other)) != key_of("contact", "mail", str(mail))
        return False

    def _doubtful(self, row: str, place: int, draft: Draft) -> Refused | None:
        """Why one row found is not enough: another is meant just as well, or the row is known by another domain."""
        fields = draft.marks[place][0]
        domain = str(draft.values.get("domain") or "")
        if self._entity != "account" or not domain:
            return None
        if fields == ("name",) and self._references.elsewhere(row, domain):
            return Refused("other_domain", value=str(draft.values.get("name")), domain=domain)
        if fields == ("domain",):
            for further, keys in draft.marks[place + 1 :]:
                namesakes = [r for r in self._marked(further, keys, draft) if not self._references.elsewhere(r, domain)]
                if namesakes and row not in namesakes:
                    return Refused("ambiguous_row", value=_said(draft), count=1 + len(namesakes))
        return None

    def _taken(self, row: str, draft: Draft) -> bool:
        """Whether the row is already another record of the same source."""
        if draft.key.startswith("="):
            return False
        claimed = self._claimed.get(row) or "="
        if claimed != draft.key and not claimed.startswith("="):
            return True
        sql = (
            "SELECT 1 FROM external_ref "
            "WHERE entity = ? AND row_id = ? AND system = ? AND key NOT GLOB '[=#]*' "
            "AND key NOT IN (SELECT value FROM json_each(?))"
        )
        own = self._asked([draft.key])
        return self._reader.execute(sql, [self._entity, row, self._source, own]).fetchone() is not None


def _said(draft: Draft) -> str:
    """What a record says of itself by which it could be found."""
    return ", ".join(dict.fromkeys(key for _, keys in draft.marks for key in keys))
