"""What a capture would change: against the proposals there are, the answers given, and the touches logged."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from csops_tui.exchange.capture.changes import Changes, change_of, changes
from csops_tui.exchange.capture.draft import Draft, people_of, people_text
from csops_tui.exchange.capture.drafting import Drafts, same_title
from csops_tui.exchange.capture.found import Window
from csops_tui.exchange.capture.versions import later, remember
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection

NEAR = dt.timedelta(minutes=90)
"""A touch logged so near to a meeting is that meeting, whatever it was called."""

_FIELDS = (
    *("id", "kind", "state", "system", "key", "account_id", "contact_id", "member_id", "title", "day", "at"),
    *("minutes", "channel", "reach", "direction", "people", "note", "row_id"),
)
_PROPOSALS = f"SELECT {', '.join(_FIELDS)} FROM proposal ORDER BY id"
# A touch that a proposal became stands for that proposal alone.
_TOUCHES = """
SELECT id, account_id, day, at, channel FROM touchpoint
WHERE account_id IN (SELECT value FROM json_each(:accounts)) AND day BETWEEN :since AND :until
  AND id NOT IN (SELECT row_id FROM proposal WHERE row_id IS NOT NULL)
ORDER BY day, at, id"""
_MEETINGS = """
SELECT account_id, date(meeting), meeting FROM appointment
WHERE meeting IS NOT NULL AND account_id IN (SELECT value FROM json_each(:accounts))
  AND id NOT IN (SELECT row_id FROM proposal WHERE row_id IS NOT NULL) ORDER BY meeting, id"""
_OPEN_MEETINGS = (
    "SELECT id FROM appointment WHERE touchpoint_id IS NULL AND state IN ('attempted', 'replied', 'booked')"
)

Row = Mapping[str, Any]


@dataclass
class Plan:
    """New drafts, changes of waiting proposals by id, and those withdrawn; the rest is counted.

    `logged` holds the drafts of what is in the book already, `versions` the writings of events to remember.
    """

    new: list[Draft] = field(default_factory=list[Draft])
    changed: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    withdrawn: list[str] = field(default_factory=list[str])
    logged: list[Draft] = field(default_factory=list[Draft])
    versions: dict[str, str] = field(default_factory=dict[str, str])
    waiting: int = 0
    answered: int = 0
    unwanted: int = 0
    outside: int = 0

    @property
    def unmatched(self) -> int:
        """How many of the new ones belong to no account yet."""
        return sum(draft.account_id is None for draft in self.new)


def plan(conn: Connection, drafts: Drafts, window: Window, seen: Mapping[str, str] | None = None) -> Plan:
    """Compare drafts with the book; nothing is written. `seen` are the writings of events met before."""
    made = Plan()
    rows = [dict(zip(_FIELDS, row, strict=True)) for row in conn.execute(_PROPOSALS)]
    changing = changes(conn, rows)
    held = [row for row in rows if not change_of(row["key"])]
    known = {(row["system"], row["key"]): row for row in held}
    refused = {_party(row["key"]) for row in held if row["state"] == "ignored" and row["account_id"] is None}
    meetings = {row_id for (row_id,) in conn.execute(_OPEN_MEETINGS)}
    logged = _logged(conn, drafts, window)
    met: set[str] = set()
    written: list[tuple[str, str]] = []
    for place, draft in enumerate(drafts.proposed):
        found = _known(known, held, draft)
        if found and found["state"] == "confirmed" and found["row_id"] in meetings and draft.kind == "touchpoint":
            # The meeting that was confirmed has taken place: now it is a touch.
            met.add(found["id"])
            changing.superseded(found)
            draft = replace(draft, keys=tuple(f"{key}|held" for key in draft.keys))
            found = _known(known, held, draft)
        if found:
            met.add(found["id"])
            # Two strangers who turned out to be of one customer were two proposals and are one now.
            others = (known.get((draft.system, key)) for key in draft.keys)
            double = [row for row in others if row and row["id"] not in met and row["state"] == "proposed"]
            met.update(row["id"] for row in double)
            made.withdrawn += [row["id"] for row in double]
        if found or not draft.outside:
            written += draft.versions
        if found and found["state"] == "confirmed" and found["system"] == "calendar":
            changing.event_is_at(found, draft)
        else:
            _place(made, draft, found, refused, place in logged)
    for row in held:
        if row["id"] in met or row["system"] != "calendar":
            continue
        off = [prefix for prefix in _beginnings(row["key"]) if prefix in drafts.gone]
        written += [(prefix.removesuffix("|"), drafts.gone[prefix]) for prefix in off]
        dropped = _is_dropped(row, drafts, window)
        if row["state"] == "proposed" and (off or dropped):
            made.withdrawn.append(row["id"])
        elif row["state"] == "confirmed" and (off or (dropped and row["row_id"] in meetings)):
            changing.event_is_off(row)
    _add(made, changing)
    made.versions = later(seen or {}, written)
    return made


def _add(made: Plan, changing: Changes) -> None:
    made.new += changing.new
    made.changed |= changing.changed
    made.withdrawn += changing.withdrawn
    made.waiting += changing.waiting
    made.answered += changing.answered


def _place(made: Plan, draft: Draft, found: Row | None, refused: set[str], logged: bool) -> None:
    if found is None:
        if draft.outside:
            made.outside += 1
        elif logged:
            made.logged.append(draft)
        elif draft.account_id is None and all(_party(key) in refused for key in draft.keys):
            made.unwanted += 1
        else:
            made.new.append(draft)
    elif found["state"] != "proposed":
        made.answered += 1
    elif logged:
        made.withdrawn.append(found["id"])
        made.logged.append(draft)
    elif changed := _changed(found, draft):
        made.changed[found["id"]] = changed
    else:
        made.waiting += 1


def apply(edit: Edit, made: Plan) -> list[str]:
    """Write a plan inside an edit; returns the ids of the new proposals."""
    for row_id in made.withdrawn:
        edit.delete("proposal", row_id)
    for row_id, values in made.changed.items():
        edit.update("proposal", row_id, values)
    remember(edit, made.versions)
    return [edit.insert("proposal", draft.values()) for draft in made.new]


def _beginnings(key: str) -> tuple[str, str]:
    """What the keys of one instance begin with, and those of its whole series."""
    instance = key.removesuffix("|held").rpartition("|")[0] + "|"
    return instance, instance.rpartition("#")[0] + "#"


def _party(key: str) -> str:
    """The side that a key ends in."""
    return key.removesuffix("|held").rpartition("|")[2]


def _known(known: Mapping[tuple[str, str], Row], held: Sequence[Row], draft: Draft) -> Row | None:
    """The proposal that a draft is already: by one of its names, or mail of the same day, customer and subject."""
    for key in draft.keys:
        if row := known.get((draft.system, key)):
            return row
        # What was confirmed as a single event is the same one when it became the first of a series.
        uid, _, rest = key.rpartition("#")
        row = known.get((draft.system, f"{uid}#|{rest.partition('|')[2]}")) if draft.system == "calendar" else None
        if row and row["state"] != "proposed" and row["at"] == draft.at and row["day"] == draft.day:
            return row
    if draft.system != "mail" or draft.account_id is None:
        return None
    return next(
        (
            row
            for row in held
            if row["system"] == "mail" and (row["account_id"], row["day"]) == (draft.account_id, draft.day)
            if same_title(row["title"], draft.title)
        ),
        None,
    )


def _changed(row: Row, draft: Draft) -> dict[str, Any]:
    """What a draft says that a waiting proposal does not; what a person assigned stays."""
    values = draft.values()
    values["key"] = row["key"]
    for name in ("account_id", "contact_id", "member_id"):
        if row[name] is not None or values[name] is None:
            values[name] = row[name]
    if draft.note is None:
        values["note"] = row["note"]
    if draft.merges:
        values |= _grown(row, values)
    return {name: value for name, value in values.items() if value != row[name]}


def _grown(row: Row, values: dict[str, Any]) -> dict[str, Any]:
    """Mail and cards in several portions say what they say together, whichever comes first."""
    people = {one.get("mail") or one["name"]: one for one in people_of(values["people"])}
    for one in people_of(row["people"]):
        name = one.get("mail") or one["name"]
        people[name] = {**people.get(name, {}), **one}
    ordered = [people[name] for name in sorted(people)]
    earliest = min(filter(None, (row["at"], values["at"])), default=None)
    return {
        "title": row["title"] if (row["at"] or "") <= (values["at"] or "") else values["title"],
        "people": row["people"] if ordered == people_of(row["people"]) else people_text(ordered),
        "at": earliest,
        "day": max(filter(None, (row["day"], values["day"])), default=None),
        "direction": "two_way" if "two_way" in (row["direction"], values["direction"]) else values["direction"],
        "note": row["note"] or values["note"],
        "reach": row["reach"] or values["reach"],
    }


def _is_dropped(row: Row, drafts: Drafts, window: Window) -> bool:
    """Whether the event of a proposal is there without it: struck out of its series, or without this customer."""
    uid = row["key"].rpartition("|")[0].rpartition("#")[0]
    return uid in drafts.whole and row["day"] is not None and window.holds(dt.date.fromisoformat(row["day"]))


def _logged(conn: Connection, drafts: Drafts, window: Window) -> set[int]:
    """The places of the drafts that the book holds already; each touch stands for one of them, the nearest in time."""
    accounts = json.dumps(sorted({draft.account_id for draft in drafts.proposed if draft.account_id}))
    parameters = {"accounts": accounts, "since": window.since.isoformat(), "until": window.until.isoformat()}
    touches: defaultdict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row_id, account, day, at, channel in conn.execute(_TOUCHES, parameters):
        touches[account, day].append((row_id, at, channel))
    pairs: list[tuple[bool, float, int, str]] = []
    for place, draft in enumerate(drafts.proposed):
        if draft.kind == "touchpoint" and draft.account_id and draft.day:
            for row_id, at, channel in touches.get((draft.account_id, draft.day), ()):
                apart = _apart(draft.at, at)
                if channel == draft.channel or (draft.system == "calendar" and apart <= NEAR.total_seconds()):
                    pairs.append((channel != draft.channel, apart, place, row_id))
    used: set[str] = set()
    places: set[int] = set()
    for _, _, place, row_id in sorted(pairs):
        if place not in places and row_id not in used:
            places.add(place)
            used.add(row_id)
    booked = {(account, at) for account, _, at in conn.execute(_MEETINGS, parameters)}
    for place, draft in enumerate(drafts.proposed):
        if draft.kind == "appointment" and (draft.account_id, draft.at) in booked:
            places.add(place)
    return places


def _apart(one: str | None, other: str) -> float:
    """Seconds between two moments; a day's length where one has no time."""
    if one is None:
        return 86_400.0
    return abs((dt.datetime.fromisoformat(one) - dt.datetime.fromisoformat(other)).total_seconds())
