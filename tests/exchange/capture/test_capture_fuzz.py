"""Broken files: every one ends in records or reasons, soon and within the memory allowed, and writes all or nothing."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.exchange.capture.calendar import read_calendar
from csops_tui.exchange.capture.found import Found, Passed, Window
from csops_tui.exchange.capture.reading import read
from csops_tui.exchange.confined import MEMORY_MB
from csops_tui.store.book import Book
from tests.exchange.capture.conftest import FIXTURES, Capture, proposals

SHARED = Path(__file__).parents[4] / "shared" / "data"
FORMATS = {
    "ics": ("*.ics", "ics_icalendar"),
    "eml": ("*.eml", "mail_mikel"),
    "mbox": ("*.mbox", ""),
    "vcf": ("*.vcf", "vcard_ezvcard"),
}
PIECES = (
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff\xfe",
        b"\x1b$B",
        b";",
        b":",
        b",",
        b'"',
        b"=",
        b"=?utf-8?B?",
        b"?=",
        b"\\",
    ),
    *(b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"RRULE:FREQ=SECONDLY\r\n"),
    *(b"RRULE:FREQ=YEARLY;BYDAY=53MO\r\n", b"DTSTART:99999999T999999Z\r\n", b"DTSTART:00010101\r\n", b"RDATE:,,,\r\n"),
    *(
        b"\nFrom x Fri Nov 20 01:00:00 2026\n",
        b"\n\n",
        b"Date: Mon, 31 Feb 99999 25:00:00 +9999\n",
        b"(" * 500,
        b"99999999",
    ),
    *(
        b"UNTIL=",
        b"COUNT=999999999;",
        b"INTERVAL=0;",
        b"DURATION:P999999999W\r\n",
        b"TZOFFSETTO:+9999\r\n",
        b"\xe3\x81",
    ),
)


def seeds(kind: str) -> list[bytes]:
    pattern, shared = FORMATS[kind]
    paths = sorted(FIXTURES.rglob(pattern))
    if shared and (SHARED / shared).is_dir():
        paths += sorted((SHARED / shared).rglob(pattern))
    return [path.read_bytes()[:200_000] for path in paths]


def mutated(kind: str, count: int, seed: int) -> Iterator[bytes]:
    """Files with bytes and pieces put in, taken out, doubled and cut off; the same for the same seed."""
    chance, known = random.Random(f"{kind}{seed}"), seeds(kind)
    for _ in range(count):
        data = bytearray(chance.choice(known))
        for _ in range(chance.choice((1, 2, 5, 20))):
            at = chance.randrange(len(data) + 1)
            match chance.randrange(6):
                case 0:
                    data[at:at] = chance.choice(PIECES)
                case 1:
                    del data[at : at + chance.randrange(1, 200)]
                case 2:
                    data[at:at] = data[at : at + chance.randrange(1, 400)] * chance.randrange(1, 4)
                case 3 if at < len(data):
                    data[at] = chance.randrange(256)
                case 4:
                    other = chance.choice(known)
                    start = chance.randrange(len(other) + 1)
                    data[at:at] = other[start : start + chance.randrange(1, 400)]
                case _:
                    del data[at + chance.randrange(2_000) :]
        yield bytes(data)


def survive(kind: str, count: int, folder: Path, seed: int = 0) -> float:
    """Read mutated files in this process; returns the seconds of the slowest."""
    import datetime as dt

    window = Window(dt.date(2026, 1, 1), dt.date(2027, 12, 31), bodies=True)
    slowest = 0.0
    path = folder / f"broken.{kind}"
    for number, data in enumerate(mutated(kind, count, seed)):
        path.write_bytes(data)
        began = time.process_time()
        found = list(read(path, window))
        spent = time.process_time() - began
        assert found or kind == "ics", (kind, number)
        assert all(isinstance(each, Found | Passed) for each in found)
        assert not [each for each in found if isinstance(each, Passed) and each.reason == "broken"], (
            kind,
            number,
            found,
        )
        assert spent <= 5, (kind, number, spent)
        slowest = max(slowest, spent)
    return slowest


@pytest.mark.parametrize("kind", FORMATS)
def test_broken_files_end_in_records_or_reasons(kind: str, tmp_path: Path) -> None:
    survive(kind, 60, tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", FORMATS)
def test_a_thousand_broken_files_end_in_records_or_reasons(kind: str, tmp_path: Path) -> None:
    slowest = survive(kind, 1_000, tmp_path, seed=1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{kind}: slowest {slowest:.2f} s, peak {peak:.0f} MB")
    assert peak <= MEMORY_MB


def test_a_folder_of_broken_files_is_captured_whole_or_not_at_all(
    ours: Book, take: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for kind in FORMATS:
        for number, data in enumerate(mutated(kind, 15, 2)):
            (folder / f"{number:02}.{kind}").write_bytes(data)
    done = take(folder)
    assert done.files == 15 * len(FORMATS)
    state = proposals(ours, columns="*")
    assert len(state) == len(done.plan.new)
    again = take(folder)
    assert (again.plan.new, again.plan.changed, again.plan.withdrawn) == ([], {}, [])
    ours.undo()

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("csops_tui.store.book.seal", fails)
    with pytest.raises(RuntimeError):
        take(folder)
    assert proposals(ours) == []


def test_a_mutated_series_never_gives_an_instance_outside_the_window() -> None:
    import datetime as dt

    window = Window(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    for data in mutated("ics", 40, 3):
        found = [each for each in read_calendar(data, window) if isinstance(each, Found) and each.day and each.part]
        masters = [each for each in found if "master" in each.details]
        assert all(window.holds(dt.date.fromisoformat(each.day or "")) for each in masters)
