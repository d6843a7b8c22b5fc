"""The statements that were asked, newest last, in a file of the configuration folder that only its owner reads."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from csops_tui.store.config import config_dir

MOST = 300


def history_path() -> Path:
    """The file: one statement per line, as a JSON text."""
    return config_dir() / "sql-history.jsonl"


def read() -> list[str]:
    """The statements, oldest first; what cannot be read is left out."""
    found: list[str] = []
    try:
        lines = history_path().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    for line in lines:
        with suppress(ValueError):
            statement = json.loads(line)
            if isinstance(statement, str):
                found.append(statement)
    return found[-MOST:]


def keep(statement: str) -> list[str]:
    """Put a statement at the end, where it moves if it was there before; returns all of them.

    Raises OSError where the folder cannot be written to.
    """
    from csops_tui.exchange.files import replacing

    statement = statement.strip()
    held = read()
    if not statement or held[-1:] == [statement]:
        return held
    held = [*(one for one in held if one != statement), statement][-MOST:]
    path = history_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(path) as stream:
        stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in held)
    return held
