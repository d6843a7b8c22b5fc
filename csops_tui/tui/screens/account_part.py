"""One list of an account's page, beside its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csops_tui.store.listing import Field


@dataclass(frozen=True)
class Part:
    """The table behind a list, its fields with their column shapes, its order; `computed` fields are not edited."""

    table: str
    fields: tuple[Field, ...]
    shapes: dict[str, dict[str, Any]]
    order: str
    joins: str = ""
    computed: frozenset[str] = frozenset()
