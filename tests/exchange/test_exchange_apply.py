"""Carrying out a plan: told how far it is, stopped without a trace, undone in one step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchange_support import contents

from csops_tui.exchange.apply import Stopped, apply, apply_together
from csops_tui.exchange.importer import plan
from csops_tui.exchange.mapping import resolve
from csops_tui.exchange.plan import Plan
from csops_tui.exchange.spool import Spool
from csops_tui.exchange.table import open_table
from csops_tui.store import sqlite
from csops_tui.store.backup import folder_of, list_backups
from csops_tui.store.book import Book

ROWS = 1_200


@pytest.fixture
def planned(book: Book, tmp_path: Path) -> Plan:
    lines = [f"株式会社{n},c{n}.example,{n}" for n in range(ROWS)]
    path = tmp_path / "accounts.csv"
    path.write_text("\n".join(["会社名,ドメイン,席数", *lines]), encoding="utf-8")
    table = open_table(path)
    return plan(book, table, resolve("account", table.header))


def test_progress_rises_to_the_end_and_says_it_once(book: Book, planned: Plan) -> None:
    told: list[tuple[int, int]] = []
    result = apply(book, planned, lambda done, total: told.append((done, total)))
    assert result.created == ROWS
    dones = [done for done, _ in told]
    assert dones == sorted(dones)
    assert [done for done, total in told if done == total] == [told[-1][0]]
    # Every account and its key in the source.
    assert told[-1] == (2 * ROWS, 2 * ROWS)


@pytest.mark.parametrize(
    ("entity", "header", "record"),
    [("account", "name", "Company {n}"), ("usage", "account,day,metric,value", "Company,2026-04-01,logins,{n}")],
)
def test_a_plan_tells_how_many_records_are_read_after_every_block(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entity: str, header: str, record: str
) -> None:
    monkeypatch.setattr("csops_tui.exchange.importer.BLOCK", 4)
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([header, *(record.format(n=n) for n in range(10))]), encoding="utf-8")
    table = open_table(path)
    told: list[int] = []
    assert plan(book, table, resolve(entity, table.header), progress=told.append).total == 10
    assert told == [4, 8, 10]


@pytest.mark.parametrize("after", [0, 1, 2, 3, 5, 8, 100])
def test_stopping_at_any_moment_leaves_nothing(book: Book, planned: Plan, after: int) -> None:
    before = contents(book)
    calls = 0

    def telling(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls > after or done == total:
            raise Stopped

    with pytest.raises(Stopped):
        apply(book, planned, telling)
    assert contents(book) == before
    assert book.next_undo() is None
    # The book is as usable as before, and so is the plan.
    assert apply(book, planned).created == ROWS


def test_stopping_while_the_copy_before_a_large_import_is_made_leaves_nothing(
    book: Book, planned: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_STEPS", 50)
    before = contents(book)

    # The first word comes before the copy; so many words later it is being written, proven and hashed.
    for stop_at in (2, 40, 400):
        left = iter(range(stop_at - 1))

        def telling(done: int, total: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise Stopped

        with pytest.raises(Stopped):
            apply(book, planned, telling)
        assert list(folder_of(book.path).iterdir()) == []
    assert contents(book) == before
    assert apply(book, planned).created == ROWS
    assert [copy.reason for copy in list_backups(book.path)] == ["before-import"]


def test_an_import_is_undone_in_one_step(book: Book, planned: Plan) -> None:
    before = contents(book)
    apply(book, planned)
    book.undo()
    assert contents(book) == before


def test_rows_of_a_spool_are_found_by_their_place() -> None:
    spool = Spool()
    for n in range(1_300):
        spool.append((n, str(n)))
        if n == 700:
            # Reading in between closes a batch before it is full.
            assert len(list(spool)) == 701
    assert [spool[n] for n in (0, 511, 512, 700, 701, 1_299)] == [(n, str(n)) for n in (0, 511, 512, 700, 701, 1_299)]
    assert [row[0] for row in spool] == list(range(1_300))
    with pytest.raises(IndexError):
        spool[1_300]
    spool.close()
    assert len(spool) == 0


def test_several_plans_are_one_step(book: Book, planned: Plan, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("氏名,メールアドレス\n田中,t@x.example\n", encoding="utf-8")
    table = open_table(path)
    members = plan(book, table, resolve("member", table.header))
    before = contents(book)
    first, second = apply_together(book, [planned, members])
    assert (first.created, second.created) == (ROWS, 1)
    assert first.edit == second.edit
    book.undo()
    assert contents(book) == before
