"""What the tests of imports share: where the fixtures are, and the state of a book to compare."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from csops_tui.exchange.plan import Plan, Result
from csops_tui.store.book import Book

FIXTURES = Path(__file__).parents[2] / "fixtures"
# Public data beside the project; tests that use it are skipped where it is not.
DATA = Path(os.environ.get("TEST_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
Import = Callable[..., tuple[Plan, Result]]


def contents(book: Book) -> dict[str, list[Any]]:
    """Every row of every table of the book that people write, for comparing two states."""
    reader = book.reader()
    tables = [
        name
        for (name,) in reader.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        if not name.startswith(("_", "sqlite_", "search", "panel"))
    ]
    state = {name: reader.execute(f'SELECT * FROM "{name}" ORDER BY id').fetchall() for name in tables}
    usage = "SELECT account_id, contact_id, product_id, metric, grain, day, value FROM usage ORDER BY 1, 4, 6, 7"
    return state | {"usage": reader.execute(usage).fetchall()}
