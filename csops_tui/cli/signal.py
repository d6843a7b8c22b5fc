"""`csops signal`: the signals, what one would mark, the open episodes and what is decided about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.days import day_of
from csops_tui.cli.errors import CONFLICT, NOT_FOUND, REFUSED, USAGE, ShellError, near_words
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import Column, emit, emit_json, emit_line
from csops_tui.locale import t
from csops_tui.store.sqlite import Connection

_WHAT = ("list", "preview", "episodes", "ack", "snooze", "address", "lead")
_STATES = ("open", "raised", "acknowledged", "snoozed", "addressed", "cleared", "all")

_SIGNALS = """
SELECT s.name, s.severity, count(e.id), count(CASE WHEN e.raised = :today THEN 1 END), s.hold_days, s.quiet_holidays,
  s.active, s.expression, s.id
FROM signal AS s LEFT JOIN signal_episode AS e ON e.signal_id = s.id AND e.state <> 'cleared' AND e.raised <= :today
GROUP BY s.id ORDER BY s.rowid
"""
_EPISODES = """
SELECT a.name, s.name, s.severity, e.raised, e.state, e.until, e.reason, e.acted, e.cleared, m.name, e.id
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id JOIN account AS a ON a.id = e.account_id
LEFT JOIN member AS m ON m.id = a.owner_id
WHERE (:account IS NULL OR e.account_id = :account) AND (:signal IS NULL OR e.signal_id = :signal)
  AND (:state = 'all' OR e.state = :state OR (:state = 'open' AND e.state <> 'cleared')) AND e.raised <= :today
