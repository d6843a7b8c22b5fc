"""Ids made from where a row comes from, so that two people importing one system get the same rows."""

from __future__ import annotations

import uuid
from typing import Any

_NAMESPACE = uuid.UUID("5d3f1c52-6a0e-5b7c-9d3e-0c5a7b1e4f20")


def made_id(source: str, entity: str, key: str) -> str:
    """The id of an imported row: the same for the same key of the same entity of the same source, anywhere."""
    return str(uuid.uuid5(_NAMESPACE, f"{source}\x1f{entity}\x1f{key}"))


def content_key(values: dict[str, Any]) -> str:
    """A key for a record that brings none: the same for the same content."""
    return uuid.uuid5(_NAMESPACE, repr(sorted(values.items()))).hex
