"""Ids made from where a row comes from, so that two people importing one system get the same rows."""

from __future__ import annotations

import uuid
from collections.abc import Hashable
from hashlib import sha1
from typing import Any

_NAMESPACE = uuid.UUID("5d3f1c52-6a0e-5b7c-9d3e-0c5a7b1e4f20")


def made_id(source: str, entity: str, key: str) -> str:
    """The id of an imported row: the same for the same key of the same entity of the same source, anywhere."""
    return _uuid5(f"{source}\x1f{entity}\x1f{key}")


def paired_id(row_id: str) -> str:
    """The id of the one row that goes with an imported row, the same wherever that is imported (UUID version 8)."""
    return f"{row_id[:14]}8{row_id[15:]}"


def content_key(values: dict[str, Any]) -> str:
    """A key for a record that brings none: the same for the same content."""
    return _uuid5(repr(sorted(values.items())))


def mark(value: Hashable) -> int:
    """A 64-bit number that stands for a value while one import runs."""
    return hash(value)


def _uuid5(name: str) -> str:
    """The text of `uuid.uuid5(_NAMESPACE, name)`, in a third of its time: an import makes two for every row."""
    h = sha1(_NAMESPACE.bytes + name.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    return f"{h[:8]}-{h[8:12]}-5{h[13:16]}-{'89ab'[int(h[16], 16) & 3]}{h[17:20]}-{h[20:32]}"
