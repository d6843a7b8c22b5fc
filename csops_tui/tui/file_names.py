"""File names as they are typed: completion of paths, and a name that is still free."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

_MOST = 200


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
