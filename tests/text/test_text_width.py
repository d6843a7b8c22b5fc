"""Cells are counted as the terminal library counts them, and cut text lines up."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from csops_tui.text.clean import clean
from csops_tui.text.width import clip, pad, width

SAMPLES = [
    *(
        "abc",
        "",
        "日本語",
        "ｶﾞｷﾞ",
        "か\u3099",
        "㈱ミライ",
        "～〜",
        "①※★→…“─",
        "葛\U000e0100城",
        "￥１２３",
        "é",
        "e\u0301",
    ),
    *(
        "👨\u200d👩\u200d👧",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🇯🇵",
        "👍🏽",
        "☎",
        "☎\ufe0f",
        "🏳\ufe0f\u200d🌈",
        "한국어",
        "한국",
        "กำลัง",
    ),
    *(
        "│├─┤",
        "▁▂▃█",
        "⠿",
        "␛",
        "\u3000",
        "・",
        "ー",
        "𠮷野家",
        "Ａｃｍｅ",
        "ﾃｽﾄ",
        "x\x00y\x1b",
        "\u200d日本",
        "a\ufe0f",
        "㍿",
        "⏎",
    ),
]
# Written and read in this field; scripts whose newest marks an older Python does not know are left out.
USUAL = st.characters(max_codepoint=0x2FFFF, exclude_categories=("Cn", "Cs", "Co"))
texts = st.text(alphabet=USUAL | st.sampled_from("日本ミｶﾞ👨👩❤☎1\u200d\ufe0f\u3099\U000e0100"), max_size=40)


@pytest.mark.parametrize("text", SAMPLES)
def test_width_agrees_with_the_terminal_library_on_known_hard_cases(text: str) -> None:
    assert width(text) == cell_len(text)


def test_every_assigned_character_has_the_width_the_screen_gives_it() -> None:
    assigned = (chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) != "Cn")
    assert [char for char in assigned if width(char) != cell_len(char)] == []


@given(texts)
def test_width_agrees_with_the_terminal_library(text: str) -> None:
    assert width(text) == cell_len(text)


@given(texts, st.integers(-2, 50), st.sampled_from(["left", "right", "center"]))
def test_padding_gives_exactly_the_cells_asked_for(text: str, n: int, align: str) -> None:
    assert width(pad(text, n, align)) == max(n, 0)  # pyright: ignore[reportArgumentType]
    assert cell_len(pad(clean(text), n)) == max(n, 0)


@given(texts, st.integers(-2, 50))
def test_clipping_never_exceeds_the_room(text: str, n: int) -> None:
    assert width(clip(text, n)) <= max(n, 0)


def test_a_wide_character_is_never_cut_in_half() -> None:
    assert clip("日本語テキスト", 6) == "日本…"
    assert clip("日本語テキスト", 7) == "日本語…"
    assert pad("日本語テキスト", 6) == "日本… "
    assert clip("日本語", 1) == "…"
    assert clip("日本語", 1, "...") == ""
    assert clip("👨\u200d👩\u200d👧家族", 3) == "👨\u200d👩\u200d👧…"


def test_alignment_puts_the_space_where_asked() -> None:
    assert (pad("¥5", 5), pad("¥5", 5, "right"), pad("¥5", 5, "center")) == ("¥5   ", "   ¥5", " ¥5  ")
