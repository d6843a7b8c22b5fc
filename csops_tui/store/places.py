"""Where a book may lie: not on network or cloud-drive folders, whose locks do not hold."""

from __future__ import annotations

from pathlib import Path

from csops_tui.store.errors import UnsafePlace

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "9p", "drvfs", "sshfs", "fuse.sshfs", "davfs", "afs", "webdav"}
)
_CLOUD = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "icloud drive",
    "com~apple~clouddocs",
    "mobile documents",
    "cloudstorage",
    "pcloud drive",
    "pclouddrive",
    "synologydrive",
    "box sync",
    "nextcloud",
)


def refuse_unsafe(path: Path) -> None:
    """Raise UnsafePlace when `path` is on a network file system or in a folder that a cloud drive copies."""
    full = path.resolve()
    lowered = [part.lower() for part in full.parts]
    for name in _CLOUD:
        if any(part == name or part.startswith((name + " ", name + "-")) for part in lowered):
            raise UnsafePlace(path=path, place=name)
    if (kind := file_system(full)) in _NETWORK:
        raise UnsafePlace(path=path, place=kind)


def file_system(full: Path) -> str:
    """The type of the file system that holds an absolute path, in the kernel's words; empty where nobody tells."""
    mounts = Path("/proc/self/mounts")
    best, kind = "", ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = point == "/" or str(full) == point or str(full).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind
