"""Two rows that are one: the children of both stay, the one that goes is remembered, and one undo brings it back.

Which tables refer to a row is read from the model. Children that say the same thing once per parent, such as a place
on a campaign list, become one as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from csops_tui.locale import t
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store import usage_moves
from csops_tui.store.backup import before_large
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit
from csops_tui.store.errors import NoSuchRow, Refused
from csops_tui.store.merge_marks import MERGED
from csops_tui.store.records import title_of
from csops_tui.store.sqlite import Connection
from csops_tui.text.names import company_key, number_key

Row = dict[str, Any]

# The columns that together occur once: of two such rows one stays, with what either of them says.
_ONCE: dict[str, tuple[str, ...]] = {
    "campaign_member": ("campaign_id", "account_id"),
    "review_item": ("round_id", "account_id"),
    "attendance": ("event_id", "account_id", "contact_id"),
    "exposure": ("programme_id", "account_id", "contact_id", "day"),
    "touchpoint_contact": ("touchpoint_id", "contact_id"),
    "identity": ("contact_id", "product_id", "user_key"),
    "account_role": ("account_id", "member_id", "role"),
    "account_calendar": ("account_id", "kind", "month"),
    "signal_episode": ("signal_id", "account_id"),
    "external_ref": ("entity", "row_id", "system", "key"),
}
# Only these are the same: an episode that is over is a fact of its own.
_ONLY = {"signal_episode": "cleared IS NULL"}
# How far a row has come, where one of two states has to stay.
_FURTHER = {
    "campaign_member": ("open", "skipped", "done"),
    "attendance": ("invited", "registered", "declined", "absent", "attended"),
    "signal_episode": ("raised", "snoozed", "acknowledged", "addressed"),
}
# What people wrote is kept from both.
_SAID = frozenset(["note", "comment", "body", "evidence"])
# By account first, which usage is kept by.
_USAGE = {
    "account": "SELECT count(*) FROM usage WHERE account_id = ?",
    "contact": """SELECT count(*) FROM contact AS c
                  JOIN usage AS u ON u.account_id = c.account_id AND u.contact_id = c.id WHERE c.id = ?""",
}
# Text columns that hold the id of a row: the column, and the one that names the table or None where any id can stand.
_LOOSE = {"external_ref": ("row_id", "entity"), "deferral": ("subject_id", None), "proposal": ("row_id", None)}


class Merged(NamedTuple):
    """What a merge did: the row that stayed, the one that went, rows moved and made one by table, usage facts moved."""

    kept: str
    gone: str
    edit: str
    label: str
    moved: dict[str, int]
    joined: dict[str, int]
    usage: int
    topics: frozenset[str]


def merge(book: Book, table: str, kept: str, gone: str, values: Mapping[str, Any] | None = None) -> Merged:
    """Make two rows of an entity one, in one edit: `kept` gets the children, and `values` or what it lacks itself.

    Raises NoSuchRow, and Refused for one and the same row or for companies with two corporate numbers.
    """
    conn = book.reader()
    one, other = row_of(conn, table, kept), row_of(conn, table, gone)
    refuse(table, one, other)
    chosen = proposed(table, one, other) | dict(values or {})
    before_large(book.path, sum(children(conn, table, gone).values()), "before-merge")
    label = t(
        "merge.label.merge", what=t(f"entity.{table}"), kept=named(conn, table, one), gone=named(conn, table, other)
    )
    with book.edit(label) as edit:
        fold = _Fold(edit)
        fold.rows(table, kept, gone, chosen)
    topics = edit.topics | ({"usage"} if fold.usage else frozenset[str]())
    return Merged(kept, gone, edit.id, label, fold.moved, fold.joined, fold.usage, topics)


def refuse(table: str, one: Row, other: Row) -> None:
    """Raise Refused for two rows that must not become one."""
    if one["id"] == other["id"]:
        raise Refused(rule="same_row", table=table)
    if table == "account":
        numbers = {number_key(row["corporate_number"] or "") for row in (one, other)} - {""}
        if len(numbers) > 1:
            raise Refused(rule="two_numbers", table=table)


def proposed(table: str, kept: Row, gone: Row) -> Row:
    """The fields of the merged row unless a person chooses: what `kept` says, else what `gone` says; of notes both.

    An account's former name becomes an alias, so that the name is found again; the earlier start counts.
    """
    made: Row = {}
    for column in columns(ENTITIES[table]):
        mine, theirs = kept[column.name], gone[column.name]
        if column.name in _SAID and mine and theirs and mine != theirs:
            made[column.name] = f"{mine}\n{theirs}"
        elif table == "account" and column.name == "since" and mine and theirs:
            made[column.name] = min(mine, theirs)
        else:
            made[column.name] = theirs if mine is None else mine
    if table == "account":
        made["alias"] = _aliases(kept, gone)
    return made


def children(conn: Connection, table: str, row_id: str) -> dict[str, int]:
    """How many rows of each table refer to a row, `usage` among them; tables without any are left out."""
    found: dict[str, int] = {}
    for child, column in referring(table):
        (count,) = conn.execute(f'SELECT count(*) FROM "{child}" WHERE "{column.name}" = ?', [row_id]).fetchone()
        found[child] = found.get(child, 0) + count
    if usage := _USAGE.get(table):
        (found["usage"],) = conn.execute(usage, [row_id]).fetchone()
    return {child: count for child, count in found.items() if count}


def referring(table: str) -> list[tuple[str, Column]]:
    """Every (table, column) of the model that refers to rows of `table`."""
    return [
        (child, column)
        for child, entity in ENTITIES.items()
        for column in columns(entity)
        if column.spec.kind == "ref" and column.spec.target == table
    ]


def row_of(conn: Connection, table: str, row_id: str) -> Row:
    """One row as column → stored value, `id` among them; raises NoSuchRow."""
    names = ("id", *(column.name for column in columns(ENTITIES[table])))
    listed = ", ".join(f'"{name}"' for name in names)
    found = conn.execute(f'SELECT {listed} FROM "{table}" WHERE id = ?', [row_id]).fetchone()
    if found is None:
        raise NoSuchRow(table=table, id=row_id)
    return dict(zip(names, found, strict=True))


def named(conn: Connection, table: str, row: Row) -> str:
    """What people call a row."""
    return str(
        conn.execute(
            f'SELECT {title_of(table).format(r="r")} FROM "{table}" AS r WHERE id = ?', [row["id"]]
        ).fetchone()[0]
    )


def keep_apart(book: Book, table: str, one: str, other: str, member_id: str | None = None) -> str | None:
    """Note that two rows that look alike are two; returns the edit, None when that is noted already."""
    conn = book.reader()
    first, second = sorted((one, other))
    rows = row_of(conn, table, first), row_of(conn, table, second)
    if first == second:
        raise Refused(rule="same_row", table=table)
    known = "SELECT 1 FROM distinct_pair WHERE entity = ? AND one = ? AND other = ?"
    if conn.execute(known, [table, first, second]).fetchone():
        return None
    label = t("merge.label.apart", one=named(conn, table, rows[0]), other=named(conn, table, rows[1]))
    day = book.clock.today().isoformat()
    with book.edit(label) as edit:
        edit.insert(
            "distinct_pair", {"entity": table, "one": first, "other": second, "day": day, "member_id": member_id}
        )
    return edit.id


class _Fold:
    """Moves what belongs to rows that go, counting by table."""

    def __init__(self, edit: Edit) -> None:
        self._edit = edit
        self.moved: dict[str, int] = {}
        self.joined: dict[str, int] = {}
        self.usage = 0

    def rows(self, table: str, kept: str, gone: str, values: Row) -> None:
        """Let `gone` go up in `kept`, which gets `values`."""
        for child, column in referring(table):
            self._children(child, column.name, kept, gone, "1", ())
        for child, (column, entity) in _LOOSE.items():
            self._children(
                child,
                column,
                kept,
                gone,
                "1" if entity is None else f"{entity} = ?",
                () if entity is None else (table,),
            )
        self._pairs(table, kept, gone)
        self.usage += usage_moves.move(self._edit.conn, table, gone, kept)
        if table != "external_ref":
            self._edit.insert("external_ref", {"entity": table, "row_id": kept, "system": MERGED, "key": gone})
        self._edit.delete(table, gone)
        self._edit.update(table, kept, {name: value for name, value in values.items() if name != "id"})

    def _children(self, child: str, column: str, kept: str, gone: str, where: str, parameters: tuple[str, ...]) -> None:
        if child in _ONCE and column in _ONCE[child]:
            self._join(child, column, kept, gone, where, parameters)
        count = self._edit.execute(
            f'UPDATE "{child}" SET "{column}" = ? WHERE "{column}" = ? AND {where}', [kept, gone, *parameters]
        )
        if count:
            self.moved[child] = self.moved.get(child, 0) + count

    def _join(self, child: str, column: str, kept: str, gone: str, where: str, parameters: tuple[str, ...]) -> None:
        """Make one of the children that both have."""
        alike = " AND ".join(f'k."{name}" IS g."{name}"' for name in _ONCE[child] if name != column)
        only = _ONLY.get(child, "1")
        pairs = self._edit.conn.execute(
            f"""SELECT min(k.id), g.id FROM (SELECT * FROM "{child}" WHERE "{column}" = ? AND {where} AND {only}) AS g
                JOIN (SELECT * FROM "{child}" WHERE "{column}" = ? AND {where} AND {only}) AS k ON {alike}
                GROUP BY g.id ORDER BY g.id""",
            [gone, *parameters, kept, *parameters],
        ).fetchall()
        for mine, theirs in pairs:
            one, other = row_of(self._edit.conn, child, mine), row_of(self._edit.conn, child, theirs)
            joined = _joined(child, one, other)
            joined[column] = kept
            self.rows(child, mine, theirs, joined)
            self.joined[child] = self.joined.get(child, 0) + 1

    def _pairs(self, table: str, kept: str, gone: str) -> None:
        """What was judged to be two rows is judged so of the row that stayed; the pair itself is one from now on."""
        found = self._edit.conn.execute(
            """SELECT id, one, other FROM distinct_pair
               WHERE entity = ? AND (one IN (?, ?) OR other IN (?, ?)) ORDER BY id""",
            [table, kept, gone, kept, gone],
        ).fetchall()
        seen = {tuple(sorted(pair)) for _, *pair in found if gone not in pair}
        for row, *before in found:
            if gone not in before:
                continue
            pair = tuple(sorted(kept if side == gone else side for side in before))
            if pair[0] == pair[1] or pair in seen:
                self._edit.delete("distinct_pair", row)
            else:
                self._edit.update("distinct_pair", row, {"one": pair[0], "other": pair[1]})
                seen.add(pair)


def _joined(table: str, kept: Row, gone: Row) -> Row:
    """What one child says that stands for two: the one that has come further, filled up from the other."""
    order = _FURTHER.get(table, ())
    further = bool(order) and order.index(gone["state"]) > order.index(kept["state"])
    first, second = (gone, kept) if further else (kept, gone)
    made = proposed(table, first, second)
    for column in columns(ENTITIES[table]):
        if column.spec.kind == "flag":
            made[column.name] = max(kept[column.name], gone[column.name])
    if "raised" in made:
        made["raised"] = min(kept["raised"], gone["raised"])
    return made


def _aliases(kept: Row, gone: Row) -> str | None:
    """The other names of both accounts, and the name that goes where it is no mere spelling of the one that stays."""
    names = [
        name.strip()
        for text in (kept["alias"], gone["alias"], gone["name"])
        for name in (text or "").replace("、", ";").split(";")
        if name.strip()
    ]
    known = {company_key(kept["name"])}
    fresh: list[str] = []
    for name in names:
        if company_key(name) not in known:
            known.add(company_key(name))
            fresh.append(name)
    if not fresh:
        return kept["alias"]
    return "; ".join(fresh)
