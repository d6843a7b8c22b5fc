"""The studies of the part "analysis" of `4 Churn`: each answers one question as a table with a chart above it.

Run in a worker.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from csops_tui.analysis import churns
from csops_tui.analysis.churns import Loss, Row
from csops_tui.analysis.rates import FEW, Rate
from csops_tui.locale import language, t
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR
from csops_tui.text.numbers import decimals, format_money
from csops_tui.tui import studies
from csops_tui.tui.churn_asked import REST, Answer, Asked, Labels, name_of
from csops_tui.tui.figures import Figures
from csops_tui.tui.widgets.chart_spec import (
    Bar,
    ChartSpec,
    Fourfold,
    MonthBars,
    Pareto,
    Ranking,
    Stack,
    Stacked,
    short_number,
)
from csops_tui.tui.widgets.source import Column

# As many groups beside one another as a table, and as many colours in a stack as a chart can hold; the rest is one.
_ACROSS, _PARTS = 8, 3


def pareto_study(book: Book, asked: Asked) -> Answer:
    """Which reasons (or products, bands of tenure …) make up most of the losses."""
    found, labels = _found(book, asked), Labels(book.reader())
    name = asked.by[0] if asked.by else "reason"
    currency = churns.currency_of(found) if asked.money else None
    groups = churns.rows(found, [name])
    pieces = churns.pareto(groups, currency) if currency or not asked.money else []
    shares = {piece.row.group: (piece.share, piece.cumulative) for piece in pieces}
    order = {piece.row.group: place for place, piece in enumerate(pieces)}
    groups.sort(key=lambda row: order.get(row.group, len(order)))
    # By MRR the shares are of the MRR; the interval is one of counts.
    share = [_rate("share"), Column("interval", t("stats.interval"), 9, "right", "interval")]
    columns = [
        *(_first(name), _count("n", 5)),
        *([_percent("mrr_share")] if asked.money else share),
        *(_percent("cumulative"), _amounts("mrr"), _count("without_amount", 6, hide=2)),
    ]
    rows = [
        (
            *(labels.value(name, row.group[0]), row.n),
            *([shares.get(row.group, (None, None))[0]] if asked.money else [row.share, row.share]),
            *(shares.get(row.group, (None, None))[1], row.mrr, row.without_amount or None),
        )
        for row in groups
    ]
    bars = tuple(
        Bar(
            labels.value(name, piece.row.group[0]),
            float(piece.value),
            _money(piece.value, currency) if currency else f"{piece.value:,}",
            piece.share,
            piece.cumulative,
        )
        for piece in pieces
    )
    heads = (t("analysis.amount" if currency else "analysis.n"), t("analysis.share"), t("analysis.cumulative"))
    chart = Pareto(_title("pareto", asked, found, currency, by=name_of(name)), bars, heads) if bars else None
    return _answer(asked, found, columns, rows, chart, [row.losses for row in groups])


def cross_study(book: Book, asked: Asked) -> Answer:
    """Two attributes crossed: how often each pair came, or how much it took."""
    found, labels = _found(book, asked), Labels(book.reader())
    one, other = (*asked.by, "reason", "tenure")[:2] if len(asked.by) != 1 else (asked.by[0], _second(asked.by[0]))
    currency = churns.currency_of(found) if asked.money else None
    across = [row.group[0] for row in churns.rows(found, [other])]
    kept = across if len(across) <= _ACROSS else across[: _ACROSS - 1]
    rest = [REST] if len(across) > len(kept) else []
    heads: list[str | None] = [*kept, *rest]
    groups = churns.rows(found, [one])
    cells = [_cells(row.losses, other, heads, currency) for row in groups]
    shown = [labels.value(other, head) for head in heads]
    columns = [
        _first(one),
        _count("n", 5) if currency is None else _amount("mrr"),
        *(
            Column(
                f"c{place}",
                head,
                max(4 if currency is None else 9, min(14, cell_len(head))),
                "right",
                "count" if currency is None else "money",
                hide_below=place // 2 + 1,
            )
            for place, head in enumerate(shown)
        ),
    ]
    rows = [
        (labels.value(one, row.group[0]), _value(row, currency), *(_stored(value, currency) for value in values))
        for row, values in zip(groups, cells, strict=True)
    ]
    named = [labels.value(one, row.group[0]) for row in groups]
    chart = _stacked(asked, found, currency, (one, other), named, shown, cells)
    return _answer(asked, found, columns, rows, chart, [row.losses for row in groups])


def trend_study(book: Book, asked: Asked) -> Answer:
    """Month by month or quarter by quarter, what the churns of the time were for; replaced codes as the newest ones."""
    found, labels = _found(book, asked), Labels(book.reader())
    name = asked.by[0] if asked.by else "reason"
    currency = churns.currency_of(found) if asked.money else None
    start = max(asked.start, found[0].effective.replace(day=1)) if found and asked.span == "all" else asked.start
    spans = churns.spans(start, asked.end, asked.period, asked.fiscal_start) if found else {}
    by_time: dict[str, list[Loss]] = {label: [] for label in spans}
    for row in churns.rows(found, [asked.period], spans):
        by_time[row.group[0] or ""] = list(row.losses)
    across = [row.group[0] for row in churns.rows(found, [name])]
    columns = [
        Column(asked.period, studies.attribute_label(asked.period), 11, frozen=True),
        *(_count("n", 5), _amounts("mrr")),
        *(
            Column(
                f"c{place}",
                labels.value(name, value),
                max(4, min(12, cell_len(labels.value(name, value)))),
                "right",
                "count",
                hide_below=place // 2 + 1,
            )
            for place, value in enumerate(across)
        ),
    ]
    rows = [
        (label, len(losses), churns.amounts(losses), *_cells(losses, name, across, None))
        for label, losses in by_time.items()
    ]
    parts = across if len(across) <= _PARTS + 1 else across[:_PARTS]
    heads: list[str | None] = [*parts, *([REST] if len(across) > len(parts) else [])]
    cells = [[float(_major(value, currency)) for value in _cells(ls, name, heads, currency)] for ls in by_time.values()]
    title = _title("trend", asked, found, currency, by=name_of(name))
    shown = [labels.value(name, head) for head in heads]
    chart = _trend(asked, title, currency, list(spans), shown, cells)
    return _answer(asked, found, columns, rows, chart, list(by_time.values()))


def stated_study(book: Book, asked: Asked) -> Answer:
    """What the customer said against what we judge: rows stated, columns judged; where both are the same is marked."""
    found, labels = _found(book, asked), Labels(book.reader())
    made = churns.matrix(found)
    columns = [
        Column("stated", t("analysis.by.stated"), 20, frozen=True, min_width=14, elastic=True),
        _count("n", 5),
        *(
            Column(
                f"c{place}",
                f"→{labels.value('reason', reason)}",
                max(5, min(11, cell_len(labels.value("reason", reason)) + 1)),
                "right",
                "cell",
                hide_below=place // 2 + 1,
            )
            for place, reason in enumerate(made.reasons)
        ),
    ]
    rows: list[tuple[Any, ...]] = []
    behind: list[Sequence[Loss]] = []
    for stated in made.reasons:
        cells = [made.pairs.get((stated, judged), ()) for judged in made.reasons]
        if not any(cells):
            continue
        marked = [
            (len(cell), stated == judged and stated is not None) if cell else None
            for judged, cell in zip(made.reasons, cells, strict=True)
        ]
        rows.append((labels.value("stated", stated), sum(map(len, cells)), *marked))
        behind.append([loss for cell in cells for loss in cell])
    apart = Counter({pair: len(ls) for pair, ls in made.pairs.items() if None not in pair and pair[0] != pair[1]})
    named = {pair: tuple(labels.value("reason", reason) for reason in pair) for pair in apart}
    bars = tuple(
        (" → ".join(named[pair]), float(n)) for pair, n in sorted(apart.items(), key=lambda i: (-i[1], named[i[0]]))
    )
    agreed = _told(made.agreed)
    title = _title("stated", asked, found, None, agreed=agreed, n=made.agreed.n)
    return _answer(asked, found, columns, rows, Ranking(title, bars) if bars else None, behind)


def quadrant_study(book: Book, asked: Asked) -> Answer:
    """Could it have been foreseen, could it have been avoided: what to learn from, what nobody could have helped."""
    found, labels = _found(book, asked), Labels(book.reader())
    made = churns.quadrants(found)
    columns = [
        Column("quadrant", t("analysis.quadrant"), 30, frozen=True, min_width=20, elastic=True),
        *(_count("n", 5), _rate("share"), Column("interval", t("stats.interval"), 9, "right", "interval")),
        _amounts("mrr"),
        Column("reasons", t("analysis.reasons"), 34, min_width=16, elastic=True, hide_below=1),
    ]
    rows = [
        (_quadrant(row), row.n, row.share, row.share, row.mrr, _reasons(row, labels))
        for row in made
        if row.n or row.group[0] is not None
    ]
    judged = made[0].of
    cells = tuple(
        (
            t("analysis.cases", n=row.n) + (f"  {row.share.share:.0f}%" if row.share.share is not None else ""),
            tuple(filter(None, (_amounts_words(row.mrr), _reasons(row, labels, 2)))),
        )
        for row in made[:4]
    )
    answers = [t(f"analysis.{name}") for name in ("avoidable", "unavoidable", "foreseeable", "unforeseeable")]
    title = _title("quadrants", asked, found, None, n=judged, unsaid=made[4].n)
    few = "" if judged >= FEW or not judged else "  " + t("analysis.few_here", n=FEW)
    chart = Fourfold(title + few, (answers[0], answers[1]), (answers[2], answers[3]), cells) if judged else None
    behind = [row.losses for row in made if row.n or row.group[0] is not None]
    return _answer(asked, found, columns, rows, chart, behind)


STUDIES: dict[str, Callable[[Book, Asked], Answer]] = {
    "pareto": pareto_study,
    "cross": cross_study,
    "trend": trend_study,
    "stated": stated_study,
    "quadrants": quadrant_study,
}


def _found(book: Book, asked: Asked) -> list[Loss]:
    return list(churns.churned(book, asked.start, asked.end, asked.day).losses)


def _second(name: str) -> str:
    return "reason" if name != "reason" else "tenure"


def _answer(
    asked: Asked,
    found: Sequence[Loss],
    columns: Sequence[Column],
    rows: Sequence[tuple[Any, ...]],
    chart: ChartSpec | None,
    behind: Sequence[Sequence[Loss]],
) -> Answer:
    """A table with its rows numbered, so that the same row stays under the cursor while data changes."""
    ids = [f"row:{row[0]}" for row in rows]
    kept = tuple((key, tuple(row)) for key, row in zip(ids, rows, strict=True)) if found else ()
    table = Figures(tuple(columns), kept)
    currency = churns.currency_of(found) if asked.money else None
    records = {key: tuple(loss.id for loss in losses) for key, losses in zip(ids, behind, strict=True)}
    return Answer(table, chart if found else None, _facts(asked, found, currency), records)


def _facts(asked: Asked, found: Sequence[Loss], currency: str | None) -> tuple[tuple[str, ...], ...]:
    """How many churns, over which span, what is in other currencies, and how much of their reasons is known."""
    if asked.span == "all":
        span: tuple[str, ...] = (t("analysis.span.all"),)
    else:
        short = t(f"stats.span.{asked.span}")
        span = (f"{short} {asked.start:%Y/%m/%d}–{asked.end:%Y/%m/%d}", short)
    others = sum(loss.mrr is not None and loss.currency != currency for loss in found) if currency else 0
    known = churns.quality(found)
    quality = t("analysis.quality", open=_part(known.open), unknown=_part(known.unknown), other=_part(known.other))
    apart = ((t("analysis.others", n=others),),) if others else ()
    return ((t("analysis.cases", n=len(found)),), span, *apart, *(((quality, ""),) if found else ()))


def _part(rate: Rate) -> str:
    return f"{rate.hits}" if rate.share is None or not rate.hits else f"{rate.hits} ({rate.share:.0f}%)"


def _told(rate: Rate) -> str:
    return t("stats.few") if rate.share is None else f"{rate.share:.0f}%"


def _title(study: str, asked: Asked, found: Sequence[Loss], currency: str | None, **values: Any) -> str:
    title = t(f"analysis.chart.{study}", **{"n": len(found), **values})
    if asked.money and currency:
        title += t("analysis.chart.money", currency=currency)
    if study in ("pareto", "cross") and 0 < len(found) < FEW:
        title += "  " + t("analysis.few_here", n=FEW)
    return title


def _cells(losses: Sequence[Loss], name: str, heads: Sequence[str | None], currency: str | None) -> list[int]:
    """By each value of an attribute, the rest last if there is one: how many, or how much in a currency."""
    found: Counter[str | None] = Counter()
    for loss in losses:
        value = loss.values[name] if loss.values[name] in heads else REST
        found[value] += 1 if currency is None else (loss.mrr or 0) * (loss.currency == currency)
    return [found[head] for head in heads]


def _value(row: Row, currency: str | None) -> Any:
    return row.n if currency is None else _stored(row.mrr.get(currency, 0), currency)


def _stored(value: int, currency: str | None) -> Any:
    """A figure as the sheet takes it; nothing is a blank dash, so that what there is stands out."""
    if not value:
        return None
    return value if currency is None else f"{value}{SEPARATOR}{currency}"


def _major(value: int, currency: str | None) -> float:
    return value if currency is None else value / 10 ** decimals(currency)


def _stacked(
    asked: Asked,
    found: Sequence[Loss],
    currency: str | None,
    by: tuple[str, str],
    groups: Sequence[str],
    heads: Sequence[str],
    cells: Sequence[Sequence[int]],
) -> ChartSpec | None:
    """The largest columns as parts of a bar for each row, all others as the last part."""
    kept = len(heads) if len(heads) <= _PARTS + 1 else _PARTS
    parts = [*heads[:kept], *([t("analysis.rest")] if len(heads) > kept else [])]
    bars: list[tuple[str, tuple[float, ...]]] = []
    for label, values in zip(groups, cells, strict=True):
        joined = [*values[:kept], *([sum(values[kept:])] if kept < len(heads) else [])]
        bars.append((label, tuple(_major(value, currency) for value in joined)))
    title = _title("cross", asked, found, currency, one=name_of(by[0]), other=name_of(by[1]))
    return Stacked(title, tuple(parts), tuple(bars), _form(currency)) if bars else None


def _trend(
    asked: Asked,
    title: str,
    currency: str | None,
    spans: Sequence[str],
    parts: Sequence[str],
    cells: Sequence[Sequence[float]],
) -> ChartSpec | None:
    if not spans:
        return None
    if asked.period == "month":
        days = [dt.date(int(label[:4]), int(label[5:7]), 1) for label in spans]
        stacks = tuple(
            Stack(part, tuple((day, row[place]) for day, row in zip(days, cells, strict=True)))
            for place, part in enumerate(parts)
        )
        return MonthBars(title, stacks, days[0], asked.end, form=_form(currency))
    bars = tuple((label, tuple(row)) for label, row in zip(spans, cells, strict=True))
    return Stacked(title, tuple(parts), bars, _form(currency))


def _form(currency: str | None) -> Callable[[float], str]:
    """How a value stands at the end of a bar."""
    if currency is None:
        return short_number
    return lambda value: _money(round(value * 10 ** decimals(currency)), currency)


def _money(value: int, currency: str) -> str:
    return format_money(value, currency, language(), short=True)


def _amounts_words(mrr: Mapping[str, int]) -> str:
    return " + ".join(_money(amount, currency) for currency, amount in mrr.items())


def _quadrant(row: Row) -> str:
    seen, kept = row.group
    if seen is None:
        return t("analysis.unsaid")
    return t(f"analysis.quadrant.{seen}{kept}")


def _reasons(row: Row, labels: Labels, most: int = 3) -> str:
    """The reasons that came most often in a quadrant."""
    often = [(row.group[0], row.n) for row in churns.rows(row.losses, ["reason"])][:most]
    return t("analysis.comma").join(f"{labels.value('reason', reason)} {n}" for reason, n in often)


def _first(name: str) -> Column:
    return Column(name, name_of(name), 22, frozen=True, min_width=14, elastic=True)


def _count(name: str, least: int, hide: int = 0) -> Column:
    title = t(f"analysis.{name}")
    return Column(name, title, max(least, cell_len(title)), "right", "count", hide_below=hide)


def _rate(name: str) -> Column:
    title = t(f"analysis.{name}")
    return Column(name, title, max(6, cell_len(title), cell_len(t("stats.few"))), "right", "rate")


def _percent(name: str) -> Column:
    title = t(f"analysis.{name}")
    return Column(name, title, max(6, cell_len(title)), "right", "percent")


def _amounts(name: str) -> Column:
    return Column(name, t(f"analysis.{name}"), 20, "right", "amounts", min_width=16, hide_below=1)


def _amount(name: str) -> Column:
    return Column(name, t(f"analysis.{name}"), 10, "right", "money")
