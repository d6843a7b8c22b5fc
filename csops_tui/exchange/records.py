"""JSON and JSON Lines as records with flat columns; only ever run in the confined child process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, TextIO

from csops_tui.exchange.encoding import detect
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.grid import SAMPLE, Heading, Row, distinct, heading, shaped

MAX_DEPTH = 20
"""Objects within objects that are still flattened."""
MAX_COLUMNS = 2_000
_BLOCK = 1 << 20
_LARGEST_VALUE = 64 << 20
_LINES = (".jsonl", ".ndjson")
# What services wrap their lists in, the surest first.
_WRAPPERS = ("data", "records", "results", "items", "rows", "values", "value", "entries", "nodes", "edges", "list")
_WRAPPED_DEPTH = 4
# An object is kept as its pairs in order, so that a key given twice is seen; arrays are lists, so the two differ.
Pairs = tuple[tuple[str, Any], ...]


@dataclass
class Records:
    """The records of a JSON file; `heading` is only complete when `rows` has been read to its end."""

    sheet: str
    sheets: tuple[str, ...]
    encoding: str
    rows: Iterator[Row]
    heading: Callable[[], Heading]


class _BadJson(Exception):
    """Text that is not JSON from this character on."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def open_records(
    path: Path, encoding: str | None = None, sheet: str | None = None, header_line: int | None = None
) -> Records:
    """Read a JSON file: an array of objects or of rows, lists by name, columns by name, records by key, or JSON Lines.

    `sheet` chooses among several lists. Raises ExchangeError for text that is not JSON, holds no records, nests deeper
    than MAX_DEPTH or has more columns than MAX_COLUMNS.
    """
    name = encoding or detect(path)
    if name is None:
        raise ExchangeError("unknown_encoding")
    try:
        with path.open(encoding=name) as stream:
            start = stream.read(_BLOCK).lstrip("\ufeff \t\r\n")
    except (UnicodeError, LookupError) as error:
        raise ExchangeError("wrong_encoding", encoding=name) from error
    if not start:
        raise ExchangeError("empty_file")
    if _is_lines(start, path):
        return _records("", (), name, _objects_of_lines(path, name), header_line)
    if start[0] == "[":
        return _records("", (), name, _numbered(_elements(path, name)), header_line)
    lists = _lists(_whole(path, name))
    chosen = sheet if sheet is not None else next(iter(lists))
    if chosen not in lists:
        raise ExchangeError("no_sheet", name=chosen, names=", ".join(lists))
    sheets = tuple(lists) if len(lists) > 1 else ()
    return _records(chosen, sheets, name, _numbered(lists[chosen]), header_line)


# From text to values


_decoder = json.JSONDecoder(
    object_pairs_hook=tuple,
    # Digits stay as they were written: no number is made a float or refused for its length.
    parse_float=str,
    parse_int=str,
    parse_constant=lambda name: None,
)


def _decoded(text: str, at: int = 0) -> tuple[Any, int]:
    try:
        return _decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _BadJson(error.pos) from error
    except RecursionError as error:
        raise ExchangeError("json_too_deep", limit=MAX_DEPTH) from error


def _is_lines(start: str, path: Path) -> bool:
    """Whether every line is a value of its own."""
    if path.suffix.lower() in _LINES:
        return True
    line, _, rest = start.partition("\n")
    if not (line.startswith("{") and rest.lstrip()):
        return False
    try:
        return not line[_decoded(line)[1] :].strip()
    except _BadJson:
        return False


def _objects_of_lines(path: Path, encoding: str) -> Iterator[tuple[int, Any]]:
    """The value of each line with its number; a line that is not JSON is itself, as a Row."""
    with path.open(encoding=encoding) as stream:
        n = 0
        while line := _line(stream, encoding):
            n += 1
            text = line.strip("\ufeff \t\r\n")
            if not text:
                continue
            try:
                value, end = _decoded(text)
            except _BadJson:
                yield n, Row(n, [text], "json")
                continue
            yield n, value if end == len(text) else Row(n, [text], "json")


