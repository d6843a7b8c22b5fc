"""Segments: parts of the book named by a condition over the sheet, in versions, and who is in which.

A segment holds current accounts only. Changing its condition makes a new version and keeps the old one, so a past day
is divided by the versions of that day. Which segment an account works under is written on the account itself
(`account.segment`, with the segment's touch model), and only when somebody applies the segments.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from csops_tui.measures import panel, sheet
from csops_tui.measures.expression import ExpressionError, parse
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit
from csops_tui.store.errors import NotAllowed, TooSlow
from csops_tui.store.guard import limited
from csops_tui.store.sqlite import Connection

_COLUMNS = "id, name, where_text, version, starts, touch_model, runway_days"
# In the order in which the segments were first made: ids are in the order of time.
_IN_FORCE = f"""
SELECT {_COLUMNS} FROM segment AS s
WHERE version = (SELECT max(version) FROM segment AS o WHERE o.name = s.name AND (o.starts IS NULL OR o.starts <= :day))
ORDER BY (SELECT min(id) FROM segment AS o WHERE o.name = s.name), id"""
# All conditions over all accounts at once, and nobody waits for a key meanwhile.
_SECONDS = 10.0
_COVERED = next(f.sql for f in sheet.PLAIN if f.key == "covered")


@dataclass(frozen=True)
class Segment:
    """One version of a segment; `starts` is the first day it is in force."""

    id: str
    name: str
    where_text: str
    version: int
    starts: str | None
    touch_model: str | None
    runway_days: int | None


@dataclass
class Part:
    """What a segment holds on a day; `mrr` is minor units by currency, `owners` accounts by owner (None: nobody).

    `covered` counts accounts touched within their cadence out of `due`, those that have one. `problem` says why the
    condition could not be asked; then there are no figures.
    """

    segment: Segment
    accounts: int = 0
    mrr: Counter[str] = field(default_factory=Counter[str])
    owners: Counter[str | None] = field(default_factory=Counter["str | None"])
    due: int = 0
    covered: int = 0
    problem: ExpressionError | TooSlow | NotAllowed | None = None

    @property
    def coverage(self) -> float | None:
        """Per cent of the accounts with a cadence that were touched within it; None where none has one."""
        return 100 * self.covered / self.due if self.due else None


@dataclass
class Division:
    """How the segments divide the current accounts: `several` are in more than one, `nowhere` in none.

    `overlaps` counts the accounts of each two segments that share any.
    """

    whole: Part
    parts: list[Part]
    several: int
    nowhere: int
    overlaps: Counter[tuple[str, str]]

    @property
    def adds_up(self) -> bool:
        """Whether each account is in exactly one segment, so that the counts add up to the total."""
        return not self.several and not self.nowhere and not any(part.problem for part in self.parts)


@dataclass(frozen=True)
class Mover:
    """An account that a change concerns; `mrr` in minor units of `currency`, None where it has no one sum."""

    account_id: str
    name: str
    owner: str | None
    mrr: int | None
    currency: str | None


@dataclass(frozen=True)
class Moves:
    """What a change of a condition does: who enters, who leaves, and how many stay."""

    enters: list[Mover]
    leaves: list[Mover]
    stays: int


@dataclass(frozen=True)
class Assignment:
    """An account that applying segments changes: from which segment and touch model to which."""

    mover: Mover
    before: tuple[str | None, str | None]
    after: tuple[str | None, str | None]


def in_force(conn: Connection, day: dt.date) -> list[Segment]:
    """Of each segment the version in force on a day, in the order in which the segments were made."""
    return [Segment(*row) for row in conn.execute(_IN_FORCE, {"day": day.isoformat()})]


def versions(conn: Connection, name: str) -> list[Segment]:
    """All versions of a segment, the newest first."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM segment WHERE name = ? ORDER BY version DESC, id DESC", [name])
    return [Segment(*row) for row in rows]


def members(book: Book, where_text: str, day: dt.date) -> list[str]:
    """Ids of the current accounts that meet a condition as of a day; raises ExpressionError."""
    return [row[0] for row in _asked(book, day, "a.id", [where_text]) if row[1]]


def divide(book: Book, day: dt.date) -> Division:
    """All segments in force on a day with what they hold, and how they divide the current accounts."""
    parts = [Part(segment) for segment in in_force(book.reader(), day)]
    for part in parts:
        try:
            parse(part.segment.where_text)
        except ExpressionError as error:
            part.problem = error
    asked = [part for part in parts if part.problem is None]
    try:
        found = list(_asked(book, day, f"m.name, p.mrr, p.currency, {_COVERED}", [p.segment.where_text for p in asked]))
    except (TooSlow, NotAllowed):
        # One of them cannot be asked of these accounts; the others are not lost with it.
        for part in asked:
            try:
                list(_asked(book, day, "1", [part.segment.where_text]))
            except (TooSlow, NotAllowed) as error:
                part.problem = error
        asked = [part for part in parts if part.problem is None]
        found = list(_asked(book, day, f"m.name, p.mrr, p.currency, {_COVERED}", [p.segment.where_text for p in asked]))
    everybody = Part(Segment("", "", "", 0, None, None, None))
    several = nowhere = 0
    overlaps: Counter[tuple[str, str]] = Counter()
    for owner, mrr, currency, covered, *inside in found:
        holding = [part for part, holds in zip(asked, inside, strict=True) if holds]
        for part in (everybody, *holding):
            _count(part, owner, mrr, currency, covered)
        several += len(holding) > 1
        nowhere += not holding
        overlaps.update((one.segment.name, two.segment.name) for one, two in combinations(holding, 2))
    return Division(everybody, parts, several, nowhere, overlaps)


