"""What customers tell us: tickets, surveys, requests, complaints."""

from __future__ import annotations

from typing import Annotated, ClassVar

from csops_tui.model.entity import (
    Count,
    Day,
    Entity,
    Flag,
    Minutes,
    Moment,
    Note,
    Number,
    PersonalNote,
    Text,
    coded,
    one_of,
    ref,
)


class Ticket(Entity):
    """A support case."""

    titles: ClassVar = ("title",)
    indexes: ClassVar = (("account_id", "opened"),)

    account_id: Annotated[str, ref("account")]
    contact_id: Annotated[str, ref("contact")] | None = None
    title: Text | None = None
    priority: Annotated[str, coded("priority")] | None = None
    state: Annotated[str, one_of("open", "pending", "closed")] = "open"
    opened: Day
    closed: Day | None = None
    first_response: Minutes | None = None
    resolution: Minutes | None = None
    satisfaction: Number | None = None
    escalated: Flag = False
    note: PersonalNote | None = None


class Survey(Entity):
    """A question asked of many, with its scale and the rule that turns answers into a figure."""

    checks: ClassVar = {"scale": "scale_max > scale_min"}

    name: Text
    kind: Annotated[str, one_of("nps", "csat", "ces", "other")] = "nps"
    scale_min: Count = 0
    scale_max: Count = 10
    rule: Annotated[str, one_of("nps", "top_two", "mean", "share_5_7", "share_4_5")] = "nps"
    day: Day
    asked: Count | None = None
    note: Note | None = None


class SurveyResponse(Entity):
    """One person's answer."""

    titles: ClassVar = ("day", "score")
    indexes: ClassVar = (("account_id", "day"),)

    survey_id: Annotated[str, ref("survey", owned=True)]
    account_id: Annotated[str, ref("account", owned=True)]
    contact_id: Annotated[str, ref("contact")] | None = None
    day: Day
    score: Number | None = None
    comment: PersonalNote | None = None
    follow_up_due: Day | None = None
    followed_up: Day | None = None


class Voice(Entity):
    """A request or remark worth keeping until the customer has been told what became of it."""

    titles: ClassVar = ("title",)
    indexes: ClassVar = (("account_id", "day"),)

    account_id: Annotated[str, ref("account")]
    contact_id: Annotated[str, ref("contact")] | None = None
    title: Text
    kind: Annotated[str, coded("voice_kind")] = "request"
    source: Annotated[str, coded("voice_source")] = "touch"
    theme: Text | None = None
    state: Annotated[str, one_of("open", "planned", "released", "declined")] = "open"
    day: Day
    told: Day | None = None
    touchpoint_id: Annotated[str, ref("touchpoint")] | None = None
    body: PersonalNote | None = None


class Complaint(Entity):
    """Something that went wrong for a customer, and how fast we answered."""

    titles: ClassVar = ("title",)

    account_id: Annotated[str, ref("account")]
    contact_id: Annotated[str, ref("contact")] | None = None
    title: Text
    severity: Annotated[str, coded("severity")] | None = None
    received: Moment
    responded: Moment | None = None
    resolved: Moment | None = None
    cause: Text | None = None
    cadence_hours: Count | None = None
    owner_id: Annotated[str, ref("member")] | None = None
    body: PersonalNote | None = None


class ComplaintUpdate(Entity):
    """What we told a customer, or each other, on the way to solving a complaint."""

    titles: ClassVar = ("at",)
    indexes: ClassVar = (("complaint_id", "at"),)

    complaint_id: Annotated[str, ref("complaint", owned=True)]
    at: Moment
    body: PersonalNote
    member_id: Annotated[str, ref("member")] | None = None
