"""From the words of a file to the codes of the book: shipped lists, the user's own, and the words other systems use."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from csops_tui.exchange.errors import Refused
from csops_tui.exchange.mapping import nearest
from csops_tui.exchange.options import Options
from csops_tui.model.codes import CODES, fold, list_of, names_of
from csops_tui.model.entity import Spec
from csops_tui.store.code_words import mapping, retired

# What widespread systems call things; only for reading files, never shown.
_FOREIGN: dict[str, dict[str, str]] = {
    "churn_reason": {
        "features": "product_gap",
        "feature": "product_gap",
        "missing features": "product_gap",
        "support": "service",
        "pricing": "price",
        "price": "price",
        "too expensive": "price",
        "bugs": "quality",
    },
    "account.state": {"customer": "active", "lead": "prospect", "cancelled": "churned", "canceled": "churned"},
    "ticket.state": {"solved": "closed", "resolved": "closed", "done": "closed", "new": "open", "in progress": "open"},
    "attendance.state": {"present": "attended", "yes": "attended", "no": "absent", "no-show": "absent"},
}
_FORBIDDEN = re.compile(r"[\s,]+")


class CodeBook:
    """The words of all code lists as one book knows them; collects the codes that an import adds."""

    def __init__(self, reader: Any, options: Options) -> None:
        self._options = options
        self._indexes: dict[str, dict[str, str]] = {}
        self._own: dict[str, list[tuple[str, ...]]] = {}
        self._gone: dict[str, set[str]] = {}
        self._today: dict[str, dict[str, str]] = {}
        for name, *words in reader.execute("SELECT list, code, ja, en, aliases FROM code"):
            self._own.setdefault(name, []).append(tuple(words))
        for (name,) in reader.execute("SELECT DISTINCT list FROM code WHERE active = 0").fetchall():
            self._gone[name], self._today[name] = retired(reader, name), mapping(reader, name)
        self.added: dict[tuple[str, str], str] = {}

    def reads(self, table: str, column: str, spec: Spec) -> Callable[[str], str]:
        """A function from a word to its code; it raises Refused with the nearest three words for an unknown one."""
        name = list_of(table, column, spec.target)
        index = self._index(name, spec.closed)
        words = {fold(key): value for key, value in self._options.words.items()}

        def read(text: str) -> str:
            key = fold(text)
            key = fold(words.get(key, key))
            if code := index.get(key):
                return code
            if not spec.closed and self._options.new_codes == "add":
                code = _FORBIDDEN.sub("_", key)
                self.added[(name, code)] = text.strip()
                index[key] = code
                return code
            raise Refused("unknown_code", value=text, nearest=nearest(text, index))

        return read

    def _index(self, name: str, closed: tuple[str, ...]) -> dict[str, str]:
        if name in self._indexes:
            return self._indexes[name]
        index = {fold(code): code for code in closed}
        gone, today = self._gone.get(name, set()), self._today.get(name, {})
        own = self._own.get(name, [])
        shipped = CODES.get(name, ())
        for code in (*(code for code, *_ in own), *(entry.code for entry in shipped)):
            if code not in gone:
                index.setdefault(fold(code), code)
        spoken = [(code, (ja, en, *(aliases or "").split())) for code, ja, en, aliases in own]
        spoken += [(entry.code, names_of(entry)) for entry in shipped if not closed or entry.code in closed]
        for code, words in spoken:
            if code not in gone:
                for word in words:
                    index.setdefault(fold(word), code)
        # A file that still uses an old code or its words means what took its place.
        for code, words in spoken:
            if code in today:
                for word in (code, *words):
                    index.setdefault(fold(word), today[code])
        for word, code in _FOREIGN.get(name, {}).items():
            if code not in gone or code in today:
                index.setdefault(fold(word), today.get(code, code))
        self._indexes[name] = index
        return index
