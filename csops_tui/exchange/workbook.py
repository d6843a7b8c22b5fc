"""Spreadsheet files – xlsx, xlsb, ods, xls – as records of text; only ever run in the confined child process.

Nothing is evaluated: a formula is the result that the spreadsheet stored with it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from csops_tui.exchange.archive import MAX_COLUMNS, MAX_ROWS, Findings, check_archive, check_sheet
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.grid import SAMPLE, Heading, Row, distinct, heading, names_columns, shaped

# A workbook with more merged areas is drawn, not kept as a table.
_MAX_MERGED = 100_000
# Two columns of words are a list from so many rows on.
_LIST = 10
Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Workbook:
    """One sheet of a workbook: its records below the header, and what could not be read of it."""

    sheet: str
    sheets: tuple[str, ...]
    heading: Heading
    findings: Findings
    rows: Iterator[Row]


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets that hold cells, in the order of the workbook; raises ExchangeError as `open_workbook` does."""
    with _opened(path) as book:
        return _names(book)


def open_workbook(path: Path, sheet: str | None = None, header_line: int | None = None) -> Workbook:
    """Read one sheet, by default the first visible one that holds a table, or else a cell.

    Raises ExchangeError for a file that is broken, locked, too large, or without that sheet.
    """
    book = _opened(path)
    names = _names(book)
    if sheet is not None and sheet not in names:
        raise ExchangeError("no_sheet", name=sheet, names=", ".join(names))
    if sheet is not None:
        found = _sheet(path, book, sheet)
    else:
        found = _likeliest(path, book, names)
    if found is None:
        raise ExchangeError("empty_sheet", sheet=sheet or ", ".join(names))
    return _read(*found, names, header_line)


def text_of(value: Any) -> str:
    """A cell's value as text that the import reads: ISO dates, plain numbers to 15 digits, TRUE and FALSE."""
    match value:
        case str():
            return _widened(value) if "\0" in value else value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value)
        case dt.datetime():
            # Spreadsheets count days in floating point: 12:29:59.9995 is half past twelve.
            value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat("seconds").removesuffix(":00")
        case dt.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
        case _:
            return ""


def _opened(path: Path) -> CalamineWorkbook:
    check_archive(path)
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise ExchangeError("locked_file") from error
    except CalamineError as error:
        raise ExchangeError("broken_file") from error


def _names(book: CalamineWorkbook) -> tuple[str, ...]:
    return tuple(sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet)


def _by_likelihood(book: CalamineWorkbook, names: tuple[str, ...]) -> list[str]:
    hidden = _hidden(book)
    return sorted(names, key=lambda name: name in hidden)


def _hidden(book: CalamineWorkbook) -> set[str]:
    return {sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}


def _sheet(path: Path, book: CalamineWorkbook, name: str) -> tuple[CalamineSheet, Findings] | None:
    """A sheet within the limits, None for one without a cell."""
    findings = check_sheet(path, name)
    try:
        found = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise ExchangeError("broken_file") from error
    if found.end is None:
        return None
    if found.end[0] >= MAX_ROWS or found.end[1] >= MAX_COLUMNS:
        raise ExchangeError("sheet_too_large", sheet=name, rows=f"{MAX_ROWS:,}", columns=MAX_COLUMNS)
    return found, findings


def _likeliest(path: Path, book: CalamineWorkbook, names: tuple[str, ...]) -> tuple[CalamineSheet, Findings] | None:
    """The first visible sheet, or where that is a cover the one that looks most like a table."""
    ordered = _by_likelihood(book, names)
    first = None
    while ordered and first is None:
        first = _sheet(path, book, ordered.pop(0))
    if first is None or not ordered or _table_rows(first[0]):
        return first
    hidden = _hidden(book)
    best, most = first, 0
    for name in ordered:
        if name in hidden:
            continue
        try:
            other = _sheet(path, book, name)
        except ExchangeError:
            # A sheet that nobody asked for may be as it is.
            continue
        if other and (rows := _table_rows(other[0])) > most:
            best, most = other, rows
    return best


