"""The schema on file, the model and what the code knows of it agree."""

import re
import subprocess
import sys
from pathlib import Path

from csops_tui.model.entity import columns
from csops_tui.model.registry import ENTITIES
from csops_tui.store import opening
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
from csops_tui.store.capture import tracked_tables, wrong_triggers
from csops_tui.store.edit import MULTILINE
from csops_tui.store.schema import ddl
from csops_tui.store.search import INDEXED


def test_the_migrations_arrive_at_what_the_model_says(book: Book, tmp_path: Path) -> None:
    fresh = db.connect(tmp_path / "fresh.db", create=True)
    fresh.executescript(ddl())
    assert shape(book.reader()) == shape(fresh)
    fresh.close()


def shape(conn: db.Connection) -> dict[str, str]:
    """Every table, index and view by name, however its lines are broken."""
    found = conn.execute(
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index', 'view')"
    )
    ours = {
        name: re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")").replace(" ,", ",") for name, sql in found
    }
    return {
        name: sql
        for name, sql in ours.items()
        if not name.startswith(("search", "_log", "_sqlite", "idx__sqlite", "sqlite"))
    }


def test_columns_of_several_lines_are_the_models_notes() -> None:
    notes = {c.name for entity in ENTITIES.values() for c in columns(entity) if c.spec.kind == "note"}
    assert notes == MULTILINE


def test_every_entity_is_a_tracked_table_with_its_triggers(book: Book) -> None:
    assert set(tracked_tables(book.reader())) == set(ENTITIES)
    assert wrong_triggers(book.reader()) == {}


def test_the_search_index_reads_columns_that_exist() -> None:
    for table, what in INDEXED.items():
        assert set(what.columns) <= {c.name for c in columns(ENTITIES[table])}


def test_the_file_says_what_it_is(book: Book) -> None:
    conn = book.reader()
    assert conn.execute("PRAGMA application_id").fetchone() == (0x63736F70,)
    assert conn.execute("PRAGMA user_version").fetchone() == (opening.LATEST,)
    assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_writer_keeps_what_it_acknowledged(book: Book) -> None:
    with book.derived() as conn:
        settings = {
            name: conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "foreign_keys", "trusted_schema", "secure_delete", "mmap_size", "busy_timeout")
        }
    assert settings == {
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": int(not db.is_safe()),
        "secure_delete": 1,
        "mmap_size": 0,
        "busy_timeout": 10000,
    }


def test_opening_and_writing_load_nothing_heavy(book_path: Path) -> None:
    program = """
import sys
from csops_tui.store import sqlite as db
from csops_tui.store.book import Book
with Book.open(sys.argv[1]) as book, book.edit("x") as e:
    e.insert("account", {"name": "a"})
print(sorted({"pydantic", "sqlite_utils", "pandas", "numpy", "textual", "click"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program, book_path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_book_works_with_the_standard_librarys_sqlite_too(tmp_path: Path) -> None:
    program = """
import sys
sys.modules["pysqlite3"] = None
from csops_tui.store import doctor, search
from csops_tui.store.book import Book
with Book.create(sys.argv[1]) as book:
    with book.edit("x") as e:
        pk = e.insert("account", {"name": "ミライ商事", "seats": 1})
    with book.edit("y") as e:
        e.update("account", pk, {"seats": 2, "since": "2026-11-21"})
    book.undo()
    found = [hit.row_id == pk for hit in search.search(book, "ミライ")]
print(found, [f.name for f in doctor.examine(sys.argv[1], deep=True) if f.level == "fail"])
"""
    path = tmp_path / "x.db"
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[True] []"
    with Book.open(path) as book:
        assert book.redo().skipped == []
