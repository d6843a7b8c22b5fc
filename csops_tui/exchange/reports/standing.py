"""Where the customers stand: who pays what, how they use it, what they say, which renewals come."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from csops_tui.analysis.surveys import Nps, nps
from csops_tui.exchange.reports.asked import Asked, Sheet, first_of_month, month_end, mrr, of_one, table
from csops_tui.exchange.reports.report import Amounts, Chart, Column, Fact, Section, Series, amounts
from csops_tui.measures import panel
from csops_tui.measures.changes import USAGE_FALL
from csops_tui.measures.renewal_choice import chosen
from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import read
from csops_tui.text.numbers import decimals

_MONTHS = 12
_AHEAD = 90
_FALLS = 10
_USED = ("usage_28d", "usage_before", "usage_change", "concern")
_TICKETS = """
SELECT coalesce(priority, ''), count(CASE WHEN opened BETWEEN :start AND :end THEN 1 END),
  count(CASE WHEN closed BETWEEN :start AND :end THEN 1 END)
FROM ticket WHERE opened <= :end GROUP BY 1
ORDER BY coalesce(nullif(instr('urgent high normal low', coalesce(priority, '-')), 0), 99), 1
"""
_DECISIONS = ("renewed", "expanded", "contracted", "churned", None)


def paying(sheet: Sheet) -> Sheet:
    """The accounts with MRR above zero."""
    return [row for row in sheet if row["mrr"]]


def accounts(asked: Asked) -> Section:
    """The accounts that pay and their MRR at the opening and the closing of the period, and over a year."""
    opening_day = asked.start - dt.timedelta(days=1)
    opening, closing = (paying(asked.sheet(day, "all")) for day in (opening_day, asked.as_of))
    facts = (
        Fact("paying_opening", "count", len(opening), "paying_accounts"),
        Fact("paying_closing", "count", len(closing), "paying_accounts"),
        Fact("mrr_opening", "money", mrr(opening), "mrr_total"),
        Fact("mrr_closing", "money", mrr(closing), "mrr_total"),
        Fact("mrr_difference", "money_change", difference(mrr(opening), mrr(closing)), "mrr_total"),
    )
    tiers: defaultdict[str | None, Sheet] = defaultdict(list)
    for row in closing:
        tiers[row["tier"]].append(row)
    columns = (
        Column("tier", "code:tier"),
        Column("paying", "count", "paying_accounts"),
        Column("mrr", "money", "mrr_total"),
    )
    order = {tier: place for place, tier in enumerate(("high", "mid", "low", "tech"))}
    rows = [
        (tier, len(found), mrr(found))
        for tier, found in sorted(
            tiers.items(), key=lambda item: (item[0] is None, order.get(item[0] or "", 9), item[0] or "")
        )
    ]
    return Section("accounts", facts, _mrr_chart(asked), (table("accounts_by_tier", columns, rows),))


def difference(before: Amounts, after: Amounts) -> Amounts:
    """What came in or went, by currency; a currency in which nothing did is left out unless that is all there is."""
    found = amounts([*after, *((currency, -minor) for currency, minor in before)])
    return tuple(each for each in found if each[1]) or found


def _mrr_chart(asked: Asked) -> tuple[Chart, ...]:
    """MRR at the end of each of twelve months in the currency that most of it is in, in whole units."""
    ends = [min(month_end(first_of_month(asked.end, back)), asked.as_of) for back in range(1 - _MONTHS, 1)]
    panel.ensure_days(asked.book, ends)
    sums = [dict(mrr(asked.sheet(day, "all"))) for day in ends]
    currencies = sorted({currency for each in sums for currency in each}, key=lambda c: (-sums[-1].get(c, 0), c))
    if not currencies:
        return ()
    series = [
        Series(currency, tuple(each.get(currency, 0) / 10 ** decimals(currency) for each in sums))
        for currency in currencies[:1]
    ]
    labels = tuple(f"{day:%Y-%m}" for day in ends)
    return (Chart("mrr_by_month", "lines", labels, tuple(series), kind="money", figure="mrr_total"),)


def usage(sheet: Sheet) -> Section:
    """How use has changed against each account's own baseline, and where it fell most."""
    known = [row for row in sheet if row["usage_change"] is not None]
    if not known:
        return Section("usage", says=(("no_usage", ()),))
    fell = sorted(
        (row for row in known if row["usage_change"] <= USAGE_FALL),
        key=lambda row: (row["usage_change"], row["account"], row["id"]),
    )
    licences = [row["licence_use"] for row in sheet if row["licence_use"] is not None]
    facts = (
        Fact(
            "usage_median",
            "change",
            statistics.median(row["usage_change"] for row in known),
            "usage_change",
            n=len(known),
        ),
        Fact("usage_fell", "count", len(fell), "usage_fell", n=len(known)),
        *(
            (Fact("licence_median", "percent", statistics.median(licences), "licence_use", n=len(licences)),)
            if licences
            else ()
        ),
    )
    columns = (
        Column("account"),
        Column("owner"),
        Column("mrr", "money", "mrr"),
        Column("usage_28d", "number", "usage_28d"),
        Column("usage_before", "number", "usage_before"),
        Column("usage_change", "change", "usage_change"),
        Column("concern", "level", "concern"),
    )
    rows = [(row["account"], row["owner"], of_one(row), *(row[name] for name in _USED)) for row in fell]
    return Section("usage", facts, tables=(table("usage_falls", columns, rows, _FALLS),) if fell else ())


