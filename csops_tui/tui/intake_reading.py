"""Reading a file for an import on the screen: what is in it, what it would do, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from csops_tui.exchange.apply import Telling, apply_together
from csops_tui.exchange.column_types import ColumnType, column_types
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.kinds import contract_columns, kinds_of
from csops_tui.exchange.mapping import Mapping as Columns
from csops_tui.exchange.mapping import Rule, ruled
from csops_tui.exchange.options import Options
from csops_tui.exchange.plan import Plan, Result
from csops_tui.exchange.profiles import Part as ProfilePart
from csops_tui.exchange.profiles import Profile, find, profile_of, save
from csops_tui.exchange.proposing import SURE as TAKEN
from csops_tui.exchange.proposing import Guess, propose, questions
from csops_tui.exchange.rejects import write_all_rejects
from csops_tui.exchange.sequence import Sequence, plan_all
from csops_tui.exchange.table import Row, Table, open_table
from csops_tui.locale import t
from csops_tui.tui.file_names import free_name
from csops_tui.tui.intake import Asked

if TYPE_CHECKING:
    from csops_tui.store.book import Book

# So many rows are shown before anything is read.
_SHOWN = 200
SURE = 80
"""From this confidence on nobody has to look at a column."""
OUTCOMES = ("created", "updated", "skipped", "conflicts", "rejected")
"""What can become of a record; each is also the name of its count in a plan."""


@dataclass(frozen=True)
class Part:
    """One kind of record that a file holds: what each column is taken for, and what is still missing."""

    entity: str
    guesses: tuple[Guess, ...]
    mapping: Columns | None
    options: Options
    problem: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Looked:
    """What was seen in a file: its first rows, the kinds of record in it, and what each column becomes."""

    table: Table
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    kinds: tuple[str, ...]
    """Which kinds of record it could hold, the likeliest first."""
    profile: Profile | None = None
    """The profile that knows files with these columns, where it is followed."""
    unclear: tuple[Guess, ...] = ()
    """Columns whose dates can be read with the day or with the month first."""
    contracts: tuple[str, ...] = ()
    """Columns of a list of accounts that belong to their contracts."""

    @property
    def part(self) -> Part:
        """The first kind of record."""
        return self.parts[0]

    def becomes(self, at: int) -> tuple[tuple[str, str], ...]:
        """What a column becomes: (kind of record, target), over all kinds; empty when it is left out."""
        found: list[tuple[str, str]] = []
        for part in self.parts:
            if part.mapping:
                here = (source for source in part.mapping.sources if source.at == at and source.constant is None)
                found += [(part.entity, source.target.name) for source in here]
            elif target := part.guesses[at].target:
                found.append((part.entity, target))
        return tuple(found)

    def surest(self, at: int) -> Guess:
        """The surest proposal for a column over all kinds of record."""
        return max((part.guesses[at] for part in self.parts), key=lambda guess: guess.confidence)

    @property
    def used(self) -> int:
        """How many columns become something."""
        return sum(bool(self.becomes(at)) for at in range(len(self.table.header)))

    @property
    def problem(self) -> str:
        """Why it cannot be imported as it is; empty when it can."""
        return next((part.problem for part in self.parts if part.problem), "")

    @property
    def certain(self) -> bool:
        """Whether every column is recognised beyond doubt, so that nobody has to look at them."""
        if self.problem or self.unclear:
            return False
        return self.profile is not None or all(
            guess.confidence >= SURE if guess.target else guess.header in self.contracts for guess in self.part.guesses
        )


def look(asked: Asked) -> Looked:
    """Read a file and work out what its columns are; raises ExchangeError, OSError."""
    table = open_table(asked.path, asked.encoding, asked.delimiter, sheet=asked.sheet, header_line=asked.header_line)
    types = column_types(table)
    try:
        kinds = tuple(name for name, _ in kinds_of(table.header))
    except ExchangeError:
        # None fits as it is; a person can still say which it is, column by column.
        kinds = ()
    profile = find(table.header)
    own_words = bool(asked.entity or asked.targets or asked.constants)
    if profile and not own_words:
        parts = tuple(_by_profile(table, types, profile, part, asked) for part in profile.parts)
    else:
        entity = asked.entity or (profile.entity if profile else next(iter(kinds), "account"))
        parts = (_by_columns(table, types, entity, profile, asked),)
    return Looked(
        table,
        tuple(islice(table.rows(), _SHOWN)),
        parts,
        kinds,
        profile if not own_words else None,
        () if asked.date_order else tuple(dict.fromkeys(g for part in parts for g in questions(part.guesses))),
        contract_columns(mapping) if len(parts) == 1 and (mapping := parts[0].mapping) else (),
    )


def _by_profile(table: Table, types: tuple[ColumnType, ...], profile: Profile, part: ProfilePart, asked: Asked) -> Part:
    guesses = propose(table, part.entity, profile, types)
    chosen = profile.choices(part, options(asked))
    try:
        return Part(part.entity, guesses, part.mapping(table.header, table.path, guess=not profile.shipped), chosen)
    except ExchangeError as error:
        return Part(part.entity, guesses, None, chosen, str(error), _missing(error))


def _by_columns(
    table: Table, types: tuple[ColumnType, ...], entity: str, profile: Profile | None, asked: Asked
) -> Part:
    guesses = tuple(_as_said(guess, asked) for guess in propose(table, entity, profile, types))
    chosen = options(asked)
    if profile:
        chosen = replace(chosen, source=profile.source)
    rules = {guess.header: Rule((guess.target,) if guess.target else ()) for guess in guesses}
    try:
        return Part(entity, guesses, ruled(entity, table.header, rules, asked.constants), chosen)
    except ExchangeError as error:
        return Part(entity, guesses, None, chosen, str(error), _missing(error))


def _as_said(guess: Guess, asked: Asked) -> Guess:
    """The proposal, unless a person said otherwise or gave its target to another column or to all rows."""
    if guess.header in asked.targets:
        return replace(guess, target=asked.targets[guess.header], confidence=100, why=t("importing.why.said"))
    if guess.confidence < TAKEN or guess.target in {*asked.targets.values(), *asked.constants}:
        return replace(guess, target="", confidence=0)
    return guess


def _missing(error: ExchangeError) -> tuple[str, ...]:
    names = str(error.values["names"]).split(", ") if error.key == "missing_columns" else []
    # A day gives the moment as well.
    return tuple(name for name in names if name != "at" or "day" not in names)


@dataclass(frozen=True)
class Foreseen:
    """What an import would do, one plan for each kind of record; `close` it when it is not needed any more."""

    looked: Looked
    sequence: Sequence

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans in their order."""
        return self.sequence.plans

    @property
    def writes(self) -> int:
        """How many rows would be added or changed."""
        return self.sequence.writes

    def count(self, outcome: str) -> int:
        """How many records have this outcome, one of OUTCOMES."""
        return self.sequence.counts()[outcome]

    def close(self) -> None:
        """Drop what was kept on disk."""
        self.sequence.close()

    def apply(self, book: Book, telling: Telling | None = None) -> tuple[Result, ...]:
        """Carry it out as one step; raises BookError, or what `telling` raises, with nothing written."""
        return apply_together(book, self.sequence.plans, telling)


