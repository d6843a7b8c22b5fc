"""Which table, column and row a person means: by our names, by the words of either language, by name or id."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from functools import cache

from csops_tui.cli.accounts import account_of
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, USAGE, ShellError, near_words
from csops_tui.locale import LANGUAGES, t, words
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.records import title_of
from csops_tui.store.sqlite import Connection
from csops_tui.text.names import norm

# So many letters of the end of an id stand for it, if no other id ends so.
SHORT = 8
_FEWEST = 4
_NEAR = 5


def table_of(word: str) -> str:
    """The table that a word names (`account`, `accounts`, 顧客); raises ShellError with the nearest names."""
    known = _table_words()
    found = known.get(norm(word)) or known.get(norm(word).removesuffix("s"))
    if found:
        return found
    begun = {table for name, table in known.items() if word and name.startswith(norm(word))}
    if len(begun) == 1:
        return begun.pop()
    near = sorted(begun)[:_NEAR] or get_close_matches(norm(word), ENTITIES, 3)
    raise ShellError("no_entity", USAGE, name=word, near=near_words(near, t("cli.near.entity")))


def column_of(table: str, word: str) -> Column:
    """The column that a word names (`owner`, `owner_id`, 担当CSM); raises ShellError with all names."""
    found = _column_words(table).get(_plain(word))
    if found:
        return found
    names = [spoken(column) for column in columns(ENTITIES[table])]
    near = near_words(get_close_matches(norm(word), names, 3), t("cli.near.field", names=", ".join(names[:_NEAR])))
    raise ShellError("no_field", USAGE, name=word, entity=t(f"entity.{table}"), near=near)


def spoken(column: Column) -> str:
    """The name of a column as people type it: references without `_id`."""
    return column.name.removesuffix("_id") if column.spec.kind == "ref" else column.name


def row_of(conn: Connection, table: str, word: str) -> str:
    """The id of the row that a word names: an id, the end of one, or its name; raises ShellError (3, or 4 in doubt)."""
    exact = conn.execute(f'SELECT id FROM "{table}" WHERE id = ?', [word]).fetchone()
    if exact:
        return exact[0]
    if table == "account":
        return account_of(conn, word)
    wanted = norm(word)
    rows = conn.execute(f'SELECT id, {title_of(table).format(r="r")} FROM "{table}" AS r').fetchall()
    found = [row_id for row_id, title in rows if norm(str(title)) == wanted]
    if not found and len(word) >= _FEWEST:
        found = [row_id for row_id, _ in rows if row_id.endswith(word)]
    if not found:
        found = [row_id for row_id, title in rows if norm(str(title)).startswith(wanted)] if wanted else []
    return _only(conn, found, table, word, [str(title) for _, title in rows])


def _end(conn: Connection, table: str, row_id: str) -> str:
    """The end of an id that names a row, with the account it belongs to, which is how people tell rows apart."""
    if all(column.name != "account_id" for column in columns(ENTITIES[table])):
        return row_id[-SHORT:]
    asked = f'SELECT a.name FROM account AS a JOIN "{table}" AS r ON r.account_id = a.id WHERE r.id = ?'
    name = conn.execute(asked, [row_id]).fetchone()
    return f"{row_id[-SHORT:]} ({name[0]})" if name else row_id[-SHORT:]


def _only(conn: Connection, found: list[str], table: str, word: str, titles: list[str]) -> str:
    if len(found) == 1:
        return found[0]
    values = {"name": word, "entity": t(f"entity.{table}")}
    if found:
        ends = ", ".join(_end(conn, table, row_id) for row_id in found[:5])
        raise ShellError("ambiguous_row", CONFLICT, **values, nearest=ends)
    near = get_close_matches(word, [title for title in titles if title], 3, 0.5)
    raise ShellError("no_row", NOT_FOUND, **values, near=near_words(near, t("cli.near.row", table=table)))


@cache
def _table_words() -> dict[str, str]:
    known = {name: name for name in ENTITIES}
    for lang in LANGUAGES:
        area = words("entity", lang)
        for name in ENTITIES:
            for key in (f"entity.{name}", f"entity.{name}.many"):
                known.setdefault(norm(area.get(key, name)), name)
    return known


@cache
def _column_words(table: str) -> dict[str, Column]:
    known: dict[str, Column] = {}
    every = columns(ENTITIES[table])
    for column in every:
        known[column.name] = column
    for column in every:
        known.setdefault(spoken(column), column)
        for lang in LANGUAGES:
            known.setdefault(_plain(words("field", lang).get(f"field.{table}.{column.name}", column.name)), column)
    return known


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold().replace(" ", "").replace("-", "_")
