"""Cohorts: who began together, and how many of them and how much of their money is there so many periods later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from csops_tui.analysis.rates import Rate


class Cell(NamedTuple):
    """How many accounts of a cohort pay in a period, and how much."""

    accounts: int
    amount: int


@dataclass(frozen=True)
class Cohort:
    """Those who first paid in period `start`; `cells[k]` is k periods later, as far as there are periods.

    Periods that have not come have no cell: they are missing, not 0.
    """

    start: int
    accounts: int
    amount: int
    cells: tuple[Cell, ...]

    def kept(self, age: int) -> Rate | None:
        """Accounts that pay after `age` periods, of all that began; None for a period that has not come."""
        return Rate(self.cells[age].accounts, self.accounts) if age < len(self.cells) else None


def cohorts(paid: Mapping[str, Sequence[int]]) -> list[Cohort]:
    """Cohorts by the first period in which an account's amount is above 0; rows must be of one length.

    One who pauses and returns counts again in the periods in which they pay, and in the cohort they began in.
    """
    members: dict[int, list[Sequence[int]]] = {}
    for row in paid.values():
        start = next((n for n, amount in enumerate(row) if amount > 0), None)
        if start is not None:
            members.setdefault(start, []).append(row)
    made: list[Cohort] = []
    for start, rows in sorted(members.items()):
        length = len(rows[0])
        cells = tuple(
            Cell(sum(row[at] > 0 for row in rows), sum(max(0, row[at]) for row in rows)) for at in range(start, length)
        )
        made.append(Cohort(start, len(rows), cells[0].amount, cells))
    return made
