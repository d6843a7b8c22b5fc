"""Tables as an XLSX workbook: typed cells, a header that stays, widths that fit, filters; text is never a formula."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csops_tui.exchange.files import part_of
from csops_tui.text.numbers import decimals
from csops_tui.text.width import width

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767
"""Characters that a cell of a workbook holds."""
MOST_ROWS = 1_048_575
"""Rows below the header that a sheet of a workbook holds."""

_MEASURED = 1_000
_WIDEST = 60
# The first day on which every program counts days alike, and the last that a workbook knows.
_FIRST, _LAST = dt.date(1900, 3, 1), dt.date(9999, 12, 31)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?Z?")
_SIGNS = {"JPY": '"¥"', "USD": '"$"', "EUR": '"€"', "GBP": '"£"'}
_NUMBERS = {
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "count": "#,##0",
    "amount": "#,##0.##",
    "percent": '0.0"%"',
    "note": "",
}
_AMOUNT = re.compile(r"-?\d{1,15}(\.\d+)?")
_OF_NUMBERS = ("money", "amount", "count", "percent", "number", "")
_NAME_NOT = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class SheetOut:
    """One table of a workbook.

    `kinds` says for each column what its cells are: `text`, `note`, `day`, `moment`, `count`, `number`, `percent`
    (12.5 is 12.5 %), `money` (whole units; the next column holds the currency), `amount` (whole units, also as text),
    or "" for whatever a value is.
    """

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    kinds: Sequence[str] = field(default=())


def write_workbook(path: Path, sheets: Iterable[SheetOut], *, created: dt.datetime | None = None) -> int:
    """Write a workbook to a new file, readable by its owner only; returns the number of rows.

    Rows beyond what a sheet holds go on in another one; a longer text than a cell holds ends with how much was cut.
    `created` is what the file says of itself, so that the same data makes the same file.
    """
    from xlsxwriter.workbook import Workbook

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with part_of(path) as part:
        book = Workbook(part, options)
        # A date of making that differs would be the one thing in which two equal exports differ.
        book.set_properties({"created": created or dt.datetime(2000, 1, 1)})
        try:
            formats = _Formats(book)
            names: set[str] = set()
            done = sum(_write(book, formats, names, sheet) for sheet in sheets)
        finally:
            book.close()
    return done


class _Formats:
    """The formats of a workbook by what they show, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.note = book.add_format({"text_wrap": True, "valign": "top"})

    def number(self, shown: str) -> Format:
        """The format of numbers shown like this."""
        if shown not in self._made:
            self._made[shown] = self._book.add_format({"num_format": shown})
        return self._made[shown]

    def money(self, currency: str) -> Format:
        """The format of amounts of a currency."""
        digits = decimals(currency)
        amount = "#,##0" + ("." + "0" * digits if digits else "")
        sign = _SIGNS.get(currency)
        return self.number(f"{sign}{amount}" if sign else f'{amount} "{currency}"' if currency.isalpha() else amount)


def _write(book: Workbook, formats: _Formats, names: set[str], table: SheetOut) -> int:
    kinds = [*table.kinds, *[""] * (len(table.headers) - len(table.kinds))]
    done, sheet, at = 0, None, 0
    widths: list[int] = []
    for row in table.rows:
        if sheet is None or at == MOST_ROWS:
            if sheet is not None:
                _finish(sheet, widths, at)
            sheet, at = _begin(book, formats, names, table), 0
            widths = [width(header) + 2 for header in table.headers]
        at += 1
        for n, value in enumerate(row):
            shown = _cell(sheet, formats, at, n, kinds[n], value, row)
            if at <= _MEASURED and shown > widths[n]:
                widths[n] = shown
        done += 1
    if sheet is None:
        sheet, widths = _begin(book, formats, names, table), [width(header) + 2 for header in table.headers]
    _finish(sheet, widths, at)
    return done


def _begin(book: Workbook, formats: _Formats, names: set[str], table: SheetOut) -> Worksheet:
    stem = _NAME_NOT.sub(" ", table.name).strip("' ")[:26] or "1"
    number, name = 1, stem
    while name.casefold() in names:
        number += 1
        name = f"{stem} ({number})"
    names.add(name.casefold())
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for n, header in enumerate(table.headers):
        sheet.write_string(0, n, header, formats.header)
    return sheet


def _finish(sheet: Worksheet, widths: Sequence[int], rows: int) -> None:
    for n, room in enumerate(widths):
        sheet.set_column(n, n, min(max(room, 6), _WIDEST))
    if widths:
        sheet.autofilter(0, 0, rows, len(widths) - 1)


def _cell(sheet: Worksheet, formats: _Formats, row: int, at: int, kind: str, value: Any, whole: Sequence[Any]) -> int:
    """Write one cell; returns how wide it shows."""
    if value is None:
        return 0
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value)
        return 7
    if kind == "amount" and isinstance(value, str) and _AMOUNT.fullmatch(value):
        value = float(value)
    if isinstance(value, int | float) and kind in _OF_NUMBERS:
        return _number(sheet, formats, row, at, kind, value, whole)
    text = value.hex() if isinstance(value, bytes) else str(value)
    if kind in ("day", "moment", "") and (moment := _moment(text, kind)) is not None:
        shown = _NUMBERS["moment" if len(text) > 10 else "day"]
        sheet.write_datetime(row, at, moment, formats.number(shown))
        return len(shown) + 2
    if len(text) > LONGEST:
        left = f" … (+{len(text) - LONGEST + 40:,})"
        text = text[: LONGEST - 40] + left
    sheet.write_string(row, at, text, formats.note if kind == "note" else None)
    return 2 + max(map(width, text[:200].splitlines()), default=0)


def _number(
    sheet: Worksheet, formats: _Formats, row: int, at: int, kind: str, value: float, whole: Sequence[Any]
) -> int:
    if abs(value) == float("inf") or value != value:
        sheet.write_string(row, at, str(value))
        return 6
    shown = f"{value:,.2f}"
    if kind == "money":
        currency = str(whole[at + 1] or "") if at + 1 < len(whole) else ""
        sheet.write_number(row, at, value, formats.money(currency))
        return len(shown) + 3
    chosen = _NUMBERS.get(kind)
    # Beyond 15 digits a workbook would show another number.
    if kind == "" and isinstance(value, int) and abs(value) >= 10**15:
        sheet.write_string(row, at, str(value))
    else:
        sheet.write_number(row, at, value, formats.number(chosen) if chosen else None)
    return len(shown) + 1


def _moment(text: str, kind: str) -> dt.datetime | None:
    if _DAY.fullmatch(text) and kind != "moment":
        read = f"{text}T00:00"
    elif _MOMENT.fullmatch(text) and kind == "moment":
        read = text.removesuffix("Z")
    else:
        return None
    try:
        moment = dt.datetime.fromisoformat(read)
    except ValueError:
        return None
    return moment if _FIRST <= moment.date() <= _LAST else None
