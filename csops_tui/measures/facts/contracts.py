"""Contract lines and renewals: what is paid, for what, until when."""

from __future__ import annotations

from csops_tui.measures.family import Derived, Family, Measure, counts, days

CONTRACT = Family(
    "contract",
    (
        *counts("mrr"),
        *days("currency", "line_ends", "customer_since"),
        *counts("lines", "products", "contract_seats"),
    ),
    """
-- Amounts in several currencies have no sum; when every line has ended there is nothing left, whatever the currency.
SELECT account_id,
  CASE count(DISTINCT CASE WHEN active THEN currency END)
    WHEN 0 THEN 0 WHEN 1 THEN sum(CASE WHEN active THEN mrr END) END AS mrr,
  CASE count(DISTINCT CASE WHEN active THEN currency END)
    WHEN 0 THEN max(currency) WHEN 1 THEN max(CASE WHEN active THEN currency END) END AS currency,
  min(CASE WHEN active AND NOT settled THEN ends END) AS line_ends,
  min(starts) AS customer_since,
  count(CASE WHEN active THEN 1 END) AS lines,
  CASE WHEN count(product_id) > 0 THEN count(DISTINCT CASE WHEN active THEN product_id END) END AS products,
  sum(CASE WHEN active THEN seats END) AS contract_seats
FROM (
  -- The end of a line whose renewal is decided is nothing to renew.
  SELECT account_id, mrr, currency, starts, ends, product_id, seats, (ends IS NULL OR ends > :as_of) AS active,
    EXISTS (
      SELECT 1 FROM renewal AS r
      WHERE r.account_id = s.account_id AND r.due BETWEEN date(s.ends, '-1 day') AND s.ends
        AND r.decision IS NOT NULL AND coalesce(r.decided, :as_of) <= :as_of) AS settled
  FROM subscription AS s WHERE starts <= :as_of AND trial = 0 {scope}
)
GROUP BY account_id
""",
    {"subscription": "starts", "renewal": ""},
)

RENEWAL = Family(
    "renewal",
    days("renewal_due"),
    """
SELECT account_id, min(due) AS renewal_due
FROM renewal WHERE due >= :as_of AND (decision IS NULL OR decided > :as_of) {scope}
GROUP BY account_id
""",
    {"renewal": ""},
)

# Half a year before the decision, or as many days as the account's segment takes.
RUNWAY = Derived(
    Measure("runway_on", "TEXT"),
    """
date(coalesce(renewal.renewal_due, contract.line_ends), '-' || coalesce(
  (SELECT s.runway_days FROM segment AS s
   WHERE s.name = a.segment AND (s.starts IS NULL OR s.starts <= :as_of)
   ORDER BY s.version DESC, s.id LIMIT 1), 180) || ' days')""",
    {"segment": ""},
)
