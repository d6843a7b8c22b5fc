"""The one sheet: every account in one row, as fields over the panel of a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csops_tui.measures import panel
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR, Field, Listing, money_field

_SOURCE = """
FROM panel AS p JOIN account AS a ON a.id = p.account_id LEFT JOIN member AS m ON m.id = a.owner_id
WHERE p.as_of = :as_of AND {scope}"""

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


def _days_since(day: str) -> str:
    return f"CAST(julianday(:as_of) - julianday({day}) AS INTEGER)"


def _within_cadence(last: str) -> str:
    """Whether a last touch lies no more days back than the cadence; no data without one."""
    return f"iif(p.cadence_target IS NULL, NULL, {_zero(f'{_days_since(last)} <= p.cadence_target')})"


def _until_due(last: str, reach: str) -> str:
    """Days from a last touch to the day the next one is due, where the cadence is of this reach; else empty text."""
    return f"iif(p.cadence_reach = '{reach}', CAST(julianday(p.cadence_due) - julianday({last}) AS INTEGER), '')"


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

# The same sheet one value a column, for the shell and for exports; figures are named as in the ledger.
PLAIN = (
    Field("account", "a.name"),
    Field("tier", "a.tier", "code:tier"),
    Field("owner", "m.name"),
    Field("state", "a.state", "code:account.state"),
    Field("mrr", "p.mrr", "money"),
    Field("arr", "p.mrr * 12", "money"),
    Field("currency", "p.currency"),
    Field("renewal_on", RENEWAL_ON, "day"),
    Field("renewal_in", f"CAST(julianday({RENEWAL_ON}) - julianday(:as_of) AS INTEGER)", "count"),
    Field("concern", "p.concern", "count"),
    Field("concern_reason", "p.concern_reason", "code:churn_reason"),
    Field("concern_on", "p.concern_on", "day"),
    Field("concern_stale", ":as_of > p.concern_expires", "flag"),
    Field("last_1to1", "p.last_1to1", "day"),
    Field("last_any", "p.last_any", "day"),
    Field("cadence_due", "p.cadence_due", "day"),
    Field("covered", _within_cadence("p.last_any"), "flag"),
    Field("engaged", _within_cadence("p.last_two_way"), "flag"),
    Field("touches_365d", _zero("p.touches_365d"), "count"),
    Field("touches_1to1_365d", _zero("p.touches_1to1_365d"), "count"),
    Field("touches_12m", _zero("p.touches_12m", _NO_MONTHS)),
    Field("usage_28d", "p.usage_28d", "number"),
    Field("usage_before", "p.usage_before", "number"),
    Field("usage_change", "100 * (p.usage_28d / nullif(p.usage_before, 0) - 1)", "number"),
    Field("key_contacts", "p.key_contacts", "count"),
    Field("valid_contacts", "p.valid_contacts", "count"),
    Field("oldest_verified", "p.oldest_verified", "day"),
    Field("next_due", "p.next_due", "day"),
    Field("next_task", "p.next_task"),
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
    book: Book, as_of: dt.date | None = None, scope: str = "current", quick: str = ""
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The whole sheet as (field names, rows of plain values) as of a day, by default today."""
    day = as_of or book.clock.today()
    panel.ensure_day(book, day)
    conn = book.reader()
    wanted = listing(day, scope, PLAIN)
    keys = wanted.keys(conn, quick=quick)
    found = wanted.rows(conn, keys) if keys else {}
    return [f.key for f in wanted.fields], [found[key][1:] for key in keys]
