"""Touches: when and how often, of which reach, at whose instance, with how many people, how deep."""

from __future__ import annotations

from csops_tui.measures.family import Derived, Family, Measure, counts, days, numbers

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
  SELECT account_id, day, reach, direction, "trigger" FROM touchpoint
  WHERE reach <> 'none' AND +day <= :as_of {since} {{scope}}
  UNION ALL
  SELECT DISTINCT account_id, day, '1:n', 'two_way', NULL FROM attendance AS r
  WHERE state = 'attended' AND +day <= :as_of {since} {{scope}}
    AND NOT EXISTS (
      SELECT 1 FROM touchpoint AS t WHERE t.account_id = r.account_id AND t.day = r.day AND t.reach = '1:n')
"""

# Counts over the 365 days up to :as_of, each with the condition that a touch of them meets.
_WINDOWS = {
    "touches_30d": "day > date(:as_of, '-30 days')",
    "touches_90d": "day > date(:as_of, '-90 days')",
    "touches_365d": "day > date(:as_of, '-365 days')",
    "touches_1to1_90d": "reach = '1:1' AND day > date(:as_of, '-90 days')",
    "touches_1to1_365d": "reach = '1:1' AND day > date(:as_of, '-365 days')",
    "touches_1ton_365d": "reach = '1:n' AND day > date(:as_of, '-365 days')",
    "touches_tech_365d": "reach = 'tech' AND day > date(:as_of, '-365 days')",
    "two_way_365d": "reach = '1:1' AND direction = 'two_way' AND day > date(:as_of, '-365 days')",
}

TOUCHES = Family(
    "touches",
    (
        *days("last_1to1", "last_1ton", "last_tech", "last_any", "last_two_way"),
        *counts(*_WINDOWS),
        *days("touches_12m"),
        *numbers("customer_share"),
    ),
    f"""
SELECT ever.account_id, last_1to1, last_1ton, last_tech, last_any, last_two_way,
  {", ".join(f"coalesce({name}, 0) AS {name}" for name in _WINDOWS)},
  coalesce(touches_12m, '{_NO_MONTHS}') AS touches_12m, customer_share
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
    {", ".join(f"count(CASE WHEN {when} THEN 1 END) AS {name}" for name, when in _WINDOWS.items())},
    {_MONTHS} AS touches_12m,
    100.0 * count(CASE WHEN "trigger" IN ('signal', 'request') AND day > date(:as_of, '-365 days') THEN 1 END)
      / nullif(count(CASE WHEN "trigger" IS NOT NULL AND day > date(:as_of, '-365 days') THEN 1 END), 0)
      AS customer_share
  FROM ({_EVERY_TOUCH.format(since="AND +day > date(:as_of, '-366 days')")}) GROUP BY account_id
) AS lately ON lately.account_id = ever.account_id
""",
    {"touchpoint": "day", "attendance": "day"},
)

PEOPLE_MET = Family(
    "met",
    counts("people_met_365d"),
    """
SELECT account_id, count(DISTINCT contact_id) AS people_met_365d
FROM touchpoint AS t LEFT JOIN touchpoint_contact AS c ON c.touchpoint_id = t.id
WHERE reach = '1:1' AND day <= :as_of AND day > date(:as_of, '-365 days') {scope}
GROUP BY account_id
""",
    {"touchpoint": "day", "touchpoint_contact": ""},
)

# 40 points for six two-way 1:1 touches in a year, 30 for four people met, 30 for a two-way 1:1 touch of today down to
# none at 180 days; less in proportion.
RELATIONSHIP = Derived(
    Measure("relationship", "INTEGER"),
    """
iif(touches.last_any IS NULL, NULL, CAST(round(
  40.0 * min(touches.two_way_365d, 6) / 6 + 30.0 * min(coalesce(met.people_met_365d, 0), 4) / 4
  + 30.0 * max(0, 180 - coalesce(julianday(:as_of) - julianday(touches.last_two_way), 180)) / 180) AS INTEGER))""",
    {},
)
