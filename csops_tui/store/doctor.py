"""Named checks of a book and its surroundings, and the repair of what can be repaired without a risk."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from csops_tui.locale import t
from csops_tui.store import backup as backups
from csops_tui.store import capture, opening, places, search
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.edit import edit_digest
from csops_tui.store.errors import BookError, UnsafePlace
from csops_tui.store.values import Value, fold

Level = Literal["ok", "warn", "fail"]

LARGE_WAL = 256 * 1024 * 1024
LITTLE_DISK = 512 * 1024 * 1024
OLD_BACKUP = 7
_FEW = 5


@dataclass(frozen=True)
class Finding:
    """What one check found; `repairable` says that `repair` mends it."""

    name: str
    level: Level
    values: dict[str, object] = field(default_factory=dict[str, object])
    repairable: bool = False

    def __str__(self) -> str:
        return t(f"store.doctor.{self.name}.{self.level}", None, **self.values)

    def to_dict(self) -> dict[str, object]:
        """The finding for machines: name, level, values, words."""
        return {
            "name": self.name,
            "level": self.level,
            "repairable": self.repairable,
            "values": self.values,
            "words": str(self),
        }


@dataclass(frozen=True)
class _Patient:
    path: Path
    conn: db.Connection
    now: dt.datetime


def examine(path: Path | str, deep: bool = False, now: dt.datetime | None = None) -> list[Finding]:
    """Run every check on the book at `path` without writing to it; `deep` also proves the change log.

    A file that cannot be read as a book gives the findings up to that point and one named `open`.
    """
    path = Path(path)
    found = [_library()]
    try:
        opening.refuse_other_files(path)
        found.append(_place(path))
        with opening.leaving_no_trace(path, always=True):
            opening.identify(path)
            conn = db.connect(path, readonly=True)
            try:
                conn.execute("SELECT replica FROM _clock").fetchone()
                found += _run(_Patient(path, conn, now or dt.datetime.now(dt.UTC)), deep)
            finally:
                conn.close()
    except BookError as error:
        found.append(Finding("open", "fail", {"reason": str(error)}))
    return found


def _run(patient: _Patient, deep: bool) -> Iterator[Finding]:
    for name, check in {**CHECKS, **(DEEP if deep else {})}.items():
        try:
            yield check(patient)
        except db.DatabaseError as error:
            yield Finding("broken", "fail", {"check": name, "reason": str(error)})


def repair(path: Path | str) -> list[str]:
    """Mend what is safe to mend (modes, triggers, search index); returns the names of the checks that it mended.

    Raises the errors of `Book.open`.
    """
    path = Path(path)
    mended: list[str] = []
    names = {finding.name for finding in examine(path) if finding.repairable}
    if "file_mode" in names:
        for file in _files(path):
            file.chmod(0o600)
        mended.append("file_mode")
    if "folder_mode" in names:
        for folder in _own_folders(path):
            folder.chmod(0o700)
        mended.append("folder_mode")
    if names & {"capture", "search"}:
        with Book.open(path) as book:
            if "capture" in names:
                with book.derived() as conn:
                    capture.ensure_capture(conn)
                mended.append("capture")
            if "search" in names:
                search.rebuild(book)
                mended.append("search")
    return mended


def _library() -> Finding:
    have, safe = ".".join(map(str, db.version())), ".".join(map(str, db.SAFE_VERSION))
    return Finding("sqlite", "ok" if db.is_safe() else "warn", {"version": have, "safe": safe})


def _place(path: Path) -> Finding:
    try:
        places.refuse_unsafe(path)
    except UnsafePlace as error:
        return Finding("place", "fail", {"place": error.values.get("place", "")})
    return Finding("place", "ok")


def _format(p: _Patient) -> Finding:
    (version,) = p.conn.execute("PRAGMA user_version").fetchone()
    return Finding("format", "ok" if version == opening.LATEST else "warn", {"version": version})


def _integrity(p: _Patient) -> Finding:
    rows = [row[0] for row in p.conn.execute(f"PRAGMA quick_check({_FEW})")]
    return Finding("integrity", "ok") if rows == ["ok"] else Finding("integrity", "fail", {"detail": "; ".join(rows)})


def _references(p: _Patient) -> Finding:
    rows = p.conn.execute('SELECT DISTINCT "table", parent FROM pragma_foreign_key_check').fetchall()
    where = ", ".join(f"{child} → {parent}" for child, parent in rows)
    return Finding("references", "fail", {"detail": where}) if rows else Finding("references", "ok")


def _capture(p: _Patient) -> Finding:
    wrong = capture.wrong_triggers(p.conn)
    if wrong:
        return Finding("capture", "fail", {"detail": ", ".join(sorted(wrong)[:_FEW])}, repairable=True)
    return Finding("capture", "ok")


def _file_mode(p: _Patient) -> Finding:
    return _modes("file_mode", _files(p.path), 0o077)


def _folder_mode(p: _Patient) -> Finding:
    return _modes("folder_mode", _own_folders(p.path), 0o077)


def _modes(name: str, paths: Iterator[Path], too_much: int) -> Finding:
    if os.name != "posix":
        return Finding(name, "ok")
    open_ones = [path.name for path in paths if path.stat().st_mode & too_much]
    if open_ones:
        return Finding(name, "warn", {"detail": ", ".join(open_ones[:_FEW])}, repairable=True)
    return Finding(name, "ok")


def _wal(p: _Patient) -> Finding:
    wal = p.path.with_name(p.path.name + "-wal")
    size = wal.stat().st_size if wal.exists() else 0
    return Finding("wal", "warn" if size > LARGE_WAL else "ok", {"mb": round(size / 1e6, 1)})


def _names(p: _Patient) -> Finding:
    # SQLite keeps one journal for each name: written by two of them, the file is damaged.
    names = p.path.stat().st_nlink
    return Finding("names", "warn" if names > 1 else "ok", {"number": names})


def _disk(p: _Patient) -> Finding:
    free = shutil.disk_usage(p.path.parent).free
    # A migration and a backup each need the room of a copy.
    needed = max(LITTLE_DISK, 2 * p.path.stat().st_size)
    return Finding("disk", "warn" if free < needed else "ok", {"mb": round(free / 1e6)})


def _search(p: _Patient) -> Finding:
    have, wanted = search.entries(p.conn)
    state = search.position(p.conn)
    if state is None or state.building is not None:
        return Finding("search", "ok", {"entries": have})
    (newest,) = p.conn.execute("SELECT coalesce(max(n), 0) FROM _change").fetchone()
    # While changes wait to be indexed the counts may differ; a row of signs only has no entry.
    if state.mark == newest and not wanted * 0.98 - 10 <= have <= wanted:
        return Finding("search", "warn", {"entries": have, "rows": wanted}, repairable=True)
    return Finding("search", "ok", {"entries": have})


def _backups(p: _Patient) -> Finding:
    made = backups.list_backups(p.path)
    if not made:
        return Finding("backups", "warn", {"days": "-", "number": 0})
    days = (p.now - made[0].at).days
    return Finding("backups", "warn" if days >= OLD_BACKUP else "ok", {"days": days, "number": len(made)})


def _hashes(p: _Patient) -> Finding:
    """Every finished edit's changes still have the hash they were sealed with."""
    wrong = [
        label
        for edit_id, label, changes, kept in p.conn.execute(
            "SELECT id, label, changes, hash FROM _edit WHERE hash IS NOT NULL ORDER BY n"
        )
        if edit_digest(p.conn, edit_id)[:2] != (kept, changes)
    ]
    if wrong:
        return Finding("hashes", "fail", {"number": len(wrong), "detail": ", ".join(wrong[:_FEW])})
    return Finding("hashes", "ok")