def _line(stream: TextIO, encoding: str) -> str:
    try:
        line = stream.readline(_LARGEST_VALUE)
    except UnicodeError as error:
        raise ExchangeError("wrong_encoding", encoding=encoding) from error
    if len(line) >= _LARGEST_VALUE:
        raise ExchangeError("long_line", limit=_LARGEST_VALUE >> 20)
    return line


def _elements(path: Path, encoding: str) -> Iterator[Any]:
    """The elements of the array that a file is, one at a time, so that a long one needs little memory."""
    with path.open(encoding=encoding) as stream:
        text = stream.read(_BLOCK)
        at = text.index("[") + 1
        passed = 0
        begun = False
        while True:
            text, at, passed = _refilled(stream, text, at, passed)
            if text[at : at + 1] == "]" and not begun:
                return
            try:
                value, end = _decoded(text, at)
                cut = _after_space(text, end) == len(text)
            except _BadJson as error:
                value, end, cut = error, error.at, True
            if cut and len(text) - at < _LARGEST_VALUE and (block := stream.read(max(_BLOCK, len(text) - at))):
                # A value cut by the end of the block is read again with as much text again.
                text, at, passed = text[at:] + block, 0, passed + at
                continue
            if isinstance(value, _BadJson):
                raise _not_json(path, encoding, passed + end)
            yield value
            begun = True
            at = _after_space(text, end)
            if text[at : at + 1] == "]":
                return
            if text[at : at + 1] != ",":
                raise _not_json(path, encoding, passed + at)
            at += 1


def _refilled(stream: TextIO, text: str, at: int, passed: int) -> tuple[str, int, int]:
    """The text with the next value's first character at `at`, read on where only space was left."""
    while (at := _after_space(text, at)) == len(text) and (block := stream.read(_BLOCK)):
        text, at, passed = block, 0, passed + len(text)
    return text, at, passed


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _whole(path: Path, encoding: str) -> Any:
    text = path.read_text(encoding=encoding).lstrip("\ufeff")
    try:
        value, end = _decoded(text, _after_space(text, 0))
    except _BadJson as error:
        raise _not_json(path, encoding, error.at) from error
    if (end := _after_space(text, end)) < len(text):
        raise _not_json(path, encoding, end)
    return value


def _not_json(path: Path, encoding: str, at: int) -> ExchangeError:
    """The reason, with line and column of the character where it went wrong."""
    line = column = 1
    with path.open(encoding=encoding) as stream:
        while at > 0 and (text := stream.read(min(_BLOCK, at))):
            at -= len(text)
            line += text.count("\n")
            column = len(text) - text.rfind("\n") if "\n" in text else column + len(text)
    return ExchangeError("not_json", line=line, column=column)


# From values to lists of records


def _lists(value: Any) -> Mapping[str, Iterable[Any]]:
    """The lists that an object holds, by name, the likeliest first; never empty."""
    if not isinstance(value, tuple):
        raise ExchangeError("no_records")
    found = dict(_wrapped(value))
    if found:
        return dict(sorted(found.items(), key=lambda item: _rank(item[0]))) if len(found) > 1 else found
    pairs: Pairs = value
    if not pairs:
        raise ExchangeError("no_records")
    inner = [member for _, member in pairs]
    if all(isinstance(member, list) for member in inner):
        names = distinct(key for key, _ in pairs)
        return {"": [tuple(zip(names, row, strict=True)) for row in zip_longest(*inner)]}
    if len(pairs) > 1 and all(isinstance(member, tuple) for member in inner) and _alike(inner):
        return {"": ((("key", key), *member) for key, member in pairs)}
    return {"": [value]}


