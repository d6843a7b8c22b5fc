"""Three churn rates that are often taken for one another, side by side with what each of them counts."""

from __future__ import annotations

import datetime as dt

from csops_tui.analysis.rates import Rate
from csops_tui.store.sqlite import Connection

_RATES = {
    "flag": """
SELECT count(*) FILTER (WHERE state = 'churned'), count(*) FROM account WHERE state <> 'prospect'""",
    "event": """
SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM churn AS c WHERE c.account_id = a.id
                                      AND (c.kind = 'logo' OR (c.kind = 'non_renewal' AND c.subscription_id IS NULL))
                                      AND (c.effective IS NULL OR c.effective <= :day))), count(*)
FROM account AS a WHERE a.state <> 'prospect'""",
    "contract": """
SELECT count(*) FILTER (WHERE NOT active), count(*)
FROM (SELECT max(ends IS NULL OR ends > :day) AS active FROM subscription WHERE starts <= :day GROUP BY account_id)""",
}


def churn_rates(conn: Connection, day: dt.date) -> dict[str, Rate]:
    """Accounts lost up to a day: by `flag` (their state), `event` (a recorded churn), `contract` (no line in force)."""
    window = {"day": day.isoformat()}
    return {name: Rate(*conn.execute(sql, window).fetchone()) for name, sql in _RATES.items()}
