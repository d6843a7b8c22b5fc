"""The doctor names what is wrong, proves the change log, and mends only what is safe."""

import datetime as dt
from pathlib import Path

import pytest
from book_cases import add_account, add_touch

from csops_tui.locale import LANGUAGES, set_language, words
from csops_tui.store import doctor, search
from csops_tui.store import sqlite as db
from csops_tui.store.backup import backup
from csops_tui.store.book import Book


def levels(path: Path, deep: bool = True) -> dict[str, str]:
    found = {f.name: f.level for f in doctor.examine(path, deep=deep) if f.level != "ok"}
    if not db.is_safe():
        assert found.pop("sqlite") == "warn"
    return found


def other_tool(book: Book, *statements: str) -> None:
    conn = db.sqlite3.connect(book.path, isolation_level=None)
    for statement in statements:
        conn.execute(statement)
    conn.close()


@pytest.fixture
def worked(book: Book) -> Book:
    account = add_account(book)
    pk = add_touch(book, account)
    with book.edit("訂正") as e:
        e.update("touchpoint", pk, {"note": "訂正"})
    book.undo()
    backup(book.path)
    search.catch_up(book)
    return book


def test_a_healthy_book_has_nothing_wrong(worked: Book) -> None:
    assert levels(worked.path) == {}
    names = [f.name for f in doctor.examine(worked.path, deep=True)]
    assert names == ["sqlite", "place", *doctor.CHECKS, *doctor.DEEP]


def test_every_finding_has_its_words(worked: Book) -> None:
    for language in LANGUAGES:
        set_language(language)
        for finding in doctor.examine(worked.path, deep=True):
            assert str(finding) != f"store.doctor.{finding.name}.{finding.level}"
            assert finding.to_dict()["words"] == str(finding)
        for name in (*doctor.CHECKS, *doctor.DEEP, "open", "broken", "sqlite", "place"):
            assert any(key.startswith(f"store.doctor.{name}.") for key in words("store"))
    set_language("en")
    assert set(words("store", "ja")) == set(words("store", "en"))


def test_a_row_changed_behind_the_log_is_found(worked: Book) -> None:
    other_tool(worked, "DROP TRIGGER _touchpoint_u", "UPDATE touchpoint SET note = 'よそ'")
    assert levels(worked.path) == {"capture": "fail", "fold": "fail"}
    assert doctor.repair(worked.path) == ["capture"]
    assert levels(worked.path) == {"fold": "fail"}


def test_a_row_missing_or_added_behind_the_log_is_found(worked: Book) -> None:
    other_tool(worked, "DROP TRIGGER _touchpoint_d", "DROP TRIGGER _account_i", "DELETE FROM touchpoint")
    other_tool(worked, "INSERT INTO account (id, name) VALUES ('z', 'z')")
    conn = db.connect(worked.path, readonly=True)
    assert {table for table, _ in doctor.differences(conn)} == {"touchpoint", "account"}
    conn.close()


def test_a_log_that_was_written_over_is_found(worked: Book) -> None:
    other_tool(worked, "UPDATE _change SET old = replace(old, '訂正', '改竄') WHERE op = 'U'")
    assert levels(worked.path) == {"hashes": "fail"}


def test_a_reference_that_leads_nowhere_is_found(worked: Book) -> None:
    other_tool(worked, "PRAGMA foreign_keys = OFF", "DELETE FROM account")
    assert levels(worked.path) == {"references": "fail"}


def test_a_search_index_with_gaps_is_found_and_made_anew(worked: Book) -> None:
    with worked.edit("多数") as e:
        e.insert_rows("account", ("id", "name"), [(str(n), "顧客") for n in range(200)])
    search.catch_up(worked)
    other_tool(worked, "DELETE FROM search_row WHERE tbl = 'account'")
    assert levels(worked.path) == {"search": "warn"}
    assert doctor.repair(worked.path) == ["search"]
    assert levels(worked.path) == {}


def test_files_that_others_can_read_are_found_and_closed(worked: Book) -> None:
    worked.path.chmod(0o644)
    worked.path.with_name("book.db.backups").chmod(0o755)
    assert levels(worked.path, deep=False) == {"file_mode": "warn", "folder_mode": "warn"}
    assert doctor.repair(worked.path) == ["file_mode", "folder_mode"]
    assert levels(worked.path) == {}


def test_an_old_backup_is_named(worked: Book) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=8)
    found = {f.name: f for f in doctor.examine(worked.path, now=later)}["backups"]
    assert (found.level, found.values) == ("warn", {"days": 8, "number": 1})


def test_looking_changes_nothing(worked: Book) -> None:
    worked.close()
    before = (worked.path.read_bytes(), sorted(worked.path.parent.iterdir()))
    doctor.examine(worked.path, deep=True)
    assert before == (worked.path.read_bytes(), sorted(worked.path.parent.iterdir()))


def test_a_book_with_two_names_is_pointed_out(worked: Book) -> None:
    """SQLite keeps a journal for each name; written by both, the book is damaged."""
    second = worked.path.with_name("second.db")
    second.hardlink_to(worked.path)
    assert levels(worked.path) == {"names": "warn"}
    second.unlink()
    assert levels(worked.path) == {}