def foresee(book: Book, looked: Looked, progress: Callable[[int], None] | None = None) -> Foreseen:
    """What an import of the file would do; writes nothing.

    `progress` is told how many rows were read and may stop it by raising. Raises ExchangeError where the file stops
    being readable, BookError.
    """
    parts = tuple((part.mapping, _at_the_start(book, part.options)) for part in looked.parts if part.mapping)
    return Foreseen(looked, plan_all(book, looked.table, parts, progress))


def _at_the_start(book: Book, chosen: Options) -> Options:
    """Where nobody of ours is in the book yet, whom the file names comes in with it."""
    someone = book.reader().execute("SELECT 1 FROM member LIMIT 1").fetchone()
    return chosen if someone else replace(chosen, new_members="add")


def options(asked: Asked) -> Options:
    """The choices of an import as the exchange knows them.

    A forgiving one adds our people and the words that the book lacks, and leaves other references empty that are not
    found.
    """
    chosen = Options(date_order=asked.date_order, decimal=asked.decimal)  # type: ignore[arg-type]
    if asked.forgiving:
        chosen = replace(chosen, new_codes="add", new_members="add", unknown_refs="empty")
    return chosen


def rejects_files(foreseen: Foreseen) -> tuple[Path, ...]:
    """Write the rejected rows with their reasons beside the file, a file for each kind of record; raises OSError."""
    path = foreseen.looked.table.path
    written = write_all_rejects(foreseen.plans, path.with_name(f"{path.stem}-rejects.csv"), free_name)
    return tuple(target for _, target in written)


def keep_profile(looked: Looked, name: str) -> None:
    """Save what the columns become, under a name; raises OSError, ExchangeError."""
    mappings = [part.mapping for part in looked.parts if part.mapping]
    save(profile_of(name, mappings, looked.table.header, looked.part.options))
