-- The views for people who ask with SQL. They need nothing but SQLite, so that any tool shows them; their names and
-- columns stay. Amounts are in whole units of their currency (`units()` is written out when a view is made), "today" is
-- the computer's own date, and the codes have their words in v_words.
CREATE VIEW v_accounts AS
WITH today (day) AS (SELECT date('now', 'localtime')),
line AS (
  SELECT s.account_id, s.mrr, s.currency, s.starts, s.ends, s.seats, (s.ends IS NULL OR s.ends > today.day) AS runs
  FROM subscription AS s, today WHERE s.starts <= today.day AND s.trial = 0
),
contract AS (
  -- Amounts in several currencies have no sum.
  SELECT account_id,
    CASE count(DISTINCT CASE WHEN runs THEN currency END) WHEN 0 THEN 0 WHEN 1 THEN sum(CASE WHEN runs THEN mrr END)
    END AS mrr,
    CASE count(DISTINCT CASE WHEN runs THEN currency END) WHEN 0 THEN max(currency)
      WHEN 1 THEN max(CASE WHEN runs THEN currency END) END AS currency,
    min(CASE WHEN runs THEN ends END) AS line_ends, min(starts) AS customer_since,
    sum(CASE WHEN runs THEN seats END) AS seats
  FROM line GROUP BY account_id
),
next_renewal AS (
  SELECT r.account_id, min(r.due) AS due FROM renewal AS r, today
  WHERE r.due >= today.day AND (r.decision IS NULL OR r.decided > today.day) GROUP BY r.account_id
),
touch AS (
  SELECT t.account_id, max(t.day) AS last_touch, max(CASE WHEN t.reach = '1:1' THEN t.day END) AS last_1to1,
    max(CASE WHEN t.reach = '1:1' AND t.direction = 'two_way' THEN t.day END) AS last_two_way,
    count(CASE WHEN t.day > date(today.day, '-365 days') THEN 1 END) AS touches_365d,
    count(CASE WHEN t.reach = '1:1' AND t.day > date(today.day, '-365 days') THEN 1 END) AS touches_1to1_365d
  FROM (
    SELECT account_id, day, reach, direction FROM touchpoint WHERE reach <> 'none'
    UNION ALL SELECT DISTINCT r.account_id, r.day, '1:n', 'two_way' FROM attendance AS r
    WHERE r.state = 'attended' AND NOT EXISTS (
      SELECT 1 FROM touchpoint AS t WHERE t.account_id = r.account_id AND t.day = r.day AND t.reach = '1:n')
  ) AS t, today WHERE t.day <= today.day GROUP BY t.account_id
),
-- SQLite takes the bare columns from the row that holds the maximum: the last judgement written on the newest day.
judged AS (
  SELECT c.account_id, c.level, c.reason, c.day, coalesce(c.expires, date(c.day, '+90 days')) AS expires,
    max(c.day || substr('0000000000000000000' || c.rowid, -19)) AS newest
  FROM concern AS c, today WHERE c.day <= today.day GROUP BY c.account_id
),
work AS (
  SELECT t.account_id, count(*) AS open_tasks, count(CASE WHEN t.due < today.day THEN 1 END) AS overdue_tasks,
    min(t.due) AS next_due
  FROM task AS t, today WHERE t.state = 'open' AND t.account_id IS NOT NULL GROUP BY t.account_id
),
people AS (
  SELECT c.account_id, count(CASE WHEN c.state <> 'left' OR c.left_on > today.day THEN 1 END) AS contacts,
    count(CASE WHEN c.key_contact AND (c.state = 'active' OR (c.state = 'left' AND c.left_on > today.day)) THEN 1 END)
      AS key_contacts
  FROM contact AS c, today GROUP BY c.account_id
),
raised AS (
  SELECT account_id, count(*) AS open_signals FROM signal_episode WHERE state <> 'cleared' GROUP BY account_id
)
SELECT a.id AS account_id, a.name AS account, a.kana, a.domain, a.corporate_number, a.state, a.stage,
  owner.name AS owner, owner.team, ops.name AS ops_owner, a.served_by, a.tier, a.size, a.touch_model, a.segment,
  a.industry, a.region, a.country, a.maturity,
  c.mrr * 1.0 / units(c.currency) AS mrr, c.currency, coalesce(c.seats, a.seats) AS seats,
  coalesce(c.customer_since, CASE WHEN a.since <= today.day THEN a.since END) AS customer_since,
  coalesce(n.due, c.line_ends) AS renewal_on,
  CAST(julianday(coalesce(n.due, c.line_ends)) - julianday(today.day) AS INTEGER) AS renewal_in_days,
  t.last_touch, t.last_1to1, t.last_two_way,
  CAST(julianday(today.day) - julianday(t.last_1to1) AS INTEGER) AS days_since_1to1,
  coalesce(t.touches_365d, 0) AS touches_365d, coalesce(t.touches_1to1_365d, 0) AS touches_1to1_365d,
  CASE WHEN today.day <= date(j.expires, '+30 days') THEN j.level END AS concern,
  CASE WHEN today.day <= date(j.expires, '+30 days') THEN j.reason END AS concern_reason,
  CASE WHEN today.day <= date(j.expires, '+30 days') THEN j.day END AS concern_on,
  coalesce(w.open_tasks, 0) AS open_tasks, coalesce(w.overdue_tasks, 0) AS overdue_tasks, w.next_due,
  coalesce(g.open_signals, 0) AS open_signals,
  coalesce(p.contacts, 0) AS contacts, coalesce(p.key_contacts, 0) AS key_contacts