def _table_rows(sheet: CalamineSheet) -> int:
    """How many of a sheet's first rows look like those of a table under their header; 0 for a cover."""
    rows = list(islice(_rows(sheet.iter_rows(), [], 0), SAMPLE))
    at = heading(rows).skipped
    width = _filled(rows[at].cells)
    below = [row.cells for row in rows[at + 1 :]]
    count = sum(_filled(cells) >= max(2, width / 2) for cells in below)
    # Words beside words, a few of them, are what a cover says of its workbook.
    few = width < 3 and count < _LIST and not names_columns(rows[at].cells, below)
    return 0 if width < 2 or few else count


def _filled(cells: list[str]) -> int:
    return sum(bool(cell) and not cell.isspace() for cell in cells)


def _read(sheet: CalamineSheet, findings: Findings, names: tuple[str, ...], header_line: int | None) -> Workbook:
    merged = (sheet.merged_cell_ranges or [])[:_MAX_MERGED]
    left = (sheet.start or (0, 0))[1]
    rows = _rows(sheet.iter_rows(), merged, left)
    first = list(islice(rows, max(SAMPLE, header_line or 0)))
    found = heading(first, header_line)
    if header_line is None and found.line and _is_group_line(first, found.skipped, merged, left):
        found = heading(first, found.line + 1)
    if found.line:
        at = found.skipped
        found = found._replace(names=_under_groups(first, at, merged, left))
    return Workbook(sheet.name, names, found, findings, shaped(chain(first, rows), found))


def _rows(rows: Iterable[list[Any]], merged: list[Area], left: int) -> Iterator[Row]:
    """The rows as text, a merged cell's text standing in each of its rows; an amount stands in the first alone."""
    starting: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (top, column), (bottom, _) in merged:
        if bottom > top and column >= left:
            starting[top].append((column - left, bottom))
    held: dict[int, tuple[int, str]] = {}
    for n, values in enumerate(rows):
        cells = [value if value.__class__ is str and "\0" not in value else text_of(value) for value in values]
        if held:
            held = {at: (last, text) for at, (last, text) in held.items() if n <= last}
            for at, (_, text) in held.items():
                cells[at] = cells[at] or text
        for at, last in starting.get(n, ()):
            if at < len(cells) and cells[at] and not isinstance(values[at], int | float):
                held[at] = last, cells[at]
        yield Row(n + 1, cells)


def _is_group_line(rows: list[Row], at: int, merged: list[Area], left: int) -> bool:
    """Whether the names of the columns stand one line below, under headings that each span several of them."""
    line = rows[at].line - 1
    spans = [range(first - left, last - left + 1) for (top, first), (_, last) in merged if top == line and last > first]
    if not spans or at + 1 >= len(rows):
        return False
    names = rows[at + 1].cells
    if not all(any(names[n] for n in span if n < len(names)) for span in spans):
        return False
    joined = any(top <= line and bottom == line + 1 for (top, _), (bottom, _) in merged)
    return joined or names_columns(names, [row.cells for row in rows[at + 2 :]])


def _under_groups(rows: list[Row], at: int, merged: list[Area], left: int) -> tuple[str, ...]:
    """The header's names, those that repeat led by the merged heading above them."""
    names = list(rows[at].cells)
    times = Counter(names)
    for (top, first), (bottom, last) in merged:
        if bottom != rows[at].line - 2 or last == first or last - first + 1 >= len(names):
            continue
        group = next((row.cells[first - left] for row in rows[:at] if row.line == top + 1), "").strip()
        for column in range(max(0, first - left), min(last - left + 1, len(names))):
            if group and names[column] and times[names[column]] > 1:
                names[column] = f"{group} {names[column]}"
    return distinct(names)


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    # Fifteen digits are what spreadsheets keep and show: 0.1 + 0.2 is 0.3.
    text = format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text and abs(value) < 1e30 else text


def _widened(text: str) -> str:
    """Text that an old file gives byte by byte, put together again."""
    try:
        return text.encode("latin-1").decode("utf-16-le")
    except UnicodeError:
        return text
