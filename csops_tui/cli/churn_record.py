"""`csops churn add`, `close`, `completeness`, `uses`: the record of a churn, with all that the data proposes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import span_of
from csops_tui.cli.entities import row_of
from csops_tui.cli.errors import NOT_FOUND, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json, emit_line
from csops_tui.cli.values import field_of, read_pairs
from csops_tui.locale import has, t

if TYPE_CHECKING:
    from csops_tui.analysis.rates import Rate
    from csops_tui.store.book import Book
    from csops_tui.tui.forms.churn import ChurnJob

_LATEST = """
SELECT id FROM churn WHERE account_id = ? ORDER BY state = 'closed', coalesce(effective, notice) DESC, rowid DESC
"""


@command("churn-add")
@click.argument("account")
@click.argument("pairs", nargs=-1, metavar="FIELD=VALUE…")
@option("--dry-run", "-n", is_flag=True)
def add(account: str, pairs: tuple[str, ...], dry_run: bool) -> None:
    """Record a churn of an account."""
    from csops_tui.tui.forms.churn import ChurnJob

    held = session()
    for pair in pairs:
        field_of("churn", pair)
    book = held.book()
    job = ChurnJob(book, held.config, row_of(book.reader(), "account", account))
    _write(job, _given(job, pairs), dry_run)


@command("churn-close")
@click.argument("which")
@click.argument("pairs", nargs=-1, metavar="FIELD=VALUE…")
@option("--dry-run", "-n", is_flag=True)
def close(which: str, pairs: tuple[str, ...], dry_run: bool) -> None:
    """Close the record of a churn."""
    from csops_tui.tui.forms.churn import ChurnJob

    held = session()
    book = held.book()
    row_id = _churn(book, which)
    (account,) = book.reader().execute("SELECT account_id FROM churn WHERE id = ?", [row_id]).fetchone()
    job = ChurnJob(book, held.config, account, row_id)
    _write(job, _given(job, pairs) | {"state": "closed"}, dry_run)


@command("churn-completeness")
@option("--by", metavar="A,B,…", default="owner,month")
@option("--from", "start", metavar="DATE")
@option("--to", "end", metavar="DATE")
def complete(by: str, start: str | None, end: str | None) -> None:
    """Tell how completely churns are recorded."""
    from csops_tui.analysis.churn_completeness import BY, PERIODS, completeness

    held = session()
    first, last = span_of(start, end)
    names = [name.strip() for name in by.split(",") if name.strip()]
    for name in names:
        if name not in BY and name not in PERIODS:
            raise ShellError("no_column", USAGE, name=name, nearest=", ".join((*BY, *PERIODS)))
    if sum(name in PERIODS for name in names) > 1:
        raise ShellError("one_period", USAGE, periods=", ".join(PERIODS))
    counts = ("churns", "closed", "reasoned", "missing", "unknown", "other", "stated", "second_level", "evidence")
    rates = ("complete", "unknown_share", "other_share")
    found = completeness(held.book(), names, first, last, held.config.fiscal_start)
    found.sort(key=lambda row: tuple(value or "" for value in row.group))
    emit(
        [_column(name) for name in (*names, *counts)] + [Column(name, t(f"churn.count.{name}")) for name in rates],
        [
            (*row.group, *(getattr(row, name) for name in counts), *(_told(getattr(row, name)) for name in rates))
            for row in found
            if row.churns
        ],
    )
    held.say(t("cli.said.stats", start=first.isoformat(), end=last.isoformat()))


@command("churn-uses")
@click.argument("which")
def used(which: str) -> None:
    """List where the record of a churn was used."""
    from csops_tui.measures.churn_uses import uses

    book = session().book()
    found = uses(book.reader(), _churn(book, which), book.clock.today())
    columns = [Column(name, t(f"cli.column.{name}")) for name in ("kind", "use", "table", "id")]
    emit(columns, [(one.kind, one.words, one.table, one.id) for one in found])


def _churn(book: Book, which: str) -> str:
    """The churn that a word names: its id or the end of it, else the latest of the account so called, open first."""
    conn = book.reader()
    try:
        return row_of(conn, "churn", which)
    except ShellError:
        account = row_of(conn, "account", which)
    found = conn.execute(_LATEST, [account]).fetchone()
    if found is None:
        raise ShellError("no_churn", NOT_FOUND, name=which)
    return found[0]


def _given(job: ChurnJob, pairs: Sequence[str]) -> dict[str, Any]:
    """What the data proposes with what was said on top, each said value followed as in the form."""
    held = session()
    said = read_pairs(held, held.book(), "churn", pairs, job.row_id)
    values = job.start() | said
    for name in said:
        values |= {key: value for key, value in job.follow(name, values).items() if key not in said}
    return values


def _write(job: ChurnJob, values: dict[str, Any], dry_run: bool) -> None:
    held = session()
    if problems := job.problems(values):
        raise ShellError("churn_refused", REFUSED, why=" ".join(dict.fromkeys(problems.values())))
    for words in job.doubts(values).values():
        held.say(words)
    row_id = job.row_id or ""
    if not dry_run:
        with held.book().edit(job.label(values)) as edit:
            row_id = job.write(edit, values)
    said = job.remark(values)
    held.say("  ".join(filter(None, (t("cli.said.churn_looked") if dry_run else job.label(values), said))))
    if held.form == "json":
        emit_json({"id": row_id or None, **{key: value for key, value in values.items() if ":" not in key}})
    elif row_id:
        emit_line(row_id)


def _told(rate: Rate) -> Any:
    if session().form != "table":
        return None if rate.share is None else round(rate.share, 4)
    if rate.share is None or rate.interval is None:
        return t("stats.few") if rate.n else ""
    low, high = rate.interval
    return f"{rate.share:.0f}% ({low:.0f}–{high:.0f})"


def _column(name: str) -> Column:
    if has(f"churn.count.{name}"):
        return Column(name, t(f"churn.count.{name}"), "count")
    if name in ("month", "quarter"):
        return Column(name, t(f"stats.{name}"))
    label = t("field.account.owner_id") if name == "owner" else t(f"field.account.{name}")
    return Column(name, label, "text" if name == "owner" else "code", name)
