"""A sample book with signals, a finished review and a customer who has everything, as of a fixed day."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.exchange.reports.catalogue import KINDS, gather
from csops_tui.exchange.reports.report import Report
from csops_tui.exchange.sample.write import build
from csops_tui.locale import language, set_language
from csops_tui.measures import panel, review, signals
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty invented accounts, signals followed, one round gone through."""
    path = tmp_path_factory.mktemp("reports") / "sample.db"
    build(path, accounts=60, seed=1, today=TODAY)
    with Book.open(path, actor="ando", clock=Clock(today=TODAY)) as book:
        panel.catch_up(book)
        signals.follow(book)
        round_id = review.start(book, "review")
        assert round_id
        with book.edit("decided") as edit:
            for item in review.read_items(edit.conn, round_id)[:12]:
                review.decide(edit, item, "fine", book.clock.now())
        with book.edit("finished") as edit:
            from csops_tui.measures.review_summary import finish

            finish(edit, round_id, TODAY)
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Book]:
    """The sample, for one test alone."""
    with Book.open(shutil.copy(sample_file, tmp_path / "sample.db"), clock=Clock(today=TODAY)) as book:
        yield book


@pytest.fixture
def known(sample: Book) -> str:
    """The id of an account that has a success plan."""
    return sample.reader().execute("SELECT account_id FROM success_plan ORDER BY id LIMIT 1").fetchone()[0]


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No templates but the shipped ones, and words in English unless a test says otherwise."""
    monkeypatch.setenv("CSOPS_HOME", str(tmp_path / "home"))
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture
def reports(sample: Book, known: str) -> dict[str, Report]:
    """Every report of the sample."""
    return {name: gather(sample, name, account_id=known) for name in KINDS}
