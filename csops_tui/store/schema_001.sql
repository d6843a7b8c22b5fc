CREATE TABLE _meta (k TEXT PRIMARY KEY, v TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE _clock (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  replica TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hlc INTEGER NOT NULL,
  edit TEXT
) STRICT;
CREATE TABLE _edit (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  replica TEXT NOT NULL,
  actor TEXT,
  at TEXT NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'do' CHECK (kind IN ('do', 'undo', 'redo', 'auto')),
  undoes TEXT,
  changes INTEGER NOT NULL DEFAULT 0,
  hash TEXT
) STRICT;
CREATE INDEX _edit_undoes ON _edit (undoes);
CREATE TABLE _change (
  n INTEGER PRIMARY KEY,
  replica TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hlc INTEGER NOT NULL,
  edit TEXT NOT NULL,
  tbl TEXT NOT NULL,
  pk TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('I', 'U', 'D')),
  old TEXT,
  new TEXT
) STRICT;
CREATE UNIQUE INDEX _change_seq ON _change (replica, seq);
CREATE INDEX _change_row ON _change (tbl, pk);
CREATE INDEX _change_edit ON _change (edit);
CREATE TABLE _import (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  actor TEXT,
  source TEXT NOT NULL,
  edit TEXT,
  rows INTEGER NOT NULL DEFAULT 0,
  live INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1))
) STRICT;
CREATE INDEX _import_edit ON _import (edit);
CREATE TABLE _usage (
  id INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  contact_id TEXT,
  product_id TEXT,
  metric TEXT NOT NULL,
  grain TEXT NOT NULL CHECK (grain IN ('day', 'week', 'month')),
  day TEXT NOT NULL CHECK (day IS date(day, '+0 days')),
  value REAL NOT NULL,
  batch INTEGER NOT NULL REFERENCES _import (n)
) STRICT;
CREATE INDEX _usage_account ON _usage (account_id, metric, day);
CREATE VIEW usage AS
  SELECT id, account_id, contact_id, product_id, metric, grain, day, value, batch FROM _usage
  WHERE batch IN (SELECT n FROM _import WHERE live = 1);
