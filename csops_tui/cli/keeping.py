"""`csops backup` and `restore`: copies that are proven before they count."""

from __future__ import annotations

from pathlib import Path

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import NOT_FOUND, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json, emit_line
from csops_tui.locale import t


@command("backup")
@click.argument("dest", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@option("--list", "listed", is_flag=True)
def backup(dest: Path | None, listed: bool) -> None:
    """Make a proven copy."""
    from csops_tui.store import backup as copies

    held = session()
    if listed:
        shown = [
            Column("at", t("cli.column.at"), "moment"),
            Column("reason", t("cli.column.reason")),
            Column("size", t("cli.column.size"), "count"),
            Column("path", t("cli.column.path")),
        ]
        emit(shown, [(b.at.isoformat(), b.reason, b.size, str(b.path)) for b in copies.list_backups(held.path)])
        return
    made = copies.backup(held.path, dest=dest)
    held.say(t("cli.said.backed_up", path=made))
    if held.form == "json":
        emit_json({"path": str(made)})
    else:
        emit_line(made)


@command("restore")
@click.argument("copy", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
def restore(copy: Path | None) -> None:
    """Bring back a copy."""
    from csops_tui.store import backup as copies

    held = session()
    if copy is None:
        known = copies.list_backups(held.path)
        if not known:
            raise ShellError("no_backup", NOT_FOUND, path=copies.folder_of(held.path))
        copy = known[0].path
    elif not copy.exists():
        raise ShellError("no_copy", NOT_FOUND, path=copy)
    done = copies.restore(held.path, copy)
    held.say(t("cli.said.restored", path=done.book, copy=done.backup))
    if done.replaced:
        held.say(t("cli.said.replaced", path=done.replaced))
    if held.form == "json":
        replaced = str(done.replaced) if done.replaced else None
        emit_json({"path": str(done.book), "backup": str(done.backup), "replaced": replaced})
