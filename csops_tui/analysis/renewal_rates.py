"""What renewals amount to: the outlook of a month, the rate at which they were kept, how early they were prepared.

All are of renewals by the month in which they are due, amounts of one currency at a time. The renewal rate is no
retention rate: it is of the contracts that came up for a decision, not of all that were in force.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from csops_tui.analysis.rates import FEW, Rate
from csops_tui.measures.renewals import KEPT, Due

# What a renewal is counted as in the outlook, from the surest to the lost.
WON, LOST, OPEN = "won", "lost", "open"
CATEGORIES: tuple[str, ...] = (WON, "renew", "contract_actionable", "contract", OPEN, "churn_actionable", "churn", LOST)
_EXPECTED = ("renew", "contract", "contract_actionable")


@dataclass(frozen=True)
class Part:
    """An amount out of another, of `n` renewals; minor units of one currency."""

    part: int
    whole: int
    n: int

    @property
    def share(self) -> float | None:
        """The part in %; None for fewer than FEW renewals or nothing due."""
        return 100 * self.part / self.whole if self.n >= FEW and self.whole > 0 else None


@dataclass(frozen=True)
class Outlook:
    """What becomes of the renewals due in a month: by count, and by amount in one currency.

    `counts` and `amounts` are by CATEGORIES. Worst is what is decided and kept. Likely adds what is expected to be kept
    (of a contraction the amount expected, if somebody said it). Best adds all that is open and not given up. `unknown`
    renewals have no amount and are in the counts alone.
    """

    month: str
    currency: str
    n: int
    mrr: int
    counts: dict[str, int]
    amounts: dict[str, int]
    unknown: int
    worst: Part
    likely: Part
    best: Part
    worst_n: Rate
    likely_n: Rate
    best_n: Rate


@dataclass(frozen=True)
class Kept:
    """How the renewals that were due in a month, up to the day looked at, went: `open` ones are in the base.

    `amount` is what was kept of the amounts due, each at most once; renewals without an amount, or reduced to nobody
    knows what, are only counted (`unknown`).
    """

    month: str
    currency: str
    n: int
    kept: int
    lost: int
    open: int
    rate: Rate
    amount: Part
    unknown: int


@dataclass(frozen=True)
class Prepared:
    """How early the renewals due in a month were prepared.

    `in_time` is of those whose runway has begun and is shorter than their term; `median` of the days from first contact
    to the due date over the `contacted`; `short` is how many had no full runway, `none` of them without any contact.
    """

    month: str
    n: int
    in_time: Rate
    contacted: int
    median: float | None
    short: int
    none: int


def month_of(due: Due) -> str:
    """The month in which a renewal is due: `2027-02`."""
    return f"{due.due:%Y-%m}"


def category(due: Due) -> str:
    """What a renewal is counted as in the outlook."""
    if due.decision is not None:
        return WON if due.decision in KEPT else LOST
    return due.forecast or OPEN


def by_month(dues: Iterable[Due]) -> dict[str, list[Due]]:
    """The renewals of each month that has any, in order."""
    found: dict[str, list[Due]] = defaultdict(list)
    for due in dues:
        found[month_of(due)].append(due)
    return dict(sorted(found.items()))


def currencies(dues: Iterable[Due]) -> list[str]:
    """The currencies of renewals, that of the most first; renewals without one belong to the first."""
    counted: dict[str, int] = defaultdict(int)
    for due in dues:
        if due.currency:
            counted[due.currency] += 1
    return sorted(counted, key=lambda code: (-counted[code], code)) or [""]


def groups(dues: Sequence[Due], start: dt.date, end: dt.date) -> list[tuple[str, str, list[Due]]]:
    """(month, currency, renewals) of a span, the currency of most first; without an amount they join that one."""
    codes = currencies(dues)
    found: list[tuple[str, str, list[Due]]] = []
    for month, some in by_month(due for due in dues if start <= due.due < end).items():
        for code in codes:
            of = [due for due in some if (due.currency or codes[0]) == code]
            if of:
                found.append((month, code, of))
    return found


def outlook(month: str, dues: Sequence[Due], currency: str = "") -> Outlook:
    """The outlook of these renewals, all of one currency or of none."""
    counts, amounts = dict.fromkeys(CATEGORIES, 0), dict.fromkeys(CATEGORIES, 0)
    worst = likely = best = whole = valued = 0
    for due in dues:
        kind = category(due)
        counts[kind] += 1
        if due.mrr is None:
            continue
        low, middle, high = _amounts(due, kind)
        valued += 1
        whole += due.mrr
        amounts[kind] += due.mrr
        worst, likely, best = worst + low, likely + middle, best + high
    n = len(dues)
    sure = counts[WON]
    expected = sure + sum(counts[kind] for kind in _EXPECTED)
    return Outlook(
        *(month, currency, n, whole, counts, amounts, n - valued),
        *(Part(worst, whole, valued), Part(likely, whole, valued), Part(best, whole, valued)),
        *(Rate(sure, n), Rate(expected, n), Rate(n - counts[LOST] - counts["churn"], n)),
    )


def _amounts(due: Due, kind: str) -> tuple[int, int, int]:
    """What is kept of one renewal at worst, likely and at best; never more than is due."""
    mrr = due.mrr or 0
    if kind == WON:
        # Reduced to nobody knows what: nothing is promised, all is possible.
        return (0, 0, mrr) if due.kept is None else (due.kept, due.kept, due.kept)
    if kind in (LOST, "churn"):
        return 0, 0, 0
    if kind == "renew":
        return 0, mrr, mrr
    if kind in ("contract", "contract_actionable"):
        said = due.written.after if due.written else None
        expected = min(mrr, said) if said is not None else 0
        return 0, expected, mrr if kind == "contract_actionable" or said is None else expected
    return 0, 0, mrr


def kept(month: str, dues: Sequence[Due], day: dt.date, currency: str = "") -> Kept:
    """How these renewals went, of those due by a day."""
    over = [due for due in dues if due.due <= day]
    good = sum(due.decision in KEPT for due in over)
    lost = sum(due.decision == "churned" for due in over)
    known = [due for due in over if due.mrr is not None and (due.is_open or due.kept is not None)]
    amount = Part(sum(due.kept or 0 for due in known), sum(due.mrr or 0 for due in known), len(known))
    n = len(over)
    return Kept(month, currency, n, good, lost, n - good - lost, Rate(good, n), amount, n - len(known))


def preparation(month: str, dues: Sequence[Due], day: dt.date) -> Prepared:
    """How early these renewals were prepared, as known on a day."""
    judged = [due for due in dues if (due.watched or due.term) < due.runway_on <= day]
    early = sum(due.in_time(day) is True for due in judged)
    days = [due.days for due in judged if due.days is not None]
    short = [due for due in judged if due.in_time(day) is False]
    return Prepared(
        month,
        len(dues),
        Rate(early, len(judged)),
        len(days),
        statistics.median(days) if days else None,
        len(short),
        sum(due.first is None for due in short),
    )


def fiscal_quarter(day: dt.date, fiscal_start: int) -> tuple[int, int]:
    """(fiscal year, quarter 1–4) of a day; a fiscal year is named by the calendar year it begins in."""
    months = (day.month - fiscal_start) % 12
    return day.year - (day.month < fiscal_start), months // 3 + 1
