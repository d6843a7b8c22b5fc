ALTER TABLE account ADD COLUMN served_by TEXT CONSTRAINT served_by_code CHECK (served_by IN ('cs', 'cs_ops'));
ALTER TABLE cadence ADD COLUMN segment TEXT CONSTRAINT segment_text CHECK (length(segment) > 0);
ALTER TABLE cadence ADD COLUMN minutes INTEGER CONSTRAINT minutes_count CHECK (minutes >= 0);
ALTER TABLE campaign_list ADD COLUMN where_text TEXT;
CREATE TABLE account_role (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  member_id TEXT NOT NULL CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  role TEXT NOT NULL CONSTRAINT role_code CHECK (length(role) > 0),
  starts TEXT CONSTRAINT starts_day CHECK (starts IS date(starts, '+0 days')),
  ends TEXT CONSTRAINT ends_day CHECK (ends IS date(ends, '+0 days'))
) STRICT;
CREATE INDEX account_role_account_id ON account_role (account_id);
CREATE INDEX account_role_member_id ON account_role (member_id);
CREATE TABLE review_round (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  started TEXT NOT NULL CONSTRAINT started_day CHECK (started IS date(started, '+0 days')),
  since TEXT CONSTRAINT since_day CHECK (since IS date(since, '+0 days')),
  finished TEXT CONSTRAINT finished_day CHECK (finished IS date(finished, '+0 days')),
  where_text TEXT,
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT
) STRICT;
CREATE INDEX review_round_member_id ON review_round (member_id);
CREATE TABLE review_item (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  round_id TEXT NOT NULL CONSTRAINT round_id_ref CHECK (length(round_id) > 0) REFERENCES review_round (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  position INTEGER NOT NULL CONSTRAINT position_count CHECK (position >= 0),
  reasons TEXT,
  decision TEXT CONSTRAINT decision_code CHECK (decision IN ('logged', 'task', 'concern', 'fine', 'later')),
  decided TEXT CONSTRAINT decided_moment CHECK (decided IS strftime('%Y-%m-%dT%H:%M:%SZ', decided, '+0 days')),
  note TEXT
) STRICT;
CREATE INDEX review_item_round_id ON review_item (round_id);
CREATE INDEX review_item_account_id ON review_item (account_id);
CREATE TABLE deferral (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
  account_id TEXT NOT NULL CONSTRAINT account_id_ref CHECK (length(account_id) > 0) REFERENCES account (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CONSTRAINT kind_code CHECK (kind IN ('task', 'signal', 'cadence', 'runway', 'verify', 'capture')),
  subject_id TEXT CONSTRAINT subject_id_text CHECK (length(subject_id) > 0),
  day TEXT NOT NULL CONSTRAINT day_day CHECK (day IS date(day, '+0 days')),
  until TEXT NOT NULL CONSTRAINT until_day CHECK (until IS date(until, '+0 days')),
  reason TEXT CONSTRAINT reason_text CHECK (length(reason) > 0),
  member_id TEXT CONSTRAINT member_id_ref CHECK (length(member_id) > 0) REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX deferral_account_id ON deferral (account_id);
CREATE INDEX deferral_member_id ON deferral (member_id);
DROP INDEX _usage_account;
CREATE INDEX _usage_account ON _usage (account_id, metric, day, grain, value, batch);
DROP INDEX touchpoint_account_id_day;
CREATE INDEX touchpoint_account_id_day_reach_direction_trigger ON touchpoint (account_id, day, reach, direction, "trigger");
DROP INDEX touchpoint_contact_touchpoint_id;
CREATE INDEX touchpoint_contact_touchpoint_id_contact_id ON touchpoint_contact (touchpoint_id, contact_id);
