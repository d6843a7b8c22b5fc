"""Any listing as a file that other programs read: CSV, TSV, XLSX, JSON, JSON lines, Markdown."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, TextIO, get_args

from csops_tui.exchange.files import replacing
from csops_tui.exchange.table import GUARDED

Format = Literal["csv", "tsv", "json", "jsonl", "md", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
ENDINGS: dict[str, Format] = {**{f".{name}": name for name in FORMATS}, ".ndjson": "jsonl", ".markdown": "md"}
"""The ending of a file's name → its format."""


def guard(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, with a quote before it; numbers in text stay as they are."""
    if not isinstance(value, str) or not GUARDED.match(value):
        return value
    # A minus before digits is a number, not a formula.
    return value if value[0] in "+-" and value[1:].replace(".", "", 1).isdecimal() else "'" + value


def write(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, kind: Format = "csv", *, raw: bool = False
) -> int:
    """Write a listing to an open text stream row by row; returns the number of rows. A workbook is no text.

    CSV and TSV guard text against formulas unless `raw`; the others never do. None is an empty cell, or null.
    """
    match kind:
        case "csv" | "tsv":
            return _write_table(headers, rows, out, kind, raw)
        case "md":
            return _write_markdown(headers, rows, out)
        case _:
            return _write_json(headers, rows, out, lines=kind == "jsonl")


def write_file(
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    path: Path,
    kind: Format | None = None,
    *,
    raw: bool = False,
    kinds: Sequence[str] = (),
    title: str = "",
) -> int:
    """Write a listing to a file of its own, in the format of its name where none is given; returns the number of rows.

    CSV and TSV start with a byte-order mark, by which spreadsheets know UTF-8, unless `raw`. `kinds` says what the
    columns are (as in `workbook_out.SheetOut`) and `title` what the sheet of a workbook is called.
    """
    chosen = kind or ENDINGS.get(path.suffix.lower(), "csv")
    if chosen == "xlsx":
        from csops_tui.exchange.workbook_out import SheetOut, write_workbook

        return write_workbook(path, [SheetOut(title or path.stem, headers, rows, kinds)])
    with replacing(path) as stream:
        if chosen in ("csv", "tsv") and not raw:
            stream.write("\ufeff")
        return write(headers, rows, stream, chosen, raw=raw)


def _write_table(headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, kind: Format, raw: bool) -> int:
    done = 0
    delimiter, end = (",", "\r\n") if kind == "csv" else ("\t", "\n")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(headers if raw else [guard(header) for header in headers])
    for done, row in enumerate(rows, 1):  # noqa: B007 - the count is the answer
        writer.writerow(row if raw else [guard(value) for value in row])
    return done


def _write_markdown(headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> int:
    def line(values: Iterable[Any]) -> str:
        cells = ("" if value is None else str(value) for value in values)
        shown = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>") for cell in cells)
        return "| " + " | ".join(shown) + " |\n"

    done = 0
    out.write(line(headers))
    out.write("|" + " --- |" * len(headers) + "\n")
    for done, row in enumerate(rows, 1):  # noqa: B007 - the count is the answer
        out.write(line(row))
    return done


def _write_json(headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, *, lines: bool) -> int:
    done = 0
    names = _distinct(headers)
    if not lines:
        out.write("[")
    for done, row in enumerate(rows, 1):
        text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_hex)
        out.write(text + "\n" if lines else ("\n" if done == 1 else ",\n") + text)
    if not lines:
        out.write("\n]\n" if done else "]\n")
    return done


def _hex(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(type(value).__name__)


def _distinct(headers: Sequence[str]) -> list[str]:
    """Names that are all different: two columns of one name would leave one value."""
    found: list[str] = []
    for header in headers:
        name, number = header, 1
        while name in found:
            number += 1
            name = f"{header} ({number})"
        found.append(name)
    return found
