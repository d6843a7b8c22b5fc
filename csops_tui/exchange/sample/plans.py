"""Success plans of accounts that are looked after closely, with aims that are measured."""

from __future__ import annotations

from csops_tui.exchange.sample.life import DAY, Life
from csops_tui.exchange.sample.rows import Rows
from csops_tui.measures.holidays import business_day


def add_plan(life: Life, rows: Rows) -> None:
    """Add the plan of the current year to some accounts, better reached where the account does well."""
    rng, frame = life.rng, life.frame
    agreed = life.workday(max(life.first_day, frame.last_day - DAY * rng.randrange(30, 300)), 0)
    wanted = life.known or (life.model == "high" and rng.random() < 0.4)
    if not wanted or agreed is None or life.notice is not None:
        return
    plan = rows.add(
        "success_plan",
        account_id=life.id,
        title=life.phrases.plan.format(year=agreed.year if agreed.month > 3 else agreed.year - 1),
        state="agreed",
        agreed=agreed,
        review_on=business_day(frame.today + DAY * rng.randrange(10, 90)),
        owner_id=life.owner.id,
    )
    progress = max(0.0, min(1.1, 0.45 + 0.35 * life.health_on(frame.today)))
    for title, measure, purpose, baseline, target in rng.sample(life.phrases.objectives, rng.choice((1, 2, 3))):
        measured = rng.random() < 0.8
        share = progress * rng.uniform(0.6, 1.1)
        rows.add(
            "objective",
            plan_id=plan,
            title=title,
            purpose=purpose,
            measure=measure,
            baseline=baseline,
            target=target,
            actual=round(baseline + (target - baseline) * share) if measured else None,
            due=business_day(agreed + 360 * DAY),
            measured=max(agreed, frame.last_day - DAY * rng.randrange(1, 60)) if measured else None,
        )
