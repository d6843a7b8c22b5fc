"""A small sample book in a folder of its own, and the program on it in a pty."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Terminal

TODAY = "2026-11-20"
Start = Callable[..., Terminal]


def environment(home: Path, **more: str) -> dict[str, str]:
    """A clean environment for the program: its own home, a fixed day, Japanese."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
    fixed = {"HOME": str(home), "CSOPS_HOME": str(home), "CSOPS_TODAY": TODAY, "CSOPS_LANG": "ja"}
    return {**kept, **fixed, "TERM": "xterm-256color", "LANG": "C.UTF-8", **more}


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
