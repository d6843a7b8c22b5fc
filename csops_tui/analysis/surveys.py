"""The Net Promoter Score over the whole book: how many answered, how far chance alone could move the score."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from csops_tui.analysis.rates import FEW
from csops_tui.store.book import Book

PROMOTER, DETRACTOR = 9, 6
_Z = 1.959963984540054

# Of each person the latest answer of the period; whoever answered without a name is one person of the account.
_ANSWERS = """
SELECT score, survey_id FROM (
  SELECT r.score, r.survey_id, max(r.day || printf('%019d', r.rowid)) AS newest
  FROM survey_response AS r JOIN survey AS s ON s.id = r.survey_id
  WHERE s.kind = 'nps' AND s.scale_max = 10 AND r.score IS NOT NULL AND r.day BETWEEN :start AND :end
  GROUP BY r.account_id, r.contact_id)
"""


@dataclass(frozen=True)
class Nps:
    """Answers of a period by what they count as; `asked` is known only where all belong to one survey that says so."""

    promoters: int
    passives: int
    detractors: int
    asked: int | None = None

    @property
    def n(self) -> int:
        """How many people answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float | None:
        """100 · (promoters − detractors) ÷ n; None for fewer than FEW answers."""
        return 100 * (self.promoters - self.detractors) / self.n if self.n >= FEW else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval, within ±100; None for fewer than FEW answers.

        SE = 100 · √((p + d − (p − d)²) ÷ n), times √((N − n) ÷ (N − 1)) where N people were asked.
        """
        if self.score is None:
            return None
        p, d = self.promoters / self.n, self.detractors / self.n
        error = 100 * math.sqrt(max(0.0, p + d - (p - d) ** 2) / self.n)
        if self.asked and self.asked > 1 and self.asked >= self.n:
            error *= math.sqrt((self.asked - self.n) / (self.asked - 1))
        return max(-100.0, self.score - _Z * error), min(100.0, self.score + _Z * error)


def nps(book: Book, start: dt.date, end: dt.date) -> Nps:
    """The answers from `start` to `end` (inclusive) to surveys of 0–10; of each person the latest one."""
    conn = book.reader()
    rows = conn.execute(_ANSWERS, {"start": start.isoformat(), "end": end.isoformat()}).fetchall()
    scores = [score for score, _ in rows]
    surveys = {survey for _, survey in rows}
    asked = None
    if len(surveys) == 1:
        (asked,) = conn.execute("SELECT asked FROM survey WHERE id = ?", [*surveys]).fetchone()
    promoters = sum(score >= PROMOTER for score in scores)
    detractors = sum(score <= DETRACTOR for score in scores)
    return Nps(promoters, len(scores) - promoters - detractors, detractors, asked)
