"""What a field may be set to: the words of its code list, and the rows that a reference can mean."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from csops_tui.locale import language
from csops_tui.model.codes import find, fold, names_of, word
from csops_tui.store.code_book import SECOND_LEVEL, entries
from csops_tui.store.code_words import current_code, mapping
from csops_tui.store.sqlite import Connection
from csops_tui.text.names import NameIndex, norm

_MOST = 10_000
_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)\b")
# Tables whose rows people know by name, reading, alias and domain (or mail).
_NAMED = {
    "account": "SELECT id, name, kana, alias, domain, region FROM account ORDER BY name",
    "contact": "SELECT id, name, kana, NULL, mail, title FROM contact WHERE :account IS NULL OR account_id = :account",
    "member": "SELECT id, name, NULL, NULL, mail, team FROM member WHERE active = 1 ORDER BY kind, name",
}


class Choice(NamedTuple):
    """One thing a field can be set to: the stored value, what people read, and what tells it from its like."""

    value: str
    label: str
    detail: str = ""


def code_choices(conn: Connection, name: str, closed: tuple[str, ...] = ()) -> list[Choice]:
    """The words of a list that are offered, in the language in force: those of the book, then the shipped ones."""
    lang = language()
    if closed:
        return [Choice(code, word(name, code, lang)) for code in closed]
    return [Choice(entry.code, entry.word(lang)) for entry in entries(conn, name) if entry.active]


def code_matches(conn: Connection, name: str, closed: tuple[str, ...], text: str) -> list[Choice]:
    """The choices of a list with a word, in any language, that holds `text`; those that begin with it first."""
    wanted = fold(text)
    aliases = {} if closed else {entry.code: entry.aliases.split() for entry in entries(conn, name) if entry.row}
    ranked: list[tuple[int, int, Choice]] = []
    for place, choice in enumerate(code_choices(conn, name, closed)):
        entry = find(name, choice.value)
        spoken_too = names_of(entry) if entry else (choice.value, *aliases.get(choice.value, ()))
        words = [fold(choice.label), *map(fold, spoken_too)]
        if any(spoken.startswith(wanted) for spoken in words):
            ranked.append((0, place, choice))
        elif any(wanted in spoken for spoken in words):
            ranked.append((1, place, choice))
    return [choice for _, _, choice in sorted(ranked)]


def children(conn: Connection, name: str, parent: str) -> set[str]:
    """The codes of a second-level list that refine the code `parent` of the first, or one that it replaced."""
    today = mapping(conn, SECOND_LEVEL.get(name, ""))
    return {entry.code for entry in entries(conn, name) if today.get(entry.parent or "", entry.parent) == parent}


def parent_of(conn: Connection, name: str, code: str) -> str | None:
    """The first-level code that a code of a second-level list refines today."""
    parent = next((entry.parent for entry in entries(conn, name) if entry.code == code), None)
    return current_code(conn, SECOND_LEVEL.get(name, ""), parent) if parent else None


def row_matches(conn: Connection, table: str, text: str, account_id: str | None = None, limit: int = 8) -> list[Choice]:
    """Rows of `table` whose name holds `text`, best first; all of them (up to `limit`) for an empty text."""
    rows = _rows(conn, table, account_id)
    if not text.strip():
        return [Choice(row[0], row[1], row[5] or "") for row in rows[:limit]]
    details = {row[0]: row[5] or "" for row in rows}
    return [Choice(hit.id, hit.name, details[hit.id]) for hit in NameIndex(r[:5] for r in rows).search(text, limit)]


def find_rows(conn: Connection, table: str, text: str, account_id: str | None = None) -> list[Choice]:
    """The rows that a whole text names: by id, by exact name, else the only one that begins so; several in doubt."""
    if conn.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', [text]).fetchone():
        return [Choice(text, title(conn, table, text))]
    rows = _rows(conn, table, account_id)
    wanted = norm(text)
    spelled = [Choice(row[0], row[1], row[5] or "") for row in rows if norm(row[1]) == wanted]
    if spelled:
        return spelled
    index = NameIndex(row[:5] for row in rows)
    hit = index.resolve(text)
    if hit:
        return [Choice(hit.id, hit.name)]
    return [Choice(hit.id, hit.name) for hit in index.search(text, 4) if hit.score >= 60]


def title(conn: Connection, table: str, row_id: str) -> str:
    """What people call one row; its id when it is gone."""
    found = conn.execute(f'SELECT {_title_sql(table)} FROM "{table}" AS r WHERE r.id = ?', [row_id]).fetchone()
    if not found or not found[0]:
        return row_id
    codes = _title_codes(table)
    return word(codes, str(found[0]), language()) if codes else str(found[0])


def called(conn: Connection, table: str, row_id: str) -> str:
    """What a person is told a row is called: its title with the day as days are shown and the channel in words."""
    text = title(conn, table, row_id)
    if table == "touchpoint":
        day, _, channel = text.partition(" ")
        text = f"{day} {word('channel', channel, language())}".rstrip()
    return _DAY.sub(r"\1/\2/\3", text)


def _rows(conn: Connection, table: str, account_id: str | None) -> list[tuple[Any, ...]]:
    """(id, name, reading, aliases, domain, detail) of the rows that can be meant."""
    if table in _NAMED:
        held = {"account": account_id} if ":account" in _NAMED[table] else {}
        rows = conn.execute(_NAMED[table], held).fetchall()
    else:
        columns = {column for (column,) in conn.execute("SELECT name FROM pragma_table_info(?)", [table])}
        here = account_id if "account_id" in columns else None
        where = "WHERE r.account_id = :account" if here else ""
        sql = f'SELECT r.id, {_title_sql(table)}, NULL, NULL, NULL, NULL FROM "{table}" AS r {where}'
        held = {"account": here} if here else {}
        rows = conn.execute(f"{sql} ORDER BY r.rowid DESC LIMIT {_MOST}", held).fetchall()
    return [(row[0], str(row[1] or row[0]), *row[2:]) for row in rows]


@cache
def _title_codes(table: str) -> str | None:
    """The list whose words the titles of a table are; None where they are text."""
    from csops_tui.model.codes import list_of
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES
    from csops_tui.store.records import title_of

    first = next((column for column in columns(ENTITIES[table]) if title_of(table) == f"{{r}}.{column.name}"), None)
    return list_of(table, first.name, first.spec.target) if first and first.spec.kind == "code" else None


@cache
def _title_sql(table: str) -> str:
    from csops_tui.store.records import title_of

    return title_of(table).format(r="r")
