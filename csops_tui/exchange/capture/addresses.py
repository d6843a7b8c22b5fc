"""Mail addresses and the names beside them, as mail and calendars write them."""

from __future__ import annotations

import re
from email.header import decode_header
from email.utils import getaddresses

from csops_tui.exchange.capture.decoding import decoded
from csops_tui.exchange.capture.found import Person
from csops_tui.text.clean import clean

MOST = 500
"""Addresses of one header that are read."""

_LONGEST = 64 * 1024
_ADDRESS = re.compile(r"^[^\s@<>\"(),:;\\]{1,64}@[^\s@<>\"(),:;\\]{1,253}$")
_SPACES = re.compile(r"\s+")


def person(name: str, mail: str) -> Person | None:
    """Somebody with an address; None where it is none."""
    # Old phones have addresses with dots where none may stand; they are quoted.
    mail = mail.replace('"@', "@").strip().strip("<>'\"").lower()
    if not _ADDRESS.match(mail):
        return None
    called = tidy(name).strip("'\" ")
    # Many programs repeat the address where a name should be.
    return Person("" if called.lower() == mail else called[:200], mail)


def people(text: str) -> list[Person]:
    """The people of an address header, at most MOST; addresses that are none are left out."""
    try:
        pairs = getaddresses([text[:_LONGEST]], strict=False) if _STRICT else getaddresses([text[:_LONGEST]])
    except (RecursionError, ValueError, IndexError, TypeError):
        return []
    found = (person(words(name), mail) for name, mail in pairs[: 4 * MOST])
    return list(dict.fromkeys(one for one in found if one))[:MOST]


def words(text: str) -> str:
    """A header as people read it, its encoded words decoded."""
    if "=?" not in text:
        return tidy(text)
    try:
        parts = decode_header(text)
    except Exception:  # noqa: BLE001 -- whatever is wrong inside an encoded word: it is shown as it stands
        return tidy(text)
    return tidy("".join(part if isinstance(part, str) else decoded(part, charset or "") for part, charset in parts))


def tidy(text: str) -> str:
    """One line without control characters and runs of spaces."""
    return clean(_SPACES.sub(" ", text).strip())


def _takes_strict() -> bool:
    """Whether this Python's `getaddresses` can be told to read what is not quite right."""
    from inspect import signature

    return "strict" in signature(getaddresses).parameters


_STRICT = _takes_strict()
