"""How completely losses were recorded: by who answers for them, by period and by attributes of the account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from csops_tui.analysis.rates import Rate
from csops_tui.store.book import Book
from csops_tui.store.code_words import mapping

# Who wrote the record answers for it, else who looks after the account.
BY = {
    "owner": "m.name",
    **{name: f"a.{name}" for name in ("tier", "size", "industry", "region", "segment", "touch_model")},
}
PERIODS = {"month": 1, "quarter": 3}

# A loss that lies ahead belongs to the day on which it became known, one without any day to that on which it is asked.
_DAY = """iif(r.effective <= :as_of, r.effective, iif(coalesce(r.notice, r.decided) <= :as_of,
  coalesce(r.notice, r.decided), iif(coalesce(r.notice, r.decided) IS NULL, :as_of, NULL)))"""

_CHURNS = f"""
SELECT r.id, a.name, {_DAY} AS day, r.state, r.reason_judged, r.reason_stated,
  r.reason_judged_detail IS NOT NULL, trim(coalesce(r.evidence, '')) <> '',
  {", ".join(BY.values())}
FROM churn AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.member_id, a.owner_id)
WHERE day BETWEEN :start AND :end
ORDER BY day DESC, r.rowid DESC
"""


@dataclass(frozen=True)
class Entry:
    """One loss as far as it is recorded; `day` is its effective date.

    While that lies ahead or is not known it is the day of the notice or the decision, without any day the as-of day.
    """

    id: str
    account: str
    day: str
    state: str
    judged: str | None
    stated: str | None
    second_level: bool
    evidence: bool
    group: tuple[str | None, ...]


@dataclass(frozen=True)
class Completeness:
    """The losses of one group by how completely they are recorded; unknown and other are among the reasoned."""

    group: tuple[str | None, ...]
    churns: int
    closed: int
    reasoned: int
    unknown: int
    other: int
    stated: int
    second_level: int
    evidence: int

    @property
    def complete(self) -> Rate:
        """The share with a reason in our judgement."""
        return Rate(self.reasoned, self.churns)

    @property
    def unknown_share(self) -> Rate:
        """The share whose reason is unknown."""
        return Rate(self.unknown, self.churns)

    @property
    def other_share(self) -> Rate:
        """The share whose reason is none of the list."""
        return Rate(self.other, self.churns)

    @property
    def telling(self) -> int:
        """How many have a reason that says something."""
        return self.reasoned - self.unknown - self.other

    @property
    def missing(self) -> int:
        """How many have no reason at all."""
        return self.churns - self.reasoned


def entries(
    book: Book,
    by: Sequence[str],
    start: dt.date,
    end: dt.date,
    fiscal_start: int = 4,
    as_of: dt.date | None = None,
) -> list[Entry]:
    """The losses from `start` to `end` as of a day (today), newest first, each with its group.

    A group is values of BY, and at most one of PERIODS. A replaced reason counts as what replaced it.
    Raises ValueError for another name or two periods.
    """
    periods = [name for name in by if name in PERIODS]
    if len(periods) > 1 or any(name not in BY and name not in PERIODS for name in by):
        raise ValueError(f"losses are not counted by {', '.join(by)}")
    conn = book.reader()
    judged = mapping(conn, "churn_reason")
    found: list[Entry] = []
    day = (as_of or book.clock.today()).isoformat()
    for row in conn.execute(_CHURNS, {"start": start.isoformat(), "end": end.isoformat(), "as_of": day}):
        attributes = dict(zip(BY, row[8:], strict=True))
        attributes |= {name: _period(row[2], name, fiscal_start) for name in periods}
        reason = judged.get(row[4], row[4])
        group = tuple(attributes[name] for name in by)
        found.append(Entry(row[0], row[1], row[2], row[3], reason, row[5], bool(row[6]), bool(row[7]), group))
    return found


def completeness(
    book: Book,
    by: Sequence[str],
    start: dt.date,
    end: dt.date,
    fiscal_start: int = 4,
    as_of: dt.date | None = None,
) -> list[Completeness]:
    """One row for each group of losses from `start` to `end`, as of `entries`; without `by` one row for all."""
    groups: dict[tuple[str | None, ...], list[Entry]] = {} if by else {(): []}
    for entry in entries(book, by, start, end, fiscal_start, as_of):
        groups.setdefault(entry.group, []).append(entry)
    return [
        Completeness(
            group,
            len(each),
            sum(entry.state == "closed" for entry in each),
            sum(entry.judged is not None for entry in each),
            sum(entry.judged == "unknown" for entry in each),
            sum(entry.judged == "other" for entry in each),
            sum(entry.stated is not None for entry in each),
            sum(entry.second_level for entry in each),
            sum(entry.evidence for entry in each),
        )
        for group, each in groups.items()
    ]


def _period(day: str, period: str, fiscal_start: int) -> str:
    """The month of a day (`2026-11`), or its fiscal quarter named by its months (`2026-10..12`)."""
    if period == "month":
        return day[:7]
    month = int(day[:4]) * 12 + int(day[5:7]) - 1
    month -= (month - (fiscal_start - 1)) % 3
    return f"{month // 12:04d}-{month % 12 + 1:02d}..{(month + 2) % 12 + 1:02d}"
