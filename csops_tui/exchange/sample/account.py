"""One account of the sample, told from its hidden life: all its rows and its usage."""

from __future__ import annotations

import math
from bisect import bisect_left

from csops_tui.exchange.sample.answers import add_answers
from csops_tui.exchange.sample.contracts import Story, open_opportunities, tell_contracts
from csops_tui.exchange.sample.frame import Frame
from csops_tui.exchange.sample.life import DAY, Life, make_life
from csops_tui.exchange.sample.losses import add_losses
from csops_tui.exchange.sample.people import add_people
from csops_tui.exchange.sample.plans import add_plan
from csops_tui.exchange.sample.rows import Rows
from csops_tui.exchange.sample.touching import add_touches
from csops_tui.measures.holidays import business_day

# Kind of milestone: its title in both languages and the days after the start when it is expected.
_FIRST_STEPS = {
    "kickoff": ("キックオフ", "Kick-off", 10),
    "go_live": ("本稼働", "Go-live", 60),
    "habit": ("定着", "In daily use", 150),
}
METRICS = ("active_users", "sessions", "key_features")


def add_account(frame: Frame, index: int, rows: Rows) -> None:
    """Add everything about account number `index` to `rows`."""
    life = make_life(frame, index, rows.ids.next())
    story = tell_contracts(life, rows)
    _account(life, rows, story)
    contacts = add_people(life, rows)
    add_touches(life, rows, contacts)
    add_answers(life, rows, contacts)
    add_losses(life, rows, story)
    open_opportunities(life, rows, story)
    if life.kind == "active":
        _milestones(life, rows)
        add_plan(life, rows)
    if life.has_usage:
        _usage(life, rows)


def _account(life: Life, rows: Rows, story: Story) -> None:
    rng, frame, phrases = life.rng, life.frame, life.phrases
    gone = life.end is not None and life.end <= frame.today
    health = life.health[-1] if life.health else 0.0
    young = (frame.today - life.since).days < 120
    stage = "onboarding" if young else "adoption" if health < 0.3 else rng.choice(("adoption", "expansion", "feedback"))
    maturity = "starting" if young else ("basic", "established", "advanced", "model")[max(0, min(3, int(health + 1.4)))]
    rows.add(
        "account",
        id=life.id,
        name=life.company.name,
        kana=life.company.kana,
        domain=life.company.domain,
        state="churned" if gone else life.kind,
        stage=None if gone else "renewal" if story.mrr and rng.random() < 0.1 else stage,
        owner_id=life.owner.id,
        ops_owner_id=rng.choice(frame.ops).id,
        tier=life.tier,
        size=life.size,
        touch_model=life.model,
        industry=rng.choice(phrases.industries),
        region=rng.choice(phrases.regions),
        country="JP" if life.lang == "ja" else rng.choice(("US", "US", "GB", "SG", "AU")),
        source=rng.choice(phrases.sources),
        maturity=maturity,
        seats=life.seats,
        cadence_days=45 if life.tier == "high" and rng.random() < 0.05 else None,
        cadence_paused=rng.random() < 0.015 and not life.known,
        since=life.since if life.kind != "prospect" else None,
    )


def _milestones(life: Life, rows: Rows) -> None:
    """The first steps of accounts that began within the history; some stumble and are late."""
    rng = life.rng
    if life.since < life.frame.start:
        return
    late = max(0.6, 1.2 - 0.3 * (life.health[0] if life.health else 0.0))
    for kind, (ja, en, days) in _FIRST_STEPS.items():
        reached = life.workday(life.since, int(days * late * rng.uniform(0.7, 1.5)))
        if life.end and reached and reached >= life.end:
            reached = None
        rows.add(
            "milestone",
            account_id=life.id,
            title=ja if life.lang == "ja" else en,
            stage="onboarding",
            kind=kind,
            expected=business_day(life.since + DAY * days),
            reached=reached if rng.random() < 0.94 else None,
        )


def _usage(life: Life, rows: Rows) -> None:
    """Weekly active users, sessions and uses of key features; after notice people drift away."""
    rng, frame = life.rng, life.frame
    gauss, exp = rng.gauss, math.exp
    stop = bisect_left(frame.weeks, life.end) if life.end else len(frame.weeks)
    if life.end and stop and frame.weeks[stop - 1] + 6 * DAY >= life.end:
        stop -= 1
    notice = bisect_left(frame.weeks, life.notice) if life.notice else stop
    age = max(0, (frame.weeks[life.first_week] - life.since).days // 7) if life.health else 0
    taste = rng.uniform(1.6, 3.4)
    facts, texts, factors, product = rows.usage, frame.week_texts, frame.factors, life.product.id
    for week in range(life.first_week, stop):
        level = life.health[week - life.first_week]
        share = 1 / (1 + exp(-0.35 - 1.05 * level))
        ramp = 1 - 0.85 * exp(-(age + week - life.first_week) / 7)
        leaving = 0.97 ** (week - notice) if week > notice else 1.0
        factor = factors[week]
        active = min(life.seats, round(life.seats * share * ramp * leaving * factor**0.35 * exp(gauss(0, 0.07))))
        sessions = round(active * (taste + 0.5 * level) * factor * exp(gauss(0, 0.09))) if active else 0
        sessions = max(active, sessions)
        key = round(sessions * 1.3 * share * exp(gauss(0, 0.12)))
        day = texts[week]
        for metric, value in zip(METRICS, (active, sessions, key), strict=True):
            facts.append((life.id, None, product, metric, "week", day, float(value)))
