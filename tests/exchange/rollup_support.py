"""What the tests of roll-ups share: hand-made events, and the shortest way from them to the book."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("sqlglot")

from csops_tui.exchange.rollup.files import EventFiles
from csops_tui.exchange.rollup.roll import Rolled, apply, extent_of, of_files, roll
from csops_tui.exchange.rollup.source import Source
from csops_tui.exchange.rollup.zones import Window
from csops_tui.store.book import Book

Event = dict[str, Any]


def day(text: str) -> dt.date:
    """A day of November 2026 by its number, or an ISO date."""
    return dt.date.fromisoformat(text if "-" in text else f"2026-11-{text}")


def write_events(path: Path, events: Iterable[Event]) -> Path:
    """Events as JSON lines."""
    path.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events), encoding="utf-8")
    return path


def event(account: Any, at: Any, user: str = "u1", feature: str = "login", **more: Any) -> Event:
    """One event."""
    return {"account_id": account, "user_id": user, "feature": feature, "ts": at, **more}


def plan(book: Book, path: Path | str, first: str = "", last: str = "", **said: Any) -> Rolled:
    """A roll-up of a file that is ready to be written."""
    with closing(EventFiles([str(path)])) as files:
        source = of_files(Source("app", **{"zone": "UTC", **said}), files)
        extent = extent_of(source, files)
        window = Window(day(first) if first else extent.window.first, day(last) if last else extent.window.last)
        rolled = roll(book, source, files, window, local=True)
    rolled.extent = extent
    return rolled


def rolled_up(book: Book, path: Path | str, first: str = "", last: str = "", **said: Any) -> Rolled:
    """A roll-up of a file, written."""
    made = plan(book, path, first, last, **said)
    apply(book, made)
    return made


def figures(book: Book) -> dict[tuple[str, str, str], float]:
    """(account's name, day, metric) → value of all usage in force; a figure that is there twice is an error."""
    rows = book.reader().execute(
        "SELECT a.name, u.day, u.metric, u.value FROM usage AS u JOIN account AS a ON a.id = u.account_id"
    )
    found: dict[tuple[str, str, str], float] = {}
    for name, when, metric, value in rows:
        assert (name, when, metric) not in found
        found[name, when, metric] = value
    return found


def events_of(book: Book) -> dict[tuple[str, str], float]:
    """(account's name, day) → events."""
    return {(name, when): value for (name, when, metric), value in figures(book).items() if metric == "events"}
