"""Which writing of an event was seen last: an older one that is captured later, from another file, changes nothing.

A name is `uid#part` for one event or instance and `uid#` for a series; what stands behind it sorts by its age.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection

ENTITY = "calendar"
"""The rows of `external_ref` that remember writings; no table of the book is called so."""

_CALLED_OFF = " -"


def standing(version: str, *, cancelled: bool) -> str:
    """A version as it is compared: of one writing the cancellation comes after the event."""
    return version + _CALLED_OFF if cancelled else version


def is_called_off(version: str) -> bool:
    """Whether this writing cancelled the event."""
    return version.endswith(_CALLED_OFF)


def remembered(conn: Connection) -> dict[str, str]:
    """name → the writing that was seen last."""
    rows = conn.execute("SELECT row_id, key FROM external_ref WHERE entity = ?", [ENTITY])
    return {name: key.removeprefix(f"{name} ") for name, key in rows}


def remember(edit: Edit, versions: Mapping[str, str]) -> None:
    """Note the writings that were seen now."""
    for name, version in versions.items():
        key = f"{name} {version}"
        found = edit.conn.execute(
            "SELECT id FROM external_ref WHERE entity = ? AND row_id = ?", [ENTITY, name]
        ).fetchone()
        if found:
            edit.update("external_ref", found[0], {"key": key})
        else:
            edit.insert("external_ref", {"entity": ENTITY, "row_id": name, "system": ENTITY, "key": key})


def later(seen: Mapping[str, str], versions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Those of these writings that come after what was seen, by name."""
    found: dict[str, str] = {}
    for name, version in versions:
        if version > max(seen.get(name, ""), found.get(name, "")):
            found[name] = version
    return found
