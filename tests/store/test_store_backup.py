"""Backups are proven copies, thinned out by age; a restore is all or nothing and keeps what it replaces."""

import datetime as dt
import json
import os
import stat
import threading
import time
from pathlib import Path

import pytest
from book_cases import add_account, add_touch, content

from csops_tui.store import backup as backups
from csops_tui.store import sqlite as db
from csops_tui.store.backup import backup, kept, list_backups, prove, restore
from csops_tui.store.book import Book
from csops_tui.store.errors import BookBusy, BookError, BrokenBackup, NewerBook, NoBook, NotABook

NOW = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)


def test_a_backup_of_an_open_book_is_a_whole_private_copy(book: Book) -> None:
    add_touch(book, add_account(book))
    copy = backup(book.path, "Before import!", now=NOW)
    assert copy == book.path.with_name("book.db.backups") / "20261121T010000Z-before-import.db"
    modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in copy.parent.iterdir()}
    assert modes == {copy.name: 0o600, copy.name + ".json": 0o600}
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert prove(copy)["touchpoint"] == 1
    [listed] = list_backups(book.path)
    assert (listed.at, listed.reason, listed.size) == (NOW, "Before import!", copy.stat().st_size)
    with Book.open(copy) as opened:
        assert content(opened.reader()) == content(book.reader())
        assert opened.next_undo() == "電話"


def test_two_backups_in_one_second_do_not_meet(book: Book) -> None:
    assert backup(book.path, now=NOW) != backup(book.path, now=NOW)
    assert len(list_backups(book.path)) == 2


