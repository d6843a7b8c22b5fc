"""`csops segment`: the parts of the book named by conditions, what they hold, and who moves when one changes."""

from __future__ import annotations

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.conditions import condition_of
from csops_tui.cli.errors import NOT_FOUND, USAGE, ShellError, near_words
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit
from csops_tui.locale import language, t
from csops_tui.measures import segments
from csops_tui.measures.segments import Assignment, Mover, Segment
from csops_tui.store.book import Book

_MODELS = frozenset({"touch_model", "touch_before", "touch"})
_MOVER = (("id", "text"), ("account", "text"), ("owner", "text"), ("mrr", "money"), ("currency", "text"))


@command("segment")
@click.argument("what", type=click.Choice(["list", "show", "preview", "set", "apply"]), default="list")
@click.argument("words", nargs=-1, metavar="[NAME… | NAME CONDITION]")
@option("--dry-run", "-n", is_flag=True)
def segment(what: str, words: tuple[str, ...], dry_run: bool) -> None:
    """Show, change and apply segments."""
    book = session().book()
    if what == "list":
        _list(book)
    elif what == "show":
        _show(book, _named(book, _only(words, 1)[0]))
    elif what == "apply":
        _apply(book, words, dry_run)
    else:
        name, condition = _only(words, 2)
        _change(book, name, condition, dry_run or what == "preview")


def _list(book: Book) -> None:
    found = segments.divide(book, book.clock.today())
    names = (
        *(("name", "text"), ("version", "count"), ("accounts", "count"), ("mrr_by", "text"), ("coverage", "number")),
        *(("touch_model", "text"), ("runway_days", "count"), ("owners", "text"), ("where_text", "text")),
    )
    rows = [
        (
            part.segment.name,
            part.segment.version,
            None if part.problem else part.accounts,
            " ".join(_amount(*one) for one in sorted(part.mrr.items())) or None,
            None if part.coverage is None else round(part.coverage, 1),
            part.segment.touch_model,
            part.segment.runway_days,
            ", ".join(f"{name or '-'} {n}" for name, n in part.owners.most_common()) or None,
            part.segment.where_text,
        )
        for part in found.parts
    ]
    emit(_columns(names), rows)
    said = "cli.said.segments" if found.adds_up else "cli.said.segments_not_once"
    whole = found.whole.accounts
    session().say(t(said, count=len(found.parts), accounts=whole, nowhere=found.nowhere, several=found.several))


def _amount(currency: str, amount: int) -> str:
    """An amount for people, or for programs as in the book: minor units with their currency."""
    if session().form != "table":
        return f"{amount} {currency}"
    from csops_tui.text.numbers import format_money

    return format_money(amount, currency, language())


def _show(book: Book, wanted: Segment) -> None:
    condition_of(wanted.where_text)
    rows = segments.preview(book, None, wanted.where_text, book.clock.today()).enters
    emit(_columns(_MOVER), map(_row, rows))
    session().say(t("cli.said.segment", name=wanted.name, version=wanted.version, count=len(rows)))


def _change(book: Book, name: str, condition: str, dry_run: bool) -> None:
    """Show who enters and who leaves; then, unless it is only looked at, make the segment or its next version."""
    condition_of(condition)
    today = book.clock.today()
    there = next((one for one in segments.in_force(book.reader(), today) if one.name == name), None)
    moves = segments.preview(book, there.where_text if there else None, condition, today)
    ways = (("enters", moves.enters), ("leaves", moves.leaves))
    rows = [(t(f"segment.{way}"), *_row(one)) for way, movers in ways for one in movers]
    emit(_columns((("way", "text"), *_MOVER)), rows)
    if not dry_run:
        label = t(f"segment.label.{'version' if there else 'made'}", name=name, n=there.version + 1 if there else 1)
        with book.edit(label) as edit:
            if there:
                segments.change(edit, there, {"where_text": condition}, today)
            else:
                segments.make(edit, {"name": name, "where_text": condition}, today)
    said = "cli.said.segment_looked" if dry_run else "cli.said.segment_set"
    session().say(t(said, name=name, enters=len(moves.enters), leaves=len(moves.leaves), stays=moves.stays))


def _apply(book: Book, names: tuple[str, ...], dry_run: bool) -> None:
    today = book.clock.today()
    every = segments.in_force(book.reader(), today)
    named = {_named(book, name).id for name in names}
    wanted = [one for one in every if not names or one.id in named]
    for one in wanted:
        condition_of(one.where_text)
    changes = segments.assignments(book, wanted, today)
    columns = (*_MOVER, ("segment_before", "text"), ("segment", "text"), ("touch_before", "text"), ("touch", "text"))
    emit(_columns(columns), map(_assigned, changes))
    if changes and not dry_run:
        with book.edit(t("segment.label.applied", name=", ".join(one.name for one in wanted))) as edit:
            segments.assign(edit, changes)
    session().say(t("cli.said.segment_would" if dry_run else "cli.said.segment_applied", count=len(changes)))


def _only(words: tuple[str, ...], count: int) -> tuple[str, ...]:
    if len(words) != count:
        raise ShellError("segment_words" if count == 2 else "segment_name", USAGE)
    return words


def _named(book: Book, name: str) -> Segment:
    every = segments.in_force(book.reader(), book.clock.today())
    found = next((one for one in every if one.name == name), None)
    if found is None:
        from difflib import get_close_matches

        near = near_words(get_close_matches(name, [one.name for one in every], 3, 0.3))
        raise ShellError("no_row", NOT_FOUND, entity=t("entity.segment"), name=name, near=near)
    return found


def _row(mover: Mover) -> tuple[object, ...]:
    amount: object = mover.mrr
    if session().form == "table" and mover.mrr is not None:
        amount = f"{mover.mrr}{SEPARATOR}{mover.currency}"
    return (mover.account_id, mover.name, mover.owner, amount, mover.currency)


def _assigned(one: Assignment) -> tuple[object, ...]:
    return (*_row(one.mover), one.before[0], one.after[0], one.before[1], one.after[1])


def _columns(names: tuple[tuple[str, str], ...]) -> list[Column]:
    return [
        Column(name, t(f"segment.cli.{name}"), *(("code", "touch_model") if name in _MODELS else (kind, "")))
        for name, kind in names
    ]
