"""A whole book out of its export, into an empty one: every row under its own id, as one edit.

The manifest is read first and every file is proven by its SHA-256 before anything is written.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

from csops_tui.exchange.book_form import FORMAT, MANIFEST, VERSION, Kind, TableForm, Type, from_cell, from_json, tables
from csops_tui.exchange.errors import ExchangeError
from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit, refusals
from csops_tui.store.opening import LATEST
from csops_tui.text.clean import clean

if TYPE_CHECKING:
    from csops_tui.exchange.book_sheets import SheetsIn

# A manifest is small; what claims more is none. What is unpacked is bounded as well.
_MANIFEST_BYTES = 1 << 20
_MOST_BYTES = 16 << 30
_LONGEST_CELL = 64 << 20
_CHUNK = 1 << 20

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Manifest:
    """What an export says of itself: format of the files, rows by table, SHA-256 by file, facts about the book."""

    kind: Kind
    schema: int
    redacted: bool
    rows: dict[str, int]
    files: dict[str, str]
    about: dict[str, str]


def read_manifest(path: Path) -> Manifest:
    """The manifest of the folder or zip file at `path`; raises ExchangeError for anything else."""
    try:
        with _opened(path, MANIFEST) as stream:
            text = stream.read(_MANIFEST_BYTES + 1)
        if len(text) > _MANIFEST_BYTES:
            raise ExchangeError("book_none", path=str(path))
        read = json.loads(text)
        if read["format"] != FORMAT:
            raise ExchangeError("book_none", path=str(path))
        if read["version"] > VERSION or read["schema"] > LATEST:
            raise ExchangeError("book_newer", path=str(path))
        if read["kind"] not in ("csv", "jsonl", "xlsx"):
            raise ExchangeError("book_none", path=str(path))
        return Manifest(
            read["kind"],
            int(read["schema"]),
            bool(read["redacted"]),
            {str(name): int(count) for name, count in read["rows"].items()},
            {_plain_name(name): str(digest) for name, digest in read["files"].items()},
            {str(key): str(value) for key, value in read["about"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ExchangeError("book_none", path=str(path)) from error


def import_book(book: Book, path: Path, progress: Progress | None = None) -> dict[str, int]:
    """Put an exported book into an empty one; returns the rows of each table. All of it or nothing, and undoable.

    Raises ExchangeError where the book has rows already, or a file is not what the manifest says; Refused where a row
    breaks a rule of the book.
    """
    manifest = read_manifest(path)
    _refuse_filled(book)
    _prove(path, manifest)
    with (
        _sheets(path, manifest.kind) as sheets,
        book.edit(t("exchange.book_label", file=clean(path.name))) as edit,
    ):
        reading = _Reading(path, manifest, progress, sheets)
        counts = {form.name: reading.table(edit, form) for form in tables()}
        if counts != {name: manifest.rows.get(name, 0) for name in counts}:
            raise ExchangeError("book_damaged", path=str(path))
    for key, value in manifest.about.items():
        book.set_meta(key, value)
    return counts


class _Reading:
    """One import under way."""

    def __init__(self, path: Path, manifest: Manifest, progress: Progress | None, sheets: SheetsIn | None) -> None:
        self._path = path
        self._sheets = sheets
        self._manifest = manifest
        self._progress = progress

    def table(self, edit: Edit, form: TableForm) -> int:
        """Write one table; returns how many rows it has."""
        done = 0

        def counted(rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
            nonlocal done
            for done, row in enumerate(rows, 1):
                if self._progress and done % 5_000 == 0:
                    self._progress(form.name, done)
                yield row

        with _damage_said(form.name), self._rows(form) as (names, rows):
            if form.name == "_import":
                _batches(edit, names, counted(rows))
            elif form.name == "_usage":
                _insert(edit, form.name, names, counted(rows))
            else:
                edit.insert_rows(form.name, names, counted(rows))
        if self._progress and done:
            self._progress(form.name, done)
        return done

    @contextmanager
    def _rows(self, form: TableForm) -> Generator[tuple[list[str], Iterator[list[Any]]]]:
        kind = self._manifest.kind
        if not self._manifest.rows.get(form.name):
            yield ["id"], iter(())
            return
        if self._sheets:
            names = self._known(self._sheets.header(form.name), form)
            yield names, self._cells(self._sheets.rows(form, names), names, form)
            return
        with (
            _opened(self._path, f"{form.name}.{kind}") as stream,
            io.TextIOWrapper(stream, "utf-8", newline="") as text,
        ):
            if kind == "csv":
                csv.field_size_limit(_LONGEST_CELL)
                reader = csv.reader(text, strict=True)
                names = self._known(next(reader, []), form)
                yield names, self._cells(reader, names, form)
            else:
                yield list(form.columns), self._lines(text, form)

    def _known(self, names: list[str], form: TableForm) -> list[str]:
        """The columns of a file, all of which the book must know; it may lack those of a newer schema."""
        if len(set(names)) != len(names) or not names or set(names) - set(form.columns):
            raise ExchangeError("book_damaged", path=form.name)
        return names

    def _cells(self, rows: Iterator[list[str]], names: list[str], form: TableForm) -> Iterator[list[Any]]:
        kinds: list[Type] = [form.types[form.columns.index(name)] for name in names]
        for number, row in enumerate(rows, 1):
            try:
                yield [from_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)]
            except ValueError as error:
                raise ExchangeError("book_row", table=form.name, line=number) from error

    def _lines(self, lines: IO[str], form: TableForm) -> Iterator[list[Any]]:
        for number, line in enumerate(lines, 1):
            try:
                yield from_json(json.loads(line), form.columns, form.types)
            except (ValueError, AttributeError, RecursionError) as error:
                raise ExchangeError("book_row", table=form.name, line=number) from error


@contextmanager
def _sheets(path: Path, kind: Kind) -> Generator[SheetsIn | None]:
    """The workbook of an export of that kind, opened once for all tables."""
    if kind != "xlsx":
        yield None
        return
    from csops_tui.exchange.book_out import WORKBOOK
    from csops_tui.exchange.book_sheets import SheetsIn

    with _opened(path, WORKBOOK) as stream, tempfile.TemporaryFile(prefix="csops-") as copy:
        if not path.is_dir():
            # A workbook within a zip file would be unpacked from its beginning again for every table.
            shutil.copyfileobj(stream, copy)
        with _damage_said(WORKBOOK):
            sheets = SheetsIn(stream if path.is_dir() else copy)
        yield sheets


@contextmanager
def _damage_said(table: str) -> Generator[None]:
    """Say what is no table in any format as damage; what a single row has to say passes."""
    try:
        yield
    except (csv.Error, UnicodeDecodeError, SyntaxError, ExpatError, KeyError, zipfile.BadZipFile) as error:
        raise ExchangeError("book_damaged", path=table) from error


def _batches(edit: Edit, names: list[str], rows: Iterator[list[Any]]) -> None:
    """Batches in force come and go with this edit; those taken back before stay so."""
    live = names.index("live") if "live" in names else None
    with_edit = ([*row, edit.id if live is None or row[live] else None] for row in rows)
    _insert(edit, "_import", [*names, "edit"], with_edit)


def _insert(edit: Edit, table: str, names: list[str], rows: Iterator[list[Any]]) -> None:
    """Rows of a table that stands outside the change log."""
    listed, holes = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    with refusals(table):
        edit.conn.executemany(
            f"INSERT INTO {table} ({listed}) VALUES ({holes})",
            ([clean(value) if isinstance(value, str) else value for value in row] for row in rows),
        )


def _refuse_filled(book: Book) -> None:
    for form in tables():
        if book.reader().execute(f'SELECT 1 FROM "{form.name}" LIMIT 1').fetchone():
            raise ExchangeError("book_filled", path=str(book.path))


def _prove(path: Path, manifest: Manifest) -> None:
    """Hash every file of the manifest; raises ExchangeError for one that is missing or another."""
    total = 0
    for name, digest in manifest.files.items():
        hashed = hashlib.sha256()
        with _opened(path, name) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > _MOST_BYTES:
                    raise ExchangeError("book_damaged", path=name)
                hashed.update(chunk)
        if hashed.hexdigest() != digest:
            raise ExchangeError("book_damaged", path=name)


def _plain_name(name: str) -> str:
    """The name of a file of an export, which lies in no other folder."""
    if not name or name != Path(name).name or name.startswith("."):
        raise ValueError(name)
    return name


@contextmanager
def _opened(path: Path, name: str) -> Generator[IO[bytes]]:
    """One file of an export, to be read as it comes."""
    try:
        if path.is_dir():
            with (path / name).open("rb") as stream:
                yield stream
            return
        if not path.is_file():
            raise ExchangeError("no_file", path=str(path))
        with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
            yield stream
    except (FileNotFoundError, KeyError) as error:
        raise ExchangeError("book_none" if name == MANIFEST else "book_damaged", path=str(path)) from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ExchangeError("book_none", path=str(path)) from error
