"""The facts of one account that figures count, as selects over `:account` and `:as_of` with the columns of a `Fact`."""

from __future__ import annotations

from csops_tui.measures.facts.usage import METRIC

# Logged touches that count, and attendance on days without a 1:n touch.
TOUCHES = """
SELECT day, 'touchpoint' AS kind, id, 'channel:' || channel AS what, coalesce(note, '') AS text, NULL AS number,
  NULL AS currency, reach, direction, "trigger"
FROM touchpoint WHERE account_id = :account AND reach <> 'none' AND day <= :as_of
UNION ALL
SELECT r.day, 'attendance', min(r.id), 'attendance.state:attended', coalesce(group_concat(DISTINCT e.title), ''), NULL,
  NULL, '1:n', 'two_way', NULL
FROM attendance AS r LEFT JOIN event AS e ON e.id = r.event_id
WHERE r.account_id = :account AND r.state = 'attended' AND r.day <= :as_of AND NOT EXISTS (
  SELECT 1 FROM touchpoint AS t WHERE t.account_id = r.account_id AND t.day = r.day AND t.reach = '1:n')
GROUP BY r.day
"""

LATEST_TOUCHES = f"""
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY reach ORDER BY day DESC, id DESC) AS turn FROM ({TOUCHES})
) WHERE turn = 1
"""

# Each person with the day last met and how often.
PEOPLE_MET = """
SELECT max(t.day) AS day, 'contact' AS kind, c.id, 'contact.state:' || c.state AS what, c.name AS text,
  count(*) AS number, NULL AS currency
FROM touchpoint AS t JOIN touchpoint_contact AS m ON m.touchpoint_id = t.id JOIN contact AS c ON c.id = m.contact_id
WHERE t.account_id = :account AND t.reach = '1:1' AND t.day <= :as_of AND t.day > date(:as_of, '-365 days')
GROUP BY c.id
"""

# For each reach the shared line that holds for the account.
CADENCES = """
SELECT NULL AS day, 'cadence' AS kind, id, 'cadence.reach:' || reach AS what, '' AS text, days AS number,
  NULL AS currency
FROM (
  SELECT k.*, row_number() OVER (
    PARTITION BY k.reach ORDER BY k.segment IS NULL, k.tier IS NULL, k.touch_model IS NULL, k.days, k.id) AS turn
  FROM cadence AS k JOIN account AS a ON a.id = :account AND a.cadence_paused = 0
  WHERE (k.tier IS NULL OR k.tier = a.tier) AND (k.segment IS NULL OR k.segment = a.segment)
    AND (k.touch_model IS NULL OR k.touch_model = a.touch_model)
) WHERE turn = 1
"""

OWN_CADENCE = """
SELECT NULL AS day, 'account' AS kind, id, '' AS what, name AS text, cadence_days AS number, NULL AS currency
FROM account WHERE id = :account AND cadence_paused = 0 AND cadence_days IS NOT NULL
"""

BLACKOUTS = """
SELECT starts AS day, 'blackout' AS kind, id, ends AS what, coalesce(reason, '') AS text, NULL AS number,
  NULL AS currency
FROM blackout WHERE account_id = :account OR account_id IS NULL
"""

BUSY_MONTHS = """
SELECT NULL AS day, 'account_calendar' AS kind, id, 'calendar_kind:' || kind AS what, coalesce(note, '') AS text,
  month AS number, NULL AS currency
FROM account_calendar WHERE account_id = :account AND kind IN ('budget', 'reorganisation', 'busy_season')
"""

# The judgement that is shown: the newest, until a month after its expiry.
CONCERN = """
SELECT * FROM (
  SELECT day, 'concern' AS kind, id, 'concern_level:' || level AS what, coalesce(evidence, '') AS text, NULL AS number,
    NULL AS currency, coalesce(expires, date(day, '+90 days')) AS expires
  FROM concern WHERE account_id = :account AND day <= :as_of
  ORDER BY day DESC, rowid DESC LIMIT 1
) WHERE :as_of <= date(expires, '+30 days')
"""

_LINE = """
SELECT {day} AS day, 'subscription' AS kind, s.id,
  trim(coalesce(p.name, '') || ' ' || coalesce(s.plan, '')) AS what, coalesce(s.note, '') AS text,
  {number} AS number, {currency} AS currency, (s.ends IS NULL OR s.ends > :as_of) AS active
FROM subscription AS s LEFT JOIN product AS p ON p.id = s.product_id
WHERE s.account_id = :account AND s.trial = 0 AND s.starts <= :as_of {condition}
"""
_ACTIVE = "AND (s.ends IS NULL OR s.ends > :as_of)"

