"""Rates with what must stand beside them: how many they are of, and how far chance alone could move them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

FEW = 10
"""Below so many cases a rate is not told, only its counts."""

# The 97.5 % point of the normal distribution: 95 % lie between its negative and itself.
_Z = 1.959963984540054


@dataclass(frozen=True, order=True)
class Rate:
    """`hits` of `n` cases."""

    hits: int
    n: int

    @property
    def share(self) -> float | None:
        """The rate in %; None for fewer than FEW cases."""
        return 100 * self.hits / self.n if self.n >= FEW else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval after Wilson, in %; None for fewer than FEW cases."""
        return wilson(self.hits, self.n) if self.n >= FEW else None


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of `hits` of `n` cases, in %; raises ValueError without a case.

    E. B. Wilson, 1927: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
    """
    if n <= 0:
        raise ValueError("a rate needs at least one case")
    share, square = hits / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))


class Told(NamedTuple):
    """A figure in % over `n` cases; `value` is None where there are too few to tell it."""

    value: float | None
    n: int
