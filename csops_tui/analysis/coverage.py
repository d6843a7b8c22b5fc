"""Coverage: which share of a segment's accounts was touched within its cadence, by any touch and by a talk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from csops_tui.analysis.rates import Rate
from csops_tui.analysis.touches import ATTRIBUTES
from csops_tui.measures import panel
from csops_tui.measures.sheet import PLAIN, SCOPES
from csops_tui.store.book import Book
from csops_tui.store.listing import Field, Listing

_FIELDS = {field.key: field.sql for field in PLAIN}
_FROM = f"""
FROM panel AS p JOIN account AS a ON a.id = p.account_id
LEFT JOIN member AS m ON m.id = a.owner_id LEFT JOIN member AS o ON o.id = a.ops_owner_id
WHERE p.as_of = :as_of AND {SCOPES["current"]}"""


@dataclass(frozen=True)
class Coverage:
    """The current accounts of one group: all, those that a cadence applies to, and of these covered and engaged."""

    group: tuple[str | None, ...]
    accounts: int
    with_cadence: int
    covered: int
    engaged: int

    @property
    def covered_rate(self) -> Rate:
        """Accounts with a touch of any reach within their cadence, of those with a cadence."""
        return Rate(self.covered, self.with_cadence)

    @property
    def engaged_rate(self) -> Rate:
        """Accounts with a two-way 1:1 touch within their cadence, of those with a cadence."""
        return Rate(self.engaged, self.with_cadence)


def coverage(book: Book, by: Sequence[str], as_of: dt.date | None = None) -> list[Coverage]:
    """Coverage as of a day (today) for each group of ATTRIBUTES that has a current account; missing values last.

    Paused accounts and those without a cadence are in `accounts` only. Raises ValueError for another name in `by`.
    """
    unknown = [name for name in by if name not in ATTRIBUTES]
    if unknown:
        raise ValueError(f"coverage is not told by {', '.join(unknown)}")
    day = as_of or book.clock.today()
    panel.ensure_day(book, day)
    names = "".join(f"{ATTRIBUTES[name]} AS by_{place}, " for place, name in enumerate(by))
    places = ", ".join(f"by_{place}" for place in range(len(by)))
    order = ", ".join(f"by_{place} IS NULL, by_{place}" for place in range(len(by)))
    rows = book.reader().execute(
        f"""
        SELECT {names}count(*), count({_FIELDS["covered"]}), coalesce(sum({_FIELDS["covered"]}), 0),
          coalesce(sum({_FIELDS["engaged"]}), 0)
        {_FROM} {f"GROUP BY {places} ORDER BY {order}" if by else ""}
        """,
        {"as_of": day.isoformat()},
    )
    return [Coverage(tuple(row[: len(by)]), *row[len(by) :]) for row in rows]


def accounts(by: Sequence[str], group: Sequence[str | None], as_of: dt.date) -> Listing:
    """The accounts behind one row of `coverage`, those that lack a touch first; the panel must hold the day."""
    values = {f"by_{place}": value for place, value in enumerate(group)}
    conditions = " ".join(f"AND {ATTRIBUTES[name]} IS :by_{place}" for place, name in enumerate(by))
    covered, engaged = _FIELDS["covered"], _FIELDS["engaged"]
    return Listing(
        name="covered",
        source=f"{_FROM} {conditions}",
        key="a.rowid",
        id="a.id",
        fields=(
            Field("account", "a.name", "name", "coalesce(a.kana, a.name)"),
            Field("owner", "m.name", "person"),
            Field("cadence_target", _FIELDS["cadence_target"], "count"),
            Field("covered", covered, "flag"),
            Field("engaged", engaged, "flag"),
            Field("last_any", _FIELDS["last_any"], "long_day"),
            Field("last_two_way", _FIELDS["last_two_way"], "long_day"),
        ),
        order=f"({covered}) IS NULL, {covered}, {engaged}, coalesce(p.last_any, ''), coalesce(a.kana, a.name), a.id",
        search=("a.name", "a.kana", "m.name"),
        parameters={"as_of": as_of.isoformat(), **values},
    )
