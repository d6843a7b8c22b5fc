"""What Today is made of: for each kind of reason one select over the book as of a day.

Each gives (account_id, kind, subject_id, words, day, level): the record a reason is about, its title, the day since
which it is due, and for signals how severe it is. Parameters: `:today`, `:member`, `:before` (the last day on which a
contact's verification is too old).
"""

from __future__ import annotations

from csops_tui.measures.churn_review import KNOWN
from csops_tui.measures.complaints import DUE as UPDATE_DUE
from csops_tui.measures.people import TO_VERIFY
from csops_tui.measures.risks import DUE, GRAVITY, OPEN
from csops_tui.measures.sheet import RENEWAL_ON

# Who looks after an account: CS Ops where they serve it, else its owner.
_RESPONSIBLE = "iif(a.served_by = 'cs_ops' AND a.ops_owner_id IS NOT NULL, a.ops_owner_id, a.owner_id)"

# Whose items are asked for, as a condition on the member `m` they belong to. Whoever is inactive looks after nothing.
WHOSE = {
    "me": "m.id = :member",
    "pool": "(m.id IS NULL OR m.kind = 'pool' OR m.active = 0)",
    "all": "1",
}

# The same, roughly, of accounts alone: what an index answers before anything is joined.
CANDIDATE = {
    "me": "a.id IN (SELECT id FROM account WHERE owner_id = :member OR ops_owner_id = :member)",
    "pool": "1",
    "all": "1",
}

_THEIRS = f"""
JOIN panel AS p ON p.as_of = :today AND p.account_id = a.id LEFT JOIN member AS m ON m.id = {_RESPONSIBLE}
WHERE a.state IN ('active', 'trial') AND {{whose}} AND {{candidate}}"""

# Whoever was talked to today need not be called today; a letter, a seminar or a note of ours changes nothing.
_NOT_TODAY = "coalesce(p.last_1to1, '') < :today"

_NOT_BARRED = """NOT EXISTS (
  SELECT 1 FROM blackout AS b
  WHERE (b.account_id = a.id OR b.account_id IS NULL) AND :today BETWEEN b.starts AND b.ends)"""

LEVEL = "CASE s.severity WHEN 'urgent' THEN 3 WHEN 'warn' THEN 2 ELSE 1 END"

TASKS = f"""
SELECT t.account_id, iif(t.promise, 'promise', 'task'), t.id, t.title, t.due, 0
FROM task AS t LEFT JOIN account AS a ON a.id = t.account_id
LEFT JOIN member AS m ON m.id = coalesce(t.member_id, {_RESPONSIBLE})
WHERE t.due <= :today AND (t.state = 'open' OR t.done_on > :today) AND {{whose}}
ORDER BY t.due, t.id"""

SIGNALS = f"""
SELECT e.account_id, 'signal', e.id, s.name, iif(e.state = 'snoozed', e.until, e.raised), {LEVEL}
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id JOIN account AS a ON a.id = e.account_id
{_THEIRS} AND e.raised <= :today AND (e.state = 'raised' OR (e.state = 'snoozed' AND e.until <= :today))
  AND {_NOT_TODAY}
  -- The promise itself stands in the queue.
  AND s.name <> 'promise_overdue'
ORDER BY 6 DESC, e.raised, s.name, e.id"""

CADENCE = f"""
SELECT a.id, 'cadence', NULL, NULL, p.cadence_due, 0
FROM account AS a {_THEIRS} AND p.cadence_due <= :today AND {_NOT_TODAY} AND {_NOT_BARRED}"""

# A meeting in the diary is what the runway is for.
RUNWAY = f"""
SELECT a.id, 'runway', NULL, NULL, p.runway_on, 0
FROM account AS a {_THEIRS} AND {RENEWAL_ON} >= :today AND p.runway_on <= :today
  AND coalesce(p.last_two_way, '') < p.runway_on AND p.next_meeting IS NULL AND {_NOT_TODAY} AND {_NOT_BARRED}"""

# The people one would call: key contacts, or anybody where nobody was ever marked as one.
VERIFY = f"""
SELECT a.id, 'verify', r.id, r.name, r.verified, 0
FROM contact AS r JOIN account AS a ON a.id = r.account_id {_THEIRS} AND {TO_VERIFY}
  AND (r.key_contact = 1 OR NOT EXISTS (
    SELECT 1 FROM contact AS k WHERE k.account_id = a.id AND k.key_contact = 1))
ORDER BY coalesce(r.verified, ''), coalesce(r.kana, r.name), r.id"""

# What calendars, mail and cards say, for whoever it was found with; without a day of its own, or ahead, it is new.
CAPTURED = f"""
SELECT r.account_id, 'capture', r.id, r.title, min(coalesce(r.day, :today), :today), 0
FROM proposal AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.member_id, {_RESPONSIBLE})
WHERE r.state = 'proposed' AND {{whose}}
ORDER BY r.kind = 'contact', r.day, r.at, r.id"""

