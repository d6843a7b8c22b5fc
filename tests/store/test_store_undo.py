"""Undo and redo: exact, in any order, after a restart, and never over what was written since."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from book_cases import add_account, add_touch, content, touch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from csops_tui.store import doctor
from csops_tui.store.book import Book
from csops_tui.store.errors import NothingToUndo, Refused


def test_nothing_to_undo_says_so(book: Book) -> None:
    with pytest.raises(NothingToUndo):
        book.undo()
    with pytest.raises(NothingToUndo):
        book.redo()
    assert book.edits() == []
    assert book.next_undo() is None


def test_an_undo_survives_a_restart(book: Book) -> None:
    account = add_account(book)
    before = content(book.reader())
    add_touch(book, account)
    book.close()
    with Book.open(book.path, clock=book.clock) as again:
        assert again.next_undo() == "電話"
        assert again.undo().label == "電話"
        assert content(again.reader()) == before


def test_undo_leaves_alone_what_was_changed_since(book: Book) -> None:
    pk = add_account(book, seats=1)
    with book.edit("席数と名前") as first:
        first.update("account", pk, {"seats": 2, "name": "新"})
    with book.edit("席数") as e:
        e.update("account", pk, {"seats": 3})
    undone = book.undo(first.id)
    assert (undone.restored, undone.skipped) == (1, [("account", pk, "changed")])
    assert book.reader().execute("SELECT seats, name FROM account").fetchone() == (3, "ミライ商事")


def test_undoing_the_same_edit_twice_says_there_is_nothing(book: Book) -> None:
    pk = add_account(book, seats=1)
    with book.edit("席数") as e:
        e.update("account", pk, {"seats": 2})
    book.undo(e.id)
    with pytest.raises(NothingToUndo):
        book.undo(e.id)
    book.redo()
    assert book.undo(e.id).restored == 1
    with pytest.raises(NothingToUndo):
        book.undo("no such edit")


def test_a_new_row_that_others_refer_to_by_now_stays(book: Book) -> None:
    with book.edit("顧客") as first:
        account = first.insert("account", {"name": "x"})
    add_touch(book, account)
    assert book.undo(first.id).skipped == [("account", account, "referred")]


def test_a_deleted_row_whose_parent_is_gone_by_now_stays_away(book: Book) -> None:
    account = add_account(book)
    pk = add_touch(book, account)
    with book.edit("削除") as e:
        e.delete("touchpoint", pk)
    with book.edit("顧客の削除") as f:
        f.delete("account", account)
    assert book.undo(e.id).skipped == [("touchpoint", pk, "orphan")]
    assert content(book.reader()) == {}
    assert list(doctor.differences(book.reader())) == []


def test_an_owner_that_is_gone_by_now_is_not_put_back(book: Book) -> None:
    with book.edit("担当") as e:
        member = e.insert("member", {"name": "佐藤"})
        account = e.insert("account", {"name": "x", "owner_id": member})
    with book.edit("担当なし") as change:
        change.update("account", account, {"owner_id": None})
    with book.edit("退職") as e:
        e.delete("member", member)
    assert book.undo(change.id).skipped == [("account", account, "orphan")]
    assert book.reader().execute("SELECT owner_id FROM account").fetchone() == (None,)


def test_rows_changed_several_times_in_one_edit_go_all_the_way_back(book: Book) -> None:
    pk = add_account(book, seats=1)
    before = content(book.reader())
    with book.edit("いろいろ") as e:
        e.update("account", pk, {"seats": 2})
        e.update("account", pk, {"seats": 3})
        new = e.insert("account", {"name": "一時"})
        e.update("account", new, {"name": "一時2"})
        e.delete("account", new)
        child = e.insert("account", {"name": "残る"})
        e.insert("touchpoint", touch(child))
    after = content(book.reader())
    assert book.undo().skipped == []
    assert content(book.reader()) == before
    assert book.redo().skipped == []
    assert content(book.reader()) == after


def test_rows_of_a_tree_go_one_by_one(book: Book) -> None:
    with book.edit("KPI") as e:
        root = e.insert("kpi", {"name": "root"})
        for number in range(5):
            root = e.insert("kpi", {"name": str(number), "parent_id": root})
    assert book.undo().skipped == []
    assert content(book.reader()) == {}
    assert book.redo().skipped == []


def test_a_batch_of_usage_goes_and_comes_with_its_edit(book: Book) -> None:
    account = add_account(book)
    with book.edit("利用状況") as e:
        batch = e.usage_batch("usage.csv")
        e.usage_rows(batch, [(account, None, None, "login", "day", "2026-11-20", 3.0)])
    assert e.topics == {"usage"}

    def values() -> int:
        return book.reader().execute("SELECT count(*) FROM usage").fetchone()[0]

    assert values() == 1
    assert book.undo().topics == {"usage"}
    assert values() == 0
    assert book.redo().topics == {"usage"}
    assert values() == 1
    book.undo()
    book.redo()
    book.undo()
    assert values() == 0


def test_history_keeps_the_old_text_and_a_deleted_touch_comes_back(book: Book) -> None:
    account = add_account(book)
    pk = add_touch(book, account, "解約の相談")
    with book.edit("訂正") as e:
        e.update("touchpoint", pk, {"note": "更新の相談"})
    with book.edit("削除") as removal:
        removal.delete("touchpoint", pk)
    add_account(book, "その後")
    told = book.history("touchpoint", pk)
    assert [(c.op, c.label, c.actor) for c in told] == [
        ("I", "電話", "ando"),
        ("U", "訂正", "ando"),
        ("D", "削除", "ando"),
    ]
    assert told[1].values == {"note": ("解約の相談", "更新の相談")}
    book.undo(removal.id)
    assert book.reader().execute("SELECT note FROM touchpoint").fetchone() == ("更新の相談",)
    assert book.history("touchpoint", pk)[-1].op == "I"
    assert [s.undone for s in book.edits() if s.id == removal.id] == [True]


def test_a_large_import_is_one_step(book: Book) -> None:
    account = add_account(book)
    before = content(book.reader())
    rows = [{"id": f"t{i:05}", **touch(account)} for i in range(3000)]
    with book.edit("取り込み") as e:
        e.insert_rows("touchpoint", tuple(rows[0]), [tuple(r.values()) for r in rows])
    assert book.undo().restored == 3000
    assert content(book.reader()) == before
    assert list(doctor.differences(book.reader())) == []


State = dict[str, list[tuple[Any, ...]]]


class UndoMachine(RuleBasedStateMachine):
    """Edits by two connections, undone and redone in any order, against remembered copies of every table."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        self.path = self.folder / "book.db"
        shutil.copyfile(self.template, self.path)
        self.book = Book.open(self.path)
        self.other = Book.open(self.path)
        self.past: list[State] = []
        self.future: list[State] = []
        self.number = self.opened = 0

    def teardown(self) -> None:
        while self.past:
            self.undo()
        assert self.content() == self.start
        assert list(doctor.differences(self.book.reader())) == []
        self.book.close()
        self.other.close()
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        self.start = self.content()

    def content(self) -> State:
        return content(self.book.reader(), ("account", "contact", "touchpoint", "concern"))

    def ids(self, table: str) -> list[str]:
        return [pk for (pk,) in self.book.reader().execute(f"SELECT id FROM {table} ORDER BY id")]

    def change(self, data: st.DataObject, edit: Any) -> None:
        """One random change; what the book refuses is left out."""
        accounts, touches = self.ids("account"), self.ids("touchpoint")
        kinds = ["account"] + ["touch", "rename", "contact", "drop_account"] * bool(accounts)
        kinds += ["note", "drop", "concern", "minutes"] * bool(touches)
        kind = data.draw(st.sampled_from(kinds))
        self.number += 1
        if kind == "account":
            seats = data.draw(st.none() | st.integers(0, 9))
            edit.insert("account", {"id": f"a{self.number:03}", "name": "顧客", "seats": seats})
            return
        account = data.draw(st.sampled_from(accounts)) if accounts else ""
        row = data.draw(st.sampled_from(touches)) if touches else ""
        try:
            if kind == "touch":
                edit.insert("touchpoint", {"id": f"t{self.number:03}", **touch(account)})
            elif kind == "rename":
                edit.update("account", account, {"name": data.draw(st.sampled_from("あいう")), "kana": None})
            elif kind == "contact":
                edit.insert("contact", {"id": f"c{self.number:03}", "account_id": account, "name": "佐藤"})
            elif kind == "drop_account":
                edit.delete("account", account)
            elif kind == "note":
                edit.update("touchpoint", row, {"note": data.draw(st.sampled_from(["", None, "x\ny"]))})
            elif kind == "minutes":
                edit.execute("UPDATE touchpoint SET minutes = coalesce(minutes, 0) + 1")
            elif kind == "concern":
                values = {"account_id": self.owner(row), "touchpoint_id": row, "day": "2026-11-01", "level": 2}
                edit.insert("concern", {"id": f"n{self.number:03}", **values})
            else:
                edit.delete("touchpoint", row)
        except Refused:
            pass

    def owner(self, row: str) -> str:
        return self.book.reader().execute("SELECT account_id FROM touchpoint WHERE id = ?", [row]).fetchone()[0]

    def write(self, book: Book, data: st.DataObject, changes: int) -> None:
        before = self.content()
        try:
            with book.edit("変更") as e:
                for _ in range(changes):
                    self.change(data, e)
        except (Refused, LookupError):
            return  # A row that an earlier change of the same edit took away: the whole edit is gone.
        except Exception as error:
            if type(error).__name__ != "NoSuchRow":
                raise
            return
        if e.topics:
            self.past.append(before)
            self.future.clear()

    @rule(data=st.data(), changes=st.integers(1, 4))
    def edit(self, data: st.DataObject, changes: int) -> None:
        self.write(self.book, data, changes)

    @rule(data=st.data())
    def edit_elsewhere(self, data: st.DataObject) -> None:
        self.write(self.other, data, 1)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        now = self.content()
        assert self.book.undo().skipped == []
        assert self.content() == self.past[-1]
        self.past.pop()
        self.future.append(now)

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        now = self.content()
        assert self.book.redo().skipped == []
        assert self.content() == self.future[-1]
        self.future.pop()
        self.past.append(now)

    @precondition(lambda self: self.number - self.opened > 8)
    @rule()
    def reopen(self) -> None:
        self.opened = self.number
        self.book.close()
        self.book = Book.open(self.path)

    @invariant()
    def stacks_agree(self) -> None:
        assert (self.book.next_undo() is None) == (not self.past)
        if not self.future:
            with pytest.raises(NothingToUndo):
                self.book.redo()


def run(template: Path, examples: int, steps: int) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    UndoMachine.template = template
    options = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(UndoMachine, settings=options)


def test_undo_restores_every_state_in_any_order_of_edits(empty_book: Path) -> None:
    run(empty_book, examples=200, steps=30)


@pytest.mark.nightly
def test_undo_restores_every_state_in_long_runs(empty_book: Path) -> None:
    run(empty_book, examples=2000, steps=100)
