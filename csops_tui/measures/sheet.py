"""The one sheet: every account in one row, as fields over the panel of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from csops_tui.measures import panel
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR, Field, Listing, money_field

# The account comes first: left to itself SQLite would go through the whole day to find the rows of one screen.
_SOURCE = """
FROM account AS a CROSS JOIN panel AS p ON p.as_of = :as_of AND p.account_id = a.id
LEFT JOIN member AS m ON m.id = a.owner_id
WHERE {scope}"""

_CURRENT = "a.state IN ('active', 'trial')"

# What part of the book a sheet shows; the last two are lists to work off.
SCOPES = {
    "current": _CURRENT,
    "churned": "a.state = 'churned'",
    "all": "1",
    "unassigned": f"{_CURRENT} AND a.owner_id IS NULL",
    "no_contact": f"{_CURRENT} AND coalesce(p.valid_contacts, 0) = 0",
}

# A contract ends, or a renewal is due: the date a decision is wanted by.
RENEWAL_ON = "coalesce(p.renewal_due, p.line_ends)"

# Without a sort of one's own: serious concern that still holds first, then whose decision is next.
_FIRST_TO_LOOK_AT = f"""
iif(p.concern_expires >= :as_of AND p.concern >= 2, p.concern, 0) DESC, {RENEWAL_ON} IS NULL, {RENEWAL_ON},
coalesce(a.kana, a.name), a.id"""


def _joined(*parts: str) -> str:
    return f" || '{SEPARATOR}' || ".join(parts)


def _zero(column: str, zero: str = "0") -> str:
    """A figure about touches: `zero` for an account without any, but no data while the whole book has none."""
    return f"""coalesce({column},
      (SELECT {zero} FROM touchpoint WHERE reach <> 'none' AND day <= :as_of LIMIT 1),
      (SELECT {zero} FROM attendance WHERE state = 'attended' AND day <= :as_of LIMIT 1))"""


def _none(column: str, table: str, day: str = "") -> str:
    """A count: 0 for an account without any, but no data while the whole book has no such fact up to the day."""
    when = f"WHERE {day} <= :as_of " if day else ""
    return f"coalesce({column}, (SELECT 0 FROM {table} {when}LIMIT 1))"


def _days_since(day: str) -> str:
    return f"CAST(julianday(:as_of) - julianday({day}) AS INTEGER)"


def _days_until(day: str) -> str:
    return f"CAST(julianday({day}) - julianday(:as_of) AS INTEGER)"


def _months_since(day: str) -> str:
    """Whole months: the 31st of one month to the 30th of the next is not one yet."""
    return (
        f"(CAST(strftime('%Y', :as_of) AS INTEGER) - CAST(strftime('%Y', {day}) AS INTEGER)) * 12"
        f" + CAST(strftime('%m', :as_of) AS INTEGER) - CAST(strftime('%m', {day}) AS INTEGER)"
        f" - (strftime('%d', :as_of) < strftime('%d', {day}))"
    )


def _within_cadence(last: str, reach: str) -> str:
    """Whether a last touch lies no more days back than the cadence of a reach, or the one shown; no data without."""
    days = f"coalesce(p.cadence_{reach}, p.cadence_target)"
    return f"iif({days} IS NULL, NULL, {_zero(f'{_days_since(last)} <= {days}')})"


def _until_due(last: str, reach: str) -> str:
    """Days from a last touch to the day the next one is due, where the cadence is of this reach; else empty text."""
    return f"iif(p.cadence_reach = '{reach}', CAST(julianday(p.cadence_due) - julianday({last}) AS INTEGER), '')"


# The first day under contract, else the day the account is said to have begun.
_SINCE = "coalesce(p.customer_since, iif(a.since <= :as_of, a.since, NULL))"
_CADENCE_STATE = """CASE WHEN a.cadence_paused THEN 'paused' WHEN p.cadence_due < :as_of THEN 'overdue'
  WHEN p.cadence_due = :as_of THEN 'due' WHEN p.cadence_due IS NOT NULL THEN 'ok' END"""
_WORST = "coalesce(max(CASE s.severity WHEN 'urgent' THEN 3 WHEN 'warn' THEN 2 ELSE 1 END), 0)"
_TOUCH_COUNTS = (
    *("touches_30d", "touches_90d", "touches_365d", "touches_1to1_90d", "touches_1to1_365d"),
    *("touches_1ton_365d", "touches_tech_365d", "two_way_365d"),
)
_TASK_COUNTS = ("open_tasks", "overdue_tasks", "promises", "overdue_promises")
_NO_MONTHS = "'" + ",".join(["0"] * 12) + "'"

# The cells of the screen: some show several values at once, and name what they are sorted by.
CELLS = (
    Field("account", "a.name", "name", "coalesce(a.kana, a.name)"),
    Field("tier", "a.tier", "code:tier"),
    Field("owner", "m.name", "person"),
    money_field("mrr", "p.mrr", "p.currency"),
    Field("renewal", RENEWAL_ON, "until"),
    Field(
        "concern", _joined("p.concern", "coalesce(p.concern_reason, '')", "p.concern_expires"), "concern", "p.concern"
    ),
    Field("one_to_one", _joined("p.last_1to1", _until_due("p.last_1to1", "1:1")), "since", "p.last_1to1"),
    Field("any", _joined("p.last_any", _until_due("p.last_any", "any")), "since", "p.last_any"),
    Field("touches", _zero("p.touches_12m", _NO_MONTHS), "spark", _zero("p.touches_365d")),
    Field("usage", _joined("p.usage_28d", "p.usage_before"), "change", "p.usage_28d / nullif(p.usage_before, 0)"),
    Field("next", _joined("coalesce(p.next_task, '')", "coalesce(p.next_due, '')"), "next", "p.next_due"),
)

_OPEN_SIGNALS = """
(SELECT {what} FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
 WHERE e.account_id = a.id AND e.raised <= :as_of AND (e.cleared IS NULL OR e.cleared > :as_of))"""
_ANY_SIGNAL = "(SELECT 0 FROM signal LIMIT 1)"

# The same sheet one value a column, for filters, views, the shell and exports; figures are named as in the ledger.
PLAIN = (
    Field("account", "a.name"),
    Field("tier", "a.tier", "code:tier"),
    Field("owner", "m.name"),
    Field("ops_owner", "(SELECT o.name FROM member AS o WHERE o.id = a.ops_owner_id)"),
    Field("served_by", "a.served_by", "code:account.served_by"),
    Field("state", "a.state", "code:account.state"),
    Field("stage", "a.stage", "code:stage"),
    Field("touch_model", "a.touch_model", "code:touch_model"),
    Field("segment", "a.segment"),
    Field("size", "a.size", "code:size"),
    Field("industry", "a.industry"),
    Field("region", "a.region"),
    Field("country", "a.country"),
    Field("maturity", "a.maturity", "code:maturity"),
    Field("source", "a.source"),
    Field("mrr", "p.mrr", "money"),
    Field("arr", "p.mrr * 12", "money"),
    Field("currency", "p.currency"),
    Field("renewal_on", RENEWAL_ON, "day"),
    Field("renewal_in", _days_until(RENEWAL_ON), "count"),
    Field("runway_on", "p.runway_on", "day"),
    Field("runway_in", _days_until("p.runway_on"), "count"),
    Field("customer_since", _SINCE, "day"),
    Field("tenure_months", _months_since(_SINCE), "count"),
    Field("products", "p.products", "count"),
    Field("lines", "p.lines", "count"),
    Field("seats", "coalesce(p.contract_seats, a.seats)", "count"),
    Field("concern", "p.concern", "count"),
    Field("concern_reason", "p.concern_reason", "code:churn_reason"),
    Field("concern_on", "p.concern_on", "day"),
    Field("concern_expires", "p.concern_expires", "day"),
    Field("concern_stale", ":as_of > p.concern_expires", "flag"),
    Field("last_1to1", "p.last_1to1", "day"),
    Field("last_1ton", "p.last_1ton", "day"),
    Field("last_tech", "p.last_tech", "day"),
    Field("last_any", "p.last_any", "day"),
    Field("last_two_way", "p.last_two_way", "day"),
    Field("days_1to1", _days_since("p.last_1to1"), "count"),
    Field("days_any", _days_since("p.last_any"), "count"),
    Field("days_two_way", _days_since("p.last_two_way"), "count"),
    *(Field(name, _zero(f"p.{name}"), "count") for name in _TOUCH_COUNTS),
    Field("touches_12m", _zero("p.touches_12m", _NO_MONTHS)),
    Field("people_met_365d", _zero("p.people_met_365d"), "count"),
    Field("relationship", _zero("p.relationship"), "count"),
    Field("customer_share", "p.customer_share", "number"),
    Field("cadence_target", "p.cadence_target", "count"),
    Field("cadence_reach", "p.cadence_reach", "code:cadence.reach"),
    Field("cadence_due", "p.cadence_due", "day"),
    Field("cadence_in", _days_until("p.cadence_due"), "count"),
    Field("cadence_state", _CADENCE_STATE, "code:cadence_state"),
    Field("covered", _within_cadence("p.last_any", "any"), "flag"),
    Field("engaged", _within_cadence("p.last_two_way", "1to1"), "flag"),
    Field("usage_28d", "p.usage_28d", "number"),
    Field("usage_before", "p.usage_before", "number"),
    Field("usage_change", "100 * (p.usage_28d / nullif(p.usage_before, 0) - 1)", "number"),
    Field("usage_slope", "p.usage_slope", "number"),
    Field("usage_on", "p.usage_on", "day"),
    Field("licence_use", "p.licence_use", "number"),
    Field("breadth", "p.breadth", "number"),
    Field("stickiness", "p.stickiness", "number"),
    Field("attended_90d", _none("p.attended_90d", "attendance", "day"), "count"),
    Field("attended_365d", _none("p.attended_365d", "attendance", "day"), "count"),
    Field("last_attended", "p.last_attended", "day"),
    Field("tickets_28d", _none("p.tickets_28d", "ticket", "opened"), "count"),
    Field("tickets_before", _none("p.tickets_before", "ticket", "opened"), "number"),
    Field("open_tickets", _none("p.open_tickets", "ticket", "opened"), "count"),
    Field("ticket_age", _days_since("p.oldest_ticket"), "count"),
    Field("nps", "p.nps", "number"),
    Field("nps_on", "p.nps_on", "day"),
    Field("csat", "p.csat", "number"),
    Field("ces", "p.ces", "number"),
    Field("detractors", _none("p.detractors", "survey_response", "day"), "count"),
    Field("contacts", "p.contacts", "count"),
    Field("key_contacts", "p.key_contacts", "count"),
    Field("valid_contacts", "p.valid_contacts", "count"),
    Field("oldest_verified", "p.oldest_verified", "day"),
    Field("verified_age", _days_since("p.oldest_verified"), "count"),
    Field("champion_left", "p.champion_left", "count"),
    Field("next_due", "p.next_due", "day"),
    Field("next_task", "p.next_task"),
    *(Field(name, _none(f"p.{name}", "task"), "count") for name in _TASK_COUNTS),
    Field("next_meeting", "p.next_meeting", "day"),
    Field("open_requests", _none("p.open_requests", "voice", "day"), "count"),
    Field("request_age", _days_since("p.oldest_request"), "count"),
    Field("open_risks", _none("p.open_risks", "risk", "opened"), "count"),
    Field("risk_level", _none("p.risk_level", "risk", "opened"), "count"),
    Field("open_complaints", _none("p.open_complaints", "complaint", "date(received, 'localtime')"), "count"),
    Field("complaint_age", _days_since("p.oldest_complaint"), "count"),
    Field("open_opportunities", _none("p.open_opportunities", "opportunity", "opened"), "count"),
    Field("milestones_late", "p.milestones_late", "count"),
    Field("onboarding_days", f"iif(a.stage = 'onboarding', {_days_since(_SINCE)}, NULL)", "count"),
    Field("signals", f"iif({_ANY_SIGNAL} IS NULL, NULL, {_OPEN_SIGNALS.format(what='count(*)')})", "count"),
    Field("signal_level", f"iif({_ANY_SIGNAL} IS NULL, NULL, {_OPEN_SIGNALS.format(what=_WORST)})", "count"),
    Field("id", "a.id"),
)


def listing(as_of: dt.date, scope: str = "current", fields: tuple[Field, ...] = CELLS) -> Listing:
    """The sheet as of a day over one of SCOPES; the panel must hold that day (`panel.catch_up`, `panel.ensure_day`)."""
    return Listing(
        name="sheet",
        source=_SOURCE.format(scope=SCOPES[scope]),
        key="a.rowid",
        id="a.id",
        fields=fields,
        order=_FIRST_TO_LOOK_AT,
        search=("a.name", "a.kana", "a.alias", "a.domain", "m.name", "a.tier", "a.industry", "a.segment"),
        parameters={"as_of": as_of.isoformat()},
    )


def rows(
    book: Book, as_of: dt.date | None = None, scope: str = "current", quick: str = "", where: str = ""
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The whole sheet as (field names, rows of plain values) as of a day, by default today, under a condition."""
    day = as_of or book.clock.today()
    panel.ensure_day(book, day)
    conn = book.reader()
    wanted = replace(listing(day, scope, PLAIN), where=where)
    keys = wanted.keys(conn, quick=quick)
    found = wanted.rows(conn, keys) if keys else {}
    return [f.key for f in wanted.fields], [found[key][1:] for key in keys]
