"""Text in cells, sparklines and bars, and the arrangement of columns."""

from __future__ import annotations

import subprocess
import sys

import pytest
from rich.cells import cell_len

from csops_tui.tui.widgets.cells import bar, clip, padded, spark
from csops_tui.tui.widgets.layout import GUTTER, arrange
from csops_tui.tui.widgets.source import Column
from tests.tui.widgets.sources import COLUMNS


@pytest.mark.parametrize(
    "text", ["", "Acme", "ミライ商事", "ｶﾌﾞｼｷ", "か\u3099", "👨\u200d👩\u200d👧", "a\tb\x1b[0m", "葛\U000e0100"]
)
@pytest.mark.parametrize("width", range(9))
def test_padded_text_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    for right in (False, True):
        assert cell_len(padded(text, width, right)) == width


def test_a_wide_character_is_never_halved() -> None:
    assert clip("ミライ商事", 6) == "ミラ…"
    assert padded("ミライ商事", 6) == "ミラ… "
    assert padded("12", 5, right=True) == "   12"


def test_a_sparkline_keeps_zero_on_the_ground_and_none_blank() -> None:
    assert spark([0, None, 1, 100], 4) == "▁ ▂█"
    assert spark([5], 3) == "  █"
    assert spark(range(20), 4) == spark([16, 17, 18, 19], 4)
    assert spark([], 3) == "   " and spark([0, 0], 2) == "▁▁" and spark([1], 0) == ""


def test_a_bar_is_exact_to_an_eighth_of_a_cell() -> None:
    assert bar(5, 10, 4) == "██  " and bar(1, 32, 4) == "▏   " and bar(10, 10, 3) == "███"
    assert bar(3, 16, 4) == "▊   "
    assert bar(0, 10, 2) == bar(None, 10, 2) == bar(1, 0, 2) == "  "


@pytest.mark.parametrize("width", range(1, 200, 3))
def test_columns_stay_inside_the_width_and_do_not_overlap(width: int) -> None:
    for cursor in range(len(COLUMNS)):
        layout, _ = arrange(COLUMNS, width, cursor)
        end = 0
        for place in layout.placed:
            assert place.x >= end and place.width >= 1
            end = place.x + place.width
        assert end <= width or width < 40
        assert cursor in [place.index for place in layout.placed]


def test_the_frozen_column_stands_first_and_elastic_ones_take_the_rest() -> None:
    layout, _ = arrange(COLUMNS, 180, 0)
    assert len(layout.placed) == len(COLUMNS)
    assert layout.placed[0].x == GUTTER
    widths = {COLUMNS[place.index].key: place.width for place in layout.placed}
    assert widths["name"] > 22 and widths["next"] > 18 and widths["arr"] == 6
    last = layout.placed[-1]
    assert last.x + last.width == 180


def test_a_heading_is_whole_before_elastic_columns_take_the_rest() -> None:
    columns = (
        Column("title", "Task", 40, min_width=20, elastic=True),
        Column("promise", "Promise", 6),
        Column("verified", "確認した日", 8),
    )
    layout, _ = arrange(columns, 100, 0)
    assert [place.width for place in layout.placed] == [76, 7, 10]
    tight, _ = arrange(columns, 44, 0)
    assert [place.width for place in tight.placed] == [25, 6, 8], "where there is no room the values come first"
    half, _ = arrange(columns, 60, 0)
    assert [place.width for place in half.placed] == [40, 7, 8], "and half a heading takes no room"


def test_no_columns_are_no_trouble() -> None:
    layout, first = arrange((), 80, 0)
    assert layout.placed == () and first == 0


def test_nothing_heavy_is_imported_with_the_widgets() -> None:
    heavy = ("plotext", "pandas", "numpy", "pydantic", "sqlite3", "sqlite_utils")
    names = ("sheet", "source", "cells", "inputs", "chart", "chart_spec", "keys")
    code = f"""
import sys
{"; ".join(f"import csops_tui.tui.widgets.{name}" for name in names)}
print([name for name in {heavy} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
