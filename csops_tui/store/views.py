"""The views `v_*`: what `views.sql` says, and the words of the codes, as statements that plain SQLite understands."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from csops_tui.store.sqlite import Connection
from csops_tui.text.numbers import DECIMALS

_UNITS = re.compile(r"\bunits\(([\w.]+)\)")
_NAME = re.compile(r"CREATE VIEW (v_\w+)")

# One text holds all shipped words: as rows of the statement they would be parsed whenever a book is opened.
_WORDS = """
CREATE VIEW v_words AS
SELECT value ->> 0 AS list, value ->> 1 AS code, value ->> 2 AS ja, value ->> 3 AS en FROM json_each({shipped})
UNION ALL SELECT list, code, ja, en FROM code
"""


def statements() -> list[str]:
    """The CREATE VIEW statements in their order; later ones may read earlier ones."""
    text = files("csops_tui.store").joinpath("views.sql").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^--.*\n", "", text)
    made = [_UNITS.sub(_units, part.strip()) for part in text.split(";\n") if part.strip()]
    return [*made, _WORDS.format(shipped=_shipped()).strip()]


def names() -> list[str]:
    """The names of all views in the order of `statements`."""
    return [found[1] for sql in statements() if (found := _NAME.match(sql))]


def drop(conn: Connection) -> None:
    """Take every `v_*` view away: a migration may rename tables, which SQLite refuses while views read them."""
    held = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*'").fetchall()
    for (name,) in held:
        conn.execute(f'DROP VIEW "{name}"')


def create(conn: Connection) -> None:
    """Make all views anew, in the caller's write transaction."""
    drop(conn)
    for sql in statements():
        conn.execute(sql)


def _units(found: re.Match[str]) -> str:
    places: dict[int, list[str]] = {}
    for code, digits in DECIMALS.items():
        places.setdefault(digits, []).append(f"'{code}'")
    cases = " ".join(f"WHEN {found[1]} IN ({', '.join(codes)}) THEN {10**digits}" for digits, codes in places.items())
    return f"CASE {cases} ELSE 100 END"


def _shipped() -> str:
    from csops_tui.model.codes import CODES

    rows = [(name, word.code, word.ja, word.en) for name, entries in CODES.items() for word in entries]
    return "'" + json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("'", "''") + "'"
