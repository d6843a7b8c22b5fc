"""Whom we reached: touches per reach, coverage, and the way from an attempt to a meeting."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from csops_tui.analysis.coverage import Coverage, coverage
from csops_tui.analysis.funnel import Funnel, funnel
from csops_tui.analysis.touches import touch_stats
from csops_tui.exchange.reports.asked import Asked, first_of_month, table
from csops_tui.exchange.reports.report import Chart, Column, Fact, Section, Series
from csops_tui.locale import t

REACHES = ("touches_1to1", "touches_1ton", "touches_tech")
_MONTHS = 12
_TIERS = ("high", "mid", "low", "tech")


def touch_rows(asked: Asked, by: list[str], start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    """What `touch_stats` says, each row by name, None where there is no data."""
    if start > asked.as_of:
        return []
    frame = touch_stats(asked.book, by, start, end, asked.as_of, asked.fiscal_start)
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    # A missing group is NaN in pandas of either kind.
    return [{k: None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()} for row in rows]


def touches(asked: Asked) -> Section:
    """Touches of the period per reach, by owner and tier, and by month over the last year."""
    whole = _first(touch_rows(asked, [], asked.start, asked.end))
    before = _first(touch_rows(asked, [], *_period_before(asked)))
    facts = (
        Fact("touches", "count", whole.get("touches"), "touch_count", before.get("touches")),
        *(Fact(name, "count", whole.get(name), "touch_count", before.get(name)) for name in REACHES),
        Fact("touch_mean", "number", whole.get("mean"), "touch_mean", before.get("mean"), whole.get("accounts")),
        Fact("touch_median", "number", whole.get("median"), "touch_median", before.get("median")),
        Fact("zero_touch", "count", whole.get("zero_touch"), "zero_touch", before.get("zero_touch")),
    )
    months = touch_rows(asked, ["month"], first_of_month(asked.end, 1 - _MONTHS), asked.end)
    chart = Chart(
        "touches_by_month",
        "stacked",
        tuple(row["month"] for row in months),
        tuple(Series(name, tuple(float(row[name] or 0) for row in months)) for name in REACHES),
        figure="touch_count",
    )
    drawn = any(value for series in chart.series for value in series.values)
    return Section(
        "touches",
        facts,
        (chart,) if drawn else (),
        (_touch_table(asked, "owner", "text"), _touch_table(asked, "tier", "code:tier")),
    )


def _touch_table(asked: Asked, by: str, kind: str) -> Any:
    columns = (
        Column(by, kind),
        Column("accounts", "count"),
        Column("touches", "count", "touch_count"),
        *(Column(name, "count") for name in REACHES),
        Column("mean", "number", "touch_mean"),
        Column("median", "number", "touch_median"),
        Column("zero_touch", "count", "zero_touch"),
    )
    rows = touch_rows(asked, [by], asked.start, asked.end)
    if by == "tier":
        rows.sort(key=lambda row: _tier(row["tier"]))
    names = (by, "accounts", "touches", *REACHES, "mean", "median", "zero_touch")
    return table(f"touches_by_{by}", columns, [[row[name] for name in names] for row in rows])


def covered(asked: Asked) -> Section:
    """How many accounts were reached within their cadence, of all and by tier."""
    whole = _only(coverage(asked.book, [], asked.as_of))
    facts = (
        Fact("covered_rate", "rate", whole.covered_rate, "covered_rate"),
        Fact("engaged_rate", "rate", whole.engaged_rate, "engaged_rate"),
        Fact("without_cadence", "count", whole.accounts - whole.with_cadence, "covered_rate", n=whole.accounts),
    )
    columns = (
        Column("tier", "code:tier"),
        Column("accounts", "count"),
        Column("with_cadence", "count"),
        Column("covered", "count"),
        Column("covered_rate", "rate", "covered_rate"),
        Column("engaged", "count"),
        Column("engaged_rate", "rate", "engaged_rate"),
    )
    tiers = sorted(coverage(asked.book, ["tier"], asked.as_of), key=lambda row: _tier(row.group[0]))
    rows = [
        (row.group[0], row.accounts, row.with_cadence, row.covered, row.covered_rate, row.engaged, row.engaged_rate)
        for row in tiers
    ]
    return Section("coverage", facts, tables=(table("coverage_by_tier", columns, rows),))


def appointments(asked: Asked) -> Section:
    """The attempts of the period and what had become of them by the day of the report."""
    whole = funnel(asked.book, [], asked.start, asked.end, asked.as_of)[0]
    if not whole.attempts:
        return Section("funnel", says=(("no_attempts", ()),))
    facts = (
        Fact("reply_rate", "rate", whole.reply_rate, "reply_rate"),
        Fact("booking_rate", "rate", whole.booking_rate, "booking_rate"),
        Fact("held_rate", "rate", whole.held_rate, "held_rate"),
        Fact("meeting_rate", "rate", whole.meeting_rate, "meeting_rate"),
        Fact("waiting", "count", whole.waiting, "waiting"),
    )
    steps = ("attempts", "replied", "booked", "held")
    chart = Chart(
        "funnel",
        "bars",
        tuple(t(f"report.word.{step}") for step in steps),
        (Series("attempts", tuple(float(getattr(whole, step)) for step in steps)),),
    )
    rows = [_funnel_row(row) for row in funnel(asked.book, ["member"], asked.start, asked.end, asked.as_of)]
    columns = (
        Column("member"),
        *(Column(name, "count") for name in ("attempts", "replied", "booked", "held", "no_show", "declined")),
        Column("meeting_rate", "rate", "meeting_rate"),
    )
    return Section("funnel", facts, (chart,), (table("funnel_by_member", columns, rows),))


def _funnel_row(row: Funnel) -> tuple[Any, ...]:
    counts = (row.attempts, row.replied, row.booked, row.held, row.no_show, row.declined)
    return (row.group[0], *counts, row.meeting_rate)


def _period_before(asked: Asked) -> tuple[dt.date, dt.date]:
    """The month before a month; of another span the days before it, as many as it has."""
    if asked.start.day == 1 and first_of_month(asked.start) == first_of_month(asked.end):
        return first_of_month(asked.start, -1), asked.start - dt.timedelta(days=1)
    return asked.start - (asked.end - asked.start) - dt.timedelta(days=1), asked.start - dt.timedelta(days=1)


def _first(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return rows[0] if rows else {}


def _only(rows: list[Coverage]) -> Coverage:
    return rows[0] if rows else Coverage((), 0, 0, 0, 0)


def _tier(tier: str | None) -> tuple[int, str]:
    """The tiers from high to low; one's own after them, none last."""
    if tier is None:
        return len(_TIERS) + 1, ""
    return (_TIERS.index(tier) if tier in _TIERS else len(_TIERS)), tier
