"""The tables of a book as sheets of one workbook, written and read back exactly.

Days are dates and numbers are numbers where a workbook keeps them exactly; everything else is text as in a CSV file.
Text longer than a cell holds stands in pieces in a sheet of its own, and `@long` with its number in its place; text
that a workbook would take for an escaped character stands after `@text`, as JSON without underscores.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element
from xml.parsers.expat import ParserCreate

from csops_tui.exchange.book_form import TableForm, fits_number, to_cell
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.workbook_out import SheetOut, write_workbook

# A cell holds 32,767 units, and one character may take six of them.
_PIECE = 5_000
_LONG = re.compile(r"@long (\d+)")
_TEXT = "@text "
_LONG_SHEET = "_long"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKED = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCH = dt.date(1899, 12, 30)
_MOST_COLUMNS = 16_384
_CHUNK = 1 << 16


def write_sheets(path: Path, tables: Iterable[tuple[TableForm, Iterable[Sequence[Any]]]]) -> dict[str, int]:
    """Write each table as a sheet, or several where it is long; returns the rows of each."""
    counts: dict[str, int] = {}
    long: list[str] = []

    def sheets() -> Iterator[SheetOut]:
        for form, rows in tables:
            kinds = [
                "day" if name in form.days else "number" if kind != "TEXT" else "text"
                for name, kind in zip(form.columns, form.types, strict=True)
            ]
            yield SheetOut(form.name, form.columns, _counted(form.name, rows, kinds), kinds)
        pieces = ((n, text[at : at + _PIECE]) for n, text in enumerate(long) for at in range(0, len(text), _PIECE))
        yield SheetOut(_LONG_SHEET, ("n", "text"), ((n, _short(piece)) for n, piece in pieces), ("number", "text"))

    def _counted(name: str, rows: Iterable[Sequence[Any]], kinds: Sequence[str]) -> Iterator[list[Any]]:
        counts[name] = 0
        for row in rows:
            counts[name] += 1
            yield [_cell(value, kind, long) for value, kind in zip(row, kinds, strict=True)]

    write_workbook(path, sheets())
    return counts


def _cell(value: Any, kind: str, long: list[str]) -> Any:
    if value is None or (kind == "number" and fits_number(value)):
        return value
    if kind == "day":
        return value
    if isinstance(value, str) and len(value) > _PIECE:
        long.append(value)
        return f"@long {len(long) - 1}"
    return _short(value)


def _short(value: Any) -> str:
    text = to_cell(value)
    if not _ESCAPED.search(text):
        return text
    return _TEXT + json.dumps(value, ensure_ascii=False).replace("_", "\\u005f")


class SheetsIn:
    """A workbook that `write_sheets` made, read row by row as the cells of a CSV file."""

    def __init__(self, stream: IO[bytes]) -> None:
        try:
            self._archive = zipfile.ZipFile(stream)
            self._parts = self._sheets()
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise ExchangeError("book_damaged", path="book.xlsx") from error
        self._long: dict[int, str] = {}
        for row in self._cells(_LONG_SHEET, 2, frozenset()):
            whole = self._whole(row[1])
            piece = whole[1:] if whole.startswith("'") else whole
            self._long[int(row[0])] = self._long.get(int(row[0]), "") + piece

    def rows(self, form: TableForm, names: Sequence[str]) -> Iterator[list[str]]:
        """The rows of a table with these columns, each cell as text in the form of `book_form.to_cell`."""
        days = frozenset(n for n, name in enumerate(names) if name in form.days)
        for row in self._cells(form.name, len(names), days):
            yield [self._whole(cell) if cell.startswith("@") else cell for cell in row]

    def header(self, table: str) -> list[str]:
        """The names of the columns of a table; empty where there is no such sheet."""
        part = self._parts.get(table)
        return next(self._rows_of(part[0]), []) if part else []

    def _whole(self, cell: str) -> str:
        if cell.startswith(_TEXT):
            return to_cell(json.loads(cell.removeprefix(_TEXT)))
        found = _LONG.fullmatch(cell)
        return to_cell(self._long[int(found[1])]) if found else cell

    def _sheets(self) -> dict[str, list[str]]:
        """Name of a table → the parts of the archive that hold its sheets, in order."""
        rels = _parsed(self._archive.read("xl/_rels/workbook.xml.rels"))
        targets = {rel.get("Id"): f"xl/{rel.get('Target')}" for rel in rels.iter(f"{_PACKED}Relationship")}
        found: dict[str, list[str]] = {}
        for sheet in _parsed(self._archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
            name = re.sub(r" \(\d+\)$", "", sheet.get("name") or "")
            found.setdefault(name, []).append(targets[sheet.get(_REL)])
        return found

    def _cells(self, table: str, width: int, days: frozenset[int]) -> Iterator[list[str]]:
        for part in self._parts.get(table, ()):
            for number, row in enumerate(self._rows_of(part)):
                if number == 0:
                    continue
                cells = [*row, *[""] * (width - len(row))]
                for n in days:
                    if cells[n].isdecimal():
                        cells[n] = (_EPOCH + dt.timedelta(days=int(cells[n]))).isoformat()
                yield cells

    def _rows_of(self, part: str) -> Iterator[list[str]]:
        read = _RowReader()
        with self._archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                yield from read.rows(chunk)
            yield from read.rows(b"", last=True)


class _RowReader:
    """The rows of a sheet out of its XML as it comes; no tree of it is kept."""

    def __init__(self) -> None:
        self._done: list[list[str]] = []
        self._cells: list[str] = []
        self._at = 0
        self._parts: list[str] | None = None
        self._text = ""
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said
        self._parser.StartDoctypeDeclHandler = self._doctype

    def rows(self, chunk: bytes, last: bool = False) -> list[list[str]]:
        """The rows that end in the next part of the XML; raises ExpatError."""
        self._parser.Parse(chunk, last)
        done, self._done = self._done, []
        return done

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._at = _column(attributes["r"].rstrip("0123456789"))
            self._text = ""
        elif tag in ("t", "v"):
            self._parts = []

    def _said(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    def _end(self, tag: str) -> None:
        if tag == "c":
            if self._at > len(self._cells):
                self._cells += [""] * (self._at - len(self._cells))
            self._cells.append(self._text)
        elif tag in ("t", "v") and self._parts is not None:
            text = "".join(self._parts)
            escaped = tag == "t" and "_x" in text
            self._text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if escaped else text
            self._parts = None
        elif tag == "row":
            self._done.append(self._cells)
            self._cells = []

    def _doctype(self, *_: object) -> None:
        raise KeyError("a workbook has no document type")


@lru_cache(maxsize=1_024)
def _column(letters: str) -> int:
    """The place of a column from 0 on; raises KeyError for one that no workbook has."""
    at = 0
    for letter in letters[:4]:
        at = at * 26 + ord(letter) - 64
    if not 0 < at <= _MOST_COLUMNS:
        raise KeyError(letters)
    return at - 1


def _parsed(data: bytes) -> Element:
    from xml.etree.ElementTree import fromstring

    if b"<!DOCTYPE" in data:
        raise ValueError("a workbook has no document type")
    return fromstring(data)
