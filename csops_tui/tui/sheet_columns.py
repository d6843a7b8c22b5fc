"""How the columns of the sheet stand: those that every sheet has, and any other that a view asks for."""

from __future__ import annotations

from typing import Any

from csops_tui.locale import t
from csops_tui.measures import columns as named
from csops_tui.measures import views
from csops_tui.store.listing import Field
from csops_tui.text.width import width
from csops_tui.tui.widgets.source import Column

_SHAPE: dict[str, dict[str, Any]] = {
    "account": {"width": 26, "min_width": 16, "frozen": True, "elastic": True},
    "tier": {"width": 6, "hide_below": 6},
    "owner": {"width": 8, "min_width": 6, "hide_below": 4},
    "mrr": {"width": 9, "align": "right", "hide_below": 5},
    "renewal": {"width": 14, "hide_below": 3},
    "concern": {"width": 16, "min_width": 14},
    "one_to_one": {"width": 6, "align": "right", "hide_below": 1},
    "any": {"width": 6, "align": "right", "hide_below": 7},
    "touches": {"width": 12, "hide_below": 9},
    "usage": {"width": 7, "align": "right", "hide_below": 8},
    "next": {"width": 22, "min_width": 11, "hide_below": 2, "elastic": True},
}
# A plain value by its kind: cells, and on which side it stands.
_BY_KIND: dict[str, tuple[int, str]] = {
    "day": (8, "left"),
    "count": (6, "right"),
    "number": (8, "right"),
    "money": (9, "right"),
    "flag": (5, "left"),
    "code": (12, "left"),
    "person": (8, "left"),
    "spark": (12, "left"),
}
_TEXT = (14, "left")
# A longer heading is cut: the figures below it are what one came for.
_MOST_TITLE = 16
# What can make groups: values that several accounts share.
GROUPING = ("code", "person", "text", "flag")
ALWAYS_ALONE = ("account", "id", "next_task", "touches_12m")


def heading(name: str) -> str:
    """What stands over a column."""
    return t(f"sheet.{name}") if name in views.CELL_NAMES else named.title(name)


def can_group(field: Field) -> bool:
    """Whether accounts share values of this column."""
    return field.kind.partition(":")[0] in GROUPING and field.key not in ALWAYS_ALONE


def sheet_fields(look: views.View) -> tuple[Field, ...]:
    """The fields that a look shows: the group's first, then the account, then the others."""
    names = look.columns or views.CELL_NAMES
    if not look.group:
        return views.fields(names)
    rest = views.fields([name for name in names if name != look.group])
    return (*(field for field in views.fields([look.group]) if field.key == look.group), *rest)


def sheet_columns(fields: tuple[Field, ...], look: views.View) -> tuple[Column, ...]:
    """The columns of these fields; the account and what the look freezes stay on the screen, the last make room."""
    usual = not look.columns
    frozen = max(1, look.frozen or 1) + (1 if look.group else 0)
    found: list[Column] = []
    for place, field in enumerate(fields):
        shape = dict(_SHAPE.get(field.key) or _plain(field))
        if not usual and place:
            shape["hide_below"] = place
        if place < frozen:
            shape |= {"frozen": True, "hide_below": 0}
        group = field.key == look.group
        found.append(Column(field.key, heading(field.key), kind=field.kind, group=group, **shape))
    return tuple(found)


def _plain(field: Field) -> dict[str, Any]:
    cells, side = _BY_KIND.get(field.kind.partition(":")[0], _TEXT)
    return {"width": max(cells, min(_MOST_TITLE, width(heading(field.key)))), "align": side, "hide_below": 10}
