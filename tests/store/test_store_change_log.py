"""Whatever writes to the book, the change log says exactly what changed."""

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from book_cases import add_account, add_touch, changes, content, touch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.doctor import differences
from csops_tui.store.errors import Refused


def other_tool(path: Path) -> db.Connection:
    """A connection as another program opens it: no settings of ours."""
    return db.sqlite3.connect(path, isolation_level=None)


def test_an_insert_records_every_field_that_is_not_empty(book: Book) -> None:
    pk = add_account(book, "ミライ商事", seats=12, id="a1")
    assert changes(book, pk) == [
        ("I", None, '{"name":"t:ミライ商事","state":"t:active","seats":12,"cadence_paused":0}'),
    ]


def test_an_update_records_the_fields_that_differ(book: Book) -> None:
    pk = add_account(book, seats=12)
    with book.edit("席数") as e:
        e.update("account", pk, {"seats": 20, "name": "ミライ商事", "kana": "ミライ", "state": "trial"})
    assert changes(book, pk)[1:] == [
        ("U", '{"kana":null,"state":"t:active","seats":12}', '{"kana":"t:ミライ","state":"t:trial","seats":20}')
    ]


def test_a_delete_records_all_it_takes_away(book: Book) -> None:
    pk = add_account(book, id="a1")
    with book.edit("削除") as e:
        e.delete("account", pk)
    assert changes(book, pk)[-1] == ("D", '{"name":"t:ミライ商事","state":"t:active","cadence_paused":0}', None)


def test_a_real_keeps_every_bit(book: Book) -> None:
    account = add_account(book)
    with book.edit("票") as e:
        e.insert("ticket", {"id": "t", "account_id": account, "opened": "2026-11-01", "satisfaction": 0.1 + 0.2})
    (_, _, new) = changes(book, "t")[0]
    assert json.loads(new or "")["satisfaction"] == "r:0.30000000000000004"


def test_an_edit_that_changes_nothing_leaves_no_step(book: Book) -> None:
    pk = add_account(book)
    before = book.edits()
    with book.edit("なし") as e:
        e.update("account", pk, {"name": "ミライ商事"})
    assert e.topics == frozenset()
    assert book.edits() == before


def test_an_exception_leaves_nothing_behind(book: Book) -> None:
    before = content(book.reader())
    with pytest.raises(ZeroDivisionError), book.edit("失敗") as e:
        e.insert("account", {"name": "x"})
        _ = 1 / 0
    assert content(book.reader()) == before
    assert book.edits() == []
    add_account(book)


def test_an_edit_names_the_tables_it_touched(book: Book) -> None:
    account = add_account(book)
    with book.edit("電話") as e:
        e.insert("touchpoint", touch(account))
        e.insert("task", {"title": "見積"})
    assert e.topics == {"touchpoint", "task"}
    assert e.count == 2
    step = book.edits()[0]
    assert (step.label, step.actor, step.count, step.at) == ("電話", "ando", 2, "2026-11-21T01:00:00Z")


def test_replacing_a_row_is_a_delete_and_an_insert(book: Book) -> None:
    pk = add_account(book, seats=3)
    with book.edit("置換") as e:
        e.execute("INSERT OR REPLACE INTO account (id, name) VALUES (?, ?)", [pk, "ミライ新社"])
    assert [op for op, *_ in changes(book, pk)] == ["I", "D", "I"]
    assert list(differences(book.reader())) == []
    book.undo()
    assert book.reader().execute("SELECT name, seats FROM account").fetchall() == [("ミライ商事", 3)]


def test_rows_that_go_along_are_recorded_and_come_back(book: Book) -> None:
    account = add_account(book)
    pk = add_touch(book, account)
    with book.edit("参加者") as e:
        contact = e.insert("contact", {"account_id": account, "name": "佐藤"})
        e.insert("touchpoint_contact", {"touchpoint_id": pk, "contact_id": contact})
        e.insert("concern", {"account_id": account, "touchpoint_id": pk, "day": "2026-11-20", "level": 3})
    before = content(book.reader())
    with book.edit("削除") as e:
        e.delete("touchpoint", pk)
    assert e.topics == {"touchpoint", "touchpoint_contact", "concern"}
    assert list(differences(book.reader())) == []
    assert book.undo().skipped == []
    assert content(book.reader()) == before


def test_the_id_of_a_row_cannot_change(book: Book) -> None:
    pk = add_account(book)
    with pytest.raises(Refused), book.edit("x") as e:
        e.execute("UPDATE account SET id = 'other' WHERE id = ?", [pk])
    with pytest.raises(Refused), book.edit("x") as e:
        e.update("account", pk, {"id": "other"})
    assert book.reader().execute("SELECT id FROM account").fetchall() == [(pk,)]


