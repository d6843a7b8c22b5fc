"""Event files, read by DuckDB where they lie: within a memory limit, without the network, without the book."""

from __future__ import annotations

import codecs
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from csops_tui.exchange.encoding import detect
from csops_tui.exchange.rollup.errors import RollupError, needed
from csops_tui.exchange.rollup.statement import name_of, text_of

VIEW = "events"
_GIVEN = "given"
_START = 1 << 20
_READERS = {
    **dict.fromkeys((".parquet", ".pq"), "read_parquet"),
    **dict.fromkeys((".csv", ".tsv", ".txt"), "read_csv"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "read_json"),
}
_PACKED = (".gz", ".zst")
_SAMPLE = 200
_BATCH = 10_000
# Of the memory granted, so much is DuckDB's; the rest is Python's and the book's.
_SHARE = 0.7


def found(patterns: Sequence[str]) -> list[Path]:
    """The files that paths, folders and patterns name, in order; raises RollupError where one names none."""
    files: dict[Path, None] = {}
    for pattern in patterns:
        if "://" in pattern:
            raise RollupError("remote", path=pattern)
        path = Path(pattern).expanduser()
        if path.is_dir():
            here = sorted(file for file in path.rglob("*") if file.is_file() and _reader(file))
        elif path.exists():
            here = [path]
        else:
            here = sorted(Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file())  # noqa: PTH207
        if not here:
            raise RollupError("no_files", 3, path=pattern)
        files |= dict.fromkeys(here)
    return list(files)


def bytes_of(text: str) -> int:
    """A size such as 1GB or 500 MB in bytes; raises RollupError for anything else, and for less than 100 MB."""
    units = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
    number = text.strip().upper().rstrip("KMGIB ")
    unit = text.strip().upper()[len(number) :].strip()
    try:
        size = int(float(number) * units[unit])
    except (KeyError, ValueError, OverflowError):
        raise RollupError("memory", text=text) from None
    if size < 10**8:
        raise RollupError("memory", text=text)
    return size


