"""`csops churn analysis` and `csops survival`: why customers leave, and how long they stay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import span_of
from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.analysis.churns import Loss
    from csops_tui.analysis.rates import Rate
    from csops_tui.analysis.tenure import Group, Staying

_VIEWS = ("rows", "pareto", "stated", "quadrants")
_LANDMARKS = (6, 12, 24, 36, 48, 60)


@command("churn-analysis")
@option("--by", metavar="A,B,…")
@option("--view", type=click.Choice(_VIEWS), default="rows")
@option("--from", "start", metavar="DATE")
@option("--to", "end", metavar="DATE")
@option("--mrr", is_flag=True)
@option("--as-entered", is_flag=True)
def churn(by: str | None, view: str, start: str | None, end: str | None, mrr: bool, as_entered: bool) -> None:
    """Count churns."""
    from csops_tui.analysis import churns

    held = session()
    first, last = span_of(start, end)
    if last < first:
        raise ShellError("as_of", USAGE, value=f"{first} > {last}")
    names = _names(by, (*churns.BY, "month", "quarter")) or ["reason"]
    if sum(name in ("month", "quarter") for name in names) > 1:
        raise ShellError("one_period", USAGE, periods="month, quarter")
    found = churns.churned(held.book(), first, last, mapped=not as_entered)
    if view == "stated":
        _stated(found.losses)
    elif view == "quadrants":
        _quadrants(found.losses)
    else:
        period = next((name for name in names if name in ("month", "quarter")), "")
        spans = churns.spans(first, last, period, held.config.fiscal_start) if period else None
        groups = churns.rows(found.losses, names, spans)
        if view == "pareto":
            _pareto(names, groups, churns.currency_of(found.losses) if mrr else None)
        else:
            _rows(names, groups)
    known = churns.quality(found.losses)
    held.say(
        t(
            "cli.said.churn",
            n=len(found.losses),
            start=first.isoformat(),
            end=last.isoformat(),
            open=known.open.hits,
            unknown=known.unknown.hits,
            other=known.other.hits,
            undated=found.undated,
            coming=found.coming,
        )
    )


@command("survival")
@option("--by", metavar="A,B,…")
@option("--early", type=click.IntRange(1, 600), metavar="MONTHS")
@option("--hazard", is_flag=True)
@option("--steps", is_flag=True)
def survival(by: str | None, early: int | None, hazard: bool, steps: bool) -> None:
    """Tell how long accounts stay."""
    from csops_tui.analysis import tenure

    book = session().book()
    names = _names(by, tenure.BY)
    found = tenure.staying(book, names)
    if early is not None:
        _early(names, found, early)
    elif hazard:
        _hazard(names, found)
    elif steps:
        _steps(names, found)
    else:
        _staying(names, found)
    kept = found.tenures
    session().say(
        t(
            "cli.said.survival",
            n=found.whole.curve.n,
            lost=found.whole.curve.ended,
            returned=kept.returned,
            unrecorded=kept.unrecorded,
            left_out=kept.undated + kept.impossible,
            day=book.clock.today().isoformat(),
        )
    )
    if found.test:
        test = found.test
        p = "<0.0001" if test.p < 0.0001 else f"={test.p:.4f}"
        session().say(t("cli.said.log_rank", chi=f"{test.chi_square:.2f}", degrees=test.degrees, p=p))


def _rows(names: Sequence[str], groups: Sequence[Any]) -> None:
    columns = [*_groups(names), Column("n", t("analysis.n"), "count"), *_rate("share"), *_money(), _missing()]
    emit(
        columns,
        [(*_values(names, row.group), row.n, *_told(row.share), *_lost(row), row.without_amount) for row in groups],
    )


def _pareto(names: Sequence[str], groups: Sequence[Any], currency: str | None) -> None:
    from csops_tui.analysis.churns import pareto

    columns = [*_groups(names), Column("n", t("analysis.n"), "count")]
    columns += [Column("mrr", t("analysis.amount"), "money", currency=currency)] if currency else []
    columns += [Column("currency")] if currency and session().form != "table" else []
    columns += [
        Column("share", t("analysis.share"), "number"),
        Column("cumulative", t("analysis.cumulative"), "number"),
    ]
    rows: list[tuple[Any, ...]] = []
    for piece in pareto(groups, currency):
        amount = [piece.value] if currency else []
        amount += [currency] if currency and session().form != "table" else []
        shares = [None if value is None else round(value, _digits()) for value in (piece.share, piece.cumulative)]
        rows.append((*_values(names, piece.row.group), piece.row.n, *amount, *shares))
    emit(columns, rows)


def _stated(losses: Sequence[Loss]) -> None:
    from csops_tui.analysis.churns import amounts, matrix

    made = matrix(losses)
    columns = [*_groups(("stated", "reason")), Column("n", t("analysis.n"), "count"), *_money()]
    pairs = [(stated, judged) for stated in made.reasons for judged in made.reasons if (stated, judged) in made.pairs]
    emit(
        columns,
        [
            (*_values(("stated", "reason"), pair), len(made.pairs[pair]), _plain_money(amounts(made.pairs[pair])))
            for pair in pairs
        ],
    )
    agreed = made.agreed
    session().say(t("cli.said.agreed", hits=agreed.hits, n=agreed.n, rate=_told_words(agreed)))


def _quadrants(losses: Sequence[Loss]) -> None:
    from csops_tui.analysis.churns import quadrants

    columns = [
        Column("foreseeable", t("analysis.by.foreseeable"), "flag"),
        Column("avoidable", t("analysis.by.avoidable"), "flag"),
        *(Column("n", t("analysis.n"), "count"), Column("of", "n", "count"), *_rate("share"), *_money()),
    ]
    rows = [
        (*(None if v is None else v == "1" for v in row.group), row.n, row.of, *_told(row.share), *_lost(row))
        for row in quadrants(losses)
    ]
    emit(columns, rows)


def _staying(names: Sequence[str], found: Staying) -> None:
    groups = [*found.groups, *([] if found.groups else [found.whole])]
    columns = [*_groups(names), Column("n", t("survival.n"), "count"), Column("lost", t("survival.lost"), "count")]
    columns += [Column("median", t("survival.median"), "text" if session().form == "table" else "number")]
    columns += [Column("median_low"), Column("median_high")] if session().form != "table" else []
    for months in _LANDMARKS:
        columns += [Column(f"s{months}", t("survival.after", months=months), "text")]
        columns += (
            [Column(f"s{months}{end}") for end in ("_low", "_high", "_at_risk")] if session().form != "table" else []
        )
    emit(columns, [(*_values(names, one.group), *_stay(one)) for one in groups])


def _stay(one: Group) -> list[Any]:
    curve = one.curve
    values: list[Any] = [curve.n, curve.ended]
    low, high = curve.median_interval
    if session().form == "table":
        reached = t("survival.not_reached") if curve.median is None else f"{curve.median:.1f}"
        values.append(reached if one.told else t("stats.few"))
    else:
        values += [curve.median, low, high] if one.told else [None, None, None]
    for months in _LANDMARKS:
        told = one.staying(months)
        low, high = told.interval or (None, None)
        if session().form == "table":
            values.append("" if not told.n else t("stats.few") if told.share is None else f"{told.share:.1f}%")
        else:
            values += [*(None if value is None else round(value, 4) for value in (told.share, low, high)), told.n]
    return values


def _steps(names: Sequence[str], found: Staying) -> None:
    """Every step of every curve that has enough losses, shares in %."""
    groups = [*found.groups, *([] if found.groups else [found.whole])]
    columns = [
        *_groups(names),
        Column("month", t("survival.month"), "number"),
        *(Column("at_risk", t("survival.at_risk"), "count"), Column("lost", t("survival.lost"), "count")),
        *(Column("share", t("survival.stay"), "number"), Column("error", "SE", "number")),
        *(Column("low", t("cli.column.low"), "number"), Column("high", t("cli.column.high"), "number")),
    ]
    rows = [
        (
            *(*_values(names, one.group), round(step.time, 4), step.at_risk, step.ended),
            *(None if v is None else round(100 * v, 4) for v in (step.share, step.error, step.low, step.high)),
        )
        for one in groups
        if one.told
        for step in one.curve.steps
    ]
    emit(columns, rows)


def _hazard(names: Sequence[str], found: Staying) -> None:
    from csops_tui.analysis.rates import FEW, Rate
    from csops_tui.analysis.survival import hazard

    columns = [
        *_groups(names),
        Column("month", t("survival.contract_month"), "count"),
        *(Column("entered", t("survival.entered"), "count"), Column("lost", t("survival.lost"), "count")),
        *_rate("hazard", t("survival.hazard")),
    ]
    rows: list[tuple[Any, ...]] = []
    for group in dict.fromkeys(one.group for one in found.groups or (found.whole,)):
        lives = [one.life for one in found.tenures.lives if one.group == group]
        last = math.ceil(max((life.time for life in lives), default=0.0))
        enough = sum(life.ended for life in lives) >= FEW
        for month in hazard(lives, last):
            told = _told(Rate(month.ended, month.at_risk) if enough else Rate(0, min(month.at_risk, FEW - 1)))
            rows.append((*_values(names, group), month.number, month.at_risk, month.ended, *told))
    emit(columns, rows)


def _early(names: Sequence[str], found: Staying, months: int) -> None:
    from csops_tui.analysis.tenure import early

    day = session().book().clock.today()
    columns = [
        *_groups(names),
        *(Column("began", t("survival.began"), "count"), Column("lost_early", t("survival.lost_early"), "count")),
        *_rate("early_rate", t("survival.early_rate")),
    ]
    rows: list[tuple[Any, ...]] = []
    for group in [one.group for one in found.groups] or [()]:
        rate = early([one for one in found.tenures.lives if one.group == group], months, day)
        rows.append((*_values(names, group), rate.n, rate.hits, *_told(rate)))
    emit(columns, rows)


# Columns and cells


def _names(text: str | None, known: Sequence[str] | dict[str, str]) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip()))
    for name in names:
        if name not in known:
            raise ShellError("no_column", USAGE, name=name, nearest=", ".join(known))
    return names


def _groups(names: Sequence[str]) -> list[Column]:
    return [Column(name, _label(name)) for name in names]


def _label(name: str) -> str:
    from csops_tui.locale import has

    for key in (f"analysis.by.{name}", f"survival.by.{name}", f"stats.{name}"):
        if has(key):
            return t(key)
    return t(f"field.account.{name}")


def _values(names: Sequence[str], group: Sequence[str | None]) -> list[Any]:
    """A group's values: in words for people, as stored for programs."""
    if session().form != "table":
        return list(group)
    return [_in_words(name, value) for name, value in zip(names, group, strict=True)]