# Risks that are to be looked at again.
RISKS = f"""
SELECT r.account_id, 'risk', r.id, r.category, {DUE}, 0
FROM risk AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.owner_id, {_RESPONSIBLE})
WHERE {OPEN.replace(":day", ":today")} AND {DUE} <= :today AND {{whose}}
ORDER BY {GRAVITY} DESC, {DUE}, r.id"""

# Complaints whose customer is to be told how things stand on this day at the latest.
COMPLAINTS = f"""
SELECT r.account_id, 'complaint', r.id, r.title, date({UPDATE_DUE}, 'localtime'), 0
FROM complaint AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.owner_id, {_RESPONSIBLE})
WHERE date({UPDATE_DUE}, 'localtime') <= :today AND date(r.received, 'localtime') <= :today AND {{whose}}
ORDER BY {UPDATE_DUE}, r.id"""

# What a churn review decided, under the customer it was learned from.
ACTIONS = f"""
SELECT c.account_id, 'action', x.id, x.title, x.due, 0
FROM review_action AS x JOIN churn_review AS v ON v.id = x.review_id JOIN churn AS c ON c.id = v.churn_id
JOIN account AS a ON a.id = c.account_id LEFT JOIN member AS m ON m.id = coalesce(x.member_id, {_RESPONSIBLE})
WHERE x.state = 'open' AND x.due <= :today AND {{whose}}
ORDER BY x.due, x.id"""

# Losses whose record is not complete: no reason, none of the list without saying which, no day; or over and not closed.
CHURNS = f"""
SELECT c.account_id, 'churn', c.id,
  CASE WHEN c.reason_judged IS NULL THEN 'reason' WHEN c.effective IS NULL THEN 'day'
    WHEN c.reason_judged IN ('unknown', 'other') AND trim(coalesce(c.note, '')) = '' THEN 'why' ELSE 'close' END AS gap,
  CASE WHEN c.reason_judged IS NULL OR c.effective > :today THEN coalesce({KNOWN}, :today)
    ELSE coalesce(c.effective, {KNOWN}, :today) END AS owed, 0
FROM churn AS c JOIN account AS a ON a.id = c.account_id
LEFT JOIN member AS m ON m.id = coalesce(c.member_id, {_RESPONSIBLE})
WHERE c.state = 'open' AND owed <= :today AND (gap <> 'close' OR c.effective <= :today) AND {{whose}}
ORDER BY owed, c.id"""

SOURCES = (TASKS, SIGNALS, CADENCE, RUNWAY, VERIFY, CAPTURED, RISKS, COMPLAINTS, ACTIONS, CHURNS)

DEFERRED = "SELECT account_id, kind, subject_id FROM deferral WHERE day <= :today AND until > :today"

# What is shown and weighed of the accounts (`:ids`, a JSON list). A next step is one that still lies ahead.
FACTS = f"""
SELECT a.id, a.name, coalesce(a.kana, a.name), m.name, p.mrr, p.currency, {RENEWAL_ON}, p.runway_on,
  p.concern, p.concern_expires, p.last_1to1, (
    SELECT max({LEVEL}) FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
    WHERE e.account_id = a.id AND e.state IN ('raised', 'acknowledged', 'snoozed') AND e.raised <= :today), (
    SELECT t.due || char(31) || t.title FROM task AS t
    WHERE t.account_id = a.id AND t.due > :today AND t.state = 'open' ORDER BY t.due, t.id LIMIT 1)
FROM account AS a LEFT JOIN panel AS p ON p.as_of = :today AND p.account_id = a.id
LEFT JOIN member AS m ON m.id = {_RESPONSIBLE}
WHERE a.id IN (SELECT value FROM json_each(:ids))"""

# What every paying account pays, by currency: the middle of it is the measure of size.
AMOUNTS = """
SELECT p.currency, p.mrr FROM panel AS p JOIN account AS a ON a.id = p.account_id
WHERE p.as_of = :today AND p.mrr > 0 AND a.state IN ('active', 'trial')"""

# The accounts a member did something about today.
DONE = f"""
SELECT account_id FROM touchpoint WHERE day = :today AND reach = '1:1' AND +member_id = :member
UNION SELECT t.account_id FROM task AS t LEFT JOIN account AS a ON a.id = t.account_id
  WHERE t.done_on = :today AND t.state = 'done' AND coalesce(t.member_id, {_RESPONSIBLE}) = :member
UNION SELECT account_id FROM concern WHERE day = :today AND member_id = :member
UNION SELECT account_id FROM signal_episode WHERE acted = :today AND state <> 'snoozed' AND member_id = :member
UNION SELECT c.account_id FROM complaint_update AS u JOIN complaint AS c ON c.id = u.complaint_id
  WHERE u.member_id = :member AND date(u.at, 'localtime') = :today
UNION SELECT r.account_id FROM contact AS r JOIN account AS a ON a.id = r.account_id
  WHERE r.verified = :today AND {_RESPONSIBLE} = :member AND {CANDIDATE["me"]}"""
