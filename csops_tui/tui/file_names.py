"""File names as they are typed: completion of paths, and a name that is still free."""

from __future__ import annotations

import datetime as dt
import os
import shlex
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_MOST = 200
_NEWEST = 8
# Where files that somebody has just got mostly lie, besides the folder one is in.
_USUAL = ("~/Downloads", "~/ダウンロード", "~/Desktop", "~/デスクトップ", "~/Documents", "~")


@dataclass(frozen=True)
class FoundFile:
    """A file somebody could mean: its name as it would be typed, when it was written (local time), bytes."""

    name: str
    at: dt.datetime
    size: int


def newest(endings: Collection[str]) -> list[FoundFile]:
    """The newest files with one of `endings` in the folder one is in and where downloads usually lie."""
    found: dict[Path, FoundFile] = {}
    for folder in (".", *_USUAL):
        head = "" if folder == "." else f"{folder}/"
        try:
            with os.scandir(Path(folder).expanduser()) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or Path(entry.name).suffix.lower() not in endings:
                        continue
                    if entry.is_file():
                        seen = entry.stat()
                        written = dt.datetime.fromtimestamp(seen.st_mtime)
                        file = FoundFile(head + entry.name, written, seen.st_size)
                        found.setdefault(Path(entry.path).resolve(), file)
        except OSError:
            continue
    return sorted(found.values(), key=lambda file: file.at, reverse=True)[:_NEWEST]


def dropped_path(text: str) -> str:
    """What a terminal types when a file is dropped on it, as the file's name; any other text as it is."""
    bare = text.strip().removeprefix("file://")
    if not bare or Path(bare).expanduser().exists():
        return bare
    try:
        parts = shlex.split(bare)
    except ValueError:
        return text
    return parts[0] if len(parts) == 1 and Path(parts[0]).expanduser().exists() else text


def completions(text: str, endings: Collection[str] = ()) -> list[str]:
    """Paths that begin with `text`, folders first and with a `/` at their end; files only with one of `endings`.

    `~` is kept as it was typed; hidden names are offered only when the name begins with a dot. An unreadable folder
    offers nothing.
    """
    typed, _, begin = text.rpartition("/")
    folder = Path(f"{typed}/" if typed or text.startswith("/") else ".").expanduser()
    head = f"{typed}/" if "/" in text else ""
    folders: list[str] = []
    files: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if not name.casefold().startswith(begin.casefold()) or (name.startswith(".") and not begin):
                    continue
                if entry.is_dir():
                    folders.append(f"{head}{name}/")
                elif not endings or Path(name).suffix.lower() in endings:
                    files.append(head + name)
    except OSError:
        return []
    return [*sorted(folders, key=str.casefold), *sorted(files, key=str.casefold)][:_MOST]


def common_beginning(names: Collection[str]) -> str:
    """What all of these begin with; empty for none."""
    # Character by character is what completion wants.
    return os.path.commonprefix(list(names))  # noqa: RUF071


def free_name(path: Path) -> Path:
    """The path itself, or with `-2`, `-3`, … before its ending where there is a file already."""
    number, found = 2, path
    while found.exists():
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return found


def shown_path(path: Path) -> str:
    """A path as people read it, with `~` for their home folder."""
    full = path.expanduser().absolute()
    try:
        return f"~/{full.relative_to(Path.home())}"
    except ValueError:
        return str(full)
