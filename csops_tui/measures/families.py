"""The measures: each family is one SQL select over facts dated on or before `:as_of`, one row per account.

`{scope}` narrows a select to the accounts being recomputed. A measure without a row for an account is "no data",
never 0. Day columns are ISO text; money is in minor units.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One column of the panel: its name and SQL type."""

    name: str
    sql_type: str


@dataclass(frozen=True)
class Family:
    """Measures that come from the same facts: their columns, the select, and the tables it reads."""

    name: str
    measures: tuple[Measure, ...]
    sql: str
    reads: tuple[str, ...]


def _days(*names: str) -> tuple[Measure, ...]:
    return tuple(Measure(name, "TEXT") for name in names)


def _counts(*names: str) -> tuple[Measure, ...]:
    return tuple(Measure(name, "INTEGER") for name in names)


# The twelve calendar months that end with the month of :as_of, oldest first, as "0,2,1,…".
_MONTHS = " || ',' || ".join(
    f"count(CASE WHEN day >= date(:as_of, 'start of month', '-{back} months')"
    f" AND day < date(:as_of, 'start of month', '{1 - back:+d} months') THEN 1 END)"
    for back in range(11, -1, -1)
)

TOUCHES = Family(
    "touches",
    (
        *_days("last_1to1", "last_1ton", "last_tech", "last_any", "last_two_way"),
        *_counts("touches_90d", "touches_365d", "touches_1to1_365d"),
        *_days("touches_12m"),
    ),
    f"""
SELECT account_id,
  max(CASE WHEN reach = '1:1' THEN day END) AS last_1to1,
  max(CASE WHEN reach = '1:n' THEN day END) AS last_1ton,
  max(CASE WHEN reach = 'tech' THEN day END) AS last_tech,
  max(day) AS last_any,
  max(CASE WHEN reach = '1:1' AND direction = 'two_way' THEN day END) AS last_two_way,
  count(CASE WHEN day > date(:as_of, '-90 days') THEN 1 END) AS touches_90d,
  count(CASE WHEN day > date(:as_of, '-365 days') THEN 1 END) AS touches_365d,
  count(CASE WHEN reach = '1:1' AND day > date(:as_of, '-365 days') THEN 1 END) AS touches_1to1_365d,
  {_MONTHS} AS touches_12m
FROM (
  SELECT account_id, day, reach, direction FROM touchpoint WHERE reach <> 'none' AND day <= :as_of {{scope}}
  UNION ALL
  -- Whoever came to a seminar or user group was reached, one of many.
  SELECT account_id, day, '1:n', 'two_way' FROM attendance WHERE state = 'attended' AND day <= :as_of {{scope}}
)
GROUP BY account_id
""",
    ("touchpoint", "attendance"),
)

CONTRACT = Family(
    "contract",
    (*_counts("mrr"), *_days("currency", "line_ends", "customer_since"), *_counts("lines")),
    """
SELECT account_id,
  -- Amounts in several currencies have no sum.
  CASE WHEN count(DISTINCT CASE WHEN active THEN currency END) = 1 THEN sum(CASE WHEN active THEN mrr END) END AS mrr,
  CASE WHEN count(DISTINCT CASE WHEN active THEN currency END) = 1 THEN max(CASE WHEN active THEN currency END) END
    AS currency,
  min(CASE WHEN active THEN ends END) AS line_ends,
  min(starts) AS customer_since,
  count(CASE WHEN active THEN 1 END) AS lines
FROM (
  SELECT account_id, mrr, currency, starts, ends, (ends IS NULL OR ends > :as_of) AND trial = 0 AS active
  FROM subscription WHERE starts <= :as_of {scope}
)
GROUP BY account_id
""",
    ("subscription",),
)

RENEWAL = Family(
    "renewal",
    _days("renewal_due"),
    """
SELECT account_id, min(due) AS renewal_due
FROM renewal WHERE due >= :as_of AND (decision IS NULL OR decided > :as_of) {scope}
GROUP BY account_id
""",
    ("renewal",),
)

CONCERN = Family(
    "concern",
    (*_counts("concern"), *_days("concern_reason", "concern_on", "concern_expires")),
    """
-- SQLite takes the bare columns from the row that holds the maximum: the newest entry of each account.
SELECT account_id, level AS concern, reason AS concern_reason, day AS concern_on,
  coalesce(expires, date(day, '+90 days')) AS concern_expires, max(day || id) AS newest
FROM concern WHERE day <= :as_of {scope}
GROUP BY account_id
""",
    ("concern",),
)

TASKS = Family(
    "tasks",
    (*_days("next_due", "next_task"), *_counts("open_tasks")),
    """
SELECT account_id, due AS next_due, title AS next_task, min(coalesce(due, '9999-12-31') || id) AS first_due,
  count(*) AS open_tasks
FROM task WHERE account_id IS NOT NULL AND (state = 'open' OR done_on > :as_of) {scope}
GROUP BY account_id
""",
    ("task",),
)

PEOPLE = Family(
    "people",
    (*_counts("contacts", "key_contacts"), *_days("oldest_verified")),
    """
SELECT account_id,
  count(CASE WHEN state <> 'left' OR left_on > :as_of THEN 1 END) AS contacts,
  count(CASE WHEN key_contact = 1 AND (state = 'active' OR left_on > :as_of) THEN 1 END) AS key_contacts,
  min(CASE WHEN state <> 'left' OR left_on > :as_of THEN coalesce(verified, '0000') END) AS oldest_verified
FROM contact WHERE 1 {scope}
GROUP BY account_id
""",
    ("contact",),
)

CADENCE = Family(
    "cadence",
    (*_counts("cadence_target"),),
    """
-- The account's own target beats its tier's, which beats its touch model's, which beats everybody's.
SELECT a.account_id, CASE WHEN a.cadence_paused = 0 THEN coalesce(a.cadence_days, (
    SELECT days FROM cadence AS c
    WHERE c.reach IN ('1:1', 'any') AND (c.tier IS NULL OR c.tier = a.tier)
      AND (c.touch_model IS NULL OR c.touch_model = a.touch_model)
    ORDER BY c.tier IS NULL, c.touch_model IS NULL, c.id LIMIT 1)) END AS cadence_target
FROM (SELECT id AS account_id, cadence_paused, cadence_days, tier, touch_model FROM account) AS a
WHERE 1 {scope}
""",
    ("account", "cadence"),
)

USAGE = Family(
    "usage",
    (Measure("usage_28d", "REAL"), Measure("usage_before", "REAL")),
    """
-- The account's own baseline is the median of its three 28-day windows before the last one, all of which must exist.
SELECT account_id, max(CASE WHEN span = 0 THEN total END) AS usage_28d,
  CASE WHEN count(CASE WHEN span > 0 THEN 1 END) = 3 THEN
    sum(CASE WHEN span > 0 THEN total END)
      - max(CASE WHEN span > 0 THEN total END) - min(CASE WHEN span > 0 THEN total END)
  END AS usage_before
FROM (
  SELECT account_id, CAST((julianday(:as_of) - julianday(day)) / 28 AS INTEGER) AS span, sum(value) AS total
  FROM usage
  WHERE metric = coalesce((SELECT v FROM _meta WHERE k = 'usage_metric'), 'sessions')
    AND day <= :as_of AND day > date(:as_of, '-112 days') {scope}
  GROUP BY account_id, span
)
GROUP BY account_id
""",
    ("usage",),
)

FAMILIES = (TOUCHES, CONTRACT, RENEWAL, CONCERN, TASKS, PEOPLE, CADENCE, USAGE)
MEASURES = tuple(measure for family in FAMILIES for measure in family.measures)
