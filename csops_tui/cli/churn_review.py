"""`csops churn review`: the sessions, one with its churns, its minutes, and the effect of adopted signals."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, REFUSED, USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json
from csops_tui.locale import t
from csops_tui.measures import churn_review as reviews
from csops_tui.store.sqlite import Connection

_SESSIONS = """
SELECT r.id, r.day, r.title, r.people,
  (SELECT count(*) FROM churn_review AS v WHERE v.session_id = r.id),
  (SELECT count(*) FROM churn_review AS v WHERE v.session_id = r.id AND v.state = 'done'),
  (SELECT count(*) FROM review_action AS x JOIN churn_review AS v ON v.id = x.review_id WHERE v.session_id = r.id),
  (SELECT count(*) FROM review_action AS x JOIN churn_review AS v ON v.id = x.review_id
   WHERE v.session_id = r.id AND x.state = 'open'), r.finished
FROM review_session AS r ORDER BY r.day DESC, r.rowid DESC
"""
_SHOWN = ("account", "known", "first_knowable", "days", "state", "improve_cs", "improve_ops", "actions")


_ACTS = ("list", "start", "show", "minutes", "effect")


@command("churn-review")
@click.argument("words", nargs=-1, metavar="[list|start|show|minutes|effect] [NAME…]")
@option("--title", metavar="TEXT", default="")
@option("--people", metavar="NAMES", default="")
@option("--format", "shape", type=click.Choice(["md", "html"]), metavar="md|html")
@option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--force", is_flag=True)
def review(words: tuple[str, ...], title: str, people: str, shape: str | None, out: Path | None, force: bool) -> None:
    """Look back at churns."""
    act, rest = (words[0], words[1:]) if words else ("list", ())
    match act:
        case "list":
            list_sessions()
        case "start":
            start(rest, title, people)
        case "show":
            show(rest)
        case "minutes":
            minutes(rest, shape, out, force)
        case "effect":
            effect()
        case _:
            raise ShellError("churn_review_act", USAGE, act=act, acts=", ".join(_ACTS))


def list_sessions() -> None:
    """Every session, newest first."""
    names = ("id", "day", "title", "people", "n", "done", "actions", "open", "finished")
    counts = ("n", "done", "actions", "open")
    columns = [Column(n, t(f"lookback.column.{n}"), "count" if n in counts else "text") for n in names]
    emit(columns, session().book().reader().execute(_SESSIONS))


def start(words: tuple[str, ...], title: str, people: str) -> None:
    """Begin a session over the churns of these accounts (or with these ids), by default over all that are due."""
    held = session()
    book = held.book()
    conn = book.reader()
    if begun := reviews.open_session(conn):
        raise ShellError("churn_session_open", CONFLICT, id=begun)
    day = book.clock.today()
    wanted = [_churn(conn, word) for word in words] if words else reviews.due_for_review(conn, day)
    named = title or t("lookback.session_title", day=day.isoformat().replace("-", "/"))
    made = reviews.start(book, t("lookback.label.start", n=len(wanted)), wanted, named, people)
    if made is None:
        held.say(t("lookback.nothing"))
        return
    if held.form == "json":
        emit_json({"id": made, "n": len(wanted)})
    held.say(t("cli.said.churn_session", count=len(wanted)))


def show(words: tuple[str, ...]) -> None:
    """The churns of a session with what their reviews say."""
    conn = session().book().reader()
    found = _session(conn, words)
    actions = reviews.actions(conn, session_id=found)
    items = reviews.read_items(conn, found)
    if session().form == "json":
        emit_json([_plain(conn, item, actions) for item in items])
        return
    columns = [Column(name, t(f"lookback.shown.{name}"), "count" if name == "actions" else "text") for name in _SHOWN]
    emit(columns, [_row(item, actions) for item in items])


def minutes(words: tuple[str, ...], shape: str | None, out: Path | None, force: bool) -> None:
    """The minutes of a session on stdout, or as a file."""
    from csops_tui.exchange.reports import churn_minutes

    held = session()
    book = held.book()
    made = churn_minutes.gather(book, _session(book.reader(), words))
    if made is None:
        raise ShellError("no_churn_session", NOT_FOUND, name=" ".join(words) or "–")
    if out is None:
        sys.stdout.write(churn_minutes.content(made, "html" if shape == "html" else "md").decode())
        return
    if out.exists() and not force:
        raise ShellError("file_exists", CONFLICT, path=out)
    churn_minutes.save(made, out)
    held.say(t("report.written", path=out))


def effect() -> None:
    """What became of the signals that reviews proposed."""
    from csops_tui.cli.signal import follow_signals
    from csops_tui.measures import panel
    from csops_tui.measures.churn_review_effect import effects
    from csops_tui.measures.signal_shipped import title

    follow_signals()
    book = session().book()
    day = book.clock.today()
    panel.ensure_day(book, day)
    names = ("signal", "adopted", "raised", "acted", "today", "churns", "marked", "warning", "judgement")
    numbers = ("raised", "acted", "today", "churns", "marked")
    columns = [Column(n, t(f"lookback.effect_of.{n}"), "count" if n in numbers else "text") for n in names]
    rows = [
        (
            *(title(found.name), found.adopted, found.raised, found.acted, found.today, len(found.churns)),
            *(found.caught, found.warning, t("lookback.effect.few") if found.too_few else ""),
        )
        for found in effects(book.reader(), day)
    ]
    emit(columns, rows)


def _session(conn: Connection, words: tuple[str, ...]) -> str:
    """The id of the session named by its id, the end of it or its day; the newest when none is named."""
    if len(words) > 1:
        raise ShellError("one_churn_session", USAGE)
    name = words[0] if words else ""
    known = [(row[0], row[1]) for row in conn.execute(_SESSIONS)]
    found = [row_id for row_id, day in known if not name or row_id.endswith(name) or day == name]
    if not found:
        raise ShellError("no_churn_session", NOT_FOUND, name=name or "–")
    if name and len(found) > 1:
        raise ShellError("several_churn_sessions", CONFLICT, name=name, count=len(found))
    return found[0]


def _churn(conn: Connection, word: str) -> str:
    """The churn of this id, else the newest of the account that is meant."""
    from csops_tui.cli.accounts import account_of

    if conn.execute("SELECT 1 FROM churn WHERE id = ?", [word]).fetchone():
        return word
    account = account_of(conn, word)
    sql = "SELECT id FROM churn WHERE account_id = ? ORDER BY coalesce(notice, decided, effective) DESC, id LIMIT 1"
    found = conn.execute(sql, [account]).fetchone()
    if found is None:
        raise ShellError("no_churn_of", REFUSED, name=word)
    return found[0]


def _days(item: reviews.Item) -> int | None:
    from csops_tui.measures.churn_review_evidence import days_before

    return days_before(item.first_knowable, item.known) if item.first_knowable and item.known else None


def _row(item: reviews.Item, actions: list[reviews.Action]) -> tuple[Any, ...]:
    own = sum(action.review_id == item.id for action in actions)
    said = (item.state, item.improve_cs, item.improve_ops, own)
    return item.account, item.known, item.first_knowable, _days(item), *said


def _plain(conn: Connection, item: reviews.Item, actions: list[reviews.Action]) -> dict[str, Any]:
    lines = [line for line in reviews.lines(conn, item.id, ()) if line.given]
    return {
        **item._asdict(),
        "days": _days(item),
        "signals": [
            {"signal_id": line.sign.signal_id, "first_day": line.sign.first_day, **line.answers._asdict()}
            for line in lines
        ],
        "actions": [action._asdict() for action in actions if action.review_id == item.id],
    }
