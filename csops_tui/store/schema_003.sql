CREATE TABLE exchange_rate (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  currency TEXT NOT NULL CONSTRAINT currency_text CHECK (length(currency) > 0),
  month TEXT NOT NULL CONSTRAINT month_month CHECK (month || '-01' IS date(month || '-01', '+0 days')),
  rate REAL NOT NULL,
  CONSTRAINT currency_code CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  CONSTRAINT rate_above_zero CHECK (rate > 0)
) STRICT;
CREATE INDEX exchange_rate_currency_month ON exchange_rate (currency, month);
CREATE TABLE revenue_input (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  kind TEXT NOT NULL CONSTRAINT kind_code CHECK (kind IN ('gross_margin', 'acquisition_cost', 'cs_cost')),
  month TEXT NOT NULL CONSTRAINT month_month CHECK (month || '-01' IS date(month || '-01', '+0 days')),
  segment TEXT CONSTRAINT segment_text CHECK (length(segment) > 0),
  value REAL NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX revenue_input_kind_month ON revenue_input (kind, month);
CREATE TABLE sla (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CONSTRAINT kind_code CHECK (kind IN ('first_response', 'resolution')),
  priority TEXT CONSTRAINT priority_code CHECK (length(priority) > 0),
  hours INTEGER NOT NULL CONSTRAINT hours_count CHECK (hours >= 0),
  starts TEXT CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  ends TEXT CONSTRAINT ends_day CHECK (ends IS date(ends, '+0 days')),
  note TEXT
) STRICT;
CREATE INDEX sla_account_id ON sla (account_id);
CREATE TABLE complaint_update (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  complaint_id TEXT NOT NULL CONSTRAINT complaint_id_ref CHECK (length(complaint_id) > 0) REFERENCES complaint (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  at TEXT NOT NULL CONSTRAINT at_moment CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at, '+0 days')),
  body TEXT NOT NULL,
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX complaint_update_complaint_id_at ON complaint_update (complaint_id, at);
CREATE INDEX complaint_update_member_id ON complaint_update (member_id);
CREATE TABLE review_session (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  title TEXT CONSTRAINT title_text CHECK (length(title) > 0),
  people TEXT CONSTRAINT people_text CHECK (length(people) > 0),
  note TEXT,
  finished TEXT CONSTRAINT finished_day CHECK (finished IS date(finished, '+0 days'))
) STRICT;
CREATE TABLE review_signal (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  review_id TEXT NOT NULL CONSTRAINT review_id_ref CHECK (length(review_id) > 0) REFERENCES churn_review (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  signal_id TEXT NOT NULL CONSTRAINT signal_id_ref CHECK (length(signal_id) > 0) REFERENCES signal (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  first_day TEXT CONSTRAINT first_day_day CHECK (first_day IS date(first_day, '+0 days')),
  present INTEGER CONSTRAINT present_flag CHECK (present IN (0, 1)),
  seen INTEGER CONSTRAINT seen_flag CHECK (seen IN (0, 1)),
  acted INTEGER CONSTRAINT acted_flag CHECK (acted IN (0, 1)),
  note TEXT
) STRICT;
CREATE INDEX review_signal_review_id ON review_signal (review_id);
CREATE INDEX review_signal_signal_id ON review_signal (signal_id);
CREATE TABLE proposal (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  kind TEXT NOT NULL CONSTRAINT kind_code CHECK (kind IN ('touchpoint', 'appointment', 'contact')),
  state TEXT NOT NULL DEFAULT 'proposed' CONSTRAINT state_code CHECK (state IN ('proposed', 'confirmed', 'ignored')),
  system TEXT NOT NULL CONSTRAINT system_text CHECK (length(system) > 0),
  key TEXT NOT NULL CONSTRAINT key_text CHECK (length(key) > 0),
  account_id TEXT CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  contact_id TEXT CONSTRAINT contact_id_ref CHECK (length(contact_id) > 0) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CONSTRAINT title_text CHECK (length(title) > 0),
  day TEXT CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  at TEXT CONSTRAINT at_moment CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at, '+0 days')),
  minutes INTEGER CONSTRAINT minutes_count CHECK (minutes >= 0),
  channel TEXT CONSTRAINT channel_code CHECK (length(channel) > 0),
  reach TEXT CONSTRAINT reach_code CHECK (reach IN ('1:1', '1:n', 'tech', 'none')),
  direction TEXT CONSTRAINT direction_code CHECK (direction IN ('two_way', 'one_way')),
  people TEXT CONSTRAINT people_text CHECK (length(people) > 0),
  note TEXT,
  row_id TEXT CONSTRAINT row_id_text CHECK (length(row_id) > 0)
) STRICT;
CREATE INDEX proposal_system_key ON proposal (system, key);
CREATE INDEX proposal_account_id_state ON proposal (account_id, state);
CREATE INDEX proposal_contact_id ON proposal (contact_id);
CREATE INDEX proposal_member_id ON proposal (member_id);
CREATE TABLE distinct_pair (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  entity TEXT NOT NULL CONSTRAINT entity_text CHECK (length(entity) > 0),
  one TEXT NOT NULL CONSTRAINT one_text CHECK (length(one) > 0),
  other TEXT NOT NULL CONSTRAINT other_text CHECK (length(other) > 0),
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX distinct_pair_entity_one ON distinct_pair (entity, one);
CREATE INDEX distinct_pair_member_id ON distinct_pair (member_id);
ALTER TABLE churn_review ADD COLUMN session_id TEXT CONSTRAINT session_id_ref CHECK (length(session_id) > 0) REFERENCES review_session (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX churn_review_session_id ON churn_review (session_id);
ALTER TABLE opportunity ADD COLUMN currency TEXT CONSTRAINT currency_text CHECK (length(currency) > 0);
