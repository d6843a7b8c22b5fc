"""Who serves an account, CS or CS Ops: routed by the relationship there is and by how much the product is used.

Both high goes to CS, which talks to these customers itself; both low goes to CS Ops, whose task it is to make touches
where there are few. Of the two mixed cases an account stays with whoever serves it; one that nobody serves yet goes by
the relationship. Without either figure an account is never routed.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from csops_tui.measures import panel
from csops_tui.measures.sheet import PLAIN, SCOPES
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit

Side = Literal["cs", "cs_ops"]
Quadrant = Literal["low_high", "high_high", "low_low", "high_low"]
"""Relationship and usage, each low or high; a value on the threshold is high."""

QUADRANTS: tuple[Quadrant, ...] = ("low_high", "high_high", "low_low", "high_low")

USAGES: tuple[str, ...] = ("licence_use", "usage_per_seat", "usage_change")
"""The figures that usage can be told by, in the order in which they are preferred."""

# The figure must be known for this share of the accounts to be the one for all of them.
_ENOUGH = 0.5
_FIXED = {"licence_use": 50.0, "usage_change": 0.0}
RELATIONSHIP_CUT = 50.0

_SQL = {field.key: field.sql for field in PLAIN}
_USAGE = {
    "licence_use": _SQL["licence_use"],
    "usage_per_seat": f"({_SQL['usage_28d']}) * 1.0 / nullif({_SQL['seats']}, 0)",
    "usage_change": _SQL["usage_change"],
}
_STANDINGS = f"""
SELECT a.id, a.name, coalesce(a.kana, a.name), m.name, o.name, a.served_by, p.mrr, p.currency,
  {_SQL["relationship"]}, {", ".join(_USAGE[name] for name in USAGES)}
FROM panel AS p JOIN account AS a ON a.id = p.account_id
LEFT JOIN member AS m ON m.id = a.owner_id LEFT JOIN member AS o ON o.id = a.ops_owner_id
WHERE p.as_of = :as_of AND {SCOPES["current"]}
ORDER BY 3, a.id
"""


@dataclass(frozen=True)
class Standing:
    """One current account: who serves it, and its two figures where they are known; `mrr` is in minor units."""

    account_id: str
    name: str
    kana: str
    owner: str | None
    ops_owner: str | None
    served_by: Side | None
    mrr: int | None
    currency: str | None
    relationship: float | None
    usage: float | None


@dataclass(frozen=True)
class Thresholds:
    """From which relationship (0–100) and which usage on a figure counts as high."""

    relationship: float
    usage: float


@dataclass(frozen=True)
class Field:
    """All current accounts with one usage figure for the whole book, so that they can be compared."""

    usage: str
    standings: tuple[Standing, ...]

    @property
    def known(self) -> tuple[Standing, ...]:
        """Those with both figures."""
        return tuple(s for s in self.standings if s.relationship is not None and s.usage is not None)

    @property
    def unknown(self) -> tuple[Standing, ...]:
        """Those that cannot be routed for want of a figure."""
        return tuple(s for s in self.standings if s.relationship is None or s.usage is None)

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds to begin with: 50 for the relationship; 50 % licences, the median per seat, no change."""
        cut = _FIXED.get(self.usage)
        if cut is None:
            known = [s.usage for s in self.standings if s.usage is not None]
            cut = float(f"{statistics.median(known):.2g}") if known else 0.0
        return Thresholds(RELATIONSHIP_CUT, cut)


@dataclass(frozen=True)
class Route:
    """Where one account stands and who is to serve it."""

    standing: Standing
    quadrant: Quadrant
    proposed: Side

    @property
    def moves(self) -> bool:
        """Whether somebody else is to serve it than does, or anybody where nobody does."""
        return self.proposed != self.standing.served_by


def field(book: Book, as_of: dt.date | None = None, usage: str | None = None) -> Field:
    """The current accounts as of a day (today), with `usage` of USAGES or the first that half of them have.

    Where none is known for so many it is the one known for most. Raises KeyError for another name.
    """
    day = as_of or book.clock.today()
    panel.ensure_day(book, day)
    rows = book.reader().execute(_STANDINGS, {"as_of": day.isoformat()}).fetchall()
    first = len(rows[0]) - len(USAGES) if rows else 0
    known = [sum(row[first + place] is not None for row in rows) for place in range(len(USAGES))]
    if usage is not None:
        place = dict(zip(USAGES, range(len(USAGES)), strict=True))[usage]
    else:
        enough = [place for place, count in enumerate(known) if rows and count >= _ENOUGH * len(rows)]
        place = enough[0] if enough else known.index(max(known))
    return Field(USAGES[place], tuple(_standing([*row[:first], row[first + place]]) for row in rows))


def _standing(values: Sequence[Any]) -> Standing:
    return Standing(*values)


def quadrant_of(relationship: float, usage: float, thresholds: Thresholds) -> Quadrant:
    """The quadrant of two figures."""
    across = "high" if relationship >= thresholds.relationship else "low"
    return f"{across}_{'high' if usage >= thresholds.usage else 'low'}"  # type: ignore[return-value]


def side_of(quadrant: Quadrant, served_by: Side | None) -> Side:
    """Who is to serve an account of this quadrant that `served_by` serves now."""
    match quadrant:
        case "high_high":
            return "cs"
        case "low_low":
            return "cs_ops"
        case _:
            return served_by or ("cs" if quadrant == "high_low" else "cs_ops")


def routes(standings: Iterable[Standing], thresholds: Thresholds) -> list[Route]:
    """Every account with both figures, in the order given."""
    found: list[Route] = []
    for standing in standings:
        if standing.relationship is not None and standing.usage is not None:
            quadrant = quadrant_of(standing.relationship, standing.usage, thresholds)
            found.append(Route(standing, quadrant, side_of(quadrant, standing.served_by)))
    return found


def assign(edit: Edit, moves: Sequence[Route], member_id: str | None = None) -> None:
    """Give each account the side proposed, as part of one edit; `member_id` becomes the owner of that side too."""
    for route in moves:
        values: dict[str, str] = {"served_by": route.proposed}
        if member_id is not None:
            values["owner_id" if route.proposed == "cs" else "ops_owner_id"] = member_id
        edit.update("account", route.standing.account_id, values)
