"""The studies of the revenue screen: movements, retention, cohorts, contract lines, each a table with its chart.

Run in a worker.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from rich.cells import cell_len

from csops_tui.analysis.churn_rates import churn_rates
from csops_tui.analysis.rates import Rate, Told
from csops_tui.analysis.revenue import KINDS, Flow, Retention, annual
from csops_tui.analysis.revenue_book import Period, Revenue, first_month
from csops_tui.analysis.revenue_cohorts import Cohort
from csops_tui.locale import language, t
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR
from csops_tui.text.numbers import decimals, format_money
from csops_tui.tui.figures import Figures
from csops_tui.tui.studies import Choice, Study, attribute_label, group_label
from csops_tui.tui.widgets.chart_spec import ChartSpec, Line, LineChart, Waterfall
from csops_tui.tui.widgets.source import Column

SPANS = ("12m", "24m", "36m", "fy", "last_fy", "all")
AGES = {"month": 24, "quarter": 12, "year": 8}
# Where the least of a waterfall's values is above this part of the greatest, the bars begin near the least.
_FAR_FROM_NOTHING = 0.6
WHOLE = "whole"
_Row = TypeVar("_Row", Flow, Retention)


@dataclass(frozen=True)
class Asked:
    """What a study is asked: `choice` with day, grouping and span (`all`: since the first line); cohorts by `unit`."""

    choice: Choice
    unit: str = "month"
    money: bool = False

    @property
    def by(self) -> str:
        """The field of accounts that is counted by, or ""."""
        return self.choice.by[0] if self.choice.by else ""

    def period(self, book: Book) -> Period:
        """The first month and the last day."""
        if self.choice.span == "all":
            return Period(first_month(book, self.choice.day), self.choice.day, self.by)
        return Period(self.choice.start, min(self.choice.end, self.choice.day), self.by)


@dataclass(frozen=True)
class Answer:
    """A study with the sentences that stand above it."""

    study: Study
    notes: tuple[str, ...] = ()


def movement_study(book: Book, asked: Asked) -> Answer:
    """MRR from month end to month end, and the whole span as the sum of its months."""
    found = Revenue(book, asked.period(book))
    flows = found.flows()
    several = len({flow.currency for flow in flows}) > 1
    rates = any(flow.exchange for flow in flows)
    columns = (
        Column("month", t("revenue.month"), 11, frozen=True, min_width=10),
        *_labels(asked, several),
        _total("opening"),
        *(_money(kind) for kind in KINDS),
        *((_money("entering"), _money("leaving")) if asked.by else ()),
        *((_money("exchange"),) if rates else ()),
        _total("closing"),
        _count("closing_accounts"),
        *(_count(f"{kind}_accounts", hide=place + 3) for place, kind in enumerate(KINDS)),
    )

    def row(flow: Flow, label: str, key: str) -> tuple[str, tuple[Any, ...]]:
        def signed(kind: str, amount: int) -> dict[str, int]:
            return _amount(-amount if kind in ("contraction", "churn", "leaving") else amount, flow.currency)

        return key, (
            label,
            *_label_values(asked, several, flow.group, flow.currency),
            _amount(flow.opening, flow.currency),
            *(signed(kind, flow.amounts[kind]) for kind in KINDS),
            *((signed("entering", flow.entering), signed("leaving", flow.leaving)) if asked.by else ()),
            *((_amount(flow.exchange, flow.currency),) if rates else ()),
            _amount(flow.closing, flow.currency),
            flow.accounts["closing"],
            *(flow.accounts[kind] for kind in KINDS),
        )

    rows = [row(flow, f"{flow.end:%Y/%m}", _key(flow.end, flow.currency, flow.group)) for flow in newest(flows, found)]
    sums = [] if asked.by else [summed(of) for of in _by_currency(flows).values()]
    rows = [*(row(flow, t("revenue.whole"), _key(WHOLE, flow.currency, None)) for flow in newest(sums, found)), *rows]
    months = len({flow.end for flow in flows})
    holds = all(flow.adds_up for flow in flows)
    notes = [t("revenue.note.identity" if holds else "revenue.note.broken", n=months), *_apart(found)]
    chart = None if asked.by else _months_chart(_by_currency(flows).get(found.own) or flows)
    whole = frozenset(_key(WHOLE, flow.currency, None) for flow in sums)
    return Answer(Study(Figures(columns, tuple(rows), whole), chart), tuple(notes if flows else _apart(found)))


def newest(rows: Sequence[_Row], found: Revenue) -> list[_Row]:
    """The newest first, in each month the book's own currency first."""
    return sorted(rows, key=lambda one: (-one.end.toordinal(), one.currency != found.own, one.currency))


