"""Cohorts: who began together, and how many of them and how much of their money is there so many periods later."""

from __future__ import annotations

from bisect import bisect_left
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
    """Those who first paid in period `start`; `cells[k]` is the end of the period k later, as far as there are periods.

    `amount` is what they paid at the first month end at which they paid: whoever was gone by the end of the period is
    a member all the same. Periods that have not come have no cell: they are missing, not 0.
    """

    start: int
    accounts: int
    amount: int
    cells: tuple[Cell, ...]

    def kept(self, age: int) -> Rate | None:
        """Accounts that pay after `age` periods, of all that began; None for a period that has not come."""
        return Rate(self.cells[age].accounts, self.accounts) if age < len(self.cells) else None


def first_paid(row: Sequence[int]) -> int | None:
    """The number of the first month whose amount is above 0; None where none is."""
    return next((n for n, amount in enumerate(row) if amount > 0), None)


def cohorts(paid: Mapping[str, Sequence[int]], ends: Sequence[int]) -> list[Cohort]:
    """Cohorts by the period of the first month whose amount is above 0; rows of months, of one length.

    `ends` are the numbers of the months with which periods end, the last month among them. One who pauses and returns
    counts again in the periods in which they pay, and in the cohort they began in.
    """
    members: dict[int, list[tuple[int, Sequence[int]]]] = {}
    for row in paid.values():
        first = first_paid(row)
        if first is not None:
            members.setdefault(bisect_left(ends, first), []).append((row[first], row))
    made: list[Cohort] = []
    for start, found in sorted(members.items()):
        cells = tuple(_cell([row[at] for _, row in found]) for at in ends[start:])
        made.append(Cohort(start, len(found), sum(amount for amount, _ in found), cells))
    return made


def _cell(amounts: Sequence[int]) -> Cell:
    """Those that pay, and how much; who is credited more than they pay, pays nothing."""
    paying = [amount for amount in amounts if amount > 0]
    return Cell(len(paying), sum(paying))
