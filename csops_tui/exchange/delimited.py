"""CSV, TSV and their kin: one record at a time, however the file was written, in bounded memory."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO, TypeVar

from csops_tui.exchange.encoding import detect
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.grid import SAMPLE, Heading, Row, heading, shaped

_Item = TypeVar("_Item")

DELIMITERS = (",", "\t", ";", "|")
# The longest cell and line that are read, in characters; a file is never taken into memory further than that.
_FIELD_LIMIT = 16 << 20
_LINE_LIMIT = 24 << 20
_SAMPLE_SIZE = 1 << 20
# A record that runs on for longer is an unbalanced quote, not a long note.
_RECORD_LINES = 1_000


@dataclass(frozen=True)
class Delimited:
    """A file of delimited lines that has been looked at; `rows` reads it anew each time."""

    path: Path
    encoding: str
    delimiter: str
    heading: Heading

    def rows(self) -> Iterator[Row]:
        """All records below the header but blank ones.

        A record with an unbalanced quote is one faulty row; reading goes on at the line after it. Raises ExchangeError
        where the text stops being readable.
        """
        with self.path.open(encoding=self.encoding, newline="") as stream:
            yield from shaped(_records(stream, self.delimiter, self.path.name), self.heading)


def open_delimited(
    path: Path, encoding: str | None = None, delimiter: str | None = None, header_line: int | None = None
) -> Delimited:
    """Look at a file of delimited lines; raises ExchangeError where it is empty, not text, or of unknown encoding."""
    name = encoding or detect(path)
    if name is None:
        raise ExchangeError("unknown_encoding", path=path.name)
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        with path.open(encoding=name, newline="") as stream:
            sample = list(_first(_lines(stream, path.name), SAMPLE, len))
            if not any(line.strip() for line in sample):
                raise ExchangeError("empty_file", path=path.name)
            chosen = delimiter or _said(sample[0]) or _vote(sample)
            stream.seek(0)
            rows = _records(stream, chosen, path.name)
            records = list(_first(rows, max(SAMPLE, header_line or 0), lambda row: sum(map(len, row.cells))))
    except (UnicodeError, LookupError) as error:
        raise ExchangeError("wrong_encoding", path=path.name, encoding=name) from error
    return Delimited(path, name, chosen, heading(records, header_line))


def _first(items: Iterator[_Item], count: int, size: Callable[[_Item], int]) -> Iterator[_Item]:
    """The first items, fewer where they are very large."""
    total = 0
    for item in islice(items, count):
        yield item
        total += size(item)
        if total > _SAMPLE_SIZE:
            return


class _Lines:
    """Lines of a file that can be handed back, with the number of lines taken so far."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self._size = 0
        self.record: list[str] = []
        self.taken = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.record.append(line)
        self.taken += 1
        self._size += len(line)
        if len(self.record) > 1 and (len(self.record) > _RECORD_LINES or self._size > _LINE_LIMIT):
            raise csv.Error
        return line

    def begin(self) -> int:
        """Begin a record; returns the line it starts on."""
        self.record.clear()
        self._size = 0
        return self.taken + 1

    def keep_first(self) -> str:
        """Hand back all lines of the record but the first, which is returned."""
        first, *rest = self.record
        self._back.extendleft(reversed(rest))
        self.taken -= len(rest)
        return first


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    """The lines of a stream; one without end is refused before it fills the memory."""
    for line in iter(partial(stream.readline, _LINE_LIMIT), ""):
        if len(line) >= _LINE_LIMIT:
            raise ExchangeError("long_line", path=name, limit=_LINE_LIMIT >> 20)
        yield line


def _records(stream: TextIO, delimiter: str, name: str) -> Iterator[Row]:
    lines = _Lines(_lines(stream, name))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.begin()
        try:
            cells = next(reader)
            if start == 1 and _said(lines.record[0]):
                continue
            yield Row(start, cells)
        except StopIteration:
            return
        except csv.Error:
            line = lines.keep_first().rstrip("\r\n")
            yield Row(start, [line], "quote" if '"' in line else "too_long")
        except UnicodeError as error:
            raise ExchangeError("wrong_encoding", path=name, encoding=getattr(error, "encoding", "")) from error


def _said(line: str) -> str | None:
    """The delimiter that a first line `sep=;` names, as spreadsheets write it."""
    line = line.strip("\ufeff\r\n")
    return line[4] if len(line) == 5 and line[:4].lower() == "sep=" and line[4] not in '"\\' else None


def _vote(sample: list[str]) -> str:
    """The delimiter that cuts most lines into the same number of cells, the larger number winning a tie."""

    def score(delimiter: str) -> tuple[float, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        except csv.Error:
            return 0.0, 1
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        return (times / max(1, widths.total()), width) if width > 1 else (0.0, 1)

    return max(DELIMITERS, key=score)
