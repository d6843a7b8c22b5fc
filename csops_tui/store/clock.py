"""The one clock: what "now" and "today" are for every date that people see; tests and `--as-of` can set it."""

from __future__ import annotations

import datetime as dt
import os


class Clock:
    """The wall clock in the local zone, or the same time of day on a fixed day."""

    def __init__(self, today: dt.date | None = None, now: dt.datetime | None = None) -> None:
        self._today = today
        self._now = now

    @classmethod
    def from_environment(cls) -> Clock:
        """The clock of this process: `CSOPS_TODAY` (a day or a moment, ISO) fixes it; a wrong value is ignored."""
        text = os.environ.get("CSOPS_TODAY", "")
        try:
            if len(text) > 10:
                return cls(now=dt.datetime.fromisoformat(text).astimezone())
            return cls(today=dt.date.fromisoformat(text)) if text else cls()
        except ValueError:
            return cls()

    @property
    def fixed(self) -> bool:
        """Whether the clock was set by hand."""
        return self._today is not None or self._now is not None

    def now(self) -> dt.datetime:
        """The present moment with the local zone."""
        if self._now is not None:
            return self._now
        real = dt.datetime.now().astimezone()
        if self._today is None:
            return real
        return dt.datetime.combine(self._today, real.time().replace(microsecond=0)).astimezone()

    def today(self) -> dt.date:
        """The local business date."""
        return self.now().date()


def utc_text(moment: dt.datetime) -> str:
    """A moment as the book stores it: UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