def preview(book: Book, before: str | None, after: str, day: dt.date) -> Moves:
    """Who enters and who leaves when a condition changes (None: is new), by name; raises ExpressionError."""
    enters: list[Mover] = []
    leaves: list[Mover] = []
    stays = 0
    for *facts, was, is_ in _asked(book, day, _MOVER, [before or "0", after]):
        if was and is_:
            stays += 1
        elif was or is_:
            (enters if is_ else leaves).append(Mover(*facts))
    return Moves(enters, leaves, stays)


def assignments(book: Book, wanted: Sequence[Segment], day: dt.date) -> list[Assignment]:
    """What applying these segments would change; an account that several segments of the book hold gets the first.

    So one that an earlier segment holds stays out of those wanted. Whoever is written under one of them and is in none
    any more loses it and keeps its touch model.
    """
    names = {segment.name for segment in wanted}
    said = {segment.name: segment for segment in wanted}
    every = [said.pop(segment.name, segment) for segment in in_force(book.reader(), day)]
    every += said.values()
    found: list[Assignment] = []
    facts = f"a.segment, a.touch_model, {_MOVER}"
    for segment, model, *rest in _asked(book, day, facts, [one.where_text for one in every]):
        mover, inside = Mover(*rest[:5]), rest[5:]
        first = next((one for one, holds in zip(every, inside, strict=True) if holds), None)
        if first and first.name in names:
            after = (first.name, first.touch_model or model)
        else:
            after = (None if segment in names else segment, model)
        if after != (segment, model):
            found.append(Assignment(mover, (segment, model), after))
    return found


def assign(edit: Edit, changes: Iterable[Assignment]) -> None:
    """Write segment and touch model on the accounts."""
    for change in changes:
        segment, model = change.after
        edit.update("account", change.mover.account_id, {"segment": segment, "touch_model": model})


def exists(conn: Connection, name: str) -> bool:
    """Whether a segment of this name is there."""
    return conn.execute("SELECT 1 FROM segment WHERE name = ?", [name]).fetchone() is not None


def make(edit: Edit, values: dict[str, Any], day: dt.date) -> str:
    """Make a segment in its first version, in force from a day; `values` need `name` and `where_text`."""
    return edit.insert("segment", {**values, "version": 1, "starts": day.isoformat()})


def change(edit: Edit, segment: Segment, values: dict[str, Any], day: dt.date) -> str:
    """Change a segment; another condition makes a new version in force from a day, another name is one everywhere."""
    name = values.get("name", segment.name)
    if name != segment.name:
        for table, column in (("segment", "name"), ("account", "segment"), ("cadence", "segment")):
            edit.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?', [name, segment.name])
    if values.get("where_text", segment.where_text) == segment.where_text:
        edit.update("segment", segment.id, {key: value for key, value in values.items() if key != "name"})
        return segment.id
    (last,) = edit.conn.execute("SELECT max(version) FROM segment WHERE name = ?", [name]).fetchone()
    kept = {"touch_model": segment.touch_model, "runway_days": segment.runway_days}
    return edit.insert("segment", {**kept, **values, "name": name, "version": last + 1, "starts": day.isoformat()})


def remove(edit: Edit, name: str) -> None:
    """Take a segment away with all its versions; accounts keep what was written on them."""
    for (row,) in edit.conn.execute("SELECT id FROM segment WHERE name = ?", [name]).fetchall():
        edit.delete("segment", row)


_MOVER = "a.id, a.name, m.name, p.mrr, p.currency"


def _asked(book: Book, day: dt.date, facts: str, conditions: Sequence[str]) -> list[tuple[Any, ...]]:
    """`facts` of each current account as of a day, then whether each condition holds; raises ExpressionError."""
    panel.ensure_day(book, day)
    listing = sheet.listing(day)
    columns = ", ".join([facts, *(f"coalesce(({parse(text).sql}), 0) <> 0" for text in conditions)])
    sql = f"SELECT {columns} {listing.source} ORDER BY coalesce(a.kana, a.name), a.id"
    conn = book.reader()
    with limited(conn, _SECONDS):
        return conn.execute(sql, listing.parameters).fetchall()


def _count(part: Part, owner: str | None, mrr: int | None, currency: str | None, covered: int | None) -> None:
    part.accounts += 1
    part.owners[owner] += 1
    if mrr is not None:
        part.mrr[currency or "JPY"] += mrr
    if covered is not None:
        part.due += 1
        part.covered += covered
