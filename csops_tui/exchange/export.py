"""Whole tables out of the book, in the form in which they can be imported again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.listing import Format, write_file
from csops_tui.exchange.mapping import nearest
from csops_tui.exchange.redaction import Redaction
from csops_tui.exchange.targets import USAGE
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store.book import Book
from csops_tui.text.numbers import decimals

USAGE_COLUMNS = ("account_id", "contact_id", "product_id", "metric", "grain", "day", "value")
_USAGE = f"SELECT {', '.join(USAGE_COLUMNS)} FROM usage ORDER BY id"


def import_order() -> tuple[str, ...]:
    """All entities, and usage, in an order in which every row finds the rows it refers to already there."""
    needs = {
        entity: {c.spec.target for c in columns(kind) if c.spec.kind == "ref" and c.spec.target != entity}
        for entity, kind in ENTITIES.items()
    }
    return (*TopologicalSorter(needs).static_order(), USAGE)


def entity_rows(
    book: Book, entity: str, currency: str = "JPY", *, redacted: bool = False
) -> tuple[tuple[str, ...], Iterator[Sequence[Any]]]:
    """Header (`id` and all fields) and rows of one entity, or of `usage`, by id; money in major units.

    `currency` is that of amounts whose row names none; `redacted` leaves personal data out. Raises ExchangeError for an
    unknown entity.
    """
    if entity == USAGE:
        return USAGE_COLUMNS, iter(book.reader().execute(_USAGE))
    if entity not in ENTITIES:
        raise ExchangeError("unknown_entity", name=entity, nearest=nearest(entity, [*ENTITIES, USAGE]))
    found = columns(ENTITIES[entity])
    names = ("id", *(column.name for column in found))
    money = [n for n, column in enumerate(found, 1) if column.spec.kind == "money"]
    named = names.index("currency") if "currency" in names else None
    listed = ", ".join(f'"{name}"' for name in names)

    redaction = Redaction(book.reader()) if redacted else None

    def rows() -> Iterator[Sequence[Any]]:
        for stored in book.reader().execute(f'SELECT {listed} FROM "{entity}" ORDER BY id'):
            row = redaction.row(entity, stored) if redaction else stored
            if not money:
                yield row
                continue
            values = list(row)
            digits = decimals((values[named] if named is not None else None) or currency)
            for at in money:
                if digits and values[at] is not None:
                    values[at] = str(Decimal(values[at]).scaleb(-digits))
            yield values

    return names, rows()


def export_entity(
    book: Book,
    entity: str,
    path: Path,
    kind: Format | None = None,
    *,
    raw: bool = False,
    currency: str = "JPY",
    redacted: bool = False,
) -> int:
    """Write all rows of one entity to a file; returns their number."""
    headers, rows = entity_rows(book, entity, currency, redacted=redacted)
    return write_file(headers, rows, path, kind, raw=raw, kinds=_kinds(entity, headers), title=entity)


def _kinds(entity: str, headers: Sequence[str]) -> list[str]:
    """What the cells of a workbook are; an amount is a number, its currency stands in another column.

    A moment stays text: a workbook has no zones, and UTC would come back as the local time.
    """
    if entity == USAGE:
        return ["day" if name == "day" else "number" if name == "value" else "text" for name in headers]
    kinds = {column.name: column.spec.kind for column in columns(ENTITIES[entity])}
    in_a_file = {"day": "day", "note": "note", "count": "number", "number": "number"}
    return ["amount" if kinds.get(n) == "money" else in_a_file.get(kinds.get(n, "text"), "text") for n in headers]
