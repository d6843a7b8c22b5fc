"""`csops risks` and `csops complaints`: the registers, what is due in them, and the word that settles it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import day_of, span_of
from csops_tui.cli.entities import SHORT, row_of
from csops_tui.cli.errors import REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit
from csops_tui.locale import has, t
from csops_tui.store.book import Book
from csops_tui.store.listing import SEPARATOR, Listing
from csops_tui.store.touch import acting_member

_KINDS = {
    **dict.fromkeys(("deadline", "long_day"), "day"),
    **{"due_moment": "moment", "moment": "moment", "count": "count", "note": "note"},
}


@command("risks")
@click.argument("what", type=click.Choice(["open", "due", "all", "reviewed", "close"]), default="open")
@click.argument("row", required=False)
@option("--next", "until", metavar="DATE")
@option("--note", metavar="TEXT")
def risks(what: str, row: str | None, until: str | None, note: str | None) -> None:
    """Show the register of risks."""
    from csops_tui.measures import risks as register

    book = session().book()
    today = book.clock.today()
    if what not in ("reviewed", "close"):
        _list(book, register.listing(today, what), "risk")
        return
    risk = _row(book, "risk", row)
    if book.reader().execute("SELECT closed FROM risk WHERE id = ?", [risk]).fetchone()[0]:
        raise ShellError("risk_closed", REFUSED)
    named, words = register.called(book.reader(), risk), (note or "").strip()
    if what == "close":
        label = t("register.risks.label.close", what=named)
        with book.edit(label) as edit:
            register.close(edit, risk, today, words)
        session().say(label)
        return
    day = day_of(until, "future") if until else None
    if day is not None and day <= today:
        raise ShellError("review_past", REFUSED)
    with book.edit(t("register.risks.label.reviewed", what=named)) as edit:
        register.reviewed(edit, risk, today, day, words)
    (later,) = book.reader().execute("SELECT review_on FROM risk WHERE id = ?", [risk]).fetchone()
    session().say(t("register.risks.next", day=later))


@command("complaints")
@click.argument(
    "what",
    type=click.Choice(["open", "due", "all", "times", "sla", "update", "respond", "resolve"]),
    default="open",
)
@click.argument("row", required=False)
@click.argument("text", required=False)
@option("--from", "start", metavar="DATE")
@option("--to", "end", metavar="DATE")
@option("--within", type=click.IntRange(min=1), metavar="HOURS", default=24)
def complaints(what: str, row: str | None, text: str | None, start: str | None, end: str | None, within: int) -> None:
    """Show complaints, how fast they were answered, and service terms."""
    from csops_tui.measures import complaints as register

    book = session().book()
    now = book.clock.now()
    if what in ("open", "due", "all"):
        _list(book, register.listing(now, what), "complaint")
        return
    if what in ("times", "sla"):
        first, last = span_of(start, end)
        _times(book, first, last, within) if what == "times" else _terms(book, first, last)
        session().say(t("cli.said.stats", start=first.isoformat(), end=last.isoformat()))
        return
    one = _row(book, "complaint", row)
    if what != "respond" and not (text or "").strip():
        raise ShellError("complaint_text", USAGE)
    words = (text or "").strip()
    answered, solved = book.reader().execute("SELECT responded, resolved FROM complaint WHERE id = ?", [one]).fetchone()
    if solved or (what == "respond" and answered):
        raise ShellError("complaint_done", REFUSED)
    label = t(f"register.complaints.label.{what}", what=register.called(book.reader(), one))
    with book.edit(label) as edit:
        if what == "update":
            register.tell(edit, one, words, now, acting_member(book))
        elif what == "respond":
            register.respond(edit, one, now)
        else:
            register.resolve(edit, one, words, now, bool(answered))
    session().say(label)


def _times(book: Book, first: dt.date, last: dt.date, within: int) -> None:
    from csops_tui.analysis.response import response

    rows: list[list[Any]] = []
    for group in response(book, first, last, book.clock.now()):
        rate = group.answered.within(within)
        rows.append(
            [
                severity(group.severity),
                *(group.n, len(group.answered.minutes), len(group.answered.waiting)),
                *(told(group.answered.median), told(group.answered.p90), rate.hits, rate.n, told(rate.share)),
                *(len(group.solved.minutes), told(group.solved.median), told(group.solved.p90)),
            ]
        )
    emit(
        [
            Column("severity", t("field.complaint.severity")),
            *(counted(key) for key in ("received", "answered", "waiting")),
            *(Column(key, t(f"register.{key}"), "number") for key in ("median", "p90")),
            Column("in_time", t("register.within", n=within), "count"),
            Column("judged", "n", "count"),
            Column("in_time_share", "%", "number"),
            counted("solved"),
            *(Column(key, t(f"register.{key}"), "number") for key in ("solved_median", "solved_p90")),
        ],
        rows,
    )


def severity(code: str | None) -> str | None:
    """A group of complaints for the form asked for: words for people, codes for programs."""
    if session().form != "table":
        return "all" if code == "" else code
    from csops_tui.tui.register_tables import severity_label

    return severity_label(code)


def _terms(book: Book, first: dt.date, last: dt.date) -> None:
    from csops_tui.analysis.sla import kept

    names = ("broken", "kept", "running", "unknown")
    rows = [
        [
            *(one.account, one.kind, one.terms, len(one.checks)),
            *(one.count(name) for name in ("broken", "kept", "running", "unknown")),
            told(one.rate.share),
        ]
        for one in kept(book, first, last, book.clock.today())
    ]
    columns = [
        Column("account", t("entity.account")),
        Column("kind", t("field.sla.kind"), "code", "sla.kind"),
        *(counted(key) for key in ("terms", "tickets", *names)),
        Column("kept_share", t("register.kept_rate"), "number"),
    ]
    emit(columns, rows)


def told(value: float | None) -> Any:
    """A figure to one decimal for people and four for programs; for people, too few say so."""
    if value is None:
        return None
    return round(value, 1 if session().form == "table" else 4)


def counted(key: str) -> Column:
    """A column of counts of the registers."""
    return Column(key, t(f"register.{key}"), "count")


def _row(book: Book, table: str, word: str | None) -> str:
    if not word:
        raise ShellError("register_row", USAGE, entity=t(f"entity.{table}"))
    return row_of(book.reader(), table, word)


def _list(book: Book, listing: Listing, table: str) -> None:
    """The rows of a register; an amount of time that is due loses what only a screen shows."""
    conn = book.reader()
    keys = listing.keys(conn)
    found = listing.rows(conn, keys) if keys else {}
    columns: list[Column] = []
    for field in listing.fields:
        kind, _, codes = field.kind.partition(":")
        own = f"register.{table}s.{field.key}"
        label = t(own) if has(own) else t(f"field.{table}.{field.key}")
        key = field.key.removesuffix("_id")
        columns.append(Column(key, label, "code" if kind == "code" else _KINDS.get(kind, "text"), codes))
    short = session().form == "table"
    rows = [
        (
            *(str(v).partition(SEPARATOR)[0] if isinstance(v, str) else v for v in found[key][1:]),
            found[key][0][-SHORT:] if short else found[key][0],
        )
        for key in keys
    ]
    emit([*columns, Column("id")], rows)
