"""What the registers say of an account: open risks and how grave they are, open complaints, open opportunities."""

from __future__ import annotations

from csops_tui.measures.family import Family, counts, days

RISKS = Family(
    "risks",
    counts("open_risks", "risk_level"),
    """
SELECT account_id, count(*) AS open_risks,
  max(CASE level WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END) AS risk_level
FROM risk WHERE opened <= :as_of AND (closed IS NULL OR closed > :as_of) {scope}
GROUP BY account_id
""",
    {"risk": "opened"},
)

COMPLAINTS = Family(
    "complaints",
    (*counts("open_complaints"), *days("oldest_complaint")),
    """
-- A complaint is of the local day on which it came.
SELECT account_id, count(*) AS open_complaints, min(date(received, 'localtime')) AS oldest_complaint
FROM complaint
WHERE date(received, 'localtime') <= :as_of AND (resolved IS NULL OR date(resolved, 'localtime') > :as_of) {scope}
GROUP BY account_id
""",
    {"complaint": ""},
)

OPPORTUNITIES = Family(
    "opportunities",
    counts("open_opportunities"),
    """
SELECT account_id, count(*) AS open_opportunities
FROM opportunity WHERE opened <= :as_of AND (state = 'open' OR closed > :as_of) {scope}
GROUP BY account_id
""",
    {"opportunity": "opened"},
)
