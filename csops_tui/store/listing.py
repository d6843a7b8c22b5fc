"""Lists as SQL: an order as a vector of keys, the rows of a window, and one line about a column.

Screens, the shell and exports all read lists through this, so that they show the same rows in the same order.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from csops_tui.store.sqlite import Connection
from csops_tui.text.numbers import DECIMALS

# Values that a cell is made of are joined by this; it cannot stand in cleaned text.
SEPARATOR = "\x1f"
_PARTS = " ".join(f"WHEN '{code}' THEN {10**places}" for code, places in DECIMALS.items())


@dataclass(frozen=True)
class Field:
    """One column of a list: `sql` gives its value, `sort` (if any) what it is sorted by, `kind` how it is shown."""

    key: str
    sql: str
    kind: str = "text"
    sort: str = ""


def whole_units(amount: str, currency: str) -> str:
    """SQL that orders amounts of several currencies: whole yen beside whole dollars, not what they are worth."""
    return f"{amount} * 1.0 / CASE {currency} {_PARTS} ELSE 100 END"


def money_field(key: str, amount: str, currency: str, kind: str = "money") -> Field:
    """A field of minor units with their currency, sorted by whole units."""
    return Field(key, f"{amount} || '{SEPARATOR}' || {currency}", kind, whole_units(amount, currency))


@dataclass(frozen=True)
class Listing:
    """What a list shows; `source` is the FROM … WHERE, `key` an integer expression and `id` the row's lasting id.

    `where` is a condition on top that a person wrote (`measures.expression.parse(…).sql`): only rows that it holds for
    belong to the list, and all questions are asked within `store.guard.limited` (TooSlow, NotAllowed). `group` is the
    key of a field by which the rows stand together, whatever they are sorted by. `begins` is a condition, quickly
    answered, that holds for the first rows in the list's own order and for none before which one is missing.
    """

    name: str
    source: str
    key: str
    id: str
    fields: tuple[Field, ...]
    order: str
    search: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    where: str = ""
    group: str = ""
    begins: str = ""

    def keys(self, conn: Connection, sort: str | None = None, descending: bool = False, quick: str = "") -> array[int]:
        """Keys of the rows that contain all words of `quick`, by field `sort` (empty values last), then by `order`."""
        where, parameters = self._matching(quick)
        leading = ""
        for key, down in ((self.group, descending and sort == self.group), (sort, descending)):
            chosen = next((f for f in self.fields if key and f.key == key), None)
            if chosen:
                by = chosen.sort or chosen.sql
                leading += f"({by}) IS NULL, ({by}) {'DESC' if down else 'ASC'}, "
        sql = f"SELECT {self.key} {self._from} {where} ORDER BY {leading}{self.order}"
        with self._limits(conn):
            # Row by row: millions of keys take no more memory on the way than they do in the end.
            return array("q", (key for (key,) in conn.execute(sql, {**self.parameters, **parameters})))

    def beginning(self, conn: Connection, most: int) -> array[int]:
        """Keys of the first rows in the list's own order, at most so many; none where it has no quick beginning."""
        if not self.begins or self.where or self.group:
            return array("q")
        sql = f"SELECT {self.key} {self.source} AND {self.begins} ORDER BY {self.order} LIMIT {most}"
        return array("q", (key for (key,) in conn.execute(sql, self.parameters)))

    def rows(self, conn: Connection, keys: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """The rows of these keys: key → (id, one value per field)."""
        columns = ", ".join(f.sql for f in self.fields)
        names = ",".join(map(str, keys))
        sql = f"SELECT {self.key}, {self.id}, {columns} {self._from} AND {self.key} IN ({names})"
        return {row[0]: row[1:] for row in self._ask(conn, sql)}

    def position(self, conn: Connection, row_id: str) -> int | None:
        """The key of the row with this id; None when the list has no such row."""
        sql = f"SELECT {self.key} {self._from} AND {self.id} = :row_id"
        found = self._ask(conn, sql, {"row_id": row_id})
        return found[0][0] if found else None

    def count(self, conn: Connection, most: int = -1) -> int:
        """How many rows the whole list has; counting ends at `most`."""
        asked = f"SELECT 1 {self._from} LIMIT {most}" if most >= 0 else f"SELECT 1 {self._from}"
        return self._ask(conn, f"SELECT count(*) FROM ({asked})")[0][0]

    def group_of(self, conn: Connection, key: int) -> Listing | None:
        """This list with only the rows of the group that the row `key` is in; None where nothing is grouped."""
        grouped = next((f for f in self.fields if self.group and f.key == self.group), None)
        if grouped is None:
            return None
        by = grouped.sort or grouped.sql
        found = self._ask(conn, f"SELECT {by} {self._from} AND {self.key} = {int(key)}")
        if not found:
            return None
        parameters = {**self.parameters, "group_value": found[0][0]}
        return replace(self, source=f"{self.source} AND ({by}) IS :group_value", parameters=parameters)

    def values(self, conn: Connection, column: str, quick: str = "") -> list[Any]:
        """What one field is sorted by over the rows that match `quick`, without the missing ones, in order."""
        chosen = next(f for f in self.fields if f.key == column)
        return self._present(conn, chosen.sort or chosen.sql, quick)

    def spread(self, conn: Connection, column: str, quick: str = "") -> tuple[int, Any, Any]:
        """How many rows that match `quick` have a value in one field, and the least and the greatest of them."""
        asked, parameters = self._asked_of(column, quick)
        return self._ask(conn, f"SELECT count(v), min(v), max(v) FROM ({asked})", parameters)[0]

    def middle(self, conn: Connection, column: str, quick: str = "") -> tuple[int, float, float]:
        """n, sum and median of one field of numbers over the rows that match `quick`; the median of nothing is 0."""
        asked, parameters = self._asked_of(column, quick)
        count, total = self._ask(conn, f"SELECT count(v), sum(v) FROM ({asked})", parameters)[0]
        most = f"LIMIT {2 - count % 2} OFFSET {max(0, (count - 1) // 2)}"
        middle = self._ask(conn, f"SELECT avg(v) FROM ({asked} ORDER BY v {most})", parameters)[0][0]
        return count, total or 0, middle or 0

    def amounts(self, conn: Connection, column: str, quick: str = "") -> dict[str, list[int]]:
        """Currency → minor units of one money field over the rows that match `quick`; "" where it names none."""
        chosen = next(f for f in self.fields if f.key == column)
        found: dict[str, list[int]] = {}
        for value in self._present(conn, chosen.sql, quick):
            amount, _, currency = str(value).partition(SEPARATOR)
            found.setdefault(currency, []).append(int(amount))
        return found

    def _present(self, conn: Connection, sql: str, quick: str) -> list[Any]:
        where, parameters = self._matching(quick)
        asked = f"SELECT {sql} AS v {self._from} {where} AND v IS NOT NULL ORDER BY v"
        return [row[0] for row in self._ask(conn, asked, parameters)]

    def _asked_of(self, column: str, quick: str) -> tuple[str, dict[str, str]]:
        """A select of what one field is sorted by over the rows that match and have it, and its parameters."""
        chosen = next(f for f in self.fields if f.key == column)
        where, parameters = self._matching(quick)
        return f"SELECT {chosen.sort or chosen.sql} AS v {self._from} {where} AND v IS NOT NULL", parameters

    @property
    def _from(self) -> str:
        return f"{self.source} AND {self.where}" if self.where else self.source

    def _ask(self, conn: Connection, sql: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a statement over this list; within the limits where a person wrote part of it."""
        with self._limits(conn):
            return conn.execute(sql, {**self.parameters, **(parameters or {})}).fetchall()

    def _limits(self, conn: Connection) -> AbstractContextManager[None]:
        if not self.where:
            return nullcontext()
        from csops_tui.store.guard import limited

        return limited(conn)

    def _matching(self, quick: str) -> tuple[str, dict[str, str]]:
        """The condition for a quick filter: each word in some search column, as typed, NFKC or in katakana."""
        clauses: list[str] = []
        parameters: dict[str, str] = {}
        for number, word in enumerate(quick.split()):
            forms = dict.fromkeys((word, unicodedata.normalize("NFKC", word), katakana(word)))
            parts: list[str] = []
            for turn, form in enumerate(forms):
                name = f"quick_{number}_{turn}"
                parameters[name] = "%" + form.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
                parts += [f"{column} LIKE :{name} ESCAPE '\\'" for column in self.search]
            clauses.append(f"({' OR '.join(parts)})")
        return ("AND " + " AND ".join(clauses) if clauses else ""), parameters


def katakana(text: str) -> str:
    """Hiragana as katakana, the rest as it is: names are stored with katakana readings."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)
