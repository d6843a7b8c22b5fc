"""What stands behind a figure of an account: its value as of a day, and the facts that were counted for it.

Each kind of fact is one select with the columns of `Fact`, and some more that conditions ask about; each figure names
the kinds and the conditions that it counts by. `:account` and `:as_of` are the only parameters.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from csops_tui.measures import behind_facts as facts
from csops_tui.measures import panel, sheet
from csops_tui.measures.facts.touches import COUNTS, LAST
from csops_tui.store.book import Book

# At most so many facts are named; how many there are is said beside them.
LIMIT = 50


@dataclass(frozen=True, slots=True)
class Fact:
    """One row behind a figure: `kind` is its table, `what` is `list:code` or plain text.

    `number` is minor units where there is a `currency`. The day is the one that the figure goes by, None without one.
    Weeks of usage and people met are sums of rows: a week has no id and its last day.
    """

    day: str | None
    kind: str
    id: str
    what: str
    text: str
    number: float | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure's value (`currency` where it is money) and the facts behind it, newest first, all of them in `total`."""

    value: Any
    currency: str | None
    rows: tuple[Fact, ...]
    total: int


def _within(days: int, before: int = 0) -> str:
    """The condition for facts of so many days up to the day, or up to some days before it."""
    until = f" AND day <= date(:as_of, '-{before} days')" if before else ""
    return f"day > date(:as_of, '-{days} days'){until}"


def _weeks(days: int, before: int = 0) -> str:
    """The condition for weeks of so many days up to the last day of usage, or up to some days before it."""
    return _within(days, before).replace(":as_of", "until")


_Part = tuple[str, str]


def _newest(select: str, condition: str = "1") -> _Part:
    """Of the facts that meet a condition the newest alone."""
    return f"SELECT * FROM ({select}) WHERE {condition} ORDER BY day DESC, id DESC LIMIT 1", "1"


_CONCERN: tuple[_Part, ...] = ((facts.CONCERN, "1"),)
_LINES: tuple[_Part, ...] = ((facts.LINES, "active"),)
_RENEWAL: tuple[_Part, ...] = ((facts.RENEWALS, "1"), (facts.ENDING_LINES, "1"))
_SINCE: tuple[_Part, ...] = ((facts.LINES, "1"), (facts.BEGAN, "1"))
_CADENCE: tuple[_Part, ...] = ((facts.CADENCES, "1"), (facts.OWN_CADENCE, "1"))
_DUE: tuple[_Part, ...] = (*_CADENCE, (facts.LATEST_TOUCHES, "1"), (facts.BLACKOUTS, "1"), (facts.BUSY_MONTHS, "1"))
_TWO_WAY = _newest(facts.TOUCHES, LAST["last_two_way"])
_OVERDUE = "day < :as_of"
_NPS, _OPEN = "survey = 'nps'", "is_open"

