"""The part of docs/import-corpus.md about calendars, mail and cards."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from csops_tui.exchange.capture.found import Found, Passed, Window
from csops_tui.exchange.capture.reading import read
from csops_tui.exchange.capture.words import reason

# Each collection: its folder, the files in it, what they hold, and what it is good for.
CAPTURED = (
    ("ics_icalendar", "*.ics", "events", "Calendars, valid and broken, of many programs."),
    ("mail_cpython", "*.txt", "mails", "Mails for tests of a parser: malformed, nested, in odd encodings."),
    ("mail_mikel", "*.eml", "mails", "Mails of many programs, many of them wrong."),
    ("vcard_ezvcard", "*.vcf", "people", "Cards as phones and address books export them."),
)
_STARTS = re.compile(rb"DTSTART[^:\r\n]*:(\d{4})\d{4}")
_WRITTEN = re.compile(rb"^(?:From |Date:|Received:|\s).{0,200}?\b((?:19|20)\d\d)\b", re.MULTILINE | re.IGNORECASE)


def captured(folder: Path) -> Iterator[str]:
    """Every calendar, mail and card: how much was found within two years of its own time, or why nothing was."""
    yield "## Calendars, mail and cards"
    yield from ("", "Each is read within the two years in which most of it lies.")
    for name, pattern, what, about in CAPTURED:
        paths = sorted((folder / name).rglob(pattern))
        answers = [(path, _best(path)) for path in paths]
        some = sum(bool(_records(each)) for _, each in answers)
        yield from ("", f"### {name}", "", about, "")
        yield from (f"{len(paths)} files; {some} give {what}, the others a reason.", "")
        yield from (f"| file | {what} | remarks |", "|---|--:|---|")
        for path, each in answers:
            shown = path.relative_to(folder / name).as_posix().rpartition("/tests/")[2]
            yield f"| {shown} | {_records(each):,} | {_remarks(each)} |"


def _best(path: Path) -> list[Found | Passed]:
    """What a file says in the two years of which it says most; the earliest of those alike."""
    said = (_STARTS if path.suffix == ".ics" else _WRITTEN).findall(path.read_bytes())
    years = sorted({int(year) for year in said} & set(range(1971, 2100))) or [2026]
    windows = [Window(dt.date(year, 1, 1), dt.date(year + 1, 12, 31)) for year in years]
    return max((list(read(path, window)) for window in windows), key=_records)


def _records(found: list[Found | Passed]) -> int:
    return sum(isinstance(each, Found) and (each.kind != "event" or each.day is not None) for each in found)


def _remarks(found: list[Found | Passed]) -> str:
    passed = [each for each in found if isinstance(each, Passed)]
    if not _records(found):
        passed = passed or [Passed("outside")]
    elif passed:
        passed = [each for each in passed if each.reason != "outside"]
    told = Counter(reason(each, detail=False) for each in passed)
    text = "; ".join(f"{words} ×{n}" if n > 1 else words for words, n in told.items())
    return text.replace("|", "\\|").replace("\n", " ")
