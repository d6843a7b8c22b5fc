"""`csops sql`: questions to the book in SQL; it only reads."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import t

_ROWS = 10_000


@command("sql")
@click.argument("statement", required=False, metavar="[STATEMENT]")
@option("--limit", type=click.IntRange(min=1), default=_ROWS, metavar="N")
@option("--seconds", type=click.FloatRange(min=0.1, max=3600), default=30.0, metavar="N")
@option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--views", "views_listed", is_flag=True)
@option("--raw", is_flag=True)
@option("--force", is_flag=True)
def sql(
    statement: str | None, limit: int, seconds: float, out: Path | None, views_listed: bool, raw: bool, force: bool
) -> None:
    """Ask in SQL."""
    from csops_tui.store.console import Console, QuestionError, place

    held = session()
    if views_listed:
        _views()
        return
    if statement is None and sys.stdin.isatty():
        raise ShellError("sql_what", USAGE)
    text = sys.stdin.read() if statement in (None, "-") else str(statement)
    if out is not None and not out.parent.is_dir():
        raise ShellError("no_folder", NOT_FOUND, path=out.parent)
    if out is not None and out.exists() and not force:
        raise ShellError("file_exists", CONFLICT, path=out)
    try:
        answer = Console(held.book().path).ask(text, limit, seconds)
    except QuestionError as error:
        where = ""
        if error.start is not None:
            line, column = place(text, error.start)
            where = f"{t('sql.place', line=line, column=column)} "
        raise ShellError("sql", REFUSED, detail=f"{where}{error}") from error
    rows = [[value.hex() if isinstance(value, bytes) else value for value in row] for row in answer.rows]
    if out is not None:
        from csops_tui.exchange.listing import write_file

        count = write_file(answer.columns, rows, out, raw=raw)
        held.say(t("cli.said.rows_written", count=count, path=out))
    else:
        # Numbers stand on the right; otherwise they are shown as the database says them.
        kinds = ["count" if _numbers(answer.rows, n) else "text" for n in range(len(answer.columns))]
        emit([Column(name, kind=kind) for name, kind in zip(answer.columns, kinds, strict=True)], rows)
    if answer.more:
        held.say(t("cli.said.sql_more", count=limit))


def _numbers(rows: list[tuple[object, ...]], at: int) -> bool:
    seen = [row[at] for row in rows]
    return any(value is not None for value in seen) and all(isinstance(v, int | float | None) for v in seen)


def _views() -> None:
    from csops_tui.store.views import EXAMPLES

    shown = [Column("view", t("cli.column.view")), Column("what", t("cli.column.what")), Column("example")]
    rows = [(name, t(f"dbview.{name}"), " ".join(sql.split())) for name, sql in EXAMPLES.items()]
    if session().form == "table":
        emit(shown[:2], [row[:2] for row in rows])
        session().say(t("cli.said.sql_views"))
    else:
        emit(shown, rows)
