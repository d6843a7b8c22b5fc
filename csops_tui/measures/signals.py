"""Signals: which accounts they mark today, and the life of an episode from raised to cleared.

An account has at most one open episode of a signal. It is raised when the expression begins to hold, and dated on the
day csops noticed: nobody looks at the days on which no csops ran. It clears when the expression has not held for the
signal's hold days; meanwhile `until` of the episode says when. A snoozed episode rests until its day and then comes
back or clears. What holds again on the day it cleared is the same episode.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from csops_tui.locale import t
from csops_tui.measures import panel, signal_marks
from csops_tui.measures.expression import ExpressionError
from csops_tui.measures.signal_shipped import Shipped, give, made_id, not_given, title
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit
from csops_tui.store.errors import NoSuchRow, NotAllowed, Refused, TooSlow
from csops_tui.store.sqlite import BUSY_TIMEOUT, Connection

__all__ = ["acknowledge", "address", "follow", "problem", "snooze", "title"]

_SIGNALS = "SELECT id, name, expression, hold_days, quiet_holidays, active FROM signal ORDER BY rowid"
# The open episodes, and those that cleared today; of a pair that two copies raised on different days the first.
_EPISODES = """
SELECT e.id, signal_id, account_id, raised, e.state, until, acted, a.state IN ('active', 'trial')
FROM signal_episode AS e JOIN account AS a ON a.id = e.account_id
WHERE (e.state <> 'cleared' OR cleared = :day) AND {among}
ORDER BY e.state = 'cleared', raised, e.id
"""
# How many accounts are looked at together, and how many episodes are written in one edit.
_PART = 20_000
_WRITTEN = 2_000
_NEWEST_DAY = "SELECT max(max(raised), coalesce(max(cleared), '')) FROM signal_episode"
_RAISE = """
INSERT INTO signal_episode (id, signal_id, account_id, raised, state)
SELECT :id, :signal, :account, :day, 'raised'
WHERE EXISTS (SELECT 1 FROM account WHERE id = :account) AND EXISTS (SELECT 1 FROM signal WHERE id = :signal)
  AND NOT EXISTS (SELECT 1 FROM signal_episode WHERE id = :id)
"""
# Only what is still as it was read: somebody may have decided meanwhile.
_MOVE = """
UPDATE signal_episode SET state = :new_state, until = :new_until, cleared = :cleared
WHERE id = :id AND state = :state AND until IS :until
"""


class Episode(NamedTuple):
    """One spell of one signal on one account, as far as following it needs; `current`: the account is still one."""

    id: str
    signal_id: str
    account_id: str
    raised: str
    state: str
    until: str | None
    acted: str | None
    current: bool


@dataclass(frozen=True)
class _Signal:
    id: str
    expression: str
    hold_days: int
    quiet: bool
    active: bool


@dataclass
class _Steps:
    """What is to be written: episodes to raise, and episodes that move to another state."""

    raises: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    moves: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def move(self, episode: Episode, state: str, until: str | None, cleared: str | None = None) -> None:
        self.moves.append(
            {
                **{"id": episode.id, "state": episode.state, "until": episode.until},
                **{"new_state": state, "new_until": until, "cleared": cleared},
            }
        )


def follow(book: Book, among: Collection[str] | None = None, *, patience: int = BUSY_TIMEOUT) -> frozenset[str]:
    """Raise and clear episodes as of today in edits that `u` does not take back; returns the tables they touched.

    `among` narrows to these accounts, for after an edit that touched no others. Nothing is written when nothing is new,
    nor on a day set by hand that lies before what was followed already. Another process's write is waited for so many
    milliseconds (`patience`), then BookBusy is raised. Large books are followed part by part, and much is written in
    several edits, so that others can write in between.
    """
    if panel.is_far_behind(book):
        panel.catch_up(book)
    else:
        with book.patience(patience):
            panel.catch_up(book)
    if among is not None:
        return _follow(book, among, patience)
    accounts = [row[0] for row in book.reader().execute("SELECT id FROM account ORDER BY rowid")]
    if len(accounts) <= _PART:
        return _follow(book, None, patience)
    touched: frozenset[str] = frozenset()
    for first in range(0, len(accounts), _PART):
        touched |= _follow(book, accounts[first : first + _PART], patience)
    return touched


def _follow(book: Book, among: Collection[str] | None, patience: int) -> frozenset[str]:
    today = book.clock.today()
    with _snapshot(book.reader()) as conn:
        if not conn.execute("SELECT 1 FROM account LIMIT 1").fetchone() or _was_later(book, conn, today):
            return frozenset()
        shipped = not_given(conn)
        steps = _steps(conn, today, shipped, among)
    if not (shipped or steps.raises or steps.moves):
        return frozenset()
    label = t("signal.followed", n=len(steps.raises), moved=len(steps.moves))
    rows = [*((_RAISE, row) for row in steps.raises), *((_MOVE, row) for row in steps.moves)]
    touched: frozenset[str] = frozenset()
    for first in range(0, len(rows) or 1, _WRITTEN):
        with book.patience(patience), book.edit(label, actor="csops") as edit:
            # What the program notices is no step of a person's.
            edit.execute("UPDATE _edit SET kind = 'auto' WHERE id = ?", [edit.id])
            if shipped and not first:
                give(edit, shipped)
            for statement, row in rows[first : first + _WRITTEN]:
                edit.execute(statement, row)
        touched |= edit.topics
    return touched


def problem(conn: Connection, expression: str, day: dt.date) -> Exception | None:
    """Why a signal's expression cannot be followed; None when it can. The panel must hold the day."""
    try:
        signal_marks.marked(conn, signal_marks.read(expression), day)
    except (ExpressionError, TooSlow, NotAllowed) as error:
        return error
    return None


