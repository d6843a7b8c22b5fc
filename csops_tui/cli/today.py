"""`csops today`: whom to turn to now, in order and with the reasons."""

from __future__ import annotations

from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import NOT_FOUND, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import SEPARATOR, Column, emit, emit_json
from csops_tui.cli.signal import follow_signals
from csops_tui.locale import t
from csops_tui.measures import panel
from csops_tui.measures.today import Queue, Row, Whose, queue
from csops_tui.measures.today_words import order, reason, reasons
from csops_tui.store.touch import acting_member


@command("today")
@option("--pool", is_flag=True)
@option("--all", "everybody", is_flag=True)
@option("--limit", type=click.IntRange(min=0), metavar="N")
def today(pool: bool, everybody: bool, limit: int | None) -> None:
    """Show the queue of the day."""
    held = session()
    if pool and everybody:
        raise ShellError("pool_or_all", USAGE)
    book = held.book()
    whose: Whose = "pool" if pool else "all" if everybody else "me"
    member = acting_member(book, held.actor)
    if whose == "me" and member is None:
        raise ShellError("no_member", NOT_FOUND, name=held.actor or book.actor)
    day = book.clock.today()
    follow_signals()
    panel.ensure_day(book, day)
    found = queue(book.reader(), day, member, whose)
    rows = found.rows[: len(found.rows) if limit is None else limit]
    if held.form == "json":
        emit_json(_document(found, rows, day.isoformat()))
    else:
        _table(rows)
    if found.capacity is None:
        held.say(t("cli.said.today", count=len(found.rows), day=day.isoformat()))
    else:
        held.say(t("today.capacity", capacity=found.capacity, done=found.done, room=found.room))
        if len(found.rows) > found.room:
            held.say(t("today.beyond", n=len(found.rows) - found.room))


def _table(rows: tuple[Row, ...]) -> None:
    held = session()
    day, people = held.book().clock.today(), held.form == "table"
    columns = [
        Column("place", t("today.place"), "count"),
        Column("account", t("today.account")),
        Column("owner", t("today.owner")),
        Column("mrr", t("today.mrr"), "money"),
        Column("renewal_on", t("today.renewal"), "day"),
        Column("last_1to1", t("today.one_to_one"), "day"),
        Column("score", t("today.score"), "number"),
        Column("why", t("today.why")),
    ]
    if not people:
        columns.insert(4, Column("currency"))
        columns.append(Column("account_id"))
    emit(columns, [_line(place, row, " · ".join(reasons(row, day)), people) for place, row in enumerate(rows, 1)])


def _line(place: int, row: Row, why: str, people: bool) -> list[Any]:
    facts = row.facts
    named, score = [facts.renewal_on, facts.last_1to1], round(row.score, 1)
    if people:
        # As people read it the amount brings its currency along.
        mrr = None if facts.mrr is None else f"{facts.mrr}{SEPARATOR}{facts.currency or ''}"
        return [place, facts.name, facts.owner, mrr, *named, score, why]
    return [place, facts.name, facts.owner, facts.mrr, facts.currency, *named, score, why, row.account_id]


def _document(found: Queue, rows: tuple[Row, ...], day: str) -> dict[str, Any]:
    """The queue for programs: every reason with its records, and the factors of the order."""
    today = session().book().clock.today()
    return {
        "day": day,
        "capacity": found.capacity,
        "done": found.done,
        "room": found.room,
        "rows": [
            {
                "account_id": row.account_id,
                "account": row.facts.name or None,
                "owner": row.facts.owner,
                "mrr": row.facts.mrr,
                "currency": row.facts.currency,
                "renewal_on": row.facts.renewal_on,
                "last_1to1": row.facts.last_1to1,
                "score": round(row.score, 4),
                "risk": row.risk.total,
                "size": round(row.size, 4),
                "due": round(row.items[0].due, 4),
                "order": order(row),
                "reasons": [
                    {
                        "kind": item.kind,
                        "late": item.late,
                        "words": reason(item, today),
                        "ids": [subject.id for subject in item.subjects if subject.id],
                    }
                    for item in row.items
                ],
            }
            for row in rows
        ],
    }
