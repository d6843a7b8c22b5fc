"""The page of keys in the documentation is made from the commands and current."""

import re
from pathlib import Path

import pytest

from csops_tui.locale import LANGUAGES, t
from csops_tui.tui.commands import COMMANDS
from csops_tui.tui.fold import fold
from csops_tui.tui.keys_page import PAGES, keys_markdown

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_in_the_documentation_is_current(lang: str) -> None:
    page = (DOCS / PAGES[lang]).read_text(encoding="utf-8")
    assert page == keys_markdown(lang), "run: python -m csops_tui.tui.keys_page"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_stands_on_the_page_with_words(lang: str) -> None:
    page = keys_markdown(lang)
    for command in COMMANDS:
        assert f"`{command.id}`" in page
        assert t(f"command.{command.id}.help", lang) in page
    assert re.findall(r"\bhelp\.(?:scope|move|page)\.\w+", page) == [], "a word that the catalogue does not have"


def test_lines_break_anywhere_in_japanese_but_not_before_a_full_stop() -> None:
    assert fold("今日は晴れです。", 14) == ["今日は晴れで", "す。"]
    assert fold("see the sheet again", 10) == ["see the", "sheet", "again"]
    assert fold("一\n二", 10) == ["一", "二"]
