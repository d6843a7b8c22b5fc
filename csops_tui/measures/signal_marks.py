"""Which accounts a signal's expression marks as of a day, with holidays taken out of the usage it compares.

A window of 28 days with a holiday week in it sees less work than the three before it. For a signal that keeps quiet on
holidays the last window therefore counts as if it had the business days of the windows before: what is expected of an
office that is closed is nothing. Days that the account, or everybody, is not to be contacted (`blackout`) are such
days too. The windows end where usage ends, so that a late import is no drop.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from statistics import median
from typing import Any

from csops_tui.measures.expression import Expression, ExpressionError, parse
from csops_tui.measures.families import MEASURES
from csops_tui.measures.holidays import business_days, is_holiday
from csops_tui.measures.panel import used_until
from csops_tui.measures.sheet import SCOPES
from csops_tui.store.guard import limited
from csops_tui.store.sqlite import Connection

# A signal over these would raise itself, and clear because it is raised.
OWN_COLUMNS = frozenset({"signals", "signal_level"})

_WINDOW = dt.timedelta(days=28)
# With fewer business days in the last window than this, what is left of it says nothing about a month.
_LEAST_DAYS = 5
# How many days after its own day a figure still tells of.
_TOLD = {"day": 0, "week": 6, "month": 30}

_USAGE = frozenset({"usage_28d", "usage_change", "usage_on"})
_COLUMNS = ", ".join(m.name for m in MEASURES if m.name not in ("usage_28d", "usage_on"))
# The panel as of a day with the last window of usage multiplied: by the account's factor, else by everybody's. Who was
# in use before and has no figure in a window that the book is told of was not in use; without a factor nobody knows.
_WORKED = f"""(
  SELECT as_of, account_id, {_COLUMNS}, iif(factor IS NULL, NULL, usage_on) AS usage_on,
    factor * iif(usage_before IS NULL, usage_28d, coalesce(usage_28d, 0)) AS usage_28d
  FROM (
    SELECT d.*, CASE WHEN f.k IS NULL THEN :factor ELSE f.v END AS factor
    FROM {{table}} AS d LEFT JOIN (SELECT key AS k, value AS v FROM json_each(:factors)) AS f ON f.k = account_id
    WHERE as_of = :as_of))"""
_MARKED = """
SELECT p.account_id FROM {panel} AS p JOIN account AS a ON a.id = p.account_id
LEFT JOIN member AS m ON m.id = a.owner_id
WHERE p.as_of = :as_of AND {scope} AND {among} AND ({condition})
"""
_AMONG = "p.account_id IN (SELECT value FROM json_each(:among))"
_BLACKOUTS = "SELECT account_id, starts, ends FROM blackout WHERE starts <= :until AND ends > :after"
_RESTING = "SELECT account_id FROM blackout WHERE ? BETWEEN starts AND ends"


@dataclass(frozen=True)
class Workdays:
    """What the last 28 days of usage are multiplied by: everybody's factor, and that of single accounts.

    None stands for a window with too few business days to say anything.
    """

    everybody: float | None = 1.0
    accounts: tuple[tuple[str, float | None], ...] = ()


def read(text: str) -> Expression:
    """The expression of a signal; raises ExpressionError, also for one that asks how many signals there are."""
    found = parse(text)
    for name in OWN_COLUMNS & set(found.names):
        at = max(text.lower().find(name), 0)
        raise ExpressionError("own_signals", at, at + len(name), name=name)
    return found


def marked(
    conn: Connection,
    expression: Expression,
    day: dt.date,
    workdays: Workdays | None = None,
    *,
    scope: str = "current",
    among: Collection[str] | None = None,
    table: str = "panel",
) -> frozenset[str]:
    """The ids of the accounts that an expression holds for as of a day that the panel has; raises TooSlow.

    `scope` is one of the sheet's, `among` narrows to these accounts; `workdays` says how usage is evened out. `table`
    names another table of the panel's shape.
    """
    parameters: dict[str, Any] = {"as_of": day.isoformat()}
    if among is not None:
        parameters["among"] = json.dumps(list(among))
    panel = table
    if workdays and _USAGE & set(expression.names):
        panel = _WORKED.format(table=table)
        parameters |= {"factor": workdays.everybody, "factors": json.dumps(dict(workdays.accounts))}
    narrowed = "1" if among is None else _AMONG
    sql = _MARKED.format(panel=panel, scope=SCOPES[scope], among=narrowed, condition=expression.sql)
    with limited(conn):
        return frozenset(row[0] for row in conn.execute(sql, parameters))


def workdays(conn: Connection, day: dt.date, used: tuple[str | None, str] | None = None) -> Workdays:
    """How the last 28 days compare in business days with the median of the three windows before, as of a day.

    `used` is what `used_until` says of the day, where that is known already.
    """
    until, grain = used or used_until(conn, day.isoformat())
    if until is None:
        return Workdays(None)
    # The windows are those of the usage: they end with the last day that it tells of.
    day = dt.date.fromisoformat(until) + dt.timedelta(days=_TOLD.get(grain, 0))
    after = day - 4 * _WINDOW
    shared: set[dt.date] = set()
    own: defaultdict[str, set[dt.date]] = defaultdict(set)
    for account, starts, ends in conn.execute(
        _BLACKOUTS, {"until": day.isoformat(), "after": after.isoformat()}
    ).fetchall():
        (own[account] if account else shared).update(_between(max(starts, after.isoformat()), ends, day))
    open_days = business_days(after, day) - shared
    return Workdays(
        _factor(open_days, day),
        tuple((account, _factor(open_days - closed, day)) for account, closed in sorted(own.items())),
    )


def resting(conn: Connection, day: dt.date) -> tuple[bool, frozenset[str]]:
    """Whether a day is a holiday of everybody's, and else the accounts that are not to be contacted on it."""
    found = {row[0] for row in conn.execute(_RESTING, [day.isoformat()])}
    return is_holiday(day) or None in found, frozenset(account for account in found if account)


def _factor(open_days: frozenset[dt.date] | set[dt.date], day: dt.date) -> float | None:
    worked = [0, 0, 0, 0]
    for one in open_days:
        worked[(day - one) // _WINDOW] += 1
    last, before = worked[0], median(worked[1:])
    return before / last if last >= _LEAST_DAYS and before else None


def _between(first: str, last: str, until: dt.date) -> set[dt.date]:
    start, end = dt.date.fromisoformat(first), min(dt.date.fromisoformat(last), until)
    return {start + dt.timedelta(days=n) for n in range((end - start).days + 1)}
