"""What customers buy and when it ends: products, contract lines, renewals, opportunities."""

from __future__ import annotations

from typing import Annotated, ClassVar

from csops_tui.model.entity import (
    Count,
    Day,
    Entity,
    Flag,
    Money,
    Month,
    Note,
    Number,
    Percent,
    Text,
    coded,
    one_of,
    ref,
)


class Product(Entity):
    """Something we sell."""

    name: Text
    code: Text | None = None
    features: Count | None = None
    active: Flag = True


class Subscription(Entity):
    """A contract line; `starts` is inclusive, `ends` exclusive, MRR in minor units of `currency`."""

    titles: ClassVar = ("plan", "starts")
    indexes: ClassVar = (("account_id", "starts", "ends"),)
    checks: ClassVar = {
        "ends_after_start": "ends IS NULL OR ends >= starts",
        "currency_code": "currency GLOB '[A-Z][A-Z][A-Z]'",
    }

    account_id: Annotated[str, ref("account")]
    product_id: Annotated[str, ref("product")] | None = None
    plan: Text | None = None
    seats: Count | None = None
    mrr: Money
    currency: Text = "JPY"
    starts: Day
    ends: Day | None = None
    auto_renew: Flag = False
    trial: Flag = False
    billing: Annotated[str, coded("billing")] | None = None
    note: Note | None = None


class Renewal(Entity):
    """A decision due: which way it is expected to go, and which way it went."""

    titles: ClassVar = ("due",)
    indexes: ClassVar = (("account_id", "due"),)

    account_id: Annotated[str, ref("account")]
    subscription_id: Annotated[str, ref("subscription")] | None = None
    due: Day
    forecast: Annotated[str, one_of("renew", "contract", "contract_actionable", "churn", "churn_actionable")] | None = (
        None
    )
    decision: Annotated[str, one_of("renewed", "expanded", "contracted", "churned")] | None = None
    decided: Day | None = None
    mrr_before: Money | None = None
    mrr_after: Money | None = None
    owner_id: Annotated[str, ref("member")] | None = None
    note: Note | None = None


class Opportunity(Entity):
    """A chance to grow: up-sell, cross-sell, more seats."""

    titles: ClassVar = ("title",)

    account_id: Annotated[str, ref("account")]
    title: Text
    kind: Annotated[str, coded("opportunity_kind")] = "upsell"
    state: Annotated[str, one_of("open", "won", "lost")] = "open"
    mrr: Money | None = None
    probability: Percent | None = None
    opened: Day
    closed: Day | None = None
    product_id: Annotated[str, ref("product")] | None = None
    owner_id: Annotated[str, ref("member")] | None = None
    note: Note | None = None
    currency: Text | None = None


class ExchangeRate(Entity):
    """What one unit of a currency is worth in the book's own currency, from the first day of a month on."""

    titles: ClassVar = ("currency", "month")
    indexes: ClassVar = (("currency", "month"),)
    checks: ClassVar = {"currency_code": "currency GLOB '[A-Z][A-Z][A-Z]'", "rate_above_zero": "rate > 0"}

    currency: Text
    month: Month
    rate: Number


class RevenueInput(Entity):
    """A figure that no record of the book holds and LTV or CAC needs, for one month and, if named, one segment."""

    titles: ClassVar = ("kind", "month")
    indexes: ClassVar = (("kind", "month"),)

    kind: Annotated[str, one_of("gross_margin", "acquisition_cost", "cs_cost")]
    month: Month
    segment: Text | None = None
    value: Number
    note: Note | None = None


class Sla(Entity):
    """What we promised an account: hours to a first answer or to a solution, by priority."""

    titles: ClassVar = ("kind", "hours")

    account_id: Annotated[str, ref("account", owned=True)]
    kind: Annotated[str, one_of("first_response", "resolution")]
    priority: Annotated[str, coded("priority")] | None = None
    hours: Count
    starts: Day | None = None
    ends: Day | None = None
    note: Note | None = None
