"""Any listing as text that other programs read: CSV, TSV, JSON, JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, TextIO

from csops_tui.exchange.files import replacing
from csops_tui.exchange.table import GUARDED

Format = Literal["csv", "tsv", "json", "jsonl"]


def guard(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, with a quote before it; numbers in text stay as they are."""
    if not isinstance(value, str) or not GUARDED.match(value):
        return value
    # A minus before digits is a number, not a formula.
    return value if value[0] in "+-" and value[1:].replace(".", "", 1).isdecimal() else "'" + value


def write(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, kind: Format = "csv", *, raw: bool = False
) -> int:
    """Write a listing to an open text stream row by row; returns the number of rows.

    CSV and TSV guard text against formulas unless `raw`; JSON never does. None is an empty cell, or null.
    """
    done = 0
    if kind in ("csv", "tsv"):
        writer = csv.writer(
            out, delimiter="," if kind == "csv" else "\t", lineterminator="\r\n" if kind == "csv" else "\n"
        )
        writer.writerow(headers if raw else [guard(header) for header in headers])
        for done, row in enumerate(rows, 1):  # noqa: B007 - the count is the answer
            writer.writerow(row if raw else [guard(value) for value in row])
        return done
    if kind == "json":
        out.write("[")
    for done, row in enumerate(rows, 1):
        text = json.dumps(dict(zip(headers, row, strict=True)), ensure_ascii=False)
        out.write(("\n" if done == 1 else ",\n") + text if kind == "json" else text + "\n")
    if kind == "json":
        out.write("\n]\n" if done else "]\n")
    return done


def write_file(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], path: Path, kind: Format | None = None, *, raw: bool = False
) -> int:
    """Write a listing to a file of its own, in the format of its name where none is given; returns the number of rows.

    CSV and TSV start with a byte-order mark, by which spreadsheets know UTF-8, unless `raw`.
    """
    chosen = kind or _by_name(path)
    with replacing(path) as stream:
        if chosen in ("csv", "tsv") and not raw:
            stream.write("\ufeff")
        return write(headers, rows, stream, chosen, raw=raw)


def _by_name(path: Path) -> Format:
    endings: dict[str, Format] = {".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
    return endings.get(path.suffix.lower(), "csv")
