"""The appointment funnel: of all attempts to meet, how many were answered, set and held, and which still hang.

attempt → replied → booked → held or no-show; declined ends it anywhere. A decline is a reply. An outcome that became
known after the as-of day is not seen: such an attempt counts as one and no more.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from csops_tui.analysis.rates import Rate
from csops_tui.analysis.touches import ATTRIBUTES, PERIODS, period_spans
from csops_tui.store.book import Book
from csops_tui.store.listing import Field, Listing

BY = {**ATTRIBUTES, "member": "w.name"}
"""What attempts can be counted by besides PERIODS: attributes of the account, and who of us asked."""

_STATE = """CASE WHEN r.decided > :as_of AND r.state IN ('held', 'no_show', 'declined') THEN 'attempted'
  ELSE r.state END"""
_FROM = """
FROM appointment AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = a.owner_id LEFT JOIN member AS o ON o.id = a.ops_owner_id
LEFT JOIN member AS w ON w.id = r.member_id"""
_BOOKED = frozenset(("booked", "held", "no_show"))


@dataclass(frozen=True)
class Funnel:
    """The attempts of one group (one value for each name counted by) and what became of them."""

    group: tuple[str | None, ...]
    attempts: int
    replied: int
    booked: int
    held: int
    no_show: int
    declined: int

    @property
    def waiting(self) -> int:
        """Attempts without an outcome."""
        return self.attempts - self.held - self.no_show - self.declined

    @property
    def reply_rate(self) -> Rate:
        """Replies, declines among them, of all attempts."""
        return Rate(self.replied, self.attempts)

    @property
    def booking_rate(self) -> Rate:
        """Meetings set, of all replies."""
        return Rate(self.booked, self.replied)

    @property
    def held_rate(self) -> Rate:
        """Meetings held, of those held or missed; meetings still to come are in neither number."""
        return Rate(self.held, self.held + self.no_show)

    @property
    def meeting_rate(self) -> Rate:
        """Meetings held, of all attempts: the whole way."""
        return Rate(self.held, self.attempts)


def funnel(
    book: Book,
    by: Sequence[str],
    start: dt.date,
    end: dt.date,
    as_of: dt.date | None = None,
    fiscal_start: int = 4,
) -> list[Funnel]:
    """Attempts asked from `start` to `end` (inclusive, at most to `as_of`, today) for each group that has one.

    `by` names keys of BY and at most one of PERIODS, which is that of the day asked. Groups are ordered by their
    values, missing ones last; with nothing to count by there is one group. Attributes are those of today. Raises
    ValueError for another name, for two periods, and for an end before the start.
    """
    period = [name for name in by if name in PERIODS]
    unknown = [name for name in by if name not in BY and name not in PERIODS]
    if unknown or len(period) > 1:
        raise ValueError(f"appointments are not counted by {', '.join(unknown or period)}")
    day = as_of or book.clock.today()
    end = min(end, day)
    if end < start:
        raise ValueError(f"nothing lies between {start} and {end}")
    spans = period_spans(start, end, PERIODS[period[0]] if period else 0, fiscal_start)
    found: dict[tuple[str | None, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    if not by:
        found[()] = defaultdict(int)
    columns = "".join(f", {BY[name]}" for name in by if name in BY)
    sql = f"SELECT {_STATE}, r.asked{columns} {_FROM} WHERE r.asked BETWEEN :start AND :end"
    named = {"as_of": day.isoformat(), "start": start.isoformat(), "end": end.isoformat()}
    for state, asked, *values in book.reader().execute(sql, named):
        rest = iter(values)
        label = next((name for name, (first, last) in spans.items() if first <= asked <= last), "") if period else ""
        found[tuple(label if name in PERIODS else next(rest) for name in by)][state] += 1
    return [_row(group, found[group]) for group in sorted(found, key=_order)]


def waiting(as_of: dt.date, owner_id: str | None = None) -> Listing:
    """Attempts without an outcome, of one owner's accounts or of all, asked longest ago first.

    A meeting that is set for the as-of day or later is on its way and not listed; one set for a day that has passed is.
    """
    return _listing(
        "waiting",
        f"""WHERE r.asked <= :as_of AND (:owner IS NULL OR a.owner_id = :owner)
  AND {_STATE} IN ('attempted', 'replied', 'booked')
  AND NOT (r.state = 'booked' AND coalesce(date(r.meeting, 'localtime') >= :as_of, 0))""",
        "r.asked, coalesce(a.kana, a.name), r.id",
        {"as_of": as_of.isoformat(), "owner": owner_id},
    )


def attempts(
    by: Sequence[str],
    group: Sequence[str | None],
    start: dt.date,
    end: dt.date,
    as_of: dt.date,
    fiscal_start: int = 4,
) -> Listing:
    """The attempts behind one row of `funnel`, named by its values of `by`; asked last first."""
    conditions: list[str] = []
    values: dict[str, str | None] = {"as_of": as_of.isoformat()}
    first, last = start.isoformat(), min(end, as_of).isoformat()
    for place, (name, value) in enumerate(zip(by, group, strict=True)):
        if name in PERIODS:
            first, last = period_spans(start, min(end, as_of), PERIODS[name], fiscal_start)[value or ""]
        else:
            conditions.append(f"AND {BY[name]} IS :by_{place}")
            values[f"by_{place}"] = value
    return _listing(
        "attempts",
        f"WHERE r.asked BETWEEN :first AND :last {' '.join(conditions)}",
        "r.asked DESC, coalesce(a.kana, a.name), r.id",
        {**values, "first": first, "last": last},
    )


def _listing(name: str, where: str, order: str, parameters: dict[str, str | None]) -> Listing:
    return Listing(
        name=name,
        source=f"{_FROM} LEFT JOIN contact AS c ON c.id = r.contact_id {where}",
        key="r.rowid",
        id="r.id",
        fields=(
            Field("asked", "r.asked", "long_day"),
            Field("days_open", "CAST(julianday(:as_of) - julianday(r.asked) AS INTEGER)", "count"),
            Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
            Field("state", _STATE, "code:appointment.state"),
            Field("contact_id", "c.name", "person", "coalesce(c.kana, c.name)"),
            Field("member_id", "w.name", "person"),
            Field("owner", "m.name", "person"),
            Field("meeting", "r.meeting", "moment"),
            Field("note", "r.note", "note"),
        ),
        order=order,
        search=("a.name", "a.kana", "m.name", "w.name", "c.name", "r.note"),
        parameters=parameters,
    )


def _order(group: tuple[str | None, ...]) -> list[tuple[bool, str]]:
    return [(value is None, value or "") for value in group]


def _row(group: tuple[str | None, ...], states: dict[str, int]) -> Funnel:
    attempts = sum(states.values())
    return Funnel(
        group=group,
        attempts=attempts,
        replied=attempts - states["attempted"],
        booked=sum(states[state] for state in _BOOKED),
        held=states["held"],
        no_show=states["no_show"],
        declined=states["declined"],
    )
