"""What a customer brings and costs: ARPA, lifetime value, acquisition, and what customer success costs and keeps.

Everything is told with the inputs it comes from. Amounts are minor units of one currency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from csops_tui.analysis.rates import FEW, Rate
from csops_tui.analysis.revenue import Flow, Retention, annual
from csops_tui.analysis.revenue_book import Revenue
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection
from csops_tui.text.numbers import decimals

# The newest value up to the month, the segment's own before that of the whole book.
_INPUT = """
SELECT value, month, segment FROM revenue_input
WHERE kind = :kind AND month <= :month AND (segment IS NULL OR segment = :segment)
ORDER BY segment IS NULL, month DESC, rowid DESC LIMIT 1
"""
# What a whole team costs cannot be divided among segments: only a segment's own figure is one.
_COST = """
SELECT value, month, segment FROM revenue_input
WHERE kind = 'cs_cost' AND month <= :month AND segment IS :segment ORDER BY month DESC, rowid DESC LIMIT 1
"""
_YEAR = 12


@dataclass(frozen=True)
class Input:
    """A figure that somebody entered: its value, the month it holds from, the segment it is for (None: the book)."""

    value: Decimal
    month: str
    segment: str | None


@dataclass(frozen=True)
class Lifetime:
    """The mean months that a customer stays within a horizon, after Kaplan and Meier, out of `accounts` of them."""

    months: float
    horizon: int
    accounts: int


@dataclass(frozen=True)
class Economics:
    """The economics of one currency and group over some months; what cannot be told is None.

    `churn` is of account-months, `most` how many accounts the largest month began with. `margin` is in %,
    `acquisition` an amount for one account, `care` what customer success cost over the months.
    """

    currency: str
    group: str | None
    months: int
    accounts: int
    mrr: int
    churn: Rate
    most: int
    expansion: int
    retention: Retention | None
    margin: Input | None
    acquisition: Input | None
    care_input: Input | None
    care: int | None
    lifetime: Lifetime | None = None

    @property
    def arpa(self) -> int | None:
        """MRR ÷ paying accounts on the last day, in minor units; None where nobody pays."""
        return _half_up(Decimal(self.mrr) / self.accounts) if self.accounts else None

    @property
    def monthly_churn(self) -> float | None:
        """Accounts lost of account-months, in %; None where no month began with FEW accounts."""
        return self.churn.share if self.most >= FEW else None

    @property
    def annual_churn(self) -> float | None:
        """The monthly churn over a year, in %."""
        share = self.monthly_churn
        return None if share is None else 100 * annual(share / 100)

    @property
    def ltv(self) -> int | None:
        """ARPA × gross margin ÷ monthly churn, in minor units; not defined at zero churn, none for few cases."""
        return self._ltv(self.monthly_churn)

    @property
    def ltv_interval(self) -> tuple[int, int | None] | None:
        """The LTV at the ends of the churn's 95 % interval; an upper end of None has no bound."""
        if self.ltv is None or self.churn.interval is None:
            return None
        low, high = self.churn.interval
        least = self._ltv(high)
        return None if least is None else (least, self._ltv(low))

    @property
    def ltv_by_lifetime(self) -> int | None:
        """ARPA × gross margin × expected months within the horizon of `lifetime`."""
        if self.arpa is None or self.margin is None or self.lifetime is None:
            return None
        return _half_up(self.arpa * self.margin.value / 100 * Decimal(str(self.lifetime.months)))

    @property
    def cac(self) -> int | None:
        """What winning one account costs, in minor units."""
        return None if self.acquisition is None else minor(self.acquisition.value, self.currency)

    @property
    def ltv_cac(self) -> float | None:
        """LTV ÷ CAC."""
        return self.ltv / self.cac if self.ltv is not None and self.cac else None

    @property
    def payback(self) -> float | None:
        """Months until the margin of an average account has paid for winning it."""
        if self.cac is None or not self.arpa or self.margin is None or not self.margin.value:
            return None
        return float(Decimal(self.cac) / (self.arpa * self.margin.value / 100))

    @property
    def care_share(self) -> float | None:
        """What customer success cost, in % of a month's MRR, by month."""
        return None if self.care is None or self.mrr <= 0 else 100 * self.care / self.months / self.mrr

    @property
    def care_each(self) -> int | None:
        """What customer success cost for one paying account and month, in minor units."""
        if self.care is None or not self.accounts:
            return None
        return _half_up(Decimal(self.care) / self.months / self.accounts)

    @property
    def expansion_margin(self) -> int | None:
        """The margin of a year that the expansions of the months bring."""
        if self.margin is None:
            return None
        return _half_up(self.expansion * _YEAR * self.margin.value / 100)

    @property
    def expansion_roi(self) -> float | None:
        """(Margin of a year of the expansions − cost) ÷ cost, in %; losses prevented are not in it."""
        if self.expansion_margin is None or not self.care:
            return None
        return 100 * (self.expansion_margin - self.care) / self.care

    @property
    def break_even(self) -> float | None:
        """Points of gross retention of a year that would pay for a year of customer success."""
        opening = self.retention.opening if self.retention else 0
        if self.care is None or self.margin is None or not self.margin.value or opening <= 0:
            return None
        year = Decimal(self.care) * _YEAR / self.months
        return float(100 * year / (opening * _YEAR * self.margin.value / 100))

    def _ltv(self, churn: float | None) -> int | None:
        if self.arpa is None or self.margin is None or not churn:
            return None
        return _half_up(self.arpa * self.margin.value / Decimal(str(churn)))


