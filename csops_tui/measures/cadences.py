"""The cadence table as people read it: for whom, how many days for each reach, and how many accounts each line governs.

A line names a segment, a tier, a touch model, several of them, or nobody in particular. Of the lines that fit an
account, for each reach on its own, the one that names its segment governs, then its tier, then its touch model.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from csops_tui.measures import panel, sheet
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection

REACHES = ("1:1", "any", "1:n", "tech")
Who = tuple[str | None, str | None, str | None]
"""Segment, tier, touch model that a line is for; None where it does not matter."""
EVERYBODY: Who = (None, None, None)

_LINES = "SELECT id, segment, tier, touch_model, reach, days, minutes FROM cadence ORDER BY days, id"


@dataclass(frozen=True)
class Line:
    """One row of the table: so many days between touches of a reach for some accounts; minutes a touch takes."""

    id: str
    who: Who
    reach: str
    days: int
    minutes: int | None = None


@dataclass
class Group:
    """The lines for the same accounts, by reach, and how many accounts follow each of them."""

    who: Who
    lines: dict[str, Line] = field(default_factory=dict[str, Line])
    governs: dict[str, int] = field(default_factory=dict[str, int])


@dataclass
class Table:
    """All groups, the most personal first; `own` accounts have days of their own, `paused` none for now.

    `without` is how many current accounts have no target at all out of `accounts`; `covered` of `due` were touched
    within it.
    """

    groups: list[Group]
    accounts: int = 0
    own: int = 0
    paused: int = 0
    without: int = 0
    due: int = 0
    covered: int = 0


@dataclass(frozen=True)
class Step:
    """What a preset does to one line; None before or after where there is none."""

    who: Who
    reach: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Preset:
    """The usual cadences of one phase of a business: lines as (touch model, reach, days, minutes a touch)."""

    name: str
    lines: tuple[tuple[str | None, str, int, int | None], ...]


# Few customers: people speak with each of them often. Growth: time goes where it counts, the others are reached many at
# once. A mature business: most accounts are served without people, and everybody is still spoken with once a year.
PRESETS = (
    Preset("startup", ((None, "1:1", 30, 45), ("high", "1:1", 14, 60))),
    Preset(
        "growth",
        (
            (None, "any", 60, None),
            ("high", "1:1", 30, 60),
            ("low", "1:1", 90, 30),
            ("low", "1:n", 60, None),
            ("tech", "tech", 30, None),
        ),
    ),
    Preset(
        "mature",
        (
            (None, "any", 90, None),
            (None, "1:1", 365, 30),
            ("high", "1:1", 30, 60),
            ("low", "1:1", 180, 30),
            ("low", "1:n", 90, None),
            ("tech", "tech", 30, None),
        ),
    ),
)


def lines(conn: Connection) -> list[Line]:
    """All lines of the cadence table, those with fewer days first."""
    return [
        Line(row_id, (segment, tier, model), reach, days, minutes)
        for row_id, segment, tier, model, reach, days, minutes in conn.execute(_LINES)
    ]


def governing(every: Sequence[Line], account: Who, reach: str) -> Line | None:
    """The line that an account of this segment, tier and touch model follows for a reach; None without any."""
    fitting = [
        line
        for line in every
        if line.reach == reach and all(w is None or w == a for w, a in zip(line.who, account, strict=True))
    ]
    return min(fitting, key=_rank, default=None)


def targets(every: Sequence[Line], account: Who, own: int | None) -> dict[str, int]:
    """Reach → days for an account with these `own` days, which stand in the place of the reach that comes first."""
    found = {reach: line.days for reach in REACHES if (line := governing(every, account, reach))}
    return found if own is None else {**found, next(iter(found), REACHES[0]): own}


def table(book: Book, day: dt.date) -> Table:
    """The cadences in force, with how many of the current accounts follow each as of a day."""
    panel.ensure_day(book, day)
    found = Table(_grouped(lines(book.reader())))
    every = [line for group in found.groups for line in group.lines.values()]
    groups = {line.id: group for group in found.groups for line in group.lines.values()}
    for own, paused, covered, *who in _accounts(book, day):
        found.accounts += 1
        if covered is not None:
            found.due += 1
            found.covered += covered
        if paused:
            found.paused += 1
            continue
        chosen = {reach: governing(every, (who[0], who[1], who[2]), reach) for reach in REACHES}
        if own is not None:
            found.own += 1
            chosen[next((reach for reach in REACHES if chosen[reach]), REACHES[0])] = None
        elif not any(chosen.values()):
            found.without += 1
        for reach, line in chosen.items():
            if line:
                governs = groups[line.id].governs
                governs[reach] = governs.get(reach, 0) + 1
    return found


def set_days(edit: Edit, who: Who, reach: str, days: int | None, minutes: int | None = None) -> None:
    """Set or with None remove the days of one group and reach; minutes are kept where none are given."""
    segment, tier, model = who
    rows = edit.conn.execute(
        "SELECT id FROM cadence WHERE segment IS ? AND tier IS ? AND touch_model IS ? AND reach = ? ORDER BY days, id",
        [segment, tier, model, reach],
    ).fetchall()
    if days is None:
        for (row,) in rows:
            edit.delete("cadence", row)
        return
    values: dict[str, Any] = {"days": days} if minutes is None else {"days": days, "minutes": minutes}
    if not rows:
        where = {"segment": segment, "tier": tier, "touch_model": model, "reach": reach}
        edit.insert("cadence", {**where, **values})
    # Of two lines for the same accounts only the shorter one counts: it is changed and the others go.
    for (row,) in rows[1:]:
        edit.delete("cadence", row)
    for (row,) in rows[:1]:
        edit.update("cadence", row, values)


def steps(conn: Connection, preset: Preset) -> list[Step]:
    """What taking a preset would change: it replaces all lines that name no segment, and nothing else."""
    before: dict[tuple[Who, str], int] = {}
    for line in lines(conn):
        if line.who[0] is None:
            before.setdefault((line.who, line.reach), line.days)
    after: dict[tuple[Who, str], int] = {((None, None, model), reach): days for model, reach, days, _ in preset.lines}
    places = sorted({*before, *after}, key=lambda place: (_order(place[0]), REACHES.index(place[1])))
    return [
        Step(who, reach, before.get((who, reach)), after.get((who, reach)))
        for who, reach in places
        if before.get((who, reach)) != after.get((who, reach))
    ]


def take(edit: Edit, preset: Preset, changes: Sequence[Step]) -> None:
    """Make these changes of a preset."""
    minutes: dict[tuple[Who, str], int | None] = {
        ((None, None, model), reach): taken for model, reach, _, taken in preset.lines
    }
    for step in changes:
        set_days(edit, step.who, step.reach, step.after, minutes.get((step.who, step.reach)))


def retargeted(book: Book, changes: Sequence[Step], day: dt.date) -> int:
    """How many of the current accounts would follow other days for some reach after these changes."""
    before = lines(book.reader())
    gone = {(step.who, step.reach) for step in changes}
    after = [line for line in before if (line.who, line.reach) not in gone]
    after += [Line("", step.who, step.reach, step.after) for step in changes if step.after is not None]

    known: dict[tuple[Who, int | None], bool] = {}
    moved = 0
    for own, paused, _, segment, tier, model in _accounts(book, day):
        account = (segment, tier, model), own
        if account not in known:
            known[account] = targets(before, *account) != targets(after, *account)
        moved += known[account] and not paused
    return moved


_COVERED = next(f.sql for f in sheet.PLAIN if f.key == "covered")


def _accounts(book: Book, day: dt.date) -> list[tuple[Any, ...]]:
    """Own days, whether paused, whether covered, segment, tier and touch model of each current account."""
    panel.ensure_day(book, day)
    listing = sheet.listing(day)
    facts = f"a.cadence_days, a.cadence_paused, {_COVERED}, a.segment, a.tier, a.touch_model"
    return book.reader().execute(f"SELECT {facts} {listing.source}", listing.parameters).fetchall()


def _grouped(every: Sequence[Line]) -> list[Group]:
    groups: dict[Who, Group] = {}
    for line in every:
        groups.setdefault(line.who, Group(line.who)).lines.setdefault(line.reach, line)
    return sorted(groups.values(), key=lambda group: _order(group.who))


def _order(who: Who) -> tuple[Any, ...]:
    return (*(part is None for part in who), *(part or "" for part in who))


def _rank(line: Line) -> tuple[Any, ...]:
    return (*(part is None for part in line.who), line.days, line.id)
