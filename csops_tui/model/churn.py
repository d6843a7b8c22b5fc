"""Losing customers and learning from it: churn, reviews, save attempts, risks."""

from __future__ import annotations

from typing import Annotated, ClassVar

from csops_tui.model.entity import (
    Count,
    Day,
    Entity,
    Flag,
    Minutes,
    Money,
    Note,
    Text,
    coded,
    one_of,
    ref,
)


class Churn(Entity):
    """Revenue lost from an account; it closes only with a reason, or with `unknown` and why."""

    titles: ClassVar = ("effective",)
    indexes: ClassVar = (("account_id",), ("effective",))
    checks: ClassVar = {
        "closed_needs_reason": "state <> 'closed' OR reason_judged IS NOT NULL",
        "unknown_needs_why": "state <> 'closed' OR reason_judged IS NOT 'unknown' OR trim(coalesce(note, '')) <> ''",
        "other_needs_text": "state <> 'closed' OR reason_judged IS NOT 'other' OR trim(coalesce(note, '')) <> ''",
        "closed_needs_dates": "state <> 'closed' OR effective IS NOT NULL",
    }

    account_id: Annotated[str, ref("account")]
    subscription_id: Annotated[str, ref("subscription")] | None = None
    kind: Annotated[str, one_of("logo", "product", "contraction", "non_renewal")] = "logo"
    state: Annotated[str, one_of("open", "closed")] = "open"
    notice: Day | None = None
    decided: Day | None = None
    effective: Day | None = None
    mrr_lost: Money | None = None
    currency: Text = "JPY"
    reason_stated: Annotated[str, coded("churn_reason")] | None = None
    reason_stated_detail: Annotated[str, coded("churn_reason_detail")] | None = None
    reason_judged: Annotated[str, coded("churn_reason")] | None = None
    reason_judged_detail: Annotated[str, coded("churn_reason_detail")] | None = None
    evidence: Note | None = None
    voluntary: Flag | None = None
    avoidable: Flag | None = None
    foreseeable: Flag | None = None
    competitor: Text | None = None
    moved_to: Text | None = None
    winback: Day | None = None
    refund: Money | None = None
    member_id: Annotated[str, ref("member")] | None = None
    note: Note | None = None


class SaveAttempt(Entity):
    """What we did to keep a customer, and whether it worked."""

    titles: ClassVar = ("day", "action")

    account_id: Annotated[str, ref("account")]
    churn_id: Annotated[str, ref("churn", owned=True)] | None = None
    day: Day
    action: Text
    member_id: Annotated[str, ref("member")] | None = None
    minutes: Minutes | None = None
    cost: Money | None = None
    result: Annotated[str, one_of("open", "saved", "partly", "lost")] = "open"
    note: Note | None = None


class ReviewSession(Entity):
    """One meeting in which a set of churns is looked back at."""

    titles: ClassVar = ("day", "title")

    day: Day
    title: Text | None = None
    people: Text | None = None
    note: Note | None = None
    finished: Day | None = None


class ChurnReview(Entity):
    """A look back at one churn: what was there to see, when it could have been known, what we change."""

    titles: ClassVar = ("day",)

    churn_id: Annotated[str, ref("churn", owned=True)]
    day: Day
    first_knowable: Day | None = None
    signal_present: Flag | None = None
    signal_seen: Flag | None = None
    signal_acted: Flag | None = None
    improve_cs: Note | None = None
    improve_ops: Note | None = None
    minutes_text: Note | None = None
    state: Annotated[str, one_of("open", "done")] = "open"
    session_id: Annotated[str, ref("review_session")] | None = None


class ReviewSignal(Entity):
    """The three questions on one signal of one review: was it there, was it seen, was it acted on?"""

    titles: ClassVar = ("signal_id",)

    review_id: Annotated[str, ref("churn_review", owned=True)]
    signal_id: Annotated[str, ref("signal", owned=True)]
    first_day: Day | None = None
    present: Flag | None = None
    seen: Flag | None = None
    acted: Flag | None = None
    note: Note | None = None


class ReviewAction(Entity):
    """An action agreed in a review; `signal_id` links it to the signal it became."""

    titles: ClassVar = ("title",)

    review_id: Annotated[str, ref("churn_review", owned=True)]
    title: Text
    member_id: Annotated[str, ref("member")] | None = None
    due: Day | None = None
    state: Annotated[str, one_of("open", "done", "dropped")] = "open"
    signal_id: Annotated[str, ref("signal")] | None = None
    note: Note | None = None


class Risk(Entity):
    """A risk to an account, with its category, level and the day it is looked at again."""

    titles: ClassVar = ("category", "level")

    account_id: Annotated[str, ref("account")]
    category: Annotated[str, coded("risk_category")]
    level: Annotated[str, one_of("low", "medium", "high", "critical")] = "medium"
    opened: Day
    review_on: Day | None = None
    closed: Day | None = None
    owner_id: Annotated[str, ref("member")] | None = None
    note: Note | None = None


class Improvement(Entity):
    """One turn of plan, do, check, act."""

    titles: ClassVar = ("title",)
    checks: ClassVar = {"closed_needs_check": "phase <> 'closed' OR check_value IS NOT NULL"}

    title: Text
    phase: Annotated[str, one_of("plan", "do", "check", "act", "closed")] = "plan"
    kpi_id: Annotated[str, ref("kpi")] | None = None
    hypothesis: Note | None = None
    audience: Text | None = None
    starts: Day | None = None
    ends: Day | None = None
    check_value: Text | None = None
    findings: Note | None = None
    runs: Count | None = None
    owner_id: Annotated[str, ref("member")] | None = None
