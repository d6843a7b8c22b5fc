"""The code lists as one book has them: the shipped words, the team's own, and what became of old codes.

A row of the table `code` says what the book changed about a code; a shipped word without a row is as it was shipped.
Each change of a list is a new version of it, kept in the row that changed. Records keep the code they were given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csops_tui.model.code_lists import LISTS
from csops_tui.model.codes import CODES, find, fold
from csops_tui.store.errors import CodeRefused
from csops_tui.store.sqlite import Connection

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit

SECOND_LEVEL = {"churn_reason_detail": "churn_reason"}
"""Lists that refine another one, and that other."""

# Rules and figures of the program are about these codes.
_FIXED = {"churn_reason": ("unknown", "other"), "channel": ("internal_note", "email", "call")}
_ROWS = "SELECT id, code, parent, ja, en, aliases, version, active, replaced_by, position FROM code WHERE list = ?"
_CODE = re.compile(r"[^\W_]\w*")


@dataclass(frozen=True)
class Entry:
    """One code of a list as it stands; `row` is its row in the book, None while it is as shipped."""

    code: str
    ja: str
    en: str
    aliases: str = ""
    parent: str | None = None
    active: bool = True
    replaced_by: str | None = None
    version: int = 1
    row: str | None = None
    shipped: bool = False

    def word(self, lang: str) -> str:
        """What people read for it."""
        return self.ja if lang == "ja" else self.en


def lists(conn: Connection) -> list[str]:
    """The names of all lists: the shipped ones in their order, then those that only the book has."""
    own = [name for (name,) in conn.execute("SELECT DISTINCT list FROM code ORDER BY list")]
    return list(dict.fromkeys((*LISTS, *(name for name in own if name not in CODES))))


def entries(conn: Connection, name: str) -> list[Entry]:
    """The codes of a list, those offered first; among them the team's own by position, then the shipped ones."""
    found: dict[str, Entry] = {}
    for row_id, code, parent, ja, en, aliases, version, active, replaced_by, _ in conn.execute(
        f"{_ROWS} ORDER BY position, rowid", [name]
    ):
        shipped = find(name, code) is not None
        found[code] = Entry(code, ja, en, aliases or "", parent, bool(active), replaced_by, version, row_id, shipped)
    for word in CODES.get(name, ()):
        found.setdefault(
            word.code, Entry(word.code, word.ja, word.en, " ".join(word.aliases), word.parent, shipped=True)
        )
    order = [word.code for word in CODES.get(name, ())]
    place = {code: number for number, code in enumerate(order)}
    return sorted(found.values(), key=lambda entry: (not entry.active, place.get(entry.code, -1)))


def version(conn: Connection, name: str) -> int:
    """The version of a list: 1 as shipped, one more with every change."""
    return conn.execute("SELECT coalesce(max(version), 1) FROM code WHERE list = ?", [name]).fetchone()[0]


def uses(conn: Connection, name: str, code: str | None = None) -> dict[str, int]:
    """How many fields of records hold each code of a list (or this one); a code that none holds is not there."""
    found: dict[str, int] = {}
    for table, column in _columns_of(name):
        sql = f'SELECT "{column}", count(*) FROM "{table}" WHERE "{column}" IS NOT NULL'
        rows = (
            conn.execute(f'{sql} AND "{column}" = ? GROUP BY 1', [code]) if code else conn.execute(f"{sql} GROUP BY 1")
        )
        for held, count in rows:
            found[held] = found.get(held, 0) + count
    return found


# Changes; each is written into an open edit and raises CodeRefused


def add(
    edit: Edit, name: str, code: str, ja: str, en: str = "", *, parent: str | None = None, aliases: str = ""
) -> Entry:
    """Put a new code at the end of a list; without `en` the Japanese word serves both languages."""
    conn = edit.conn
    code = fold(code)
    known = {entry.code: entry for entry in entries(conn, name)}
    if not _CODE.fullmatch(code):
        raise CodeRefused("no_code", code=code)
    if code in known:
        raise CodeRefused("exists" if known[code].active else "exists_retired", code=code)
    ja, en = ja.strip() or en.strip(), en.strip() or ja.strip()
    _check_words(known, code, ja, en)
    if name in SECOND_LEVEL:
        _offered(conn, SECOND_LEVEL[name], parent or "")
    elif parent:
        raise CodeRefused("no_parent", code=parent)
    position = conn.execute("SELECT coalesce(max(position), 0) + 1 FROM code WHERE list = ?", [name]).fetchone()[0]
    made = Entry(code, ja, en, aliases.strip(), parent, version=version(conn, name) + 1)
    row = {"list": name, "code": code, "ja": ja, "en": en, "parent": parent, "aliases": aliases.strip() or None}
    row |= {"position": position, "version": made.version}
    row_id = edit.insert("code", {key: value for key, value in row.items() if value is not None})
    return replace(made, row=row_id)


