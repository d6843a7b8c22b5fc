"""What a column of a file can become: fields of the entity, its key elsewhere, and references to other rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from csops_tui.model.entity import Column, Spec, columns
from csops_tui.model.registry import ENTITIES

USAGE = "usage"

# By which of their fields rows of a table can be referred to, in the order in which they are tried.
REFERRED_BY: dict[str, tuple[str, ...]] = {
    "account": ("corporate_number", "domain", "name"),
    "contact": ("mail", "name"),
    "member": ("mail", "name"),
    "product": ("code", "name"),
    "event": ("title",),
    "survey": ("name",),
    "programme": ("name",),
    "playbook": ("name",),
    "signal": ("name",),
    "kpi": ("name",),
    "campaign_list": ("name",),
    "scorecard": ("name",),
    "complaint": ("title",),
}

# The fields by which a row of a file is recognised in the book when it brings no key: the first complete set counts.
RECOGNISED_BY: dict[str, tuple[tuple[str, ...], ...]] = {
    "account": (("corporate_number",), ("domain",), ("name",)),
    "contact": (("mail",), ("account_id", "name")),
    "member": (("mail",), ("name",)),
    "product": (("code",), ("name",)),
    "event": (("title", "day"),),
    "survey": (("name", "day"),),
    "programme": (("name",),),
    "code": (("list", "code"),),
    "attendance": (("event_id", "account_id", "contact_id"),),
    "survey_response": (("survey_id", "contact_id", "day"),),
    "kpi": (("name",),),
    "kpi_target": (("kpi_id", "month"),),
    "assessment": (("account_id", "month"),),
    "identity": (("product_id", "user_key"),),
    "risk": (("account_id", "category", "opened"),),
    "complaint": (("account_id", "title", "received"),),
    "complaint_update": (("complaint_id", "at"),),
    "opportunity": (("account_id", "title", "opened"),),
    "sla": (("account_id", "kind", "priority"),),
}

_USAGE_COLUMNS = (
    Column("account_id", Spec("ref", target="account"), True),
    Column("contact_id", Spec("ref", target="contact"), False),
    Column("product_id", Spec("ref", target="product"), False),
    Column("subscription_id", Spec("ref", target="subscription"), False),
    Column("metric", Spec("text"), True, "count"),
    Column("grain", Spec("code", closed=("day", "week", "month")), True, "day"),
    Column("day", Spec("day"), True),
    # Or figures of their own, a column each; that there is one or the other is for the mapping to see.
    Column("value", Spec("number"), False),
)


@dataclass(frozen=True)
class Target:
    """One thing that a column can become.

    `role` is `field`, `own` (our id), `external` (the row's key in the other system), `ref` (a reference given
    by the field `by` of its table, or by its key there), `flag` (a yes/no that sets a state), `yearly` (an amount
    of a year for a field that holds a month's), `billed` and `billed_seat` (an amount of a billing period, for all
    seats or for one of them), `part` (a family or given name), `until` (the moment at which it ended), `drop` (a yes
    passes over the record) or `metric` (a usage figure of its own). `field` is the column of the table that it fills.
    """

    name: str
    role: str
    field: str
    spec: Spec
    required: bool = False
    by: str = ""


def columns_of(entity: str) -> tuple[Column, ...]:
    """The columns that rows of an entity, or of `usage`, are made of."""
    return _USAGE_COLUMNS if entity == USAGE else columns(ENTITIES[entity])


@cache
def targets(entity: str) -> dict[str, Target]:
    """All targets of an entity by name, fields first; raises KeyError for an unknown entity."""
    found: list[Target] = []
    for column in columns_of(entity):
        if column.spec.kind != "ref":
            found.append(
                Target(column.name, "field", column.name, column.spec, column.required and column.default is None)
            )
    if entity == USAGE:
        found.append(Target("external_id", "external", "", Spec("text")))
    else:
        found += [Target("external_id", "external", "", Spec("text")), Target("id", "own", "id", Spec("text"))]
    for column in columns_of(entity):
        if column.spec.kind == "ref":
            found += _references(column)
    if _has(entity, "account_id") and not _has(entity, "subscription_id"):
        found.append(Target("subscription.external_id", "ref", "subscription_id", Spec("ref", target="subscription")))
    if entity == "account":
        found += [Target("trial", "flag", "state", Spec("flag")), Target("churned", "flag", "state", Spec("flag"))]
    if entity in ("subscription", "opportunity"):
        found.append(Target("arr", "yearly", "mrr", Spec("money")))
    if entity == "subscription":
        found.append(Target("amount", "billed", "mrr", Spec("money")))
        found.append(Target("unit_amount", "billed_seat", "mrr", Spec("money")))
    if entity != USAGE:
        found.append(Target("left_out", "drop", "", Spec("flag")))
    if entity in ("contact", "member"):
        found += [Target(f"name.{part}", "part", "name", Spec("text", personal=True)) for part in ("family", "given")]
    if entity == "touchpoint":
        found.append(Target("until", "until", "minutes", Spec("moment")))
    return {target.name: target for target in found}


def _has(entity: str, field: str) -> bool:
    return any(column.name == field for column in columns_of(entity))


def _references(column: Column) -> list[Target]:
    prefix = column.name.removesuffix("_id")
    names = ("external_id", *REFERRED_BY.get(column.spec.target, ()))
    return [Target(f"{prefix}.{by}", "ref", column.name, column.spec, column.required, by) for by in names] + (
        [Target(f"{prefix}.day", "ref", column.name, column.spec, False, "day")]
        if column.spec.target in ("event", "survey")
        else []
    )
