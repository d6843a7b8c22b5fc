"""Complaints: which are open, and by when somebody has to be told how things stand."""

from __future__ import annotations

import datetime as dt

from csops_tui.store.clock import utc_text
from csops_tui.store.edit import Edit
from csops_tui.store.listing import SEPARATOR, Field, Listing
from csops_tui.store.sqlite import Connection

# Hours between two updates while a complaint is open, by severity; a complaint's own hours go before.
CADENCE = {"critical": 4, "major": 24, "moderate": 72, "minor": 168}

_BY_SEVERITY = " ".join(f"WHEN '{severity}' THEN {hours}" for severity, hours in CADENCE.items())
HOURS = f"nullif(coalesce(r.cadence_hours, CASE r.severity {_BY_SEVERITY} END), 0)"
# The last time that anybody was told anything: when it came, the first answer, or an update.
_TOLD = """max(r.received, coalesce(r.responded, r.received), coalesce((
  SELECT max(u.at) FROM complaint_update AS u WHERE u.complaint_id = r.id), r.received))"""
# Where no hours are set, the first answer alone is waited for.
DUE = f"""(CASE WHEN r.resolved IS NOT NULL THEN NULL
  WHEN {HOURS} IS NOT NULL THEN strftime('%Y-%m-%dT%H:%M:%SZ', {_TOLD}, '+' || {HOURS} || ' hours')
  WHEN r.responded IS NULL THEN r.received END)"""
GRAVITY = "CASE r.severity WHEN 'critical' THEN 4 WHEN 'major' THEN 3 WHEN 'moderate' THEN 2 WHEN 'minor' THEN 1 END"

FIELDS = (
    Field("update_due", f"{DUE} || '{SEPARATOR}' || ({DUE} <= :now)", "due_moment", DUE),
    Field("account_id", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("title", "r.title"),
    Field("severity", "r.severity", "code:severity", GRAVITY),
    Field("received", "r.received", "moment"),
    Field("responded", "r.responded", "moment"),
    Field("resolved", "r.resolved", "moment"),
    Field("cause", "r.cause"),
    Field("updates", "(SELECT count(*) FROM complaint_update AS u WHERE u.complaint_id = r.id)", "count"),
    Field("cadence_hours", HOURS, "count"),
    Field("owner_id", "m.name", "person"),
)


ORDER = f"r.resolved IS NOT NULL, iif(r.resolved IS NULL, coalesce({DUE}, '9999'), ''), r.received DESC, r.rowid"


def listing(now: dt.datetime, what: str = "all") -> Listing:
    """`all` complaints, `open` ones, or those whose update is overdue (`due`) at a moment; most pressing first.

    The first field is when the next update is due and, after a separator, whether that has passed.
    """
    where = {"all": "1", "open": "r.resolved IS NULL", "due": f"{DUE} <= :now"}[what]
    return Listing(
        "complaints",
        f"""FROM complaint AS r JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS m ON m.id = r.owner_id
        WHERE {where}""",
        "r.rowid",
        "r.id",
        FIELDS,
        ORDER,
        ("a.name", "a.kana", "m.name", "r.title", "r.cause"),
        {"now": utc_text(now)},
    )


def called(conn: Connection, complaint_id: str) -> str:
    """What people call a complaint: its account and its title."""
    found = conn.execute(
        "SELECT a.name || ' ' || c.title FROM complaint AS c JOIN account AS a ON a.id = c.account_id WHERE c.id = ?",
        [complaint_id],
    )
    return found.fetchone()[0]


def tell(edit: Edit, complaint_id: str, body: str, now: dt.datetime, member_id: str | None) -> str:
    """Write an update; the next one is due its hours later. Returns its id."""
    values = {"complaint_id": complaint_id, "at": utc_text(now), "body": body, "member_id": member_id}
    return edit.insert("complaint_update", {name: value for name, value in values.items() if value is not None})


def respond(edit: Edit, complaint_id: str, now: dt.datetime) -> None:
    """The customer has had a first answer."""
    edit.update("complaint", complaint_id, {"responded": utc_text(now)})


def resolve(edit: Edit, complaint_id: str, cause: str, now: dt.datetime, responded: bool) -> None:
    """It is solved, with its cause; whoever got the solution has been answered too."""
    values = {"resolved": utc_text(now), "cause": cause}
    edit.update("complaint", complaint_id, values if responded else {**values, "responded": utc_text(now)})
