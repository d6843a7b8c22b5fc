"""The code lists as one book has them: the shipped words, the team's own, and what became of old codes.

A row of the table `code` says what the book changed about a code; a shipped word without a row is as it was shipped.
"""

from __future__ import annotations

from csops_tui.store.sqlite import Connection

_REPLACED = "SELECT code, replaced_by FROM code WHERE list = ? AND replaced_by IS NOT NULL ORDER BY version, rowid"


def mapping(conn: Connection, name: str) -> dict[str, str]:
    """What every replaced code of a list counts as today: old → current, chains followed to their end."""
    steps: dict[str, str] = dict(conn.execute(_REPLACED, [name]).fetchall())
    return {code: _end(steps, code) for code in steps}


def current_code(conn: Connection, name: str, code: str) -> str:
    """What a code of a list counts as today; the code itself where nothing replaced it."""
    return mapping(conn, name).get(code, code)


def _end(steps: dict[str, str], code: str) -> str:
    """The end of a chain; a chain that leads back to itself (a file said so) ends before the code it began with."""
    seen = {code}
    while (following := steps.get(code)) and following not in seen:
        seen.add(following)
        code = following
    return code
