"""`csops review`: the rounds so far, one with its summary, and beginning one for the screen to go through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.conditions import condition_of
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json, emit_line
from csops_tui.locale import t
from csops_tui.measures import panel, review
from csops_tui.measures.review_summary import Summary, covered, markdown, summarise
from csops_tui.measures.sheet import SCOPES, listing
from csops_tui.store.book import Book
from csops_tui.store.touch import acting_member

_ROUNDS = """
SELECT r.id, r.started, r.finished, m.name, count(i.id), count(i.decision), r.where_text
FROM review_round AS r LEFT JOIN review_item AS i ON i.round_id = r.id LEFT JOIN member AS m ON m.id = r.member_id
GROUP BY r.id ORDER BY r.started DESC, r.rowid DESC
"""


@command("review")
@click.argument("act", type=click.Choice(["list", "show", "start"]), default="list")
@click.argument("words", nargs=-1)
@option("--scope", type=click.Choice(list(SCOPES)), default="current")
@option("--where", metavar="CONDITION", default="")
def review_command(act: str, words: tuple[str, ...], scope: str, where: str) -> None:
    """List, show or begin review rounds."""
    if act == "list":
        _list()
    elif act == "show":
        _show(words)
    else:
        _start(" ".join(words), scope, where)


def _list() -> None:
    label = {key: t(f"review.column.{key}") for key in ("started", "finished", "member", "n", "done", "where", "id")}
    kinds = {"n": "count", "done": "count"}
    order = ("id", "started", "finished", "member", "n", "done", "where")
    rows = session().book().reader().execute(_ROUNDS)
    emit([Column(key, label[key], kinds.get(key, "text")) for key in order], rows)


def _show(words: tuple[str, ...]) -> None:
    held = session()
    book = held.book()
    panel.catch_up(book)
    summary = summarise(book.reader(), _round(book, words), book.clock.today())
    if summary is None:
        raise ShellError("no_round", NOT_FOUND, name=" ".join(words))
    if held.form == "json":
        emit_json(_plain(summary))
    elif held.form == "table":
        for line in markdown(summary, book.clock.today()).splitlines():
            emit_line(line)
    else:
        keys = ("position", "account", "account_id", "owner", "decision", "decided", "note", "reasons")
        emit([Column(key) for key in keys], [[row[key] for key in keys] for row in _items(summary)])


def _round(book: Book, words: tuple[str, ...]) -> str:
    """The id of the round named by its id, the end of it or the day it began; the newest when none is named."""
    known = [(row[0], row[1]) for row in book.reader().execute(_ROUNDS)]
    if len(words) > 1:
        raise ShellError("one_round", USAGE)
    name = words[0] if words else ""
    found = [row_id for row_id, started in known if not name or row_id.endswith(name) or started == name]
    if not found:
        raise ShellError("no_round", NOT_FOUND, name=name or "–")
    if name and len(found) > 1:
        raise ShellError("several_rounds", CONFLICT, name=name, count=len(found))
    return found[0]


def _plain(summary: Summary) -> dict[str, Any]:
    about = summary.round
    return {
        "id": about.id,
        "started": about.started,
        "since": about.since,
        "finished": about.finished,
        "where": about.where_text,
        "member": about.member,
        "n": len(summary.items),
        "decided": summary.decided,
        "minutes": summary.minutes,
        "decisions": {decision or "none": count for decision, count in summary.counts.items()},
        "mrr": covered(summary),
        "concerns": [written._asdict() for written in summary.concerns],
        "tasks": [written._asdict() for written in summary.tasks],
        "items": _items(summary),
    }


def _items(summary: Summary) -> list[dict[str, Any]]:
    return [
        {
            "position": item.position + 1,
            "account": item.name,
            "account_id": item.account_id,
            "owner": summary.owner_of[item.account_id],
            "decision": item.decision,
            "decided": item.decided,
            "note": item.note or None,
            "reasons": " ".join(change.kind for change in item.reasons),
        }
        for item in summary.items
    ]


def _start(quick: str, scope: str, where: str) -> None:
    held = session()
    book = held.book()
    member = acting_member(book, held.config.member or None)
    begun = review.open_round(book.reader(), member)
    if begun:
        raise ShellError("round_open", CONFLICT, id=begun)
    condition = condition_of(where) if where else None
    part = review.part_words(scope, quick, where)
    accounts = _accounts(book, scope, quick, condition.sql if condition else "") if part else None
    round_id = review.start(book, t("review.label_start"), member_id=member, where_text=part, accounts=accounts)
    if round_id is None:
        held.say(t("review.nothing"))
        return
    if held.form == "json":
        emit_json({"id": round_id, "n": review.undecided(book.reader(), round_id)})
    held.say(t("cli.said.round", count=review.undecided(book.reader(), round_id)))


def _accounts(book: Book, scope: str, quick: str, where: str) -> list[str]:
    panel.catch_up(book)
    conn = book.reader()
    ids = dict(conn.execute("SELECT rowid, id FROM account"))
    wanted = replace(listing(book.clock.today(), scope), where=where)
    return [ids[key] for key in wanted.keys(conn, quick=quick)]
