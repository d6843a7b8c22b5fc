"""The plan as the customer receives it: what we agreed on, and how far we are.

Only what is named here is read: titles, measures, values and days of plans that were not dropped. Notes, evidence,
concerns, scores and everything about other customers stay in the book.
"""

from __future__ import annotations

from typing import Any

from csops_tui.exchange.reports.asked import Asked, table
from csops_tui.exchange.reports.report import Column, Fact, Report, Section

_PLANS = """
SELECT p.id, p.title, p.state, p.agreed, p.review_on, m.name
FROM success_plan AS p LEFT JOIN member AS m ON m.id = p.owner_id
WHERE p.account_id = :account AND p.state <> 'dropped' AND coalesce(p.agreed, '') <= :as_of
ORDER BY p.state = 'done', p.agreed IS NULL, p.agreed DESC, p.id
"""
_OBJECTIVES = """
SELECT title, measure, baseline, target, actual, measured, due FROM objective
WHERE plan_id = :plan ORDER BY due IS NULL, due, id
"""
_MILESTONES = """
SELECT title, expected, reached FROM milestone
WHERE account_id = :account AND plan_id IS :plan ORDER BY coalesce(expected, reached, '9999'), id
"""


def gather(asked: Asked) -> Report:
    """The plans of one account as of a day."""
    sections = [_plan(asked, *row) for row in asked.read(_PLANS)]
    milestones = _milestones(asked, None)
    if milestones.rows:
        sections.append(Section("milestones", tables=(milestones,)))
    if not sections:
        sections.append(Section("plan", says=(("no_plan", ()),)))
    return Report("plan", asked.as_of, asked.start, asked.end, tuple(sections), asked.account)


def _plan(
    asked: Asked, id_: str, title: str, state: str, agreed: str | None, review_on: str | None, owner: str | None
) -> Section:
    facts = (
        Fact("plan_title", "text", title),
        Fact("state", "code:success_plan.state", state),
        Fact("agreed", "day", agreed),
        Fact("review_on", "day", review_on),
        Fact("our_contact", "text", owner),
    )
    rows = [
        (name, measure, *values, _progress(*values), due)
        for name, measure, *values, _, due in asked.read(_OBJECTIVES, plan=id_)
    ]
    objectives = table(
        "objectives",
        (
            Column("objective"),
            Column("how_measured"),
            Column("baseline", "value"),
            Column("target", "value"),
            Column("actual", "value"),
            Column("progress", "progress"),
            Column("due", "day"),
        ),
        rows,
    )
    found = [each for each in (objectives, _milestones(asked, id_)) if each.rows]
    return Section("plan", facts, tables=tuple(found))


def _milestones(asked: Asked, plan: str | None) -> Any:
    columns = (Column("milestone"), Column("expected", "day"), Column("reached", "day"))
    return table("milestones", columns, asked.read(_MILESTONES, plan=plan))


def _progress(baseline: float | None, target: float | None, actual: float | None) -> float | None:
    """How much of the way from the baseline to the target is done, in %, whichever way it leads; None where unknown."""
    if baseline is None or target is None or actual is None or baseline == target:
        return None
    return 100 * (actual - baseline) / (target - baseline)
