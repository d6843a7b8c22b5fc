"""Terminals of every kind: the sheet is painted, resizing never ends the program, leaving restores the screen."""

from __future__ import annotations

import random

import pytest
from program import Start

SHEET = "ミライ商事"


@pytest.mark.parametrize(
    ("cols", "rows", "env"),
    [
        (80, 24, {}),
        (140, 40, {}),
        (60, 20, {}),
        (80, 24, {"TERM": "linux"}),
        (120, 40, {"NO_COLOR": "1"}),
        (120, 40, {"LANG": "C", "LC_ALL": "C"}),
    ],
    ids=["80x24", "140x40", "60x20", "linux", "no colour", "C locale"],
)
def test_every_terminal_paints_the_sheet(start: Start, cols: int, rows: int, env: dict[str, str]) -> None:
    with start(cols=cols, rows=rows, **env) as terminal:
        terminal.wait(SHEET)
        terminal.settle()
        assert SHEET in terminal.text
        filled = [line for line in terminal.lines if line.strip()]
        assert len(filled) >= rows - 4
        terminal.press("q")
        assert terminal.exit_code() == 0
        assert terminal.restored()


def test_a_storm_of_sizes_does_not_end_the_program(start: Start) -> None:
    chance = random.Random(1)
    with start() as terminal:
        terminal.wait(SHEET)
        for _ in range(120):
            terminal.resize(chance.randint(1, 300), chance.randint(1, 60))
            terminal.read(0.005)
        terminal.resize(100, 30)
        terminal.settle()
        assert terminal.alive()
        terminal.wait(SHEET)
        terminal.press("q")
        assert terminal.exit_code() == 0


def test_a_dumb_terminal_is_refused_in_words(start: Start) -> None:
    with start(TERM="dumb") as terminal:
        assert terminal.exit_code() == 2
        assert "\x1b" not in terminal.raw.decode()
