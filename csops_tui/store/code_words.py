"""What the codes of a book mean: its own words, and what took the place of old codes. Loaded with every book."""

from __future__ import annotations

from csops_tui.model.codes import learn
from csops_tui.store.sqlite import Connection

_REPLACED = "SELECT code, replaced_by FROM code WHERE list = ? AND replaced_by IS NOT NULL ORDER BY version, rowid"


def mapping(conn: Connection, name: str) -> dict[str, str]:
    """What every replaced code of a list counts as today: old → current, chains followed to their end."""
    steps: dict[str, str] = dict(conn.execute(_REPLACED, [name]).fetchall())
    found = {code: _end(steps, code) for code in steps}
    return {code: now for code, now in found.items() if now != code}


def current_code(conn: Connection, name: str, code: str) -> str:
    """What a code of a list counts as today; the code itself where nothing replaced it."""
    return mapping(conn, name).get(code, code)


def retired(conn: Connection, name: str) -> set[str]:
    """The codes of a list that are no longer offered."""
    return {code for (code,) in conn.execute("SELECT code FROM code WHERE list = ? AND active = 0", [name])}


def learn_words(conn: Connection) -> None:
    """Let everything that shows codes read the words of this book."""
    learn(conn.execute("SELECT list, code, ja, en FROM code"))


def _end(steps: dict[str, str], code: str) -> str:
    """The end of a chain; codes that replace one another in a circle (a file said so) each stay what they are."""
    seen, now = {code}, steps[code]
    while now in steps and now not in seen:
        seen.add(now)
        now = steps[now]
    return code if now in seen else now
