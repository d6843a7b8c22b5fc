"""Ids of Salesforce: 15 characters whose case matters, or 18 with a check of that case at the end; both name one."""

from __future__ import annotations

_BASE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SYSTEMS = ("salesforce", "sfdc")
_SHORT, _LONG, _GROUP = 15, 18, 5


def one_key(source: str, key: str) -> str:
    """The form in which a key of a source is kept: an id of Salesforce in its 18 characters, any other as it is."""
    return (_long_form(key) or key) if _is_salesforce(source) else key


def all_keys(source: str, key: str) -> tuple[str, ...]:
    """Every form in which a book can hold a key of a source, that of `one_key` first."""
    found = _long_form(key) if _is_salesforce(source) else None
    return (found, found[:_SHORT]) if found else (key,)


def _is_salesforce(source: str) -> bool:
    return source.lower().startswith(_SYSTEMS)


def _long_form(key: str) -> str | None:
    """The 18 characters of an id; None for what is none. Two ids that differ in case alone are two."""
    if len(key) not in (_SHORT, _LONG) or not _BASE.issuperset(key):
        return None
    short = key[:_SHORT]
    # A letter for each five characters says which of them are capitals, the first being the lowest bit.
    groups = (short[at : at + _GROUP] for at in range(0, _SHORT, _GROUP))
    suffix = "".join(_SUFFIX[sum(c.isupper() << n for n, c in enumerate(group))] for group in groups)
    return short + suffix if key[_SHORT:].upper() in ("", suffix) else None
