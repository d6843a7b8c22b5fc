"""How much of a normal week's work a week sees, and the first days of months."""

from __future__ import annotations

import datetime as dt
from functools import cache

from csops_tui.measures.holidays import is_business_day


@cache
def week_factor(monday: dt.date) -> float:
    """How much of a normal week's work the week from `monday` sees, 0…1; Obon is quiet although offices are open."""
    days = [monday + dt.timedelta(days=n) for n in range(5)]
    obon = sum(1 for day in days if day.month == 8 and 12 <= day.day <= 16 and is_business_day(day))
    return max(0.08, (sum(map(is_business_day, days)) - 0.6 * obon) / 5)


def add_months(day: dt.date, months: int) -> dt.date:
    """The first of the month `months` after the month of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)
