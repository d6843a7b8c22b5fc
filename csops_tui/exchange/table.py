"""A CSV file as header and rows: encoding, delimiter, preamble, broken rows; read one row at a time."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from csops_tui.exchange.encoding import detect
from csops_tui.exchange.errors import ExchangeError
from csops_tui.text.clean import clean

DELIMITERS = (",", "\t", ";")
_FIELD_LIMIT = 16 << 20
_SAMPLE = 50
# A record that runs on for longer is an unbalanced quote, not a long note.
_RECORD_LINES = 1_000
# A quote is put before text that a spreadsheet would run as a formula; one more before text that has it already.
GUARDED = re.compile(r"'*[=+\-@\t\r]")


class Row(NamedTuple):
    """One record: the line it starts on, its cells, and what is wrong with its form (`width`, `quote`), if anything."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """A readable CSV file; `skipped_lines` are those above the header."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    skipped_lines: int

    def rows(self) -> Iterator[Row]:
        """All records below the header but blank ones, with the guard of our exports taken off.

        A record with an unbalanced quote is one faulty row; reading goes on at the line after it.
        """
        width = len(self.header)
        with self.path.open(encoding=self.encoding, newline="") as stream:
            for n, row in enumerate(_records(stream, self.delimiter, self.path.name)):
                if n <= self.skipped_lines or (not row.fault and not any(row.cells)):
                    continue
                if row.fault:
                    yield row
                    continue
                cells = row.cells
                if "'" in "".join([c[:1] for c in cells]):
                    cells = [unguard(c) for c in cells]
                if len(cells) > width and not any(cells[width:]):
                    cells = cells[:width]
                yield Row(row.line, cells, "" if len(cells) == width else "width")

    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hex."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def open_table(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """Look at a CSV file; raises ExchangeError for one that is missing, empty, not text, or of unknown encoding."""
    if path.is_dir():
        raise ExchangeError("is_folder", path=str(path))
    if not path.is_file():
        raise ExchangeError("no_file", path=str(path))
    name = encoding or detect(path)
    if name is None:
        raise ExchangeError("unknown_encoding", path=path.name)
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        with path.open(encoding=name, newline="") as stream:
            sample = [line for _, line in zip(range(_SAMPLE), stream, strict=False)]
    except (UnicodeDecodeError, LookupError) as error:
        raise ExchangeError("wrong_encoding", path=path.name, encoding=name) from error
    if not any(line.strip() for line in sample):
        raise ExchangeError("empty_file", path=path.name)
    chosen = delimiter or _vote(sample)
    records = [row.cells for row in _records(sample, chosen, path.name)]
    at = _header_row(records)
    return Table(path, name, chosen, _distinct(records[at]), at)


def unguard(cell: str) -> str:
    """The cell without the quote that `guard` put before it."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


class _Lines:
    """Lines of a file that can be handed back, with the number of lines taken so far."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream = iter(stream)
        self._back: deque[str] = deque()
        self.record: list[str] = []
        self.taken = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._stream)
        self.record.append(line)
        self.taken += 1
        if len(self.record) > _RECORD_LINES:
            raise csv.Error
        return line

    def keep_first(self) -> str:
        """Hand back all lines of the record but the first, which is returned."""
        first, *rest = self.record
        self._back.extendleft(reversed(rest))
        self.taken -= len(rest)
        return first


def _records(stream: Iterable[str], delimiter: str, name: str) -> Iterator[Row]:
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.record.clear()
        start = lines.taken + 1
        try:
            yield Row(start, next(reader))
        except StopIteration:
            return
        except csv.Error:
            yield Row(start, [lines.keep_first().rstrip("\r\n")], "quote")
        except UnicodeDecodeError as error:
            raise ExchangeError("wrong_encoding", path=name, encoding=error.encoding) from error


def _vote(sample: list[str]) -> str:
    """The delimiter that cuts most lines into the same number of cells, the larger number winning a tie."""

    def score(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        return (times / max(1, widths.total()), width) if width > 1 else (0.0, 1)

    return max(DELIMITERS, key=score)


def _header_row(records: list[list[str]]) -> int:
    """Where the header is: the first row as wide as most rows and mostly filled; titles above it are narrower."""
    widths = Counter(len(row) for row in records if len(row) > 1)
    width = widths.most_common(1)[0][0] if widths else 1
    for n, row in enumerate(records):
        if len(row) == width and sum(bool(cell.strip()) for cell in row) >= max(1, 0.6 * width):
            return n
    return 0


def _distinct(cells: list[str]) -> tuple[str, ...]:
    """Header names, stripped, unnamed ones called by place, repeated ones numbered."""
    seen: Counter[str] = Counter()
    names = []
    for n, cell in enumerate(cells, 1):
        name = clean(unguard(cell)).strip() or f"#{n}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
