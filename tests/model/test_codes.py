"""Codes: every stored word has words in both languages, and whatever people type finds its code."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from csops_tui.model import codes
from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES

CODED = [
    (table, column) for table, entity in ENTITIES.items() for column in columns(entity) if column.spec.kind == "code"
]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# Read in Latin letters or digits by a Japanese team too.
SAME_IN_BOTH = {"1:1", "1:n", "CSM", "CS Ops", "QBR", "SMB", "NPS", "SNS", "High", "Mid", "Low", "Tech"}
CHURN_REASONS = {
    "low_adoption": "活用不足",
    "value_not_realised": "価値未実感",
    "product_gap": "機能不足・不適合",
    "quality": "品質・障害",
    "service": "サポート・体験",
    "champion_left": "担当者・推進者の離脱",
    "price": "価格・予算",
    "competitor": "競合乗換",
    "corporate_decision": "組織再編・方針決定",
    "contract": "契約・請求",
    "unknown": "不明",
    "other": "その他",
}


@pytest.mark.parametrize(("table", "column"), CODED, ids=[f"{table}.{column.name}" for table, column in CODED])
def test_every_code_column_has_words_for_its_values(table: str, column) -> None:
    words = codes.CODES[codes.list_of(table, column.name, column.spec.target)]
    if column.spec.closed:
        assert tuple(word.code for word in words) == column.spec.closed
    if column.default is not None:
        assert column.default in {word.code for word in words}


def test_no_shipped_list_is_left_without_a_column() -> None:
    used = {codes.list_of(table, column.name, column.spec.target) for table, column in CODED}
    shared = {"reach", "direction", "trigger", "sentiment", "concern_level", "concern.level", "cadence_state"}
    assert set(codes.CODES) - used == shared


@pytest.mark.parametrize("name", codes.CODES)
def test_words_of_a_list_can_be_told_apart(name: str) -> None:
    words = codes.CODES[name]
    for texts in ([w.code for w in words], [w.ja for w in words], [w.en for w in words]):
        assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", codes.CODES)
def test_no_typed_word_means_two_codes(name: str) -> None:
    owner: dict[str, str] = {}
    for word in codes.CODES[name]:
        for text in codes.names_of(word):
            assert owner.setdefault(codes.fold(text), word.code) == word.code, text


@pytest.mark.parametrize("name", codes.CODES)
def test_labels_are_short_nouns_in_their_own_language(name: str) -> None:
    for word in codes.CODES[name]:
        assert JAPANESE.search(word.ja) or word.ja in SAME_IN_BOTH
        assert not JAPANESE.search(word.en)
        assert not word.ja.endswith("。") and not word.en.endswith(".")


@pytest.mark.parametrize("name", codes.LISTS)
def test_stored_codes_are_short_snake_case(name: str) -> None:
    assert [word.code for word in codes.LISTS[name] if not re.fullmatch(r"[a-z][a-z_]*", word.code)] == []


def test_every_channel_implies_a_reach_and_a_direction() -> None:
    for word in codes.CODES["channel"]:
        assert codes.find("reach", str(word.reach)) and codes.find("direction", str(word.direction))


def test_an_internal_note_is_not_a_touch() -> None:
    assert [word.code for word in codes.CODES["channel"] if word.reach == "none"] == ["internal_note"]


def called(list_name: str, typed: str) -> list[str]:
    """The codes of a list that answer to a word."""
    wanted = codes.fold(typed)
    return [entry.code for entry in codes.CODES[list_name] if wanted in map(codes.fold, codes.names_of(entry))]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("電話", "call"),
        ("架電", "call"),
        ("tel", "call"),
        ("ＴＥＬ", "call"),
        ("Phone", "call"),
        ("会議", "online_meeting"),
        ("ＭＴＧ", "online_meeting"),
        ("meeting", "online_meeting"),
        ("訪問", "visit"),
        ("ﾒｰﾙ", "email"),
        ("mail", "email"),
        ("ｾﾐﾅｰ", "seminar"),
        ("webinar", "seminar"),
        ("ユーザー会", "user_group"),
        ("qbr", "qbr"),
        ("Slack", "chat"),
        ("メルマガ", "newsletter"),
        ("メモ", "internal_note"),
        ("その他", "other"),
    ],
)
def test_a_channel_is_found_however_it_is_typed(typed: str, code: str) -> None:
    assert called("channel", typed) == [code]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("us", "ours"),
        ("当社", "ours"),
        ("signal", "signal"),
        ("シグナル", "signal"),
        ("request", "request"),
        ("要望", "request"),
    ],
)
def test_a_trigger_is_found_in_both_languages(typed: str, code: str) -> None:
    assert called("trigger", typed) == [code]


def test_a_word_is_shown_in_the_language_asked_for_and_an_own_code_as_it_is() -> None:
    assert codes.word("channel", "call", "ja") == "電話"
    assert codes.word("channel", "call", "en") == "Call"
    assert codes.word("churn.kind", "logo", "ja") == "全解約"
    assert codes.word("channel", "pigeon", "ja") == "pigeon"


def test_churn_reasons_are_the_agreed_first_level_in_order() -> None:
    assert {word.code: word.ja for word in codes.CODES["churn_reason"]} == CHURN_REASONS


def test_every_detail_of_a_churn_reason_refines_one_of_them() -> None:
    parents = {word.parent for word in codes.CODES["churn_reason_detail"]}
    # `other` is told apart by its text, not by a second level.
    assert parents == set(CHURN_REASONS) - {"other"}


def test_success_has_five_purposes() -> None:
    assert len(codes.CODES["success_purpose"]) == 5


def test_codes_are_light_enough_for_the_start_path() -> None:
    script = (
        "import sys, csops_tui.model.codes, csops_tui.model.definitions;"
        "print(*(m for m in ('pydantic', 'pandas', 'sqlite3', 'textual', 'difflib') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
