"""Backups: a proven copy beside the book, thinned out by age, and the way back.

A copy is made with VACUUM INTO (a live book is never opened or copied as a file), proven, synced, and only then named.
A restore writes the proven copy into the book in one SQLite transaction, so that other processes wait, then see the
restored content; only a book too damaged for that is moved aside and replaced.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from csops_tui.store import capture
from csops_tui.store import sqlite as db
from csops_tui.store.errors import (
    BookBusy,
    BrokenBackup,
    DamagedBook,
    NewerBook,
    NoBook,
    NotABook,
    Unwritable,
)
from csops_tui.store.files import private_folder, sha256, sync, write_private
from csops_tui.store.transaction import translate

KEEP_ALL = dt.timedelta(days=2)
KEEP = (("%Y-%m-%d", 12), ("%G-%V", 10), ("%Y-%m", 9))
"""After two days: the newest of each of 12 days, 10 weeks and 9 months."""

# What SQLite says of a step of copying that had to wait for others, in vain.
_BUSY = (5, 6)
LARGE = 1000
"""Rows above which an edit is preceded by a backup."""
AGAIN = dt.timedelta(minutes=10)
"""How old the newest backup must be for another one before a large edit."""

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(\d{8}T\d{6}Z)(?:\.\d+)?-([a-z0-9.-]+)\.db")


@dataclass(frozen=True)
class Backup:
    """One proven copy: when (UTC), why, its size in bytes and hash, and how many rows each table had."""

    path: Path
    at: dt.datetime
    reason: str
    size: int
    sha256: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Restored:
    """What a restore did: the book, the backup it now equals, and where the replaced content is kept."""

    book: Path
    backup: Path
    replaced: Path | None


def folder_of(path: Path) -> Path:
    """Where the backups of the book at `path` lie."""
    return path.with_name(path.name + ".backups")


def backup(
    path: Path | str,
    reason: str = "manual",
    dest: Path | None = None,
    now: dt.datetime | None = None,
    telling: Callable[[], None] | None = None,
) -> Path:
    """Make a proven backup of the book at `path`; returns the copy.

    `dest` is a folder or file of the caller's choosing, else the book's own folder of backups, which is thinned out.
    `now` (aware) is for tests. `telling` is called again and again meanwhile; what it raises stops the backup and goes
    through to the caller. Raises NoBook, NotABook, DamagedBook, DiskFull, Unwritable; no half copy stays.
    """
    path = Path(path)
    if not path.exists():
        raise NoBook(path=path)
    moment = (now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    own = dest is None
    before = db.private_umask()
    try:
        if dest is not None and not dest.is_dir():
            folder, target = private_folder(dest.parent), dest
        else:
            folder = private_folder(dest or folder_of(path))
            target = _free_name(folder, moment, reason)
        partial = folder / f".{target.name}.{os.getpid()}.part"
        try:
            counts = _copy(path, partial, telling)
            sync(partial)
            made = Backup(target, moment, reason, partial.stat().st_size, sha256(partial, telling), counts)
            # The copy's own name comes last: whatever is listed has its manifest.
            write_private(_manifest(target), _manifest_text(made))
            partial.replace(target)
            sync(folder)
        finally:
            for ending in ("", "-journal"):
                partial.with_name(partial.name + ending).unlink(missing_ok=True)
        if own:
            thin_out(folder, moment)
        return target
    except db.SqliteError as error:
        raise translate(error, path) from error
    except OSError as error:
        raise Unwritable(path=dest or folder_of(path), detail=error.strerror or "") from error
    finally:
        os.umask(before)


def before_large(path: Path, rows: int, reason: str, telling: Callable[[], None] | None = None) -> Path | None:
    """Make a backup before an edit of `rows` rows where these are many and the newest backup is not of just now.

    Raises what `backup` does, and what `telling` raises; the edit must then not be made.
    """
    if rows <= LARGE:
        return None
    now, newest = dt.datetime.now(dt.UTC), next(iter(list_backups(path)), None)
    return None if newest and dt.timedelta() <= now - newest.at < AGAIN else backup(path, reason, telling=telling)


def list_backups(path: Path | str) -> list[Backup]:
    """The proven backups of the book at `path`, newest first; unfinished and unreadable ones are left out."""
    folder = folder_of(Path(path))
    found: list[Backup] = []
    for file in folder.glob("*.db") if folder.is_dir() else ():
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(_manifest(file).read_text(encoding="utf-8"))
            at = dt.datetime.strptime(said["at"], _STAMP).replace(tzinfo=dt.UTC)
            found.append(Backup(file, at, said["reason"], said["size"], said["sha256"], said["counts"]))
    return sorted(found, key=lambda b: (b.at, b.path.name), reverse=True)


def prove(copy: Path, telling: Callable[[], None] | None = None) -> dict[str, int]:
    """Check that a copy is whole: its hash (where a manifest tells it), integrity, references; returns its counts.

    What `telling` raises stops it. Raises BrokenBackup, NotABook, NewerBook, NoBook. Not for a live book.
    """
    if not copy.is_file():
        raise NoBook(path=copy)
    with suppress(FileNotFoundError):
        try:
            said = json.loads(_manifest(copy).read_text(encoding="utf-8"))["sha256"]
        except (ValueError, KeyError, TypeError) as error:
            raise BrokenBackup(path=copy, detail="manifest") from error
        if sha256(copy) != said:
            raise BrokenBackup(path=copy, detail="sha256")
    from csops_tui.store.opening import LATEST

    try:
        conn = db.connect(copy, readonly=True)
        try:
            with db.heeding(conn, telling):
                (app,) = conn.execute("PRAGMA application_id").fetchone()
                if app != db.APPLICATION_ID:
                    raise NotABook(path=copy)
                (version,) = conn.execute("PRAGMA user_version").fetchone()
                if version > LATEST:
                    raise NewerBook(path=copy, version=version, known=LATEST)
                (checked,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
                if checked != "ok":
                    raise BrokenBackup(path=copy, detail=checked)
                if broken := conn.execute("PRAGMA foreign_key_check").fetchone():
                    raise BrokenBackup(path=copy, detail=f"{broken[0]} → {broken[2]}")
                return capture.row_counts(conn)
        finally:
            conn.close()
    except db.DatabaseError as error:
        raise BrokenBackup(path=copy, detail=str(error)) from error


def restore(path: Path | str, copy: Path | str) -> Restored:
    """Make the book at `path` what the backup `copy` holds, and keep what it held as a backup.

    The copy is proven before anything is touched. Other processes may have the book open: they wait for the moment of
    the switch and then read the restored content. A book that cannot be read is moved into its backup folder as it is.
    Raises BrokenBackup, NotABook, NewerBook, NoBook, BookBusy, DiskFull; the book is then as it was.
    """
    path, copy = Path(path), Path(copy)
    if path.exists() and copy.exists() and copy.samefile(path):
        raise BrokenBackup(path=copy, detail="=")
    prove(copy)
    if path.exists():
        with suppress(DamagedBook, NotABook, BrokenBackup):
            return Restored(path, copy, _write_into(path, copy))
    return Restored(path, copy, _replace(path, copy))


def thin_out(folder: Path, now: dt.datetime) -> list[Path]:
    """Remove the backups that the rule of ages no longer asks for, and old unfinished ones; returns what went."""
    dated = [(_when(found[1]), file) for file in folder.glob("*.db") if (found := _NAME.fullmatch(file.name))]
    keep = kept(((at, file.name) for at, file in dated), now)
    gone = [file for _, file in dated if file.name not in keep]
    for file in gone:
        file.unlink(missing_ok=True)
        _manifest(file).unlink(missing_ok=True)
    for partial in folder.glob(".*.part*"):
        with suppress(OSError):
            if now.timestamp() - partial.stat().st_mtime > 86400:
                partial.unlink()
    return gone


def kept(dated: Iterable[tuple[dt.datetime, str]], now: dt.datetime) -> set[str]:
    """Which of (moment, name) the rule keeps: all of two days, then by day, week and month; always the newest."""
    newest_first = sorted(dated, reverse=True)
    keep = {name for at, name in newest_first if now - at < KEEP_ALL} | {name for _, name in newest_first[:1]}
    for bucket, wanted in KEEP:
        seen: set[str] = set()
        more = wanted
        for at, name in newest_first:
            if (period := at.strftime(bucket)) in seen:
                continue
            seen.add(period)
            if name not in keep:
                keep.add(name)
                more -= 1
            if not more:
                break
    return keep


def _copy(path: Path, target: Path, telling: Callable[[], None] | None) -> dict[str, int]:
    """VACUUM the live book into a new file and prove it; returns the copy's row counts."""
    conn = db.connect(path, readonly=True)
    try:
        if conn.execute("PRAGMA application_id").fetchone()[0] != db.APPLICATION_ID:
            raise NotABook(path=path)
        # The connection is read-only by its mode; query_only would forbid the copy as well.
        conn.execute("PRAGMA query_only = OFF")
        (least,) = conn.execute("SELECT count(*) FROM _change").fetchone()
        with db.heeding(conn, telling):
            conn.execute("VACUUM INTO ?", [str(target)])
        (most,) = conn.execute("SELECT count(*) FROM _change").fetchone()
    finally:
        conn.close()
    counts = prove(target, telling)
    if not least <= counts["_change"] <= most:
        raise BrokenBackup(path=target, detail="_change")
    return counts