CREATE TABLE member (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  kind TEXT NOT NULL DEFAULT 'person' CONSTRAINT kind_code CHECK (kind IN ('person', 'pool')),
  role TEXT NOT NULL DEFAULT 'csm' CONSTRAINT role_code CHECK (length(role) > 0),
  team TEXT CONSTRAINT team_text CHECK (length(team) > 0),
  mail TEXT CONSTRAINT mail_text CHECK (length(mail) > 0),
  capacity_day INTEGER CONSTRAINT capacity_day_count CHECK (capacity_day >= 0),
  minutes_week INTEGER CONSTRAINT minutes_week_count CHECK (minutes_week >= 0),
  active INTEGER NOT NULL DEFAULT 1 CONSTRAINT active_flag CHECK (active IN (0, 1))
) STRICT;
CREATE TABLE account (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  kana TEXT CONSTRAINT kana_text CHECK (length(kana) > 0),
  alias TEXT CONSTRAINT alias_text CHECK (length(alias) > 0),
  domain TEXT CONSTRAINT domain_text CHECK (length(domain) > 0),
  corporate_number TEXT CONSTRAINT corporate_number_text CHECK (length(corporate_number) > 0),
  state TEXT NOT NULL DEFAULT 'active' CONSTRAINT state_code CHECK (state IN ('prospect', 'trial', 'active', 'churned')),
  stage TEXT CONSTRAINT stage_code CHECK (length(stage) > 0),
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  ops_owner_id TEXT CONSTRAINT ops_owner_id_ref CHECK (length(ops_owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  tier TEXT CONSTRAINT tier_code CHECK (length(tier) > 0),
  size TEXT CONSTRAINT size_code CHECK (length(size) > 0),
  touch_model TEXT CONSTRAINT touch_model_code CHECK (length(touch_model) > 0),
  segment TEXT CONSTRAINT segment_text CHECK (length(segment) > 0),
  industry TEXT CONSTRAINT industry_text CHECK (length(industry) > 0),
  region TEXT CONSTRAINT region_text CHECK (length(region) > 0),
  country TEXT CONSTRAINT country_text CHECK (length(country) > 0),
  source TEXT CONSTRAINT source_text CHECK (length(source) > 0),
  maturity TEXT CONSTRAINT maturity_code CHECK (length(maturity) > 0),
  seats INTEGER CONSTRAINT seats_count CHECK (seats >= 0),
  cadence_days INTEGER CONSTRAINT cadence_days_count CHECK (cadence_days >= 0),
  cadence_paused INTEGER NOT NULL DEFAULT 0 CONSTRAINT cadence_paused_flag CHECK (cadence_paused IN (0, 1)),
  since TEXT CONSTRAINT since_day CHECK (since IS date(since, '+0 days')),
  note TEXT
) STRICT;
CREATE INDEX account_owner_id ON account (owner_id);
CREATE INDEX account_name ON account (name);
CREATE INDEX account_ops_owner_id ON account (ops_owner_id);
CREATE TABLE external_ref (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  entity TEXT NOT NULL CONSTRAINT entity_text CHECK (length(entity) > 0),
  row_id TEXT NOT NULL CONSTRAINT row_id_text CHECK (length(row_id) > 0),
  system TEXT NOT NULL CONSTRAINT system_text CHECK (length(system) > 0),
  key TEXT NOT NULL CONSTRAINT key_text CHECK (length(key) > 0),
  file TEXT CONSTRAINT file_text CHECK (length(file) > 0),
  line INTEGER CONSTRAINT line_count CHECK (line >= 0)
) STRICT;
CREATE INDEX external_ref_entity_system_key ON external_ref (entity, system, key);
CREATE INDEX external_ref_entity_row_id ON external_ref (entity, row_id);
CREATE TABLE contact (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  kana TEXT CONSTRAINT kana_text CHECK (length(kana) > 0),
  title TEXT CONSTRAINT title_text CHECK (length(title) > 0),
  department TEXT CONSTRAINT department_text CHECK (length(department) > 0),
  mail TEXT CONSTRAINT mail_text CHECK (length(mail) > 0),
  phone TEXT CONSTRAINT phone_text CHECK (length(phone) > 0),
  role TEXT CONSTRAINT role_code CHECK (length(role) > 0),
  key_contact INTEGER NOT NULL DEFAULT 0 CONSTRAINT key_contact_flag CHECK (key_contact IN (0, 1)),
  state TEXT NOT NULL DEFAULT 'active' CONSTRAINT state_code CHECK (state IN ('active', 'left', 'unknown')),
  verified TEXT CONSTRAINT verified_day CHECK (verified IS date(verified, '+0 days')),
  left_on TEXT CONSTRAINT left_on_day CHECK (left_on IS date(left_on, '+0 days')),
  community INTEGER NOT NULL DEFAULT 0 CONSTRAINT community_flag CHECK (community IN (0, 1)),
  note TEXT
) STRICT;
CREATE INDEX contact_mail ON contact (mail);
CREATE INDEX contact_account_id ON contact (account_id);
CREATE TABLE identity (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  contact_id TEXT NOT NULL CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  product_id TEXT NOT NULL CONSTRAINT product_id_ref CHECK (length(product_id) > 0) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED,
  user_key TEXT NOT NULL CONSTRAINT user_key_text CHECK (length(user_key) > 0),
  registered TEXT CONSTRAINT registered_day CHECK (registered IS date(registered, '+0 days')),
  last_active TEXT CONSTRAINT last_active_day CHECK (last_active IS date(last_active, '+0 days')),
  evidence TEXT CONSTRAINT evidence_text CHECK (length(evidence) > 0)
) STRICT;
CREATE INDEX identity_product_id_user_key ON identity (product_id, user_key);
CREATE INDEX identity_contact_id ON identity (contact_id);
CREATE TABLE account_calendar (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CONSTRAINT kind_code CHECK (length(kind) > 0),
  month INTEGER NOT NULL CONSTRAINT month_count CHECK (month >= 0),
  note TEXT,
  CONSTRAINT month_of_year CHECK (month BETWEEN 1 AND 12)
) STRICT;
CREATE INDEX account_calendar_account_id ON account_calendar (account_id);
CREATE TABLE blackout (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  starts TEXT NOT NULL CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  ends TEXT NOT NULL CONSTRAINT ends_day CHECK (ends IS date(ends, '+0 days')),
  reason TEXT CONSTRAINT reason_text CHECK (length(reason) > 0),
  CONSTRAINT ends_after_start CHECK (ends >= starts)
) STRICT;
CREATE INDEX blackout_account_id ON blackout (account_id);
CREATE TABLE cadence (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  touch_model TEXT CONSTRAINT touch_model_code CHECK (length(touch_model) > 0),
  tier TEXT CONSTRAINT tier_code CHECK (length(tier) > 0),
  reach TEXT NOT NULL DEFAULT '1:1' CONSTRAINT reach_code CHECK (reach IN ('1:1', '1:n', 'tech', 'any')),
  days INTEGER NOT NULL CONSTRAINT days_count CHECK (days >= 0)
) STRICT;
CREATE TABLE note (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  kind TEXT NOT NULL DEFAULT 'note' CONSTRAINT kind_code CHECK (length(kind) > 0),
  body TEXT,
  day TEXT CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX note_account_id ON note (account_id);
CREATE INDEX note_member_id ON note (member_id);
CREATE TABLE assessment (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  month TEXT NOT NULL CONSTRAINT month_month CHECK (month || '-01' IS date(month || '-01', '+0 days')),
  grade TEXT CONSTRAINT grade_code CHECK (grade IN ('good', 'watch', 'risk')),
  value INTEGER,
  body TEXT,
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX assessment_account_id ON assessment (account_id);
CREATE INDEX assessment_member_id ON assessment (member_id);
CREATE TABLE product (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  code TEXT CONSTRAINT code_text CHECK (length(code) > 0),
  features INTEGER CONSTRAINT features_count CHECK (features >= 0),
  active INTEGER NOT NULL DEFAULT 1 CONSTRAINT active_flag CHECK (active IN (0, 1))
) STRICT;
CREATE TABLE subscription (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  product_id TEXT CONSTRAINT product_id_ref CHECK (length(product_id) > 0) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED,
  plan TEXT CONSTRAINT plan_text CHECK (length(plan) > 0),
  seats INTEGER CONSTRAINT seats_count CHECK (seats >= 0),
  mrr INTEGER NOT NULL,
  currency TEXT NOT NULL DEFAULT 'JPY' CONSTRAINT currency_text CHECK (length(currency) > 0),
  starts TEXT NOT NULL CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  ends TEXT CONSTRAINT ends_day CHECK (ends IS date(ends, '+0 days')),
  auto_renew INTEGER NOT NULL DEFAULT 0 CONSTRAINT auto_renew_flag CHECK (auto_renew IN (0, 1)),
  trial INTEGER NOT NULL DEFAULT 0 CONSTRAINT trial_flag CHECK (trial IN (0, 1)),
  billing TEXT CONSTRAINT billing_code CHECK (length(billing) > 0),
  note TEXT,
  CONSTRAINT ends_after_start CHECK (ends IS NULL OR ends >= starts),
  CONSTRAINT currency_code CHECK (currency GLOB '[A-Z][A-Z][A-Z]')
) STRICT;
CREATE INDEX subscription_account_id_starts_ends ON subscription (account_id, starts, ends);
CREATE INDEX subscription_product_id ON subscription (product_id);
CREATE TABLE renewal (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  subscription_id TEXT CONSTRAINT subscription_id_ref CHECK (length(subscription_id) > 0) REFERENCES subscription (id) DEFERRABLE INITIALLY DEFERRED,
  due TEXT NOT NULL CONSTRAINT due_day CHECK (due IS date(due, '+0 days')),
  forecast TEXT CONSTRAINT forecast_code CHECK (forecast IN ('renew', 'contract', 'contract_actionable', 'churn', 'churn_actionable')),
  decision TEXT CONSTRAINT decision_code CHECK (decision IN ('renewed', 'expanded', 'contracted', 'churned')),
  decided TEXT CONSTRAINT decided_day CHECK (decided IS date(decided, '+0 days')),
  mrr_before INTEGER,
  mrr_after INTEGER,
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX renewal_account_id_due ON renewal (account_id, due);
CREATE INDEX renewal_subscription_id ON renewal (subscription_id);
CREATE INDEX renewal_owner_id ON renewal (owner_id);
CREATE TABLE opportunity (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  kind TEXT NOT NULL DEFAULT 'upsell' CONSTRAINT kind_code CHECK (length(kind) > 0),
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'won', 'lost')),
  mrr INTEGER,
  probability REAL CONSTRAINT probability_number CHECK (probability >= 0 AND probability <= 100),
  opened TEXT NOT NULL CONSTRAINT opened_day CHECK (opened IS date(opened, '+0 days')),
  closed TEXT CONSTRAINT closed_day CHECK (closed IS date(closed, '+0 days')),
  product_id TEXT CONSTRAINT product_id_ref CHECK (length(product_id) > 0) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED,
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX opportunity_account_id ON opportunity (account_id);
CREATE INDEX opportunity_product_id ON opportunity (product_id);
CREATE INDEX opportunity_owner_id ON opportunity (owner_id);
CREATE TABLE touchpoint (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  at TEXT NOT NULL CONSTRAINT at_moment CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at, '+0 days')),
  utc_offset INTEGER NOT NULL DEFAULT 0,
  channel TEXT NOT NULL CONSTRAINT channel_code CHECK (length(channel) > 0),
  reach TEXT NOT NULL DEFAULT '1:1' CONSTRAINT reach_code CHECK (reach IN ('1:1', '1:n', 'tech', 'none')),
  direction TEXT NOT NULL DEFAULT 'two_way' CONSTRAINT direction_code CHECK (direction IN ('two_way', 'one_way')),
  "trigger" TEXT NOT NULL DEFAULT 'ours' CONSTRAINT trigger_code CHECK ("trigger" IN ('ours', 'signal', 'request')),
  purpose TEXT CONSTRAINT purpose_code CHECK (length(purpose) > 0),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  minutes INTEGER CONSTRAINT minutes_count CHECK (minutes >= 0),
  sentiment TEXT CONSTRAINT sentiment_code CHECK (sentiment IN ('positive', 'neutral', 'negative')),
  outcome TEXT CONSTRAINT outcome_text CHECK (length(outcome) > 0),
  tags TEXT CONSTRAINT tags_text CHECK (length(tags) > 0),
  note TEXT,
  bulk TEXT CONSTRAINT bulk_text CHECK (length(bulk) > 0)
) STRICT;
CREATE INDEX touchpoint_account_id_day ON touchpoint (account_id, day);
CREATE INDEX touchpoint_day ON touchpoint (day);
CREATE INDEX touchpoint_bulk ON touchpoint (bulk);
CREATE INDEX touchpoint_member_id ON touchpoint (member_id);
CREATE TABLE touchpoint_contact (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  touchpoint_id TEXT NOT NULL CONSTRAINT touchpoint_id_ref CHECK (length(touchpoint_id) > 0) REFERENCES touchpoint (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT NOT NULL CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX touchpoint_contact_touchpoint_id ON touchpoint_contact (touchpoint_id);
CREATE INDEX touchpoint_contact_contact_id ON touchpoint_contact (contact_id);
CREATE TABLE appointment (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  asked TEXT NOT NULL CONSTRAINT asked_day CHECK (asked IS date(asked, '+0 days')),
  state TEXT NOT NULL DEFAULT 'attempted' CONSTRAINT state_code CHECK (state IN ('attempted', 'replied', 'booked', 'held', 'no_show', 'declined')),
  meeting TEXT CONSTRAINT meeting_moment CHECK (meeting IS strftime('%Y-%m-%dT%H:%M:%SZ', meeting, '+0 days')),
  decided TEXT CONSTRAINT decided_day CHECK (decided IS date(decided, '+0 days')),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  touchpoint_id TEXT CONSTRAINT touchpoint_id_ref CHECK (length(touchpoint_id) > 0) REFERENCES touchpoint (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX appointment_account_id ON appointment (account_id);
CREATE INDEX appointment_contact_id ON appointment (contact_id);
CREATE INDEX appointment_member_id ON appointment (member_id);
CREATE INDEX appointment_touchpoint_id ON appointment (touchpoint_id);
CREATE TABLE task (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  due TEXT CONSTRAINT due_day CHECK (due IS date(due, '+0 days')),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  promise INTEGER NOT NULL DEFAULT 0 CONSTRAINT promise_flag CHECK (promise IN (0, 1)),
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'done', 'dropped')),
  done_on TEXT CONSTRAINT done_on_day CHECK (done_on IS date(done_on, '+0 days')),
  touchpoint_id TEXT CONSTRAINT touchpoint_id_ref CHECK (length(touchpoint_id) > 0) REFERENCES touchpoint (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX task_account_id_due ON task (account_id, due);
CREATE INDEX task_member_id_due ON task (member_id, due);
CREATE INDEX task_touchpoint_id ON task (touchpoint_id);
CREATE TABLE concern (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  level INTEGER NOT NULL CONSTRAINT level_count CHECK (level >= 0 AND level <= 4),
  reason TEXT CONSTRAINT reason_code CHECK (length(reason) > 0),
  evidence TEXT,
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  touchpoint_id TEXT CONSTRAINT touchpoint_id_ref CHECK (length(touchpoint_id) > 0) REFERENCES touchpoint (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  expires TEXT CONSTRAINT expires_day CHECK (expires IS date(expires, '+0 days'))
) STRICT;
CREATE INDEX concern_account_id_day ON concern (account_id, day);
CREATE INDEX concern_member_id ON concern (member_id);
CREATE INDEX concern_touchpoint_id ON concern (touchpoint_id);
CREATE TABLE event (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  kind TEXT NOT NULL DEFAULT 'seminar' CONSTRAINT kind_code CHECK (length(kind) > 0),
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  capacity INTEGER CONSTRAINT capacity_count CHECK (capacity >= 0),
  audience TEXT CONSTRAINT audience_text CHECK (length(audience) > 0),
  state TEXT NOT NULL DEFAULT 'planned' CONSTRAINT state_code CHECK (state IN ('planned', 'held', 'cancelled')),
  note TEXT
) STRICT;
CREATE INDEX event_day ON event (day);
CREATE TABLE attendance (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  event_id TEXT NOT NULL CONSTRAINT event_id_ref CHECK (length(event_id) > 0) REFERENCES event (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL CONSTRAINT state_code CHECK (state IN ('invited', 'registered', 'attended', 'absent', 'declined')),
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  note TEXT
) STRICT;
CREATE INDEX attendance_account_id ON attendance (account_id);
CREATE INDEX attendance_event_id ON attendance (event_id);
CREATE INDEX attendance_contact_id ON attendance (contact_id);
CREATE TABLE programme (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  kind TEXT NOT NULL DEFAULT 'newsletter' CONSTRAINT kind_code CHECK (length(kind) > 0),
  starts TEXT CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  ends TEXT CONSTRAINT ends_day CHECK (ends IS date(ends, '+0 days')),
  audience TEXT CONSTRAINT audience_text CHECK (length(audience) > 0),
  active INTEGER NOT NULL DEFAULT 1 CONSTRAINT active_flag CHECK (active IN (0, 1)),
  note TEXT
) STRICT;
CREATE TABLE exposure (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  programme_id TEXT NOT NULL CONSTRAINT programme_id_ref CHECK (length(programme_id) > 0) REFERENCES programme (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  delivered INTEGER NOT NULL DEFAULT 1 CONSTRAINT delivered_flag CHECK (delivered IN (0, 1)),
  opened INTEGER NOT NULL DEFAULT 0 CONSTRAINT opened_flag CHECK (opened IN (0, 1)),
  clicked INTEGER NOT NULL DEFAULT 0 CONSTRAINT clicked_flag CHECK (clicked IN (0, 1)),
  finished INTEGER NOT NULL DEFAULT 0 CONSTRAINT finished_flag CHECK (finished IN (0, 1))
) STRICT;
CREATE INDEX exposure_account_id_day ON exposure (account_id, day);
CREATE INDEX exposure_programme_id ON exposure (programme_id);
CREATE INDEX exposure_contact_id ON exposure (contact_id);
CREATE TABLE template (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  kind TEXT NOT NULL DEFAULT 'agenda' CONSTRAINT kind_code CHECK (length(kind) > 0),
  channel TEXT CONSTRAINT channel_code CHECK (length(channel) > 0),
  lang TEXT CONSTRAINT lang_code CHECK (lang IN ('ja', 'en')),
  body TEXT
) STRICT;
CREATE TABLE ticket (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  title TEXT CONSTRAINT title_text CHECK (length(title) > 0),
  priority TEXT CONSTRAINT priority_code CHECK (length(priority) > 0),
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'pending', 'closed')),
  opened TEXT NOT NULL CONSTRAINT opened_day CHECK (opened IS date(opened, '+0 days')),
  closed TEXT CONSTRAINT closed_day CHECK (closed IS date(closed, '+0 days')),
  first_response INTEGER CONSTRAINT first_response_count CHECK (first_response >= 0),
  resolution INTEGER CONSTRAINT resolution_count CHECK (resolution >= 0),
  satisfaction REAL,
  escalated INTEGER NOT NULL DEFAULT 0 CONSTRAINT escalated_flag CHECK (escalated IN (0, 1)),
  note TEXT
) STRICT;
CREATE INDEX ticket_account_id_opened ON ticket (account_id, opened);
CREATE INDEX ticket_contact_id ON ticket (contact_id);
CREATE TABLE survey (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  kind TEXT NOT NULL DEFAULT 'nps' CONSTRAINT kind_code CHECK (kind IN ('nps', 'csat', 'ces', 'other')),
  scale_min INTEGER NOT NULL DEFAULT 0 CONSTRAINT scale_min_count CHECK (scale_min >= 0),
  scale_max INTEGER NOT NULL DEFAULT 10 CONSTRAINT scale_max_count CHECK (scale_max >= 0),
  rule TEXT NOT NULL DEFAULT 'nps' CONSTRAINT rule_code CHECK (rule IN ('nps', 'top_two', 'mean', 'share_5_7', 'share_4_5')),
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  asked INTEGER CONSTRAINT asked_count CHECK (asked >= 0),
  note TEXT,
  CONSTRAINT scale CHECK (scale_max > scale_min)
) STRICT;
CREATE TABLE survey_response (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  survey_id TEXT NOT NULL CONSTRAINT survey_id_ref CHECK (length(survey_id) > 0) REFERENCES survey (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  score REAL,
  comment TEXT,
  follow_up_due TEXT CONSTRAINT follow_up_due_day CHECK (follow_up_due IS date(follow_up_due, '+0 days')),
  followed_up TEXT CONSTRAINT followed_up_day CHECK (followed_up IS date(followed_up, '+0 days'))
) STRICT;
CREATE INDEX survey_response_account_id_day ON survey_response (account_id, day);
CREATE INDEX survey_response_survey_id ON survey_response (survey_id);
CREATE INDEX survey_response_contact_id ON survey_response (contact_id);
CREATE TABLE voice (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  kind TEXT NOT NULL DEFAULT 'request' CONSTRAINT kind_code CHECK (length(kind) > 0),
  source TEXT NOT NULL DEFAULT 'touch' CONSTRAINT source_code CHECK (length(source) > 0),
  theme TEXT CONSTRAINT theme_text CHECK (length(theme) > 0),
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'planned', 'released', 'declined')),
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  told TEXT CONSTRAINT told_day CHECK (told IS date(told, '+0 days')),
  touchpoint_id TEXT CONSTRAINT touchpoint_id_ref CHECK (length(touchpoint_id) > 0) REFERENCES touchpoint (id) DEFERRABLE INITIALLY DEFERRED,
  body TEXT
) STRICT;
CREATE INDEX voice_account_id_day ON voice (account_id, day);
CREATE INDEX voice_contact_id ON voice (contact_id);
CREATE INDEX voice_touchpoint_id ON voice (touchpoint_id);
CREATE TABLE complaint (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  severity TEXT CONSTRAINT severity_code CHECK (length(severity) > 0),
  received TEXT NOT NULL CONSTRAINT received_moment CHECK (received IS strftime('%Y-%m-%dT%H:%M:%SZ', received, '+0 days')),
  responded TEXT CONSTRAINT responded_moment CHECK (responded IS strftime('%Y-%m-%dT%H:%M:%SZ', responded, '+0 days')),
  resolved TEXT CONSTRAINT resolved_moment CHECK (resolved IS strftime('%Y-%m-%dT%H:%M:%SZ', resolved, '+0 days')),
  cause TEXT CONSTRAINT cause_text CHECK (length(cause) > 0),
  cadence_hours INTEGER CONSTRAINT cadence_hours_count CHECK (cadence_hours >= 0),
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  body TEXT
) STRICT;
CREATE INDEX complaint_account_id ON complaint (account_id);
CREATE INDEX complaint_contact_id ON complaint (contact_id);
CREATE INDEX complaint_owner_id ON complaint (owner_id);
CREATE TABLE churn (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  subscription_id TEXT CONSTRAINT subscription_id_ref CHECK (length(subscription_id) > 0) REFERENCES subscription (id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL DEFAULT 'logo' CONSTRAINT kind_code CHECK (kind IN ('logo', 'product', 'contraction', 'non_renewal')),
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'closed')),
  notice TEXT CONSTRAINT notice_day CHECK (notice IS date(notice, '+0 days')),
  decided TEXT CONSTRAINT decided_day CHECK (decided IS date(decided, '+0 days')),
  effective TEXT CONSTRAINT effective_day CHECK (effective IS date(effective, '+0 days')),
  mrr_lost INTEGER,
  currency TEXT NOT NULL DEFAULT 'JPY' CONSTRAINT currency_text CHECK (length(currency) > 0),
  reason_stated TEXT CONSTRAINT reason_stated_code CHECK (length(reason_stated) > 0),
  reason_stated_detail TEXT CONSTRAINT reason_stated_detail_code CHECK (length(reason_stated_detail) > 0),
  reason_judged TEXT CONSTRAINT reason_judged_code CHECK (length(reason_judged) > 0),
  reason_judged_detail TEXT CONSTRAINT reason_judged_detail_code CHECK (length(reason_judged_detail) > 0),
  evidence TEXT,
  voluntary INTEGER CONSTRAINT voluntary_flag CHECK (voluntary IN (0, 1)),
  avoidable INTEGER CONSTRAINT avoidable_flag CHECK (avoidable IN (0, 1)),
  foreseeable INTEGER CONSTRAINT foreseeable_flag CHECK (foreseeable IN (0, 1)),
  competitor TEXT CONSTRAINT competitor_text CHECK (length(competitor) > 0),
  moved_to TEXT CONSTRAINT moved_to_text CHECK (length(moved_to) > 0),
  winback TEXT CONSTRAINT winback_day CHECK (winback IS date(winback, '+0 days')),
  refund INTEGER,
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT,
  CONSTRAINT closed_needs_reason CHECK (state <> 'closed' OR reason_judged IS NOT NULL),
  CONSTRAINT unknown_needs_why CHECK (state <> 'closed' OR reason_judged IS NOT 'unknown' OR trim(coalesce(note, '')) <> ''),
  CONSTRAINT other_needs_text CHECK (state <> 'closed' OR reason_judged IS NOT 'other' OR trim(coalesce(note, '')) <> ''),
  CONSTRAINT closed_needs_dates CHECK (state <> 'closed' OR effective IS NOT NULL)
) STRICT;
CREATE INDEX churn_account_id ON churn (account_id);
CREATE INDEX churn_effective ON churn (effective);
CREATE INDEX churn_subscription_id ON churn (subscription_id);
CREATE INDEX churn_member_id ON churn (member_id);
CREATE TABLE save_attempt (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  churn_id TEXT CONSTRAINT churn_id_ref CHECK (length(churn_id) > 0) REFERENCES churn (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  action TEXT NOT NULL CONSTRAINT action_text CHECK (length(action) > 0),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  minutes INTEGER CONSTRAINT minutes_count CHECK (minutes >= 0),
  cost INTEGER,
  result TEXT NOT NULL DEFAULT 'open' CONSTRAINT result_code CHECK (result IN ('open', 'saved', 'partly', 'lost')),
  note TEXT
) STRICT;
CREATE INDEX save_attempt_account_id ON save_attempt (account_id);
CREATE INDEX save_attempt_churn_id ON save_attempt (churn_id);
CREATE INDEX save_attempt_member_id ON save_attempt (member_id);
CREATE TABLE churn_review (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  churn_id TEXT NOT NULL CONSTRAINT churn_id_ref CHECK (length(churn_id) > 0) REFERENCES churn (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  first_knowable TEXT CONSTRAINT first_knowable_day CHECK (first_knowable IS date(first_knowable, '+0 days')),
  signal_present INTEGER CONSTRAINT signal_present_flag CHECK (signal_present IN (0, 1)),
  signal_seen INTEGER CONSTRAINT signal_seen_flag CHECK (signal_seen IN (0, 1)),
  signal_acted INTEGER CONSTRAINT signal_acted_flag CHECK (signal_acted IN (0, 1)),
  improve_cs TEXT,
  improve_ops TEXT,
  minutes_text TEXT,
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'done'))
) STRICT;
CREATE INDEX churn_review_churn_id ON churn_review (churn_id);
CREATE TABLE review_action (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  review_id TEXT NOT NULL CONSTRAINT review_id_ref CHECK (length(review_id) > 0) REFERENCES churn_review (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  due TEXT CONSTRAINT due_day CHECK (due IS date(due, '+0 days')),
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'done', 'dropped')),
  signal_id TEXT CONSTRAINT signal_id_ref CHECK (length(signal_id) > 0) REFERENCES signal (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX review_action_review_id ON review_action (review_id);
CREATE INDEX review_action_member_id ON review_action (member_id);
CREATE INDEX review_action_signal_id ON review_action (signal_id);
CREATE TABLE risk (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  category TEXT NOT NULL CONSTRAINT category_code CHECK (length(category) > 0),
  level TEXT NOT NULL DEFAULT 'medium' CONSTRAINT level_code CHECK (level IN ('low', 'medium', 'high', 'critical')),
  opened TEXT NOT NULL CONSTRAINT opened_day CHECK (opened IS date(opened, '+0 days')),
  review_on TEXT CONSTRAINT review_on_day CHECK (review_on IS date(review_on, '+0 days')),
  closed TEXT CONSTRAINT closed_day CHECK (closed IS date(closed, '+0 days')),
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX risk_account_id ON risk (account_id);
CREATE INDEX risk_owner_id ON risk (owner_id);
CREATE TABLE improvement (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  phase TEXT NOT NULL DEFAULT 'plan' CONSTRAINT phase_code CHECK (phase IN ('plan', 'do', 'check', 'act', 'closed')),
  kpi_id TEXT CONSTRAINT kpi_id_ref CHECK (length(kpi_id) > 0) REFERENCES kpi (id) DEFERRABLE INITIALLY DEFERRED,
  hypothesis TEXT,
  audience TEXT CONSTRAINT audience_text CHECK (length(audience) > 0),
  starts TEXT CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  ends TEXT CONSTRAINT ends_day CHECK (ends IS date(ends, '+0 days')),
  check_value TEXT CONSTRAINT check_value_text CHECK (length(check_value) > 0),
  findings TEXT,
  runs INTEGER CONSTRAINT runs_count CHECK (runs >= 0),
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT closed_needs_check CHECK (phase <> 'closed' OR check_value IS NOT NULL)
) STRICT;
CREATE INDEX improvement_kpi_id ON improvement (kpi_id);
CREATE INDEX improvement_owner_id ON improvement (owner_id);
CREATE TABLE signal (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  words TEXT CONSTRAINT words_text CHECK (length(words) > 0),
  expression TEXT NOT NULL,
  severity TEXT NOT NULL DEFAULT 'warn' CONSTRAINT severity_code CHECK (severity IN ('info', 'warn', 'urgent')),
  hold_days INTEGER NOT NULL DEFAULT 0 CONSTRAINT hold_days_count CHECK (hold_days >= 0),
  quiet_holidays INTEGER NOT NULL DEFAULT 1 CONSTRAINT quiet_holidays_flag CHECK (quiet_holidays IN (0, 1)),
  origin TEXT CONSTRAINT origin_text CHECK (length(origin) > 0),
  review_id TEXT CONSTRAINT review_id_ref CHECK (length(review_id) > 0) REFERENCES churn_review (id) DEFERRABLE INITIALLY DEFERRED,
  version INTEGER NOT NULL DEFAULT 1 CONSTRAINT version_count CHECK (version >= 0),
  active INTEGER NOT NULL DEFAULT 1 CONSTRAINT active_flag CHECK (active IN (0, 1))
) STRICT;
CREATE INDEX signal_review_id ON signal (review_id);
CREATE TABLE signal_episode (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  signal_id TEXT NOT NULL CONSTRAINT signal_id_ref CHECK (length(signal_id) > 0) REFERENCES signal (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  raised TEXT NOT NULL CONSTRAINT raised_day CHECK (raised IS date(raised, '+0 days')),
  state TEXT NOT NULL DEFAULT 'raised' CONSTRAINT state_code CHECK (state IN ('raised', 'acknowledged', 'snoozed', 'addressed', 'cleared')),
  until TEXT CONSTRAINT until_day CHECK (until IS date(until, '+0 days')),
  reason TEXT CONSTRAINT reason_text CHECK (length(reason) > 0),
  acted TEXT CONSTRAINT acted_day CHECK (acted IS date(acted, '+0 days')),
  cleared TEXT CONSTRAINT cleared_day CHECK (cleared IS date(cleared, '+0 days')),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX signal_episode_account_id_signal_id_raised ON signal_episode (account_id, signal_id, raised);
CREATE INDEX signal_episode_signal_id ON signal_episode (signal_id);
CREATE INDEX signal_episode_member_id ON signal_episode (member_id);
CREATE TABLE scorecard (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  version INTEGER NOT NULL DEFAULT 1 CONSTRAINT version_count CHECK (version >= 0),
  starts TEXT NOT NULL CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  rule TEXT,
  definition TEXT NOT NULL,
  min_coverage REAL NOT NULL DEFAULT 50 CONSTRAINT min_coverage_number CHECK (min_coverage >= 0 AND min_coverage <= 100),
  active INTEGER NOT NULL DEFAULT 1 CONSTRAINT active_flag CHECK (active IN (0, 1))
) STRICT;
CREATE TABLE score_override (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  level TEXT NOT NULL CONSTRAINT level_code CHECK (level IN ('good', 'watch', 'risk')),
  reason TEXT NOT NULL CONSTRAINT reason_text CHECK (length(reason) > 0),
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  expires TEXT NOT NULL CONSTRAINT expires_day CHECK (expires IS date(expires, '+0 days')),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX score_override_account_id ON score_override (account_id);
CREATE INDEX score_override_member_id ON score_override (member_id);
CREATE TABLE score_feedback (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  scorecard_id TEXT CONSTRAINT scorecard_id_ref CHECK (length(scorecard_id) > 0) REFERENCES scorecard (id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  expected TEXT CONSTRAINT expected_code CHECK (expected IN ('good', 'watch', 'risk')),
  reason TEXT NOT NULL CONSTRAINT reason_text CHECK (length(reason) > 0),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX score_feedback_account_id ON score_feedback (account_id);
CREATE INDEX score_feedback_scorecard_id ON score_feedback (scorecard_id);
CREATE INDEX score_feedback_member_id ON score_feedback (member_id);
CREATE TABLE saved_view (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  screen TEXT NOT NULL DEFAULT 'sheet' CONSTRAINT screen_text CHECK (length(screen) > 0),
  where_text TEXT,
  sort TEXT CONSTRAINT sort_text CHECK (length(sort) > 0),
  descending INTEGER NOT NULL DEFAULT 0 CONSTRAINT descending_flag CHECK (descending IN (0, 1)),
  columns_text TEXT CONSTRAINT columns_text_text CHECK (length(columns_text) > 0),
  group_by TEXT CONSTRAINT group_by_text CHECK (length(group_by) > 0),
  frozen INTEGER CONSTRAINT frozen_count CHECK (frozen >= 0),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX saved_view_member_id ON saved_view (member_id);
CREATE TABLE segment (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  where_text TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1 CONSTRAINT version_count CHECK (version >= 0),
  starts TEXT CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  touch_model TEXT CONSTRAINT touch_model_code CHECK (length(touch_model) > 0),
  runway_days INTEGER CONSTRAINT runway_days_count CHECK (runway_days >= 0)
) STRICT;
CREATE TABLE campaign_list (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  starts TEXT CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  ends TEXT CONSTRAINT ends_day CHECK (ends IS date(ends, '+0 days')),
  goal INTEGER CONSTRAINT goal_count CHECK (goal >= 0),
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX campaign_list_owner_id ON campaign_list (owner_id);
CREATE TABLE campaign_member (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  campaign_id TEXT NOT NULL CONSTRAINT campaign_id_ref CHECK (length(campaign_id) > 0) REFERENCES campaign_list (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'done', 'skipped')),
  done_on TEXT CONSTRAINT done_on_day CHECK (done_on IS date(done_on, '+0 days')),
  touchpoint_id TEXT CONSTRAINT touchpoint_id_ref CHECK (length(touchpoint_id) > 0) REFERENCES touchpoint (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX campaign_member_campaign_id ON campaign_member (campaign_id);
CREATE INDEX campaign_member_account_id ON campaign_member (account_id);
CREATE INDEX campaign_member_member_id ON campaign_member (member_id);
CREATE INDEX campaign_member_touchpoint_id ON campaign_member (touchpoint_id);
CREATE TABLE code (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  list TEXT NOT NULL CONSTRAINT list_text CHECK (length(list) > 0),
  code TEXT NOT NULL CONSTRAINT code_text CHECK (length(code) > 0),
  parent TEXT CONSTRAINT parent_text CHECK (length(parent) > 0),
  ja TEXT NOT NULL CONSTRAINT ja_text CHECK (length(ja) > 0),
  en TEXT NOT NULL CONSTRAINT en_text CHECK (length(en) > 0),
  aliases TEXT CONSTRAINT aliases_text CHECK (length(aliases) > 0),
  reach TEXT CONSTRAINT reach_code CHECK (reach IN ('1:1', '1:n', 'tech', 'none')),
  position INTEGER NOT NULL DEFAULT 0 CONSTRAINT position_count CHECK (position >= 0),
  version INTEGER NOT NULL DEFAULT 1 CONSTRAINT version_count CHECK (version >= 0),
  active INTEGER NOT NULL DEFAULT 1 CONSTRAINT active_flag CHECK (active IN (0, 1)),
  replaced_by TEXT CONSTRAINT replaced_by_text CHECK (length(replaced_by) > 0)
) STRICT;
CREATE INDEX code_list_code ON code (list, code);
CREATE TABLE kpi (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  formula TEXT,
  unit TEXT CONSTRAINT unit_text CHECK (length(unit) > 0),
  better TEXT NOT NULL DEFAULT 'up' CONSTRAINT better_code CHECK (better IN ('up', 'down')),
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  parent_id TEXT CONSTRAINT parent_id_ref CHECK (length(parent_id) > 0) REFERENCES kpi (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX kpi_owner_id ON kpi (owner_id);
CREATE INDEX kpi_parent_id ON kpi (parent_id);
CREATE TABLE kpi_target (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  kpi_id TEXT NOT NULL CONSTRAINT kpi_id_ref CHECK (length(kpi_id) > 0) REFERENCES kpi (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  month TEXT NOT NULL CONSTRAINT month_month CHECK (month || '-01' IS date(month || '-01', '+0 days')),
  target REAL,
  actual REAL,
  note TEXT
) STRICT;
CREATE INDEX kpi_target_kpi_id ON kpi_target (kpi_id);
CREATE TABLE playbook (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  name TEXT NOT NULL CONSTRAINT name_text CHECK (length(name) > 0),
  "trigger" TEXT CONSTRAINT trigger_text CHECK (length("trigger") > 0),
  kpi_id TEXT CONSTRAINT kpi_id_ref CHECK (length(kpi_id) > 0) REFERENCES kpi (id) DEFERRABLE INITIALLY DEFERRED,
  steps TEXT,
  help TEXT,
  version INTEGER NOT NULL DEFAULT 1 CONSTRAINT version_count CHECK (version >= 0),
  active INTEGER NOT NULL DEFAULT 1 CONSTRAINT active_flag CHECK (active IN (0, 1))
) STRICT;
CREATE INDEX playbook_kpi_id ON playbook (kpi_id);
CREATE TABLE play (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  playbook_id TEXT NOT NULL CONSTRAINT playbook_id_ref CHECK (length(playbook_id) > 0) REFERENCES playbook (id) DEFERRABLE INITIALLY DEFERRED,
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  started TEXT NOT NULL CONSTRAINT started_day CHECK (started IS date(started, '+0 days')),
  state TEXT NOT NULL DEFAULT 'running' CONSTRAINT state_code CHECK (state IN ('running', 'done', 'stopped')),
  ended TEXT CONSTRAINT ended_day CHECK (ended IS date(ended, '+0 days')),
  result TEXT CONSTRAINT result_text CHECK (length(result) > 0),
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX play_playbook_id ON play (playbook_id);
CREATE INDEX play_account_id ON play (account_id);
CREATE INDEX play_owner_id ON play (owner_id);
CREATE TABLE play_step (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  play_id TEXT NOT NULL CONSTRAINT play_id_ref CHECK (length(play_id) > 0) REFERENCES play (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  position INTEGER NOT NULL CONSTRAINT position_count CHECK (position >= 0),
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  due TEXT CONSTRAINT due_day CHECK (due IS date(due, '+0 days')),
  department TEXT CONSTRAINT department_text CHECK (length(department) > 0),
  state TEXT NOT NULL DEFAULT 'open' CONSTRAINT state_code CHECK (state IN ('open', 'done', 'skipped', 'blocked')),
  reason TEXT CONSTRAINT reason_text CHECK (length(reason) > 0),
  done_on TEXT CONSTRAINT done_on_day CHECK (done_on IS date(done_on, '+0 days')),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  help TEXT
) STRICT;
CREATE INDEX play_step_play_id ON play_step (play_id);
CREATE INDEX play_step_member_id ON play_step (member_id);
CREATE TABLE success_plan (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  kind TEXT NOT NULL DEFAULT 'success' CONSTRAINT kind_code CHECK (length(kind) > 0),
  state TEXT NOT NULL DEFAULT 'draft' CONSTRAINT state_code CHECK (state IN ('draft', 'agreed', 'done', 'dropped')),
  agreed TEXT CONSTRAINT agreed_day CHECK (agreed IS date(agreed, '+0 days')),
  review_on TEXT CONSTRAINT review_on_day CHECK (review_on IS date(review_on, '+0 days')),
  owner_id TEXT CONSTRAINT owner_id_ref CHECK (length(owner_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX success_plan_account_id ON success_plan (account_id);
CREATE INDEX success_plan_owner_id ON success_plan (owner_id);
CREATE TABLE objective (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  plan_id TEXT NOT NULL CONSTRAINT plan_id_ref CHECK (length(plan_id) > 0) REFERENCES success_plan (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  purpose TEXT CONSTRAINT purpose_code CHECK (length(purpose) > 0),
  measure TEXT CONSTRAINT measure_text CHECK (length(measure) > 0),
  baseline REAL,
  target REAL,
  actual REAL,
  due TEXT CONSTRAINT due_day CHECK (due IS date(due, '+0 days')),
  measured TEXT CONSTRAINT measured_day CHECK (measured IS date(measured, '+0 days')),
  evidence TEXT
) STRICT;
CREATE INDEX objective_plan_id ON objective (plan_id);
CREATE TABLE milestone (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  plan_id TEXT CONSTRAINT plan_id_ref CHECK (length(plan_id) > 0) REFERENCES success_plan (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  stage TEXT CONSTRAINT stage_code CHECK (length(stage) > 0),
  kind TEXT CONSTRAINT kind_code CHECK (length(kind) > 0),
  expected TEXT CONSTRAINT expected_day CHECK (expected IS date(expected, '+0 days')),
  reached TEXT CONSTRAINT reached_day CHECK (reached IS date(reached, '+0 days')),
  stumble TEXT CONSTRAINT stumble_text CHECK (length(stumble) > 0),
  note TEXT
) STRICT;
CREATE INDEX milestone_account_id ON milestone (account_id);
CREATE INDEX milestone_plan_id ON milestone (plan_id);
