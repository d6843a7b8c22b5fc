"""The accounts behind a row of the revenue screen: who moved, who was kept, who is in a cohort. Run in a worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from csops_tui.analysis.revenue import KINDS, Movement
from csops_tui.analysis.revenue_book import Name, Period, Revenue
from csops_tui.analysis.revenue_cohorts import first_paid
from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR
from csops_tui.tui.figures import Figures
from csops_tui.tui.revenue_studies import Asked, flow_chart, group_word, parse_key, period_label, summed
from csops_tui.tui.widgets.chart_spec import ChartSpec
from csops_tui.tui.widgets.source import Column


@dataclass(frozen=True)
class Behind:
    """What stands behind a row: its name, the accounts, and a waterfall where the row is a flow."""

    label: str
    figures: Figures
    chart: ChartSpec | None = None


def behind(book: Book, part: str, asked: Asked, key: str) -> Behind:
    """The accounts behind row `key` of `part`, a row being a span or month, a currency and a group."""
    period = asked.period(book)
    if part == "cohorts":
        return _cohort(book, period, asked, key)
    end, currency, group = parse_key(key)
    found = Revenue(book, period)
    names = found.names()
    if part == "retention":
        cohort = found.cohort() if end is None else _month_cohort(found, found.months.days.index(end) - 1)
        kept = _of(cohort, currency, group, before=True) if asked.by else _of(cohort, currency, None, before=None)
        return Behind(_label(asked, end, group), _moved([(None, one) for one in kept], currency, names, retained=True))
    numbers = range(len(found.months.days) - 1) if end is None else [found.months.days.index(end) - 1]
    rows: list[tuple[str | None, Movement]] = []
    for number in numbers:
        month = f"{found.months.days[number + 1]:%Y/%m}" if end is None else None
        here = _of(found.movements(number, moved=end is None), currency, group, before=False if asked.by else None)
        rows += [(month, one) for one in here if one.kind or end]
    flows = [flow for flow in found.flows() if flow.currency == currency and (not asked.by or flow.group == group)]
    flow = summed(flows) if end is None else next(flow for flow in flows if flow.end == end)
    return Behind(_label(asked, end, group), _moved(rows, currency, names), flow_chart(flow))


def _of(rows: Iterable[Movement], currency: str, group: str | None, *, before: bool | None) -> list[Movement]:
    """Those of a currency and, unless `before` is None, of a group: of the earlier day, or at either."""
    found = [one for one in rows if one.currency == currency]
    if before is not None:
        found = [one for one in found if one.group_before == group or (not before and one.group == group)]
    return found


def _month_cohort(found: Revenue, number: int) -> list[Movement]:
    return [one for one in found.movements(number) if one.opening > 0]


def _label(asked: Asked, end: Any, group: str | None) -> str:
    words = [t("revenue.whole") if end is None else f"{end:%Y/%m}"]
    return " · ".join([*words, *([group_word(asked.by, group)] if asked.by else [])])


def _moved(
    rows: list[tuple[str | None, Movement]], currency: str, names: dict[str, Name], *, retained: bool = False
) -> Figures:
    """Accounts by kind of movement, the largest change first; of a cohort those that lost most first."""
    months = any(month for month, _ in rows)
    order = {kind: place for place, kind in enumerate(KINDS)}

    def place(row: tuple[str | None, Movement]) -> tuple[Any, ...]:
        _, one = row
        if retained:
            return (min(one.closing, one.opening) - one.opening, -one.change, names[one.account].kana)
        return (order.get(one.kind or "", len(order)), -abs(one.change), names[one.account].kana)  # type: ignore[call-overload]

    columns = (
        Column("account", t("field.subscription.account_id"), 26, frozen=True, min_width=16, elastic=True),
        *((Column("month", t("revenue.month"), 8),) if months else ()),
        Column("kind", t("revenue.kind"), 12, min_width=8),
        _money("opening"),
        _money("closing"),
        _money("change"),
        *((_money("kept"),) if retained else ()),
        Column("owner", t("field.account.owner_id"), 10, min_width=8, hide_below=1),
    )
    table = tuple(
        (
            SEPARATOR.join((one.account, month or "")),
            (
                names[one.account].name,
                *((month,) if months else ()),
                t(f"revenue.{one.kind}") if one.kind else t("revenue.same"),
                *({currency: amount} for amount in (one.opening, one.closing, one.change)),
                *(({currency: min(one.opening, one.closing)},) if retained else ()),
                names[one.account].owner,
            ),
        )
        for month, one in sorted(rows, key=place)
    )
    return Figures(columns, table)


def _cohort(book: Book, period: Period, asked: Asked, key: str) -> Behind:
    end, currency, _ = parse_key(key)
    assert end is not None
    found = Revenue(book, period)
    days, _, starts = found.cohorts(asked.unit, currency)
    number, names = days.index(end), found.names()
    paid = found.paid(currency)
    columns = (
        Column("account", t("field.subscription.account_id"), 26, frozen=True, min_width=16, elastic=True),
        _money("first_mrr"),
        _money("now_mrr"),
        Column("owner", t("field.account.owner_id"), 10, min_width=8, hide_below=1),
    )
    members = [account for account, start in starts.items() if start == number]
    members.sort(key=lambda account: (paid[account][-1], names[account].kana))
    rows = tuple(
        (
            SEPARATOR.join((account, "")),
            (
                names[account].name,
                *({currency: paid[account][at]} for at in (first_paid(paid[account]) or 0, -1)),
                names[account].owner,
            ),
        )
        for account in members
    )
    return Behind(period_label(end, asked.unit), Figures(columns, rows))


def _money(name: str) -> Column:
    title = t(f"revenue.{name}")
    return Column(name, title, max(10, cell_len(title)), "right", "amounts")