FROM account AS a CROSS JOIN today
LEFT JOIN member AS owner ON owner.id = a.owner_id
LEFT JOIN member AS ops ON ops.id = a.ops_owner_id
LEFT JOIN contract AS c ON c.account_id = a.id
LEFT JOIN next_renewal AS n ON n.account_id = a.id
LEFT JOIN touch AS t ON t.account_id = a.id
LEFT JOIN judged AS j ON j.account_id = a.id
LEFT JOIN work AS w ON w.account_id = a.id
LEFT JOIN raised AS g ON g.account_id = a.id
LEFT JOIN people AS p ON p.account_id = a.id;

CREATE VIEW v_contacts AS
SELECT c.id AS contact_id, c.account_id, a.name AS account, c.name AS contact, c.kana, c.title, c.department, c.mail,
  c.phone, c.role, c.key_contact, c.state, c.verified, c.left_on, c.community,
  (SELECT max(t.day) FROM touchpoint_contact AS x JOIN touchpoint AS t ON t.id = x.touchpoint_id
   WHERE x.contact_id = c.id AND t.reach <> 'none') AS last_touch,
  (SELECT max(e.day) FROM attendance AS e WHERE e.contact_id = c.id AND e.state = 'attended') AS last_attended,
  c.note
FROM contact AS c JOIN account AS a ON a.id = c.account_id;

CREATE VIEW v_touches AS
SELECT t.id AS touch_id, 'logged' AS source, t.day, substr(t.day, 1, 7) AS month, t.account_id, a.name AS account,
  owner.name AS owner, who.name AS member, t.channel, t.reach, t.direction, t."trigger" AS triggered_by, t.purpose,
  t.minutes, t.sentiment, t.outcome, t.tags,
  (SELECT group_concat(c.name, ', ') FROM touchpoint_contact AS x JOIN contact AS c ON c.id = x.contact_id
   WHERE x.touchpoint_id = t.id) AS people,
  t.note
FROM touchpoint AS t JOIN account AS a ON a.id = t.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN member AS who ON who.id = t.member_id
WHERE t.reach <> 'none'
UNION ALL
SELECT NULL, 'attended', r.day, substr(r.day, 1, 7), r.account_id, a.name, owner.name, NULL, 'event', '1:n', 'two_way',
  NULL, NULL, NULL, NULL, NULL, NULL,
  (SELECT group_concat(c.name, ', ') FROM attendance AS x JOIN contact AS c ON c.id = x.contact_id
   WHERE x.account_id = r.account_id AND x.day = r.day AND x.state = 'attended'),
  NULL
FROM (SELECT DISTINCT account_id, day FROM attendance WHERE state = 'attended') AS r
JOIN account AS a ON a.id = r.account_id LEFT JOIN member AS owner ON owner.id = a.owner_id
WHERE NOT EXISTS (
  SELECT 1 FROM touchpoint AS t WHERE t.account_id = r.account_id AND t.day = r.day AND t.reach = '1:n');