# Figure → the facts that it counts, each by the condition for them.
_OF: dict[str, tuple[_Part, ...]] = {
    **{name: (_newest(facts.TOUCHES, condition),) for name, condition in LAST.items()},
    "days_1to1": (_newest(facts.TOUCHES, LAST["last_1to1"]),),
    "days_any": (_newest(facts.TOUCHES, LAST["last_any"]),),
    "days_two_way": (_TWO_WAY,),
    **{name: ((facts.TOUCHES, condition),) for name, condition in COUNTS.items()},
    "touches_12m": ((facts.TOUCHES, "day >= date(:as_of, 'start of month', '-11 months')"),),
    "people_met_365d": ((facts.PEOPLE_MET, "1"),),
    "relationship": ((facts.TOUCHES, COUNTS["two_way_365d"]), (facts.PEOPLE_MET, "1")),
    "customer_share": ((facts.TOUCHES, f'"trigger" IS NOT NULL AND {_within(365)}'),),
    "cadence_target": _CADENCE,
    "cadence_reach": _CADENCE,
    "cadence_due": _DUE,
    "cadence_in": _DUE,
    "cadence_state": _DUE,
    "covered": (_newest(facts.TOUCHES), *_CADENCE),
    "engaged": (_TWO_WAY, *_CADENCE),
    "concern": _CONCERN,
    "concern_reason": _CONCERN,
    "concern_on": _CONCERN,
    "concern_expires": _CONCERN,
    "concern_stale": _CONCERN,
    "mrr": _LINES,
    "arr": _LINES,
    "currency": ((facts.LINES, "1"),),
    "lines": _LINES,
    "products": ((facts.PRODUCTS, "1"),),
    "seats": ((facts.SEATS, "1"), (facts.OWN_SEATS, "1")),
    "renewal_on": _RENEWAL,
    "renewal_in": _RENEWAL,
    "runway_on": (*_RENEWAL, (facts.RUNWAY, "1")),
    "runway_in": (*_RENEWAL, (facts.RUNWAY, "1")),
    "customer_since": _SINCE,
    "tenure_months": _SINCE,
    "onboarding_days": _SINCE,
    "usage_28d": ((facts.WEEKS, _weeks(28)),),
    "usage_before": ((facts.WEEKS, _weeks(112, 28)),),
    "usage_change": ((facts.WEEKS, _weeks(112)),),
    "usage_slope": ((facts.WEEKS, _weeks(84)),),
    "usage_on": (_newest(facts.USAGE),),
    "licence_use": (
        (facts.ADOPTION, "metric = 'mau' OR (metric = 'active_users' AND grain <> 'day')"),
        (facts.SEATS, "1"),
        (facts.OWN_SEATS, "1"),
    ),
    "breadth": (
        (facts.ADOPTION, f"metric = 'features' OR (metric > 'feature:' AND metric < 'feature;' AND {_within(28)})"),
        (facts.PRODUCTS, "1"),
    ),
    "stickiness": (
        (facts.ADOPTION, "metric = 'mau' OR (metric = 'active_users' AND grain = 'month')"),
        (facts.ADOPTION, f"(metric = 'dau' OR (metric = 'active_users' AND grain = 'day')) AND {_within(28)}"),
    ),
    "attended_90d": ((facts.ATTENDED, _within(90)),),
    "attended_365d": ((facts.ATTENDED, _within(365)),),
    "last_attended": (_newest(facts.ATTENDED),),
    "tickets_28d": ((facts.TICKETS, _within(28)),),
    "tickets_before": ((facts.TICKETS, _within(112, 28)),),
    "open_tickets": ((facts.TICKETS, _OPEN),),
    "ticket_age": ((facts.TICKETS, _OPEN),),
    "nps": ((facts.ANSWERS, _NPS),),
    "nps_on": (_newest(facts.ANSWERS, _NPS),),
    "csat": ((facts.ANSWERS, "survey = 'csat'"),),
    "ces": ((facts.ANSWERS, "survey = 'ces'"),),
    "detractors": ((facts.ANSWERS, f"{_NPS} AND number <= 6 AND (followed_up IS NULL OR followed_up > :as_of)"),),
    "contacts": ((facts.CONTACTS, "there"),),
    "key_contacts": ((facts.CONTACTS, "known AND key_contact"),),
    "valid_contacts": ((facts.CONTACTS, "known AND key_contact = marked"),),
    "oldest_verified": ((facts.CONTACTS, "there AND day IS NOT NULL"),),
    "verified_age": ((facts.CONTACTS, "there AND day IS NOT NULL"),),
    "champion_left": ((facts.CONTACTS, "key_contact AND NOT there AND missed"),),
    "next_task": ((facts.TASKS, "1"),),
    "next_due": ((facts.TASKS, "day IS NOT NULL"),),
    "open_tasks": ((facts.TASKS, "1"),),
    "overdue_tasks": ((facts.TASKS, _OVERDUE),),
    "promises": ((facts.TASKS, "promise"),),
    "overdue_promises": ((facts.TASKS, f"promise AND {_OVERDUE}"),),
    "next_meeting": ((facts.MEETINGS, "1"),),
    "milestones_late": ((facts.MILESTONES, _OVERDUE),),
    "open_requests": ((facts.VOICES, "1"),),
    "request_age": ((facts.VOICES, "1"),),
    "open_risks": ((facts.RISKS, "1"),),
    "risk_level": ((facts.RISKS, "1"),),
    "open_complaints": ((facts.COMPLAINTS, "1"),),
    "complaint_age": ((facts.COMPLAINTS, "1"),),
    "open_opportunities": ((facts.OPPORTUNITIES, "1"),),
    "signals": ((facts.EPISODES, "1"),),
    "signal_level": ((facts.EPISODES, "1"),),
}

FIGURES = frozenset(_OF)


def behind(book: Book, name: str, account_id: str, day: dt.date) -> Behind:
    """The figure `name` (one of FIGURES) of an account as of a day, with the newest facts that it counted.

    Raises KeyError for a name that is no figure of an account.
    """
    parts = _OF[name]
    panel.ensure_day(book, day)
    conn = book.reader()
    shown = {field.key: field for field in sheet.PLAIN}
    wanted = sheet.listing(day, "all", (shown[name], shown["currency"]))
    key = wanted.position(conn, account_id)
    _, value, currency = wanted.rows(conn, [key])[key] if key is not None else ("", None, None)
    columns = "day, kind, id, what, text, number, currency"
    counted = " UNION ALL ".join(f"SELECT {columns} FROM ({select}) WHERE {condition}" for select, condition in parts)
    used, _ = panel.used_until(book.reader(), day.isoformat())
    asked = {"account": account_id, "as_of": day.isoformat(), "used": used}
    total = conn.execute(f"SELECT count(*) FROM ({counted})", asked).fetchone()[0]
    found = conn.execute(f"SELECT * FROM ({counted}) ORDER BY day DESC, kind, id DESC LIMIT {LIMIT}", asked)
    rows = tuple(Fact(*row) for row in found)
    return Behind(value, currency if shown[name].kind == "money" else None, rows, total)