def summed(flows: Sequence[Flow]) -> Flow:
    """The months of one currency as one: movements are summed, so who left and came back is in both."""
    whole = replace(flows[0], end=flows[-1].end, closing=flows[-1].closing)
    whole.exchange = sum(flow.exchange for flow in flows)
    whole.amounts = {kind: sum(flow.amounts[kind] for flow in flows) for kind in KINDS}
    whole.accounts = {
        **{kind: sum(flow.accounts[kind] for flow in flows) for kind in KINDS},
        "opening": flows[0].accounts["opening"],
        "closing": flows[-1].accounts["closing"],
    }
    return whole


def retention_study(book: Book, asked: Asked) -> Answer:
    """NRR, GRR and logo churn of those who paid before the span, then month by month; three churn rates above."""
    period = asked.period(book)
    found = Revenue(book, period)
    whole, monthly = found.retention(), found.monthly()
    several = len({one.currency for one in (*whole, *monthly)}) > 1
    columns = (
        Column("period", t("revenue.period"), 23, frozen=True, min_width=23),
        *_labels(asked, several),
        _count("cohort"),
        _total("opening"),
        _total("cohort_closing", hide=3),
        Column("nrr", t("revenue.nrr"), 8, "right", "told"),
        Column("grr", t("revenue.grr"), 8, "right", "told"),
        _count("lost"),
        Column("logo_churn", title := t("revenue.logo_churn"), max(9, cell_len(title)), "right", "told"),
        Column("rate_interval", t("stats.interval"), 10, "right", hide_below=2),
        Column("annual_churn", t("revenue.annual_churn"), 9, "right", "told", hide_below=1),
    )

    def row(one: Retention, key: str, *, month: bool) -> tuple[str, tuple[Any, ...]]:
        share = one.churn.share
        return key, (
            f"{one.start:%Y/%m/%d}→{one.end:%Y/%m/%d}",
            *_label_values(asked, several, one.group, one.currency),
            one.accounts,
            _amount(one.opening, one.currency),
            _amount(one.closing, one.currency),
            Told(one.nrr, one.accounts),
            Told(one.grr, one.accounts),
            one.lost,
            Told(share, one.accounts),
            _interval(one.churn),
            Told(100 * annual(share / 100) if share is not None else None, one.accounts) if month else None,
        )

    rows = [row(one, _key(WHOLE, one.currency, one.group), month=False) for one in newest(whole, found)]
    rows += [row(one, _key(one.end, one.currency, one.group), month=True) for one in newest(monthly, found)]
    notes = [
        t(f"revenue.rate.{name}", share=_percent(rate), lost=f"{rate.hits:,}", n=f"{rate.n:,}")
        for name, rate in churn_rates(book.reader(), period.last).items()
    ]
    return Answer(
        Study(
            Figures(columns, tuple(rows), frozenset(_key(WHOLE, one.currency, one.group) for one in whole)),
            None if asked.by else _retention_chart(monthly, found.own),
        ),
        (*notes, *_apart(found)),
    )


def cohort_study(book: Book, asked: Asked) -> Answer:
    """The triangle: who first paid in a period, and which share of them (or of their money) pays k periods later."""
    period = asked.period(book)
    found = Revenue(book, period)
    currencies = (found.own, *found.apart)
    rows: list[tuple[str, tuple[Any, ...]]] = []
    deepest = 0
    for currency in currencies:
        days, every, _ = found.cohorts(asked.unit, currency)
        kept = [one for one in every if days[one.start] >= period.first]
        deepest = max([deepest, *(len(one.cells) for one in kept)])
        for one in reversed(kept):
            label = period_label(days[one.start], asked.unit)
            rows.append((_key(days[one.start], currency, None), (label, currency, one)))
    ages = min(deepest, AGES[asked.unit] + 1)
    several = len({values[1] for _, values in rows}) > 1
    # Of a longer period some are gone by its end; of a month nobody is.
    shown = range(1 if asked.unit == "month" else 0, ages)
    columns = (
        Column("cohort", t("revenue.cohort_of"), 10, frozen=True, min_width=8),
        *((Column("currency", title := t("field.subscription.currency"), cell_len(title)),) if several else ()),
        _count("cohort_accounts"),
        _money("cohort_mrr"),
        *(Column(f"age{age}", f"+{age}", 6, "right", "kept", min_width=6) for age in shown),
    )
    table = tuple(
        (
            key,
            (
                label,
                *((currency,) if several else ()),
                one.accounts,
                _amount(one.amount, currency),
                *(_cell(one, age, money=asked.money) for age in shown),
            ),
        )
        for key, (label, currency, one) in rows
    )
    unit = t(f"revenue.unit.{asked.unit}")
    note = t("revenue.note.cohorts_money" if asked.money else "revenue.note.cohorts_accounts", unit=unit)
    own = [one for _, (_, currency, one) in rows if currency == found.own]
    return Answer(Study(Figures(columns, table), _cohort_chart(own, ages, asked)), (note, *_apart(found)))


