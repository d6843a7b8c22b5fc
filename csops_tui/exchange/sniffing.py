"""What a file is by its first bytes, whatever its name says; what is no table is refused with what it is."""

from __future__ import annotations

import re
from pathlib import Path

from csops_tui.exchange.errors import ExchangeError

LINES, WORKBOOK, JSON = "lines", "workbook", "json"
_HEAD = 4_096
_JSON_ENDINGS = (".json", ".jsonl", ".ndjson", ".geojson")
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab")
# A database is not even opened: closing it would drop the locks that protect a book in use.
_DATABASES = (".csops", ".db", ".sqlite", ".sqlite3", "-wal", "-shm", "-journal")
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OTHERS = (
    (b"SQLite format 3\0", "database"),
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ\0", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"Rar!\x1a\x07", "packed"),
    (b"\x28\xb5\x2f\xfd", "packed"),
    (b"PAR1", "parquet"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    # Spreadsheets older than 1993, and what old programs still write.
    (b"\x09\x00\x04\x00", "old_workbook"),
    (b"\x09\x02\x06\x00", "old_workbook"),
    (b"\x09\x04\x06\x00", "old_workbook"),
)
_WEB = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|meta|table|div)\b", re.IGNORECASE)
_XML = re.compile(rb"(\xef\xbb\xbf)?\s*<\?xml\b", re.IGNORECASE)
_OBJECT = re.compile(r'\s*(\{\s*("|\}\s*$)|\[\s*([\[{"]|$))')


def form_of(path: Path) -> str:
    """LINES, WORKBOOK or JSON; raises ExchangeError, saying what it is, for a file that is none of them."""
    ending = path.suffix.lower()
    if path.name.lower().endswith(_DATABASES):
        raise ExchangeError("no_table.database", path=path.name)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_WORKBOOKS):
        return WORKBOOK
    for start, what in _OTHERS:
        if head.startswith(start):
            raise ExchangeError(f"no_table.{what}", path=path.name)
    if _WEB.match(head):
        raise ExchangeError("no_table.web_page", path=path.name)
    if _XML.match(head):
        raise ExchangeError("no_table.xml", path=path.name)
    if ending in _JSON_ENDINGS:
        return JSON
    if ending in _TEXT_ENDINGS:
        return LINES
    # Names without an ending: what is piped or pasted.
    return JSON if _OBJECT.match(head.decode("utf-8", "ignore")) else LINES
