"""Meetings that changed after they were confirmed: the change is proposed, and confirming it changes the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from csops_tui.exchange.capture.draft import Draft, people_of
from csops_tui.locale import t
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection

if TYPE_CHECKING:
    from csops_tui.exchange.capture.deciding import Proposal

MOVED, CANCELLED = "|moved", "|cancelled"
_STANDING = """
SELECT id, meeting, date(meeting, 'localtime') FROM appointment
WHERE touchpoint_id IS NULL AND state IN ('attempted', 'replied', 'booked')
UNION ALL SELECT id, at, day FROM touchpoint
WHERE id IN (SELECT row_id FROM proposal WHERE system = 'calendar' AND state = 'confirmed')"""

Row = Mapping[str, Any]


def change_of(key: str) -> str:
    """What a proposal with this key would change: "moved", "cancelled", or "" for one that is none of a change."""
    return next((suffix[1:] for suffix in (MOVED, CANCELLED) if key.endswith(suffix)), "")


def base_key(key: str) -> str:
    """The key of the proposal that was confirmed."""
    return key.removesuffix(MOVED).removesuffix(CANCELLED)


@dataclass
class Changes:
    """The changes that were proposed before, by key, and the records that can still change: (moment, day) by id."""

    known: Mapping[str, Row]
    standing: Mapping[str, tuple[str | None, str | None]]
    new: list[Draft] = field(default_factory=list[Draft])
    changed: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    withdrawn: list[str] = field(default_factory=list[str])
    waiting: int = 0
    answered: int = 0

    def event_is_at(self, row: Row, draft: Draft) -> None:
        """A confirmed event was met: it is where it was confirmed, or has moved."""
        self._withdraw(row["key"] + CANCELLED)
        key = row["key"] + MOVED
        at, day = self.standing.get(row["row_id"], (None, None))
        gone = row["row_id"] not in self.standing
        if gone or _when(draft.at, draft.day) == _when(row["at"], row["day"]) or _same(draft, at, day):
            self._withdraw(key)
            self.answered += 1
            return
        was = _said(at if row["at"] else None, day or row["day"])
        title = t("capture.moved", title=draft.title or row["title"], was=was)
        people = tuple(people_of(row["people"]))
        self._propose(replace(draft, keys=(key,), title=title, account_id=row["account_id"], people=people))

    def event_is_off(self, row: Row) -> None:
        """A confirmed event was cancelled."""
        if row["row_id"] not in self.standing:
            return
        self._withdraw(row["key"] + MOVED)
        names = ("system", "account_id", "contact_id", "member_id", "day", "at", "minutes", "channel", "reach")
        given = {name: row[name] for name in (*names, "direction")}
        title = t("capture.cancelled", title=row["title"])
        people = tuple(people_of(row["people"]))
        self._propose(Draft(row["kind"], keys=(row["key"] + CANCELLED,), title=title, people=people, **given))

    def superseded(self, row: Row) -> None:
        """What would have been changed is over: it is proposed as a touch."""
        self._withdraw(row["key"] + MOVED)
        self._withdraw(row["key"] + CANCELLED)

    def _withdraw(self, key: str) -> None:
        found = self.known.get(key)
        if found and found["state"] == "proposed":
            self.withdrawn.append(found["id"])

    def _propose(self, draft: Draft) -> None:
        found = self.known.get(draft.keys[0])
        if found is None:
            self.new.append(draft)
        elif _when(draft.at, draft.day) != _when(found["at"], found["day"]):
            # Moved once more: whatever was said to the change before was said to another one.
            values = {**draft.values(), "state": "proposed"}
            self.changed[found["id"]] = {name: value for name, value in values.items() if value != found[name]}
        elif found["state"] == "proposed":
            self.waiting += 1
        else:
            self.answered += 1


def changes(conn: Connection, rows: list[dict[str, Any]]) -> Changes:
    """The changes among these proposals, and what they can change."""
    known = {row["key"]: row for row in rows if row["system"] == "calendar" and change_of(row["key"])}
    return Changes(known, {row_id: (at, day) for row_id, at, day in conn.execute(_STANDING)})


def carry_out(
    edit: Edit, one: Proposal, today: dt.date, make_meeting: Callable[[Proposal], str], moment: dict[str, Any]
) -> str:
    """Change the record that a meeting was confirmed as; returns its id, "" where it is gone.

    `one` is the proposal of the change, `moment` its day, time and offset as a touch keeps them, and `make_meeting`
    makes an appointment of a proposal.
    """
    conn = edit.conn
    base = conn.execute(
        "SELECT id, row_id, title FROM proposal WHERE system = ? AND key = ?", [one.system, base_key(one.key)]
    ).fetchone()
    edit.delete("proposal", one.id)
    if base is None:
        return ""
    base_id, row_id, title = base
    touch = conn.execute("SELECT 1 FROM touchpoint WHERE id = ?", [row_id]).fetchone()
    meeting = conn.execute("SELECT 1 FROM appointment WHERE id = ?", [row_id]).fetchone()
    if not touch and not meeting:
        edit.delete("proposal", base_id)
        return ""
    if change_of(one.key) == "cancelled":
        if touch:
            edit.delete("touchpoint", row_id)
        else:
            edit.update("appointment", row_id, {"state": "declined", "decided": today.isoformat()})
        edit.delete("proposal", base_id)
        return "" if touch else row_id
    kind = "touchpoint" if touch and one.kind == "touchpoint" else "appointment"
    if meeting:
        edit.update("appointment", row_id, {"meeting": moment["at"]})
    elif kind == "touchpoint":
        edit.update("touchpoint", row_id, moment)
    else:
        # It has not taken place yet after all.
        edit.delete("touchpoint", row_id)
        row_id = make_meeting(replace(one, title=title))
    values = {"kind": kind, "row_id": row_id, "day": one.day, "at": one.at, "minutes": one.minutes}
    edit.update("proposal", base_id, values)
    return row_id


def _when(at: str | None, day: str | None) -> str:
    return at or day or ""


def _same(draft: Draft, at: str | None, day: str | None) -> bool:
    """Whether a record is at the time of a draft already."""
    return draft.at == at if draft.at else draft.day == day


def _said(at: str | None, day: str | None) -> str:
    """A time as it stands in a title: month and day, and the time of day where there is one."""
    if at:
        return dt.datetime.fromisoformat(at).astimezone().strftime("%m/%d %H:%M")
    return dt.date.fromisoformat(day).strftime("%m/%d") if day else "–"