def test_a_backup_goes_where_it_is_wanted(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    assert backup(book.path, dest=folder, now=NOW).parent == folder
    assert backup(book.path, dest=tmp_path / "mine.db") == tmp_path / "mine.db"
    assert prove(tmp_path / "mine.db")["account"] == 0
    assert list_backups(book.path) == []


def test_what_is_no_book_gives_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NoBook):
        backup(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("x" * 5000)
    with pytest.raises(NotABook):
        backup(tmp_path / "text.db")
    assert [f.name for f in tmp_path.rglob("*") if f.is_file()] == ["text.db"]


def test_a_restore_brings_back_the_content_and_keeps_what_it_replaced(book: Book) -> None:
    """A13-08"""
    account = add_account(book)
    then = content(book.reader())
    copy = backup(book.path, now=NOW)
    add_touch(book, account)
    later = content(book.reader())
    book.close()
    done = restore(book.path, copy)
    with Book.open(book.path) as again:
        assert content(again.reader()) == then
        assert done.replaced is not None
        restore(book.path, done.replaced)
        assert content(again.reader()) == later


def test_a_restore_under_an_open_book_is_seen_by_it(book: Book) -> None:
    account = add_account(book)
    copy = backup(book.path)
    add_touch(book, account)
    version = book.data_version()
    restore(book.path, copy)
    assert book.data_version() != version
    assert book.reader().execute("SELECT count(*) FROM touchpoint").fetchone() == (0,)
    add_touch(book, account)
    assert book.undo().skipped == []


def test_what_others_write_during_a_restore_is_kept_or_waits(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = backup(book.path)
    saved: list[str] = []
    original = backups.backup

    def slow(path: Path, **more: str) -> Path:
        thread = threading.Thread(target=lambda: saved.append(add_account(book, "最後の保存")))
        thread.start()
        thread.join(0.3)
        assert not saved
        return original(path, **more)

    monkeypatch.setattr(backups, "backup", slow)
    done = restore(book.path, copy)
    assert done.replaced is not None and prove(done.replaced)["account"] == 0
    deadline = time.monotonic() + 5
    while not saved and time.monotonic() < deadline:
        time.sleep(0.01)
    assert book.reader().execute("SELECT name FROM account").fetchall() == [("最後の保存",)]


def test_a_busy_book_is_not_restored(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = backup(book.path)
    monkeypatch.setattr(db, "_COMMON", db._COMMON.replace("10000", "50"))
    with book.edit("長い作業") as e:
        e.insert("account", {"name": "x"})
        with pytest.raises(BookBusy):
            restore(book.path, copy)
    assert book.reader().execute("SELECT name FROM account").fetchall() == [("x",)]


def test_a_follower_notices_a_restore_even_when_as_much_was_written_since(book: Book) -> None:
    assert book.follows(book.mark())
    account = add_account(book)
    copy = backup(book.path)
    shared = book.mark()
    add_touch(book, account)
    mark = book.mark()
    assert book.follows(mark) and book.follows(shared)
    time.sleep(0.01)
    restore(book.path, copy)
    assert book.follows(shared) and not book.follows(mark)
    for _ in range(3):
        add_touch(book, account)
    assert book.last_change() > mark.n
    assert book.follows(shared) and not book.follows(mark)


def test_a_restore_works_when_the_book_is_gone_or_damaged(book: Book) -> None:
    add_account(book)
    then = content(book.reader())
    copy = backup(book.path)
    book.close()
    wrecks: list[bytes | None] = [None, b"", b"text" * 2000, book.path.read_bytes()[:5000]]
    for wreck in wrecks:
        book.path.unlink()
        if wreck is not None:
            book.path.write_bytes(wreck)
            book.path.with_name("book.db-wal").write_bytes(b"left over")
        done = restore(book.path, copy)
        with Book.open(book.path) as again:
            assert content(again.reader()) == then
        if wreck is not None:
            assert done.replaced is not None
            assert done.replaced.read_bytes() == wreck
            done.replaced.unlink()


def test_a_broken_copy_is_refused_and_nothing_is_touched(book: Book, tmp_path: Path) -> None:
    add_account(book)
    copy = backup(book.path)
    content_of_copy = bytearray(copy.read_bytes())
    content_of_copy[-3000] ^= 1
    copy.write_bytes(content_of_copy)
    before = content(book.reader())
    with pytest.raises(BrokenBackup, match="sha256"):
        restore(book.path, copy)
    copy.with_name(copy.name + ".json").write_text("{")
    with pytest.raises(BrokenBackup, match="manifest"):
        restore(book.path, copy)
    (tmp_path / "text").write_text("x" * 5000)
    for bad in (tmp_path / "text", tmp_path / "none", book.path):
        with pytest.raises(BookError):
            restore(book.path, bad)
    assert content(book.reader()) == before


def test_a_newer_copy_is_refused(book: Book, tmp_path: Path) -> None:
    copy = backup(book.path, dest=tmp_path / "newer.db")
    copy.with_name("newer.db.json").unlink()
    conn = db.sqlite3.connect(copy)
    conn.execute("PRAGMA user_version = 99")
    conn.close()
    with pytest.raises(NewerBook):
        restore(book.path, copy)


def test_backups_thin_out_with_age() -> None:
    dated = [(NOW - dt.timedelta(hours=6 * n), str(n)) for n in range(4 * 400)]
    keep = kept(dated, NOW)
    ages = sorted((NOW - at).total_seconds() / 86400 for at, name in dated if name in keep)
    assert len(keep) == 8 + 12 + 10 + 9
    assert ages[:8] == [n / 4 for n in range(8)]
    assert 60 < ages[29] < 95
    assert 250 < ages[-1] < 300
    assert kept([(NOW - dt.timedelta(days=900), "old")], NOW) == {"old"}


def test_old_backups_and_unfinished_ones_are_removed(book: Book) -> None:
    for days in range(30, 0, -1):
        backup(book.path, now=NOW - dt.timedelta(days=days))
    folder = backups.folder_of(book.path)
    partial = folder / ".x.db.1.part"
    partial.write_bytes(b"x")
    os.utime(partial, (0, 0))
    backup(book.path, now=NOW)
    assert not partial.exists()
    left = list_backups(book.path)
    assert 14 <= len(left) <= 20
    assert len(list(folder.iterdir())) == 2 * len(left)


def test_an_unproven_copy_is_not_listed(book: Book) -> None:
    copy = backup(book.path)
    (copy.parent / "20261121T020000Z-x.db").write_bytes(copy.read_bytes())
    assert [b.path for b in list_backups(book.path)] == [copy]
    manifest = json.loads(copy.with_name(copy.name + ".json").read_text())
    assert set(manifest) == {"path", "at", "reason", "size", "sha256", "counts"}


def test_a_large_step_is_taken_back_only_after_a_backup_and_one_is_enough_for_ten_minutes(book: Book) -> None:
    with book.edit("small") as e:
        e.insert_rows("account", ("id", "name"), ((f"a{n}", "x") for n in range(1000)))
    book.undo()
    assert list_backups(book.path) == []
    with book.edit("large") as e:
        e.insert_rows("account", ("id", "name"), ((f"b{n}", "x") for n in range(1001)))
    book.undo()
    [first] = list_backups(book.path)
    assert (first.reason, first.counts["account"]) == ("before-undo", 1001)
    book.redo()
    assert len(list_backups(book.path)) == 1
    old = first.path.with_name("20200101T000000Z-before-undo.db")
    said = json.loads(first.path.with_name(first.path.name + ".json").read_text())
    first.path.rename(old)
    first.path.with_name(first.path.name + ".json").unlink()
    old.with_name(old.name + ".json").write_text(json.dumps(said | {"at": "20200101T000000Z"}))
    book.undo()
    assert list_backups(book.path)[0].reason == "before-undo"
    assert list_backups(book.path)[0].at.year > 2020
