"""`csops revenue`: MRR movements, retention, cohorts, overlaps and gaps of contract lines, economics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import span_of
from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.analysis.rates import Rate
    from csops_tui.analysis.revenue_book import Revenue

_PARTS = ("movements", "retention", "cohorts", "lines", "economics")


@command("revenue")
@click.argument("what", type=click.Choice(_PARTS), default="movements")
@option("--by", metavar="FIELD")
@option("--from", "start", metavar="DATE")
@option("--to", "end", metavar="DATE")
@option("--unit", type=click.Choice(["month", "quarter", "year"]), default="month")
@option("--money", is_flag=True)
def revenue(what: str, by: str | None, start: str | None, end: str | None, unit: str, money: bool) -> None:
    """Tell revenue."""
    from csops_tui.analysis.revenue_book import Period, Revenue
    from csops_tui.analysis.revenue_groups import FIELDS

    held = session()
    if by and by not in FIELDS:
        raise ShellError("no_column", USAGE, name=by, nearest=", ".join(FIELDS))
    first, last = span_of(start, end)
    if first > last:
        raise ShellError("as_of", USAGE, value=start)
    found = Revenue(held.book(), Period(first.replace(day=1), last, by or ""))
    if what == "movements":
        _movements(found, by)
    elif what == "retention":
        _retention(found, by)
    elif what == "cohorts":
        _cohorts(found, unit, money)
    elif what == "lines":
        _lines(found)
    else:
        found = Revenue(held.book(), found.period.complete)
        last = found.period.last
        _economics(found)
    if found.apart and what != "lines":
        held.say(t("revenue.note.apart", currencies=", ".join(found.apart)))
    held.say(t("cli.said.stats", start=found.period.first.isoformat(), end=last.isoformat()))


def _movements(found: Revenue, by: str | None) -> None:
    from csops_tui.analysis.revenue import KINDS

    flows = found.flows()
    rows: list[list[Any]] = []
    for flow in flows:
        moves = [part for kind in KINDS for part in (flow.accounts[kind], _amount(flow.amounts[kind], flow.currency))]
        if session().form == "table":
            moves = moves[1::2]
        amounts = [_amount(amount, flow.currency) for amount in (flow.entering, flow.leaving)] if by else []
        rows.append(
            [
                *(
                    flow.end.isoformat(),
                    *([flow.group] if by else []),
                    flow.currency,
                    _amount(flow.opening, flow.currency),
                ),
                *(*moves, *amounts, _amount(flow.exchange, flow.currency), _amount(flow.closing, flow.currency)),
                *(flow.accounts["closing"], flow.adds_up),
            ]
        )
    names = KINDS if session().form == "table" else [part for kind in KINDS for part in (f"{kind}_accounts", kind)]
    emit(
        [
            *(Column("end", t("revenue.month")), *_group(by), Column("currency", t("field.subscription.currency"))),
            _money("opening"),
            *(_money(name) if name in KINDS else Column(name) for name in names),
            *((_money("entering"), _money("leaving")) if by else ()),
            *(_money("exchange"), _money("closing"), _count("closing_accounts"), Column("adds_up", "=", "flag")),
        ],
        rows,
    )
    holds = all(flow.adds_up for flow in flows)
    months = len({flow.end for flow in flows})
    session().say(t("revenue.note.identity" if holds else "revenue.note.broken", n=months))


def _retention(found: Revenue, by: str | None) -> None:
    from csops_tui.analysis.churn_rates import churn_rates

    rows: list[list[Any]] = []
    for one in (*found.retention(), *found.monthly()):
        rows.append(
            [
                *(one.start.isoformat(), one.end.isoformat(), *([one.group] if by else []), one.currency, one.accounts),
                *(_amount(amount, one.currency) for amount in (one.opening, one.closing, one.kept)),
                *(_share(one.nrr, one.accounts), _share(one.grr, one.accounts), one.lost),
                *(_share(one.churn.share, one.accounts), *_interval(one.churn)),
            ]
        )
    emit(
        [
            *(Column("start", t("revenue.from")), Column("end", t("revenue.until")), *_group(by)),
            *(Column("currency", t("field.subscription.currency")), _count("cohort")),
            *(_money("opening"), _money("closing"), _money("kept")),
            *(Column("nrr", t("revenue.nrr"), _SHARE), Column("grr", t("revenue.grr"), _SHARE), _count("lost")),
            Column("logo_churn", t("revenue.logo_churn"), _SHARE),
            *([Column("logo_churn_low"), Column("logo_churn_high")] if session().form != "table" else []),
        ],
        rows,
    )
    conn = session().book().reader()
    for name, rate in churn_rates(conn, found.period.last).items():
        share = t("stats.few") if rate.share is None else f"{rate.share:.1f}%"
        session().say(t(f"revenue.rate.{name}", share=share, lost=rate.hits, n=rate.n))


def _cohorts(found: Revenue, unit: str, money: bool) -> None:
    rows: list[list[Any]] = []
    ages = 0
    for currency in (found.own, *found.apart):
        days, every, _ = found.cohorts(unit, currency)
        for one in every:
            if days[one.start] < found.period.first:
                continue
            ages = max(ages, len(one.cells))
            for age, cell in enumerate(one.cells):
                kept = one.kept(age)
                share = kept.share if kept else None
                if share is not None and money:
                    share = 100 * cell.amount / one.amount
                rows.append(
                    [
                        *(days[one.start].isoformat(), currency, one.accounts, age, cell.accounts),
                        *(_amount(cell.amount, currency), _share(share, one.accounts)),
                    ]
                )
    emit(
        [
            *(Column("cohort", t("revenue.cohort_of")), Column("currency", t("field.subscription.currency"))),
            _count("cohort_accounts"),
            Column("age", f"+{t(f'revenue.unit.{unit}')}", "count"),
            *(Column("accounts", t("revenue.closing_accounts"), "count"), _money("now_mrr")),
            Column("share", "%", _SHARE),
        ],
        rows,
    )


def _lines(found: Revenue) -> None:
    names, products = found.names(), found.products()
    every = found.findings()
    emit(
        [
            *(Column("kind", t("revenue.finding")), Column("account", t("field.subscription.account_id"))),
            Column("product", t("field.subscription.product_id")),
            *(Column("plan", t("field.subscription.plan")), Column("start", t("revenue.from"))),
            *(Column("end", t("revenue.until")), Column("days", t("revenue.days"), "count")),
            *(_money("finding_mrr"), Column("currency", t("field.subscription.currency"))),
            *(Column("before", t("revenue.before")), Column("after", t("revenue.after"))),
        ],
        [
            [
                t(f"revenue.{one.kind}") if session().form == "table" else one.kind,
                *(names[one.account].name, products.get(one.after.product or ""), one.after.plan),
                *(one.start.isoformat(), one.end.isoformat() if one.end else None, one.days),
                *(_amount(one.amount, one.currency), one.currency, one.before.id, one.after.id),
            ]
            for one in every
        ],
    )
    count = {kind: sum(one.kind == kind for one in every) for kind in ("overlap", "gap")}
    session().say(t("revenue.note.lines", overlaps=count["overlap"], gaps=count["gap"]))


def _economics(found: Revenue) -> None:
    """For people the lines of the screen; for programs the numbers, and what they come from."""
    from csops_tui.analysis.economics import every_economy

    rows: list[list[Any]] = []
    for one in every_economy(session().book(), found):
        figures: Sequence[tuple[str, Any]] = (
            *(("mrr", one.mrr), ("accounts", one.accounts), ("arpa", one.arpa)),
            *(("account_months", one.churn.n), ("lost", one.churn.hits), ("monthly_churn", one.monthly_churn)),
            *(("annual_churn", one.annual_churn), ("gross_margin", float(one.margin.value) if one.margin else None)),
            *(("ltv", one.ltv), ("ltv_low", one.ltv_interval[0] if one.ltv_interval else None)),
            *(("ltv_high", one.ltv_interval[1] if one.ltv_interval else None), ("cac", one.cac)),
            *(("ltv_cac", one.ltv_cac), ("cac_payback", one.payback), ("months", one.months), ("cs_cost", one.care)),
            *(("cs_cost_each", one.care_each), ("cs_cost_share", one.care_share), ("expansion", one.expansion)),
            *(("cs_expansion_roi", one.expansion_roi), ("cs_break_even", one.break_even)),
            ("nrr", one.retention.nrr if one.retention else None),
            ("grr", one.retention.grr if one.retention else None),
            ("cohort", one.retention.accounts if one.retention else 0),
        )
        for name, value in figures:
            told = round(value, 4) if isinstance(value, float) else value
            rows.append([one.currency, one.group, name, told])
    if session().form == "table":
        _economics_table(found)
        return
    emit([Column("currency"), Column("group"), Column("figure"), Column("value")], rows)


def _economics_table(found: Revenue) -> None:
    from csops_tui.analysis.economics import every_economy
    from csops_tui.analysis.economics_words import lines

    emit(
        [
            *(Column("currency", t("field.subscription.currency")), *_group(found.period.by)),
            *(Column("figure", t("revenue.figure")), Column("value", t("revenue.value"))),
            Column("inputs", t("revenue.inputs")),
        ],
        [
            [one.currency, *([one.group] if found.period.by else []), t(f"define.{name}.title"), value, inputs]
            for one in every_economy(session().book(), found)
            for name, value, inputs in lines(one)
        ],
    )
    session().say(t("revenue.note.roi"))


_SHARE = "share"


def _group(by: str | None) -> list[Column]:
    if not by:
        return []
    label = t(f"field.account.{by}_id") if by in ("owner", "ops_owner") else t(f"field.account.{by}")
    return [Column(by, label, "code", "account.served_by" if by == "served_by" else "" if "owner" in by else by)]


def _money(name: str) -> Column:
    return Column(name, t(f"revenue.{name}"), "money")


def _count(name: str) -> Column:
    return Column(name, t(f"revenue.{name}"), "count")


def _amount(minor: int, currency: str) -> Any:
    """Minor units for programs; for people with the currency, so that it is written as its own."""
    return f"{minor}{SEPARATOR}{currency}" if session().form == "table" else minor


def _share(value: float | None, n: int) -> Any:
    if session().form != "table":
        return None if value is None else round(value, 4)
    return f"{value:,.2f}%" if value is not None else (t("stats.few") if n else "")


def _interval(rate: Rate) -> list[Any]:
    if session().form == "table":
        return []
    low, high = rate.interval or (None, None)
    return [None if edge is None else round(edge, 4) for edge in (low, high)]
