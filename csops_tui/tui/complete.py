"""Completion in the quick log: names, people, channels, topics and triggers for the word before the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csops_tui.model.codes import find, names_of
from csops_tui.store.choices import code_choices
from csops_tui.text.clean import clean
from csops_tui.text.names import NameIndex, norm
from csops_tui.text.quicklog import QuickLog

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

_MARKERS = {"@": "@", "＠": "@", "#": "#", "＃": "#", "~": "~", "～": "~"}
_MOST = 8


@dataclass
class Completion:
    """Proposals for the stretch [start, end) of a line; `take` gives the line with the next one in its place."""

    line: str
    start: int
    end: int
    proposals: list[str]
    turn: int = -1

    @classmethod
    def of_account(cls, line: str, entry: QuickLog, names: Sequence[str]) -> Completion:
        """Proposals for the words that were meant as an account."""
        token = next((token for token in entry.tokens if token.kind == "unknown_account"), None)
        start, end = (token.start, token.end) if token else (0, 0)
        return cls(line, start, end, list(names))

    def take(self) -> tuple[str, int]:
        """The line with the next proposal and a space after it, and where the cursor then stands."""
        self.turn = (self.turn + 1) % len(self.proposals)
        text = clean(self.proposals[self.turn])
        rest = self.line[self.end :].lstrip()
        before = self.line[: self.start] + text + " "
        return before + rest, len(before)

    def shown(self) -> list[str]:
        """The proposals with the one taken in brackets."""
        return [f"[{p}]" if n == self.turn else p for n, p in enumerate(self.proposals)]


def complete(app: CsopsApp, line: str, cursor: int, entry: QuickLog | None, *, naming: bool = True) -> Completion:
    """What the word before the cursor could become, best first; without `naming` the line names no account."""
    start = max(line.rfind(" ", 0, cursor), line.rfind("\u3000", 0, cursor)) + 1
    piece = line[start:cursor]
    marker = _MARKERS.get(piece[:1], "")
    if marker == "@":
        return Completion(line, start, cursor, [f"@{name}" for name in _people(app, entry, piece[1:])])
    if marker == "#":
        return Completion(line, start, cursor, [f"#{tag}" for tag in _tags(app, piece[1:])])
    if marker == "~":
        return Completion(line, start, cursor, [f"~{name}" for name in _words(app, "trigger", piece[1:])])
    if naming and (not line[:start].strip() or entry is None or entry.account is None):
        proposals = [hit.name for hit in app.names().search(line[:cursor].strip() or piece, _MOST)]
        return Completion(line, 0, cursor, proposals)
    return Completion(line, start, cursor, _words(app, "channel", piece))


def people_called(app: CsopsApp, account_id: str, typed: str) -> list[str]:
    """The people of an account that `typed` could mean, key contacts first; all when nothing is typed."""
    rows = (
        app.book.reader()
        .execute(
            """SELECT id, name, kana, NULL, mail FROM contact WHERE account_id = ? AND state <> 'left'
               ORDER BY key_contact DESC, name""",
            [account_id],
        )
        .fetchall()
    )
    names = [hit.name for hit in NameIndex(rows).search(typed, _MOST)] if typed else [row[1] for row in rows[:_MOST]]
    return [name.replace(" ", "").replace("\u3000", "") for name in names]


def _people(app: CsopsApp, entry: QuickLog | None, typed: str) -> list[str]:
    account = entry.account if entry else None
    return people_called(app, account[0], typed) if account else []


def _tags(app: CsopsApp, typed: str) -> list[str]:
    rows = app.book.reader().execute(
        "SELECT tags FROM touchpoint WHERE tags IS NOT NULL ORDER BY rowid DESC LIMIT 2000"
    )
    counted: dict[str, int] = {}
    for (tags,) in rows:
        for tag in tags.split():
            if norm(tag).startswith(norm(typed)):
                counted[tag] = counted.get(tag, 0) + 1
    return sorted(counted, key=lambda tag: (-counted[tag], tag))[:_MOST]


def _words(app: CsopsApp, list_name: str, typed: str) -> list[str]:
    wanted = norm(typed)
    found: list[str] = []
    for choice in code_choices(app.book.reader(), list_name):
        shipped = find(list_name, choice.value)
        names = (choice.label, *(names_of(shipped)[1:] if shipped else ()))
        hit = next((name for name in names if norm(name).startswith(wanted)), None)
        if hit and " " not in hit and hit not in found:
            found.append(hit if wanted else choice.label)
    return found[:_MOST]