# The contract lines that have started, with their amounts.
LINES = _LINE.format(day="s.starts", number="s.mrr", currency="s.currency", condition="")
# Those in force that have an end, by it.
ENDING_LINES = _LINE.format(
    day="s.ends", number="s.mrr", currency="s.currency", condition=f"{_ACTIVE} AND s.ends IS NOT NULL"
)
# Those in force that say how many seats.
SEATS = _LINE.format(day="s.starts", number="s.seats", currency="NULL", condition=f"{_ACTIVE} AND s.seats IS NOT NULL")

_ACCOUNT = """
SELECT {day} AS day, 'account' AS kind, a.id, '' AS what, a.name AS text, {number} AS number, NULL AS currency
FROM account AS a WHERE a.id = :account AND {condition}
"""

# What the account itself says where no contract line does.
OWN_SEATS = _ACCOUNT.format(day="NULL", number="a.seats", condition=f"a.seats IS NOT NULL AND NOT EXISTS ({SEATS})")
BEGAN = _ACCOUNT.format(day="a.since", number="NULL", condition=f"a.since <= :as_of AND NOT EXISTS ({LINES})")

# Each product under contract once, with its number of features.
PRODUCTS = """
SELECT min(s.starts) AS day, 'product' AS kind, p.id, p.name AS what, '' AS text, p.features AS number,
  NULL AS currency
FROM subscription AS s JOIN product AS p ON p.id = s.product_id
WHERE s.account_id = :account AND s.trial = 0 AND s.starts <= :as_of AND (s.ends IS NULL OR s.ends > :as_of)
GROUP BY p.id
"""

RENEWALS = """
SELECT due AS day, 'renewal' AS kind, id, coalesce('renewal.forecast:' || forecast, '') AS what,
  coalesce(note, '') AS text, NULL AS number, NULL AS currency
FROM renewal WHERE account_id = :account AND due >= :as_of AND (decision IS NULL OR decided > :as_of)
"""

RUNWAY = """
SELECT * FROM (
  SELECT s.starts AS day, 'segment' AS kind, s.id, s.name AS what, '' AS text, s.runway_days AS number, NULL AS currency
  FROM segment AS s JOIN account AS a ON a.id = :account AND a.segment = s.name
  WHERE s.starts IS NULL OR s.starts <= :as_of
  ORDER BY s.version DESC, s.id LIMIT 1) WHERE number IS NOT NULL
"""

# Usage in weeks of seven days that end with the day up to which usage is counted; a week goes by its last day.
WEEKS = f"""
SELECT date(until, '-' || (7 * CAST((julianday(until) - julianday(day)) / 7 AS INTEGER)) || ' days') AS day,
  'usage' AS kind, '' AS id, metric AS what, '' AS text, sum(value) AS number, NULL AS currency, until
FROM usage, (SELECT coalesce(:used, :as_of) AS until)
WHERE account_id = :account AND metric = {METRIC} AND day <= until AND day > date(until, '-112 days')
GROUP BY 1
"""

USAGE = f"""
SELECT day, 'usage' AS kind, '' AS id, metric AS what, '' AS text, sum(value) AS number, NULL AS currency
FROM usage
WHERE account_id = :account AND metric = {METRIC} AND day <= :as_of AND day > date(:as_of, '-112 days')
GROUP BY day
"""

ADOPTION = """
SELECT day, 'usage' AS kind, '' AS id, metric AS what, '' AS text, sum(value) AS number, NULL AS currency, metric, grain
FROM usage
WHERE account_id = :account AND day <= :as_of AND day > date(:as_of, '-60 days')
  AND (metric IN ('active_users', 'features', 'dau', 'mau') OR (metric > 'feature:' AND metric < 'feature;'))
GROUP BY metric, day, grain
"""

# Each event that somebody came to.
ATTENDED = """
SELECT max(r.day) AS day, 'event' AS kind, r.event_id AS id, 'attendance.state:attended' AS what,
  coalesce(e.title, '') AS text, count(*) AS number, NULL AS currency
FROM attendance AS r LEFT JOIN event AS e ON e.id = r.event_id
WHERE r.account_id = :account AND r.state = 'attended' AND r.day <= :as_of
GROUP BY r.event_id
"""

TICKETS = """
SELECT opened AS day, 'ticket' AS kind, id, 'ticket.state:' || state AS what, coalesce(title, note, '') AS text,
  NULL AS number, NULL AS currency, closed > :as_of OR (closed IS NULL AND state <> 'closed') AS is_open
FROM ticket WHERE account_id = :account AND opened <= :as_of
"""

