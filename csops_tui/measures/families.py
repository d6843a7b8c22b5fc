"""The measures: each family is one SQL select over facts dated on or before `:as_of`, one row per account.

`{scope}` narrows a select to the accounts being recomputed; `{each}` does the same, and stands for every account when
all are. A measure without a row for an account is "no data", never 0. Day columns are ISO text; money is in minor
units. What each figure counts is said in words in the ledger (`csops define`).
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
    """Measures that come from the same facts: their columns, the select, and the tables it reads.

    `reads` gives for each table the column with the first day on which a row can matter, or "" when a row can matter
    on any day: a change of a dated row leaves the days before it as they are.
    """

    name: str
    measures: tuple[Measure, ...]
    sql: str
    reads: dict[str, str]


@dataclass(frozen=True)
class Derived:
    """A measure that follows from others: an expression over the families' columns and the account `a`."""

    measure: Measure
    sql: str
    reads: dict[str, str]


def _days(*names: str) -> tuple[Measure, ...]:
    return tuple(Measure(name, "TEXT") for name in names)


def _counts(*names: str) -> tuple[Measure, ...]:
    return tuple(Measure(name, "INTEGER") for name in names)


# The twelve calendar months that end with the month of :as_of, oldest first, as "0,2,1,…".
_MONTHS = " || ',' || ".join(
    f"count(CASE WHEN day BETWEEN date(:as_of, 'start of month', '-{back} months')"
    f" AND date(:as_of, 'start of month', '{1 - back:+d} months', '-1 day') THEN 1 END)"
    for back in range(11, -1, -1)
)
_NO_MONTHS = ",".join(["0"] * 12)

# Every touch of an account. Whoever came to a seminar or user group was reached, one of many: once per account and day,
# and not again where a 1:n touch of that day is logged. `+day`: most rows are wanted, so the index on days is no help.
_EVERY_TOUCH = """
  SELECT account_id, day, reach, direction FROM touchpoint
  WHERE reach <> 'none' AND +day <= :as_of {since} {{scope}}
  UNION ALL
  SELECT DISTINCT account_id, day, '1:n', 'two_way' FROM attendance AS r
  WHERE state = 'attended' AND +day <= :as_of {since} {{scope}}
    AND NOT EXISTS (
      SELECT 1 FROM touchpoint AS t WHERE t.account_id = r.account_id AND t.day = r.day AND t.reach = '1:n')
"""

TOUCHES = Family(
    "touches",
    (
        *_days("last_1to1", "last_1ton", "last_tech", "last_any", "last_two_way"),
        *_counts("touches_90d", "touches_365d", "touches_1to1_365d"),
        *_days("touches_12m"),
    ),
    f"""
SELECT ever.account_id, last_1to1, last_1ton, last_tech, last_any, last_two_way,
  coalesce(touches_90d, 0) AS touches_90d, coalesce(touches_365d, 0) AS touches_365d,
  coalesce(touches_1to1_365d, 0) AS touches_1to1_365d, coalesce(touches_12m, '{_NO_MONTHS}') AS touches_12m
FROM (
  SELECT account_id,
    max(CASE WHEN reach = '1:1' THEN day END) AS last_1to1,
    max(CASE WHEN reach = '1:n' THEN day END) AS last_1ton,
    max(CASE WHEN reach = 'tech' THEN day END) AS last_tech,
    max(day) AS last_any,
    max(CASE WHEN reach = '1:1' AND direction = 'two_way' THEN day END) AS last_two_way
  FROM ({_EVERY_TOUCH.format(since="")}) GROUP BY account_id
) AS ever
LEFT JOIN (
  SELECT account_id,
    count(CASE WHEN day > date(:as_of, '-90 days') THEN 1 END) AS touches_90d,
    count(CASE WHEN day > date(:as_of, '-365 days') THEN 1 END) AS touches_365d,
    count(CASE WHEN reach = '1:1' AND day > date(:as_of, '-365 days') THEN 1 END) AS touches_1to1_365d,
    {_MONTHS} AS touches_12m
  FROM ({_EVERY_TOUCH.format(since="AND +day > date(:as_of, '-366 days')")}) GROUP BY account_id
) AS lately ON lately.account_id = ever.account_id
""",
    {"touchpoint": "day", "attendance": "day"},
)

CONTRACT = Family(
    "contract",
    (*_counts("mrr"), *_days("currency", "line_ends", "customer_since"), *_counts("lines")),
    """
-- Amounts in several currencies have no sum; when every line has ended there is nothing left, whatever the currency.
SELECT account_id,
  CASE count(DISTINCT CASE WHEN active THEN currency END)
    WHEN 0 THEN 0 WHEN 1 THEN sum(CASE WHEN active THEN mrr END) END AS mrr,
  CASE count(DISTINCT CASE WHEN active THEN currency END)
    WHEN 0 THEN max(currency) WHEN 1 THEN max(CASE WHEN active THEN currency END) END AS currency,
  min(CASE WHEN active THEN ends END) AS line_ends,
  min(starts) AS customer_since,
  count(CASE WHEN active THEN 1 END) AS lines
FROM (
  SELECT account_id, mrr, currency, starts, ends, (ends IS NULL OR ends > :as_of) AS active
  FROM subscription WHERE starts <= :as_of AND trial = 0 {scope}
)
GROUP BY account_id
""",
    {"subscription": "starts"},
)

