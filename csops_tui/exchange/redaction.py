"""Taking personal data out of what leaves the book: stable pseudonyms for people, nothing for what only they have.

What a field's `Spec` calls personal is left out; where a record cannot be without it, a pseudonym made from the
record's id stands in its place, the same in every export. In every other text mail addresses, phone numbers and the
names of contacts are replaced. What is not known to be a name – somebody mentioned only by a first name – stays.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.sqlite import Connection

MAIL_SIGN, PHONE_SIGN, NAME_SIGN, NOTE_SIGN = "[mail]", "[phone]", "[name]", "[…]"

# Wider than any grammar of addresses: what looks like one is one.
_MAIL = re.compile(r"[^\s<>()\[\]\",;:、。，＜＞（）「」]+[@＠][^\s<>()\[\]\",;:、。，＜＞（）「」]+")
_DIGIT = "0-9０-９"
_BETWEEN = r"[ 　.\-‐‑–—−ー－()（）/]{0,2}"
_PHONE = re.compile(
    rf"(?<![{_DIGIT}A-Za-z\-])(?:[+＋][(（]?[1-9１-９]|[(（]?[0０]){_BETWEEN}(?:[{_DIGIT}]{_BETWEEN}){{7,14}}[{_DIGIT}]"
    rf"(?![{_DIGIT}])"
    rf"|(?<![{_DIGIT}A-Za-z\-])(?:[{_DIGIT}]{{2,4}}[-‐‑–—−ー－. ]){{2}}[{_DIGIT}]{{4}}(?![{_DIGIT}\-])"
)
_DAYS = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u3000]+")


class Redaction:
    """Knows the contacts of a book, and what becomes of each value that leaves it."""

    def __init__(self, conn: Connection) -> None:
        called: dict[str, set[str]] = {}
        self._ids: dict[str, str] = {}
        for row_id, name, kana in conn.execute("SELECT id, name, kana FROM contact"):
            for said in (name, kana):
                for form in _forms(said):
                    called.setdefault(form, set()).add(row_id)
        names = {
            form: pseudonym("contact", next(iter(ids))) if len(ids) == 1 else NAME_SIGN for form, ids in called.items()
        }
        # By their first two characters, the longest first: one look per place of a text.
        self._names: dict[str, list[tuple[str, str]]] = {}
        for form in sorted(names, key=len, reverse=True):
            self._names.setdefault(form[:2], []).append((form, names[form]))

    def row(self, entity: str, row: Sequence[Any]) -> list[Any]:
        """A row of an entity, its id first and then all its columns, without personal data."""
        found = columns(ENTITIES[entity])
        return [row[0], *(self.field(entity, c, row[0], v) for c, v in zip(found, row[1:], strict=True))]

    def field(self, entity: str, column: Column, row_id: str, value: Any) -> Any:
        """One value of a record."""
        spec = column.spec
        if value is None or not isinstance(value, str):
            return value
        if spec.personal:
            if not column.required:
                return None
            return NOTE_SIGN if spec.kind == "note" else pseudonym(entity, row_id)
        return self.text(value) if spec.kind in ("text", "note") else value

    def shown(self, entity: str, key: str, value: Any) -> Any:
        """One value of a list of an entity's rows, under the column `key`; a contact's name becomes a pseudonym."""
        if not isinstance(value, str):
            return value
        column = next((c for c in _columns(entity) if c.name == key), None)
        if column is None or not column.spec.personal:
            return self.text(value)
        if not column.required:
            return None
        said = self.text(value)
        return said if said != value else NAME_SIGN

    def text(self, value: str) -> str:
        """A text without mail addresses, phone numbers and names of contacts."""
        if _UUID.fullmatch(value):
            return value
        text = _MAIL.sub(MAIL_SIGN, value) if "@" in value or "＠" in value else value
        text = _PHONE.sub(_phone, text)
        return self._without_names(text)

    def _without_names(self, text: str) -> str:
        parts: list[str] = []
        at = begun = 0
        while at < len(text) - 1:
            for name, instead in self._names.get(text[at : at + 2], ()):
                if text.startswith(name, at) and _stands_alone(text, at, at + len(name)):
                    parts += [text[begun:at], instead]
                    at = begun = at + len(name)
                    break
            else:
                at += 1
        return "".join([*parts, text[begun:]]) if parts else text


def pseudonym(entity: str, row_id: str) -> str:
    """What a record is called instead: the same in every export, and telling nothing about it."""
    return f"{entity}-{hashlib.sha256(row_id.encode()).hexdigest()[:8]}"


def _columns(entity: str) -> tuple[Column, ...]:
    return columns(ENTITIES[entity]) if entity in ENTITIES else ()


def _forms(name: str | None) -> Iterable[str]:
    """How a name may be written: with its space, a wide one, or none; one character alone is no name."""
    whole = _SPACES.sub(" ", name or "").strip()
    return {form for form in (name or "", whole, whole.replace(" ", "\u3000"), whole.replace(" ", "")) if len(form) > 1}


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name of Latin letters is not a part of a longer word; Japanese is written without spaces."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isascii() and before.isalnum() and text[start].isascii() and text[start].isalnum())
        or (after.isascii() and after.isalnum() and text[end - 1].isascii() and text[end - 1].isalnum())
    )


def _phone(found: re.Match[str]) -> str:
    return found[0] if _DAYS.fullmatch(found[0].strip()) else PHONE_SIGN