def _fold(p: _Patient) -> Finding:
    """Every tracked row is what its changes amount to, and every live row of the log is in its table."""
    wrong = [f"{table} {pk}" for table, pk in differences(p.conn)]
    if wrong:
        return Finding("fold", "fail", {"number": len(wrong), "detail": ", ".join(wrong[:_FEW])})
    return Finding("fold", "ok")


def differences(conn: db.Connection) -> Iterator[tuple[str, str]]:
    """The (table, id) of every row that differs from the fold of its changes, either way; streams both in order."""
    for table in capture.tracked_tables(conn):
        names = [name for name in capture.table_columns(conn, table) if name != "id"]
        listed = ", ".join(f'"{name}"' for name in names)
        rows = conn.execute(f'SELECT id, {listed} FROM "{table}" ORDER BY id')
        logged = _folded(conn, table)
        row, log = next(rows, None), next(logged, None)
        while row is not None or log is not None:
            if log is None or (row is not None and row[0] < log[0]):
                assert row is not None
                yield table, row[0]
                row = next(rows, None)
            elif row is None or log[0] < row[0]:
                if log[1] is not None:
                    yield table, log[0]
                log = next(logged, None)
            else:
                values: dict[str, Any] = log[1] or {}
                if log[1] is None or any(values.get(n) != v for n, v in zip(names, row[1:], strict=True)):
                    yield table, row[0]
                row, log = next(rows, None), next(logged, None)


def _folded(conn: db.Connection, table: str) -> Iterator[tuple[str, dict[str, Value] | None]]:
    pk: str | None = None
    changes: list[tuple[str, str | None]] = []
    for key, op, new in conn.execute(
        "SELECT pk, op, new FROM _change WHERE tbl = ? ORDER BY pk, hlc, replica, seq", [table]
    ):
        if pk is not None and key != pk:
            yield pk, fold(changes)
            changes = []
        pk = key
        changes.append((op, new))
    if pk is not None:
        yield pk, fold(changes)


def _files(path: Path) -> Iterator[Path]:
    """The book, what SQLite keeps beside it, its backups and drafts."""
    for ending in ("", "-wal", "-shm"):
        if (file := path.with_name(path.name + ending)).exists():
            yield file
    for folder in _own_folders(path):
        yield from (file for file in folder.iterdir() if file.is_file())


def _own_folders(path: Path) -> Iterator[Path]:
    for folder in (backups.folder_of(path), path.with_name(path.name + ".drafts")):
        if folder.is_dir():
            yield folder


CHECKS: dict[str, Callable[[_Patient], Finding]] = {
    "format": _format,
    "integrity": _integrity,
    "references": _references,
    "capture": _capture,
    "file_mode": _file_mode,
    "folder_mode": _folder_mode,
    "names": _names,
    "wal": _wal,
    "disk": _disk,
    "search": _search,
    "backups": _backups,
}
DEEP: dict[str, Callable[[_Patient], Finding]] = {"hashes": _hashes, "fold": _fold}
