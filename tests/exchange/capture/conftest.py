"""A small book whose customers write, meet and hand over cards, and the shortest way to capture."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from csops_tui.exchange.capture import capturing, deciding
from csops_tui.exchange.capture.capturing import Captured, capture, window_of
from csops_tui.exchange.capture.found import Found, Passed, Window, from_json, to_json
from csops_tui.exchange.capture.reading import read
from csops_tui.store.book import Book

FIXTURES = Path(__file__).parents[3] / "fixtures" / "capture"
Capture = Callable[..., Captured]


@pytest.fixture
def ours(book: Book) -> Book:
    """Two members, three accounts of which two have domains, and a contact with an address."""
    with book.edit("set up") as e:
        e.insert("member", {"id": "sato", "name": "佐藤", "mail": "Sato@us.example"})
        e.insert("member", {"id": "suzuki", "name": "鈴木", "mail": "suzuki@us.example"})
        e.insert(
            "account", {"id": "mirai", "name": "ミライ商事", "domain": "https://www.mirai.example/", "owner_id": "sato"}
        )
        e.insert("account", {"id": "acme", "name": "Acme Inc.", "domain": "acme.example", "owner_id": "suzuki"})
        e.insert("account", {"id": "hokuto", "name": "北斗システムズ", "owner_id": "sato"})
        e.insert("contact", {"id": "hana", "account_id": "mirai", "name": "田中 花", "mail": "hana@mirai.example"})
    return book


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, for tests of what becomes of what they say: one of its own takes a while."""

    def read_each(
        paths: Sequence[Path], window: Window, progress: Callable[[int], None] | None = None
    ) -> Iterator[Found | Passed]:
        for done, path in enumerate(paths, 1):
            for each in read(path, window):
                yield from_json(json.loads(json.dumps(to_json(each))))
            if progress:
                progress(done)

    monkeypatch.setattr(capturing, "read_apart", read_each)


@pytest.fixture
def take(ours: Book) -> Capture:
    """Capture paths into the book, as of its fixed day."""

    def run(*paths: Path, since: str | None = None, until: str | None = None, bodies: bool = False, **more: Any):
        days = [dt.date.fromisoformat(day) if day else None for day in (since, until)]
        window = window_of(ours.clock.today(), *days, bodies=bodies)
        return capture(ours, list(paths) or [FIXTURES], window, member_id="sato", **more)

    return run


COLUMNS = "kind, account_id, day, substr(at, 12, 5), minutes, channel, direction, title, state"


def proposals(book: Book, where: str = "1", columns: str = COLUMNS) -> list[tuple[Any, ...]]:
    """The proposals of the book in a lasting order."""
    return (
        book.reader().execute(f"SELECT {columns} FROM proposal WHERE {where} ORDER BY day, at, title, key").fetchall()
    )


def confirm(book: Book, where: str = "1") -> list[str]:
    """Confirm what waits; returns the ids of the records."""
    ids = [row_id for (row_id,) in proposals(book, f"state = 'proposed' AND {where}", "id")]
    with book.edit("confirm") as edit:
        return [
            deciding.confirm(edit, deciding.proposal(book.reader(), each, book.clock), book.clock, "sato")
            for each in ids
        ]


def event(uid: str = "1", at: str = "20261118T010000Z", mail: str = "hana@mirai.example", more: str = "") -> str:
    return (
        f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T000000Z\nSUMMARY:Talk {uid}\nDTSTART:{at}\nDURATION:PT1H\n"
        f"ORGANIZER:mailto:sato@us.example\nATTENDEE:mailto:{mail}\n{more}END:VEVENT\n"
    )


@pytest.fixture
def calendar(tmp_path: Path):
    """A calendar file with these events."""

    def write(*events: str, name: str = "a.ics", method: str = "") -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{method}{''.join(events)}END:VCALENDAR\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def mails(tmp_path: Path):
    """Mail files: (sender, recipients, moment, subject, id, references)."""

    def write(*given: Sequence[str]) -> Path:
        folder = tmp_path / "mails"
        folder.mkdir(exist_ok=True)
        for sender, to, at, subject, key, *references in given:
            head = f"From: {sender}\nTo: {to}\nDate: {at}\nSubject: {subject}\nMessage-ID: <{key}>\n"
            head += f"References: {' '.join(f'<{each}>' for each in references)}\n" if references else ""
            (folder / f"{key}.eml").write_text(head + "\n", encoding="utf-8")
        return folder

    return write