def _write_into(path: Path, copy: Path) -> Path:
    """Overwrite the book in one transaction; returns the backup of what it held, made inside that transaction."""
    kept: list[Path] = []

    def keep(status: int, _remaining: int, _total: int) -> None:
        if status in _BUSY:
            raise BookBusy(path=path)
        # The first page holds the write lock until the last, and readers still see the book as it was: nothing that
        # others wrote can fall between the backup and the overwriting.
        if not kept:
            kept.append(backup(path, reason="before-restore"))

    source = db.connect(copy, readonly=True)
    try:
        live = db.connect(path)
        try:
            if live.execute("PRAGMA application_id").fetchone()[0] != db.APPLICATION_ID:
                raise NotABook(path=path)
            # Another tool may have left another journal, under which the backup could not read beside the lock.
            live.execute("PRAGMA journal_mode = WAL")
            source.backup(live, pages=1, progress=keep)
        finally:
            live.close()
        return kept[0]
    except db.SqliteError as error:
        raise translate(error, path) from error
    finally:
        source.close()


def _replace(path: Path, copy: Path) -> Path | None:
    """Put the copy in the place of a book that cannot be read; the files of that book go into the backup folder."""
    before = db.private_umask()
    try:
        fresh = path.with_name(f".{path.name}.restoring")
        fresh.unlink(missing_ok=True)
        source, target = db.connect(copy, readonly=True), db.connect(fresh, create=True)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode = WAL")
        finally:
            source.close()
            target.close()
        sync(fresh)
        aside: Path | None = None
        if path.exists():
            folder = private_folder(folder_of(path))
            aside = folder / f"damaged-{dt.datetime.now(dt.UTC).strftime(_STAMP)}-{os.getpid()}.db"
            aside.hardlink_to(path)
        # A journal left beside would be played into the new file, so it goes first.
        for ending in ("-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                beside = path.with_name(path.name + ending)
                beside.replace(aside.with_name(aside.name + ending)) if aside else beside.unlink()
        fresh.replace(path)
        sync(path.parent)
        return aside
    except db.SqliteError as error:
        raise translate(error, path) from error
    except OSError as error:
        raise Unwritable(path=path, detail=error.strerror or "") from error
    finally:
        os.umask(before)


def _free_name(folder: Path, moment: dt.datetime, reason: str) -> Path:
    slug = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-") or "backup"
    stamp = moment.strftime(_STAMP)
    target, number = folder / f"{stamp}-{slug}.db", 2
    while target.exists():
        target, number = folder / f"{stamp}.{number}-{slug}.db", number + 1
    return target


def _manifest(copy: Path) -> Path:
    return copy.with_name(copy.name + ".json")


def _manifest_text(made: Backup) -> bytes:
    said = asdict(made) | {"path": made.path.name, "at": made.at.strftime(_STAMP)}
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8")


def _when(stamp: str) -> dt.datetime:
    return dt.datetime.strptime(stamp, _STAMP).replace(tzinfo=dt.UTC)
