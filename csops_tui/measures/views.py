"""Views: a named way to look at the sheet – which rows, which columns, in which order, by which group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from csops_tui.locale import LANGUAGES, t
from csops_tui.measures.sheet import CELLS, PLAIN
from csops_tui.model.codes import fold
from csops_tui.store.edit import Edit
from csops_tui.store.listing import SEPARATOR, Field, money_field
from csops_tui.store.sqlite import Connection

MOST_COLUMNS = 40


@dataclass(frozen=True)
class View:
    """How a sheet is looked at; an empty `columns` means the usual ones.

    `filter` is a condition or words to look for. `id` is the row of a saved view, `shipped` the code of one that every
    book has; `member_id` is None for a view that everybody sees.
    """

    name: str = ""
    filter: str = ""
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    group: str = ""
    frozen: int | None = None
    id: str = ""
    shipped: str = ""
    member_id: str | None = None

    def same_look(self, other: View) -> bool:
        """Whether both show the same rows and columns in the same order, whatever they are called."""
        bare = {"name": "", "id": "", "shipped": "", "member_id": None}
        return replace(self, **bare) == replace(other, **bare)


_SHIPPED = (
    View(shipped="renewal_180d", filter="renewal_in <= 180", sort="renewal"),
    View(
        shipped="no_1to1_60d",
        filter="days_1to1 > 60 or last_1to1 is null",
        sort="one_to_one",
        columns=("account", "tier", "owner", "mrr", "one_to_one", "any", "touches_1to1_365d", "touches", "next"),
    ),
    View(
        shipped="concern_3",
        filter="concern >= 3 and not concern_stale",
        sort="concern",
        descending=True,
        columns=("account", "tier", "owner", "mrr", "renewal", "concern", "concern_on", "one_to_one", "next"),
    ),
    View(shipped="unowned", filter="owner is null", sort="mrr", descending=True),
    View(
        shipped="usage_drop",
        filter="usage_change <= -30",
        sort="usage_change",
        columns=(
            "account",
            "tier",
            "owner",
            "mrr",
            "renewal",
            "usage_change",
            "usage_28d",
            "usage_before",
            "any",
            "next",
        ),
    ),
)


def shipped() -> list[View]:
    """The views that every book has, named in the language in force."""
    return [replace(view, name=t(f"view.{view.shipped}")) for view in _SHIPPED]


def saved(conn: Connection, member_id: str | None) -> list[View]:
    """The member's own views, then the shared ones, each by name."""
    rows = conn.execute(
        """SELECT id, name, where_text, sort, descending, columns_text, group_by, frozen, member_id FROM saved_view
           WHERE screen = 'sheet' AND (member_id IS NULL OR member_id = ?) ORDER BY member_id IS NULL, name, id""",
        [member_id],
    )
    return [
        View(
            name=row[1],
            filter=row[2] or "",
            sort=row[3] or "",
            descending=bool(row[4]),
            columns=_names(row[5]),
            group=row[6] or "",
            frozen=row[7],
            id=row[0],
            member_id=row[8],
        )
        for row in rows
    ]


def find(conn: Connection, name: str, member_id: str | None) -> View | None:
    """The view that a person means by `name`: an own one, a shared one, a shipped one by its code or its words."""
    wanted = fold(name)
    for view in saved(conn, member_id):
        if wanted in (fold(view.name), view.id):
            return view
    for view in shipped():
        if wanted in (view.shipped, *(fold(t(f"view.{view.shipped}", lang)) for lang in LANGUAGES)):
            return view
    return None


def save(edit: Edit, view: View) -> str:
    """Write a view as a new row, or over the row that it names; returns the id."""
    values = {
        "name": view.name,
        "screen": "sheet",
        "where_text": view.filter or None,
        "sort": view.sort or None,
        "descending": int(view.descending),
        "columns_text": ",".join(view.columns) or None,
        "group_by": view.group or None,
        "frozen": view.frozen,
        "member_id": view.member_id,
    }
    if view.id:
        edit.update("saved_view", view.id, values)
        return view.id
    return edit.insert("saved_view", values)


# Columns

CELL_NAMES = tuple(field.key for field in CELLS)


def column_names() -> list[str]:
    """Every column that a sheet can show: the cells of the screen first, then the plain values."""
    return list(dict.fromkeys((*CELL_NAMES, *(field.key for field in PLAIN))))


def fields(names: Sequence[str]) -> tuple[Field, ...]:
    """The fields of these columns in their order, the account always first; unknown names are left out."""
    cells = {field.key: field for field in CELLS}
    plain = {field.key: field for field in PLAIN}
    wanted = dict.fromkeys(("account", *(name for name in names if name in cells or name in plain)))
    return tuple(cells.get(name) or _shown(plain[name], plain) for name in list(wanted)[:MOST_COLUMNS])


def _shown(field: Field, plain: dict[str, Field]) -> Field:
    """A plain column as the screen shows it: amounts with their currency, months as a chart."""
    if field.kind == "money":
        return money_field(field.key, f"({field.sql})", plain["currency"].sql)
    if field.key == "touches_12m":
        return replace(field, kind="spark")
    return field


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name for part in (text or "").replace(SEPARATOR, "").split(",") if (name := part.strip()))
