"""What customers say and come to: seminars, tickets, surveys, requests."""

from __future__ import annotations

from csops_tui.measures.family import Family, counts, days, numbers

PARTICIPATION = Family(
    "participation",
    (*counts("attended_90d", "attended_365d"), *days("last_attended")),
    """
SELECT account_id, count(DISTINCT CASE WHEN day > date(:as_of, '-90 days') THEN event_id END) AS attended_90d,
  count(DISTINCT CASE WHEN day > date(:as_of, '-365 days') THEN event_id END) AS attended_365d,
  max(day) AS last_attended
FROM attendance WHERE state = 'attended' AND day <= :as_of {scope}
GROUP BY account_id
""",
    {"attendance": "day"},
)

TICKETS = Family(
    "tickets",
    (*counts("tickets_28d"), *numbers("tickets_before"), *counts("open_tickets"), *days("oldest_ticket")),
    """
-- The account's own baseline: the median of its three 28-day windows before the last one.
SELECT account_id, w0 AS tickets_28d, CAST(w1 + w2 + w3 - max(w1, w2, w3) - min(w1, w2, w3) AS REAL) AS tickets_before,
  open_tickets, oldest_ticket
FROM (
  SELECT account_id,
    count(CASE WHEN opened > date(:as_of, '-28 days') THEN 1 END) AS w0,
    count(CASE WHEN opened > date(:as_of, '-56 days') AND opened <= date(:as_of, '-28 days') THEN 1 END) AS w1,
    count(CASE WHEN opened > date(:as_of, '-84 days') AND opened <= date(:as_of, '-56 days') THEN 1 END) AS w2,
    count(CASE WHEN opened > date(:as_of, '-112 days') AND opened <= date(:as_of, '-84 days') THEN 1 END) AS w3,
    count(CASE WHEN closed > :as_of OR (closed IS NULL AND state <> 'closed') THEN 1 END) AS open_tickets,
    min(CASE WHEN closed > :as_of OR (closed IS NULL AND state <> 'closed') THEN opened END) AS oldest_ticket
  FROM ticket WHERE opened <= :as_of {scope}
  GROUP BY account_id
)
""",
    {"ticket": ""},
)

SURVEYS = Family(
    "surveys",
    (*numbers("nps"), *days("nps_on"), *numbers("csat", "ces"), *counts("detractors")),
    """
-- Of each person the latest answer of a year, on the survey's own scale; an account's figure is their mean.
-- Whoever answered without a name is one person of the account.
SELECT account_id, avg(CASE WHEN kind = 'nps' THEN score END) AS nps,
  max(CASE WHEN kind = 'nps' THEN day END) AS nps_on,
  avg(CASE WHEN kind = 'csat' THEN score END) AS csat, avg(CASE WHEN kind = 'ces' THEN score END) AS ces,
  count(CASE WHEN kind = 'nps' AND score <= 6 AND (followed_up IS NULL OR followed_up > :as_of) THEN 1 END)
    AS detractors
FROM (
  SELECT r.account_id, s.kind, r.day, r.score, r.followed_up, max(r.day || printf('%019d', r.rowid)) AS newest
  FROM survey_response AS r JOIN survey AS s ON s.id = r.survey_id
  WHERE r.score IS NOT NULL AND r.day <= :as_of AND r.day > date(:as_of, '-365 days') {scope}
  GROUP BY r.account_id, s.kind, r.contact_id
)
GROUP BY account_id
""",
    {"survey_response": "day", "survey": ""},
)

REQUESTS = Family(
    "requests",
    (*counts("open_requests"), *days("oldest_request")),
    """
-- Open until the customer has been told what became of it; praise and traits need no answer.
SELECT account_id, count(CASE WHEN told IS NULL OR told > :as_of THEN 1 END) AS open_requests,
  min(CASE WHEN told IS NULL OR told > :as_of THEN day END) AS oldest_request
FROM voice WHERE kind NOT IN ('praise', 'trait') AND day <= :as_of {scope}
GROUP BY account_id
""",
    {"voice": "day"},
)