def _wrapped(pairs: Pairs, depth: int = 1, before: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Lists of objects, or of rows, at or below an object, by their dotted names."""
    for key, value in pairs:
        name = f"{before}{key}"
        if isinstance(value, list) and value and all(isinstance(item, tuple | list) for item in value):
            yield name, value
        elif isinstance(value, tuple) and depth < _WRAPPED_DEPTH:
            yield from _wrapped(value, depth + 1, f"{name}.")


def _rank(name: str) -> int:
    last = name.rpartition(".")[2].lower()
    return _WRAPPERS.index(last) if last in _WRAPPERS else len(_WRAPPERS)


def _alike(members: list[Pairs]) -> bool:
    """Whether objects share most of their keys, as the records of one list do."""
    keys = [frozenset(key for key, _ in member) for member in members]
    return 2 * len(frozenset.intersection(*keys)) >= max(map(len, keys)) > 0


# From records to rows


def _numbered(values: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    return enumerate(values, 1)


def _records(
    sheet: str, sheets: tuple[str, ...], encoding: str, values: Iterator[tuple[int, Any]], header_line: int | None
) -> Records:
    first = list(islice(values, SAMPLE))
    if not any(not isinstance(value, Row) for _, value in first):
        raise ExchangeError("no_records")
    values = chain(first, values)
    if all(isinstance(value, list | Row) for _, value in first):
        return _grid(sheet, sheets, encoding, values, header_line)
    columns: dict[str, int] = {}
    rows = _flat_rows(values, columns)
    return Records(sheet, sheets, encoding, rows, lambda: Heading(0, 0, distinct(columns)))


def _flat_rows(values: Iterable[tuple[int, Any]], columns: dict[str, int]) -> Iterator[Row]:
    for n, value in values:
        if isinstance(value, Row):
            yield value
            continue
        pairs = value if isinstance(value, tuple) else (("value", value),)
        cells = [""] * len(columns)
        for name, text in _flat(pairs, n):
            at = columns.setdefault(name, len(columns))
            if at >= MAX_COLUMNS:
                raise ExchangeError("json_too_wide", limit=MAX_COLUMNS)
            if at >= len(cells):
                cells.extend([""] * (at + 1 - len(cells)))
            cells[at] = text
        if any(cells):
            yield Row(n, cells)


def _flat(pairs: Pairs, record: int) -> Iterator[tuple[str, str]]:
    """Names and texts of a record's values, those of inner objects with dotted names, a name used again numbered."""
    seen: dict[str, int] = {}
    for name, value in _leaves(pairs, "", 1, record):
        seen[name] = times = seen.get(name, 0) + 1
        yield name if times == 1 else f"{name} ({times})", _text(value, record)


def _leaves(pairs: Pairs, before: str, depth: int, record: int) -> Iterator[tuple[str, Any]]:
    if depth > MAX_DEPTH:
        raise ExchangeError("json_too_deep", limit=MAX_DEPTH, record=record)
    for key, value in pairs:
        if isinstance(value, tuple) and value:
            yield from _leaves(value, f"{before}{key}.", depth + 1, record)
        else:
            yield before + key, value


def _text(value: Any, record: int) -> str:
    match value:
        case str():
            return value
        case None | ():
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case list() if not any(isinstance(item, list | tuple) for item in value):
            return ", ".join(_text(item, record) for item in value)
        case _:
            return json.dumps(_plain(value, 1, record), ensure_ascii=False)


def _plain(value: Any, depth: int, record: int) -> Any:
    """Pairs as dictionaries again, for a list of objects that stays JSON in its cell."""
    if depth > MAX_DEPTH:
        raise ExchangeError("json_too_deep", limit=MAX_DEPTH, record=record)
    if isinstance(value, tuple):
        return {key: _plain(item, depth + 1, record) for key, item in value}
    if isinstance(value, list):
        return [_plain(item, depth + 1, record) for item in value]
    return value


def _grid(
    sheet: str, sheets: tuple[str, ...], encoding: str, values: Iterator[tuple[int, Any]], header_line: int | None
) -> Records:
    """Rows given as arrays, the header among them."""
    rows = (value if isinstance(value, Row) else Row(n, [_text(v, n) for v in _items(value)]) for n, value in values)
    first = list(islice(rows, max(SAMPLE, header_line or 0)))
    found = heading(first, header_line)
    return Records(sheet, sheets, encoding, shaped(chain(first, rows), found), lambda: found)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
