"""From the accounts that events name to those of the book; what is not found is counted, never dropped unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from csops_tui.exchange.options import Options
from csops_tui.exchange.references import References
from csops_tui.text.domains import company_host

Why = Literal["unknown", "several"]

_WHOLE = re.compile(r"(\d+)\.0+")
_NUMBER = re.compile(r"\d{13}")
_DOMAIN = re.compile(r"[^\s@/]+\.[^\s@/.]{2,}")
_STEP = 5_000

# All keys at once, whatever system they are kept under, and the accounts' own ids.
_RECORDED = """
SELECT j.value, r.row_id FROM json_each(?) AS j
CROSS JOIN external_ref AS r ON r.entity = 'account' AND r.key = j.value
JOIN account AS a ON a.id = r.row_id
UNION
SELECT j.value, a.id FROM json_each(?) AS j CROSS JOIN account AS a ON a.id = j.value
"""


@dataclass(frozen=True)
class Unmatched:
    """A key of the events that is no account of the book, or that several answer to, with its events."""

    key: str
    events: int
    why: Why


@dataclass(frozen=True)
class Matched:
    """Key → account for every key found; the others by events, most first; events that name no account at all."""

    accounts: Mapping[str, str]
    unmatched: tuple[Unmatched, ...]
    events: int
    without: int

    @property
    def unmatched_events(self) -> int:
        """How many events the keys without an account have."""
        return sum(one.events for one in self.unmatched)

    def same(self) -> dict[str, str]:
        """Key → the key that stands for its account, for accounts that go by several keys."""
        stands: dict[str, str] = {}
        found: dict[str, str] = {}
        for key, account in self.accounts.items():
            if (one := stands.setdefault(account, key)) != key:
                found[key] = one
        return found


def match(reader: Any, name: str, counted: Iterable[tuple[Any, ...]]) -> Matched:
    """Find the accounts of (key, events): by key in another system or id, corporate number, domain, then name.

    `name` is the system whose keys count first where several systems know a key.
    """
    events: dict[str, int] = {}
    without = 0
    for key, count in counted:
        if key is None or not str(key).strip():
            without += int(count)
        else:
            events[str(key)] = int(count)
    finder = _Finder(reader, name)
    accounts: dict[str, str] = {}
    unmatched: list[Unmatched] = []
    keys = list(events)
    for at in range(0, len(keys), _STEP):
        for key, found in finder.find(keys[at : at + _STEP]).items():
            if len(found) == 1:
                accounts[key] = found[0]
            else:
                unmatched.append(Unmatched(key, events[key], "several" if found else "unknown"))
    unmatched.sort(key=lambda one: (-one.events, one.key))
    return Matched(accounts, tuple(unmatched), sum(events.values()) + without, without)


class _Finder:
    def __init__(self, reader: Any, name: str) -> None:
        self._reader = reader
        self._references = References(reader, Options(source=name))
        self._name = name

    def find(self, keys: list[str]) -> dict[str, tuple[str, ...]]:
        """Key → the accounts that it can mean."""
        plain = {key: _plain(key) for key in keys}
        recorded = self._recorded(set(plain.values()))
        return {key: recorded.get(text) or self._told(text) for key, text in plain.items()}

    def _recorded(self, texts: set[str]) -> dict[str, tuple[str, ...]]:
        asked = json.dumps(sorted(texts))
        found: dict[str, tuple[str, ...]] = {}
        for text, account in self._reader.execute(_RECORDED, [asked, asked]):
            found[text] = (*found.get(text, ()), account)
        for text, accounts in found.items():
            if len(accounts) > 1 and (own := self._own(text)):
                found[text] = own
        return found

    def _own(self, text: str) -> tuple[str, ...]:
        """The accounts that this very system calls so."""
        rows = self._reader.execute(
            "SELECT DISTINCT row_id FROM external_ref WHERE entity = 'account' AND system = ? AND key = ?",
            [self._name, text],
        )
        return tuple(row for (row,) in rows)

    def _told(self, text: str) -> tuple[str, ...]:
        if _NUMBER.fullmatch(text) and (found := self._references.find("account", "corporate_number", text)):
            return found
        if _DOMAIN.fullmatch(company_host(text)) and (found := self._references.find("account", "domain", text)):
            return found
        return self._references.find("account", "name", text)


def _plain(key: str) -> str:
    """The key as the book would have it: numbers that a file's reader took for fractions are whole again."""
    text = key.strip()
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text