def rename(edit: Edit, name: str, code: str, ja: str, en: str, aliases: str | None = None) -> Entry:
    """Give a code other words; what it means, and what records say, stays."""
    known = {entry.code: entry for entry in entries(edit.conn, name)}
    entry = _known(known, code)
    ja, en = ja.strip() or entry.ja, en.strip() or entry.en
    _check_words(known, code, ja, en)
    changed = {"ja": ja, "en": en}
    if aliases is not None:
        changed["aliases"] = aliases.strip()
    return _change(edit, name, entry, changed)


def retire(edit: Edit, name: str, code: str) -> Entry:
    """Offer a code no longer; records that have it keep it and stay readable."""
    entry = _may_go(edit.conn, name, code)
    return _change(edit, name, entry, {"active": 0})


def revive(edit: Edit, name: str, code: str) -> Entry:
    """Offer a retired code again; what replaced it does so no longer."""
    entry = _known({one.code: one for one in entries(edit.conn, name)}, code)
    if entry.active:
        raise CodeRefused("active", code=code)
    return _change(edit, name, entry, {"active": 1, "replaced_by": None})


def supersede(edit: Edit, name: str, code: str, by: str) -> Entry:
    """Let another offered code take the place of one: it is retired, and in figures it counts as the other."""
    if code == by:
        raise CodeRefused("itself", code=code)
    _offered(edit.conn, name, by)
    entry = _may_go(edit.conn, name, code)
    return _change(edit, name, entry, {"active": 0, "replaced_by": by})


def _change(edit: Edit, name: str, entry: Entry, given: Mapping[str, object]) -> Entry:
    changed = {key: value if value != "" else None for key, value in given.items()}
    number = version(edit.conn, name) + 1
    row_id = entry.row
    if row_id:
        edit.update("code", row_id, {**changed, "version": number})
    else:
        shipped = find(name, entry.code)
        place = [word.code for word in CODES.get(name, ())].index(entry.code) if shipped else 0
        row: dict[str, object] = {"list": name, "code": entry.code, "ja": entry.ja, "en": entry.en, "position": place}
        row |= {"parent": entry.parent, "aliases": entry.aliases, "reach": shipped.reach if shipped else None}
        row |= {**changed, "version": number}
        row_id = edit.insert("code", {key: value for key, value in row.items() if value not in (None, "")})
    after = {one.code: one for one in entries(edit.conn, name)}
    return after[entry.code]


def _known(known: dict[str, Entry], code: str) -> Entry:
    if code not in known:
        raise CodeRefused("unknown", code=code)
    return known[code]


def _offered(conn: Connection, name: str, code: str) -> Entry:
    entry = _known({one.code: one for one in entries(conn, name)}, code)
    if not entry.active:
        raise CodeRefused("not_offered", code=code)
    return entry


def _may_go(conn: Connection, name: str, code: str) -> Entry:
    known = entries(conn, name)
    entry = _known({one.code: one for one in known}, code)
    if code in _FIXED.get(name, ()):
        raise CodeRefused("fixed", code=code)
    if not entry.active and entry.replaced_by:
        raise CodeRefused("replaced", code=code, by=entry.replaced_by)
    if sum(one.active for one in known) <= 1 and entry.active:
        raise CodeRefused("last", code=code)
    return entry


def _check_words(known: dict[str, Entry], code: str, ja: str, en: str) -> None:
    """A word means one offered code of a list and no other."""
    if not ja:
        raise CodeRefused("no_word", code=code)
    for entry in known.values():
        if entry.code != code and entry.active and {fold(ja), fold(en)} & {fold(entry.ja), fold(entry.en)}:
            raise CodeRefused("same_word", code=entry.code)


def _columns_of(name: str) -> list[tuple[str, str]]:
    """The (table, column) pairs whose values are codes of a list."""
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES

    return [
        (table, column.name)
        for table, entity in ENTITIES.items()
        for column in columns(entity)
        if column.spec.kind == "code" and column.spec.target == name
    ]
