"""Words in English; the empty book on a fixed day comes from the suite's own fixtures."""

from __future__ import annotations

import pytest
from requirements_support import Team

from csops_tui.locale import set_language
from csops_tui.store.book import Book


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


@pytest.fixture
def team(book: Book) -> Team:
    """The empty book, and short ways to write to it and read from it."""
    return Team(book)
