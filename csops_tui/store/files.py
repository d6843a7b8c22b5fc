"""Small private files written so that they are whole or absent: backups' manifests, drafts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

_BLOCK = 1 << 16


def private_folder(folder: Path) -> Path:
    """Make `folder` (and its parents) for its owner only, if it is not there; returns it."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_private(path: Path, content: bytes) -> None:
    """Replace `path` with `content`, readable by its owner only: temporary file, fsync, rename."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Have the disk keep what was written to a file (never a live book) or a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path, telling: Callable[[], None] | None = None) -> str:
    """The SHA-256 of a file that no SQLite connection has open; what `telling` raises stops it."""
    import hashlib  # a whole file is worth OpenSSL; a line that is logged is not

    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            if telling:
                telling()
    return digest.hexdigest()
