"""What is laid out ahead: concern, tasks and promises, meetings, milestones, the cadence."""

from __future__ import annotations

from csops_tui.measures.family import Derived, Family, Measure, counts, days

CONCERN = Family(
    "concern",
    (*counts("concern"), *days("concern_reason", "concern_on", "concern_expires")),
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
    (*days("next_due", "next_task"), *counts("open_tasks", "overdue_tasks", "promises", "overdue_promises")),
    """
SELECT account_id, due AS next_due, title AS next_task, min(coalesce(due, '9999-12-31') || id) AS first_due,
  count(*) AS open_tasks, count(CASE WHEN due < :as_of THEN 1 END) AS overdue_tasks,
  count(CASE WHEN promise THEN 1 END) AS promises,
  count(CASE WHEN promise AND due < :as_of THEN 1 END) AS overdue_promises
FROM task WHERE account_id IS NOT NULL AND (state = 'open' OR done_on > :as_of) {scope}
GROUP BY account_id
""",
    {"task": ""},
)

MEETINGS = Family(
    "meetings",
    days("next_meeting"),
    """
SELECT account_id, min(date(meeting, 'localtime')) AS next_meeting
FROM appointment
WHERE state IN ('booked', 'held') AND asked <= :as_of
  AND meeting >= date(:as_of, '-1 day') AND date(meeting, 'localtime') >= :as_of {scope}
GROUP BY account_id
""",
    {"appointment": ""},
)

MILESTONES = Family(
    "milestones",
    counts("milestones_late"),
    """
SELECT account_id, count(CASE WHEN expected < :as_of AND (reached IS NULL OR reached > :as_of) THEN 1 END)
  AS milestones_late
FROM milestone WHERE expected IS NOT NULL {scope}
GROUP BY account_id
""",
    {"milestone": ""},
)

# The line of the cadence table that holds for an account and a reach: the more personal one where several fit.
LINE = """
(SELECT k.{what} FROM cadence AS k
 WHERE k.reach = '{reach}' AND (k.tier IS NULL OR k.tier = account.tier)
   AND (k.segment IS NULL OR k.segment = account.segment)
   AND (k.touch_model IS NULL OR k.touch_model = account.touch_model)
 ORDER BY k.segment IS NULL, k.tier IS NULL, k.touch_model IS NULL, k.days, k.id LIMIT 1)"""

CADENCE = Family(
    "cadence",
    (
        *counts("cadence_target"),
        *days("cadence_reach"),
        *counts("cadence_1to1", "cadence_any", "cadence_1ton", "cadence_tech"),
    ),
    f"""
-- An account has one target for each reach that the table knows for it; the first of 1:1, any, 1:n and tech is the one
-- that is shown, and the account's own days stand in its place.
SELECT account_id, coalesce(own, by_1to1, by_any, by_1ton, by_tech) AS cadence_target, reach AS cadence_reach,
  iif(reach = '1:1', coalesce(own, by_1to1), by_1to1) AS cadence_1to1,
  iif(reach = 'any', coalesce(own, by_any), by_any) AS cadence_any,
  iif(reach = '1:n', coalesce(own, by_1ton), by_1ton) AS cadence_1ton,
  iif(reach = 'tech', coalesce(own, by_tech), by_tech) AS cadence_tech
FROM (
  SELECT *, CASE WHEN by_1to1 > 0 THEN '1:1' WHEN by_any > 0 THEN 'any' WHEN by_1ton > 0 THEN '1:n'
    WHEN by_tech > 0 THEN 'tech' ELSE '1:1' END AS reach
  FROM (
    SELECT id AS account_id, cadence_days AS own, {LINE.format(what="days", reach="1:1")} AS by_1to1,
      {LINE.format(what="days", reach="any")} AS by_any, {LINE.format(what="days", reach="1:n")} AS by_1ton,
      {LINE.format(what="days", reach="tech")} AS by_tech
    FROM account WHERE cadence_paused = 0
  )
)
WHERE coalesce(own, by_1to1, by_any, by_1ton, by_tech) IS NOT NULL {{scope}}
""",
    {"account": "", "cadence": ""},
)

_FIRST_DUE = """
  SELECT '{name}', date(coalesce(touches.last_{name}, contract.customer_since, a.since),
    '+' || cadence.cadence_{name} || ' days'), 0 WHERE cadence.cadence_{name} IS NOT NULL"""

# For each reach with a target the last such touch, else the day the account began, plus its days; while that falls in a
# blackout or a month in which the customer has no time, the first day after it. What comes first is due.
CADENCE_DUE = Derived(
    Measure("cadence_due", "TEXT"),
    f"""
(WITH RECURSIVE free (reach, day, turn) AS (
  {" UNION ALL ".join(_FIRST_DUE.format(name=name) for name in ("1to1", "any", "1ton", "tech"))}
  UNION ALL
  SELECT reach, coalesce(
      (SELECT date(max(b.ends), '+1 day') FROM blackout AS b
       WHERE free.day BETWEEN b.starts AND b.ends AND (b.account_id = a.id OR b.account_id IS NULL)),
      (SELECT date(free.day, 'start of month', '+1 month') FROM account_calendar AS k
       WHERE k.account_id = a.id AND k.kind IN ('budget', 'reorganisation', 'busy_season')
         AND k.month = CAST(substr(free.day, 6, 2) AS INTEGER))), turn + 1
  FROM free WHERE free.day IS NOT NULL AND turn < 40
) SELECT min(last) FROM (SELECT max(day) AS last FROM free GROUP BY reach))""",
    {"blackout": "", "account_calendar": ""},
)
