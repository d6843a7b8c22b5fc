"""Numbered migrations, forward only; importing this loads sqlite-utils, so it happens only when one is pending."""

from __future__ import annotations

from importlib.resources import files

import sqlite_utils
from sqlite_utils.migrations import Migrations

from csops_tui.store import capture, views
from csops_tui.store.sqlite import APPLICATION_ID, Connection

migrations = Migrations("csops")


@migrations()
def m001_first_release(db: sqlite_utils.Database) -> None:
    """Every entity's table, the change log and bulk usage."""
    _run(db, "schema_001.sql")


@migrations()
def m002_working_the_sheet(db: sqlite_utils.Database) -> None:
    """Review rounds, things put off, roles beside the owner, who serves an account, cadences by segment."""
    _run(db, "schema_002.sql")


@migrations()
def m003_in_and_out(db: sqlite_utils.Database) -> None:
    """Proposals from calendars and mail, pairs that are two, review sessions, rates, terms of service."""
    _run(db, "schema_003.sql")


def _run(db: sqlite_utils.Database, script: str) -> None:
    # executescript() would commit the transaction that all migrations share.
    for statement in files("csops_tui.store").joinpath(script).read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


def migrate(conn: Connection, latest: int) -> None:
    """Bring the book behind `conn` to version `latest` in the caller's write transaction, triggers included."""
    views.drop(conn)
    # execute_plugins would let foreign code run inside the migration.
    migrations.apply(sqlite_utils.Database(conn, execute_plugins=False))
    views.create(conn)
    capture.ensure_capture(conn)
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {latest}")
