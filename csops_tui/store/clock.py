"""The one clock: what "now" and "today" are for every date that people see; tests and `--as-of` can set it."""

from __future__ import annotations

import datetime as dt
import os


class Clock:
    """The wall clock in the local zone; `today` sets another business day by hand, `now` stops the wall clock itself.

    Who did what when is always told by the wall clock. On a day set by hand it is the same time of day, or `time`.
    """

    def __init__(
        self, today: dt.date | None = None, now: dt.datetime | None = None, time: dt.time | None = None
    ) -> None:
        self._today = today
        self._now = now
        self._time = time

    @classmethod
    def from_environment(cls) -> Clock:
        """The clock of this process: `CSOPS_TODAY` (a day or a moment, ISO) sets it; a wrong value is ignored."""
        text = os.environ.get("CSOPS_TODAY", "")
        try:
            if len(text) > 10:
                moment = dt.datetime.fromisoformat(text).astimezone()
                return cls(today=moment.date(), time=moment.time())
            return cls(today=dt.date.fromisoformat(text)) if text else cls()
        except ValueError:
            return cls()

    @property
    def fixed(self) -> bool:
        """Whether the business day was set by hand."""
        return self._today is not None

    def real_now(self) -> dt.datetime:
        """The moment on the wall clock with the local zone, whatever day was set by hand."""
        return self._now or dt.datetime.now().astimezone()

    def now(self) -> dt.datetime:
        """The present moment of the business with the local zone."""
        real = self.real_now()
        if self._today is None:
            return real
        return dt.datetime.combine(self._today, self._time or real.time().replace(microsecond=0)).astimezone()

    def today(self) -> dt.date:
        """The local business date."""
        return self.now().date()


def utc_text(moment: dt.datetime) -> str:
    """A moment as the book stores it: UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
