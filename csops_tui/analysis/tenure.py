"""How long accounts stay: from the first day under contract to the day on which the whole account was lost.

One account is one life, and its first loss ends it. Who comes back afterwards was still lost: that is a reactivation,
not a second life. Who is there on the as-of day is there still, which is all that is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from csops_tui.analysis.rates import FEW, Rate
from csops_tui.analysis.survival import Curve, Life, LogRank, kaplan_meier, log_rank
from csops_tui.analysis.touches import ATTRIBUTES
from csops_tui.store.book import Book

# What a life can be counted by: what the account is. Its state and stage say what became of it, its owners are people.
BY = {
    **{name: sql for name, sql in ATTRIBUTES.items() if name not in ("owner", "ops_owner", "state", "stage")},
    "product": "p.name",
    "plan": "l.plan",
    "billing": "l.billing",
    "since_year": "substr(coalesce(l.starts, a.since), 1, 4)",
}

HORIZONS = (12, 24, 36, 48, 60)
"""Months up to which a mean is told."""

# The first contract line tells the start, the product and the plan. A loss is told by its record; without one by the
# contracts, once all lines have ended. A non-renewal that names no line is of the whole account. A gap between two
# lines that nobody recorded as a loss is none.
_WHOLE = "(c.kind = 'logo' OR (c.kind = 'non_renewal' AND c.subscription_id IS NULL))"
_LIVES = f"""
SELECT a.id, a.name, coalesce(l.starts, a.since) AS began,
  (SELECT min(c.effective) FROM churn AS c
   WHERE c.account_id = a.id AND {_WHOLE} AND c.effective <= :as_of) AS lost,
  (SELECT max(coalesce(s.ends, '9999-12-31')) FROM subscription AS s
   WHERE s.account_id = a.id AND s.trial = 0 AND s.starts <= :as_of) AS line_ends,
  (SELECT min(c.effective) FROM churn AS c WHERE c.account_id = a.id AND {_WHOLE}) AS lost_ever,
  a.state{{columns}}
FROM account AS a
LEFT JOIN subscription AS l ON l.id = (
  SELECT s.id FROM subscription AS s WHERE s.account_id = a.id AND s.trial = 0 ORDER BY s.starts, s.id LIMIT 1)