def nps_of(asked: Asked) -> Section:
    """The NPS of the period and of the year up to its end, each with its interval and n."""
    spans = (("nps_period", asked.start), ("nps_year", asked.as_of - dt.timedelta(days=364)))
    answers = [nps(asked.book, start, asked.as_of) for _, start in spans]
    rows: list[tuple[Any, ...]] = [(name, *_nps_row(found)) for (name, _), found in zip(spans, answers, strict=True)]
    if not any(found.n for found in answers):
        return Section("nps", says=(("no_nps", ()),))
    columns = (
        Column("span", "word"),
        Column("n", "count", "nps_book"),
        Column("promoters", "count"),
        Column("passives", "count"),
        Column("detractors", "count"),
        Column("nps_book", "score", "nps_book"),
        Column("nps_low", "score"),
        Column("nps_high", "score"),
        Column("asked", "count"),
    )
    few = (("few_answers", ()),) if any(row[1] > 0 and row[5] is None for row in rows) else ()
    return Section("nps", tables=(table("nps", columns, rows),), says=few)


def _units(row: dict[str, Any]) -> float:
    """The MRR of a row in whole units of its currency."""
    return (row["mrr"] or 0) / 10 ** decimals(row["currency"] or "JPY")


def _nps_row(found: Nps) -> tuple[Any, ...]:
    low, high = found.interval or (None, None)
    return (found.n, found.promoters, found.passives, found.detractors, found.score, low, high, found.asked)


def tickets(asked: Asked, every: Sheet) -> Section:
    """Support cases opened and closed in the period, and those open on the day of the report."""
    found = asked.read(_TICKETS)
    still = [row["open_tickets"] for row in every if row["open_tickets"] is not None]
    facts = (
        Fact("tickets_opened", "count", sum(row[1] for row in found) if still else None, "tickets_opened"),
        Fact("tickets_closed", "count", sum(row[2] for row in found) if still else None, "tickets_closed"),
        Fact("tickets_open", "count", sum(still) if still else None, "open_tickets"),
    )
    columns = (
        Column("priority", "code:priority"),
        Column("tickets_opened", "count", "tickets_opened"),
        Column("tickets_closed", "count", "tickets_closed"),
    )
    rows = [row for row in found if row[1] or row[2]]
    return Section("tickets", facts, tables=(table("tickets_by_priority", columns, rows),) if rows else ())


def renewals(asked: Asked) -> Section:
    """Renewals that were due in the period and what became of them, and the open ones that come next."""
    board = read(asked.book, asked.as_of)
    results: defaultdict[str | None, list[Due]] = defaultdict(list)
    for due in board.dues:
        if asked.start <= due.due <= asked.end:
            results[due.decision].append(due)
    outcome = table(
        "renewals_past",
        (
            Column("renewal_result", "code:renewal.decision"),
            Column("renewals", "count", "renewals_due"),
            Column("mrr_before", "money", "renewal_mrr"),
        ),
        [(decision, len(each), _due_mrr(each)) for decision in _DECISIONS if (each := results.get(decision))],
    )
    until = asked.as_of + dt.timedelta(days=_AHEAD)
    ahead = chosen(board, "open", asked.as_of, until + dt.timedelta(days=1), None, "")
    coming = [due for due in ahead if due.due >= asked.as_of]
    columns = (
        Column("renewal_on", "day", "renewal_due"),
        Column("account"),
        Column("owner"),
        Column("mrr", "money", "renewal_mrr"),
        Column("concern", "level", "concern"),
        Column("last_two_way", "day", "last_two_way"),
        Column("forecast", "code:renewal.forecast"),
    )
    rows = [
        (
            *(due.due.isoformat(), board.customer(due).name, board.owner(due), _due_mrr([due])),
            *(board.customer(due).concern, due.last.isoformat() if due.last else None, due.forecast),
        )
        for due in coming
    ]
    facts = (
        Fact("renewals_in_period", "count", sum(map(len, results.values())), "renewals_due"),
        Fact("renewals_ahead", "count", len(coming), "renewals_due"),
        Fact("renewals_ahead_mrr", "money", _due_mrr(coming), "renewal_mrr"),
    )
    listed = table("renewals_coming", columns, rows, 40)
    return Section("renewals", facts, tables=tuple(each for each in (outcome, listed) if each.rows))


def _due_mrr(found: Iterable[Due]) -> Amounts:
    return amounts((due.currency, due.mrr) for due in found)
