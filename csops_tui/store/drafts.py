"""Drafts: what was typed but not yet saved, kept in small private files beside the book until the save."""

from __future__ import annotations

import datetime as dt
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from csops_tui.store.digest import sha256
from csops_tui.store.files import private_folder, write_private

Key = tuple[str, str]
"""(kind of form, what it is about: an account's id, a refused line, or "")."""

LINE = "line"
"""The kind of a line that the shell refused: one draft per line, so that none takes the place of another."""


class Draft(NamedTuple):
    """One draft: whose form it is, when it was kept (UTC, ISO), and what was typed."""

    key: Key
    at: str
    data: dict[str, Any]


class Drafts:
    """The drafts of one book; a draft that cannot be read is put aside, never an error."""

    def __init__(self, book: Path) -> None:
        self.folder = book.with_name(book.name + ".drafts")

    def save(self, key: Key, data: dict[str, Any]) -> None:
        """Keep `data` (JSON values) as the draft of `key`; raises OSError when the disk does not take it."""
        said = {"key": key, "at": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "data": data}
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        private_folder(self.folder)
        # A lone surrogate from a terminal must not lose the rest of the text.
        write_private(self._file(key), text.encode("utf-8", "replace"))

    def load(self, key: Key) -> dict[str, Any] | None:
        """What was typed for `key`; None when there is no draft or it cannot be read."""
        found = self._read(self._file(key))
        return found.data if found and found.key == key else None

    def drop(self, key: Key) -> None:
        """Forget the draft of `key`, as its save does."""
        with suppress(OSError):
            self._file(key).unlink(missing_ok=True)

    def all(self) -> list[Draft]:
        """Every readable draft, newest first."""
        files = self.folder.glob("*.json") if self.folder.is_dir() else ()
        return sorted(filter(None, map(self._read, files)), key=lambda d: (d.at, d.key), reverse=True)

    def lines(self) -> list[Draft]:
        """The lines that the shell refused, newest first; `data` holds them as the quick log's own: {"line": …}."""
        return [draft for draft in self.all() if draft.key[0] == LINE and str(draft.data.get("line", "")).strip()]

    def _file(self, key: Key) -> Path:
        kind, account = key
        digest = sha256(f"{kind}\n{account}".encode("utf-8", "replace")).hexdigest()[:16]
        return self.folder / f"{re.sub('[^a-z0-9]+', '-', kind.lower())}-{digest}.json"

    def _read(self, file: Path) -> Draft | None:
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
            kind, account = said["key"]
            return Draft((str(kind), str(account)), str(said["at"]), dict(said["data"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            with suppress(OSError):
                file.replace(file.with_suffix(".unreadable"))
            return None