def acknowledge(edit: Edit, episode_id: str, day: dt.date, member_id: str | None = None) -> None:
    """Somebody has seen an open episode and takes care of it; raises NoSuchRow for one that cleared."""
    _act(edit, episode_id, "acknowledged", day, member_id)


def snooze(
    edit: Edit, episode_id: str, until: dt.date, reason: str, day: dt.date, member_id: str | None = None
) -> None:
    """Let an open episode rest until a later day, for a reason; raises Refused, NoSuchRow."""
    if until <= day:
        raise Refused(rule="snooze_until", table="signal_episode", detail="until")
    if not reason.strip():
        raise Refused(rule="required", table="signal_episode", detail="reason")
    _act(edit, episode_id, "snoozed", day, member_id)
    edit.update("signal_episode", episode_id, {"until": until.isoformat(), "reason": reason.strip()})


def address(edit: Edit, episode_id: str, day: dt.date, member_id: str | None = None, reason: str | None = None) -> None:
    """Something was done about an open episode, which clears when its expression stops holding; raises NoSuchRow."""
    _act(edit, episode_id, "addressed", day, member_id)
    if reason and reason.strip():
        edit.update("signal_episode", episode_id, {"reason": reason.strip()})


def _act(edit: Edit, episode_id: str, state: str, day: dt.date, member_id: str | None) -> None:
    done = edit.execute(
        """UPDATE signal_episode SET state = :state, acted = coalesce(acted, :day),
             member_id = coalesce(:member, member_id), until = CASE state WHEN 'snoozed' THEN NULL ELSE until END
           WHERE id = :id AND state <> 'cleared'""",
        {"state": state, "day": day.isoformat(), "member": member_id, "id": episode_id},
    )
    if not done:
        raise NoSuchRow(table="signal_episode", id=episode_id)


def _was_later(book: Book, conn: Connection, today: dt.date) -> bool:
    """Whether the day was set by hand to one before the newest episode's: a look back must not rewrite what was."""
    if not book.clock.fixed:
        return False
    (newest,) = conn.execute(_NEWEST_DAY).fetchone()
    return bool(newest) and today.isoformat() < newest


@contextmanager
def _snapshot(conn: Connection) -> Generator[Connection]:
    """The book as it is at one moment, however many questions are asked."""
    conn.execute("BEGIN")
    try:
        yield conn
    finally:
        conn.execute("ROLLBACK")


def _steps(conn: Connection, today: dt.date, shipped: tuple[Shipped, ...], among: Collection[str] | None) -> _Steps:
    signals = [
        _Signal(id_, text, hold, bool(quiet), bool(active))
        for id_, _, text, hold, quiet, active in conn.execute(_SIGNALS)
    ]
    known = {signal.id for signal in signals}
    signals += [_Signal(s.id, s.expression, s.hold_days, s.quiet, True) for s in shipped if s.id not in known]
    day = today.isoformat()
    narrowed = "1" if among is None else "account_id IN (SELECT value FROM json_each(:among))"
    episodes: dict[str, dict[str, Episode]] = {}
    for row in conn.execute(_EPISODES.format(among=narrowed), {"day": day, "among": json.dumps(list(among or ()))}):
        episode = Episode(*row)
        episodes.setdefault(episode.signal_id, {}).setdefault(episode.account_id, episode)
    workdays = signal_marks.workdays(conn, today)
    all_rest, rest = signal_marks.resting(conn, today)
    steps = _Steps()
    for signal in signals:
        held = _holding(conn, signal, today, workdays, among)
        if held is None:
            continue
        ours = episodes.get(signal.id, {})
        for account in sorted(held):
            found = ours.get(account)
            if found is None:
                if not signal.quiet or not (all_rest or account in rest):
                    steps.raises.append(_raised(signal, account, day))
            else:
                _still_holds(steps, found, day)
        for account, episode in ours.items():
            if account not in held and episode.state != "cleared":
                gone = not signal.active or not episode.current
                _holds_no_more(steps, episode, today, 0 if gone else signal.hold_days, at_once=gone)
    return steps


def _holding(
    conn: Connection,
    signal: _Signal,
    today: dt.date,
    workdays: signal_marks.Workdays,
    among: Collection[str] | None,
) -> frozenset[str] | None:
    """The accounts a signal marks today, none for one that is switched off; None when it cannot be asked."""
    if not signal.active:
        return frozenset()
    try:
        expression = signal_marks.read(signal.expression)
        return signal_marks.marked(conn, expression, today, workdays if signal.quiet else None, among=among)
    except (ExpressionError, TooSlow, NotAllowed):
        # The list of signals says which one and why; its episodes stay as they are.
        return None


def _raised(signal: _Signal, account: str, day: str) -> dict[str, Any]:
    return {"id": made_id(signal.id, account, day), "signal": signal.id, "account": account, "day": day}


def _still_holds(steps: _Steps, episode: Episode, day: str) -> None:
    if episode.state == "cleared":
        steps.move(episode, "acknowledged" if episode.acted else "raised", None)
    elif episode.state == "snoozed":
        if episode.until is None or episode.until <= day:
            steps.move(episode, "raised", None)
    elif episode.until is not None:
        steps.move(episode, episode.state, None)


def _holds_no_more(steps: _Steps, episode: Episode, today: dt.date, hold_days: int, *, at_once: bool) -> None:
    day = today.isoformat()
    if at_once or hold_days == 0:
        steps.move(episode, "cleared", None, day)
    elif episode.until is None:
        steps.move(episode, episode.state, (today + dt.timedelta(days=hold_days)).isoformat())
    elif episode.until <= day:
        steps.move(episode, "cleared", None, day)
