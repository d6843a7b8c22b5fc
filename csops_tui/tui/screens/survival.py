"""The part "survival" of `4 Churn`: how long accounts stay, in which month they leave, who leaves early."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from csops_tui.store.book import Book
from csops_tui.tui.screens.churn_study import ChurnStudyScreen

if TYPE_CHECKING:
    from csops_tui.tui.churn_asked import Answer


class SurvivalScreen(ChurnStudyScreen):
    """Kaplan–Meier curves of everybody or by any attribute, hazard by contract month, early losses."""

    part = "survival"
    place = "survival"
    views = ("curve", "hazard", "early")
    asks = {
        "curve": frozenset(("by", "and")),
        "hazard": frozenset[str](),
        "early": frozenset(("by", "and", "months")),
    }
    figures = {
        **dict.fromkeys(("stay", "interval", "at_risk", "lost_by", "s6", "s12", "s24", "s36", "s48", "s60"), "staying"),
        "median": "staying_median",
        "mean": "staying_mean",
        **dict.fromkeys(("hazard", "entered"), "hazard"),
        **dict.fromkeys(("early_rate", "lost_early", "began"), "early_churn"),
        "group": "log_rank",
        "n": "staying",
        "lost": "staying",
    }

    def __init__(self) -> None:
        super().__init__()
        self._early = 12

    def study(self) -> Callable[[Book], Answer]:
        from csops_tui.tui.stay_studies import STUDIES, Asked

        view, asked = self.view, Asked(self.day, self.by(), self._early)
        return lambda book: STUDIES[view](book, asked)

    def attributes(self) -> Sequence[str]:
        from csops_tui.analysis.tenure import BY

        return list(BY)

    def attribute_name(self, name: str) -> str:
        from csops_tui.tui.stay_studies import name_of

        return name_of(name)

    def current_column(self) -> tuple[str, str]:
        key, title = super().current_column()
        if key == "staying" and self.view == "hazard":
            return "hazard", title
        return ("early_churn" if self.view == "early" and key in ("log_rank", "staying") else key), title

    def change(self, question: str, step: int) -> None:
        from csops_tui.tui.stay_studies import EARLY

        self._early = EARLY[min(len(EARLY) - 1, max(0, EARLY.index(self._early) + step))]

    def open_behind(self, label: str, records: tuple[str, ...]) -> None:
        from csops_tui.tui.screens.churn_group import TenureGroupScreen

        self.csops.push_screen(TenureGroupScreen(label, records))
