"""Importing a file on the screen: what was said about it, what was seen in it, what it would do, and doing it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csops_tui.exchange.apply import Telling, apply
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.importer import plan
from csops_tui.exchange.kinds import contract_columns, kinds_of
from csops_tui.exchange.mapping import Mapping as Columns
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.options import Options
from csops_tui.exchange.plan import Plan, Result
from csops_tui.exchange.proposing import Guess, propose
from csops_tui.exchange.rejects import write_rejects
from csops_tui.exchange.table import Row, Table, open_table
from csops_tui.exchange.targets import targets
from csops_tui.text.dates import infer_order
from csops_tui.tui.file_names import free_name

if TYPE_CHECKING:
    from csops_tui.store.book import Book

# So many rows are looked at for the preview, and so many for the order of day and month.
_SHOWN = 200
_LOOKED = 20_000
# From this confidence on nobody has to look at a column.
SURE = 90
_DAYS = frozenset({"day", "moment", "month"})


@dataclass(frozen=True)
class Asked:
    """What a person said about a file; what is empty is found out. `targets` is column → target, "" for none."""

    path: Path
    pasted: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_line: int | None = None
    entity: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    forgiving: bool = False

    def read_as(self, **values: Any) -> Asked:
        """The same file read in another way: what was said about its columns is forgotten."""
        return replace(self, targets={}, constants={}, **values)

    def mapped(self, column: str, target: str) -> Asked:
        """One column becomes something else; a column that became that before becomes nothing."""
        freed = {name: "" for name, other in self.targets.items() if target and other == target}
        return replace(self, targets={**self.targets, **freed, column: target})

    def fixed(self, target: str, value: str) -> Asked:
        """Every row gets this value; an empty one takes it away."""
        constants = {name: other for name, other in self.constants.items() if name != target}
        return replace(self, constants={**constants, target: value} if value else constants)


@dataclass(frozen=True)
class Looked:
    """What was seen in a file: its first rows, what each column is taken for, and what is still missing."""

    table: Table
    entity: str
    kinds: tuple[str, ...]
    guesses: tuple[Guess, ...]
    rows: tuple[Row, ...]
    mapping: Columns | None
    problem: str = ""
    missing: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    """Columns whose dates can be read with the day or with the month first."""
    contracts: tuple[str, ...] = ()
    """Columns of a list of accounts that belong to their contracts."""

    @property
    def certain(self) -> bool:
        """Whether every column is recognised beyond doubt, so that nobody has to look at them."""
        sure = all(g.confidence >= SURE if g.target else g.header in self.contracts for g in self.guesses)
        return self.mapping is not None and sure and not self.unclear


def look(asked: Asked) -> Looked:
    """Read the beginning of a file and work out what its columns are; raises ExchangeError, OSError."""
    table = open_table(asked.path, asked.encoding, asked.delimiter)
    try:
        kinds = tuple(name for name, _ in kinds_of(table.header))
    except ExchangeError:
        # None fits as it is; a person can still say which it is, column by column.
        kinds = ()
    entity = asked.entity or next(iter(kinds), "account")
    guesses = tuple(_as_said(guess, asked) for guess in _without_fixed(propose(table, entity), asked))
    rows = tuple(islice(table.rows(), _SHOWN))
    mapping, problem, missing = _resolved(table, entity, guesses, asked)
    contracts = contract_columns(mapping) if mapping else ()
    return Looked(
        table,
        entity,
        kinds,
        guesses,
        rows,
        mapping,
        problem,
        missing,
        () if asked.date_order else _unclear(table, entity, guesses),
        contracts,
    )


def _without_fixed(guesses: tuple[Guess, ...], asked: Asked) -> list[Guess]:
    """The proposals that are not overruled: what a person gave to one column or to all rows is taken."""
    taken = {*asked.targets.values(), *asked.constants} - {""}
    return [
        replace(guess, target="", confidence=0) if guess.target in taken and guess.header not in asked.targets else guess
        for guess in guesses
    ]


def _as_said(guess: Guess, asked: Asked) -> Guess:
    if guess.header not in asked.targets:
        return guess
    return replace(guess, target=asked.targets[guess.header], confidence=100, why="")


def _resolved(
    table: Table, entity: str, guesses: tuple[Guess, ...], asked: Asked
) -> tuple[Columns | None, str, tuple[str, ...]]:
    pairs = [f"{guess.header}={guess.target}" for guess in guesses]
    try:
        return resolve(entity, table.header, pairs, asked.constants), "", ()
    except ExchangeError as error:
        missing = tuple(str(error.values["names"]).split(", ")) if error.key == "missing_columns" else ()
        return None, str(error), missing


def _unclear(table: Table, entity: str, guesses: tuple[Guess, ...]) -> tuple[str, ...]:
    known = targets(entity)
    days = [g for g in guesses if g.target in known and known[g.target].spec.kind in _DAYS]
    if not days:
        return ()
    texts: dict[int, set[str]] = {guess.at: set() for guess in days}
    for row in islice(table.rows(), _LOOKED):
        for at, seen in texts.items():
            if not row.fault and at < len(row.cells):
                seen.add(row.cells[at])
    return tuple(guess.header for guess in days if infer_order(texts[guess.at]) == "ambiguous")


@dataclass(frozen=True)
class Foreseen:
    """What an import would do; `close` it when it is not needed any more."""

    looked: Looked
    plan: Plan

    @property
    def writes(self) -> int:
        """How many records would be added or changed."""
        return self.plan.created + self.plan.updated

    def count(self, outcome: str) -> int:
        """How many records have this outcome: `created`, `updated`, `skipped`, `rejected`."""
        return getattr(self.plan, outcome)

    def close(self) -> None:
        """Drop what was kept on disk."""
        self.plan.close()

    def apply(self, book: Book, telling: Telling | None = None) -> Result:
        """Carry it out as one step; raises BookError, or what `telling` raises, with nothing written."""
        return apply(book, self.plan, telling)


def foresee(book: Book, asked: Asked, looked: Looked, progress: Callable[[int], None] | None = None) -> Foreseen:
    """What an import of the file would do; writes nothing.

    A forgiving one adds our people and the words that the book lacks, and leaves other references empty that are not
    found. `progress` may stop it by raising. Raises ExchangeError where the file stops being readable, BookError.
    """
    assert looked.mapping is not None
    return Foreseen(looked, plan(book, looked.table, looked.mapping, options(asked), progress))


def options(asked: Asked) -> Options:
    """The choices of an import as the exchange knows them."""
    chosen = Options(date_order=asked.date_order)  # type: ignore[arg-type]
    if asked.forgiving:
        chosen = replace(chosen, new_codes="add", new_members="add", unknown_refs="empty")
    return chosen


def rejects_file(foreseen: Foreseen) -> Path:
    """Write the rejected rows with their reasons beside the file; returns where. Raises OSError."""
    path = foreseen.plan.table.path
    target = free_name(path.with_name(f"{path.stem}-rejects.csv"))
    write_rejects(foreseen.plan, target)
    return target


class Intake:
    """One import from the file's name to its end, as its screens hand it on to each other."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.looked: Looked | None = None
        self.foreseen: Foreseen | None = None
        self.result: Result | None = None
        self.quick = False
        """Whether it went from the name straight to the dry run."""

    @property
    def seen(self) -> Looked:
        """What was seen in the file, which has been looked at by now."""
        assert self.looked is not None
        return self.looked

    def take(self, asked: Asked, looked: Looked) -> None:
        """Go on with what was said last; a plan made before holds no more."""
        self.drop_plan()
        self.asked, self.looked = asked, looked

    def drop_plan(self) -> None:
        """Forget what the import would do."""
        if self.foreseen is not None:
            self.foreseen.close()
            self.foreseen = None

    def close(self) -> None:
        """Forget everything, a pasted text too."""
        self.drop_plan()
        if self.asked.pasted:
            self.asked.path.unlink(missing_ok=True)
            self.asked.path.parent.rmdir()


def pasted(text: str, name: str) -> Path:
    """Keep a pasted text as a file called `name` in a folder of its own, both readable by their owner only."""
    path = Path(tempfile.mkdtemp(prefix="csops-")) / name
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path