LEFT JOIN product AS p ON p.id = l.product_id
ORDER BY coalesce(a.kana, a.name), a.id
"""


@dataclass(frozen=True)
class Tenure:
    """One account: first day under contract, the day it was lost (None: still there), and the months between.

    `recorded` says that the loss has a churn record, `returned` that contract lines ran on or began after it.
    """

    account_id: str
    name: str
    group: tuple[str | None, ...]
    began: dt.date
    lost: dt.date | None
    months: float
    recorded: bool = False
    returned: bool = False

    @property
    def life(self) -> Life:
        """What the curve needs of it."""
        return Life(self.months, self.lost is not None)


@dataclass(frozen=True)
class Tenures:
    """The lives of a book, and how many accounts have none that could be told.

    `undated` accounts are gone or under contract but nobody knows since when or until when; `impossible` ones were
    lost before they began.
    """

    lives: tuple[Tenure, ...]
    undated: int
    impossible: int

    @property
    def returned(self) -> int:
        """How many came back after they were lost."""
        return sum(life.returned for life in self.lives)

    @property
    def unrecorded(self) -> int:
        """How many were lost by their contracts without a churn record."""
        return sum(life.lost is not None and not life.recorded for life in self.lives)


@dataclass(frozen=True)
class Estimate:
    """A share in % with its 95 % interval of `n` accounts at risk; None: too few to say. Nobody at risk: no data."""

    n: int
    share: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Group:
    """The accounts with the same values, and their curve."""

    group: tuple[str | None, ...]
    curve: Curve

    @property
    def told(self) -> bool:
        """Whether enough accounts were lost to say anything."""
        return self.curve.ended >= FEW

    def staying(self, months: float) -> Estimate:
        """The share that stays longer than so many months, of those at risk then.

        Not told for fewer than FEW losses in all, nor where fewer than FEW accounts were seen that long. No interval
        before the first loss.
        """
        n = self.curve.at_risk(months)
        found = self.curve.share(months) if self.told and n >= FEW else None
        if found is None:
            return Estimate(n)
        step = self.curve.step(months)
        limits = None if step is None or step.low is None or step.high is None else (100 * step.low, 100 * step.high)
        return Estimate(n, 100 * found, limits)

    @property
    def told_until(self) -> float:
        """The longest time for which FEW accounts were seen; 0 where there are fewer."""
        return self.curve.times[-FEW] if self.curve.n >= FEW else 0.0

    @property
    def horizon(self) -> int | None:
        """The longest of HORIZONS for which FEW accounts were seen; None where they were for none."""
        return max((months for months in HORIZONS if months <= self.told_until), default=None)


@dataclass(frozen=True)
class Staying:
    """The groups, the largest first, everybody together, and the test between the groups with enough losses."""

    whole: Group
    groups: tuple[Group, ...]
    test: LogRank | None
    tenures: Tenures


def months_between(start: dt.date, end: dt.date) -> float:
    """Contract months from `start` to `end` (not before it): whole ones, and the days into the next as its part.

    A month is whole once its day is reached; from the 31st a shorter month is whole on the first of the next.
    """
    whole = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    reached, following = _same_day(start, whole), _same_day(start, whole + 1)
    return whole + (end - reached).days / (following - reached).days


def tenures(book: Book, by: Sequence[str] = (), as_of: dt.date | None = None) -> Tenures:
    """The lives of all accounts that were ever under contract as of a day (today), with their values of BY.

    Values are those of today, except that product, plan, billing and `since_year` are those of the first contract
    line. Raises ValueError for another name in `by`.
    """
    unknown = [name for name in by if name not in BY]
    if unknown:
        raise ValueError(f"how long accounts stay is not told by {', '.join(unknown)}")
    day = as_of or book.clock.today()
    columns = "".join(f", {BY[name]}" for name in by)
    found: list[Tenure] = []
    undated = impossible = 0
    for account, name, began, lost, line_ends, lost_ever, state, *group in book.reader().execute(
        _LIVES.format(columns=columns), {"as_of": day.isoformat()}
    ):
        if (began is None and state == "prospect") or (began or "") > day.isoformat():
            continue
        by_lines = line_ends if line_ends is not None and line_ends <= day.isoformat() else None
        ended = lost or by_lines
        gone_undated = state == "churned" and ended is None and lost_ever is None and line_ends is None
        if began is None or gone_undated:
            # A trial that never signed has no contract to measure; somebody lost or active without a day has.
            undated += state in ("active", "churned")
            continue
        first, last = dt.date.fromisoformat(began), dt.date.fromisoformat(ended) if ended else None
        if last and last < first:
            impossible += 1
            continue
        returned = lost is not None and line_ends is not None and line_ends > lost
        months = months_between(first, last or day)
        found.append(Tenure(account, name, tuple(group), first, last, months, lost is not None, returned))
    return Tenures(tuple(found), undated, impossible)


def staying(book: Book, by: Sequence[str] = (), as_of: dt.date | None = None) -> Staying:
    """The curves of all accounts and of each group of BY, and whether the groups differ. Raises as `tenures`."""
    found = tenures(book, by, as_of)
    lives: dict[tuple[str | None, ...], list[Life]] = {}
    for one in found.lives:
        lives.setdefault(one.group, []).append(one.life)
    groups = [Group(group, kaplan_meier(lives[group])) for group in lives] if by else []
    groups.sort(key=lambda one: (-one.curve.n, [(value is None, value or "") for value in one.group]))
    enough = [lives[one.group] for one in groups if one.told]
    test = log_rank(enough) if len(enough) > 1 else None
    whole = kaplan_meier(one.life for one in found.lives)
    return Staying(Group((), whole), tuple(groups), test, found)


def early(found: Sequence[Tenure], months: int, day: dt.date) -> Rate:
    """Accounts lost within their first `months`, of those that began so long ago that all of these have passed."""
    old = [one for one in found if months_between(one.began, day) >= months]
    return Rate(sum(one.lost is not None and one.months < months for one in old), len(old))


def by_start(found: Sequence[Tenure], months: int, day: dt.date) -> list[tuple[str, Rate]]:
    """`early` for each year in which accounts began, oldest first; years of which nobody can be judged are left out."""
    years: dict[str, list[Tenure]] = {}
    for one in found:
        years.setdefault(f"{one.began:%Y}", []).append(one)
    rates = [(year, early(years[year], months, day)) for year in sorted(years)]
    return [(year, rate) for year, rate in rates if rate.n]


def _same_day(start: dt.date, months: int) -> dt.date:
    """The day of the month `months` later, or the first of the next where that month is too short."""
    month = start.year * 12 + start.month - 1 + months
    try:
        return dt.date(month // 12, month % 12 + 1, start.day)
    except ValueError:
        return dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1)
