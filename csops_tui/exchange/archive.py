"""Looking into a workbook's archive before anything unpacks it: bombs, cells far out, results that are missing."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from csops_tui.exchange.errors import ExchangeError

MAX_ROWS = 300_000
MAX_COLUMNS = 500
_MAX_ENTRIES = 200
_MAX_UNPACKED = 300 << 20
_MAX_RATIO = 200
# What unpacks to less than this does no harm, however well it was packed.
_SMALL = 16 << 20
_BLOCK = 4 << 20
# A cell's opening tag may be cut by the end of a block.
_OVERLAP = 512

# Cells with something in them from column SG, the 501st, or below row 99,999; which of these are too far is counted.
_FAR = re.compile(
    rb'<c [^<>]*?\br="((?:[A-Z]{3}|S[G-Z]|[T-Z][A-Z])[0-9]{1,7}|[A-Z]{1,2}[0-9]{6,7})"[^<>]*(?<!/)>(?!</c>)'
)
_NO_RESULT = re.compile(rb"(?:</f>|<f [^<>]*/>)(?:<v/>|<v></v>)?</c>")
_ERROR = re.compile(rb'<c [^<>]*?\bt="e"')


class Findings(NamedTuple):
    """What a sheet holds that cannot be read: formulas stored without a result, and results that are errors."""

    no_results: int = 0
    errors: int = 0


def check_archive(path: Path) -> None:
    """Refuse a workbook whose archive is broken, unpacks to too much, or is no workbook; others pass unread."""
    if not _is_archive(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise ExchangeError("broken_file") from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED:
        raise ExchangeError("archive_too_large", entries=_MAX_ENTRIES, megabytes=_MAX_UNPACKED >> 20)
    if unpacked > _SMALL and unpacked > _MAX_RATIO * max(1, sum(entry.compress_size for entry in entries)):
        raise ExchangeError("archive_too_dense", ratio=_MAX_RATIO)
    names = [entry.filename.lstrip("/").lower() for entry in entries]
    if not any(name == "content.xml" or name.startswith("xl/") for name in names):
        raise ExchangeError("archive_of_files")


def check_sheet(path: Path, sheet: str) -> Findings:
    """Refuse an xlsx sheet with a cell beyond MAX_ROWS × MAX_COLUMNS; returns what else is wrong with it.

    The reader takes memory for the whole rectangle up to the farthest cell, so one cell would be enough to end it.
    """
    if not _is_archive(path):
        return Findings()
    no_results = errors = 0
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part(archive, sheet)
            if part is None:
                return Findings()
            with archive.open(part) as stream:
                left, rest = _MAX_UNPACKED, b""
                while block := stream.read(_BLOCK):
                    left -= len(block)
                    if left < 0:
                        raise ExchangeError("archive_too_large", entries=_MAX_ENTRIES, megabytes=_MAX_UNPACKED >> 20)
                    text = rest + block
                    _refuse_far(text, sheet)
                    no_results += len(_NO_RESULT.findall(text)) - len(_NO_RESULT.findall(rest))
                    errors += len(_ERROR.findall(text)) - len(_ERROR.findall(rest))
                    rest = text[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, OSError, RuntimeError, ValueError) as error:
        raise ExchangeError("broken_file") from error
    return Findings(no_results, errors)


def _is_archive(path: Path) -> bool:
    # An old workbook may carry an archive inside; what counts is how it begins.
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _refuse_far(text: bytes, sheet: str) -> None:
    for found in _FAR.finditer(text):
        cell = found[1].decode()
        letters = cell.rstrip("0123456789")
        if int(cell[len(letters) :]) > MAX_ROWS or _column(letters) > MAX_COLUMNS:
            raise ExchangeError("cell_too_far", cell=cell, sheet=sheet, rows=f"{MAX_ROWS:,}", columns=MAX_COLUMNS)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where an xlsx archive keeps a sheet; None for other formats."""
    kept = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= kept:
        return None
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (ElementTree.ParseError, LookupError):
        return None
    link = next(
        (
            value
            for tag in book.iter()
            if tag.tag.endswith("}sheet") and tag.get("name") == sheet
            for name, value in tag.attrib.items()
            if name.endswith("}id")
        ),
        None,
    )
    target = next((tag.get("Target", "") for tag in links if tag.get("Id") == link), "")
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part if part in kept else None
