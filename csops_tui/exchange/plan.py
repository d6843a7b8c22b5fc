"""What an import would do, row by row: the dry run that is shown first and then carried out as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from csops_tui.exchange.errors import Refused
from csops_tui.exchange.mapping import Mapping
from csops_tui.exchange.options import Options
from csops_tui.exchange.spool import Spool
from csops_tui.exchange.table import Table

_NAMED = 5


class Created(NamedTuple):
    """A row that is new to the book; `values` are those of `Plan.columns`, `key` its name in the other system."""

    line: int
    id: str
    key: str
    values: tuple[Any, ...]


class Updated(NamedTuple):
    """A row that changes: field → (value now, value then); `key` is set when the row becomes known by it."""

    line: int
    id: str
    changes: dict[str, tuple[Any, Any]]
    key: str


class Conflict(NamedTuple):
    """A record of a row that a person has changed since the last import from its source, and that says something else.

    `kept` are the fields in conflict: field → (value in the book, value in the file); ours stay. `changes` are the
    other fields of the row that the file changes, as in Updated.
    """

    line: int
    id: str
    kept: dict[str, tuple[Any, Any]]
    changes: dict[str, tuple[Any, Any]]
    key: str


class Skipped(NamedTuple):
    """A record that changes nothing, and why.

    `same` as the book, `repeated` with the line that said it first, `blank` for this kind of record, a `total` of
    others, `dropped` as the file says it is deleted, or `merged`: another record speaks for its row.
    """

    line: int
    reason: str
    first: int


class Rejected(NamedTuple):
    """A record that cannot be taken: the column it fails on (empty for the whole record), why, and its cells."""

    line: int
    column: str
    reason: str
    cells: list[str]


class Warned(NamedTuple):
    """Something about an accepted row that a person should know."""

    line: int
    column: str
    reason: str


@dataclass
class Plan:
    """The outcome of a dry run; its rows wait in temporary files, so that a million of them fit in little memory.

    `columns` are those of created rows. `digest` is the SHA-256 of the file. Every record of the file is in exactly
    one of created, updated, skipped, conflicting, rejected.
    `new_codes`, `new_accounts` and `new_members` (id → name) are what the rows taken need and the book lacks.
    `reasons` and `warned` count (column, reason) of the records rejected, and of those taken with a warning. `partly`
    is the number of rows in conflict that change in other fields.
    """

    entity: str
    table: Table
    mapping: Mapping
    options: Options
    columns: tuple[str, ...]
    digest: str = ""
    created_rows: Spool = field(default_factory=Spool)
    updated_rows: Spool = field(default_factory=Spool)
    skipped_rows: Spool = field(default_factory=Spool)
    conflict_rows: Spool = field(default_factory=Spool)
    rejected_rows: Spool = field(default_factory=Spool)
    warned_rows: Spool = field(default_factory=Spool)
    new_codes: dict[tuple[str, str], str] = field(default_factory=dict)
    new_accounts: dict[str, str] = field(default_factory=dict)
    new_members: dict[str, str] = field(default_factory=dict)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    warned: Counter[tuple[str, str]] = field(default_factory=Counter)
    partly: int = 0

    def warn(self, line: int, refused: Refused, column: str = "") -> None:
        """Note what a person should know of a record that is taken."""
        column = column or refused.column
        self.warned_rows.append((line, column, str(refused)))
        self.warned[(column, refused.key)] += 1

    @property
    def created(self) -> int:
        """Number of records that become new rows."""
        return len(self.created_rows)

    @property
    def updated(self) -> int:
        """Number of records that change a row."""
        return len(self.updated_rows)

    @property
    def skipped(self) -> int:
        """Number of records that change nothing."""
        return len(self.skipped_rows)

    @property
    def conflicts(self) -> int:
        """Number of records that say something else than a person has said since."""
        return len(self.conflict_rows)

    @property
    def writes(self) -> int:
        """Number of rows that are added or changed; of rows in conflict, those that take something else."""
        return self.created + self.updated + self.partly

    @property
    def rejected(self) -> int:
        """Number of records that cannot be taken."""
        return len(self.rejected_rows)

    @property
    def total(self) -> int:
        """Number of records in the file."""
        return self.created + self.updated + self.skipped + self.conflicts + self.rejected

    def creations(self) -> Iterator[Created]:
        """The new rows in file order."""
        return (Created(*row) for row in self.created_rows)

    def updates(self) -> Iterator[Updated]:
        """The changed rows in file order."""
        return (Updated(*row) for row in self.updated_rows)

    def conflicting(self) -> Iterator[Conflict]:
        """The records in conflict, in file order."""
        return (Conflict(*row) for row in self.conflict_rows)

    def skips(self) -> Iterator[Skipped]:
        """The records that change nothing, in file order."""
        return (Skipped(*row) for row in self.skipped_rows)

    def rejects(self) -> Iterator[Rejected]:
        """The records that cannot be taken, in file order."""
        return (Rejected(*row) for row in self.rejected_rows)

    def warnings(self) -> Iterator[Warned]:
        """The warnings in file order."""
        return (Warned(*row) for row in self.warned_rows)

    def additions(self) -> dict[str, tuple[int, str]]:
        """What is added besides the records: `new_members`, … → how many, and the first names; only what there is."""
        added = {"new_members": self.new_members, "new_accounts": self.new_accounts, "new_codes": self.new_codes}
        return {key: (len(rows), _first(list(rows.values()))) for key, rows in added.items() if rows}

    def close(self) -> None:
        """Drop the temporary files."""
        for spool in (
            self.created_rows,
            self.updated_rows,
            self.skipped_rows,
            self.conflict_rows,
            self.rejected_rows,
            self.warned_rows,
        ):
            spool.close()


def _first(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")


@dataclass(frozen=True)
class Result:
    """What an import did; `edit` is the step that undoes it, None when nothing had to be written."""

    created: int
    updated: int
    skipped: int
    rejected: int
    edit: str | None
    conflicts: int = 0
