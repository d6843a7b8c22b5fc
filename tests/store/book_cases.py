"""Rows and readings that several tests of the store use."""

from collections.abc import Sequence
from typing import Any

from csops_tui.store.book import Book
from csops_tui.store.capture import tracked_tables
from csops_tui.store.sqlite import Connection


def touch(account: str, note: str = "更新の見積を送付", day: str = "2026-11-20", **more: Any) -> dict[str, Any]:
    """The values of one touch."""
    return {"account_id": account, "day": day, "at": f"{day}T01:00:00Z", "channel": "call", "note": note, **more}


def add_account(book: Book, name: str = "ミライ商事", **more: Any) -> str:
    """Add one account in an edit of its own; returns its id."""
    with book.edit(f"{name}を追加") as e:
        return e.insert("account", {"name": name, **more})


def add_touch(book: Book, account: str, note: str = "更新の見積を送付", **more: Any) -> str:
    """Add one touch in an edit of its own; returns its id."""
    with book.edit("電話") as e:
        return e.insert("touchpoint", touch(account, note, **more))


def content(conn: Connection, tables: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every tracked table that has any (or of `tables`), in the order of ids."""
    names = tables or tracked_tables(conn)
    found = {t: conn.execute(f'SELECT * FROM "{t}" ORDER BY id').fetchall() for t in names}
    return {table: rows for table, rows in found.items() if rows}


def changes(book: Book, pk: str) -> list[tuple[str, str | None, str | None]]:
    """The (op, old, new) of every change of a row."""
    return book.reader().execute("SELECT op, old, new FROM _change WHERE pk = ? ORDER BY seq", [pk]).fetchall()
