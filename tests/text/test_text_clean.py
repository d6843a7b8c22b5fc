"""Text from outside can neither steer the terminal nor change when it is cleaned again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.text.clean import MAX_MARKS, clean, show

anything = st.text(alphabet=st.characters(exclude_categories=()), max_size=80)
hostile = st.text(
    alphabet="a会か\u3099\u0301\x00\x07\x1b\n\r\t\x7f\x85\x9b\u061c\u200b\u200d\u200e\u2028\u202e\u2066\ufe0f\ufeff👨👩❤\ud800\U000e0041",
    max_size=60,
)


def is_forbidden(char: str, multiline: bool) -> bool:
    if multiline and char in "\n\t":
        return False
    code = ord(char)
    return (
        unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        or code in (0x61C, 0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD)
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xE0000 <= code <= 0xE007F
    )


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Acme Inc.", "Acme Inc."),
        ("株式会社ミライ　商事", "株式会社ミライ　商事"),
        ("A\x1b]52;c;ZQ==\x1b\\B", "A␛]52;c;ZQ==␛\\B"),
        ("\x9b31m", "\ufffd31m"),
        ("a\tb\nc\r\nd\re", "a b⏎c⏎d⏎e"),
        ("safe\u202egpj.exe", "safe\ufffdgpj.exe"),
        ("\ufeff先頭", "先頭"),
        ("zero\u200bwidth\u2060", "zerowidth"),
        ("flag\U000e0067\U000e007f", "flag"),
        ("\ud800", "\ufffd"),
        ("か\u3099", "が"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("a\u200db", "ab"),
        ("e\u200d\u0301", "é"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("del\x7f nul\x00", "del␡ nul␀"),
        ("line\u2028para\u2029", "line⏎para⏎"),
    ],
)
def test_each_dangerous_character_has_one_fate(raw: str, kept: str) -> None:
    assert clean(raw) == kept
    assert show(raw) == kept


def test_several_lines_keep_their_breaks_and_tabs() -> None:
    assert clean("a\r\nb\rc\n\td\x1b\u2028e", multiline=True) == "a\nb\nc\n\td␛\ne"


def test_a_tower_of_marks_is_cut() -> None:
    cleaned = clean("x" + "\u0323" * 10_000 + "y")
    assert cleaned == "x" + "\u0323" * (cleaned.count("\u0323")) + "y"
    assert cleaned.count("\u0323") <= MAX_MARKS


@given(anything | hostile, st.booleans())
def test_nothing_forbidden_ever_comes_out(raw: str, multiline: bool) -> None:
    assert not [char for char in clean(raw, multiline=multiline) if is_forbidden(char, multiline)]


@given(anything | hostile, st.booleans())
def test_cleaning_twice_changes_nothing(raw: str, multiline: bool) -> None:
    once = clean(raw, multiline=multiline)
    assert clean(once, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
