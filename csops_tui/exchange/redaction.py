"""Taking personal data out of what leaves the book: stable pseudonyms for people, nothing for what only they have.

What a field's `Spec` calls personal is left out; where a record cannot be without it, a pseudonym made from the
record's id stands in its place, the same in every export. In every other text mail addresses, phone numbers and the
names of contacts are replaced; half of a name where somebody is addressed by it (佐藤様, Ms Reed). What is not known to
be a name – somebody mentioned by a first name alone – stays.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from csops_tui.exchange.redacted_names import Names
from csops_tui.model.entity import Column, columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.sqlite import Connection

MAIL_SIGN, PHONE_SIGN, NAME_SIGN, NOTE_SIGN = "[mail]", "[phone]", "[name]", "[…]"

# Wider than any grammar of addresses: what looks like one is one.
_MAIL = re.compile(r"[^\s<>()\[\]\",;:、。，＜＞（）「」]+[@＠][^\s<>()\[\]\",;:、。，＜＞（）「」]+")
_MAIL_IN_WORDS = re.compile(
    r"[\w.+-]+ ?[\[(（](?:at|@|アット)[\])）] ?[\w-]+(?:[.\w-]|[\[(（](?:dot|ドット)[\])）])+", re.I
)
_DIGIT = "0-9０-９"
_BETWEEN = r"[ 　.\-‐‑–—−ー－()（）/]{0,2}"
# Numbers inside of codes are none, but those right after what says that they are.
_APART = rf"(?:(?<![{_DIGIT}A-Za-z\-])|(?<=[Tt][Ee][Ll])|(?<=[Ff][Aa][Xx])|(?<=[Pp]hone)|(?<=[Mm]obile))"
_PHONE = re.compile(
    rf"{_APART}(?:[+＋][(（]?[1-9１-９]|[(（]?[0０]){_BETWEEN}(?:[{_DIGIT}]{_BETWEEN}){{7,14}}[{_DIGIT}]"
    rf"(?![{_DIGIT}])"
    rf"|{_APART}(?:1[-. ])?[(（][{_DIGIT}]{{2,4}}[)）] ?[{_DIGIT}]{{3,4}}[-. ][{_DIGIT}]{{4}}(?![{_DIGIT}\-])"
    rf"|{_APART}(?:1[-. ])?(?:[{_DIGIT}]{{2,4}}[-‐‑–—−ー－. ]){{2}}[{_DIGIT}]{{4}}(?![{_DIGIT}\-])"
)
# Whoever was at a meeting and never became a contact is named in notes as well.
_PEOPLE = """
SELECT id, name FROM contact UNION ALL SELECT id, kana FROM contact
UNION ALL SELECT p.id, j.value ->> 'name' FROM proposal AS p JOIN json_each(p.people) AS j
WHERE json_valid(p.people) AND NOT EXISTS (SELECT 1 FROM contact AS c WHERE c.name = j.value ->> 'name')
"""
_DAYS = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:19|20)\d\d"
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


class Redaction:
    """Knows the contacts of a book, and what becomes of each value that leaves it."""

    def __init__(self, conn: Connection) -> None:
        self._names = Names(conn.execute(_PEOPLE), _instead)

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
        text = _PHONE.sub(_phone, _MAIL_IN_WORDS.sub(MAIL_SIGN, text))
        return self._names.without(text)


def pseudonym(entity: str, row_id: str) -> str:
    """What a record is called instead: the same in every export, and telling nothing about it."""
    return f"{entity}-{hashlib.sha256(row_id.encode()).hexdigest()[:8]}"


def _columns(entity: str) -> tuple[Column, ...]:
    return columns(ENTITIES[entity]) if entity in ENTITIES else ()


def _instead(ids: set[str]) -> str:
    return pseudonym("contact", next(iter(ids))) if len(ids) == 1 else NAME_SIGN


def _phone(found: re.Match[str]) -> str:
    return found[0] if _DAYS.fullmatch(found[0].strip()) else PHONE_SIGN
