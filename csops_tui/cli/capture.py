"""`csops capture` reads calendars, mail and cards; `csops captured` lists what they propose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import day_of
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.exchange.capture.capturing import Captured
    from csops_tui.exchange.capture.found import Window

_DECISIONS = ("confirm", "ignore")
_STATES = ("proposed", "ignored", "confirmed", "all")
_LISTED = """
SELECT p.title, p.kind, a.name, p.day, p.at, p.channel, p.direction, p.minutes, p.people, p.system, p.state, m.name,
  p.id
FROM proposal AS p LEFT JOIN account AS a ON a.id = p.account_id LEFT JOIN member AS m ON m.id = p.member_id
WHERE (:state = 'all' OR p.state = :state) AND (NOT :unmatched OR p.account_id IS NULL)
ORDER BY p.account_id IS NULL, p.day IS NULL, p.day, p.at, p.title, p.id
"""


@command("capture")
@click.argument("words", nargs=-1, metavar="PATH... | confirm ID... | ignore ID...")
@option("--since", metavar="DATE")
@option("--until", metavar="DATE")
@option("--bodies", is_flag=True)
@option("--dry-run", is_flag=True)
def capture(words: tuple[str, ...], since: str | None, until: str | None, bodies: bool, dry_run: bool) -> None:
    """Propose what files say, or decide about a proposal."""
    if not words:
        raise ShellError("capture_what", USAGE)
    if words[0] in _DECISIONS:
        _decide(words[0], words[1:])
        return
    paths = [Path(word).expanduser() for word in words]
    for path in paths:
        if not path.exists():
            raise ShellError("capture_path", NOT_FOUND, path=path)
    _capture(paths, _window(since, until, bodies), dry_run)


def _window(since: str | None, until: str | None, bodies: bool) -> Window:
    from csops_tui.exchange.capture.capturing import window_of

    try:
        today = session().book().clock.today()
        days = (None if text is None else day_of(text, "past", REFUSED) for text in (since, until))
        return window_of(today, *days, bodies=bodies)
    except ValueError as error:
        raise ShellError("capture_window", REFUSED, detail=error) from None


def _capture(paths: list[Path], window: Window, dry_run: bool) -> None:
    from csops_tui.exchange.capture import capturing
    from csops_tui.store.touch import acting_member

    held = session()
    book = held.book()
    member = acting_member(book, held.actor)
    done = capturing.capture(book, paths, window, member_id=member, dry_run=dry_run)
    if held.form == "json":
        emit_json(_document(done, dry_run))
    else:
        emit(_columns(), [_row(each.values()) for each in done.plan.new])
    _tell(done, window, dry_run)
    if done.files and not done.read and not done.plan.withdrawn:
        raise ShellError("capture_nothing", REFUSED)


def _tell(done: Captured, window: Window, dry_run: bool) -> None:
    from csops_tui.exchange.capture.words import said

    held = session()
    for line in said(done, window, dry_run=dry_run):
        held.say(line)
    if done.plan.new and not dry_run:
        held.say(t("captured.said.next"))


def _document(done: Captured, dry_run: bool) -> dict[str, Any]:
    from csops_tui.exchange.capture.draft import people_of

    made = done.plan
    ids = done.ids or ("",) * len(made.new)
    return {
        "edit": done.edit or None,
        "dry_run": dry_run,
        "files": done.files,
        "read": done.read,
        "new": [
            {**values, "people": people_of(values["people"]), "id": row_id or None}
            for row_id, values in zip(ids, (draft.values() for draft in made.new), strict=True)
        ],
        "changed": list(made.changed),
        "withdrawn": made.withdrawn,
        "logged": len(made.logged),
        "waiting": made.waiting,
        "answered": made.answered,
        "unwanted": made.unwanted,
        "unmatched": made.unmatched,
        "internal": done.internal,
        "automatic": done.automatic,
        "outside": done.outside,
        "passed": [{"file": one.file, "reason": one.reason, "detail": one.detail} for one in done.passed],
    }


def _columns() -> list[Column]:
    return [
        Column("title", t("captured.title")),
        Column("kind", t("captured.kind"), "code", "proposal.kind"),
        Column("account", t("captured.account")),
        Column("day", t("captured.day"), "day"),
        Column("channel", t("captured.channel"), "code", "channel"),
        Column("direction", t("captured.direction"), "code", "proposal.direction"),
        Column("people", t("captured.people")),
    ]


def _row(values: dict[str, Any]) -> list[Any]:
    found = session().book().reader().execute("SELECT name FROM account WHERE id = ?", [values["account_id"]])
    named = found.fetchone()
    plain = [values[name] for name in ("title", "kind", "day", "channel", "direction")]
    return [*plain[:2], named[0] if named else None, *plain[2:], _called(values["people"])]


def _called(people: str | None) -> str:
    from csops_tui.exchange.capture.draft import people_of

    return ", ".join(one.get("name") or one.get("mail", "") for one in people_of(people))


@command("captured")
@option("--state", type=click.Choice(_STATES), default="proposed")
@option("--unmatched", is_flag=True)
def captured(state: str, unmatched: bool) -> None:
    """List proposals."""
    held = session()
    rows = held.book().reader().execute(_LISTED, {"state": state, "unmatched": unmatched}).fetchall()
    columns = [
        *_columns()[:4],
        Column("at", t("field.proposal.at"), "moment"),
        *_columns()[4:6],
        Column("minutes", t("captured.minutes"), "count"),
        Column("people", t("captured.people")),
        Column("system", t("captured.col.system")),
        Column("state", t("captured.col.state"), "code", "proposal.state"),
        Column("member", t("captured.member")),
        Column("id", "ID"),
    ]
    if held.form == "json":
        from csops_tui.exchange.capture.draft import people_of

        names = [column.key for column in columns]
        found = [dict(zip(names, row, strict=True)) for row in rows]
        emit_json([{**each, "people": people_of(each["people"])} for each in found])
    else:
        emit(columns, [[*row[:8], _called(row[8]), *row[9:]] for row in rows])
    held.say(t("captured.said.listed", n=len(rows)))


def _decide(what: str, words: tuple[str, ...]) -> None:
    from csops_tui.cli.entities import row_of
    from csops_tui.exchange.capture import deciding
    from csops_tui.store.touch import acting_member

    if not words:
        raise ShellError("capture_no_id", USAGE)
    held = session()
    book = held.book()
    conn = book.reader()
    ids = list(dict.fromkeys(row_of(conn, "proposal", word) for word in words))
    found = [deciding.proposal(conn, each, book.clock) for each in ids]
    for one in found:
        if one.state == "confirmed":
            raise ShellError("capture_answered", CONFLICT, title=one.title)
        if what == "confirm" and one.account_id is None:
            raise ShellError("capture_no_account", REFUSED, title=one.title, id=one.id[-8:])
    if what == "ignore":
        with book.edit(t("captured.label.ignore", title=found[0].title)) as edit:
            deciding.ignore(edit, ids)
        rows: list[str] = []
        held.say(t("captured.said.ignored", n=len(ids)))
    else:
        account = conn.execute("SELECT name FROM account WHERE id = ?", [found[0].account_id]).fetchone()[0]
        member = acting_member(book, held.actor)
        found.sort(key=lambda one: one.kind != "contact")
        with book.edit(label := deciding.label(found[0], account, len(found))) as edit:
            rows = [deciding.confirm(edit, one, book.clock, member) for one in found]
        held.say(t("captured.said.confirmed", label=label))
    if held.form == "json":
        emit_json({"edit": edit.id, "proposals": ids, "records": rows})
