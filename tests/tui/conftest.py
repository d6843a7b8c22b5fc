"""Pilot tests that do not wait longer than the app needs, and a small book to open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import textual._wait

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.signal_watch import SignalWatch

ACCOUNTS = {
    "mirai": {
        **{"name": "ミライ商事", "kana": "ミライショウジ", "tier": "high", "owner_id": "sato"},
        "domain": "mirai.example",
    },
    "hokuto": {"name": "北斗システムズ", "kana": "ホクトシステムズ", "tier": "low", "owner_id": "pool"},
    "acme": {"name": "Acme Inc.", "tier": "mid", "owner_id": "suzuki", "domain": "acme.example"},
}


@pytest.fixture(autouse=True)
def quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textual._wait, "SLEEP_GRANULARITY", 0.002)
    monkeypatch.setattr(textual._wait, "SLEEP_IDLE", 0.001)


@pytest.fixture(autouse=True)
def only_what_is_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What signals notice a second later is written only where a test asks for it."""
    monkeypatch.setattr(SignalWatch, "active", False)


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Iterator[None]:
    monkeypatch.setenv("CSOPS_HOME", str(tmp_path))
    set_language("ja")
    yield
    set_language("en")


@pytest.fixture
def small_book(book: Book) -> Book:
    """Three accounts with owners, contacts, a contract and a few touches."""
    with book.edit("setup") as e:
        e.insert("member", {"id": "sato", "name": "佐藤", "team": "CS1"})
        e.insert("member", {"id": "suzuki", "name": "鈴木", "team": "CS2"})
        e.insert("member", {"id": "pool", "name": "プール", "kind": "pool"})
        for account, values in ACCOUNTS.items():
            e.insert("account", {"id": account, **values})
        aoi = {"id": "aoi", "account_id": "mirai", "name": "佐藤 葵", "kana": "サトウアオイ", "key_contact": 1}
        e.insert("contact", aoi)
        e.insert("contact", {"id": "john", "account_id": "acme", "name": "John Sato"})
        for account, mrr, ends in (("mirai", 400_000, "2027-02-10"), ("acme", 260_000, "2027-04-01")):
            line = {"account_id": account, "plan": "Pro", "mrr": mrr, "starts": "2024-02-10", "ends": ends}
            e.insert("subscription", line)
        for number, (account, day, channel, reach) in enumerate(
            (
                ("mirai", "2026-09-08", "call", "1:1"),
                ("mirai", "2026-11-09", "seminar", "1:n"),
                ("acme", "2026-10-31", "online_meeting", "1:1"),
                ("acme", "2026-11-20", "internal_note", "none"),
            )
        ):
            touch = {"account_id": account, "day": day, "at": f"{day}T01:00:00Z", "channel": channel, "reach": reach}
            e.insert("touchpoint", {"id": f"t{number}", **touch, "note": f"メモ{number}", "member_id": "sato"})
    return book


@pytest.fixture
def app(small_book: Book) -> CsopsApp:
    """The app on the small book, acting as 佐藤."""
    return CsopsApp(small_book, Config(member="佐藤"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that one is in; nothing lies in the home folder."""
    place = tmp_path / "files"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return place


@pytest.fixture
def empty(book: Book) -> CsopsApp:
    """The app on a book without anything in it."""
    return CsopsApp(book, Config())
