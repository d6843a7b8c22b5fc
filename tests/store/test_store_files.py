"""Files that are no healthy book are named and left as they are; new books appear whole, private and once."""

import hashlib
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from book_cases import add_account

from csops_tui.store import doctor, places
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.errors import (
    BookError,
    BookExists,
    DamagedBook,
    NewerBook,
    NoBook,
    NotABook,
    UnsafePlace,
)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def other_database(path: Path, *statements: str) -> None:
    conn = db.sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        conn.execute(statement)
    conn.close()


def truncated(path: Path) -> None:
    with Book.open(path) as book, book.edit("x") as e:
        e.insert_rows("account", ("id", "name"), [(str(i), "あ" * 100) for i in range(500)])
    os.truncate(path, path.stat().st_size // 2)


def scrambled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 40] = bytes(4096 * 39)
    path.write_bytes(content)


BAD: dict[str, tuple[Callable[[Path], object], type[BookError]]] = {
    "empty": (lambda p: p.write_bytes(b""), NotABook),
    "text": (lambda p: p.write_text("顧客,担当\n" * 500), NotABook),
    "short text": (lambda p: p.write_text("x"), NotABook),
    "noise": (lambda p: p.write_bytes(hashlib.sha512(b"x").digest() * 200), NotABook),
    "zip": (lambda p: p.write_bytes(b"PK\x03\x04" + bytes(5000)), NotABook),
    "another program's database": (lambda p: (p.unlink(), other_database(p, "CREATE TABLE t (a)")), NotABook),
    "another program's WAL database": (
        lambda p: (p.unlink(), other_database(p, "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)")),
        NotABook,
    ),
    "a newer book": (lambda p: other_database(p, "PRAGMA user_version = 99"), NewerBook),
    "a book without its clock": (lambda p: other_database(p, "DROP TABLE _clock"), DamagedBook),
    "a header alone": (lambda p: p.write_bytes(p.read_bytes()[:100]), NotABook),
    "half a book": (truncated, DamagedBook),
    "zeroed pages": (scrambled, DamagedBook),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_named_and_not_touched(case: str, book_path: Path) -> None:
    make, expected = BAD[case]
    make(book_path)
    before = (book_path.read_bytes(), book_path.stat().st_mtime_ns, names(book_path.parent))
    start = time.monotonic()
    with pytest.raises(BookError) as caught:
        Book.open(book_path)
    findings = doctor.examine(book_path)
    assert time.monotonic() - start < 2
    assert isinstance(caught.value, expected) or case == "a header alone"
    assert str(book_path) in str(caught.value)
    assert "fail" in {f.level for f in findings}
    assert before == (book_path.read_bytes(), book_path.stat().st_mtime_ns, names(book_path.parent))


def test_what_is_not_there_or_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoBook):
        Book.open(tmp_path / "none.db")
    with pytest.raises(NotABook):
        Book.open(tmp_path)
    os.mkfifo(tmp_path / "pipe.db")
    with pytest.raises(NotABook):
        Book.open(tmp_path / "pipe.db")
    assert names(tmp_path) == ["pipe.db"]


def test_a_book_is_never_created_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("mine")
    with pytest.raises(BookExists):
        Book.create(path)
    assert path.read_text() == "mine"
    assert names(tmp_path) == ["x.db"]


def test_a_new_book_and_all_beside_it_are_private(tmp_path: Path) -> None:
    with Book.create(tmp_path / "deep" / "er" / "x.db") as book:
        add_account(book)
        modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in book.path.parent.iterdir()}
        assert modes == {"x.db": 0o600, "x.db-wal": 0o600, "x.db-shm": 0o600}
        assert stat.S_IMODE(book.path.parent.stat().st_mode) == 0o700


def test_a_failed_creation_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from csops_tui.store import opening

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "upgrade", fail)
    with pytest.raises(KeyboardInterrupt):
        Book.create(tmp_path / "x.db")
    assert names(tmp_path) == []


def test_shared_and_synchronised_folders_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Dropbox", "Dropbox (会社)", "OneDrive - Mirai", "Google Drive", "CloudStorage"):
        with pytest.raises(UnsafePlace):
            Book.create(tmp_path / name / "x.db")
    assert names(tmp_path) == []
    monkeypatch.setattr(places, "file_system", lambda full: "nfs4")
    with pytest.raises(UnsafePlace):
        Book.create(tmp_path / "x.db")


def test_a_book_is_found_through_a_link_and_under_odd_names(book_path: Path, tmp_path: Path) -> None:
    odd = tmp_path / "台帳 #1?%20.db"
    book_path.rename(odd)
    (tmp_path / "link.db").symlink_to(odd)
    with Book.open(tmp_path / "link.db") as book, Book.open(odd) as same:
        pk = add_account(book)
        assert same.reader().execute("SELECT id FROM account").fetchall() == [(pk,)]


def test_the_watch_on_live_books_sees_an_open(book: Book, request: pytest.FixtureRequest) -> None:
    import live_files

    with book.path.open("rb"):
        pass
    assert live_files.opened_files == [str(book.path)]
    live_files.opened_files.clear()
