"""Values of a report as people read them, in the language in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csops_tui.analysis.rates import Rate
from csops_tui.locale import has, language, t
from csops_tui.model.codes import word
from csops_tui.model.definitions import Definition, definition
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money

NONE = "–"
NUMERIC = frozenset(
    (
        "count",
        "number",
        "value",
        "percent",
        "progress",
        "score",
        "change",
        "rate",
        "money",
        "money_change",
        "days",
        "level",
    )
)
"""Kinds whose values stand on the right of their column."""


def label(name: str, figure: str = "") -> str:
    """What a section, table, fact or column is called: its words, else what its figure is called, else its name.

    What begins with `=` is called as it stands after that sign.
    """
    if name.startswith("="):
        return name[1:]
    if has(key := f"report.word.{name}"):
        return t(key)
    found = definition(figure or name)
    return found.title() if found else name


def text(value: Any) -> str:
    """Text from the book on one line, without anything that steers a terminal or a page."""
    return clean(" ".join(str(value).split()))


def day(value: str | dt.date | None) -> str:
    """A day with its year: 2026/11/21 in Japanese, 2026-11-21 in English."""
    if value is None:
        return NONE
    return str(value).replace("-", "/") if language() == "ja" else str(value)


def shown(kind: str, value: Any) -> str:
    """A value of a kind in words; a dash where there is none."""
    if value is None or value == "" or value == ():
        return NONE
    match kind:
        case "count" | "days":
            return f"{int(value):,}"
        case "number":
            return f"{value:,.1f}"
        case "value":
            return f"{value:,g}"
        case "percent" | "progress":
            return f"{round(value)}%"
        case "change":
            return f"{round(value):+}%"
        case "score":
            return f"{round(value):+}"
        case "level":
            return f"{value:g}"
        case "rate":
            return rate(value)
        case "interval":
            return t("report.interval", **_interval(value))
        case "money":
            return " + ".join(format_money(minor, currency, language(), short=True) for currency, minor in value)
        case "money_change":
            return t("report.and").join(
                ("+" if minor > 0 else "") + format_money(minor, currency, language(), short=True)
                for currency, minor in value
            )
        case "day":
            return day(value)
        case "month":
            return str(value).replace("-", "/") if language() == "ja" else str(value)
        case "flag":
            return t("report.yes") if value else t("report.no")
        case "mark":
            return "●" if value else ""
        case "word":
            return label(str(value))
        case _ if kind.startswith("code:"):
            return text(word(kind.removeprefix("code:"), str(value), language()))
        case _:
            return text(value)


def rate(value: Rate) -> str:
    """A rate with its 95 % interval and n; of fewer than ten cases only the counts, said to be too few."""
    if not value.n:
        return NONE
    if value.share is None:
        return t("report.few", hits=value.hits, n=value.n)
    return t("report.rate", share=round(value.share), **_interval(value))


def _interval(value: Rate) -> dict[str, str]:
    low, high = value.interval or (0.0, 100.0)
    return {"low": f"{low:.0f}", "high": f"{high:.0f}", "n": f"{value.n:,}"}


def period(start: dt.date, end: dt.date) -> str:
    """A period by its first and last day; one day by itself."""
    return day(end) if start == end else f"{day(start)} – {day(end)}"


def defined(one: Definition) -> str:
    """How a figure is computed and what counts, as whole sentences."""
    return t("report.defined", formula=one.formula().rstrip("。."), edge=one.edge())
