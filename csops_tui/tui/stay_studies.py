"""The studies of the part "survival" of `4 Churn`: how long accounts stay, when they leave, who leaves early.

Run in a worker.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.cells import cell_len

from csops_tui.analysis.rates import FEW, Rate
from csops_tui.analysis.survival import hazard
from csops_tui.analysis.tenure import (
    Estimate,
    Group,
    Staying,
    Tenure,
    by_start,
    early,
    months_between,
    staying,
    tenures,
)
from csops_tui.locale import has, t
from csops_tui.store.book import Book
from csops_tui.tui import studies
from csops_tui.tui.churn_asked import Answer
from csops_tui.tui.figures import Figures
from csops_tui.tui.widgets.chart_spec import ChartSpec, Columns, Ranking, Staircase, Stairs
from csops_tui.tui.widgets.source import Column

EARLY = (3, 6, 12, 18, 24)
LANDMARKS = (6, 12, 24, 36, 48, 60)
_CURVES = 4
_MOST_MONTHS = 120


@dataclass(frozen=True)
class Asked:
    """What a study is asked: the day, by which attributes, and below how many months a loss is early."""

    day: dt.date
    by: tuple[str, ...] = ()
    early: int = 12


def name_of(attribute: str) -> str:
    """What an attribute is called."""
    return t(key) if has(key := f"survival.by.{attribute}") else studies.attribute_label(attribute)


def curve_study(book: Book, asked: Asked) -> Answer:
    """The curve of everybody with its steps, or of each group with its median and the test between them."""
    found = staying(book, asked.by, asked.day)
    if asked.by:
        return _groups(asked, found)
    curve = found.whole.curve
    months = sorted({0, 1, 3, *range(6, math.floor(found.whole.told_until) + 1, 6)})
    columns = (
        Column("month", t("survival.month"), 8, "right", "ordinal", frozen=True),
        _figure("at_risk", "count", 8),
        _figure("lost_by", "count", 8),
        _figure("stay", "rate", 8),
        Column("interval", t("stats.interval"), 10, "right", "interval"),
    )
    rows = tuple(
        (
            f"month:{month}",
            (
                *(month, curve.at_risk(month), sum(step.ended for step in curve.steps if step.time <= month)),
                *(found.whole.staying(month), found.whole.staying(month)),
            ),
        )
        for month in months
        if curve.n
    )
    behind = {f"month:{month}": _ids(life for life in found.tenures.lives if life.months >= month) for month in months}
    chart = Stairs(
        t("survival.chart.whole", median=_median(found.whole)),
        (_stairs(found.whole, ""),),
        t("survival.at_risk"),
        t("survival.from_low", low="{low}"),
    )
    drawn = chart if found.whole.told and found.whole.told_until else None
    return Answer(Figures(columns, rows), drawn, _facts(found), behind)


def hazard_study(book: Book, asked: Asked) -> Answer:
    """In which contract month accounts leave: of those that entered the month, who left in it."""
    found = staying(book, (), asked.day)
    lives = [one.life for one in found.tenures.lives]
    last = min(_MOST_MONTHS, math.ceil(found.whole.told_until))
    months = hazard(lives, last)
    columns = (
        Column("month", t("survival.contract_month"), 9, "right", "ordinal", frozen=True),
        _figure("entered", "count", 8),
        _figure("lost", "count", 6),
        _figure("hazard", "rate1", 8),
        Column("interval", t("stats.interval"), 12, "right", "interval1"),
    )
    rates = [Rate(month.ended, month.at_risk) for month in months]
    # Of too few losses in all no month is told, as no share of the curve is.
    told = [rate if found.whole.told else Estimate(rate.n) for rate in rates]
    rows = tuple(
        (f"month:{month.number}", (month.number, month.at_risk, month.ended, rate, rate))
        for month, rate in zip(months, told, strict=True)
    )
    behind = {
        f"month:{month.number}": _ids(
            one for one in found.tenures.lives if one.lost and max(1, math.ceil(one.months)) == month.number
        )
        for month in months
    }
    every = 12 if last > 36 else 6 if last > 12 else 3
    bars = tuple(rate.share for rate in rates)
    title = t("survival.chart.hazard")
    chart = Columns(title, bars, every, lambda value: f"{value:.1f}%") if found.whole.told else None
    return Answer(Figures(columns, rows), chart, _facts(found), behind)


def early_study(book: Book, asked: Asked) -> Answer:
    """Who left within the first months, of those that began long enough ago: by group, or by the year they began."""
    found = tenures(book, asked.by, asked.day)
    whole = early(found.lives, asked.early, asked.day)
    groups: list[tuple[str, Rate, list[Tenure]]] = []
    if asked.by:
        by_group: dict[tuple[str | None, ...], list[Tenure]] = {}
        for one in found.lives:
            by_group.setdefault(one.group, []).append(one)
        for group in sorted(by_group, key=lambda group: (-len(by_group[group]), studies.group_order(asked.by, group))):
            rate = early(by_group[group], asked.early, asked.day)
            groups.append((studies.group_label(asked.by, group), rate, by_group[group]))
    else:
        for year, rate in by_start(found.lives, asked.early, asked.day):
            groups.append((year, rate, [one for one in found.lives if f"{one.began:%Y}" == year]))
    columns = (
        _first(" × ".join(map(name_of, asked.by)) if asked.by else t("survival.by.since_year")),
        _figure("began", "count", 8),
        _figure("lost_early", "count", 8),
        _figure("early_rate", "rate1", 8),
        Column("interval", t("stats.interval"), 12, "right", "interval1"),
    )
    rows = tuple((f"row:{label}", (label, rate.n, rate.hits, rate, rate)) for label, rate, _ in groups)
    behind = {f"row:{label}": _ids(one for one in lives if _is_early(one, asked)) for label, _, lives in groups}
    bars = tuple((f"{label}  n={rate.n}", rate.share) for label, rate, _ in groups if rate.share is not None)
    title = t("survival.chart.early", months=asked.early, lost=f"{whole.hits:,}", n=f"{whole.n:,}", rate=_told(whole))
    chart = Ranking(title, bars, lambda value: f"{value:.1f}%") if bars else None
    facts = ((t("survival.early", months=asked.early),),)
    return Answer(Figures(columns, rows), chart, facts, behind)


STUDIES: dict[str, Callable[[Book, Asked], Answer]] = {
    "curve": curve_study,
    "hazard": hazard_study,
    "early": early_study,
}


def mean_of(group: Group) -> tuple[float, int] | None:
    """The mean months up to the horizon of the group; None: too few to say."""
    horizon = group.horizon
    return (group.curve.mean(horizon).value, horizon) if group.told and horizon else None


def tested(found: Staying) -> str:
    """What the log-rank test says; nothing where there was nothing to test."""
    if found.test is None:
        return ""
    p = found.test.p
    return t(
        "survival.test",
        chi=f"{found.test.chi_square:.2f}",
        degrees=found.test.degrees,
        p="<0.001" if p < 0.001 else f"={p:.3f}",
    )


def _groups(asked: Asked, found: Staying) -> Answer:
    columns = (
        _first(" × ".join(map(name_of, asked.by))),
        *(_figure("n", "count", 6), _figure("lost", "count", 5)),
        Column("median", t("survival.median"), 15, "right", hide_below=1),
        *(
            Column(f"s{months}", t("survival.after", months=months), 7, "right", "rate", hide_below=place + 2)
            for place, months in enumerate(LANDMARKS)
        ),
        Column("mean", t("survival.mean"), 16, "right", hide_below=9),
    )
    named = [(studies.group_label(asked.by, one.group), one) for one in found.groups]
    rows = tuple(
        (
            f"row:{label}",
            (
                *(label, one.curve.n, one.curve.ended, _median(one)),
                *(one.staying(months) for months in LANDMARKS),
                _mean(one),
            ),
        )
        for label, one in named
    )
    behind = {
        f"row:{label}": _ids(life for life in found.tenures.lives if life.group == one.group) for label, one in named
    }
    told = [(label, one) for label, one in named if one.told and one.told_until][:_CURVES]
    chart: ChartSpec | None = None
    if told:
        names = " × ".join(map(name_of, asked.by))
        some = t("survival.chart.some", n=len(told), of=len(named)) if len(told) < len(named) else ""
        title = t("survival.chart.groups", by=names) + some
        curves = tuple(_stairs(one, label) for label, one in told)
        chart = Stairs(title, curves, t("survival.at_risk"), t("survival.from_low", low="{low}"))
    return Answer(Figures(columns, rows), chart, _facts(found), behind)


def _stairs(group: Group, label: str) -> Staircase:
    steps = tuple((s.time, 100 * s.share, _percent(s.low), _percent(s.high)) for s in group.curve.steps)
    return Staircase(label, steps, group.told_until, group.curve.at_risk)


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _median(group: Group) -> str:
    """The median with its interval; that it is not reached, or that there are too few to say."""
    if not group.told:
        return t("stats.few")
    median, (low, high) = group.curve.median, group.curve.median_interval
    if median is None:
        return t("survival.not_reached")
    return f"{median:.1f} ({_limit(low)}–{_limit(high)})"


def _limit(value: float | None) -> str:
    return "…" if value is None else f"{value:.0f}"


def _mean(group: Group) -> str:
    found = mean_of(group)
    return t("stats.few") if found is None else t("survival.mean_to", mean=f"{found[0]:.1f}", horizon=found[1])


def _facts(found: Staying) -> tuple[tuple[str, ...], ...]:
    """How many accounts and losses, what the test says, what could not be counted."""
    kept = found.tenures
    few = "" if found.whole.told else t("survival.few", n=FEW)
    rest = (
        tested(found),
        t("survival.returned", n=kept.returned) if kept.returned else "",
        t("survival.unrecorded", n=kept.unrecorded) if kept.unrecorded else "",
        t("survival.left_out", n=kept.undated + kept.impossible) if kept.undated + kept.impossible else "",
    )
    whole = t("survival.facts", n=f"{found.whole.curve.n:,}", lost=f"{found.whole.curve.ended:,}")
    short = "" if found.whole.told else t("survival.few.short")
    return ((whole,), (few, short), *((each, "") for each in rest))


def _is_early(one: Tenure, asked: Asked) -> bool:
    old = months_between(one.began, asked.day) >= asked.early
    return old and one.lost is not None and one.months < asked.early


def _told(rate: Rate) -> str:
    return t("stats.few") if rate.share is None else f"{rate.share:.1f}%"


def _ids(lives: Iterable[Tenure]) -> tuple[str, ...]:
    return tuple(life.account_id for life in lives)


def _first(title: str) -> Column:
    return Column("group", title, 20, frozen=True, min_width=14, elastic=True)


def _figure(name: str, kind: str, least: int) -> Column:
    title = t(f"survival.{name}")
    least = max(least, cell_len(t("stats.few"))) if kind.startswith("rate") else least
    return Column(name, title, max(least, cell_len(title)), "right", kind)
