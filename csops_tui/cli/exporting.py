"""`csops export`: everything out again, in files that import without loss."""

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


@command("export")
@click.argument("entity", required=False)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path), metavar="[FILE]")
@option("--all", "everything", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER")
@option("--raw", is_flag=True)
@option("--force", is_flag=True)
def export(entity: str | None, file: Path | None, everything: Path | None, raw: bool, force: bool) -> None:
    """Export rows."""
    held = session()
    if everything is not None:
        _all(held, everything, raw, force)
        return
    if entity is None:
        raise ShellError("export_what", USAGE)
    from csops_tui.cli.entities import table_of
    from csops_tui.exchange.export import entity_rows, export_entity
    from csops_tui.exchange.listing import write
    from csops_tui.exchange.targets import USAGE as FACTS

    table = FACTS if entity.lower() == FACTS else table_of(entity)
    kind = held.form if held.form != "table" else None
    if file is not None:
        if not file.parent.is_dir():
            raise ShellError("no_folder", NOT_FOUND, path=file.parent)
        _keep_existing([file], force)
        count = export_entity(held.book(), table, file, kind, raw=raw)
        held.say(t("cli.said.exported", count=count, entity=_many(table), path=file))
        return
    headers, rows = entity_rows(held.book(), table)
    write(headers, rows, sys.stdout, kind or "csv", raw=raw)


def _all(held: Session, folder: Path, raw: bool, force: bool) -> None:
    """Everything that has rows, one file each, named in the order in which they import again."""
    from csops_tui.exchange.export import export_entity, import_order

    book = held.book()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kind = held.form if held.form != "table" else "csv"
    paths = {
        table: folder / f"{number:02}-{table}.{kind}"
        for number, table in enumerate(import_order(), 1)
        if book.reader().execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()
    }
    _keep_existing(paths.values(), force)
    for table, path in paths.items():
        count = export_entity(book, table, path, kind, raw=raw)
        held.say(t("cli.said.exported", count=count, entity=_many(table), path=path))


def _keep_existing(paths: Iterable[Path], force: bool) -> None:
    """Raise ShellError when a file would be overwritten without being asked to."""
    for path in paths:
        if path.exists() and not force:
            raise ShellError("file_exists", CONFLICT, path=path)


def _many(table: str) -> str:
    return t("cli.page.usage" if table == "usage" else f"entity.{table}.many")
