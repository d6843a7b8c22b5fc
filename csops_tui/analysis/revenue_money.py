"""Currencies: what has a rate is told in the book's own currency, what has none stays apart and is never added."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from csops_tui.store.sqlite import Connection
from csops_tui.text.numbers import decimals

# The currency of most lines that has no rate of its own is the one that rates are in.
_OWN = """
SELECT currency FROM subscription
WHERE trial = 0 AND currency NOT IN (SELECT currency FROM exchange_rate)
GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1
"""
_RATES = "SELECT currency, month, rate FROM exchange_rate"
_USUAL = "JPY"


class Exchange:
    """Rates by currency: (first month `YYYY-MM`, what one unit is worth in `own`), each in force until the next.

    A currency is converted only when every day in `needed` on which it has an amount has a rate.
    """

    def __init__(
        self,
        own: str,
        rates: Iterable[tuple[str, str, float]] = (),
        needed: Mapping[str, dt.date] | None = None,
    ) -> None:
        self.own = own
        self.needed = dict(needed or {})
        self._rates: dict[str, list[tuple[str, Decimal]]] = {}
        for currency, month, rate in sorted(rates):
            if currency != own:
                self._rates.setdefault(currency, []).append((month[:7], Decimal(str(rate))))
        self._factors: dict[tuple[str, int, int], Decimal] = {}

    @cached_property
    def converted(self) -> frozenset[str]:
        """The currencies that have a rate from the first day on which they are needed."""
        return frozenset(
            currency
            for currency, known in self._rates.items()
            if currency not in self.needed or known[0][0] <= f"{self.needed[currency]:%Y-%m}"
        )

    def book_of(self, currency: str) -> str:
        """The currency in which an amount is told: the book's own, or itself where it stays apart."""
        return self.own if currency in self.converted else currency

    def rate(self, currency: str, day: dt.date) -> Decimal | None:
        """What one unit is worth on a day: the rate of the latest month up to it; None before the first."""
        known: Sequence[tuple[str, Decimal]] = self._rates.get(currency, ())
        place = bisect_right(known, f"{day:%Y-%m}", key=lambda entry: entry[0])
        return known[place - 1][1] if place else None

    def convert(self, amount: int, currency: str, day: dt.date) -> int:
        """An amount in minor units as told: half a unit is rounded away from 0, what stays apart is left as it is."""
        if not amount or currency == self.own or currency not in self.converted:
            return amount
        key = currency, day.year, day.month
        if key not in self._factors:
            rate = self.rate(currency, day)
            if rate is None:
                raise ValueError(f"no rate of {currency} on {day}")
            self._factors[key] = rate.scaleb(decimals(self.own) - decimals(currency))
        return int((amount * self._factors[key]).to_integral_value(ROUND_HALF_UP))

    def convert_row(self, row: Sequence[int], currency: str, days: Sequence[dt.date]) -> Sequence[int]:
        """The amounts of each of `days` as told at its own rate; the row itself where no rate is needed."""
        if currency == self.own or currency not in self.converted:
            return row
        return [self.convert(amount, currency, day) for amount, day in zip(row, days, strict=True)]


def first_needed(days: Sequence[dt.date], paid: Iterable[Mapping[str, Sequence[int]]]) -> dict[str, dt.date]:
    """By currency the first of `days` on which anybody has an amount in it."""
    first: dict[str, int] = {}
    for by_currency in paid:
        for currency, row in by_currency.items():
            place = next((n for n, amount in enumerate(row) if amount), None)
            if place is not None and place < first.get(currency, len(days)):
                first[currency] = place
    return {currency: days[place] for currency, place in first.items()}


def own_currency(conn: Connection) -> str:
    """The book's own currency: that of most lines among those without a rate; yen in a book without lines."""
    row = conn.execute(_OWN).fetchone()
    return row[0] if row else _USUAL


def exchange_of(conn: Connection, needed: Mapping[str, dt.date]) -> Exchange:
    """The rates of a book for amounts in these currencies, the first of each on its day."""
    return Exchange(own_currency(conn), conn.execute(_RATES).fetchall(), needed)
