"""What every test shares: a fixed day in Tokyo, an empty book in no time, and a watch on the live book's files."""

import datetime as dt
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["TZ"] = "Asia/Tokyo"
time.tzset()
for name in [n for n in os.environ if n.startswith("CSOPS_")]:
    del os.environ[name]

import pytest  # noqa: E402
from live_files import live_files, opened_files  # noqa: E402

from csops_tui.store.book import Book  # noqa: E402
from csops_tui.store.clock import Clock  # noqa: E402

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))


@pytest.fixture(autouse=True)
def live_books_are_never_opened_as_files() -> Iterator[None]:
    """Closing such a file would drop SQLite's locks for the whole process, and commits with them."""
    opened_files.clear()
    yield
    opened = list(opened_files)
    live_files.clear()
    assert not opened, f"open() on a live book: {opened}"


@pytest.fixture
def clock() -> Clock:
    """10:00 on 21 November 2026 in Tokyo."""
    return Clock(now=NOW)


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty, closed book, to be copied."""
    path = tmp_path_factory.mktemp("template") / "book.db"
    Book.create(path).close()
    return path


@pytest.fixture
def book_path(empty_book: Path, tmp_path: Path) -> Path:
    """A copy of the empty book that no test but this one has."""
    path = tmp_path / "book.db"
    shutil.copyfile(empty_book, path)
    path.chmod(0o600)
    return path


@pytest.fixture
def book(book_path: Path, clock: Clock) -> Iterator[Book]:
    """An open, empty book signed `ando`, on the fixed day."""
    with Book.open(book_path, actor="ando", clock=clock) as opened:
        yield opened