# Of each person and kind of survey the latest answer of a year; bare columns come from the row that holds the maximum.
ANSWERS = """
SELECT r.day, 'survey_response' AS kind, r.id, s.name AS what,
  trim(coalesce(c.name, '') || ' ' || coalesce(r.comment, '')) AS text, r.score AS number, NULL AS currency,
  s.kind AS survey, r.followed_up, max(r.day || printf('%019d', r.rowid)) AS newest
FROM survey_response AS r JOIN survey AS s ON s.id = r.survey_id LEFT JOIN contact AS c ON c.id = r.contact_id
WHERE r.account_id = :account AND r.score IS NOT NULL AND r.day <= :as_of AND r.day > date(:as_of, '-365 days')
GROUP BY s.kind, r.contact_id
"""

# Who is there goes by the day of verification, who has left by the day of leaving.
CONTACTS = """
SELECT iif(there, verified, left_on) AS day, 'contact' AS kind, id, 'contact.state:' || state AS what, name AS text,
  NULL AS number, NULL AS currency, there, known, key_contact, max(key_contact) OVER () AS marked,
  max(iif(key_contact AND NOT there, coalesce(left_on, '9999'), NULL)) OVER ()
    > coalesce(max(iif(known AND key_contact, verified, NULL)) OVER (), '') AS missed
FROM (
  SELECT id, name, state, key_contact, left_on, iif(verified <= :as_of, verified, NULL) AS verified,
    state <> 'left' OR coalesce(left_on > :as_of, 0) AS there,
    state = 'active' OR (state = 'left' AND left_on > :as_of) AS known
  FROM contact WHERE account_id = :account
)
"""

# Tasks open on the day, by when they are due.
TASKS = """
SELECT due AS day, 'task' AS kind, id, 'task.state:' || state AS what, title AS text, NULL AS number, NULL AS currency,
  promise
FROM task WHERE account_id = :account AND (state = 'open' OR done_on > :as_of)
"""

MEETINGS = """
SELECT date(meeting, 'localtime') AS day, 'appointment' AS kind, id, 'appointment.state:' || state AS what,
  coalesce(note, '') AS text, NULL AS number, NULL AS currency
FROM appointment
WHERE account_id = :account AND state IN ('booked', 'held') AND asked <= :as_of
  AND date(meeting, 'localtime') >= :as_of
"""

# Milestones not reached by the day, by when they are expected.
MILESTONES = """
SELECT expected AS day, 'milestone' AS kind, id, title AS what, coalesce(stumble, '') AS text, NULL AS number,
  NULL AS currency
FROM milestone WHERE account_id = :account AND expected IS NOT NULL AND (reached IS NULL OR reached > :as_of)
"""

VOICES = """
SELECT day, 'voice' AS kind, id, 'voice.state:' || state AS what, title AS text, NULL AS number, NULL AS currency
FROM voice
WHERE account_id = :account AND kind NOT IN ('praise', 'trait') AND day <= :as_of AND (told IS NULL OR told > :as_of)
"""

RISKS = """
SELECT opened AS day, 'risk' AS kind, id, 'risk_category:' || category AS what, coalesce(note, '') AS text,
  CASE level WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END AS number, NULL AS currency
FROM risk WHERE account_id = :account AND opened <= :as_of AND (closed IS NULL OR closed > :as_of)
"""

COMPLAINTS = """
SELECT * FROM (
  SELECT date(received, 'localtime') AS day, 'complaint' AS kind, id, 'severity:' || coalesce(severity, '') AS what,
    title AS text, NULL AS number, NULL AS currency, date(resolved, 'localtime') AS solved
  FROM complaint WHERE account_id = :account
) WHERE day <= :as_of AND (solved IS NULL OR solved > :as_of)
"""

OPPORTUNITIES = """
SELECT opened AS day, 'opportunity' AS kind, id, 'opportunity_kind:' || kind AS what, title AS text, NULL AS number,
  NULL AS currency
FROM opportunity WHERE account_id = :account AND opened <= :as_of AND (state = 'open' OR closed > :as_of)
"""

EPISODES = """
SELECT e.raised AS day, 'signal_episode' AS kind, e.id, 'signal.severity:' || s.severity AS what, s.name AS text,
  NULL AS number, NULL AS currency
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE e.account_id = :account AND e.raised <= :as_of AND (e.cleared IS NULL OR e.cleared > :as_of)
"""
