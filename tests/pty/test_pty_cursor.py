"""Input methods compose at the terminal's own cursor: it stands where the next letter goes, and is seen."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from program import Start

from csops_tui.text.width import width

PROMPT = "ミライ商事"


@pytest.mark.parametrize("typed", ["", "abc", "電話", "電話 ab更新、ｶﾅ", "が🎉 x"])
def test_the_cursor_stands_exactly_at_the_end_of_the_line(start: Start, typed: str) -> None:
    with start() as terminal:
        terminal.wait(PROMPT)
        terminal.settle(0.1)
        terminal.press("l")
        terminal.wait("tab ")
        terminal.settle()
        left, row, shown = terminal.cursor
        assert shown
        assert terminal.lines[row].strip().startswith(PROMPT)
        if typed:
            terminal.press(typed)
            terminal.settle()
        column, same_row, shown = terminal.cursor
        assert shown
        assert same_row == row
        assert column - left == width(typed)


def test_the_cursor_follows_the_arrows_over_wide_characters(start: Start) -> None:
    with start() as terminal:
        terminal.wait(PROMPT)
        terminal.settle(0.1)
        terminal.press("l")
        terminal.wait("tab ")
        terminal.press("電話x")
        terminal.settle()
        columns = [terminal.cursor[0]]
        for _ in range(3):
            terminal.press("left")
            terminal.settle()
            columns.append(terminal.cursor[0])
        assert [before - after for before, after in pairwise(columns)] == [1, 2, 2]


def test_a_key_soon_after_escape_is_a_key_of_its_own(start: Start) -> None:
    """Held back for a tenth of a second, escape and a letter would be the letter with alt, which nothing listens to."""
    with start() as terminal:
        terminal.wait(PROMPT)
        terminal.settle(0.1)
        terminal.press("l")
        terminal.wait("tab ")
        terminal.settle(0.1)
        terminal.press("escape")
        time.sleep(0.06)
        terminal.press("?")
        terminal.wait("ヘルプ ▸")


def test_the_cursor_hides_again_on_the_list(start: Start) -> None:
    with start() as terminal:
        terminal.wait(PROMPT)
        terminal.settle(0.1)
        terminal.press("l")
        terminal.wait("tab ")
        terminal.press("escape")
        terminal.settle()
        assert not terminal.cursor[2]
