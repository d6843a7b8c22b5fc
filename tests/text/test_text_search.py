"""Whatever part of a Japanese note someone remembers finds it, and no query can break the query language."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csops_tui.text.names import norm
from csops_tui.text.search import index_tokens, match_query

NOTES = [
    "更新の相談、予算縮小の懸念。SSO連携は来月",
    "解約率について Smith さんと打合せ",
    "ﾃｽﾄ環境の引き渡し・検収",
    "Café Ünlü の renewal を QBR で確認",
    "東京都内の拠点を訪問",
]


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("""create virtual table f using fts5(note, tokenize="unicode61 remove_diacritics 0")""")
    db.executemany("insert into f(rowid, note) values (?, ?)", enumerate(map(index_tokens, NOTES)))
    return db


def hits(index: sqlite3.Connection, query: str) -> list[int]:
    expression = match_query(query)
    if expression is None:
        return []
    return [row for (row,) in index.execute("select rowid from f where f match ? order by rowid", (expression,))]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("更新", [0]),
        ("予算縮小", [0]),
        ("縮", [0]),
        ("念", [0]),
        ("sso", [0]),
        ("ＳＳＯ連携", [0]),
        ("解約", [1]),
        ("約率", [1]),
        ("smi", [1]),
        ("テスト", [2]),
        ("検収", [2]),
        ("café", [3]),
        ("ünl", [3]),
        ("renewal qbr", [3]),
        ("東京都内", [4]),
        ("京都", [4]),
        ("更新 解約", []),
        ('"更新の相談"', [0]),
        ('"予算 縮小"', []),
        ('"ren"', []),
        ('"renewal を QBR"', [3]),
        ("の", [0, 2, 3, 4]),
    ],
)
def test_a_remembered_part_finds_its_note(index: sqlite3.Connection, query: str, found: list[int]) -> None:
    assert hits(index, query) == found


@pytest.mark.parametrize("query", ["", " 　", "!!!", '"', '""', "---", "*"])
def test_a_query_without_letters_looks_for_nothing(query: str) -> None:
    assert match_query(query) is None


@pytest.mark.parametrize(
    "query", ["a OR b", "NEAR(a b)", 'a" OR "b', "note: x", "a*", "-a", "^a", "{a}", "a'b", "(", "AND", "x" * 5_000]
)
def test_the_query_language_is_never_reached(index: sqlite3.Connection, query: str) -> None:
    hits(index, query)


@given(st.text(max_size=60))
def test_no_text_breaks_the_index_or_the_query(index: sqlite3.Connection, text: str) -> None:
    index_tokens(text)
    hits(index, text)


@given(st.text(alphabet="更新解約の相談テストsso ", min_size=1, max_size=20), st.data())
def test_every_part_of_a_japanese_note_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    part = "".join(char for char in text[start:end] if char > "\u3000")
    if part and part in norm(text):
        db = sqlite3.connect(":memory:")
        db.execute("""create virtual table f using fts5(note, tokenize="unicode61 remove_diacritics 0")""")
        db.execute("insert into f values (?)", (index_tokens(text),))
        assert db.execute("select count(*) from f where f match ?", (match_query(part),)).fetchone() == (1,)
        db.close()