def test_another_tool_is_recorded_as_an_edit_of_its_own(book: Book) -> None:
    pk = add_account(book)
    conn = other_tool(book.path)
    conn.execute("UPDATE account SET name = 'よそ' WHERE id = ?", [pk])
    conn.execute("REPLACE INTO account (id, name) VALUES (?, 'よそ2')", [pk])
    conn.execute("INSERT INTO account (id, name) VALUES ('b', 'b')")
    conn.close()
    step = book.edits()[0]
    assert (step.kind, step.actor, step.label) == ("auto", None, "auto")
    assert sum(s.count for s in book.edits() if s.kind == "auto") in (3, 4)
    assert list(differences(book.reader())) == []
    assert book.next_undo() == "ミライ商事を追加"
    assert book.undo().skipped == [("account", pk, "changed")]
    assert book.reader().execute("SELECT name FROM account WHERE id = ?", [pk]).fetchone() == ("よそ2",)


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="no sqlite3 shell here")
def test_the_sqlite3_shell_is_recorded_too(book: Book) -> None:
    subprocess.run(["sqlite3", book.path, "INSERT INTO account (id, name) VALUES ('s', 'shell')"], check=True)
    assert [s.kind for s in book.edits()] == ["auto"]
    assert [op for op, *_ in changes(book, "s")] == ["I"]
    assert list(differences(book.reader())) == []


def test_a_table_of_somebody_elses_is_left_alone(book: Book) -> None:
    conn = other_tool(book.path)
    conn.execute("CREATE TABLE scratch (x, y)")
    conn.execute('CREATE TABLE odd (id TEXT PRIMARY KEY, "a ""b" TEXT)')
    conn.close()
    book.close()
    with Book.open(book.path) as again:
        conn = other_tool(book.path)
        conn.execute("INSERT INTO scratch VALUES (1, 2)")
        conn.execute("INSERT INTO odd VALUES ('1', '2')")
        conn.close()
        assert again.edits() == []


def test_a_dropped_trigger_comes_back_at_the_next_open(book: Book) -> None:
    conn = other_tool(book.path)
    conn.execute("DROP TRIGGER _account_u")
    conn.close()
    book.close()
    with Book.open(book.path, clock=book.clock) as again:
        pk = add_account(again)
        with again.edit("名称") as e:
            e.update("account", pk, {"name": "新"})
        assert e.topics == {"account"}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    note=st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="" if db.is_safe() else "\0")),
    value=st.none() | st.floats(-1e300, 1e300),
    whole=st.none() | st.integers(0, 2**62),
    clean=st.booleans(),
)
def test_every_value_folds_back_to_itself(
    book: Book, note: str | None, value: float | None, whole: int | None, clean: bool
) -> None:
    row = ["t", "a", "2026-11-01", note, value, whole]
    with book.edit("票") as e:
        e.execute("DELETE FROM ticket")
        e.execute("INSERT OR IGNORE INTO account (id, name) VALUES ('a', 'a')")
        names = ("id", "account_id", "opened", "note", "satisfaction", "resolution")
        e.insert_rows("ticket", names, [row], clean=clean)
    assert list(differences(book.reader())) == []
    with book.edit("票") as e:
        e.execute("UPDATE ticket SET note = NULL, satisfaction = resolution, resolution = 1")
    assert list(differences(book.reader())) == []
    book.undo()
    book.undo()
    book.redo()
    stored = book.reader().execute("SELECT note, satisfaction, resolution FROM ticket").fetchone()
    assert stored[1:] == (value, whole)
    if not clean:
        assert stored[0] == note
    assert list(differences(book.reader())) == []


def test_edits_are_signed_and_dated_by_the_books_clock(book: Book) -> None:
    with book.edit("電話", actor="小林") as e:
        e.insert("account", {"name": "x"})
    assert (book.edits()[0].actor, book.edits()[0].at) == ("小林", "2026-11-21T01:00:00Z")
    assert book.clock.today() == dt.date(2026, 11, 21)


def test_a_day_set_by_hand_dates_the_business_but_not_the_history(book_path: Path) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    with Book.open(book_path, clock=Clock(today=dt.date(2020, 1, 1))) as book:
        account = add_account(book)
        with book.edit("利用") as e:
            e.usage_rows(e.usage_batch("csv"), [(account, None, None, "count", "day", "2020-01-01", 1)])
        book.undo()
        said = [edit.at for edit in book.edits()]
        said += [at for (at,) in book.reader().execute("SELECT at FROM _import")]
        assert book.clock.today() == dt.date(2020, 1, 1)
    assert len(said) == 4
    assert all(before <= dt.datetime.fromisoformat(at) <= dt.datetime.now(dt.UTC) for at in said)
