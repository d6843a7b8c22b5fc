"""What calendars, mail and cards say: proposals that wait for a person's word, and pairs known to be two."""

from __future__ import annotations

from typing import Annotated, ClassVar

from csops_tui.model.entity import (
    Day,
    Entity,
    Minutes,
    Moment,
    Personal,
    PersonalNote,
    Text,
    coded,
    one_of,
    ref,
)


class Proposal(Entity):
    """A touch, meeting or contact that a calendar, mail or card speaks of; `row_id` is the record that it became.

    `system` and `key` name it in its source, so that the same file proposes nothing twice, also what was ignored.
    """

    titles: ClassVar = ("title",)
    indexes: ClassVar = (("system", "key"), ("account_id", "state"))

    kind: Annotated[str, one_of("touchpoint", "appointment", "contact")]
    state: Annotated[str, one_of("proposed", "confirmed", "ignored")] = "proposed"
    system: Text
    key: Text
    account_id: Annotated[str, ref("account", owned=True)] | None = None
    contact_id: Annotated[str, ref("contact")] | None = None
    member_id: Annotated[str, ref("member")] | None = None
    title: Personal
    day: Day | None = None
    at: Moment | None = None
    minutes: Minutes | None = None
    channel: Annotated[str, coded("channel")] | None = None
    reach: Annotated[str, one_of("1:1", "1:n", "tech", "none")] | None = None
    direction: Annotated[str, one_of("two_way", "one_way")] | None = None
    people: Personal | None = None
    note: PersonalNote | None = None
    row_id: Text | None = None


class DistinctPair(Entity):
    """Two rows of one kind that look alike and were judged to be two: they are not proposed for merging again."""

    titles: ClassVar = ("entity", "one", "other")
    indexes: ClassVar = (("entity", "one"),)

    entity: Text
    one: Text
    other: Text
    day: Day
    member_id: Annotated[str, ref("member")] | None = None
