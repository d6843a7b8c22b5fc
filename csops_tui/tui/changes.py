"""Changes of records in the words of the people who made them: labels, code words, names instead of ids."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csops_tui.locale import has, language, t
from csops_tui.model.codes import list_of, word
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.sqlite import Connection
from csops_tui.store.values import Value
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money

NOTHING = "–"


class ChangeWords:
    """Records, fields and values as words; names are read once per id with the connection given.

    Loads the model, so it belongs into a worker.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._names: dict[tuple[str, str], str] = {}
        self._columns: dict[str, dict[str, Column]] = {}

    def knows(self, table: str, row_id: str, name: str) -> None:
        """A record that is not in the book yet is called so."""
        self._names[(table, row_id)] = clean(name)

    def entity(self, table: str) -> str:
        """What a kind of record is called."""
        return t(f"entity.{table}")

    def field(self, table: str, name: str) -> str:
        """What a field is called; its own name where the catalogue has none."""
        return t(key) if has(key := f"field.{table}.{name}") else name

    def record(self, table: str, row_id: str, values: dict[str, Value]) -> str:
        """How people know a record: account and title as they are now, else from the values of a row that is gone."""
        key = (table, row_id)
        if key not in self._names:
            self._names[key] = self._title(table, {**values, **(self._row(table, row_id) or {})})
        return self._names[key]

    def value(self, table: str, name: str, value: Value, row: dict[str, Value]) -> str:
        """One value as people read it; `row` tells the currency of an amount."""
        column = self._known(table).get(name)
        if value is None or value == "":
            return NOTHING
        if column is None:
            return clean(str(value)).replace("⏎", " ")
        return clean(self._shown(table, column, value, row).replace("\n", " "))

    def _shown(self, table: str, column: Column, value: Value, row: dict[str, Value]) -> str:
        spec, text = column.spec, str(value)
        match spec.kind:
            case "ref":
                return self._referred(spec.target, text)
            case "code":
                return word(list_of(table, column.name, spec.target), text, language())
            case "money":
                currency = str(row.get("currency") or "JPY")
                return format_money(int(text), currency, language(), short=False)
            case "day" | "month":
                return text.replace("-", "/")
            case "moment":
                return f"{dt.datetime.fromisoformat(text).astimezone():%Y/%m/%d %H:%M}"
            case "flag":
                return t("present.yes") if value else t("history.no")
            case "count" | "number":
                return f"{float(text):,.10g}"
            case _:
                return text

    def _referred(self, table: str, row_id: str) -> str:
        key = (table, row_id)
        if key not in self._names:
            self._names[key] = self._title(table, self._row(table, row_id) or {}) or t("history.gone")
        return self._names[key]

    def _title(self, table: str, row: dict[str, Value]) -> str:
        known = self._known(table)
        parts: list[str] = []
        if row.get("account_id") and table != "account":
            parts.append(self._referred("account", str(row["account_id"])))
        for name in ENTITIES[table].titles if table in ENTITIES else ():
            if name in known and row.get(name) is not None:
                parts.append(self._shown(table, known[name], row[name], row))
        return clean(" ".join(parts).replace("\n", " "))

    def _row(self, table: str, row_id: str) -> dict[str, Value] | None:
        if table not in ENTITIES:
            return None
        cursor = self._conn.execute(f'SELECT * FROM "{table}" WHERE id = ?', [row_id])
        found: tuple[Any, ...] | None = cursor.fetchone()
        return {d[0]: v for d, v in zip(cursor.description, found, strict=True)} if found else None

    def _known(self, table: str) -> dict[str, Column]:
        if table not in self._columns:
            entity = ENTITIES.get(table)
            self._columns[table] = {column.name: column for column in columns(entity)} if entity else {}
        return self._columns[table]


def differences(op: str, old: dict[str, Value], new: dict[str, Value]) -> list[tuple[str, Value, Value]]:
    """(field, before, after) of one change in the log's order; fields that stay empty are left out."""
    names = [name for name in {**old, **new} if name != "id"]
    found = [(name, old.get(name), new.get(name)) for name in names]
    if op == "D":
        found = [(name, before, None) for name, before, _ in found]
    return [(name, before, after) for name, before, after in found if before is not None or after is not None]
