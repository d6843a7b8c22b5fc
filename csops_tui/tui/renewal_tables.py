"""The parts of `5 Renewals` as tables: the board, the outlook by month, how renewals went, the fiscal year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.cells import cell_len

from csops_tui.analysis import renewal_rates as rates
from csops_tui.analysis.rates import FEW
from csops_tui.locale import language, t
from csops_tui.measures.renewals import Due
from csops_tui.measures.renewals_read import Board
from csops_tui.model.codes import word
from csops_tui.store.listing import SEPARATOR
from csops_tui.text.clean import clean
from csops_tui.text.numbers import decimals, format_money
from csops_tui.tui.figures import Figures, FiguresSource, plain_figure
from csops_tui.tui.present import NONE, present
from csops_tui.tui.widgets.chart_spec import ChartSpec, Line, LineChart, MonthBars, Stack, month_starts, short_number
from csops_tui.tui.widgets.source import Cell, Column, Role


@dataclass(frozen=True, order=True)
class Told:
    """A value with words and a role of its own; it is sorted by `order`, and `plain` is what a file gets."""

    order: float
    text: str
    role: Role | None = field(default=None, compare=False)
    plain: Any = field(default=None, compare=False)


class RenewalSource(FiguresSource):
    """Figures among which some bring their words along; amounts are summed up by currency."""

    def _cells(self, values: Sequence[Any]) -> list[Cell]:
        plain = super()._cells([None if isinstance(value, Told) else value for value in values])
        return [_cell(value) if isinstance(value, Told) else cell for value, cell in zip(values, plain, strict=True)]

    def plain(self, key: int) -> list[Any]:
        """The values of one row for a file."""
        given = self.figures.rows[key][1]
        shown = [
            (value.text.strip() if value.plain is None else value.plain) if isinstance(value, Told) else None
            for value in given
        ]
        pairs = zip(self.columns, given, shown, strict=True)
        return [words if words is not None else plain_figure(c.kind, value, self.today) for c, value, words in pairs]

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        """For amounts their sum in each currency, for all else what figures say."""
        at = next((n for n, one in enumerate(self.columns) if one.key == column and one.kind == "money"), None)
        if at is None:
            return super().aggregate(column, keys)
        keys = self.single(keys)
        sums: dict[str, int] = defaultdict(int)
        for key in keys:
            value = self.figures.rows[key][1][at]
            if value is not None:
                amount, _, currency = str(value).partition(SEPARATOR)
                sums[currency] += int(amount)
        money = " + ".join(format_money(amount, code or "JPY", language()) for code, amount in sorted(sums.items()))
        return " · ".join([t("list.n", n=f"{len(keys):,}"), *([t("list.sum", v=money)] if money else [])])


def _cell(value: Told) -> Cell:
    return (value.text, value.role) if value.role else value.text


def board_figures(board: Board, dues: Iterable[Due]) -> Figures:
    """One row for each renewal, by month."""
    columns = (
        Column("month", t("renewals.month"), 8, kind="text", frozen=True, group=True),
        Column("account", t("sheet.account"), 22, frozen=True, min_width=12, elastic=True),
        Column("mrr", t("renewals.mrr"), 9, "right", "money"),
        Column("due", t("renewals.due"), 11 + cell_len(t("present.d")), kind="told"),
        Column("runway_on", t("renewals.runway_on"), 9, kind="told", hide_below=5),
        Column("owner", t("sheet.owner"), 8, kind="person", min_width=6, hide_below=4),
        Column("forecast", t("renewals.forecast"), _forecast_width(), kind="told"),
        Column("contact", t("renewals.contact"), _wide("contact", 8), kind="told", hide_below=1),
        Column("days_two_way", t("renewals.days_two_way"), _wide("days_two_way", 6), "right", "told", hide_below=6),
        Column("concern", t("sheet.concern"), 12, kind="concern", min_width=8, hide_below=3),
        Column("signals", t("renewals.signals"), _wide("signals", 6), "right", "told", hide_below=7),
        Column("next", t("sheet.next"), 24, kind="told", min_width=10, hide_below=8, elastic=True),
    )
    return Figures(columns, tuple((due.id, _row(board, due)) for due in dues))


def _row(board: Board, due: Due) -> tuple[Any, ...]:
    who, day = board.customer(due), board.day
    money = f"{due.mrr}{SEPARATOR}{due.currency}" if due.mrr is not None else None
    concern = None
    if who.concern is not None:
        concern = SEPARATOR.join((str(who.concern), who.concern_reason or "", who.concern_expires or "9999-12-31"))
    return (
        *(f"{due.due:%Y/%m}", who.name, money, _due(due, day), _runway(due, day), board.owner(due)),
        *(_forecast(due), _contact(due, day), _talk(due, day), concern),
        *(Told(who.signals, str(who.signals), "warn") if who.signals else Told(0, "–", "dim"), _next(board, due)),
    )


def _due(due: Due, day: dt.date) -> Told:
    left = (due.due - day).days
    text = f"{due.due:%m/%d} {left:>4}{t('present.d')}"
    role: Role | None = "dim" if not due.is_open else "bad" if left < 0 else "warn" if left <= 60 else None
    # Late is said by a sign as well, and so is a line of the contract that ends on another day.
    sign = "" if not due.is_open else "!" if left < 0 else "≠" if due.line_ends else ""
    return Told(due.due.toordinal(), text + sign, role, due.due.isoformat())


def _runway(due: Due, day: dt.date) -> Told:
    begun = due.runway_on <= day
    sign = "▶" if begun and due.is_open else " "
    role: Role | None = None if begun and due.is_open else "dim"
    return Told(due.runway_on.toordinal(), f"{sign}{due.runway_on:%y/%m/%d}", role, due.runway_on.isoformat())


_FORECASTS: dict[str, tuple[str, Role | None]] = {
    "renew": ("○", None),
    "contract_actionable": ("▽", "warn"),
    "contract": ("▼", "warn"),
    "churn_actionable": ("△", "bad"),
    "churn": ("×", "bad"),
    **dict.fromkeys(("renewed", "expanded"), ("✓", "good")),
    "contracted": ("✓", "warn"),
    "churned": ("×", "dim"),
}
_ORDER = list(_FORECASTS)


def forecast_word(due: Due) -> str:
    """The decision of a renewal, else its forecast; ≈ where nobody wrote a decision but the contract lines show it."""
    code = due.decision or due.forecast
    if code is None:
        return t("renewals.no_forecast")
    if due.decision:
        sign = "≈" if due.how == "contract" else _FORECASTS[code][0]
        return f"{sign} {word('renewal.decision', code, language())}"
    said = due.written is not None and due.written.forecast is not None
    return f"{_FORECASTS[code][0]} {t('renewals.forecast.' + (code if said else 'auto'))}"


def _forecast(due: Due) -> Told:
    code = due.decision or due.forecast
    if code is None:
        return Told(len(_ORDER), forecast_word(due), "dim")
    return Told(_ORDER.index(code), clean(forecast_word(due)), _FORECASTS[code][1])


def _forecast_width() -> int:
    codes = ("renew", "contract_actionable", "contract", "churn_actionable", "churn", "auto")
    return max(cell_len(t(f"renewals.forecast.{code}")) for code in codes) + 2


def _wide(key: str, least: int) -> int:
    return max(least, cell_len(t(f"renewals.{key}")))


def _talk(due: Due, day: dt.date) -> Told | None:
    """How many days ago they last talked."""
    if due.last is None:
        return None
    days = (day - due.last).days
    return Told(days, f"{days:,}{t('present.d')}", plain=days)


def _contact(due: Due, day: dt.date) -> Told:
    """Whether they talked before the runway began, and how many days before the due date they first did."""
    early = due.in_time(day)
    days = due.days
    if early is None:
        return Told(-1, "…" if (due.watched or due.term) < due.runway_on else "–", "dim")
    if early:
        return Told(days or 0, f"✓ {days:>4,}{t('present.d')}")
    return Told(days or 0, f"✗ {days:>4,}{t('present.d')}" if days else f"✗ {t('renewals.never')}", "bad")


def _next(board: Board, due: Due) -> Told:
    who = board.customer(due)
    if board.neglected(due):
        return Told(0, t("renewals.neglected"), "bad")
    if who.next_due or who.next_task:
        cell = present("next", f"{who.next_task or ''}{SEPARATOR}{who.next_due or ''}", board.day)
        text, role = cell if isinstance(cell, tuple) else (cell, None)
        return Told(_ordinal(who.next_due), text, role)
    if who.next_meeting:
        return Told(_ordinal(who.next_meeting), t("renewals.meeting", day=who.next_meeting[5:].replace("-", "/")))
    return Told(float("inf"), str(NONE[0]), "dim")


def _ordinal(day: str | None) -> float:
    return dt.date.fromisoformat(day).toordinal() if day else float("inf")


# By month


def _totals(groups: Sequence[tuple[str, str, list[Due]]]) -> list[tuple[str, str, list[Due]]]:
    """All months together, by currency."""
    together: dict[str, list[Due]] = defaultdict(list)
    for _, code, dues in groups:
        together[code] += dues
    return [(t("renewals.total"), code, dues) for code, dues in together.items()]


def _money(amount: int, currency: str) -> str:
    return f"{amount}{SEPARATOR}{currency}"


def _part(part: rates.Part) -> Told | None:
    """An amount as a share, of enough renewals to say so."""
    if not part.n:
        return None
    if part.share is None:
        return Told(-1, t("stats.few", n=FEW), "dim")
    return Told(part.share, f"{part.share:.0f}%", plain=round(part.share, 2))


def _count(key: str, hide: int = 0, least: int = 5) -> Column:
    title = t(f"renewals.{key}")
    return Column(key, title, max(least, cell_len(title)), "right", "count", hide_below=hide)


def _share(key: str, hide: int = 0) -> Column:
    title = t(f"renewals.{key}")
    return Column(key, title, max(cell_len(t("stats.few", n=FEW)), cell_len(title)), "right", "told", hide_below=hide)


def _amount(key: str, hide: int = 0) -> Column:
    title = t(f"renewals.{key}")
    return Column(key, title, max(9, cell_len(title)), "right", "money", hide_below=hide)


def _quarter() -> Column:
    return Column("quarter", t("renewals.quarter"), 12, hide_below=6)


def _quarter_of(month: str, fiscal_start: int) -> str:
    return quarter_name(_day(month), fiscal_start) if month[:1].isdecimal() else ""


def _totals_of(rows: Sequence[tuple[str, tuple[Any, ...]]]) -> frozenset[str]:
    return frozenset(row_id for row_id, _ in rows if not row_id[:1].isdecimal())


def _month(month: str) -> str:
    return month.replace("-", "/")


def outlook_figures(dues: Sequence[Due], start: dt.date, end: dt.date, fiscal_start: int) -> Figures:
    """The outlook of each month, by amount; counts beside it."""
    columns = (
        Column("month", t("renewals.month"), 8, frozen=True, group=True),
        _quarter(),
        _count("n"),
        _amount("mrr"),
        _amount("won"),
        _amount("expected", 3),
        _amount("swing", 2),
        _amount("gone", 4),
        _count("undecided", 5),
        _share("worst"),
        _share("likely"),
        _share("best"),
        Column("worst_n", t("renewals.worst_n"), 8, "right", "rate", hide_below=7),
        Column("likely_n", t("renewals.likely_n"), 8, "right", "rate", hide_below=7),
        Column("best_n", t("renewals.best_n"), 8, "right", "rate", hide_below=7),
        _count("unknown", 8),
    )
    groups = rates.groups(dues, start, end)
    rows: list[tuple[str, tuple[Any, ...]]] = []
    for month, code, some in [*_totals(groups), *groups]:
        one = rates.outlook(month, some, code)
        amounts = (one.mrr, one.worst.part, one.likely.part - one.worst.part, one.best.part - one.likely.part)
        values = (
            *(_month(month), _quarter_of(month, fiscal_start), one.n),
            *(_money(amount, code) for amount in (*amounts, one.mrr - one.best.part)),
            *(one.counts[rates.OPEN], _part(one.worst), _part(one.likely), _part(one.best)),
            *(one.worst_n, one.likely_n, one.best_n, one.unknown or None),
        )
        rows.append((f"{month} {code}", values))
    return Figures(columns, tuple(rows), _totals_of(rows))


def quality_figures(dues: Sequence[Due], start: dt.date, end: dt.date, day: dt.date, fiscal_start: int) -> Figures:
    """How early the renewals of each month were prepared, and how they went."""
    columns = (
        Column("month", t("renewals.month"), 8, frozen=True, group=True),
        _quarter(),
        _count("n", 2),
        Column("in_time", t("renewals.in_time"), max(7, cell_len(t("renewals.in_time"))), "right", "rate"),
        Column("in_time_interval", t("renewals.interval"), 8, "right", "interval", hide_below=8),
        _count("judged", 5),
        Column("median", t("renewals.median"), max(6, cell_len(t("renewals.median"))), "right", "number"),
        _count("short", 4),
        _count("none", 6),
        _count("kept"),
        _count("lost"),
        _count("open", 3),
        Column("rate", t("renewals.rate"), max(7, cell_len(t("renewals.rate"))), "right", "rate"),
        Column("rate_interval", t("renewals.interval"), 8, "right", "interval", hide_below=8),
        _share("rate_mrr"),
        _amount("due_mrr", 7),
        _amount("kept_mrr", 7),
    )
    groups = rates.groups(dues, start, end)
    rows: list[tuple[str, tuple[Any, ...]]] = []
    for month, code, some in [*_totals(groups), *groups]:
        early, went = rates.preparation(month, some, day), rates.kept(month, some, day, code)
        over = went.n > 0
        values = (
            *(_month(month), _quarter_of(month, fiscal_start), early.n),
            *(early.in_time, early.in_time, early.in_time.n, early.median, early.short),
            *(early.none, *((went.kept, went.lost, went.open) if over else (None, None, None))),
            *(went.rate, went.rate, _part(went.amount)),
            *((_money(went.amount.whole, code), _money(went.amount.part, code)) if over else (None, None)),
        )
        rows.append((f"{month} {code}", values))
    return Figures(columns, tuple(rows), _totals_of(rows))


def calendar_figures(board: Board, dues: Sequence[Due], start: dt.date, end: dt.date, fiscal_start: int) -> Figures:
    """The fiscal year by quarter and month: what comes due when in the month, whose runway begins, what stands out."""
    columns = (
        Column("quarter", t("renewals.quarter"), 12, frozen=True, group=True),
        Column("month", t("renewals.month"), 8, frozen=True),
        _count("n"),
        Column("mrr", t("renewals.mrr"), 18, "right", "told", min_width=15),
        *(_count(key, hide) for key, hide in (("days_1", 5), ("days_11", 5), ("days_21", 5))),
        _count("decided", 3),
        _count("open_due"),
        _count("starting"),
        _count("neglected_n", 2),
        Column("largest", t("renewals.largest"), 30, min_width=14, hide_below=6, elastic=True),
    )
    months = rates.by_month(due for due in dues if start <= due.due < end)
    starting: dict[str, int] = defaultdict(int)
    for due in dues:
        if due.is_open or due.runway_on > board.day:
            starting[f"{due.runway_on:%Y-%m}"] += 1
    rows: list[tuple[str, tuple[Any, ...]]] = []
    for first in month_starts(start, end - dt.timedelta(days=1)):
        month = f"{first:%Y-%m}"
        some = months.get(month, [])
        thirds = [sum(low <= due.due.day <= high for due in some) for low, high in ((1, 10), (11, 20), (21, 31))]
        decided = sum(not due.is_open for due in some)
        values = (
            *(quarter_name(first, fiscal_start), _month(month), len(some), _sum(some), *thirds),
            *(decided, len(some) - decided, starting[month], sum(map(board.neglected, some)), _largest(board, some)),
        )
        rows.append((month, values))
    return Figures(columns, tuple(rows))


def quarter_name(day: dt.date, fiscal_start: int) -> str:
    """The fiscal quarter of a day in words."""
    year, quarter = rates.fiscal_quarter(day, fiscal_start)
    return t("renewals.quarter_name", year=year, quarter=quarter)


def _sum(dues: Sequence[Due]) -> Told | None:
    """The amounts due, each currency for itself."""
    sums: dict[str, int] = defaultdict(int)
    for due in dues:
        if due.mrr is not None:
            sums[due.currency] += due.mrr
    if not sums:
        return None
    words = " + ".join(format_money(a, code or "JPY", language(), short=True) for code, a in sorted(sums.items()))
    return Told(sum(amount / 10 ** decimals(code) for code, amount in sums.items()), words)


def _largest(board: Board, dues: Sequence[Due]) -> str | None:
    """The names of the three largest that are open."""
    still = sorted((due for due in dues if due.is_open), key=lambda due: (-(due.mrr or 0), due.id))
    return t("renewals.and").join(clean(board.customer(due).name) for due in still[:3]) or None


# Charts


def outlook_chart(dues: Sequence[Due], start: dt.date, end: dt.date) -> ChartSpec | None:
    """What is due in each month, from won to lost, in the currency of most."""
    code = rates.currencies(dues)[0]
    groups = [
        (month, rates.outlook(month, some, code)) for month, own, some in rates.groups(dues, start, end) if own == code
    ]
    if not any(one.mrr for _, one in groups):
        return None
    unit = 10 ** decimals(code)

    def stack(key: str, amounts: list[int]) -> Stack:
        points = tuple((_day(month), amount / unit) for (month, _), amount in zip(groups, amounts, strict=True))
        return Stack(t(f"renewals.{key}"), points)

    stacks = (
        stack("won", [one.worst.part for _, one in groups]),
        stack("expected", [one.likely.part - one.worst.part for _, one in groups]),
        stack("swing", [one.best.part - one.likely.part for _, one in groups]),
        stack("gone", [one.mrr - one.best.part for _, one in groups]),
    )
    title = t("renewals.chart.outlook", currency=code)
    return MonthBars(title, stacks, start, end - dt.timedelta(days=1), short_number)


def quality_chart(dues: Sequence[Due], start: dt.date, end: dt.date, day: dt.date) -> ChartSpec | None:
    """Month by month the share prepared in time and the renewal rate, where there are enough to say so."""
    months = rates.by_month(due for due in dues if start <= due.due < end)
    early = tuple((_day(m), rates.preparation(m, some, day).in_time.share) for m, some in months.items())
    went = tuple((_day(m), rates.kept(m, some, day).rate.share) for m, some in months.items())
    lines = tuple(
        Line(t(f"renewals.{key}"), points)
        for key, points in (("in_time", early), ("rate", went))
        if any(value is not None for _, value in points)
    )
    if not lines:
        return None
    days = [_day(month) for month in months]
    if len(days) < 2:
        return None
    title = t("renewals.chart.quality")
    return LineChart(title, lines, days[0], days[-1], high=100, form=lambda value: f"{value:.0f}%")


def calendar_chart(dues: Sequence[Due], start: dt.date, end: dt.date) -> ChartSpec | None:
    """How many renewals are due in each month: decided and open."""
    months = rates.by_month(due for due in dues if start <= due.due < end)
    if not months:
        return None
    decided = tuple((_day(m), float(sum(not due.is_open for due in some))) for m, some in months.items())
    still = tuple((_day(m), float(sum(due.is_open for due in some))) for m, some in months.items())
    stacks = (Stack(t("renewals.decided"), decided), Stack(t("renewals.open_due"), still))
    return MonthBars(t("renewals.chart.calendar"), stacks, start, end - dt.timedelta(days=1))


def _day(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")
