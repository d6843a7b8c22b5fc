"""The part "analysis" of `4 Churn`: why customers leave, by any attribute, by count and by MRR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from csops_tui.store.book import Book
from csops_tui.tui.screens.churn_study import ChurnStudyScreen

if TYPE_CHECKING:
    from csops_tui.tui.churn_asked import Answer, Asked

_SPANS_FIRST = "24m"


class ChurnAnalysisScreen(ChurnStudyScreen):
    """Pareto, two attributes crossed, trend, stated against judged, foreseeable × avoidable."""

    part = "analysis"
    place = "churn_analysis"
    views = ("pareto", "cross", "trend", "stated", "quadrants")
    asks = {
        "pareto": frozenset(("by", "span", "money")),
        "cross": frozenset(("by", "and", "span", "money")),
        "trend": frozenset(("by", "period", "span", "money")),
        "stated": frozenset(("span",)),
        "quadrants": frozenset(("span",)),
    }
    figures = {
        **dict.fromkeys(("n",), "churn_count"),
        **dict.fromkeys(("mrr", "without_amount", "mrr_share"), "churn_mrr"),
        **dict.fromkeys(("share", "interval"), "churn_share"),
        "cumulative": "churn_cumulative",
        "stated": "churn_agreed",
        "quadrant": "churn_quadrant",
        **dict.fromkeys(("reason", "reason_detail", "reasons"), "churn_reason"),
        "tenure": "churn_tenure",
    }

    def __init__(self) -> None:
        super().__init__()
        self._span = _SPANS_FIRST
        self._period = "month"
        self._money = False

    def _asked(self) -> Asked:
        from csops_tui.tui.churn_asked import Asked

        money = self._money and self.asked("money")
        return Asked(self.day, self.csops.config.fiscal_start, self.by(), self._period, self._span, money)

    def study(self) -> Callable[[Book], Answer]:
        view, asked = self.view, self._asked()

        def work(book: Book) -> Answer:
            from csops_tui.tui.churn_studies import STUDIES

            return STUDIES[view](book, asked)

        return work

    def first(self) -> tuple[str, ...]:
        """A cross needs two attributes, the others one."""
        return ("reason", "tenure") if self.view == "cross" else ("reason",)

    def by(self) -> tuple[str, ...]:
        found = super().by()
        return found if self.view == "cross" else found[:1]

    def attributes(self) -> Sequence[str]:
        from csops_tui.analysis.churns import BY

        return BY

    def attribute_name(self, name: str) -> str:
        from csops_tui.tui.churn_asked import name_of

        return name_of(name)

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        if key[:1] == "c" and key[1:].isdecimal():
            # The columns of a cross are values, counted like everything else here.
            key = "churn_agreed" if self.view == "stated" else "churn_count"
        return key, title

    def change(self, question: str, step: int) -> None:
        from csops_tui.tui.churn_asked import SPANS

        match question:
            case "span":
                self._span = SPANS[(SPANS.index(self._span) + step) % len(SPANS)]
            case "period":
                self._period = "quarter" if self._period == "month" else "month"
            case "money":
                self._money = not self._money

    def open_behind(self, label: str, records: tuple[str, ...]) -> None:
        from csops_tui.tui.screens.churn_group import ChurnGroupScreen

        self.csops.push_screen(ChurnGroupScreen(self.part, label, records))