CREATE VIEW v_touches_by_month AS
SELECT month, account_id, account, owner, reach, count(*) AS touches,
  count(CASE WHEN direction = 'two_way' THEN 1 END) AS two_way,
  count(CASE WHEN triggered_by IN ('signal', 'request') THEN 1 END) AS from_customer, sum(minutes) AS minutes
FROM v_touches GROUP BY month, account_id, account, owner, reach;

CREATE VIEW v_appointments AS
SELECT p.id AS appointment_id, p.account_id, a.name AS account, c.name AS contact, m.name AS member, p.asked, p.state,
  p.meeting, p.decided, CAST(julianday(p.decided) - julianday(p.asked) AS INTEGER) AS days_to_answer, p.note
FROM appointment AS p JOIN account AS a ON a.id = p.account_id
LEFT JOIN contact AS c ON c.id = p.contact_id LEFT JOIN member AS m ON m.id = p.member_id;

CREATE VIEW v_contracts AS
SELECT s.id AS subscription_id, s.account_id, a.name AS account, owner.name AS owner, p.name AS product, s.plan,
  s.seats, s.mrr * 1.0 / units(s.currency) AS mrr, s.currency, s.starts, s.ends,
  CASE WHEN s.starts > date('now', 'localtime') THEN 'coming'
    WHEN s.ends IS NOT NULL AND s.ends <= date('now', 'localtime') THEN 'ended' ELSE 'running' END AS state,
  s.auto_renew, s.trial, s.billing, s.note
FROM subscription AS s JOIN account AS a ON a.id = s.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN product AS p ON p.id = s.product_id;

CREATE VIEW v_mrr_by_month AS
WITH RECURSIVE month (first, as_of) AS (
  SELECT date(min(starts), 'start of month'),
    min(date(min(starts), 'start of month', '+1 month', '-1 day'), date('now', 'localtime'))
  FROM subscription WHERE trial = 0 AND starts <= date('now', 'localtime')
  UNION ALL
  SELECT date(first, '+1 month'), min(date(first, '+2 months', '-1 day'), date('now', 'localtime'))
  FROM month WHERE date(first, '+1 month') <= date('now', 'localtime')
)
SELECT substr(m.first, 1, 7) AS month, m.as_of, c.account_id, c.account, c.owner, c.product, c.currency,
  sum(c.mrr) AS mrr, sum(c.seats) AS seats, count(*) AS lines
FROM month AS m JOIN v_contracts AS c ON c.starts <= m.as_of AND (c.ends IS NULL OR c.ends > m.as_of) AND c.trial = 0
GROUP BY m.first, m.as_of, c.account_id, c.account, c.owner, c.product, c.currency;

CREATE VIEW v_renewals AS
SELECT r.id AS renewal_id, r.account_id, a.name AS account, coalesce(own.name, owner.name) AS owner, r.due,
  CAST(julianday(r.due) - julianday(date('now', 'localtime')) AS INTEGER) AS due_in_days, p.name AS product, s.plan,
  r.forecast, r.decision, r.decided,
  r.mrr_before * 1.0 / units(r.currency) AS mrr_before, r.mrr_after * 1.0 / units(r.currency) AS mrr_after,
  r.currency, r.note
-- A renewal has the currency of its contract line, else that of the account's newest one.
FROM (
  SELECT *, coalesce((SELECT currency FROM subscription WHERE id = renewal.subscription_id),
    (SELECT currency FROM subscription WHERE account_id = renewal.account_id ORDER BY starts DESC, id LIMIT 1), 'JPY')
    AS currency FROM renewal
) AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN subscription AS s ON s.id = r.subscription_id LEFT JOIN product AS p ON p.id = s.product_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN member AS own ON own.id = r.owner_id;

CREATE VIEW v_churn AS
SELECT c.id AS churn_id, c.account_id, a.name AS account, owner.name AS owner, a.segment, a.tier, c.kind, c.state,
  c.notice, c.decided, c.effective, substr(c.effective, 1, 7) AS month,
  c.mrr_lost * 1.0 / units(c.currency) AS mrr_lost, c.currency, c.reason_stated, c.reason_stated_detail, c.reason_judged,
  c.reason_judged_detail, c.voluntary, c.avoidable, c.foreseeable, c.competitor, c.moved_to, c.winback,
  c.refund * 1.0 / units(c.currency) AS refund,
  (SELECT count(*) FROM save_attempt AS s WHERE s.churn_id = c.id) AS save_attempts,
  (SELECT max(v.day) FROM churn_review AS v WHERE v.churn_id = c.id) AS reviewed, c.evidence, c.note
