"""Renewals, revenue and growth: what each part takes to work out. `python benchmarks/money.py [accounts …]`"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import TODAY, book, head, line

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
DAY = dt.date.fromisoformat(TODAY)
TIMES = 3


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Print the least processor time of some runs, and the wall clock of that run."""
    best, answer = (float("inf"), 0.0), None
    for _ in range(TIMES):
        wall, processor = time.perf_counter(), time.process_time()
        answer = work()
        best = min(best, (time.process_time() - processor, time.perf_counter() - wall))
    line(name, f"{best[0] * 1000:.0f} ms of processor, {best[1] * 1000:.0f} ms", "≤ 2 s beside the keys")
    return answer


def measure(accounts: int) -> None:
    """The parts of `5`, `$` and `&` on one book."""
    from csops_tui.analysis.growth import growth
    from csops_tui.measures.renewal_choice import span
    from csops_tui.measures.renewals_read import read
    from csops_tui.store.book import Book
    from csops_tui.store.clock import Clock
    from csops_tui.tui.register_tables import rfm_figures
    from csops_tui.tui.renewal_parts import Asked as Part
    from csops_tui.tui.renewal_parts import shown
    from csops_tui.tui.revenue_behind import behind
    from csops_tui.tui.revenue_parts import STUDIES
    from csops_tui.tui.revenue_studies import Asked
    from csops_tui.tui.studies import Choice

    held = Book.open(book(accounts), clock=Clock(today=DAY))
    timed(f"5 read, {accounts:,} accounts", lambda: read(held, DAY, DAY))
    board = timed("5 read, all years", lambda: read(held, DAY))
    for part in ("board", "forecast", "quality", "calendar"):
        asked = Part(part, "open", *span(DAY, part, 4, 0), None, "", 4)
        timed(f"5 {part}", lambda asked=asked: shown(board, asked))
    for width in ("12m", "36m", "all"):
        for part, study in STUDIES.items():
            told = Asked(Choice(DAY, 4, (), "", width))
            answer = timed(f"$ {part}, {width}", lambda study=study, told=told: study(held, told))
            if width == "12m" and part in ("movements", "retention", "cohorts"):
                first = answer.study.figures.rows[0][0]
                timed(f"$ {part}, enter", lambda p=part, told=told, first=first: behind(held, p, told, first))
    timed("$ movements by tier, 12m", lambda: STUDIES["movements"](held, Asked(Choice(DAY, 4, ("tier",), "", "12m"))))
    timed("& lists", lambda: growth(held, DAY))
    for on in ("touches", "usage", "revenue"):
        timed(f"& RFM on {on}", lambda on=on: rfm_figures(held, on, DAY))  # type: ignore[arg-type]
    held.close()


if __name__ == "__main__":
    head()
    for count in [int(text) for text in sys.argv[1:]] or [1300]:
        measure(count)
