"""Importing a file from the screen: which kind of record it holds, what it would do, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from csops_tui.exchange.importer import apply, plan
from csops_tui.exchange.kinds import contract_columns, kinds_of
from csops_tui.exchange.mapping import Mapping
from csops_tui.exchange.options import Options
from csops_tui.exchange.plan import Plan, Rejected, Result
from csops_tui.exchange.rejects import write_rejects
from csops_tui.exchange.table import Table, open_table
from csops_tui.store.book import Book
from csops_tui.tui.file_names import free_name

_SHOWN = 8

__all__ = ["Foreseen", "foresee", "rejects_file"]


@dataclass(frozen=True)
class Foreseen:
    """The plan of an import with what a person is shown of it; `close` it when it is not needed any more."""

    entity: str
    table: Table
    mapping: Mapping
    plan: Plan
    rejected: tuple[Rejected, ...]
    contracts: tuple[str, ...]
    """Columns of a list of accounts that belong to their contracts."""

    @property
    def writes(self) -> int:
        """How many records would be added or changed."""
        return self.plan.created + self.plan.updated

    def close(self) -> None:
        """Drop what was kept on disk."""
        self.plan.close()

    def apply(self, book: Book) -> Result:
        """Carry it out as one step; raises BookError with nothing written."""
        return apply(book, self.plan)


def foresee(
    book: Book, path: Path, kind: str, *, forgiving: bool, progress: Callable[[int], None] | None = None
) -> tuple[Foreseen, list[str]]:
    """What an import of the file as `kind` (empty: the likeliest) would do, and the kinds that it could hold.

    A `forgiving` one adds our people and the words that the book lacks, and leaves other references empty that are
    not found.
    Raises ExchangeError for a file that cannot be read or holds none of them.
    """
    table = open_table(path)
    kinds = kinds_of(table.header)
    entity, mapping = next((item for item in kinds if item[0] == kind), kinds[0])
    options = Options(new_codes="add", new_members="add", unknown_refs="empty") if forgiving else Options()
    made = plan(book, table, mapping, options, progress)
    shown = tuple(islice(made.rejects(), _SHOWN))
    return Foreseen(entity, table, mapping, made, shown, contract_columns(mapping)), [name for name, _ in kinds]


def rejects_file(foreseen: Foreseen) -> Path:
    """Write the rejected rows with their reasons beside the file; returns where. Raises OSError."""
    path = foreseen.table.path
    target = free_name(path.with_name(f"{path.stem}-rejects.csv"))
    write_rejects(foreseen.plan, target)
    return target
