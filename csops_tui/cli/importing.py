"""`csops import`: a file becomes rows; a dry run shows first what it would do."""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import OK, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json
from csops_tui.cli.session import Session
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.exchange.mapping import Mapping
    from csops_tui.exchange.table import Table

# So many rejected records are shown; the reject file has them all.
_SHOWN = 10


@command("import")
@click.argument("words", nargs=-1, required=True, metavar="[ENTITY] FILE")
@option("--map", "pairs", multiple=True, metavar="COLUMN=FIELD")
@option("--set", "constants", multiple=True, metavar="FIELD=VALUE")
@option("--source", metavar="NAME", default="csv")
@option("--encoding", metavar="NAME")
@option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]))
@option("--currency", metavar="CODE", default="JPY")
@option("--new-codes", is_flag=True)
@option("--skip-unknown", is_flag=True)
@option("--new-accounts", is_flag=True)
@option("--new-members", is_flag=True)
@option("--last-day", is_flag=True)
@option("--reject", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--dry-run", "-n", is_flag=True)
def import_file(
    words: tuple[str, ...],
    pairs: tuple[str, ...],
    constants: tuple[str, ...],
    source: str,
    encoding: str | None,
    date_order: str | None,
    currency: str,
    new_codes: bool,
    skip_unknown: bool,
    new_accounts: bool,
    new_members: bool,
    last_day: bool,
    reject: Path | None,
    dry_run: bool,
) -> int:
    """Import a file."""
    if words[0] == "book" and len(words) > 1:
        from csops_tui.cli.whole_book import import_book

        if len(words) > 2:
            raise ShellError("extra", USAGE, words=" ".join(words[2:]))
        import_book(session(), Path(words[1]))
        return OK
    from csops_tui.exchange.importer import apply, plan
    from csops_tui.exchange.mapping import resolve
    from csops_tui.exchange.options import Options
    from csops_tui.exchange.rejects import write_rejects

    held = session()
    name, table = _asked(held, words, encoding)
    mapping = resolve(name, table.header, pairs, _fixed(constants))
    options = Options(
        source=source,
        date_order=date_order or "",  # type: ignore[arg-type]
        currency=currency.upper(),
        new_codes="add" if new_codes else "reject",
        unknown_refs="empty" if skip_unknown else "reject",
        new_accounts="add" if new_accounts else "reject",
        new_members="add" if new_members else "reject",
        last_day=last_day,
    )
    book = held.book(create=True)
    made = plan(book, table, mapping, options, _told(held))
    try:
        if mapping.ignored:
            held.say(t("cli.import.ignored", names=", ".join(mapping.ignored)))
        if yearly := mapping.by_role("yearly"):
            held.say(t("cli.import.yearly", names=", ".join(source.header for source in yearly)))
        if reject is not None and made.rejected:
            write_rejects(made, reject)
            held.say(t("cli.import.reject_file", count=made.rejected, path=reject))
        edit = None if dry_run else apply(book, made).edit
        counts = {"created": made.created, "updated": made.updated, "skipped": made.skipped, "rejected": made.rejected}
        if held.form == "json":
            emit_json({**counts, "edit": edit})
        else:
            emit([Column(key, t(f"cli.column.{key}"), "count") for key in counts], [tuple(counts.values())])
        for key, (count, names) in made.additions().items():
            held.say(t(f"cli.import.{key}", count=count, names=names))
        if made.rejected:
            rows = [(row.line, row.column, row.reason) for _, row in zip(range(_SHOWN), made.rejects(), strict=False)]
            for line, column, reason in rows:
                held.say(t("cli.import.rejected", line=line, column=column or "–", reason=reason))
            if made.rejected > _SHOWN:
                held.say(t("cli.import.more", count=made.rejected - _SHOWN))
            held.say(t("cli.import.left_out", count=made.rejected, total=made.total))
        held.say(t("cli.import.dry" if dry_run else "cli.import.done" if edit else "cli.import.nothing"))
        _tell_contracts(held, mapping, table)
        return REFUSED if made.rejected and made.rejected == made.total else OK
    finally:
        made.close()


def _asked(held: Session, words: tuple[str, ...], encoding: str | None) -> tuple[str, Table]:
    """The kind of record and the file that a command line names; without a kind the likeliest, which is said."""
    from csops_tui.cli.entities import table_of
    from csops_tui.exchange.kinds import kinds_of
    from csops_tui.exchange.table import open_table
    from csops_tui.exchange.targets import USAGE as FACTS

    *named, path = words
    if len(named) > 1:
        raise ShellError("extra", USAGE, words=" ".join(words[2:]))
    if named:
        name = FACTS if named[0].lower() == FACTS else table_of(named[0])
        return name, open_table(Path(path), encoding)
    if not Path(path).suffix and not Path(path).exists():
        raise ShellError("import_what", USAGE, name=path)
    table = open_table(Path(path), encoding)
    name = kinds_of(table.header)[0][0]
    held.say(t("cli.import.guessed", entity=t(f"entity.{name}"), file=path))
    return name, table


def _tell_contracts(held: Session, mapping: Mapping, table: Table) -> None:
    """Say where a list of accounts has columns of contracts, and how they come in."""
    from csops_tui.exchange.errors import ExchangeError
    from csops_tui.exchange.kinds import contract_columns
    from csops_tui.exchange.mapping import resolve

    if not (columns := contract_columns(mapping)):
        return
    try:
        resolve("subscription", table.header)
        more = ""
    except ExchangeError:
        more = " --set starts=2026-04-01"
    held.say(
        t(
            "cli.import.contracts",
            names=", ".join(columns),
            call=f"csops import subscription {quote(str(table.path))}{more}",
        )
    )


def _fixed(constants: tuple[str, ...]) -> dict[str, str]:
    """Field → value of every `--set`; raises ShellError for one that is no pair."""
    fixed: dict[str, str] = {}
    for text in constants:
        name, sign, value = text.partition("=")
        if not sign:
            raise ShellError("no_pair", USAGE, text=text)
        fixed[name] = value
    return fixed


def _told(held: Session):
    """Progress on one line of a terminal; nothing where nobody is looking."""

    def progress(done: int) -> None:
        if not held.quiet and sys.stderr.isatty():
            sys.stderr.write(f"\r{t('cli.import.read', count=done)}\x1b[K\r")
            sys.stderr.flush()

    return progress
