"""Full-width keys and kana."""

import pytest

from csops_tui.tui.widgets.keys import ascii_twin, is_kana


@pytest.mark.parametrize(
    ("typed", "twin"), [("ｊ", "j"), ("Ｇ", "G"), ("１", "1"), ("／", "/"), ("？", "?"), ("\u3000", " ")]
)
def test_full_width_characters_have_an_ascii_twin(typed: str, twin: str) -> None:
    assert ascii_twin(typed) == twin


@pytest.mark.parametrize("typed", ["j", "1", "っ", "①", "㈱", "ﾃ", "²", "漢", "", "enter", "ｊｋ"])
def test_nothing_else_has_one(typed: str) -> None:
    assert ascii_twin(typed) is None


@pytest.mark.parametrize(
    ("typed", "kana"), [("っ", True), ("ア", True), ("ｱ", True), ("ー", True), ("j", False), ("漢", False)]
)
def test_kana_is_told_from_the_rest(typed: str, kana: bool) -> None:
    assert is_kana(typed) is kana


def test_a_key_name_is_not_kana() -> None:
    assert not is_kana("enter")
