"""What passes between us and the customer: touches, appointments, tasks, concern, events, programmes."""

from __future__ import annotations

from typing import Annotated, ClassVar

from csops_tui.model.entity import (
    ConcernLevel,
    Count,
    Day,
    Entity,
    Flag,
    Minutes,
    Moment,
    Note,
    PersonalNote,
    Text,
    Whole,
    coded,
    one_of,
    ref,
)


class Touchpoint(Entity):
    """One contact with one account; `day` is the local business date of the moment `at`."""

    titles: ClassVar = ("day", "channel")
    # The first holds all that counting needs.
    indexes: ClassVar = (("account_id", "day", "reach", "direction", "trigger"), ("day",), ("bulk",))

    account_id: Annotated[str, ref("account")]
    day: Day
    at: Moment
    utc_offset: Whole = 0
    channel: Annotated[str, coded("channel")]
    reach: Annotated[str, one_of("1:1", "1:n", "tech", "none")] = "1:1"
    direction: Annotated[str, one_of("two_way", "one_way")] = "two_way"
    trigger: Annotated[str, one_of("ours", "signal", "request")] = "ours"
    purpose: Annotated[str, coded("purpose")] | None = None
    member_id: Annotated[str, ref("member")] | None = None
    minutes: Minutes | None = None
    sentiment: Annotated[str, one_of("positive", "neutral", "negative")] | None = None
    outcome: Text | None = None
    tags: Text | None = None
    note: PersonalNote | None = None
    bulk: Text | None = None


class TouchpointContact(Entity):
    """A person who was part of a touch."""

    titles: ClassVar = ("contact_id",)
    indexes: ClassVar = (("touchpoint_id", "contact_id"),)

    touchpoint_id: Annotated[str, ref("touchpoint", owned=True)]
    contact_id: Annotated[str, ref("contact", owned=True)]


class Appointment(Entity):
    """An attempt to meet and what became of it."""

    titles: ClassVar = ("asked", "state")

    account_id: Annotated[str, ref("account")]
    contact_id: Annotated[str, ref("contact")] | None = None
    asked: Day
    state: Annotated[str, one_of("attempted", "replied", "booked", "held", "no_show", "declined")] = "attempted"
    meeting: Moment | None = None
    decided: Day | None = None
    member_id: Annotated[str, ref("member")] | None = None
    touchpoint_id: Annotated[str, ref("touchpoint")] | None = None
    note: Note | None = None


class Task(Entity):
    """Something we will do; a promise is a task the customer knows of."""

    titles: ClassVar = ("title",)
    indexes: ClassVar = (("account_id", "due"), ("member_id", "due"))

    account_id: Annotated[str, ref("account")] | None = None
    title: Text
    due: Day | None = None
    member_id: Annotated[str, ref("member")] | None = None
    promise: Flag = False
    state: Annotated[str, one_of("open", "done", "dropped")] = "open"
    done_on: Day | None = None
    touchpoint_id: Annotated[str, ref("touchpoint")] | None = None
    note: Note | None = None


class Concern(Entity):
    """How worried a person of ours is about losing the account: 0 none … 4 has decided."""

    titles: ClassVar = ("day", "level")
    indexes: ClassVar = (("account_id", "day"),)

    account_id: Annotated[str, ref("account", owned=True)]
    day: Day
    level: ConcernLevel
    reason: Annotated[str, coded("churn_reason")] | None = None
    evidence: Note | None = None
    member_id: Annotated[str, ref("member")] | None = None
    touchpoint_id: Annotated[str, ref("touchpoint", owned=True)] | None = None
    expires: Day | None = None


class Event(Entity):
    """A seminar, user group, workshop or training."""

    titles: ClassVar = ("title",)
    indexes: ClassVar = (("day",),)

    title: Text
    kind: Annotated[str, coded("event_kind")] = "seminar"
    day: Day
    capacity: Count | None = None
    audience: Text | None = None
    state: Annotated[str, one_of("planned", "held", "cancelled")] = "planned"
    note: Note | None = None


class Attendance(Entity):
    """One person's or account's way through one event: invited, registered, attended."""

    titles: ClassVar = ("state",)
    indexes: ClassVar = (("account_id",),)

    event_id: Annotated[str, ref("event", owned=True)]
    account_id: Annotated[str, ref("account", owned=True)]
    contact_id: Annotated[str, ref("contact")] | None = None
    state: Annotated[str, one_of("invited", "registered", "attended", "absent", "declined")]
    day: Day
    note: Note | None = None


class Programme(Entity):
    """A tech touch: guide, pop-up, newsletter, drip mail."""

    name: Text
    kind: Annotated[str, coded("programme_kind")] = "newsletter"
    starts: Day | None = None
    ends: Day | None = None
    audience: Text | None = None
    active: Flag = True
    note: Note | None = None


class Exposure(Entity):
    """One account's or person's meeting with a programme: delivered, opened, clicked, finished."""

    titles: ClassVar = ("day",)
    indexes: ClassVar = (("account_id", "day"),)

    programme_id: Annotated[str, ref("programme", owned=True)]
    account_id: Annotated[str, ref("account", owned=True)]
    contact_id: Annotated[str, ref("contact")] | None = None
    day: Day
    delivered: Flag = True
    opened: Flag = False
    clicked: Flag = False
    finished: Flag = False


class Template(Entity):
    """Words to start from: an agenda, a message, a report."""

    name: Text
    kind: Annotated[str, coded("template_kind")] = "agenda"
    channel: Annotated[str, coded("channel")] | None = None
    lang: Annotated[str, one_of("ja", "en")] | None = None
    body: Note | None = None
