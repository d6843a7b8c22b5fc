"""What a measure is: a column of the panel that comes from a family's select, or follows from other columns.

Each family is one SQL select over facts dated on or before `:as_of`, one row per account. `{scope}` narrows a select to
the accounts being recomputed; `{each}` does the same, and stands for every account when all are. A measure without a
row for an account is "no data", never 0. Day columns are ISO text; money is in minor units. What each figure counts is
said in words in the ledger (`csops define`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One column of the panel: its name and SQL type."""

    name: str
    sql_type: str


@dataclass(frozen=True)
class Family:
    """Measures that come from the same facts: their columns, the select, and the tables it reads.

    `reads` gives for each table the column with the first day on which a row can matter, or "" when a row can matter
    on any day: a change of a dated row leaves the days before it as they are.
    """

    name: str
    measures: tuple[Measure, ...]
    sql: str
    reads: dict[str, str]


@dataclass(frozen=True)
class Derived:
    """A measure that follows from others: an expression over the families' columns and the account `a`."""

    measure: Measure
    sql: str
    reads: dict[str, str]


def days(*names: str) -> tuple[Measure, ...]:
    """Columns of text: days, codes, lists."""
    return tuple(Measure(name, "TEXT") for name in names)


def counts(*names: str) -> tuple[Measure, ...]:
    """Columns of whole numbers."""
    return tuple(Measure(name, "INTEGER") for name in names)


def numbers(*names: str) -> tuple[Measure, ...]:
    """Columns of numbers with decimals."""
    return tuple(Measure(name, "REAL") for name in names)
