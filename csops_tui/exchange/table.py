"""A file of rows as header and rows, whatever it is: CSV, a workbook, JSON, or text that was handed over."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Protocol

from csops_tui.exchange.confined import Reading, read_confined
from csops_tui.exchange.delimited import open_delimited
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.grid import GUARDED, Heading, Row, unguard
from csops_tui.exchange.sniffing import JSON, WORKBOOK, form_of
from csops_tui.locale import t

__all__ = ["ENDINGS", "GUARDED", "Row", "Table", "open_table", "sheets_of", "table_of_text", "unguard"]

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".json", ".jsonl", ".ndjson")
"""How the names of files end that can be opened."""

STANDARD_INPUT = "-"
_COPY_BLOCK = 1 << 20
# What comes without a file is kept on disk until it has been read.
_MOST_HANDED_OVER = 2 << 30


class _Source(Protocol):
    def rows(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Table:
    """A readable file of rows; `rows()` may be asked for as often as needed.

    `header_line` is the line of the header, 0 for a file without one, and `skipped_lines` the number of records above
    it. `sheet` is the one that is read of `sheets`; `remarks` says what of it could not be read. `encoding` and
    `delimiter` are empty where a format has none.
    """

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    skipped_lines: int
    header_line: int
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    _source: _Source = field(repr=False, kw_only=True)
    # What must live as long as the table: the folder of a file that was handed over.
    _kept: object = field(default=None, repr=False, compare=False)

    def rows(self) -> Iterator[Row]:
        """All records below the header but blank ones, with the guard of our exports taken off.

        Raises ExchangeError where a file stops being readable.
        """
        return self._source.rows()

    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hex."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def open_table(
    path: Path,
    encoding: str | None = None,
    delimiter: str | None = None,
    *,
    sheet: str | None = None,
    header_line: int | None = None,
) -> Table:
    """Open a file of rows; `-` is standard input.

    `sheet` names the sheet of a workbook, or the list of a JSON file that holds several. `header_line` is the line (of
    a sheet: the row) that holds the names of the columns, 0 when no line does. What is not said is found out.

    Raises ExchangeError for what is missing, empty, no table, broken, locked or beyond the limits.
    """
    kept = None
    if str(path) == STANDARD_INPUT:
        path, kept = _kept_copy(sys.stdin.buffer, "stdin")
    elif _flows(path):
        with path.open("rb") as stream:
            path, kept = _kept_copy(stream, path.name)
    if path.is_dir():
        raise ExchangeError("is_folder", path=str(path))
    if not path.is_file():
        raise ExchangeError("no_file", path=str(path))
    form = form_of(path)
    if form == WORKBOOK:
        reading = read_confined("workbook", path, sheet=sheet, header_line=header_line)
        return _table_of_reading(path, reading, kept)
    if form == JSON:
        reading = read_confined("records", path, encoding=encoding, sheet=sheet, header_line=header_line)
        return _table_of_reading(path, reading, kept)
    # Lines are read here: decoded and cut one at a time in bounded memory, they can do no more harm than a slow disk.
    lines = open_delimited(path, encoding, delimiter, header_line)
    found = lines.heading
    return Table(
        path, lines.encoding, lines.delimiter, found.names, found.skipped, found.line, _source=lines, _kept=kept
    )


def sheets_of(path: Path) -> tuple[str, ...]:
    """The sheets of a workbook in its order, or the lists of a JSON file that holds several; empty for other files.

    Raises ExchangeError as `open_table` does.
    """
    if not path.is_file():
        raise ExchangeError("is_folder" if path.is_dir() else "no_file", path=str(path))
    form = form_of(path)
    if form == WORKBOOK:
        return tuple(read_confined("sheets", path).answer["sheets"])
    return open_table(path).sheets if form == JSON else ()


def table_of_text(text: str, name: str = "clipboard", **wishes: str | int | None) -> Table:
    """A table of pasted text: cells copied from a spreadsheet, CSV or JSON; `wishes` are those of `open_table`.

    Raises ExchangeError as `open_table` does.
    """
    folder = tempfile.TemporaryDirectory(prefix="csops-")
    path = Path(folder.name) / name
    path.write_bytes(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode())
    table = open_table(path, encoding="utf-8", **wishes)  # type: ignore[arg-type]
    return replace(table, _kept=folder)


@dataclass(frozen=True)
class _Spooled:
    """The rows that a child process has read."""

    reading: Reading
    width: int

    def rows(self) -> Iterator[Row]:
        width = self.width
        for batch in self.reading.batches():
            for line, cells, fault in batch:
                # A record written before a column came up for the first time lacks it.
                if len(cells) < width and not fault:
                    cells.extend([""] * (width - len(cells)))
                yield Row(line, cells, fault)


def _table_of_reading(path: Path, reading: Reading, kept: object) -> Table:
    said = reading.answer
    line, skipped, names = said["heading"]
    found = Heading(line, skipped, tuple(names))
    return Table(
        path,
        said.get("encoding", ""),
        "",
        found.names,
        found.skipped,
        found.line,
        said["sheet"],
        tuple(said["sheets"]),
        _remarks(*said.get("found", (0, 0))),
        _source=_Spooled(reading, len(found.names)),
        _kept=kept,
    )


def _remarks(no_results: int, errors: int) -> tuple[str, ...]:
    counts = {"no_results": no_results, "error_cells": errors}
    return tuple(t(f"exchange.remark.{key}", count=count) for key, count in counts.items() if count)


def _flows(path: Path) -> bool:
    """Whether a path is a pipe, which can be read only once."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except OSError:
        return False


def _kept_copy(stream: IO[bytes], name: str) -> tuple[Path, object]:
    """Everything a stream gives, as a file that lives as long as the folder returned with it."""
    folder = tempfile.TemporaryDirectory(prefix="csops-")
    path = Path(folder.name) / name
    left = _MOST_HANDED_OVER
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as copy:
        while block := stream.read(_COPY_BLOCK):
            left -= len(block)
            if left < 0:
                raise ExchangeError("takes_too_much", path=name, memory=_MOST_HANDED_OVER >> 20)
            copy.write(block)
    return path, folder
