"""The days people work in Japan: weekends, public holidays and the year-end break, without tables to renew."""

from __future__ import annotations

import datetime as dt
from functools import cache

_DAY = dt.timedelta(days=1)


def _monday(year: int, month: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=-first.weekday() % 7 + 7 * (nth - 1))


def _equinox(year: int, march: bool) -> dt.date:
    # The usual approximation for 1980–2099; the official date is announced a year ahead.
    base = 20.8431 if march else 23.2488
    day = int(base + 0.242194 * (year - 1980) - (year - 1980) // 4)
    return dt.date(year, 3 if march else 9, day)


@cache
def public_holidays(year: int) -> frozenset[dt.date]:
    """The public holidays of a year under the law in force since 2022, substitute days included."""
    fixed = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
    found = {dt.date(year, month, day) for month, day in fixed}
    found |= {_monday(year, 1, 2), _monday(year, 7, 3), _monday(year, 9, 3), _monday(year, 10, 2)}
    found |= {_equinox(year, True), _equinox(year, False)}
    for day in sorted(found):
        if day.weekday() == 6:
            substitute = day + _DAY
            while substitute in found:
                substitute += _DAY
            found.add(substitute)
    for day in sorted(found):
        if day + 2 * _DAY in found and (day + _DAY).weekday() < 5:
            found.add(day + _DAY)
    return frozenset(found)


@cache
def is_holiday(day: dt.date) -> bool:
    """Whether a day is a public holiday or part of the year-end break; a plain weekend is not."""
    return day in public_holidays(day.year) or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


@cache
def is_business_day(day: dt.date) -> bool:
    """Whether an office in Japan is open: not on weekends, public holidays, or from 29 December to 3 January."""
    return day.weekday() < 5 and not is_holiday(day)


@cache
def business_day(day: dt.date, step: int = 1) -> dt.date:
    """`day` if offices are open, else the nearest open day after it (before it with `step=-1`)."""
    while not is_business_day(day):
        day += dt.timedelta(days=step)
    return day


def business_days(after: dt.date, until: dt.date) -> frozenset[dt.date]:
    """The days on which offices are open, after one day and up to another."""
    days = (after + dt.timedelta(days=n) for n in range(1, (until - after).days + 1))
    return frozenset(day for day in days if is_business_day(day))
