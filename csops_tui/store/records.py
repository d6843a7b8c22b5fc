"""Every entity as a listing, derived from its declaration: references show names, newest facts come first.

Loads the model, so it stays off the start path.
"""

from __future__ import annotations

from csops_tui.model.codes import list_of
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.listing import Field, Listing, money_field

# What a reference shows where the referred entity has no name of its own, as an expression over its alias {r}.
_SHOWN = {
    "touchpoint": "{r}.day || ' ' || {r}.channel",
    "subscription": "{r}.starts || ' ' || coalesce({r}.plan, '')",
    "churn": "coalesce({r}.effective, {r}.notice, '')",
    "churn_review": "{r}.day",
    "play": "{r}.started",
}
_DAYS = ("day", "due", "effective", "opened", "starts", "raised", "month", "asked", "received", "started", "expected")


def listing_of(table: str, names: tuple[str, ...] = (), where: str = "1") -> Listing:
    """The rows of one entity with these columns, by default all; raises KeyError for an unknown table or column."""
    known = {column.name: column for column in columns(ENTITIES[table])}
    chosen = [known[name] for name in (names or tuple(known))]
    fields: list[Field] = []
    joins: list[str] = []
    search: list[str] = []
    for number, column in enumerate(chosen):
        own = f'r."{column.name}"'
        if column.spec.kind == "ref":
            alias = f"p{number}"
            shown = title_of(column.spec.target).format(r=alias)
            joins.append(f'LEFT JOIN "{column.spec.target}" AS {alias} ON {alias}.id = {own}')
            fields.append(Field(column.name, shown, "ref"))
            search.append(shown)
        elif column.spec.kind == "money" and "currency" in known:
            fields.append(money_field(column.name, own, "r.currency", "amount"))
        else:
            fields.append(Field(column.name, own, _kind(table, column), own))
            if column.sql_type == "TEXT":
                search.append(own)
    source = f'FROM "{table}" AS r {" ".join(joins)} WHERE {where}'
    return Listing(table, source, "r.rowid", "r.id", tuple(fields), _order(known), tuple(search))


def title_of(table: str) -> str:
    """The expression over an alias `{r}` by which people know a row of this entity."""
    if table in _SHOWN:
        return _SHOWN[table]
    first = ENTITIES[table].titles[0]
    return "{r}." + first


def _order(known: dict[str, Column]) -> str:
    day = next((name for name in _DAYS if name in known), None)
    if day:
        return f'r."{day}" DESC, r.rowid DESC'
    name = next((name for name in ("name", "title") if name in known), None)
    return f'r."{name}", r.id' if name else "r.rowid"


def _kind(table: str, column: Column) -> str:
    match column.spec.kind:
        case "code":
            return f"code:{list_of(table, column.name, column.spec.target)}"
        case "day":
            return "long_day"
        case "money":
            return "amount"
        case "month" | "ref":
            return "text"
        case kind:
            return kind