def economics(
    conn: Connection,
    flows: Sequence[Flow],
    monthly: Sequence[Retention],
    whole: Retention | None,
    currency: str,
    group: str | None,
    *,
    own: str,
    by: str = "",
    lifetime: Lifetime | None = None,
) -> Economics | None:
    """The economics of one currency and group from its flows and monthly cohorts, days ascending; None without flows.

    What somebody entered is in the book's own currency: amounts in another have no CAC and no cost. Groups other than
    segments have the book's margin and CAC, and no cost of their own.
    """
    if not flows:
        return None
    last = flows[-1]
    ends = sorted({flow.end for flow in flows})
    money = currency == own
    segment = group if by == "segment" else None
    care_inputs = [_asked(conn, _COST, "", end, segment) for end in ends] if money and (not by or segment) else []
    care = None
    if care_inputs and all(care_inputs):
        care = sum(minor(one.value, currency) for one in care_inputs if one)
    return Economics(
        currency=currency,
        group=group,
        months=len(ends),
        accounts=last.accounts["closing"],
        mrr=last.closing,
        churn=Rate(sum(one.lost for one in monthly), sum(one.accounts for one in monthly)),
        most=max((one.accounts for one in monthly), default=0),
        expansion=sum(flow.amounts["expansion"] for flow in flows),
        retention=whole,
        margin=_asked(conn, _INPUT, "gross_margin", last.end, segment),
        acquisition=_asked(conn, _INPUT, "acquisition_cost", last.end, segment) if money else None,
        care_input=care_inputs[-1] if care_inputs else None,
        care=care,
        lifetime=lifetime,
    )


def every_economy(book: Book, found: Revenue) -> list[Economics]:
    """The economics of each currency, and of each group where the period has groups."""
    conn = book.reader()
    lifetime = None if found.period.by else expected_lifetime(book, found.period.last)
    flows, monthly, whole = found.flows(), found.monthly(), found.retention()
    made: list[Economics] = []
    for key in dict.fromkeys((flow.currency, flow.group) for flow in flows):
        one = economics(
            conn,
            [flow for flow in flows if (flow.currency, flow.group) == key],
            [cohort for cohort in monthly if (cohort.currency, cohort.group) == key],
            next((cohort for cohort in whole if (cohort.currency, cohort.group) == key), None),
            *key,
            own=found.own,
            by=found.period.by,
            lifetime=lifetime,
        )
        if one:
            made.append(one)
    return made


def expected_lifetime(book: Book, day: dt.date) -> Lifetime | None:
    """The mean months that an account stays, up to the horizon that `4 Churn` tells it by; None for fewer than FEW.

    Where that is not even a year, up to the whole months for which FEW accounts were seen.
    """
    from csops_tui.analysis.tenure import staying

    whole = staying(book, (), day).whole
    horizon = whole.horizon or int(whole.told_until)
    return Lifetime(whole.curve.mean(horizon).value, horizon, whole.curve.n) if horizon else None


def minor(value: Decimal, currency: str) -> int:
    """An amount as people enter it in minor units."""
    return _half_up(value.scaleb(decimals(currency)))


def _asked(conn: Connection, sql: str, kind: str, day: dt.date, segment: str | None) -> Input | None:
    row = conn.execute(sql, {"kind": kind, "month": f"{day:%Y-%m}", "segment": segment}).fetchone()
    return Input(Decimal(str(row[0])), row[1], row[2]) if row else None


def _half_up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))
