"""What may not be written is refused in words that name the field, and the book stays usable."""

import sqlite3
import threading
from pathlib import Path

import pytest
from book_cases import add_account, add_touch, touch

from csops_tui.locale import set_language
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.errors import BookBusy, BookError, DiskFull, NoSuchRow, Refused
from csops_tui.store.transaction import transaction


@pytest.mark.parametrize(
    ("table", "values", "rule", "where"),
    [
        ("account", {}, "required", "account"),
        ("account", {"name": ""}, "name_text", "account"),
        ("account", {"name": "x", "seats": -1}, "seats_count", "account"),
        ("account", {"name": "x", "seats": "多い"}, "seats_count", "account"),
        ("account", {"name": "x", "since": "2026-02-30"}, "since_day", "account"),
        ("account", {"name": "x", "owner_id": "nobody"}, "owner_id_ref", "account"),
        ("concern", {"account_id": "nobody", "day": "2026-11-20", "level": 9}, "level_count", "concern"),
        ("churn", {"account_id": "nobody", "state": "closed"}, "closed_needs_reason", "churn"),
    ],
)
def test_a_broken_rule_is_named_with_its_table(
    book: Book, table: str, values: dict[str, object], rule: str, where: str
) -> None:
    with pytest.raises(Refused) as caught, book.edit("x") as e:
        e.insert(table, values)
    assert (caught.value.values["rule"], caught.value.values["table"]) == (rule, where)
    assert book.edits() == []
    add_account(book)


def test_a_refusal_says_the_fields_name_in_words(book: Book) -> None:
    for language, word in (("ja", "顧客名"), ("en", "")):
        set_language(language)
        with pytest.raises(Refused) as caught, book.edit("x") as e:
            e.insert("account", {})
        assert str(caught.value).strip()
        assert word in str(caught.value) or "name" in str(caught.value)
    set_language("en")


def test_the_same_id_twice_is_refused(book: Book) -> None:
    add_account(book, id="a")
    with pytest.raises(Refused) as caught:
        add_account(book, id="a")
    assert caught.value.values["rule"] == "duplicate"


def test_a_row_that_others_refer_to_stays(book: Book) -> None:
    account = add_account(book)
    add_touch(book, account)
    with pytest.raises(Refused) as caught, book.edit("削除") as e:
        e.delete("account", account)
    assert caught.value.values["detail"] == "touchpoint × 1"
    assert "(Touch × 1)" in str(caught.value), "a person reads what the rows are called"


def test_a_reference_broken_behind_our_back_is_named_at_commit(book: Book) -> None:
    account = add_account(book)
    add_touch(book, account)
    with pytest.raises(Refused) as caught, book.edit("削除") as e:
        e.execute("DELETE FROM account")
    assert caught.value.values["detail"] == "touchpoint.account_id → account"
    assert book.reader().execute("SELECT count(*) FROM account").fetchone() == (1,)


def test_changing_or_deleting_what_is_not_there_says_so(book: Book) -> None:
    with pytest.raises(NoSuchRow), book.edit("x") as e:
        e.update("account", "nobody", {"name": "x"})
    with pytest.raises(NoSuchRow), book.edit("x") as e:
        e.delete("account", "nobody")


def test_what_comes_in_is_cleaned(book: Book) -> None:
    pk = add_account(book, "A\x1b]52;c;x\x07\nB", note="1\n2")
    assert book.reader().execute("SELECT name, note FROM account WHERE id = ?", [pk]).fetchone() == (
        "A␛]52;c;x␇⏎B",
        "1\n2",
    )
    with book.edit("x\x1b") as e:
        e.insert_rows("account", ("id", "name"), [("b", "B\x1b")])
    assert book.edits()[0].label == "x␛"
    assert book.reader().execute("SELECT name FROM account WHERE id = 'b'").fetchone() == ("B␛",)


def test_a_reader_cannot_write(book: Book) -> None:
    with pytest.raises(db.OperationalError):
        book.reader().execute("INSERT INTO account (id, name) VALUES ('x', 'x')")


def test_an_edit_inside_an_edit_is_a_mistake_of_the_program(book: Book) -> None:
    with pytest.raises(RuntimeError), book.edit("a"), book.edit("b"):
        pass
    add_account(book)


def test_waiting_too_long_for_another_writer_says_busy(book: Book) -> None:
    with book.derived() as conn:
        conn.execute("PRAGMA busy_timeout = 50")
    other = db.connect(book.path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BookBusy):
        add_account(book)
    other.execute("ROLLBACK")
    other.close()
    add_account(book)


def test_a_full_database_says_so_and_goes_on_when_there_is_room(book: Book) -> None:
    account = add_account(book)
    with book.derived() as conn:
        (pages,) = conn.execute("PRAGMA page_count").fetchone()
        conn.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(DiskFull), book.edit("多い") as e:
        e.insert_rows("touchpoint", *_many(account, 500))
    assert book.reader().execute("SELECT count(*) FROM touchpoint").fetchone() == (0,)
    with book.derived() as conn:
        conn.execute("PRAGMA max_page_count = 1000000")
    add_touch(book, account)


def test_sqlites_other_troubles_are_the_books_errors(book: Book) -> None:
    with pytest.raises(BookError), book.edit("x") as e:
        e.execute("INSERT INTO nowhere VALUES (1)")
    add_account(book)


def test_each_thread_reads_on_its_own_and_finished_threads_leave_nothing_open(book: Book) -> None:
    seen: list[int] = []
    for _ in range(20):
        thread = threading.Thread(target=lambda: seen.append(id(book.reader())))
        thread.start()
        thread.join()
    book.reader()
    assert len(vars(book)["_readers"]) <= 2


def test_threads_writing_at_once_wait_for_each_other(book: Book) -> None:
    threads = [threading.Thread(target=lambda: [add_account(book) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert book.reader().execute("SELECT count(*) FROM account").fetchone() == (40,)


def test_a_failing_commit_leaves_the_connection_usable(tmp_path: Path) -> None:
    conn = db.connect(tmp_path / "x.db", create=True)
    conn.executescript(
        "CREATE TABLE _clock (edit); CREATE TABLE _change (edit, tbl);"
        "CREATE TABLE p (id PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)"
    )
    with pytest.raises(Refused), transaction(conn):
        conn.execute("INSERT INTO c VALUES (1)")
    with transaction(conn):
        conn.execute("INSERT INTO p VALUES (1)")
    conn.close()


def test_only_one_sqlite_library_is_in_use() -> None:
    assert db.version() >= tuple(map(int, sqlite3.sqlite_version.split(".")))


def _many(account: str, number: int) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    rows = [{"id": f"t{i}", **touch(account, "見積" * 50)} for i in range(number)]
    return tuple(rows[0]), [tuple(row.values()) for row in rows]
