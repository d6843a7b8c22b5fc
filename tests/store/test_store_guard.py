"""Statements that a person typed: what goes beyond reading is refused, what does not end is stopped."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.errors import NotAllowed, TooSlow
from csops_tui.store.guard import limited


@pytest.fixture
def reader(book: Book) -> db.Connection:
    """A reader of a book with 2,000 accounts."""
    with book.edit("many") as edit:
        edit.insert_rows("account", ["id", "name"], ((f"a{n}", "a" * 500) for n in range(2000)))
    return book.reader()


@pytest.mark.parametrize(
    "statement",
    [
        *(
            "ATTACH ':memory:' AS x",
            "DETACH main",
            "VACUUM INTO 'out.db'",
            "PRAGMA query_only = 0",
            "PRAGMA table_list",
        ),
        *("SELECT * FROM pragma_table_info('account')", "SELECT load_extension('x.so')", "BEGIN EXCLUSIVE"),
        *("SAVEPOINT s", "CREATE TEMP TABLE z (a)", "CREATE VIEW temp.v AS SELECT 1", "DELETE FROM account"),
        *("UPDATE account SET name = 'x'", "INSERT INTO account (id, name) VALUES ('x', 'x')", "DROP TABLE account"),
        *("ANALYZE", "REINDEX", "SELECT printf('%.*c', 800000000, 'x')", "SELECT format('%.*c', 800000000, 'x')"),
        *("SELECT length(zeroblob(900000000))", "SELECT length(randomblob(900000000))", "SELECT hex('a')"),
        *(
            "SELECT fts3_tokenizer('x')",
            "SELECT sqlite_version()",
        ),
    ],
)
def test_anything_else_than_reading_is_refused(reader: db.Connection, statement: str) -> None:
    with pytest.raises(NotAllowed), limited(reader):
        reader.execute(statement).fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r",
        "SELECT count(*) FROM account AS a, account AS b, account AS c WHERE a.name || b.name <> c.name",
        "WITH RECURSIVE r (i, x) AS (SELECT 1, 'aaaaaaaa' UNION ALL SELECT i + 1, x || x FROM r WHERE i < 40) "
        "SELECT max(length(x)) FROM r",
        "SELECT count(*) FROM account AS a, account AS b WHERE a.name || b.name || a.name LIKE '" + "%a_" * 200 + "b'",
    ],
)
def test_what_does_not_end_is_stopped_in_time_without_eating_the_memory(reader: db.Connection, statement: str) -> None:
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(TooSlow), limited(reader, 0.5):
        reader.execute(statement).fetchall()
    assert time.monotonic() - begun < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1 << 20


def test_reading_goes_on_and_nothing_is_left_behind_on_the_connection(book: Book, reader: db.Connection) -> None:
    with limited(reader):
        assert reader.execute("SELECT count(*), max(length(upper(name))) FROM account").fetchall() == [(2000, 500)]
        assert reader.execute("SELECT value FROM json_each('[1, 2]')").fetchall() == [(1,), (2,)]
    with pytest.raises(NotAllowed), limited(reader):
        reader.execute("PRAGMA table_list")
    assert reader.execute("PRAGMA query_only").fetchone() == (1,)
    assert reader.execute("SELECT printf('%d', 1)").fetchone() == ("1",)
    assert book.last_change() > 0


def test_other_mistakes_of_a_statement_stay_what_they_are(reader: db.Connection) -> None:
    with pytest.raises(db.OperationalError, match="no such table"), limited(reader):
        reader.execute("SELECT 1 FROM nowhere")


def test_the_time_of_one_visit_does_not_count_for_the_next(reader: db.Connection, tmp_path: Path) -> None:
    with limited(reader, 0.05):
        time.sleep(0.1)
    with limited(reader, 5):
        assert reader.execute("SELECT count(*) FROM account").fetchone() == (2000,)


def test_what_cannot_be_worked_out_for_the_rows_is_refused_and_said(book: Book) -> None:
    conn = book.reader()
    with pytest.raises(NotAllowed), limited(conn):
        conn.execute("SELECT abs(-9223372036854775807 - 1)").fetchall()
    assert conn.execute("SELECT 1").fetchone() == (1,)
