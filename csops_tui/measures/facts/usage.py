"""Usage: how much against the account's own past, which way, by how many of those who pay, how broad, how often."""

from __future__ import annotations

from csops_tui.measures.family import Derived, Family, Measure, days, numbers

# The metric that "usage" means: the one chosen, else the one found when the usage in force was last looked through.
METRIC = """coalesce((SELECT v FROM _meta WHERE k = 'usage_metric'),
      (SELECT v FROM _meta WHERE k = 'usage_metric_found'), 'sessions')"""

# Where usage is counted to: the last day of the last 28 on which the book has a figure of it, by account `a`. A week or
# month goes by its first day, and counts once it is over. `:used` is that day, NULL without one.
LAST_DAY = f"""
SELECT max(newest) FROM (
  SELECT (
    SELECT u.day || u.grain FROM usage AS u
    WHERE u.account_id = a.id AND u.metric = {METRIC} AND u.day <= :as_of AND u.day > date(:as_of, '-28 days')
      AND CASE u.grain WHEN 'week' THEN u.day <= date(:as_of, '-6 days')
        WHEN 'month' THEN date(u.day, 'start of month', '+1 month') <= date(:as_of, '+1 day') ELSE 1 END
    ORDER BY u.day DESC LIMIT 1) AS newest
  FROM account AS a)"""
_UNTIL = "coalesce(:used, :as_of)"

USAGE = Family(
    "usage",
    (*numbers("usage_28d", "usage_before", "usage_slope"), *days("usage_on")),
    f"""
-- The windows end with the last day on which the book has usage: a late import is no drop.
-- The account's own baseline is the median of its three 28-day windows before the last one, all of which must exist.
-- The slope is that of the least-squares line through the weeks of the last twelve, from the first with usage on and at
-- least six, in % of their mean; a week without usage is 0. Of such a line sums are enough: x is 0 … weeks - 1.
SELECT account_id,
  -- Who used it in the weeks before, and has no figure in a window that the book has figures of, did not use it.
  iif(:used IS NULL, w0, coalesce(w0, 0)) AS usage_28d,
  w1 + w2 + w3 - max(w1, w2, w3) - min(w1, w2, w3) AS usage_before,
  iif(weeks >= 6 AND y > 0,
    100.0 * (weeks * ((weeks - 1) * y - back) - weeks * (weeks - 1) / 2 * y)
      / (weeks * (weeks - 1) * weeks * (2 * weeks - 1) / 6 - weeks * (weeks - 1) / 2 * weeks * (weeks - 1) / 2)
      / (y / weeks), NULL) AS usage_slope, usage_on
FROM (
  SELECT account_id, max(day) AS usage_on,
    sum(value) FILTER (WHERE day > date({_UNTIL}, '-28 days')) AS w0,
    sum(value) FILTER (WHERE day > date({_UNTIL}, '-56 days') AND day <= date({_UNTIL}, '-28 days')) AS w1,
    sum(value) FILTER (WHERE day > date({_UNTIL}, '-84 days') AND day <= date({_UNTIL}, '-56 days')) AS w2,
    sum(value) FILTER (WHERE day <= date({_UNTIL}, '-84 days')) AS w3,
    sum(value) FILTER (WHERE day > date({_UNTIL}, '-84 days')) AS y,
    -- How many weeks before the last one, weighted.
    sum(value * CAST((julianday({_UNTIL}) - julianday(day)) / 7 AS INTEGER))
      FILTER (WHERE day > date({_UNTIL}, '-84 days')) AS back,
    1.0 + CAST((julianday({_UNTIL})
      - julianday(min(day) FILTER (WHERE day > date({_UNTIL}, '-84 days')))) / 7 AS INTEGER) AS weeks
  FROM usage
  WHERE metric = {METRIC} AND day <= {_UNTIL} AND day > date({_UNTIL}, '-112 days') {{each}}
  GROUP BY account_id
)
""",
    {"usage": ""},
)


def _newest(metric: str, which: str = "") -> str:
    """The total of a metric on the last day of 60 on which account `a` has it."""
    rows = f"usage AS u WHERE u.account_id = a.account_id AND u.metric = '{metric}' {which}"
    last = f"SELECT max(u.day) FROM {rows} AND u.day <= :as_of AND u.day > date(:as_of, '-60 days')"
    return f"(SELECT sum(u.value) FROM {rows} AND u.day = ({last}))"


def _mean(metric: str, which: str = "") -> str:
    """The mean of a metric over the days of the last 28 on which account `a` has it."""
    return f"""(SELECT sum(u.value) / count(DISTINCT u.day) FROM usage AS u
    WHERE u.account_id = a.account_id AND u.metric = '{metric}' {which}
      AND u.day <= :as_of AND u.day > date(:as_of, '-28 days'))"""


ADOPTION = Family(
    "adoption",
    numbers("active_users", "features_used", "stickiness"),
    f"""
-- How many people and features: the newest figure of the last 60 days. A metric `feature:…` above zero in the last 28
-- days is a feature in use; `features` says their number itself. Mean users a day by users a month, over 28 days.
-- A search for each account: most of its usage is of no concern here.
SELECT account_id, coalesce(people, month) AS active_users, coalesce(said, nullif(named, 0.0)) AS features_used,
  iif(month > 0, 100.0 * coalesce({_mean("dau")}, {_mean("active_users", "AND u.grain = 'day'")}) / month, NULL)
    AS stickiness
FROM (
  SELECT account_id, {_newest("active_users", "AND u.grain <> 'day'")} AS people,
    coalesce({_newest("mau")}, {_newest("active_users", "AND u.grain = 'month'")}) AS month,
    {_newest("features")} AS said,
    (SELECT 1.0 * count(*) FROM (
       SELECT 1 FROM usage AS u WHERE u.account_id = a.account_id AND u.metric > 'feature:' AND u.metric < 'feature;'
         AND u.day <= :as_of AND u.day > date(:as_of, '-28 days') GROUP BY u.metric HAVING sum(u.value) > 0)) AS named
  FROM (SELECT id AS account_id FROM account) AS a WHERE 1 {{scope}}
) AS a
""",
    {"account": "", "usage": ""},
)

# Of the seats in the contract, else of those the account is said to have; the value is kept above 100 %.
LICENCE_USE = Derived(
    Measure("licence_use", "REAL"),
    "100.0 * adoption.active_users / nullif(coalesce(contract.contract_seats, a.seats), 0)",
    {"account": ""},
)

# Of the features of the products under contract.
BREADTH = Derived(
    Measure("breadth", "REAL"),
    """
100.0 * adoption.features_used / nullif(
  (SELECT sum(f.features) FROM product AS f WHERE f.id IN (
     SELECT s.product_id FROM subscription AS s
     WHERE s.account_id = a.id AND s.trial = 0 AND s.starts <= :as_of AND (s.ends IS NULL OR s.ends > :as_of))), 0)""",
    {"product": ""},
)
