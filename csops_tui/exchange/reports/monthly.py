"""The monthly CS report: the customers, the work done for them, and what came of it."""

from __future__ import annotations

from csops_tui.exchange.reports import losses, reach, standing
from csops_tui.exchange.reports.asked import Asked
from csops_tui.exchange.reports.report import Report, Section


def gather(asked: Asked) -> Report:
    """The report of a month as of its last day, or of today where the month is not over."""
    sheet = asked.sheet()
    accounts = standing.accounts(asked)
    touches = reach.touches(asked)
    coverage = reach.covered(asked)
    churns = losses.churned(asked)
    renewals = standing.renewals(asked)
    lost = losses.losses(asked)
    summary = Section(
        "summary",
        (
            accounts.fact("paying_closing"),
            accounts.fact("mrr_closing"),
            accounts.fact("mrr_difference"),
            touches.fact("touches"),
            coverage.fact("covered_rate"),
            *((churns.fact("churn_count"), churns.fact("churn_mrr")) if lost else ()),
            renewals.fact("renewals_ahead"),
        ),
    )
    return Report(
        "monthly",
        asked.as_of,
        asked.start,
        asked.end,
        (
            summary,
            accounts,
            touches,
            coverage,
            reach.appointments(asked),
            standing.usage(sheet),
            standing.nps_of(asked),
            standing.tickets(asked, asked.sheet(scope="all")),
            churns,
            renewals,
        ),
    )
