"""A fresh book and the shortest way from a file to its import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchange_support import FIXTURES, Import

from csops_tui.exchange.importer import apply, plan
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.options import Options
from csops_tui.exchange.plan import Plan, Result
from csops_tui.exchange.table import open_table
from csops_tui.locale import language, set_language
from csops_tui.store.book import Book


@pytest.fixture
def english() -> Iterator[None]:
    """Reasons and messages in English."""
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture
def mirai(book: Book) -> Book:
    """A book with one account, one contact, and an event."""
    with book.edit("set up") as edit:
        account = edit.insert("account", {"name": "Mirai", "domain": "mirai.example", "since": "2024-01-01"})
        edit.insert("contact", {"account_id": account, "name": "太郎", "mail": "taro@mirai.example"})
        edit.insert("event", {"title": "春のセミナー", "day": "2026-04-10"})
    return book


@pytest.fixture
def load(book: Book, tmp_path: Path) -> Import:
    """Import a fixture, a path, or text as a file; returns the plan and the result."""

    def run(entity: str, file: str | Path, overrides: list[str] | None = None, **options: Any) -> tuple[Plan, Result]:
        path = file if isinstance(file, Path) else FIXTURES / file
        if isinstance(file, str) and "\n" in file:
            path = tmp_path / "given.csv"
            path.write_text(file, encoding="utf-8", newline="")
        table = open_table(path)
        constants = options.pop("constants", None)
        made = plan(book, table, resolve(entity, table.header, overrides or (), constants), Options(**options))
        result = apply(book, made)
        records = sum(1 for _ in table.rows())
        counted = result.created + result.updated + result.skipped + result.conflicts + result.rejected
        assert counted == records == made.total
        return made, result

    return run


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration folder of the test's own."""
    monkeypatch.setenv("CSOPS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
