"""A small sample book in a folder of its own, and the program on it in a pty."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from program import TODAY, Start, environment
from terminal import Terminal


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of sixty invented accounts, as of TODAY; tests work on copies."""
    import datetime as dt

    from csops_tui.exchange.sample.write import build

    path = tmp_path_factory.mktemp("sample") / "sample.db"
    build(path, accounts=60, seed=1, today=dt.date.fromisoformat(TODAY))
    return path


@pytest.fixture
def book(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample for one test."""
    return Path(shutil.copy(sample, tmp_path / "book.db"))


@pytest.fixture
def start(book: Path, tmp_path: Path) -> Start:
    """A function that starts the program on the book; size and environment as keywords."""

    def begin(*arguments: str, cols: int = 120, rows: int = 40, **env: str) -> Terminal:
        command = [sys.executable, "-m", "csops_tui", "--db", str(book), *arguments]
        here = Path(__file__).resolve().parents[2]
        return Terminal(command, cols=cols, rows=rows, env=environment(tmp_path, **env), cwd=here)

    return begin
