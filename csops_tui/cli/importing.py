"""`csops import`: a file becomes rows; a dry run shows first what it would do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import OK, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.session import Session
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.exchange.mapping import Mapping
    from csops_tui.exchange.options import Options
    from csops_tui.exchange.profiles import Profile
    from csops_tui.exchange.sequence import Sequence
    from csops_tui.exchange.table import Table

    Parts = tuple[tuple[Mapping, Options], ...]


@command("import")
@click.argument("words", nargs=-1, required=True, metavar="[ENTITY] FILE")
@option("--profile", metavar="NAME")
@option("--save-profile", metavar="NAME")
@option("--map", "pairs", multiple=True, metavar="COLUMN=FIELD")
@option("--set", "constants", multiple=True, metavar="FIELD=VALUE")
@option("--source", metavar="NAME")
@option("--sheet", metavar="NAME")
@option("--header-line", type=click.IntRange(0), metavar="N")
@option("--encoding", metavar="NAME")
@option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]))
@option("--decimal", type=click.Choice(["comma", "point"]))
@option("--zone", metavar="NAME")
@option("--currency", metavar="CODE")
@option("--new-codes", is_flag=True)
@option("--skip-unknown", is_flag=True)
@option("--new-accounts", is_flag=True)
@option("--new-members", is_flag=True)
@option("--holding", metavar="NAME")
@option("--existing", is_flag=True)
@option("--last-day", is_flag=True)
@option("--take-theirs", is_flag=True)
@option("--reject", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--dry-run", "-n", is_flag=True)
def import_file(
    words: tuple[str, ...],
    profile: str | None,
    save_profile: str | None,
    pairs: tuple[str, ...],
    constants: tuple[str, ...],
    source: str | None,
    sheet: str | None,
    header_line: int | None,
    encoding: str | None,
    reject: Path | None,
    dry_run: bool,
    **choices: Any,
) -> int:
    """Import a file."""
    if words[0] == "book" and len(words) > 1:
        from csops_tui.cli.whole_book import import_book

        if len(words) > 2:
            raise ShellError("extra", USAGE, words=" ".join(words[2:]))
        import_book(session(), Path(words[1]))
        return OK
    from csops_tui.cli.import_outcome import answer, say_columns, say_outcome, say_rejects
    from csops_tui.exchange.apply import apply_together
    from csops_tui.exchange.profiles import profile_of, save
    from csops_tui.exchange.sequence import plan_all
    from csops_tui.exchange.table import open_table

    held = session()
    kind, path = _named(words)
    table = open_table(Path(path), encoding, sheet=sheet, header_line=header_line)
    if sheet is None and len(table.sheets) > 1:
        others = ", ".join(name for name in table.sheets if name != table.sheet)
        held.say(t("cli.import.sheet", name=table.sheet, others=others))
    parts = _parts(held, table, (kind, path), (profile, source), pairs, _fixed(constants), choices)
    sequence = plan_all(held.book(create=True), table, parts, _told(held))
    try:
        say_columns(held, parts, table)
        if reject is not None:
            say_rejects(held, sequence, reject)
        results = None if dry_run else apply_together(held.book(), sequence.plans)
        edit = results[0].edit if results else None
        answer(held, sequence, edit, dry_run)
        say_outcome(held, sequence, edit, dry_run)
        if save_profile:
            made = profile_of(save_profile, [mapping for mapping, _ in parts], table.header, parts[0][1])
            held.say(t("cli.import.profile_saved", name=made.name, path=save(made)))
        every = sum(made.total for made in sequence.plans)
        return REFUSED if every and sequence.counts()["rejected"] == every else OK
    finally:
        sequence.close()


def foreseen(words: tuple[str, ...], source: str | None) -> Sequence:
    """What an import of `[ENTITY] FILE` from a source would do without any other option."""
    from csops_tui.exchange.sequence import plan_all
    from csops_tui.exchange.table import open_table

    held = session()
    kind, path = _named(words)
    table = open_table(Path(path))
    choices: dict[str, Any] = dict.fromkeys(("date_order", "decimal", "currency", "zone", "holding"))
    flags = ("new_codes", "skip_unknown", "new_accounts", "new_members", "existing", "last_day", "take_theirs")
    choices.update(dict.fromkeys(flags, False))
    parts = _parts(held, table, (kind, path), (None, source), (), {}, choices)
    return plan_all(held.book(), table, parts, _told(held))


def _parts(
    held: Session,
    table: Table,
    named: tuple[str, str],
    wanted: tuple[str | None, str | None],
    pairs: tuple[str, ...],
    constants: dict[str, str],
    choices: dict[str, Any],
) -> Parts:
    """Mapping and options of every part of the file; `named` are kind and path, `wanted` profile and source."""
    profile, source = wanted
    chosen = _profile(held, table, named[0], profile, bool(pairs or constants))
    options = _options(chosen.source if chosen and not source else source or "csv", choices)
    if chosen:
        return _of_profile(chosen, table, options, choices, pairs, constants)
    return ((_mapping(held, table, named, pairs, constants, options), options),)


def _named(words: tuple[str, ...]) -> tuple[str, str]:
    """The kind of record (empty where none is named) and the file of a command line."""
    from csops_tui.cli.entities import table_of
    from csops_tui.exchange.targets import USAGE as FACTS

    *named, path = words
    if len(named) > 1:
        raise ShellError("extra", USAGE, words=" ".join(words[2:]))
    if named:
        return FACTS if named[0].lower() == FACTS else table_of(named[0]), path
    if path != "-" and not Path(path).suffix and not Path(path).exists():
        raise ShellError("import_what", USAGE, name=path)
    return "", path


def _profile(held: Session, table: Table, kind: str, name: str | None, said: bool) -> Profile | None:
    """The profile that was named; else the one that knows the columns, unless the command line says what they are."""
    from csops_tui.exchange.profiles import find, load

    if name:
        return load(name)
    if said:
        return None
    found = find(table.header)
    if found is None or (kind and kind != found.entity):
        return None
    held.say(t("cli.import.profile", name=found.name, title=found.words()))
    return found


def _options(source: str, choices: dict[str, Any]) -> Options:
    from csops_tui.exchange.options import Options

    return Options(
        source=source,
        date_order=choices["date_order"] or "",
        decimal=choices["decimal"] or "",
        currency=(choices["currency"] or "JPY").upper(),
        zone=choices["zone"] or "",
        new_codes="add" if choices["new_codes"] else "reject",
        unknown_refs="empty" if choices["skip_unknown"] else "reject",
        new_accounts="add" if choices["new_accounts"] else "reject",
        new_members="add" if choices["new_members"] else "reject",
        holding=choices["holding"] or "",
        existing=choices["existing"],
        last_day=choices["last_day"],
        theirs=choices["take_theirs"],
    )


def _of_profile(
    profile: Profile,
    table: Table,
    options: Options,
    choices: dict[str, Any],
    pairs: tuple[str, ...],
    constants: dict[str, str],
) -> Parts:
    """The parts of a profile, changed by what the command line says for the first of them and for all."""
    from dataclasses import replace

    from csops_tui.exchange.mapping import overridden
    from csops_tui.exchange.sequence import parts_of

    said = {
        "date_order": "date_order",
        "decimal": "decimal",
        "currency": "currency",
        "zone": "zone",
        "holding": "holding",
    }
    kept = {name: getattr(options, name) for name, word in said.items() if choices[word]}
    flags = {"new_codes": "new_codes", "new_accounts": "new_accounts", "new_members": "new_members"}
    kept |= {name: getattr(options, name) for name, word in flags.items() if choices[word]}
    if choices["skip_unknown"]:
        kept["unknown_refs"] = "empty"
    if choices["last_day"]:
        kept["last_day"] = True
    parts = [
        (mapping, replace(chosen, source=options.source, **kept))
        for mapping, chosen in parts_of(profile, table, options)
    ]
    if pairs or constants:
        mapping, chosen = parts[0]
        parts[0] = overridden(mapping, table.header, pairs, constants), chosen
    return tuple(parts)


def _mapping(
    held: Session,
    table: Table,
    named: tuple[str, str],
    pairs: tuple[str, ...],
    constants: dict[str, str],
    options: Options,
) -> Mapping:
    """The mapping by names and by what the command line says; where that is not enough, by what cells look like."""
    from csops_tui.exchange.errors import ExchangeError
    from csops_tui.exchange.kinds import kinds_of
    from csops_tui.exchange.mapping import resolve
    from csops_tui.exchange.proposing import SURE, propose

    kind, path = named
    if not kind:
        kind = kinds_of(table.header)[0][0]
        held.say(t("cli.import.guessed", entity=t(f"entity.{kind}"), file=path))
    given = ("account_id",) if options.holding else ()
    try:
        return resolve(kind, table.header, pairs, constants, partial=options.existing, given=given)
    except ExchangeError as error:
        if error.key != "missing_columns":
            raise
        taken = {text.rpartition("=")[0] for text in pairs}
        guesses = [g for g in propose(table, kind) if g.target and g.confidence >= SURE and g.header not in taken]
        fields = {text.rpartition("=")[2] for text in pairs}
        more = [f"{guess.header}={guess.target}" for guess in guesses if guess.target not in fields]
        try:
            mapping = resolve(kind, table.header, (*pairs, *more), constants, given=given)
        except ExchangeError:
            raise error from None
        for guess in guesses:
            held.say(
                t("cli.import.proposed", column=guess.header, field=guess.target, sure=guess.confidence, why=guess.why)
            )
        return mapping


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
