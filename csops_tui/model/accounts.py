"""Who the customers are and who of us looks after them: accounts, contacts, members, identities."""

from __future__ import annotations

from typing import Annotated, ClassVar

from csops_tui.model.entity import (
    Count,
    Day,
    Days,
    Entity,
    Flag,
    Minutes,
    Money,
    Month,
    Note,
    Personal,
    PersonalNote,
    Text,
    coded,
    one_of,
    ref,
)


class Member(Entity):
    """One of our people; a pool is a member of kind `pool`, so that unowned accounts are never lost."""

    name: Text
    kind: Annotated[str, one_of("person", "pool")] = "person"
    role: Annotated[str, coded("member_role")] = "csm"
    team: Text | None = None
    mail: Text | None = None
    capacity_day: Count | None = None
    minutes_week: Minutes | None = None
    active: Flag = True


class Account(Entity):
    """A customer company under contract, in trial, or gone."""

    indexes: ClassVar = (("owner_id",), ("name",))

    name: Text
    kana: Text | None = None
    alias: Text | None = None
    domain: Text | None = None
    corporate_number: Text | None = None
    state: Annotated[str, one_of("prospect", "trial", "active", "churned")] = "active"
    stage: Annotated[str, coded("stage")] | None = None
    owner_id: Annotated[str, ref("member")] | None = None
    ops_owner_id: Annotated[str, ref("member")] | None = None
    tier: Annotated[str, coded("tier")] | None = None
    size: Annotated[str, coded("size")] | None = None
    touch_model: Annotated[str, coded("touch_model")] | None = None
    segment: Text | None = None
    industry: Text | None = None
    region: Text | None = None
    country: Text | None = None
    source: Text | None = None
    maturity: Annotated[str, coded("maturity")] | None = None
    seats: Count | None = None
    cadence_days: Days | None = None
    cadence_paused: Flag = False
    since: Day | None = None
    note: Note | None = None
    served_by: Annotated[str, one_of("cs", "cs_ops")] | None = None


class AccountRole(Entity):
    """Somebody of ours who looks after one side of an account beside its owner: a specialist, sales, a sponsor."""

    titles: ClassVar = ("role",)

    account_id: Annotated[str, ref("account", owned=True)]
    member_id: Annotated[str, ref("member")]
    role: Annotated[str, coded("member_role")]
    starts: Day | None = None
    ends: Day | None = None


class ExternalRef(Entity):
    """How another system names a row of ours, and the file and line it last came from."""

    indexes: ClassVar = (("entity", "system", "key"), ("entity", "row_id"))
    titles: ClassVar = ("system", "key")

    entity: Text
    row_id: Text
    system: Text
    key: Text
    file: Text | None = None
    line: Count | None = None


class Contact(Entity):
    """A person at an account; `state` and the day it was last verified say whether we can still reach them."""

    indexes: ClassVar = (("mail",),)

    account_id: Annotated[str, ref("account")]
    name: Personal
    kana: Personal | None = None
    title: Personal | None = None
    department: Text | None = None
    mail: Personal | None = None
    phone: Personal | None = None
    role: Annotated[str, coded("contact_role")] | None = None
    key_contact: Flag = False
    state: Annotated[str, one_of("active", "left", "unknown")] = "active"
    verified: Day | None = None
    left_on: Day | None = None
    community: Flag = False
    note: PersonalNote | None = None


class Identity(Entity):
    """A login of one person in one product; linking is by evidence, never by name alone, and can be undone."""

    titles: ClassVar = ("user_key",)
    indexes: ClassVar = (("product_id", "user_key"),)

    contact_id: Annotated[str, ref("contact", owned=True)]
    product_id: Annotated[str, ref("product")]
    user_key: Personal
    registered: Day | None = None
    last_active: Day | None = None
    evidence: Text | None = None


class AccountCalendar(Entity):
    """The customer's own year: fiscal year end, budget season, re-organisation months."""

    titles: ClassVar = ("kind", "month")

    account_id: Annotated[str, ref("account", owned=True)]
    kind: Annotated[str, coded("calendar_kind")]
    month: Count
    note: Note | None = None

    checks: ClassVar = {"month_of_year": "month BETWEEN 1 AND 12"}


class Blackout(Entity):
    """Days on which an account, or everybody, is not to be contacted."""

    titles: ClassVar = ("reason",)
    checks: ClassVar = {"ends_after_start": "ends >= starts"}

    account_id: Annotated[str, ref("account", owned=True)] | None = None
    starts: Day
    ends: Day
    reason: Text | None = None


class Cadence(Entity):
    """Target days between touches for a part of the book and a reach class; an account's own target beats it."""

    titles: ClassVar = ("reach", "days")

    touch_model: Annotated[str, coded("touch_model")] | None = None
    tier: Annotated[str, coded("tier")] | None = None
    reach: Annotated[str, one_of("1:1", "1:n", "tech", "any")] = "1:1"
    days: Days
    segment: Text | None = None
    minutes: Minutes | None = None


class Page(Entity):
    """A page of knowledge: a case, a success, a failure, linked to an account or not."""

    titles: ClassVar = ("title",)

    account_id: Annotated[str, ref("account", owned=True)] | None = None
    title: Text
    kind: Annotated[str, coded("note_kind")] = "note"
    body: Note | None = None
    day: Day | None = None
    member_id: Annotated[str, ref("member")] | None = None

    @classmethod
    def table(cls) -> str:
        """The table is `note`."""
        return "note"


class Assessment(Entity):
    """A written and numeric judgement of one account for one month."""

    titles: ClassVar = ("month",)

    account_id: Annotated[str, ref("account", owned=True)]
    month: Month
    grade: Annotated[str, one_of("good", "watch", "risk")] | None = None
    value: Money | None = None
    body: Note | None = None
    member_id: Annotated[str, ref("member")] | None = None
