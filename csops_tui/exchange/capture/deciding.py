"""What a person says to a proposal, written inside an edit: it becomes a record, is ignored, or gets its account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from csops_tui.exchange.capture.changes import carry_out, change_of
from csops_tui.exchange.capture.domains import company_domain
from csops_tui.exchange.capture.draft import people_of, trigger_of
from csops_tui.locale import t
from csops_tui.store.clock import Clock, utc_text
from csops_tui.store.edit import Edit
from csops_tui.store.errors import NoSuchRow, Refused
from csops_tui.store.sqlite import Connection
from csops_tui.store.touch import nature

_FIELDS = (
    *("id", "kind", "state", "system", "key", "account_id", "contact_id", "member_id", "title", "day", "at"),
    *("minutes", "channel", "reach", "direction", "people", "note", "row_id"),
)
_DETAILS = ("kana", "title", "department", "phone")


@dataclass(frozen=True)
class Proposal:
    """One proposal as it stands; `kind` is what it would become now, for a meeting that is over is a touch."""

    id: str
    kind: str
    state: str
    account_id: str | None
    member_id: str | None
    title: str
    day: str | None
    at: str | None
    minutes: int | None
    channel: str | None
    reach: str | None
    direction: str | None
    people: tuple[dict[str, str], ...]
    note: str | None
    system: str
    key: str

    @property
    def moment(self) -> dt.datetime:
        """When it takes place, in the local zone; noon of a day without a time."""
        if self.at:
            return dt.datetime.fromisoformat(self.at).astimezone()
        return dt.datetime.combine(dt.date.fromisoformat(self.day or ""), dt.time(12)).astimezone()

    @property
    def change(self) -> str:
        """What it would change of a record that is there: "moved", "cancelled", or "" where it would make one."""
        return change_of(self.key)

    def domains(self) -> list[str]:
        """The domains of its people that name a company."""
        hosts = (one.get("mail", "").rpartition("@")[2] for one in self.people)
        return list(dict.fromkeys(filter(None, map(company_domain, hosts))))


def proposal(conn: Connection, proposal_id: str, clock: Clock) -> Proposal:
    """One proposal by its id; raises NoSuchRow."""
    row = conn.execute(f"SELECT {', '.join(_FIELDS)} FROM proposal WHERE id = ?", [proposal_id]).fetchone()
    if row is None:
        raise NoSuchRow(table="proposal", id=proposal_id)
    values = dict(zip(_FIELDS, row, strict=True))
    values["people"] = tuple(people_of(values["people"]))
    values.pop("row_id")
    values.pop("contact_id")
    found = Proposal(**values)
    if found.change:
        return found
    over = found.kind == "appointment" and found.moment + dt.timedelta(minutes=found.minutes or 0) <= clock.now()
    return Proposal(**{**values, "kind": "touchpoint"}) if over else found


def confirm(edit: Edit, one: Proposal, clock: Clock, member_id: str | None = None) -> str:
    """Make the record that a proposal speaks of; returns its id. Raises Refused where it has no account yet."""
    if one.account_id is None:
        raise Refused(rule="required", table="proposal", detail="account_id")
    if one.change:
        return carry_out(
            edit, one, clock.today(), lambda base: _appointment(edit, base, clock, member_id), _moment(one)
        )
    match one.kind:
        case "contact":
            row_id = _contact(edit, one)
        case "appointment":
            row_id = _appointment(edit, one, clock, member_id)
        case _:
            row_id = _touch(edit, one, member_id)
    confirmed(edit, one, row_id)
    return row_id


def confirmed(edit: Edit, one: Proposal, row_id: str) -> None:
    """Note what a proposal became; a meeting that it was the confirmation of is held."""
    edit.update("proposal", one.id, {"state": "confirmed", "kind": one.kind, "row_id": row_id})
    if one.kind == "touchpoint" and one.key.endswith("|held"):
        meeting = edit.conn.execute(
            """SELECT p.row_id FROM proposal AS p JOIN appointment AS a ON a.id = p.row_id
               WHERE p.system = ? AND p.key = ? AND a.touchpoint_id IS NULL""",
            [one.system, one.key.removesuffix("|held")],
        ).fetchone()
        if meeting:
            edit.update("appointment", meeting[0], {"state": "held", "decided": one.day, "touchpoint_id": row_id})


def ignore(edit: Edit, ids: Iterable[str]) -> None:
    """These are not to be proposed again."""
    for each in ids:
        edit.update("proposal", each, {"state": "ignored"})


def assign(edit: Edit, ids: Iterable[str], account_id: str, domain: str = "") -> None:
    """Say whose proposals these are; with `domain` the account is known by it from now on, and so are all its others.

    The domain is set only where the account has none.
    """
    for each in ids:
        edit.update("proposal", each, {"account_id": account_id})
    if not domain:
        return
    edit.execute("UPDATE account SET domain = ? WHERE id = ? AND coalesce(domain, '') = ''", [domain, account_id])
    waiting = edit.conn.execute(
        "SELECT id, people FROM proposal WHERE state = 'proposed' AND account_id IS NULL"
    ).fetchall()
    for each, people in waiting:
        hosts = {company_domain(one.get("mail", "").rpartition("@")[2]) for one in people_of(people)}
        if hosts == {domain}:
            edit.update("proposal", each, {"account_id": account_id})


def teaches(conn: Connection, one: Proposal, account_id: str) -> str:
    """The domain that an account would be known by; "" where it has one, or the proposal names none or several."""
    domains = one.domains()
    has = conn.execute("SELECT coalesce(domain, '') FROM account WHERE id = ?", [account_id]).fetchone()
    return domains[0] if len(domains) == 1 and has and not has[0].strip() else ""


def present(conn: Connection, one: Proposal) -> tuple[list[tuple[str, str]], list[str]]:
    """((contact, name) of the people whom the account knows, names of the others)."""
    known: list[tuple[str, str]] = []
    others: list[str] = []
    for person in one.people:
        found = conn.execute(
            """SELECT id, name FROM contact WHERE account_id = ? AND lower(trim(mail)) = ?
               ORDER BY state = 'left', id LIMIT 1""",
            [one.account_id, person.get("mail") or None],
        ).fetchone()
        if found:
            known.append(found)
        else:
            others.append(person.get("name") or person.get("mail", ""))
    return known, others


def note_of(one: Proposal, strangers: Iterable[str] = ()) -> str:
    """What a touch or meeting says: who was there whom the account does not know, the subject, the text."""
    named = " ".join(f"@{name}" for name in strangers)
    return "\n".join(filter(None, (" ".join(filter(None, (named, one.title))), one.note)))


def _touch(edit: Edit, one: Proposal, member_id: str | None) -> str:
    known, others = present(edit.conn, one)
    channel = one.channel or "email"
    reach, direction = nature(edit.conn, channel)
    row_id = edit.insert(
        "touchpoint",
        {
            "account_id": one.account_id,
            **_moment(one),
            "channel": channel,
            "reach": one.reach or reach,
            "direction": one.direction or direction,
            "member_id": one.member_id or member_id,
            "trigger": trigger_of(one.people),
            "minutes": one.minutes,
            "note": note_of(one, others) or None,
        },
    )
    for contact, _ in dict.fromkeys(known):
        edit.insert("touchpoint_contact", {"touchpoint_id": row_id, "contact_id": contact})
    return row_id


def _moment(one: Proposal) -> dict[str, Any]:
    """When a touch took place, as it is kept."""
    at = one.moment
    offset = at.utcoffset() or dt.timedelta()
    return {
        "day": at.date().isoformat(),
        "at": utc_text(at),
        "utc_offset": int(offset.total_seconds() // 60),
    }


def _appointment(edit: Edit, one: Proposal, clock: Clock, member_id: str | None) -> str:
    known, others = present(edit.conn, one)
    return edit.insert(
        "appointment",
        {
            "account_id": one.account_id,
            "contact_id": known[0][0] if known else None,
            "asked": clock.today().isoformat(),
            "state": "booked",
            "meeting": utc_text(one.moment),
            "member_id": one.member_id or member_id,
            "note": note_of(one, others) or None,
        },
    )


def contact_values(one: Proposal) -> dict[str, Any]:
    """The fields of the contact that a proposal speaks of: seen on a day, or only read of on a card."""
    person = one.people[0] if one.people else {}
    details = {name: person.get(name) or None for name in _DETAILS}
    state = {"state": "active", "verified": one.day} if one.day else {"state": "unknown"}
    return {
        "account_id": one.account_id,
        "name": one.title,
        "mail": person.get("mail") or None,
        **details,
        **state,
        "note": one.note,
    }


def _contact(edit: Edit, one: Proposal) -> str:
    row_id = edit.insert("contact", contact_values(one))
    link(edit, one, row_id)
    return row_id


def link(edit: Edit, one: Proposal, contact_id: str) -> None:
    """Whoever became a contact only now was part of the touches confirmed before."""
    mail = one.people[0].get("mail") if one.people else ""
    rows = edit.conn.execute(
        """SELECT p.row_id FROM proposal AS p JOIN touchpoint AS r ON r.id = p.row_id
           WHERE p.account_id = :account AND p.state = 'confirmed' AND p.kind = 'touchpoint' AND EXISTS (
             SELECT 1 FROM json_each(p.people) AS e WHERE json_extract(e.value, '$.mail') = :mail)""",
        {"account": one.account_id, "mail": mail or None},
    ).fetchall()
    for (touch,) in rows:
        edit.insert("touchpoint_contact", {"touchpoint_id": touch, "contact_id": contact_id})


def label(one: Proposal, account: str, n: int = 1) -> str:
    """What the edit that confirms proposals is called."""
    kind = "change" if one.change else one.kind
    what = t(f"captured.label.{kind}", account=account, title=one.title)
    return f"{what} +{n - 1}" if n > 1 else what
