"""Writing files so that a reader sees the old one or the new one, never half of either."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(path: Path) -> Generator[TextIO]:
    """A UTF-8 text file, readable by its owner only, that takes its place at `path` when the block ends well.

    Line ends are written as they are given. After an exception the file that was there before is untouched.
    """
    with part_of(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        yield stream


@contextmanager
def part_of(path: Path) -> Generator[Path]:
    """An empty file beside `path`, readable by its owner only, that takes its place when the block ends well.

    For what is written by somebody else's code; the block closes whatever it opened.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        _to_disk(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    # The new name is only safe from a power cut once the folder is on disk.
    _to_disk(path.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
