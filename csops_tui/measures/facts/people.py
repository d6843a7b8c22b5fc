"""The people at an account: whom one can call, who has left, whom nobody has verified for long."""

from __future__ import annotations

from csops_tui.measures.family import Family, counts, days

PEOPLE = Family(
    "people",
    (*counts("contacts", "key_contacts", "valid_contacts"), *days("oldest_verified"), *counts("champion_left")),
    """
-- Whom one can call: the key contacts who are there, or anybody there where nobody was ever marked as key contact.
-- A key contact who left is missed until one who is there has been verified since.
SELECT account_id, count(CASE WHEN there THEN 1 END) AS contacts,
  count(CASE WHEN known AND key_contact THEN 1 END) AS key_contacts,
  CASE max(key_contact) WHEN 1 THEN count(CASE WHEN known AND key_contact THEN 1 END)
    ELSE count(CASE WHEN known THEN 1 END) END AS valid_contacts,
  min(CASE WHEN there THEN verified END) AS oldest_verified,
  count(CASE WHEN key_contact AND NOT there AND coalesce(left_on, '9999') > coalesce(sure, '') THEN 1 END)
    AS champion_left
FROM (
  SELECT *, max(CASE WHEN known AND key_contact THEN verified END) OVER (PARTITION BY account_id) AS sure
  FROM (
    SELECT account_id, key_contact, left_on, iif(verified <= :as_of, verified, NULL) AS verified,
      state <> 'left' OR left_on > :as_of AS there,
      state = 'active' OR (state = 'left' AND left_on > :as_of) AS known
    FROM contact WHERE 1 {scope}
  )
)
GROUP BY account_id
""",
    {"contact": ""},
)