RENEWAL = Family(
    "renewal",
    _days("renewal_due"),
    """
SELECT account_id, min(due) AS renewal_due
FROM renewal WHERE due >= :as_of AND (decision IS NULL OR decided > :as_of) {scope}
GROUP BY account_id
""",
    {"renewal": ""},
)

CONCERN = Family(
    "concern",
    (*_counts("concern"), *_days("concern_reason", "concern_on", "concern_expires")),
    """
-- SQLite takes the bare columns from the row that holds the maximum: the newest entry of each account, of several on
-- one day the last to be written; ids do not tell, for those of imported rows are made from the file's.
-- A month after its expiry a judgement says nothing any more.
SELECT account_id, concern, concern_reason, concern_on, concern_expires
FROM (
  SELECT account_id, level AS concern, reason AS concern_reason, day AS concern_on,
    coalesce(expires, date(day, '+90 days')) AS concern_expires, max(day || printf('%019d', rowid)) AS newest
  FROM concern WHERE day <= :as_of {scope}
  GROUP BY account_id
)
WHERE :as_of <= date(concern_expires, '+30 days')
""",
    {"concern": "day"},
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
    {"task": ""},
)

PEOPLE = Family(
    "people",
    (*_counts("contacts", "key_contacts", "valid_contacts"), *_days("oldest_verified")),
    """
-- Whom one can call: the key contacts who are there, or anybody there where nobody was ever marked as key contact.
SELECT account_id, count(CASE WHEN there THEN 1 END) AS contacts,
  count(CASE WHEN known AND key_contact THEN 1 END) AS key_contacts,
  CASE max(key_contact) WHEN 1 THEN count(CASE WHEN known AND key_contact THEN 1 END)
    ELSE count(CASE WHEN known THEN 1 END) END AS valid_contacts,
  min(CASE WHEN there AND verified <= :as_of THEN verified END) AS oldest_verified
FROM (
  SELECT account_id, key_contact, verified, state <> 'left' OR left_on > :as_of AS there,
    state = 'active' OR (state = 'left' AND left_on > :as_of) AS known
  FROM contact WHERE 1 {scope}
)
GROUP BY account_id
""",
    {"contact": ""},
)

CADENCE = Family(
    "cadence",
    (*_counts("cadence_target"), *_days("cadence_reach")),
    """
-- The account's own days beat its tier's cadence, which beats its touch model's, which beats everybody's; of two that
-- fit equally well the more personal one holds.
SELECT a.account_id, coalesce(a.cadence_days, c.days) AS cadence_target, coalesce(c.reach, '1:1') AS cadence_reach
FROM (
  SELECT id AS account_id, cadence_days, (
      SELECT k.id FROM cadence AS k
      WHERE (k.tier IS NULL OR k.tier = account.tier)
        AND (k.touch_model IS NULL OR k.touch_model = account.touch_model)
      ORDER BY k.tier IS NULL, k.touch_model IS NULL, instr('1:1 any 1:n tech', k.reach), k.id LIMIT 1) AS shared
  FROM account WHERE cadence_paused = 0
) AS a
LEFT JOIN cadence AS c ON c.id = a.shared
WHERE coalesce(a.cadence_days, c.days) IS NOT NULL {scope}
""",
    {"account": "", "cadence": ""},
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
    AND day <= :as_of AND day > date(:as_of, '-112 days') {each}
  GROUP BY account_id, span
)
GROUP BY account_id
""",
    {"usage": ""},
)

# The last touch of the cadence's reach plus its days; while that falls in a blackout, the day after it instead.
CADENCE_DUE = Derived(
    Measure("cadence_due", "TEXT"),
    """
(WITH RECURSIVE free (day) AS (
  SELECT date(
    CASE cadence.cadence_reach WHEN '1:1' THEN touches.last_1to1 WHEN '1:n' THEN touches.last_1ton
      WHEN 'tech' THEN touches.last_tech ELSE touches.last_any END,
    '+' || cadence.cadence_target || ' days')
  UNION ALL
  SELECT (SELECT date(max(b.ends), '+1 day') FROM blackout AS b
          WHERE free.day BETWEEN b.starts AND b.ends AND (b.account_id = a.id OR b.account_id IS NULL))
  FROM free WHERE free.day IS NOT NULL
) SELECT max(day) FROM free)""",
    {"blackout": ""},
)

FAMILIES = (TOUCHES, CONTRACT, RENEWAL, CONCERN, TASKS, PEOPLE, CADENCE, USAGE)
DERIVED = (CADENCE_DUE,)
MEASURES = (*(measure for family in FAMILIES for measure in family.measures), *(d.measure for d in DERIVED))
READS = {table: day for part in (*FAMILIES, *DERIVED) for table, day in part.reads.items()}