def _in_words(name: str, value: str | None) -> str:
    from csops_tui.analysis import churns
    from csops_tui.locale import language
    from csops_tui.model.codes import word

    if value is None:
        return t("analysis.no_reason") if name in ("reason", "stated", "reason_detail") else t("stats.none")
    conn = session().book().reader()
    match name:
        case "reason" | "stated":
            return churns.words(conn, churns.REASONS)(value)
        case "reason_detail":
            return churns.words(conn, churns.DETAILS)(value)
        case "tenure":
            low, _, high = value.partition("-")
            return t("analysis.months" if high else "analysis.months_from", low=low, high=high)
        case "voluntary" | "avoidable" | "foreseeable":
            return t("cli.yes" if value == "1" else "cli.no")
        case "product" | "plan" if value == churns.SEVERAL:
            return t("analysis.several")
        case "kind":
            return word("churn.kind", value, language())
        case "served_by":
            return word("account.served_by", value, language())
        case _:
            return word(name, value, language())


def _rate(name: str, title: str = "") -> list[Column]:
    """The columns of a rate: people read it with its interval, programs get three numbers."""
    head = Column(name, title or t(f"analysis.{name}"))
    return [head] if session().form == "table" else [Column(name), Column(f"{name}_low"), Column(f"{name}_high")]


