"""A small book on a fixed day, and the shortest ways to put facts in and read measures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from measures_support import TODAY, Small, wall

from csops_tui.store.book import Book


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    book = Book.create(tmp_path / "team.db", actor="tester", clock=wall(dt.date.fromisoformat(TODAY)))
    yield Small(book)
    book.close()
