"""How long something lasts when not all of it has ended yet: Kaplan–Meier, log-rank, hazard, restricted mean.

Everything here is a pure function of lives: how long each was seen, and whether it ended then (else it went on, which
is all that is known). Sources: E. L. Kaplan and P. Meier, 1958; M. Greenwood, 1926; J. D. Kalbfleisch and
R. L. Prentice, 1980 (the log-log interval); N. Mantel, 1966 (log-rank).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# The 97.5 % point of the normal distribution: 95 % lie between its negative and itself.
_Z = 1.959963984540054
# A product of fractions that is one half exactly may come out a little above it.
_HALF = 0.5 + 1e-12


class Life(NamedTuple):
    """One life: how long it was seen (≥ 0), and whether it ended then."""

    time: float
    ended: bool


@dataclass(frozen=True)
class Step:
    """A time at which lives ended: how many were at risk just before, how many ended, and what is left.

    `share` is Ŝ from this time on (0–1), `error` its standard error after Greenwood; the limits of the 95 % interval
    are None where Ŝ is 0, for there ln(−ln Ŝ) is no number.
    """

    time: float
    at_risk: int
    ended: int
    share: float
    error: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Mean:
    """The mean time up to a horizon, with its standard error; what would come after the horizon is not in it."""

    value: float
    error: float
    horizon: float


@dataclass(frozen=True)
class Curve:
    """The Kaplan–Meier curve of some lives; `times` are those of all lives in order, `steps` where lives ended."""

    times: tuple[float, ...]
    steps: tuple[Step, ...]

    @property
    def n(self) -> int:
        """How many lives there are."""
        return len(self.times)

    @cached_property
    def ended(self) -> int:
        """How many of them ended."""
        return sum(step.ended for step in self.steps)

    @property
    def last(self) -> float:
        """The longest time seen; 0 without a life."""
        return self.times[-1] if self.times else 0.0

    @cached_property
    def _ends(self) -> list[float]:
        return [step.time for step in self.steps]

    def at_risk(self, time: float) -> int:
        """How many lives were still seen just before `time`."""
        return self.n - bisect_left(self.times, time)

    def step(self, time: float) -> Step | None:
        """The last step at or before `time`; None before the first, where nobody has ended yet."""
        place = bisect_right(self._ends, time)
        return self.steps[place - 1] if place else None

    def share(self, time: float) -> float | None:
        """Ŝ at `time` (0–1): the share that lasts longer. None later than anybody was seen, unless all had ended."""
        step = self.step(time)
        if time > self.last and (step is None or step.share > 0):
            return None
        return step.share if step else 1.0

    @property
    def median(self) -> float | None:
        """The first time at which Ŝ is one half or less; None: not reached."""
        return next((step.time for step in self.steps if step.share <= _HALF), None)

    @property
    def median_interval(self) -> tuple[float | None, float | None]:
        """The 95 % interval of the median: where each limit of Ŝ first is one half or less; None: not reached."""
        low = (s.time for s in self.steps if s.share <= 0 or (s.low is not None and s.low <= _HALF))
        high = (s.time for s in self.steps if s.high is not None and s.high <= _HALF)
        return next(low, None), next(high, None)

    def mean(self, horizon: float) -> Mean:
        """The mean time up to `horizon`: the area under Ŝ.

        Nobody knows the curve later than the longest time seen, so the horizon is at most that.
        """
        horizon = min(horizon, self.last)
        corners = [0.0, *(time for time in self._ends if time < horizon), horizon]
        heights = [1.0, *(step.share for step in self.steps if step.time < horizon)]
        areas = [(b - a) * height for a, b, height in zip(corners, corners[1:], heights, strict=False)]
        total = math.fsum(areas)
        variance: list[float] = []
        after = total - areas[0] if areas else 0.0
        for step, area in zip(self.steps, areas[1:], strict=False):
            if step.at_risk > step.ended:
                variance.append(max(0.0, after) ** 2 * step.ended / (step.at_risk * (step.at_risk - step.ended)))
            after -= area
        return Mean(total, math.sqrt(math.fsum(variance)), horizon)


@dataclass(frozen=True)
class Month:
    """One contract month: how many entered it, and how many ended within it."""

    number: int
    at_risk: int
    ended: int


@dataclass(frozen=True)
class LogRank:
    """Whether groups differ: the statistic, its degrees of freedom, p; and per group how many ended and should have."""

    chi_square: float
    degrees: int
    p: float
    observed: tuple[int, ...]
    expected: tuple[float, ...]


def kaplan_meier(lives: Iterable[Life]) -> Curve:
    """The curve of these lives, in whatever order they come; raises ValueError for a time that is below 0 or none.

    Ŝ = Π(1 − d/n) over the times at which lives ended, n at risk just before, d ended. Who goes out of sight at the
    same time counts as at risk. Greenwood: SE = Ŝ·√(Σ d/(n(n − d))). The 95 % interval is Ŝ^exp(±z·SE/(Ŝ·ln Ŝ)).
    """
    found = sorted(lives)
    if any(not life.time >= 0 or math.isinf(life.time) for life in found):
        raise ValueError("a life lasts a number of months or days from 0 on")
    times = tuple(float(life.time) for life in found)
    steps: list[Step] = []
    share, spread = 1.0, 0.0
    for time, ended in sorted(Counter(float(life.time) for life in found if life.ended).items()):
        at_risk = len(times) - bisect_left(times, time)
        share *= (at_risk - ended) / at_risk
        if at_risk == ended:
            steps.append(Step(time, at_risk, ended, 0.0, 0.0, None, None))
            break
        spread += ended / (at_risk * (at_risk - ended))
        half = _Z * math.sqrt(spread) / math.log(share)
        low, high = share ** math.exp(-half), share ** math.exp(half)
        steps.append(Step(time, at_risk, ended, share, share * math.sqrt(spread), low, high))
    return Curve(times, tuple(steps))


def log_rank(groups: Sequence[Sequence[Life]]) -> LogRank | None:
    """The log-rank test between groups; None where fewer than two of them could be compared at any time.

    At each time at which lives ended, a group expects its share at risk of those that ended; χ² = z'V⁻¹z over the
    differences, with one degree of freedom less than there are groups.
    """
    curves = [kaplan_meier(lives) for lives in groups]
    observed, expected = [0] * len(curves), [0.0] * len(curves)
    spread = [[0.0] * len(curves) for _ in curves]
    for time in sorted({step.time for curve in curves for step in curve.steps}):
        risk = [curve.at_risk(time) for curve in curves]
        ended = [step.ended if (step := curve.step(time)) and step.time == time else 0 for curve in curves]
        n, d = sum(risk), sum(ended)
        for i, at_risk in enumerate(risk):
            observed[i] += ended[i]
            expected[i] += d * at_risk / n
        if n < 2:
            continue
        weight = d * (n - d) / (n * n * (n - 1))
        for i, one in enumerate(risk):
            for j, other in enumerate(risk):
                spread[i][j] += weight * one * ((n if i == j else 0) - other)
    # A group that never stood beside another at a time that tells them apart has nothing to be compared with.
    compared = [i for i in range(len(curves)) if spread[i][i] > 1e-12]
    if len(compared) < 2:
        return None
    kept = compared[:-1]
    gaps = [observed[i] - expected[i] for i in kept]
    solved = _solved([[spread[i][j] for j in kept] for i in kept], gaps)
    chi_square = max(0.0, math.fsum(gap * value for gap, value in zip(gaps, solved, strict=True)))
    p = chi_square_tail(chi_square, len(kept))
    return LogRank(chi_square, len(kept), p, tuple(observed), tuple(expected))


def chi_square_tail(value: float, degrees: int) -> float:
    """The probability that χ² with so many degrees of freedom is `value` or more; raises ValueError below 1 degree.

    Q(a, x) with a = degrees / 2 and x = value / 2, from Q(½, x) = erfc √x or Q(1, x) = e^−x upwards by
    Q(a + 1, x) = Q(a, x) + x^a·e^−x / Γ(a + 1).
    """
    if degrees < 1:
        raise ValueError("χ² needs at least one degree of freedom")
    x = max(0.0, value) / 2
    if x == 0:
        return 1.0
    a = 0.5 if degrees % 2 else 1.0
    tail = math.erfc(math.sqrt(x)) if degrees % 2 else math.exp(-x)
    while a < degrees / 2:
        tail += math.exp(a * math.log(x) - x - math.lgamma(a + 1))
        a += 1
    return min(1.0, tail)


def hazard(lives: Iterable[Life], months: int) -> list[Month]:
    """Contract months 1 to `months` with who entered each and who ended in it.

    The first month is the time from the start up to and including 1, so that a contract of exactly twelve months ends
    in its twelfth. Who goes out of sight within a month has entered it.
    """
    curve = kaplan_meier(lives)
    ended: Counter[int] = Counter()
    for step in curve.steps:
        ended[max(1, math.ceil(step.time))] += step.ended
    entered = [curve.n, *(curve.n - bisect_right(curve.times, number) for number in range(1, months))]
    return [Month(number + 1, at_risk, ended[number + 1]) for number, at_risk in enumerate(entered[:months])]


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """x of `matrix`·x = `right`, for a matrix that is symmetric and positive definite (Gauss, largest pivot first)."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(column + 1, size):
            factor = rows[row][column] / rows[column][column]
            rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    found = [0.0] * size
    for row in reversed(range(size)):
        known = math.fsum(rows[row][place] * found[place] for place in range(row + 1, size))
        found[row] = (rows[row][size] - known) / rows[row][row]
    return found
