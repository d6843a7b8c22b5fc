"""From a path to what it says: which files a folder holds, and which reader each of them needs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from csops_tui.exchange.capture.found import Found, Passed, Reading, Window

LARGEST = 50 * 1024 * 1024
"""Bytes of a calendar, message or card file; a mailbox may be larger."""

MOST_FILES = 100_000
ENDINGS = (".ics", ".ical", ".ifb", ".eml", ".mbox", ".mbx", ".vcf", ".vcard")


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files that paths name, in order; of folders those whose names say what they are, and all of a Maildir."""
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        for each in sorted(_inside(path)):
            found[each] = None
            if len(found) >= MOST_FILES:
                break
    return list(found)


def _inside(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        here = Path(root)
        maildir = here.name in ("cur", "new") and (here.parent / "cur").is_dir()
        folders[:] = sorted(name for name in folders if not name.startswith(".") or (here / name / "cur").is_dir())
        for name in names:
            path = here / name
            if name.startswith(".") or not path.is_file():
                continue
            if maildir or path.suffix.lower() in ENDINGS or _nameless_mailbox(path):
                yield path


def _nameless_mailbox(path: Path) -> bool:
    """Mail programs keep mailboxes in files without an ending: `Inbox`, `Sent`."""
    if path.suffix:
        return False
    with path.open("rb") as stream:
        return stream.read(5) == b"From "


def read(path: Path, window: Window) -> Reading:
    """What a file says; whatever is wrong with it is a reason among the answers, never an error."""
    name = str(path)
    try:
        for each in _read(path, window):
            yield replace(each, file=name)
    except OSError as error:
        yield Passed("unreadable", error.strerror or type(error).__name__, name)
    except MemoryError:
        yield Passed("too_large", "", name)
    except Exception as error:  # noqa: BLE001 -- a reader met what nobody foresaw: the file is named, the others go on
        yield Passed("broken", type(error).__name__, name)


def _read(path: Path, window: Window) -> Reading:
    size = path.stat().st_size
    if size == 0:
        yield Passed("empty")
        return
    with path.open("rb") as stream:
        start = stream.read(4096)
    kind = kind_of(path, start)
    if kind == "mbox":
        from csops_tui.exchange.capture.mail import read_mailbox

        with path.open("rb") as stream:
            yield from read_mailbox(stream, window)
        return
    if size > LARGEST:
        yield Passed("too_large")
        return
    data = path.read_bytes()
    if kind == "ics":
        from csops_tui.exchange.capture.calendar import read_calendar

        yield from read_calendar(data, window)
    elif kind == "vcf":
        from csops_tui.exchange.capture.cards import read_cards

        yield from read_cards(data)
    elif kind == "eml":
        from csops_tui.exchange.capture.mail import read_message

        yield read_message(data, window)
    else:
        yield Passed("unknown")


def kind_of(path: Path, start: bytes) -> str:
    """Which kind a file is, by what it begins with, else by its name: ics, vcf, mbox, eml or "" for none."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    suffix = path.suffix.lower()
    if text.startswith(b"BEGIN:VCALENDAR"):
        return "ics"
    if text.startswith(b"BEGIN:VCARD"):
        return "vcf"
    if start.startswith(b"From "):
        return "eml" if suffix == ".eml" else "mbox"
    by_name = {".ics": "ics", ".ical": "ics", ".ifb": "ics", ".vcf": "vcf", ".vcard": "vcf", ".eml": "eml"}
    if suffix in by_name:
        return by_name[suffix]
    if suffix in (".mbox", ".mbx"):
        return "mbox"
    head = start.splitlines()[0] if start.splitlines() else b""
    return "eml" if b":" in head[:80] and b"\x00" not in start[:1000] else ""


def read_all(paths: Sequence[Path], window: Window) -> Iterator[Found | Passed]:
    """What all files say, one after the other."""
    for path in files_of(paths):
        yield from read(path, window)
