"""A file that says something else than a person has said since the last import from its source."""

from __future__ import annotations

import pytest
from exchange_support import Import

from csops_tui.store.book import Book

pytestmark = pytest.mark.usefixtures("english", "own_home")

FIRST = "id,会社名,業種,席数\nC1,ミライ,小売,10\nC2,北斗,製造,20\n"
SECOND = "id,会社名,業種,席数\nC1,ミライ,卸売,30\nC2,北斗,製造,25\n"


def seen(book: Book) -> list[tuple[str, str, int]]:
    return book.reader().execute("SELECT name, industry, seats FROM account ORDER BY name").fetchall()


def by_hand(book: Book, name: str, **values: object) -> None:
    (row,) = book.reader().execute("SELECT id FROM account WHERE name = ?", [name]).fetchone()
    with book.edit("by hand") as edit:
        edit.update("account", row, values)


def test_what_a_person_changed_since_stays_and_the_rest_of_the_row_comes_in(book: Book, load: Import) -> None:
    load("account", FIRST, source="crm")
    by_hand(book, "ミライ", industry="IT")
    made, result = load("account", SECOND, source="crm")
    assert (result.updated, result.conflicts, result.skipped) == (1, 1, 0)
    (found,) = made.conflicting()
    assert (found.line, found.kept, found.changes) == (2, {"industry": ("IT", "卸売")}, {"seats": (10, 30)})
    assert seen(book) == [("ミライ", "IT", 30), ("北斗", "製造", 25)]
    made, result = load("account", SECOND, source="crm")
    assert (result.conflicts, result.skipped, result.edit) == (1, 1, None)


def test_the_file_wins_where_the_user_says_so_and_then_there_is_peace(book: Book, load: Import) -> None:
    load("account", FIRST, source="crm")
    by_hand(book, "ミライ", industry="IT")
    _, result = load("account", SECOND, source="crm", theirs=True)
    assert (result.updated, result.conflicts) == (2, 0)
    assert seen(book)[0] == ("ミライ", "卸売", 30)
    _, result = load("account", FIRST, source="crm")
    assert (result.updated, result.conflicts) == (2, 0)


def test_another_source_or_the_same_value_is_no_conflict(book: Book, load: Import) -> None:
    load("account", FIRST, source="crm")
    by_hand(book, "ミライ", industry="卸売")
    _, result = load("account", SECOND, source="crm")
    assert (result.updated, result.conflicts) == (2, 0)
    by_hand(book, "北斗", seats=1)
    other = "domain,会社名,席数\nhokuto.example,北斗,99\n"
    _, result = load("account", other, source="billing")
    assert (result.updated, result.conflicts) == (1, 0)


def test_what_was_undone_was_never_said(book: Book, load: Import) -> None:
    load("account", FIRST, source="crm")
    load("account", SECOND, source="crm")
    book.undo()
    _, result = load("account", SECOND, source="crm")
    assert (result.updated, result.conflicts) == (2, 0)
    by_hand(book, "ミライ", industry="IT")
    book.undo()
    _, result = load("account", FIRST, source="crm")
    assert (result.updated, result.conflicts) == (2, 0)
    by_hand(book, "ミライ", industry="IT")
    book.undo()
    book.redo()
    _, result = load("account", SECOND, source="crm")
    assert (result.updated, result.conflicts) == (1, 1)


def test_an_import_is_noted_without_seeming_to_bring_usage(book: Book, load: Import) -> None:
    _, result = load("account", FIRST, source="crm")
    noted = book.reader().execute("SELECT source, rows, edit FROM _import").fetchall()
    assert [(source.split("#")[0], rows, edit) for source, rows, edit in noted] == [("crm:given.csv", 0, result.edit)]
    undone = book.undo()
    assert "usage" not in undone.topics
    assert undone.restored == 4
