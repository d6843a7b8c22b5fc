"""Touches: when and how often, of which reach, at whose instance, with how many people, how deep."""

from __future__ import annotations

from csops_tui.measures.family import Derived, Family, Measure, counts, days, numbers

# Touches are the logged ones that count, and attendance: whoever came to a seminar or user group was reached, one of
# many: once per account and day, and not again where a 1:n touch of that day is logged.
_LOGGED = "touchpoint WHERE reach <> 'none'"
_CAME = """
(SELECT DISTINCT account_id, day, '1:n' AS reach, 'two_way' AS direction, NULL AS "trigger" FROM attendance AS r
 WHERE state = 'attended' AND NOT EXISTS (
   SELECT 1 FROM touchpoint AS t WHERE t.account_id = r.account_id AND t.day = r.day AND t.reach = '1:n'))
WHERE 1"""

# The last day of the touches that meet a condition.
LAST = {
    "last_1to1": "reach = '1:1'",
    "last_1ton": "reach = '1:n'",
    "last_tech": "reach = 'tech'",
    "last_any": "1",
    "last_two_way": "reach = '1:1' AND direction = 'two_way'",
}
# How many touches meet a condition; the day of the window's end a number of days back counts no longer.
COUNTS = {
    "touches_30d": "day > date(:as_of, '-30 days')",
    "touches_90d": "day > date(:as_of, '-90 days')",
    "touches_365d": "day > date(:as_of, '-365 days')",
    "touches_1to1_90d": "reach = '1:1' AND day > date(:as_of, '-90 days')",
    "touches_1to1_365d": "reach = '1:1' AND day > date(:as_of, '-365 days')",
    "touches_1ton_365d": "reach = '1:n' AND day > date(:as_of, '-365 days')",
    "touches_tech_365d": "reach = 'tech' AND day > date(:as_of, '-365 days')",
    "two_way_365d": "reach = '1:1' AND direction = 'two_way' AND day > date(:as_of, '-365 days')",
}
_SHARE = {
    "customers": "\"trigger\" IN ('signal', 'request') AND day > date(:as_of, '-365 days')",
    "triggered": "\"trigger\" IS NOT NULL AND day > date(:as_of, '-365 days')",
}
# The twelve calendar months that end with the month of :as_of, oldest first.
_MONTHS = {
    f"month_{back}": f"day BETWEEN date(:as_of, 'start of month', '-{back} months')"
    f" AND date(:as_of, 'start of month', '{1 - back:+d} months', '-1 day')"
    for back in range(11, -1, -1)
}
_RECENT = {**COUNTS, **_SHARE, **_MONTHS}
_NO_MONTHS = ",".join(["0"] * 12)


def _by_account(figure: str, conditions: dict[str, str], merge: str, when: str) -> str:
    """One row per account with `figure` of the touches that meet each condition, logged and attended together."""
    each = ", ".join(f"{figure} FILTER (WHERE {condition}) AS {name}" for name, condition in conditions.items())
    rows = " UNION ALL ".join(
        f"SELECT account_id, {each} FROM {source} AND {when} GROUP BY account_id" for source in (_LOGGED, _CAME)
    )
    both = ", ".join(f"{merge}({name}) AS {name}" for name in conditions)
    return f"SELECT account_id, {both} FROM ({rows}) GROUP BY account_id"


def _latest(condition: str) -> str:
    """The last logged day that meets a condition, by account `a`: a search from the newest touch backwards."""
    return f"""(SELECT day FROM {_LOGGED} AND account_id = a.account_id AND {condition} AND day <= :as_of
    ORDER BY day DESC LIMIT 1)"""


TOUCHES = Family(
    "touches",
    (*days(*LAST), *counts(*COUNTS), *days("touches_12m"), *numbers("customer_share")),
    f"""
SELECT ever.account_id, {", ".join(LAST)}, {", ".join(f"coalesce({name}, 0) AS {name}" for name in COUNTS)},
  coalesce({" || ',' || ".join(_MONTHS)}, '{_NO_MONTHS}') AS touches_12m,
  100.0 * customers / nullif(triggered, 0) AS customer_share
FROM (
  SELECT account_id, {", ".join(f"nullif(max(coalesce(logged_{n}, ''), coalesce({n}, '')), '') AS {n}" for n in LAST)}
  FROM (
    SELECT a.account_id, {", ".join(f"{_latest(condition)} AS logged_{name}" for name, condition in LAST.items())},
      {", ".join(f"came.{name}" for name in LAST)}
    FROM (SELECT account_id FROM (SELECT id AS account_id FROM account) WHERE 1 {{scope}}) AS a LEFT JOIN (
      SELECT account_id, {", ".join(f"max(day) FILTER (WHERE {when}) AS {name}" for name, when in LAST.items())}
      FROM {_CAME} AND +day <= :as_of {{scope}} GROUP BY account_id
    ) AS came ON came.account_id = a.account_id
  )
) AS ever
LEFT JOIN (
  {_by_account("count(*)", _RECENT, "sum", "day > date(:as_of, '-366 days') AND day <= :as_of {each}")}
) AS lately ON lately.account_id = ever.account_id
WHERE last_any IS NOT NULL
""",
    {"account": "", "touchpoint": "day", "attendance": "day"},
)

PEOPLE_MET = Family(
    "met",
    counts("people_met_365d"),
    """
SELECT account_id, count(DISTINCT contact_id) AS people_met_365d
FROM touchpoint AS t LEFT JOIN touchpoint_contact AS c ON c.touchpoint_id = t.id
WHERE reach = '1:1' AND day <= :as_of AND day > date(:as_of, '-365 days') {each}
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
