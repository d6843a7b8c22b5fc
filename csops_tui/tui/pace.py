"""How long something still takes, from how it went so far."""

from __future__ import annotations

import math
import time

from csops_tui.locale import t

# Before so many seconds nothing sure can be said.
_SURE = 0.7


class Pace:
    """Started with the work; `left` guesses from the share that is done, calmly: a guess never jumps about."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._guess: float | None = None

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began

    def left(self, share: float) -> float | None:
        """Seconds that are left when `share` (0 to 1) is done; None while nobody can know."""
        if self.seconds < _SURE or share <= 0:
            return None
        now = self.seconds * (1 - share) / share
        self._guess = now if self._guess is None else 0.7 * self._guess + 0.3 * now
        return self._guess

    def words(self, share: float) -> str:
        """The same in words; empty while nobody can know."""
        left = self.left(share)
        if left is None:
            return ""
        if left < 90:
            return t("importing.seconds_left", n=max(1, math.ceil(left)))
        return t("importing.minutes_left", n=math.ceil(left / 60))