def _told(rate: Rate) -> list[Any]:
    """A rate for each column of `_rate`; too few cases say so."""
    if session().form != "table":
        low, high = rate.interval or (None, None)
        return [None if value is None else round(value, 4) for value in (rate.share, low, high)]
    return [_told_words(rate)]


def _told_words(rate: Rate) -> str:
    if rate.share is None or rate.interval is None:
        return t("stats.few") if rate.n else ""
    low, high = rate.interval
    return f"{rate.share:.1f}% ({low:.1f}–{high:.1f})"


def _money() -> list[Column]:
    return [Column("mrr", t("analysis.mrr"))]


def _missing() -> Column:
    return Column("without_amount", t("analysis.without_amount"), "count")


def _lost(row: Any) -> list[Any]:
    return [_plain_money(row.mrr)]


def _plain_money(mrr: dict[str, int]) -> Any:
    """What was lost by currency: in words for people, minor units for programs."""
    from csops_tui.locale import language
    from csops_tui.text.numbers import format_money

    if session().form == "json":
        return mrr
    if session().form != "table":
        return " ".join(f"{amount} {currency}" for currency, amount in mrr.items())
    return " + ".join(format_money(amount, currency, language()) for currency, amount in mrr.items())


def _digits() -> int:
    return 1 if session().form == "table" else 4
