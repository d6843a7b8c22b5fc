"""What a sheet shows as plain values for a file: ISO dates, numbers that can be summed, code words, whole notes."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from csops_tui.locale import language, t
from csops_tui.model.codes import word
from csops_tui.store.listing import SEPARATOR
from csops_tui.text.numbers import decimals
from csops_tui.tui.answers import AnswerSource
from csops_tui.tui.figures import FiguresSource
from csops_tui.tui.present import days_between, present
from csops_tui.tui.rows import text_of
from csops_tui.tui.source import ListingSource
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.source import Source

_CHUNK = 500
_AMOUNTS = ("money", "amount")


def chosen_keys(sheet: Sheet) -> array[int]:
    """Keys of the marked rows in the order of the sheet, else of all rows shown."""
    if not sheet.marks:
        return sheet.keys
    source = sheet.source
    wanted = {source.position(row_id) for row_id in sheet.marks}
    if isinstance(source, ListingSource):
        every = source.listing.keys(source.book.reader(), sheet.sort, sheet.descending)
    else:
        every = source.order(sheet.sort, sheet.descending, "")
    return array("q", (key for key in every if key in wanted))


def headers(source: Source) -> list[str]:
    """The titles of the columns; an amount is followed by its currency."""
    found: list[str] = []
    for column in source.columns:
        found.append(column.title)
        if isinstance(source, ListingSource) and column.kind in _AMOUNTS:
            found.append(f"{column.title} ({t('export.currency')})")
    return found


def names_and_kinds(source: Source) -> list[tuple[str, str]]:
    """For each header the key of its column and what a file's cells are (as in `workbook_out.SheetOut`)."""
    found: list[tuple[str, str]] = []
    for n, column in enumerate(source.columns):
        if isinstance(source, ListingSource) and type(source).fetch is ListingSource.fetch:
            kind = source.listing.fields[n].kind
        elif isinstance(source, FiguresSource):
            kind = column.kind
        elif isinstance(source, AnswerSource):
            found.append((column.title, ""))
            continue
        else:
            kind = "text"
        if isinstance(source, ListingSource) and column.kind in _AMOUNTS:
            found += [(column.key, "money" if kind in _AMOUNTS else "text"), ("", "text")]
        else:
            found.append((column.key, _IN_A_FILE.get(kind.partition(":")[0], "text")))
    return found


_IN_A_FILE = {
    **dict.fromkeys(("day", "long_day", "until"), "day"),
    **dict.fromkeys(("ago", "since", "count"), "count"),
    **dict.fromkeys(("change", "share", "rate", "percent", "load"), "percent"),
    **dict.fromkeys(("number", "mean"), "number"),
    **dict.fromkeys(("moment", "due_moment"), "moment"),
    "note": "note",
}


def plain_rows(source: Source, keys: Sequence[int]) -> Iterator[list[Any]]:
    """The rows of these keys with one value for each header, read in pieces; a row that is gone is left out."""
    for start in range(0, len(keys), _CHUNK):
        piece = keys[start : start + _CHUNK]
        if isinstance(source, ListingSource) and type(source).fetch is ListingSource.fetch:
            found = source.listing.rows(source.book.reader(), piece)
            kinds = [field.kind for field in source.listing.fields]
            for key in piece:
                if key in found:
                    yield _values(kinds, found[key][1:], source.as_of)
        elif isinstance(source, FiguresSource | AnswerSource):
            yield from map(source.plain, piece)
        else:
            rows = source.fetch(piece)
            for key in piece:
                if key in rows:
                    yield [text_of(cell).strip() for cell in rows[key].cells]


def _values(kinds: Sequence[str], values: Sequence[Any], today: dt.date) -> list[Any]:
    line: list[Any] = []
    for kind, value in zip(kinds, values, strict=True):
        if kind in _AMOUNTS:
            line += _amount(value)
        else:
            line.append(None if value is None else plain(kind, value, today))
    return line


def _amount(value: Any) -> tuple[int | float | None, str | None]:
    if value is None:
        return None, None
    amount, _, currency = str(value).partition(SEPARATOR)
    currency = currency or "JPY"
    digits = decimals(currency)
    return (float(Decimal(amount).scaleb(-digits)) if digits else int(amount)), currency


def plain(kind: str, value: Any, today: dt.date) -> Any:
    """One value of a listing field of this kind, for people and programs alike."""
    name, _, detail = kind.partition(":")
    match name:
        case "code":
            return word(detail, str(value), language())
        case "day" | "long_day" | "until":
            return str(value)
        case "ago" | "since":
            return days_between(str(value).partition(SEPARATOR)[0], today)
        case "change":
            now, _, before = str(value).partition(SEPARATOR)
            return round((float(now) / float(before) - 1) * 100, 1) if before and float(before) else None
        case "share":
            return round(value, 1)
        case "moment" | "due_moment":
            value = str(value).partition(SEPARATOR)[0]
            return f"{dt.datetime.fromisoformat(str(value)).astimezone():%Y-%m-%d %H:%M}"
        case "flag":
            return t("present.yes") if value else None
        case "concern" | "next":
            return text_of(present(kind, value, today)).strip()
        case _:
            return value
