"""Numbered migrations, forward only; importing this loads sqlite-utils, so it happens only when one is pending."""

from __future__ import annotations

from importlib.resources import files

import sqlite_utils
from sqlite_utils.migrations import Migrations

from csops_tui.store import capture
from csops_tui.store.sqlite import APPLICATION_ID, Connection

migrations = Migrations("csops")


@migrations()
def m001_first_release(db: sqlite_utils.Database) -> None:
    """Every entity's table, the change log and bulk usage."""
    script = files("csops_tui.store").joinpath("schema_001.sql").read_text(encoding="utf-8")
    # executescript() would commit the transaction that all migrations share.
    for statement in script.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


def migrate(conn: Connection, latest: int) -> None:
    """Bring the book behind `conn` to version `latest` in the caller's write transaction, triggers included."""
    # execute_plugins would let foreign code run inside the migration.
    migrations.apply(sqlite_utils.Database(conn, execute_plugins=False))
    capture.ensure_capture(conn)
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {latest}")
