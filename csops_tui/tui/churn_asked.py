"""What the studies of churns are asked and answer, and what their attributes and values are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from csops_tui.analysis import churns
from csops_tui.locale import has, language, t
from csops_tui.model.codes import word
from csops_tui.store.sqlite import Connection
from csops_tui.tui import studies
from csops_tui.tui.figures import Figures
from csops_tui.tui.widgets.chart_spec import ChartSpec

SPANS = ("12m", "24m", "36m", "all", "fy", "last_fy", "3m")
_OLDEST = dt.date(1900, 1, 1)
REST = "\x00"
"""The value that stands for all others together."""


@dataclass(frozen=True)
class Asked:
    """What a study is asked: by which attributes, by which period, over which of SPANS, by count or by MRR."""

    day: dt.date
    fiscal_start: int = 4
    by: tuple[str, ...] = ()
    period: str = "month"
    span: str = "12m"
    money: bool = False

    @property
    def start(self) -> dt.date:
        """The first day of the span."""
        return _OLDEST if self.span == "all" else self._choice.start

    @property
    def end(self) -> dt.date:
        """The last day of the span, at most the day."""
        return self.day if self.span == "all" else self._choice.end

    @property
    def _choice(self) -> studies.Choice:
        return studies.Choice(self.day, self.fiscal_start, span=self.span)


@dataclass(frozen=True)
class Answer:
    """The table, the chart if there is something to draw, and the records behind each row.

    `facts` are what the title says, each from its longest form to its shortest ("": it can be left out).
    """

    figures: Figures
    chart: ChartSpec | None
    facts: tuple[tuple[str, ...], ...] = ()
    behind: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


class Labels:
    """What attributes of churns and their values are called."""

    def __init__(self, conn: Connection) -> None:
        self._reasons = churns.words(conn, churns.REASONS)
        self._details = churns.words(conn, churns.DETAILS)

    def value(self, name: str, value: str | None) -> str:
        """What a value is called; the missing one too."""
        if value == REST:
            return t("analysis.rest")
        if value is None:
            return t("analysis.no_reason" if name in ("reason", "stated", "reason_detail") else "stats.none")
        if name in ("reason", "stated"):
            return self._reasons(value)
        match name:
            case "reason_detail":
                return self._details(value)
            case "kind":
                return word("churn.kind", value, language())
            case "tenure":
                low, _, high = value.partition("-")
                return t("analysis.months" if high else "analysis.months_from", low=low, high=high)
            case "voluntary" | "avoidable" | "foreseeable":
                return t("cli.yes" if value == "1" else "cli.no")
            case "product" | "plan" if value == churns.SEVERAL:
                return t("analysis.several")
            case _:
                return studies.group_label((name,), (value,))


def name_of(attribute: str) -> str:
    """What an attribute or a period is called."""
    return t(key) if has(key := f"analysis.by.{attribute}") else studies.attribute_label(attribute)