class EventFiles:
    """The view `events` over files of one kind; to be closed, it keeps a folder for what does not fit in memory."""

    def __init__(self, patterns: Sequence[str], memory: str = "1GB") -> None:
        self.files = found(patterns)
        readers = {_reader(file) for file in self.files}
        if len(readers) != 1 or "" in readers:
            odd = next((file for file in self.files if not _reader(file)), self.files[-1])
            raise RollupError("kinds", path=str(odd))
        limit = bytes_of(memory)
        self._duckdb = needed("duckdb")
        self._typed: dict[str, str] = {}
        self._never_empty: set[str] = set()
        self._overflow = tempfile.TemporaryDirectory(prefix="csops-usage-")
        self._conn = self._duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{int(limit * _SHARE)}B",
                "threads": min(os.cpu_count() or 1, 4),
                "temp_directory": self._overflow.name,
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        try:
            self._open(readers.pop())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the files, and remove what was put aside."""
        self._conn.close()
        self._overflow.cleanup()

    def types(self) -> dict[str, str]:
        """The columns with DuckDB's types, in the order of the files."""
        return {name: str(type_) for name, type_, *_ in self.rows(f"DESCRIBE {VIEW}")}

    def samples(self, columns: Sequence[str]) -> dict[str, list[str]]:
        """Some texts of columns."""
        if not columns:
            return {}
        listed = ", ".join(f"CAST({name_of(column)} AS VARCHAR)" for column in columns)
        rows = list(self.rows(f"SELECT {listed} FROM {VIEW} LIMIT {_SAMPLE}"))
        return {name: [row[at] for row in rows if row[at] is not None] for at, name in enumerate(columns)}

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement in DuckDB's dialect, fetched in batches; raises RollupError when it cannot be run."""
        try:
            # A cursor of its own: two statements may be read at the same time.
            cursor = self._conn.cursor().execute(sql)
            while batch := cursor.fetchmany(_BATCH):
                yield from batch
        except self._duckdb.Error as error:
            raise self._words(error) from error

    def read_as(self, column: str, type_: str) -> None:
        """From now on a column of texts is of another type; what is none of that type is NULL."""
        self._typed[column] = type_
        self._view()

    def _open(self, reader: str) -> None:
        files = self.files
        if reader == "read_csv":
            files = [self._in_utf_8(file, number) for number, file in enumerate(files)]
        # The reader takes patterns: a name that holds their signs is put in brackets.
        patterns = [glob.escape(str(file.resolve())) for file in files]
        listed = ", ".join(map(text_of, patterns))
        allowed = ", ".join(map(text_of, {*patterns, *(str(file.resolve()) for file in files)}))
        options = ", union_by_name = true"
        if reader == "read_csv":
            # Texts, as they are: a number would lose the zeros before it, and one bad time end everything.
            options += ", all_varchar = true, header = true"
        try:
            self._conn.execute(f"CREATE VIEW {_GIVEN} AS SELECT * FROM {reader}([{listed}]{options})")
            self._never_empty = self._full_columns(listed) if reader == "read_parquet" else set()
            self._view()
            # From here on nothing but these files can be reached, whatever a statement says.
            self._conn.execute(f"SET allowed_paths = [{allowed}]")
            self._conn.execute(f"SET allowed_directories = [{text_of(self._overflow.name)}]")
            self._conn.execute("SET enable_external_access = false")
            self._conn.execute("SET lock_configuration = true")
        except self._duckdb.Error as error:
            raise self._words(error) from error

    def _view(self) -> None:
        """Show the columns as they are to be read; an empty text is none."""
        described = self._conn.execute(f"DESCRIBE {_GIVEN}").fetchall()
        texts = {str(name): name_of(str(name)) for name, type_, *_ in described if str(type_) == "VARCHAR"}
        shown = [
            f"TRY_CAST({named} AS {self._typed[name]}) AS {named}"
            if name in self._typed
            else f"NULLIF({named}, '') AS {named}"
            for name, named in texts.items()
            if name in self._typed or name not in self._never_empty
        ]
        replaced = f" REPLACE ({', '.join(shown)})" if shown else ""
        self._conn.execute(f"CREATE OR REPLACE VIEW {VIEW} AS SELECT *{replaced} FROM {_GIVEN}")

    def _full_columns(self, listed: str) -> set[str]:
        """The columns whose files tell that their least text is not the empty one: millions of rows need no look."""
        rows = self._conn.execute(
            f"SELECT path_in_schema FROM parquet_metadata([{listed}]) GROUP BY ALL "
            "HAVING bool_and(coalesce(stats_min_value, '') <> '')"
        )
        return {str(name) for (name,) in rows.fetchall()}

    def _in_utf_8(self, file: Path, number: int) -> Path:
        """The file, or a copy where it is in another encoding; raises RollupError where it is in none."""
        if file.suffix.lower() in _PACKED or _is_utf_8(file):
            return file
        name = detect(file)
        if name is None:
            raise RollupError("encoding", path=str(file))
        if name in ("utf-8", "utf-8-sig"):
            return file
        copy = Path(self._overflow.name) / f"{number}{file.suffix}"
        with file.open(encoding=name, newline="") as given, copy.open("w", encoding="utf-8", newline="") as made:
            shutil.copyfileobj(given, made, 1 << 20)
        return copy

    def _words(self, error: Exception) -> RollupError:
        if isinstance(error, self._duckdb.OutOfMemoryException):
            return RollupError("out_of_memory", 1)
        return RollupError("unreadable", detail=str(error).strip().splitlines()[0])


def _is_utf_8(file: Path) -> bool:
    """Whether the beginning of a file is UTF-8, which then is taken for all of it."""
    with file.open("rb") as stream:
        start = stream.read(_START)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return b"\0" not in start and b"\x1b$" not in start


def _reader(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return _READERS.get(suffixes[-1], "") if suffixes else ""