ORDER BY CASE s.severity WHEN 'urgent' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, e.raised, coalesce(a.kana, a.name), e.id
"""
_OF_ACCOUNT = "SELECT id FROM signal_episode WHERE account_id = ? AND signal_id = ? AND state <> 'cleared'"


@command("signal")
@click.argument("what", type=click.Choice(_WHAT), default="list")
@click.argument("words", nargs=-1)
@option("--signal", "name", metavar="NAME")
@option("--state", type=click.Choice(_STATES), default="open")
@option("--until", metavar="DATE")
@option("--reason", metavar="TEXT")
@option("--horizon", type=click.IntRange(1, 730), default=180, metavar="DAYS")
@option("--from", "start", metavar="DATE")
@option("--to", "end", metavar="DATE")
def signal(
    what: str,
    words: tuple[str, ...],
    name: str | None,
    state: str,
    until: str | None,
    reason: str | None,
    horizon: int,
    start: str | None,
    end: str | None,
) -> None:
    """List signals and episodes, try an expression, decide about an episode."""
    follow_signals()
    if what == "list":
        _list()
    elif what == "preview":
        _preview(" ".join(words) or name or "", horizon)
    elif what == "episodes":
        _episodes(" ".join(words), name, state)
    elif what == "lead":
        _lead(start, end)
    else:
        _decide(what, words, until, reason)


def follow_signals() -> None:
    """Bring episodes up to date; a look at another day (`--as-of`) writes nothing."""
    from csops_tui.measures import signals

    held = session()
    if not held.as_of:
        signals.follow(held.book())


def _list() -> None:
    from csops_tui.measures import panel, signals

    book = session().book()
    today = book.clock.today()
    panel.ensure_day(book, today)
    conn = book.reader()
    rows: list[tuple[Any, ...]] = []
    for name, severity, open_, new, hold, quiet, active, expression, id_ in conn.execute(
        _SIGNALS, {"today": today.isoformat()}
    ).fetchall():
        wrong = signals.problem(conn, expression, today)
        said = (str(wrong) if wrong else None, expression, id_)
        rows.append((name, signals.title(name), severity, open_, new, hold, bool(quiet), bool(active), *said))
    columns = [
        Column("name", t("signal.col.code")),
        Column("title", t("signal.col.name")),
        Column("severity", t("field.signal.severity"), "code", "signal.severity"),
        Column("open", t("signal.col.open"), "count"),
        Column("new", t("signal.col.new"), "count"),
        Column("hold_days", t("field.signal.hold_days"), "count"),
        Column("quiet_holidays", t("field.signal.quiet_holidays"), "flag"),
        Column("active", t("field.signal.active"), "flag"),
        Column("problem", t("signal.col.problem")),
        Column("expression", t("field.signal.expression")),
        Column("id", "ID"),
    ]
    emit(columns, rows)


def _preview(text: str, horizon: int) -> None:
    from csops_tui.measures.expression import ExpressionError
    from csops_tui.measures.signal_preview import preview

    if not text.strip():
        raise ShellError("signal_preview", USAGE)
    held = session()
    book = held.book()
    conn = book.reader()
    known = _known(conn).get(text.casefold())
    expression, quiet = text, True
    if known:
        expression, quiet = conn.execute(
            "SELECT expression, quiet_holidays FROM signal WHERE id = ?", [known]
        ).fetchone()
    try:
        found = preview(book, expression, horizon, quiet=bool(quiet))
    except ExpressionError as error:
        raise ShellError("signal_expression", REFUSED, why=error, text=_pointed(expression, error.start)) from None
    names = dict(conn.execute("SELECT id, name FROM account").fetchall())
    if held.form == "json":
        emit_json(
            {
                "expression": expression,
                "day": book.clock.today().isoformat(),
                "today": [{"id": account, "account": names[account]} for account in found.today],
                "churns": [churn._asdict() for churn in found.churns],
                "caught": found.caught,
                "warning_median": found.warning,
                "too_few": found.too_few,
                "retained": found.retained,
                "marked_ever": found.marked_ever,
                "customer_months": found.customer_months,
                "marked_months": found.marked_months,
                "cost": found.cost,
            }
        )
        return
    if held.form != "table":
        emit(
            [Column(key) for key in ("account_id", "account", "notice", "warning")],
            [(c.account_id, c.name, c.known, c.warning) for c in found.churns],
        )
        return
    from csops_tui.measures.signal_words import told

    for line in told(found, horizon):
        emit_line(line)
    for account in found.today[:20]:
        emit_line(f"  {names[account]}")
    if len(found.today) > 20:
        emit_line(f"  … +{len(found.today) - 20}")


def _episodes(account: str, name: str | None, state: str) -> None:
    from csops_tui.cli.accounts import account_of
    from csops_tui.measures import signals

    book = session().book()
    conn = book.reader()
    wanted = {
        "account": account_of(conn, account) if account else None,
        "signal": _signal_of(conn, name) if name else None,
        "state": state,
        "today": book.clock.today().isoformat(),
    }
    found = conn.execute(_EPISODES, wanted).fetchall()
    table = session().form == "table"
    columns = [
        Column("account", t("entity.account")),
        Column("signal", t("entity.signal")),
        Column("severity", t("field.signal.severity"), "code", "signal.severity"),
        Column("raised", t("field.signal_episode.raised")),
        Column("state", t("field.signal_episode.state"), "code", "signal_episode.state"),
        Column("until", t("field.signal_episode.until")),
        Column("reason", t("field.signal_episode.reason")),
        Column("acted", t("field.signal_episode.acted")),
        Column("cleared", t("field.signal_episode.cleared")),
        Column("owner", t("cli.column.owner")),
        Column("id", "ID"),
    ]
    emit(columns, [(row[0], signals.title(row[1]) if table else row[1], *row[2:]) for row in found])
    session().say(t("signal.said.episodes", n=len(found)))


def _lead(start: str | None, end: str | None) -> None:
    from csops_tui.measures import signals
    from csops_tui.measures.signal_history import lead_times

    book = session().book()
    last = day_of(end, "past", REFUSED) if end else book.clock.today()
    first = day_of(start, "past", REFUSED) if start else last - dt.timedelta(days=364)
    rows = lead_times(book.reader(), first, last)
    table = session().form == "table"
    columns = [
        Column("signal", t("entity.signal")),
        Column("raised", t("signal.col.raised"), "count"),
        Column("acted", t("signal.col.acted"), "count"),
        Column("waiting", t("signal.col.waiting"), "count"),
        Column("median_days", t("signal.col.median"), "number"),
    ]
    emit(
        columns,
        [
            (
                (signals.title(row.name) if table else row.name) if row.name else (t("signal.all") if table else None),
                *(row.raised, row.acted, row.waiting, row.median),
            )
            for row in rows
        ],
    )
    session().say(t("cli.said.stats", start=first.isoformat(), end=last.isoformat()))


def _decide(what: str, words: tuple[str, ...], until: str | None, reason: str | None) -> None:
    from csops_tui.measures import signals
    from csops_tui.store.touch import acting_member

    held = session()
    book = held.book()
    episode, account, name = _episode_of(book.reader(), words)
    today, member = book.clock.today(), acting_member(book)
    act: Callable[[Any], None]
    if what == "ack":
        act = lambda edit: signals.acknowledge(edit, episode, today, member)  # noqa: E731
    elif what == "address":
        act = lambda edit: signals.address(edit, episode, today, member, reason)  # noqa: E731
    else:
        if not until or not reason:
            raise ShellError("signal_snooze", USAGE)
        day = day_of(until, "future", REFUSED)
        act = lambda edit: signals.snooze(edit, episode, day, reason, today, member)  # noqa: E731
    label = t(f"signal.did.{what}", signal=signals.title(name), account=account)
    with book.edit(label) as edit:
        act(edit)
    if held.form == "json":
        emit_json({"edit": edit.id, "episode": episode})
    held.say(t("signal.said.did", label=label))


def _episode_of(conn: Connection, words: tuple[str, ...]) -> tuple[str, str, str]:
    """The (id, account, signal) of the open episode that is meant: its id or the end of it, or account and signal."""
    from csops_tui.cli.accounts import account_of
    from csops_tui.cli.entities import row_of

    if not words:
        raise ShellError("signal_episode", USAGE)
    if len(words) == 1:
        found = row_of(conn, "signal_episode", words[0])
    else:
        account, chosen = account_of(conn, " ".join(words[:-1])), _signal_of(conn, words[-1])
        row = conn.execute(_OF_ACCOUNT, [account, chosen]).fetchone()
        if row is None:
            raise ShellError("no_episode", NOT_FOUND, account=" ".join(words[:-1]), signal=words[-1])
        found = row[0]
    account, name, state = conn.execute(
        """SELECT a.name, s.name, e.state FROM signal_episode AS e JOIN account AS a ON a.id = e.account_id
           JOIN signal AS s ON s.id = e.signal_id WHERE e.id = ?""",
        [found],
    ).fetchone()
    if state == "cleared":
        raise ShellError("episode_cleared", CONFLICT, account=account, signal=name)
    return found, account, name


def _known(conn: Connection) -> dict[str, str]:
    """Signal ids by what people call them: their code or name, and what is shown of it."""
    from csops_tui.measures import signals

    rows = conn.execute("SELECT id, name FROM signal ORDER BY rowid DESC").fetchall()
    return {word.casefold(): id_ for id_, name in rows for word in (signals.title(name), name)}


def _signal_of(conn: Connection, word: str) -> str:
    from difflib import get_close_matches

    known = _known(conn)
    found = known.get(word.casefold())
    if found is None:
        near = get_close_matches(word.casefold(), known, 3)
        values = {"name": word, "entity": t("entity.signal")}
        raise ShellError("no_row", NOT_FOUND, **values, near=near_words(near, t("cli.near.row", table="signal")))
    return found


def _pointed(text: str, at: int) -> str:
    """The expression with a mark before the place that is wrong."""
    return f"{text[:at]}▸{text[at:]}"