def _cell(one: Cohort, age: int, *, money: bool) -> Rate | Told | str:
    kept = one.kept(age)
    if kept is None:
        return ""
    if not money or kept.share is None:
        return kept
    return Told(100 * one.cells[age].amount / one.amount, one.accounts)


def _cohort_chart(found: Sequence[Cohort], ages: int, asked: Asked) -> ChartSpec | None:
    """What all cohorts together keep, each age over those that have reached it."""
    points: list[tuple[float, float | None]] = []
    for age in range(ages):
        old = [one for one in found if age < len(one.cells)]
        accounts, amount = sum(one.accounts for one in old), sum(one.amount for one in old)
        rate = Rate(sum(one.cells[age].accounts for one in old), accounts)
        share = rate.share
        if share is not None and asked.money:
            share = 100 * sum(one.cells[age].amount for one in old) / amount if amount else None
        points.append((float(age), share))
    if sum(share is not None for _, share in points) < 2:
        return None
    title = t(
        "revenue.chart.cohorts_money" if asked.money else "revenue.chart.cohorts", unit=t(f"revenue.unit.{asked.unit}")
    )
    return LineChart(title, (Line("", tuple(points)),), 0.0, float(ages - 1), form=lambda v: f"{v:.0f}%")


def line_study(book: Book, asked: Asked) -> Answer:
    """Overlaps and gaps of contract lines, the newest first."""
    found = Revenue(book, asked.period(book))
    names, products = found.names(), found.products()
    every = found.findings()
    columns = (
        Column("kind", t("revenue.finding"), 6, frozen=True, min_width=6),
        Column("account", t("field.subscription.account_id"), 24, "left", "text", min_width=14, elastic=True),
        Column("product", t("field.subscription.product_id"), 14, hide_below=3),
        Column("plan", t("field.subscription.plan"), 12, hide_below=5),
        Column("start", t("revenue.from"), 10, kind="long_day"),
        Column("end", t("revenue.until"), 10, kind="long_day"),
        _count("days"),
        _money("finding_mrr"),
        Column("before", t("revenue.before"), 23, hide_below=4),
        Column("after", t("revenue.after"), 23, hide_below=4),
        Column("owner", t("field.account.owner_id"), 8, hide_below=2),
    )
    rows = tuple(
        (
            SEPARATOR.join((one.account, one.before.id, one.after.id)),
            (
                t(f"revenue.{one.kind}"),
                names[one.account].name,
                products.get(one.after.product or ""),
                one.after.plan,
                one.start.isoformat(),
                one.end.isoformat() if one.end else None,
                one.days,
                _amount(one.amount, one.currency),
                *(_span_words(line.starts, line.ends) for line in (one.before, one.after)),
                names[one.account].owner,
            ),
        )
        for one in reversed(every)
    )
    count = {kind: sum(one.kind == kind for one in every) for kind in ("overlap", "gap")}
    note = t("revenue.note.lines", overlaps=f"{count['overlap']:,}", gaps=f"{count['gap']:,}")
    return Answer(Study(Figures(columns, rows), None), (note,))


# Charts


def _months_chart(flows: Sequence[Flow]) -> ChartSpec | None:
    if not flows or not any(flow.opening or flow.closing for flow in flows):
        return None
    currency = flows[0].currency
    values = [_major(value, currency) for flow in flows for value in (flow.opening, flow.closing)]
    least = min(values) if min(values) > _FAR_FROM_NOTHING * max(values) else 0.0
    least -= (max(values) - least) / 10 if least else 0.0
    steps = [(t("revenue.opening"), None, _major(flows[0].opening, currency))]
    steps += [(f"{flow.end:%Y/%m}", _major(flow.opening, currency), _major(flow.closing, currency)) for flow in flows]
    steps.append((t("revenue.closing"), None, _major(flows[-1].closing, currency)))
    form = money_form(currency)
    title = t("revenue.chart.months") + (t("revenue.chart.from", v=form(least)) if least else "")
    return Waterfall(title, tuple(steps), form, least)


