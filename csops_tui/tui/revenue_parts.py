"""The parts of the revenue screen by name, and the study that answers each."""

from __future__ import annotations

from collections.abc import Callable

from csops_tui.store.book import Book
from csops_tui.tui.revenue_economics import economy_study
from csops_tui.tui.revenue_studies import Answer, Asked, cohort_study, line_study, movement_study, retention_study

STUDIES: dict[str, Callable[[Book, Asked], Answer]] = {
    "movements": movement_study,
    "retention": retention_study,
    "cohorts": cohort_study,
    "lines": line_study,
    "economics": economy_study,
}
