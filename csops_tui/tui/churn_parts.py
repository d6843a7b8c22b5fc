"""The parts of `4 Churn` that show figures: who works each out, and what it can be asked.

A part is a line here, its name `churn.part.<name>` in the catalogue, and a function `(book, choice) -> Study` that runs
in a worker; its module is imported when the part is first opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csops_tui.store.book import Book
    from csops_tui.tui.screens.base import BaseScreen
    from csops_tui.tui.studies import Choice, Study


@dataclass(frozen=True)
class FigurePart:
    """One part: `where` is `module:function` of the study, `opens` that of `(screen, choice, row_id)` on `enter`.

    `asked` are the questions it takes: `by` (of the attributes `by`), `period`, `span`; at first it is counted
    by `first` (attributes, a period or ""). `ledger` names the definition of each column.
    """

    where: str
    asked: frozenset[str] = frozenset()
    by: tuple[str, ...] = ()
    first: tuple[tuple[str, ...], str] = ((), "")
    opens: str = ""
    ledger: Mapping[str, str] = field(default_factory=dict[str, str])

    def study(self, book: Book, choice: Choice) -> Study:
        """Work the part out."""
        return _named(self.where)(book, choice)

    def open_row(self, screen: BaseScreen, choice: Choice, row_id: str) -> None:
        """Show what a row of figures is made of, where there is something to show."""
        if self.opens:
            _named(self.opens)(screen, choice, row_id)


# Parts that are screens of their own: module in `tui.screens`, and class.
SCREENS = {"analysis": ("churn_analysis", "ChurnAnalysisScreen"), "survival": ("survival", "SurvivalScreen")}
PARTS = ("log", "saves", "completeness", "analysis", "survival", "reviews")


def screen_of(part: str) -> BaseScreen:
    """A new screen for a part that has its own."""
    module, name = SCREENS[part]
    return _named(f"csops_tui.tui.screens.{module}:{name}")()


def _named(where: str) -> Callable[..., Any]:
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


FIGURE_PARTS: dict[str, FigurePart] = {
    "completeness": FigurePart(
        "csops_tui.tui.churn_completeness:study",
        frozenset({"by", "period", "span"}),
        ("owner", "tier", "size", "industry", "region", "segment", "touch_model"),
        (("owner",), ""),
        "csops_tui.tui.churn_completeness:open_row",
        {
            "churns": "churn_count",
            **dict.fromkeys(("closed", "reasoned", "missing", "complete", "complete_interval"), "churn_completeness"),
            **dict.fromkeys(("stated", "second_level", "evidence"), "churn_completeness"),
            **dict.fromkeys(("unknown", "unknown_share", "other", "other_share"), "churn_vague"),
        },
    ),
}
