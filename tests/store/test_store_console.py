"""Questions in SQL: what is answered, what is refused, and where a mistake stands."""

from __future__ import annotations

import threading
import time

import pytest

from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.console import Console, QuestionError, is_whole, names_of, place, single, tokens
from csops_tui.store.errors import NotAllowed, TooSlow

ENDLESS = "WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r"


@pytest.fixture
def console(book: Book) -> Console:
    set_language("en")
    with book.edit("x") as edit:
        for number in range(20):
            edit.insert("account", {"id": f"a{number:02}", "name": f"Account {number}", "seats": number})
    return Console(book.path)


def test_an_answer_has_columns_rows_and_says_when_there_are_more(console: Console) -> None:
    answer = console.ask("SELECT id, seats AS s FROM account ORDER BY id;", rows=3)
    assert answer.columns == ("id", "s")
    assert answer.rows == [("a00", 0), ("a01", 1), ("a02", 2)]
    assert answer.more
    assert not console.ask("SELECT id FROM account", rows=20).more


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM account",
        "INSERT INTO account (id, name) VALUES ('x', 'x') RETURNING id",
        "CREATE TABLE t (a)",
        "CREATE TEMP VIEW t AS SELECT 1",
        "ATTACH ':memory:' AS other",
        "VACUUM INTO 'copy.db'",
        "PRAGMA query_only = 0",
        "PRAGMA writable_schema = 1",
        "SELECT load_extension('x')",
        "SELECT printf('%.*c', 900000000, 'x')",
        "SELECT zeroblob(900000000)",
        "BEGIN",
        "DROP VIEW v_accounts",
    ],
)
def test_everything_but_reading_is_refused(console: Console, book: Book, statement: str) -> None:
    before = book.reader().execute("SELECT count(*) FROM account").fetchone()
    with pytest.raises(NotAllowed):
        console.ask(statement)
    assert book.reader().execute("SELECT count(*) FROM account").fetchone() == before
    assert not list(book.path.parent.glob("copy.db*"))


def test_what_does_not_end_is_stopped_by_time(console: Console) -> None:
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        console.ask(ENDLESS, seconds=0.3)
    assert time.monotonic() - begun < 2


def test_a_person_breaks_a_question_off(console: Console) -> None:
    timer = threading.Timer(0.3, console.stop)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(QuestionError) as caught:
        console.ask(ENDLESS, seconds=20)
    timer.join()
    assert caught.value.key == "stopped"
    assert time.monotonic() - begun < 5
    assert console.ask("SELECT 1").rows == [(1,)], "the next question is answered"


@pytest.mark.parametrize(
    ("sql", "key", "wrong"),
    [
        ("SELECT a.nam FROM account a", "column_near", "a.nam"),
        ("SELECT 'nam', nam FROM account", "column_near", "nam"),
        ("SELECT zzz9 FROM account", "column", "zzz9"),
        ("SELECT * FROM v_acounts", "table_near", "v_acounts"),
        ("SELECT id\nFROM account\nWERE id = 1", "syntax", "id"),
        ("SELECT frm(1)", "function", "frm"),
        ("SELECT id FROM account, contact", "ambiguous", "id"),
        ("SELECT 1; SELECT 2", "several", "SELECT"),
        ("SELECT 'x", "syntax", "'x"),
    ],
)
def test_a_mistake_is_said_with_its_place(console: Console, sql: str, key: str, wrong: str) -> None:
    with pytest.raises(QuestionError) as caught:
        console.ask(sql)
    error = caught.value
    assert error.key == key
    assert error.start is not None
    assert sql[error.start : error.end] == wrong


def test_the_nearest_names_are_said(console: Console) -> None:
    with pytest.raises(QuestionError, match="v_accounts"):
        console.ask("SELECT * FROM v_acount")
    with pytest.raises(QuestionError, match="seats"):
        console.ask("SELECT seat FROM account")


@pytest.mark.parametrize("sql", ["", "  ", "-- nothing", ";", "/* x */ ;"])
def test_nothing_is_no_question(console: Console, sql: str) -> None:
    with pytest.raises(QuestionError) as caught:
        console.ask(sql)
    assert caught.value.key == "empty"


def test_what_is_not_finished_points_at_its_end(console: Console) -> None:
    with pytest.raises(QuestionError) as caught:
        console.ask("SELECT * FROM account WHERE ")
    assert (caught.value.key, caught.value.start) == ("unfinished", 27)


def test_a_semicolon_in_a_text_or_comment_ends_nothing() -> None:
    assert single("SELECT ';' -- ;\n;") == "SELECT ';' -- ;\n"
    assert is_whole("SELECT ';' ;")
    assert not is_whole("SELECT ';")
    assert not is_whole("SELECT 1 -- ;")


def test_every_text_can_be_cut_into_pieces() -> None:
    for sql in ("SELECT 'a''b' || \"x\"\"y\" -- c\n", "'", "/*", "ü#\x00あ", "[a b].c->>'d'"):
        assert "".join(token.text for token in tokens(sql)) == sql


def test_a_place_is_a_line_and_a_column() -> None:
    assert place("ab\ncd\n", 0) == (1, 1)
    assert place("ab\ncd\n", 4) == (2, 2)


def test_the_documented_views_come_first_and_nothing_internal_is_offered(book: Book) -> None:
    names = list(names_of(book.reader()))
    assert names[0].startswith("v_")
    assert "account" in names
    assert not [name for name in names if name.startswith(("_", "search", "sqlite"))]


def test_no_function_makes_long_text_out_of_little(console: Console) -> None:
    bomb = f"SELECT length(replace('{'a' * 30_000}', 'a', '{'b' * 10_000}'))"
    with pytest.raises(QuestionError) as failed:
        console.ask(bomb)
    assert failed.value.key == "value_long"
    rows = console.ask(
        "SELECT replace('aXa', 'a', 'b'), replace(NULL, 'a', 'b'), replace('a', '', 'b'), replace(11, 1, 2)"
    )
    assert rows.rows == [("bXb", None, "a", "22")]


def test_a_character_that_no_statement_holds_is_said_with_its_place(console: Console) -> None:
    with pytest.raises(QuestionError) as failed:
        console.ask("SELECT \0 1")
    assert (failed.value.key, failed.value.start) == ("syntax", 7)
