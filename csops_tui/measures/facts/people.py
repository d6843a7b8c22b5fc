"""The people at an account: whom one can call, who has left, whom nobody has verified for long."""

from __future__ import annotations

from csops_tui.measures.family import Family, counts, days

PEOPLE = Family(
    "people",
    (*counts("contacts", "key_contacts", "valid_contacts"), *days("oldest_verified"), *counts("champion_left")),
    """
-- Whom one can call: the key contacts who are there, or anybody there where nobody was ever marked as key contact.
-- Key contacts who left are missed until one who is there has been verified since.
SELECT account_id, count(*) FILTER (WHERE there) AS contacts,
  count(*) FILTER (WHERE known AND key_contact) AS key_contacts,
  iif(max(key_contact), count(*) FILTER (WHERE known AND key_contact), count(*) FILTER (WHERE known)) AS valid_contacts,
  min(verified) FILTER (WHERE there) AS oldest_verified,
  iif(max(coalesce(left_on, '9999')) FILTER (WHERE key_contact AND NOT there)
      > coalesce(max(verified) FILTER (WHERE known AND key_contact), ''),
    count(*) FILTER (WHERE key_contact AND NOT there), 0) AS champion_left
FROM (
  SELECT account_id, key_contact, left_on, iif(verified <= :as_of, verified, NULL) AS verified,
    state <> 'left' OR coalesce(left_on > :as_of, 0) AS there,
    state = 'active' OR (state = 'left' AND left_on > :as_of) AS known
  FROM contact WHERE 1 {scope}
)
GROUP BY account_id
""",
    {"contact": ""},
)
