"""Records before they mean anything: their form, which of them is the header, and what the columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from csops_tui.exchange.errors import ExchangeError
from csops_tui.text.clean import clean

SAMPLE = 50
"""So many records are looked at to find the header."""

# A quote is put before text that a spreadsheet would run as a formula; one more before text that has it already.
# Spreadsheets set to Japanese run the full-width signs as well.
GUARDED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")

_FILLED = 0.6
_TEXT = "text"
# What no column is called by: values that give a row without a header away.
_FORMS = (
    ("mail", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    ("link", re.compile(r"https?://\S+", re.IGNORECASE)),
    ("flag", re.compile(r"true|false", re.IGNORECASE)),
    ("clock", re.compile(r"\d{1,2}:\d\d(:\d\d)?")),
    ("day", re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?([T ].*)?")),
    ("number", re.compile(r"[-+△▲(]?\s*[$€£¥￥]?\s*[-+]?\d[\d,]*(\.\d+)?\s*[%％円)]?")),
)
_YEAR = re.compile(r"(19|20)\d\d")


class Row(NamedTuple):
    """One record: the line it starts on, its cells, and what is wrong with its form, if anything.

    A fault is `width` (more or fewer cells than the header), `quote` (an unbalanced quotation mark) or `json` (a line
    that is not JSON); such a row's cells are what could be read of it.
    """

    line: int
    cells: list[str]
    fault: str = ""


class Heading(NamedTuple):
    """Where the header stands and what follows.

    `line` is the header's line, 0 for a file without one, whose columns are then called by their place; `skipped` the
    number of records above the header, or above the first row.
    """

    line: int
    skipped: int
    names: tuple[str, ...]


def heading(records: Sequence[Row], line: int | None = None) -> Heading:
    """Find the header among a file's first records, or take the one on `line` (0: there is none).

    Found is the first record as wide as most are and about as filled, unless it is made of the same kinds of values as
    those below it. A blank `line` means the next that is not. Raises ExchangeError where no record follows it.
    """
    if line:
        at = next((n for n, row in enumerate(records) if row.line >= line and any(row.cells)), None)
        if at is None:
            raise ExchangeError("no_header_line", line=line)
        return Heading(records[at].line, at, distinct(records[at].cells))
    at = _first_full(records)
    cells = records[at].cells
    below = [row.cells for row in records[at + 1 :] if not row.fault]
    if line is None and _is_header(cells, below):
        return Heading(records[at].line, at, distinct(cells))
    return Heading(0, at, distinct([""] * len(cells)))


def distinct(cells: Iterable[str]) -> tuple[str, ...]:
    """Names of columns, stripped, unnamed ones called by place, repeated ones numbered."""
    times: Counter[str] = Counter()
    taken: set[str] = set()
    names: list[str] = []
    for n, cell in enumerate(cells, 1):
        first = name = clean(unguard(cell)).strip() or f"#{n}"
        while name in taken:
            times[first] += 1
            name = f"{first} ({times[first] + 1})"
        taken.add(name)
        names.append(name)
    return tuple(names)


def shaped(rows: Iterable[Row], heading: Heading) -> Iterator[Row]:
    """The records below the header but blank ones, without the guard of our exports, those of another width marked."""
    width = len(heading.names)
    first = heading.skipped + bool(heading.line)
    for n, row in enumerate(rows):
        cells = row.cells
        if n < first or (not row.fault and not any(cells)):
            continue
        if row.fault:
            yield row
            continue
        if "'" in "".join([cell[:1] for cell in cells]):
            cells = [unguard(cell) for cell in cells]
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        yield Row(row.line, cells, "" if len(cells) == width else "width")


def unguard(cell: str) -> str:
    """The cell without the quote that an export put before it."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def _first_full(records: Sequence[Row]) -> int:
    """The first record as wide as most and mostly filled; titles and remarks above a table are narrower."""
    whole = [row.cells for row in records if not row.fault and any(row.cells)]
    widths = Counter(len(cells) for cells in whole if len(cells) > 1)
    begun = next((n for n, cells in enumerate(whole) if len(cells) > 1), 0)
    # Lines of text with a comma here and there are one column; titles may be many, but stand above the table.
    width = widths.most_common(1)[0][0] if 2 * widths.total() > len(whole) - begun else 1
    filled = sorted(count for cells in whole if len(cells) == width and (count := _filled(cells)))
    enough = max(1.0, _FILLED * filled[len(filled) // 2]) if filled else 1.0
    for n, row in enumerate(records):
        if not row.fault and len(row.cells) == width and _filled(row.cells) >= enough:
            return n
    return 0


def _filled(cells: list[str]) -> int:
    return sum(bool(cell) and not cell.isspace() for cell in cells)


def _is_header(cells: list[str], below: list[list[str]]) -> bool:
    """Whether a record names its columns rather than being one more row of values."""
    if not below:
        return sum(form not in ("", _TEXT) for form in _telling(cells)) * 2 <= len(cells)
    alike, unlike = _votes(cells, below)
    return alike <= unlike


def names_columns(cells: list[str], below: list[list[str]]) -> bool:
    """Whether it is certain that a record names its columns: over values of other kinds stand words."""
    alike, unlike = _votes(cells, below)
    return unlike > alike


def _votes(cells: list[str], below: list[list[str]]) -> tuple[int, int]:
    """In how many columns, those of mere text apart, a record is of the kind of those below it, and is text instead."""
    alike = unlike = 0
    for n, own in enumerate(_telling(cells)):
        forms = {form for row in below if n < len(row) and (form := _form(row[n]))} if own else set()
        if len(forms) == 1 and _TEXT not in forms:
            alike += own in forms
            unlike += own == _TEXT
    return alike, unlike


def _telling(cells: list[str]) -> list[str]:
    """The forms of a record's cells, nothing for those that say nothing about whether it is a header."""
    own = [_form(cell) for cell in cells]
    figures = [cell.strip() for cell, form in zip(cells, own, strict=True) if form == "number"]
    # Years, and 1, 2, 3 … across, call columns of figures by name.
    if _counts(figures) or all(_YEAR.fullmatch(figure) for figure in figures):
        return ["" if form == "number" else form for form in own]
    return own


def _counts(figures: list[str]) -> bool:
    """Whether there are three or more figures, each one more than the one before."""
    if len(figures) < 3 or not all(len(figure) < 5 and figure.isdecimal() for figure in figures):
        return False
    first = int(figures[0])
    return [int(figure) for figure in figures] == list(range(first, first + len(figures)))


def _form(cell: str) -> str:
    """What a cell looks like: the name of a form, `text`, or nothing for a blank one."""
    cell = cell.strip()
    if not cell:
        return ""
    return next((name for name, form in _FORMS if form.fullmatch(cell)), _TEXT) if len(cell) < 100 else _TEXT