FROM churn AS c JOIN account AS a ON a.id = c.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id;

CREATE VIEW v_tasks AS
SELECT t.id AS task_id, t.account_id, a.name AS account, m.name AS member, t.title, t.due, t.promise, t.state,
  t.done_on, (t.state = 'open' AND t.due IS NOT NULL AND t.due < date('now', 'localtime')) AS overdue, t.note
FROM task AS t LEFT JOIN account AS a ON a.id = t.account_id LEFT JOIN member AS m ON m.id = t.member_id;

CREATE VIEW v_concerns AS
SELECT c.id AS concern_id, c.account_id, a.name AS account, owner.name AS owner, c.day, c.level, c.reason,
  coalesce(c.expires, date(c.day, '+90 days')) AS expires, m.name AS judged_by, c.evidence
FROM concern AS c JOIN account AS a ON a.id = c.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN member AS m ON m.id = c.member_id;

CREATE VIEW v_signals AS
SELECT e.id AS episode_id, s.name AS signal, s.severity, e.account_id, a.name AS account, owner.name AS owner,
  e.raised, e.state, e.until, e.acted, e.cleared, m.name AS member, e.reason,
  CAST(julianday(coalesce(e.cleared, date('now', 'localtime'))) - julianday(e.raised) AS INTEGER) AS days_open
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id JOIN account AS a ON a.id = e.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN member AS m ON m.id = e.member_id;

CREATE VIEW v_usage_by_month AS
SELECT substr(u.day, 1, 7) AS month, u.account_id, a.name AS account, p.name AS product, u.metric, u.grain,
  sum(u.value) AS total, avg(u.value) AS mean, max(u.value) AS most, count(*) AS facts,
  count(DISTINCT u.contact_id) AS people
FROM usage AS u LEFT JOIN account AS a ON a.id = u.account_id LEFT JOIN product AS p ON p.id = u.product_id
GROUP BY 1, u.account_id, a.name, p.name, u.metric, u.grain;

CREATE VIEW v_attendance AS
SELECT r.id AS attendance_id, e.title AS event, e.kind, r.day, r.account_id, a.name AS account, owner.name AS owner,
  c.name AS contact, r.state, r.note
FROM attendance AS r JOIN event AS e ON e.id = r.event_id JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN contact AS c ON c.id = r.contact_id;

CREATE VIEW v_tickets AS
SELECT t.id AS ticket_id, t.account_id, a.name AS account, owner.name AS owner, c.name AS contact, t.title, t.priority,
  t.state, t.opened, t.closed, t.first_response AS first_response_minutes, t.resolution AS resolution_minutes,
  t.satisfaction, t.escalated,
  CAST(julianday(coalesce(t.closed, date('now', 'localtime'))) - julianday(t.opened) AS INTEGER) AS days_open, t.note
FROM ticket AS t JOIN account AS a ON a.id = t.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN contact AS c ON c.id = t.contact_id;

CREATE VIEW v_survey_answers AS
SELECT r.id AS answer_id, s.name AS survey, s.kind, s.day AS asked_on, r.day, r.account_id, a.name AS account,
  owner.name AS owner, c.name AS contact, r.score,
  CASE WHEN s.kind <> 'nps' THEN NULL WHEN r.score >= 9 THEN 'promoter' WHEN r.score >= 7 THEN 'passive'
    WHEN r.score >= 0 THEN 'detractor' END AS nps_group,
  r.follow_up_due, r.followed_up, r.comment
FROM survey_response AS r JOIN survey AS s ON s.id = r.survey_id JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN contact AS c ON c.id = r.contact_id;

CREATE VIEW v_requests AS
SELECT v.id AS voice_id, v.account_id, a.name AS account, owner.name AS owner, c.name AS contact, v.title, v.kind,
  v.source, v.theme, v.state, v.day, v.told, v.body
FROM voice AS v JOIN account AS a ON a.id = v.account_id
LEFT JOIN member AS owner ON owner.id = a.owner_id LEFT JOIN contact AS c ON c.id = v.contact_id;
