"""`csops report`: what there is to print, one report as a file, and its templates to change."""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from pathlib import Path

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import CONFLICT, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import t

_SHAPES = ("md", "html", "xlsx")


@command("report")
@click.argument("name", required=False)
@click.argument("of", required=False, metavar="[NAME]")
@option("--month", metavar="2026-10")
@option("--account", metavar="ACCOUNT")
@option("--format", "shape", type=click.Choice(_SHAPES), metavar="md|html|xlsx")
@option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--force", is_flag=True)
def report(
    name: str | None,
    of: str | None,
    month: str | None,
    account: str | None,
    shape: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """List the reports, write one, or copy or edit its templates."""
    if name is None:
        _list()
    elif name in ("copy", "edit"):
        if of is None:
            raise ShellError("report_which", USAGE)
        _copy(of, edit=name == "edit")
    elif of is not None:
        raise ShellError("report_one", USAGE, name=of)
    else:
        _write(name, month, account, shape, out, force)


def _list() -> None:
    from csops_tui.exchange.reports.catalogue import KINDS
    from csops_tui.exchange.reports.write import is_own

    columns = [Column(key, t(f"report.column.{key}")) for key in ("name", "title", "over", "templates", "about")]
    emit(
        columns,
        [
            (
                kind.name,
                kind.title(),
                t("report.over.account" if kind.of_account else f"report.over.{kind.period}"),
                t("report.templates.own" if is_own(kind.name) else "report.templates.shipped"),
                kind.about(),
            )
            for kind in KINDS.values()
        ],
    )


def _write(name: str, month: str | None, account: str | None, shape: str | None, out: Path | None, force: bool) -> None:
    from csops_tui.cli.accounts import account_of
    from csops_tui.exchange.reports import write
    from csops_tui.exchange.reports.catalogue import gather

    held = session()
    chosen = shape or (write.shape_of(out) if out else "md")
    book = held.book()
    wanted = account_of(book.reader(), account) if account else ""
    made = gather(
        book, name, month=_month(month) if month else None, account_id=wanted, fiscal_start=held.config.fiscal_start
    )
    # A workbook is no text for a terminal.
    if out is None and chosen == "xlsx":
        out = Path(write.file_name(made, "xlsx"))
    if out is None:
        sys.stdout.write(write.content(made, chosen).decode())  # type: ignore[arg-type]
        return
    if out.exists() and not force:
        raise ShellError("file_exists", CONFLICT, path=out)
    write.save(made, out, chosen)  # type: ignore[arg-type]
    held.say(t("report.written", path=out))


def _month(text: str) -> dt.date:
    from csops_tui.exchange.reports.errors import ReportError

    found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})月?", text.strip())
    try:
        return dt.date(int(found[1]), int(found[2]), 1) if found else dt.date.fromisoformat(text).replace(day=1)
    except ValueError:
        raise ReportError("month", exit_code=USAGE, text=text) from None


def _copy(name: str, *, edit: bool) -> None:
    from csops_tui.exchange.reports.write import copy_templates

    held = session()
    new, kept = copy_templates(name)
    for path in new:
        held.say(t("report.copied", path=path))
    for path in kept:
        held.say(t("report.kept", path=path))
    if edit:
        if not (os.environ.get("VISUAL") or os.environ.get("EDITOR")):
            raise ShellError("report_editor", USAGE)
        for path in (*new, *kept):
            click.edit(filename=str(path))
