"""An older book is backed up and brought up to date whole or not at all, by one process however many come."""

import gzip
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import store_children as children
from book_cases import add_account, add_touch, content
from store_children import Child

from csops_tui.store import doctor, opening
from csops_tui.store import sqlite as db
from csops_tui.store.backup import list_backups, prove
from csops_tui.store.book import Book
from csops_tui.store.errors import DamagedBook, NewerBook

FIRST = Path(__file__).parents[2] / "fixtures" / "book_v1.csops.gz"
SECOND = FIRST.with_name("book_v2.csops.gz")


@pytest.fixture
def old(book: Book) -> Path:
    add_touch(book, add_account(book))
    book.close()
    return book.path


def version(path: Path) -> int:
    conn = db.connect(path, readonly=True)
    found: int = conn.execute("PRAGMA user_version").fetchone()[0]
    conn.close()
    return found


def test_a_migration_keeps_every_row_and_records_the_new_column(old: Path) -> None:
    child = Child(children.opens_with_a_newer_program, old)
    assert child.end(kill=False) == b"sw"
    [copy] = list_backups(old)
    assert copy.reason == f"before-v{opening.LATEST + 1}"
    assert prove(copy.path)["touchpoint"] == 1
    assert version(old) == opening.LATEST + 1
    conn = db.connect(old, readonly=True)
    assert conn.execute("SELECT mood FROM account").fetchall() == [("x",)]
    assert conn.execute("SELECT old, new FROM _change ORDER BY n DESC").fetchone() == (
        '{"mood":null}',
        '{"mood":"t:x"}',
    )
    assert list(doctor.differences(conn)) == []
    conn.close()
    with pytest.raises(NewerBook):
        Book.open(old)


def test_three_processes_migrate_once(old: Path) -> None:
    running = [Child(children.opens_with_a_newer_program, old) for _ in range(3)]
    assert [child.end(kill=False) for child in running] == [b"sw"] * 3
    conn = db.connect(old, readonly=True)
    assert conn.execute("SELECT mood FROM account").fetchall() == [("xxx",)]
    assert conn.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (opening.LATEST + 1,)
    conn.close()


def test_killed_migrations_leave_the_old_version_or_the_new(old: Path) -> None:
    with Book.open(old) as book:
        before = content(book.reader(), ["touchpoint"])
    chance = random.Random(4)
    seen: set[int] = set()
    for number in range(30):
        path = old.with_name(f"{number}.db")
        shutil.copyfile(old, path)
        child = Child(children.opens_with_a_newer_program, path)
        child.wait_for_word()
        time.sleep(chance.uniform(0, 0.2) if number else 0)
        child.end(kill=number < 29)
        conn = db.connect(path, readonly=True)
        columns = [name for _, name, *_ in conn.execute("PRAGMA table_info(account)")]
        (reached,) = conn.execute("PRAGMA user_version").fetchone()
        assert ("mood" in columns) == (reached > opening.LATEST)
        assert conn.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert content(conn, ["touchpoint"]) == before
        conn.close()
        seen.add(reached)
    assert seen == {opening.LATEST, opening.LATEST + 1}


@pytest.mark.parametrize("damage", ["raise", "rows"])
def test_a_migration_that_goes_wrong_changes_nothing(old: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from csops_tui.store import migrations

    def migrate(conn: db.Connection, latest: int) -> None:
        conn.execute("ALTER TABLE account ADD COLUMN mood TEXT")
        conn.execute(f"PRAGMA user_version = {latest}")
        if damage == "raise":
            raise ZeroDivisionError
        conn.execute("DELETE FROM touchpoint")

    before = dump(old)
    monkeypatch.setattr(migrations, "migrate", migrate)
    monkeypatch.setattr(opening, "LATEST", opening.LATEST + 1)
    with pytest.raises((ZeroDivisionError, DamagedBook)):
        Book.open(old)
    monkeypatch.undo()
    assert dump(old) == before
    Book.open(old).close()


def dump(path: Path) -> list[Any]:
    conn = db.connect(path, readonly=True)
    schema = conn.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
    log = conn.execute("SELECT * FROM _change").fetchall()
    found = [conn.execute("PRAGMA user_version").fetchone(), schema, log, content(conn)]
    conn.close()
    return found


def test_a_book_of_the_first_release_opens_with_everything_it_held(tmp_path: Path) -> None:
    path = tmp_path / "first.csops"
    path.write_bytes(gzip.decompress(FIRST.read_bytes()))
    held = dump(path)
    with Book.open(path) as book:
        conn = book.reader()
        assert version(path) == opening.LATEST
        rows = conn.execute("SELECT name, tier, segment, served_by FROM account ORDER BY id").fetchall()
        assert rows == [("Acme 株式会社", "low", "SMB", None), ("ミライ商事", "high", None, None)]
        assert conn.execute("SELECT days, segment, minutes FROM cadence").fetchall() == [(45, None, None)]
        assert conn.execute("SELECT value FROM usage").fetchall() == [(12.5,)]
        assert conn.execute("SELECT * FROM _change").fetchall() == held[2]
        assert list(doctor.differences(conn)) == []
        assert book.undo().label
    assert [copy.reason for copy in list_backups(path)] == [f"before-v{opening.LATEST}"]


def test_a_book_of_the_second_format_opens_with_everything_it_held(tmp_path: Path) -> None:
    path = tmp_path / "second.csops"
    path.write_bytes(gzip.decompress(SECOND.read_bytes()))
    held = dump(path)
    with Book.open(path) as book:
        conn = book.reader()
        assert version(path) == opening.LATEST
        assert conn.execute("SELECT title, mrr, currency FROM opportunity").fetchall() == [("席数の追加", 50_000, None)]
        assert conn.execute("SELECT improve_cs, session_id FROM churn_review").fetchall() == [("早めに会う", None)]
        assert conn.execute("SELECT kind, until FROM deferral").fetchall() == [("cadence", "2026-11-27")]
        assert conn.execute("SELECT * FROM _change").fetchall()[: len(held[2])] == held[2]
        assert list(doctor.differences(conn)) == []
        assert book.undo().label
    assert [copy.reason for copy in list_backups(path)] == [f"before-v{opening.LATEST}"]
