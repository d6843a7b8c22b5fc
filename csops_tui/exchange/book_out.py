"""The whole book as a folder or a zip file: every table and every value, with a manifest that proves them.

The history of edits stays behind; everything else comes back with `book_in`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Protocol

from csops_tui.exchange.book_form import FORMAT, MANIFEST, VERSION, Kind, TableForm, tables, to_cell
from csops_tui.exchange.errors import ExchangeError
from csops_tui.exchange.files import part_of
from csops_tui.exchange.redaction import Redaction
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.opening import LATEST

WORKBOOK = "book.xlsx"
# What the book keeps about itself and does not work out anew.
_KEPT = ("demo", "usage_metric", "signals_given")
# The oldest day that a zip file can name, so that the same book makes the same file.
_EPOCH = (1980, 1, 1, 0, 0, 0)

Progress = Callable[[str, int], None]


class Sink(Protocol):
    """Where the files go."""

    @contextmanager
    def opened(self, name: str) -> Generator[BinaryIO]:
        """A new file of this name to write into."""
        ...


def write_book(
    book: Book,
    target: Path,
    kind: Kind = "csv",
    *,
    redacted: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write the whole book into a new folder, or a zip file where `target` ends so; returns the rows of each table.

    Everything is as of one moment, and the folder or file appears whole or not at all. `force` replaces an earlier
    export of a book, never anything else. Raises ExchangeError where something stands there already.
    """
    _refuse_taken(target, force)
    conn = db.connect(book.path, readonly=True)
    try:
        conn.execute("BEGIN")
        writing = _Writing(conn, kind, Redaction(conn) if redacted else None, progress)
        if target.suffix.lower() == ".zip":
            with part_of(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                return writing.into(_Zip(archive))
        with _new_folder(target) as folder:
            return writing.into(_Folder(folder))
    finally:
        conn.close()


class _Writing:
    """One export under way."""

    def __init__(self, conn: db.Connection, kind: Kind, redaction: Redaction | None, progress: Progress | None) -> None:
        self._conn = conn
        self._kind = kind
        self._redaction = redaction
        self._progress = progress
        self._digests: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def into(self, sink: Sink) -> dict[str, int]:
        """Write all tables and then the manifest."""
        forms = tables()
        if self._kind == "xlsx":
            self._workbook(sink, forms)
        else:
            for form in forms:
                with self._hashed(sink, f"{form.name}.{self._kind}") as stream:
                    self._counts[form.name] = (self._csv if self._kind == "csv" else self._jsonl)(stream, form)
        kept = {key: value for key, value in self._conn.execute("SELECT k, v FROM _meta ORDER BY k") if key in _KEPT}
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "schema": LATEST,
            "kind": self._kind,
            "redacted": self._redaction is not None,
            "rows": self._counts,
            "files": self._digests,
            "about": kept,
        }
        with sink.opened(MANIFEST) as stream:
            stream.write((json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
        return self._counts

    @contextmanager
    def _hashed(self, sink: Sink, name: str) -> Generator[BinaryIO]:
        with sink.opened(name) as raw:
            hashed = _Hashed(raw)
            yield hashed  # type: ignore[misc]
        self._digests[name] = hashed.digest.hexdigest()

    def _rows(self, form: TableForm) -> Iterator[list[Any]]:
        names = ", ".join(f'"{name}"' for name in form.columns)
        redaction = self._redaction
        done = 0
        for done, row in enumerate(self._conn.execute(f'SELECT {names} FROM "{form.name}" ORDER BY "{form.key}"'), 1):
            if self._progress and done % 5_000 == 0:
                self._progress(form.name, done)
            if redaction is None:
                yield list(row)
            elif form.name.startswith("_"):
                yield [
                    redaction.text(value) if value and name in ("actor", "source") else value
                    for name, value in zip(form.columns, row, strict=True)
                ]
            else:
                yield redaction.row(form.name, row)
        if self._progress:
            self._progress(form.name, done)

    def _csv(self, stream: BinaryIO, form: TableForm) -> int:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(form.columns)
        done = 0
        for done, row in enumerate(self._rows(form), 1):  # noqa: B007 - the count is the answer
            writer.writerow(map(to_cell, row))
        text.flush()
        text.detach()
        return done

    def _jsonl(self, stream: BinaryIO, form: TableForm) -> int:
        done = 0
        encode = json.JSONEncoder(ensure_ascii=False).encode
        for done, row in enumerate(self._rows(form), 1):  # noqa: B007 - the count is the answer
            held = {name: value for name, value in zip(form.columns, row, strict=True) if value is not None}
            stream.write(f"{encode(held)}\n".encode())
        return done

    def _workbook(self, sink: Sink, forms: tuple[TableForm, ...]) -> None:
        from csops_tui.exchange.book_sheets import write_sheets

        with TemporaryDirectory(prefix="csops-") as folder:
            path = Path(folder) / WORKBOOK
            self._counts = write_sheets(path, ((form, self._rows(form)) for form in forms))
            with path.open("rb") as made, self._hashed(sink, WORKBOOK) as stream:
                shutil.copyfileobj(made, stream)


class _Hashed(io.RawIOBase):
    """Passes bytes on and hashes them on the way."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self._out.write(data)


class _Folder:
    """A folder that nobody else knows yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def opened(self, name: str) -> Generator[BinaryIO]:
        with part_of(self._folder / name) as part, part.open("wb") as stream:
            yield stream


class _Zip:
    """A zip file that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def opened(self, name: str) -> Generator[BinaryIO]:
        entry = zipfile.ZipInfo(name, _EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        with self._archive.open(entry, "w", force_zip64=True) as stream, io.BufferedWriter(stream, 1 << 20) as wide:  # type: ignore[arg-type]
            yield wide
            wide.flush()


def _refuse_taken(target: Path, force: bool) -> None:
    if not target.parent.is_dir():
        raise ExchangeError("book_no_folder", path=str(target.parent))
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    ours = is_export(target)
    if not (force and ours):
        raise ExchangeError("book_taken" if ours else "book_foreign", path=str(target))


def is_export(path: Path) -> bool:
    """Whether an earlier export of a book stands here."""
    from csops_tui.exchange.book_in import read_manifest

    try:
        read_manifest(path)
    except ExchangeError:
        return False
    return True


@contextmanager
def _new_folder(target: Path) -> Generator[Path]:
    """A folder beside `target` that takes its place when the block ends well."""
    with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as made:
        fresh = Path(made) / "new"
        fresh.mkdir(mode=0o700)
        yield fresh
        if target.exists():
            target.rename(Path(made) / "old")
        fresh.rename(target)