def flow_chart(flow: Flow) -> ChartSpec:
    """One month or span as a waterfall: from opening over each kind of movement to closing."""
    currency = flow.currency
    here = flow.opening
    steps: list[tuple[str, float | None, float]] = [(t("revenue.opening"), None, _major(here, currency))]
    parts: list[tuple[str, int]] = [
        ("entering", flow.entering),
        ("leaving", -flow.leaving),
        ("exchange", flow.exchange),
        *((kind, -flow.amounts[kind] if kind in ("contraction", "churn") else flow.amounts[kind]) for kind in KINDS),
    ]
    for name, change in parts:
        if change or name in KINDS:
            steps.append((t(f"revenue.{name}"), _major(here, currency), _major(here + change, currency)))
            here += change
    steps.append((t("revenue.closing"), None, _major(flow.closing, currency)))
    edges = [value for _, start, end in steps for value in (start, end) if value is not None]
    least = min(edges) if min(edges) > _FAR_FROM_NOTHING * max(edges) else 0.0
    least -= (max(edges) - least) / 10 if least else 0.0
    form = money_form(currency)
    title = t("revenue.chart.month", period=f"{flow.start:%Y/%m/%d}→{flow.end:%Y/%m/%d}")
    return Waterfall(title + (t("revenue.chart.from", v=form(least)) if least else ""), tuple(steps), form, least)


def _retention_chart(monthly: Sequence[Retention], currency: str) -> ChartSpec | None:
    own = [one for one in monthly if one.currency == currency]
    if sum(one.nrr is not None for one in own) < 2:
        return None
    lines = tuple(
        Line(t(f"revenue.{name}"), tuple((one.end, getattr(one, name)) for one in own)) for name in ("nrr", "grr")
    )
    values = [value for one in own for value in (one.nrr, one.grr) if value is not None]
    title = t("revenue.chart.retention")
    return LineChart(title, lines, own[0].end, own[-1].end, low=min(values), form=lambda v: f"{v:.4g}%")


# Words and columns


def money_form(currency: str) -> Callable[[float], str]:
    """Amounts in whole units of a currency for an axis."""
    scale = 10 ** decimals(currency)
    return lambda value: format_money(round(value * scale), currency, language(), short=True)


def period_label(day: dt.date, unit: str) -> str:
    """What a month, a calendar quarter or a year is called, by a day in it."""
    if unit == "year":
        return f"{day:%Y}"
    return f"{day:%Y}-Q{(day.month + 2) // 3}" if unit == "quarter" else f"{day:%Y/%m}"


def group_word(by: str, group: str | None) -> str:
    """A group in words."""
    return group_label((by,), (group,))


def _labels(asked: Asked, several: bool) -> tuple[Column, ...]:
    found: list[Column] = []
    if asked.by:
        found.append(Column("group", attribute_label(asked.by), 14, min_width=8))
    if several:
        found.append(Column("currency", title := t("field.subscription.currency"), cell_len(title)))
    return tuple(found)


def _label_values(asked: Asked, several: bool, group: str | None, currency: str) -> tuple[str, ...]:
    words = (group_word(asked.by, group),) if asked.by else ()
    return (*words, *((currency,) if several else ()))


def _key(end: dt.date | str, currency: str, group: str | None) -> str:
    return SEPARATOR.join((str(end), currency, "" if group is None else f"={group}"))


def parse_key(key: str) -> tuple[dt.date | None, str, str | None]:
    """The last day (None: the whole span), currency and group of a row."""
    end, currency, group = key.split(SEPARATOR)
    return None if end == WHOLE else dt.date.fromisoformat(end), currency, group[1:] if group else None


def _by_currency(flows: Sequence[Flow]) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        found.setdefault(flow.currency, []).append(flow)
    return found


def _apart(found: Revenue) -> tuple[str, ...]:
    """The sentence about currencies without a rate."""
    return (t("revenue.note.apart", currencies=", ".join(found.apart)),) if found.apart else ()


def _amount(minor: int, currency: str) -> dict[str, int]:
    return {currency: minor}


def _major(minor: int, currency: str) -> float:
    return minor / 10 ** decimals(currency)


def _percent(rate: Rate) -> str:
    return f"{rate.share:.1f}%" if rate.share is not None else t("stats.few")


def _interval(rate: Rate) -> str | None:
    return None if rate.interval is None else f"{rate.interval[0]:.1f}–{rate.interval[1]:.1f}%"


def _span_words(starts: dt.date, ends: dt.date | None) -> str:
    return f"{starts:%Y/%m/%d}–{f'{ends:%Y/%m/%d}' if ends else ''}"


def _money(name: str, hide: int = 0) -> Column:
    title = t(f"revenue.{name}")
    return Column(name, title, max(10, cell_len(title)), "right", "amounts", hide_below=hide)


def _total(name: str, hide: int = 0) -> Column:
    """An amount to the last unit."""
    title = t(f"revenue.{name}")
    return Column(name, title, max(12, cell_len(title)), "right", "full_amounts", hide_below=hide)


def _count(name: str, hide: int = 0) -> Column:
    title = t(f"revenue.{name}")
    return Column(name, title, max(5, cell_len(title)), "right", "count", hide_below=hide)
