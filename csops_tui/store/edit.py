"""One edit: everything a person does in one act, written in one transaction and recorded as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from csops_tui.store.clock import utc_text
from csops_tui.store.digest import sha256
from csops_tui.store.errors import NoSuchRow, Refused
from csops_tui.store.sqlite import Connection, IntegrityError
from csops_tui.store.transaction import refused
from csops_tui.text.clean import clean
from csops_tui.text.ids import uuid7

# The columns that hold several lines; in every other one a line break becomes a visible sign.
MULTILINE = frozenset(
    [
        "note",
        "body",
        "reasons",
        "evidence",
        "comment",
        "where_text",
        "expression",
        "rule",
        "definition",
        "formula",
        "steps",
        "help",
        "hypothesis",
        "findings",
        "improve_cs",
        "improve_ops",
        "minutes_text",
    ]
)


class Edit:
    """Writes rows inside `Book.edit`; `id` names the step, `topics` the tables it touched (once committed)."""

    def __init__(self, conn: Connection, edit_id: str, now: dt.datetime, actor: str, label: str, undoes: str) -> None:
        self.conn = conn
        self.id = edit_id
        self.actor = actor
        self.label = label
        self.undoes = undoes
        self.topics: frozenset[str] = frozenset()
        self.count = 0
        self._now = now
        self._references: dict[str, list[tuple[str, str, bool]]] = {}

    def insert(self, table: str, values: dict[str, Any]) -> str:
        """Add one row; returns its id (a new UUIDv7 unless `values` names one)."""
        row = {"id": values.get("id") or uuid7(), **{k: v for k, v in values.items() if k != "id"}}
        names = ", ".join(f'"{name}"' for name in row)
        holes = ", ".join("?" * len(row))
        with refusals(table):
            self.conn.execute(
                f'INSERT INTO "{table}" ({names}) VALUES ({holes})', [_clean(k, v) for k, v in row.items()]
            )
        return str(row["id"])

    def insert_rows(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, clean: bool = True
    ) -> None:
        """Add many rows, streamed; `columns` must include `id`. `clean=False` is for text that the program made."""
        if clean:
            rows = _clean_rows(columns, rows)
        names = ", ".join(f'"{name}"' for name in columns)
        holes = ", ".join("?" * len(columns))
        with refusals(table):
            self.conn.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({holes})', rows)

    def update(self, table: str, row_id: str, values: dict[str, Any]) -> None:
        """Change some fields of one row; raises NoSuchRow. Fields that keep their value leave no trace in the log."""
        if not values:
            return
        sets = ", ".join(f'"{name}" = ?' for name in values)
        cleaned = [_clean(k, v) for k, v in values.items()]
        with refusals(table):
            done = self.conn.execute(f'UPDATE "{table}" SET {sets} WHERE id = ?', [*cleaned, row_id])
        if done.rowcount == 0:
            raise NoSuchRow(table=table, id=row_id)

    def delete(self, table: str, row_id: str) -> None:
        """Remove one row with the rows it owns; raises NoSuchRow, and Refused when others refer to it."""
        self._refuse_if_referred(table, row_id)
        with refusals(table):
            done = self.conn.execute(f'DELETE FROM "{table}" WHERE id = ?', [row_id])
        if done.rowcount == 0:
            raise NoSuchRow(table=table, id=row_id)

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement of the program's own (never built from user text); returns the number of rows changed."""
        return self.conn.execute(sql, parameters).rowcount

    def usage_batch(self, source: str) -> int:
        """Open a batch of bulk usage facts that come and go together; returns its number."""
        opened = self.conn.execute(
            "INSERT INTO _import (id, at, actor, source, edit) VALUES (?, ?, ?, ?, ?)",
            [uuid7(), utc_text(self._now), self.actor, clean(source), self.id],
        )
        return int(opened.lastrowid or 0)

    def imported(self, source: str) -> None:
        """Note that this edit is an import and from where, so that a later one can tell its word from a person's."""
        self.conn.execute(
            "INSERT INTO _import (id, at, actor, source, edit) VALUES (?, ?, ?, ?, ?)",
            [f"records:{uuid7()}", utc_text(self._now), self.actor, clean(source), self.id],
        )

    def usage_rows(self, batch: int, rows: Iterable[Sequence[Any]]) -> int:
        """Add facts (account_id, contact_id, product_id, metric, grain, day, value) to a batch; returns how many."""
        before = self.conn.total_changes
        with refusals("usage"):
            self.conn.executemany(
                """INSERT INTO _usage (account_id, contact_id, product_id, metric, grain, day, value, batch)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                ((*row, batch) for row in rows),
            )
        added = self.conn.total_changes - before
        self.conn.execute("UPDATE _import SET rows = rows + ? WHERE n = ?", [added, batch])
        return added

    def usage_replaced(self, facts: Iterable[tuple[int, int]]) -> int:
        """Take facts (number, number of their batch) out of force until this edit is undone; returns how many."""
        from csops_tui.store.batches import set_aside

        return set_aside(self.conn, self.id, self.actor, utc_text(self._now), facts)

    def _refuse_if_referred(self, table: str, row_id: str) -> None:
        if table not in self._references:
            self._references[table] = references_to(self.conn, table)
        for child, column, owned in self._references[table]:
            if owned:
                continue
            (found,) = self.conn.execute(f'SELECT count(*) FROM "{child}" WHERE "{column}" = ?', [row_id]).fetchone()
            if found:
                raise Refused(rule="referred", table=table, detail=f"{child} × {found}")


@contextmanager
def refusals(table: str) -> Generator[None]:
    """Turn SQLite's word that a row of `table` breaks a rule into Refused."""
    try:
        yield
    except IntegrityError as error:
        raise refused(error, table) from error


def references_to(conn: Connection, table: str) -> list[tuple[str, str, bool]]:
    """Who refers to `table`: (child table, column, whether its rows are owned and go along)."""
    rows = conn.execute(
        """SELECT m.name, f."from", f.on_delete = 'CASCADE'
           FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f
           WHERE m.type = 'table' AND f."table" = ? AND m.name NOT LIKE '\\_%' ESCAPE '\\'""",
        [table],
    )
    return [(child, column, bool(owned)) for child, column, owned in rows]


# One text per change, made by the database; control characters cannot occur inside the JSON of old and new.
_DIGESTED = """
SELECT tbl, replica, seq, replica || char(31) || seq || char(31) || tbl || char(31) || pk || char(31) || op || char(31)
       || coalesce(old, '-') || char(31) || coalesce(new, '-') || char(30)
FROM _change WHERE edit = ? ORDER BY """
_ARRIVED, _COUNTED = f"{_DIGESTED} n", f"{_DIGESTED} replica, seq"


def edit_digest(conn: Connection, edit_id: str) -> tuple[str, int, frozenset[str]]:
    """The SHA-256 of an edit's changes in order, how many there are, and the tables they touch."""
    # They mostly arrived in their order, and then need not be sorted, for which all of them would be held in memory.
    return _digest(conn, _ARRIVED, edit_id) or _digest(conn, _COUNTED, edit_id) or ("", 0, frozenset())


def _digest(conn: Connection, sql: str, edit_id: str) -> tuple[str, int, frozenset[str]] | None:
    """The digest of changes in the order of a select; None when that is not the order in which they were made."""
    digest = sha256()
    topics: set[str] = set()
    count = 0
    before: tuple[str, int] = ("", 0)
    for table, replica, seq, text in conn.execute(sql, [edit_id]):
        if (replica, seq) < before:
            return None
        before = (replica, seq)
        digest.update(text.encode())
        topics.add(table)
        count += 1
    return digest.hexdigest(), count, frozenset(topics)


def seal(conn: Connection, edit_id: str) -> tuple[frozenset[str], int]:
    """Count and hash the changes of an edit at its end; returns the tables touched and how many changes."""
    digest, count, topics = edit_digest(conn, edit_id)
    if conn.execute("SELECT 1 FROM _import WHERE edit = ? AND id NOT GLOB 'records:*'", [edit_id]).fetchone():
        topics |= {"usage"}
    conn.execute("UPDATE _edit SET changes = ?, hash = ? WHERE id = ?", [count, digest, edit_id])
    return topics, count


def _clean(column: str, value: Any) -> Any:
    return clean(value, multiline=column in MULTILINE) if isinstance(value, str) else value


def _clean_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    lines = [column in MULTILINE for column in columns]
    for row in rows:
        yield [clean(v, multiline=m) if isinstance(v, str) else v for v, m in zip(row, lines, strict=True)]
