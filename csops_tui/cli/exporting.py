"""`csops export`: records, the whole book, or a calendar out again, in files that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.session import Session
from csops_tui.locale import t

_FORMATS = ("csv", "tsv", "xlsx", "json", "jsonl", "md")


@command("export")
@click.argument("entity", required=False, metavar="[ENTITY|book|calendar]")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@option("--all", "everything", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER")
@option("--format", "kind", type=click.Choice(_FORMATS))
@option("--redacted", is_flag=True)
@option("--owner", metavar="NAME")
@option("--raw", is_flag=True)
@option("--force", is_flag=True)
def export(
    entity: str | None,
    file: Path | None,
    everything: Path | None,
    kind: str | None,
    redacted: bool,
    owner: str | None,
    raw: bool,
    force: bool,
) -> None:
    """Export rows."""
    held = session()
    if owner and entity != "calendar":
        raise ShellError("owner_calendar", USAGE)
    if everything is not None:
        _all(held, everything, kind, raw, force, redacted)
    elif entity is None:
        raise ShellError("export_what", USAGE)
    elif entity == "book":
        from csops_tui.cli.whole_book import export_book

        export_book(held, file, kind, redacted, force)
        _said_redacted(held, redacted)
    elif entity == "calendar":
        _calendar(held, file, owner, redacted, force)
    else:
        _entity(held, entity, file, kind, raw, force, redacted)


def _entity(
    held: Session, entity: str, file: Path | None, kind: str | None, raw: bool, force: bool, redacted: bool
) -> None:
    from csops_tui.cli.entities import table_of
    from csops_tui.exchange.export import entity_rows, export_entity
    from csops_tui.exchange.listing import write
    from csops_tui.exchange.targets import USAGE as FACTS

    table = FACTS if entity.lower() == FACTS else table_of(entity)
    chosen = kind or (held.form if held.form != "table" else None)
    if file is not None:
        _ready([file], force)
        count = export_entity(held.book(), table, file, chosen, raw=raw, redacted=redacted)  # type: ignore[arg-type]
        held.say(t("cli.said.exported", count=count, entity=_many(table), path=file))
    elif chosen == "xlsx":
        raise ShellError("xlsx_file", USAGE)
    else:
        headers, rows = entity_rows(held.book(), table, redacted=redacted)
        write(headers, rows, sys.stdout, chosen or "csv", raw=raw)  # type: ignore[arg-type]
    _said_redacted(held, redacted)


def _all(held: Session, folder: Path, kind: str | None, raw: bool, force: bool, redacted: bool) -> None:
    """Everything that has rows, one file each, named in the order in which they import again."""
    from csops_tui.exchange.export import export_entity, import_order

    book = held.book()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    chosen = kind or (held.form if held.form != "table" else "csv")
    paths = {
        table: folder / f"{number:02}-{table}.{chosen}"
        for number, table in enumerate(import_order(), 1)
        if book.reader().execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()
    }
    _ready(paths.values(), force)
    for table, path in paths.items():
        count = export_entity(book, table, path, chosen, raw=raw, redacted=redacted)  # type: ignore[arg-type]
        held.say(t("cli.said.exported", count=count, entity=_many(table), path=path))
    _said_redacted(held, redacted)


def _calendar(held: Session, file: Path | None, owner: str | None, redacted: bool, force: bool) -> None:
    from csops_tui.exchange.calendar_out import calendar, dues, write_calendar

    book = held.book()
    found = dues(book, _member(held, owner) if owner else None)
    if file is None:
        sys.stdout.write(calendar(book, found, redacted=redacted).decode())
        return
    _ready([file], force)
    write_calendar(book, found, file, redacted=redacted)
    held.say(t("cli.said.rows_written", count=len(found), path=file))
    _said_redacted(held, redacted)


def _member(held: Session, name: str) -> str:
    from csops_tui.store.touch import acting_member

    if (found := acting_member(held.book(), name)) is None:
        raise ShellError("no_member", NOT_FOUND, name=name)
    return found


def _said_redacted(held: Session, redacted: bool) -> None:
    if redacted:
        held.say(t("export.redacted"))


def _ready(paths: Iterable[Path], force: bool) -> None:
    """Raise ShellError where there is no folder, or a file would be overwritten without being asked to."""
    for path in paths:
        if not path.parent.is_dir():
            raise ShellError("no_folder", NOT_FOUND, path=path.parent)
        if path.exists() and not force:
            raise ShellError("file_exists", CONFLICT, path=path)


def _many(table: str) -> str:
    return t("cli.page.usage" if table == "usage" else f"entity.{table}.many")
