"""Churn reviews: which churns a session looks back at, the answers on each, and the actions agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, NamedTuple

from csops_tui.measures.churn_review_evidence import Answers, Sign
from csops_tui.measures.churn_review_past import Past
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection

Question = Literal["present", "seen", "acted"]
QUESTIONS: tuple[Question, ...] = ("present", "seen", "acted")
# A churn that is written down late is looked back at all the same, up to so many days.
LATE = 90

# The day on which a loss could be known: what comes after it is no warning any more.
KNOWN = "coalesce(c.notice, c.decided, c.effective)"


class Item(NamedTuple):
    """One churn of a session with what its review says so far; days are ISO text, `known` is when notice was given."""

    id: str
    churn_id: str
    account_id: str
    account: str
    known: str | None
    kind: str
    notice: str | None
    effective: str | None
    mrr_lost: int | None
    currency: str
    stated: str | None
    judged: str | None
    owner: str
    state: str
    first_knowable: str | None
    improve_cs: str
    improve_ops: str
    note: str

    @property
    def done(self) -> bool:
        """Whether the review of this churn is finished."""
        return self.state == "done"


class Session(NamedTuple):
    """One meeting; `note` is what is written down about it as a whole."""

    id: str
    day: str
    title: str
    people: str
    note: str
    finished: str | None


class Action(NamedTuple):
    """An action agreed in a review, with the signal it became."""

    id: str
    review_id: str
    title: str
    owner: str
    due: str | None
    state: str
    signal_id: str | None
    signal: str


class Line(NamedTuple):
    """A signal of that time with the answers that hold: those given, else those proposed."""

    sign: Sign
    answers: Answers
    given: bool


_ITEMS = f"""
SELECT v.id, c.id, a.id, a.name, {KNOWN}, c.kind, c.notice, c.effective, c.mrr_lost, c.currency,
  c.reason_stated, c.reason_judged, coalesce(m.name, ''), v.state, v.first_knowable,
  coalesce(v.improve_cs, ''), coalesce(v.improve_ops, ''), coalesce(v.minutes_text, '')
FROM churn_review AS v JOIN churn AS c ON c.id = v.churn_id JOIN account AS a ON a.id = c.account_id
LEFT JOIN member AS m ON m.id = coalesce(c.member_id, a.owner_id)
WHERE v.session_id = ? ORDER BY {KNOWN}, coalesce(a.kana, a.name), v.id
"""
_SESSION = """
SELECT id, day, coalesce(title, ''), coalesce(people, ''), coalesce(note, ''), finished FROM review_session WHERE id = ?
"""
_OPEN = "SELECT id FROM review_session WHERE finished IS NULL ORDER BY day DESC, rowid DESC LIMIT 1"
_LAST = "SELECT max(day) FROM review_session"
# Of those that nobody has looked back at yet.
_SINCE = f"""
SELECT c.id FROM churn AS c
WHERE c.state = 'closed' AND {KNOWN} > :since
  AND NOT EXISTS (SELECT 1 FROM churn_review AS v WHERE v.churn_id = c.id)
ORDER BY {KNOWN}, c.id
"""
_ACTIONS = """
SELECT x.id, x.review_id, x.title, coalesce(m.name, ''), x.due, x.state, x.signal_id, coalesce(s.name, '')
FROM review_action AS x JOIN churn_review AS v ON v.id = x.review_id
LEFT JOIN member AS m ON m.id = x.member_id LEFT JOIN signal AS s ON s.id = x.signal_id
WHERE v.session_id = :session OR x.review_id = :review ORDER BY x.due IS NULL, x.due, x.rowid
"""
_GIVEN = """
SELECT r.signal_id, s.name, s.severity, r.first_day, r.present, r.seen, r.acted
FROM review_signal AS r JOIN signal AS s ON s.id = r.signal_id WHERE r.review_id = ? ORDER BY r.first_day, s.name
"""
_SAVES = """
SELECT s.day, s.action, s.result, coalesce(m.name, '')
FROM save_attempt AS s LEFT JOIN member AS m ON m.id = s.member_id
WHERE s.churn_id = :churn OR (s.churn_id IS NULL AND s.account_id = :account) ORDER BY s.day, s.rowid
"""


def due_for_review(conn: Connection, today: dt.date) -> list[str]:
    """The closed churns without a review that came after the last session, late entries of LATE days included.

    Before the first session those of the last LATE days.
    """
    (last,) = conn.execute(_LAST).fetchone()
    since = dt.date.fromisoformat(last) if last else today
    return [row[0] for row in conn.execute(_SINCE, {"since": (since - dt.timedelta(days=LATE)).isoformat()})]


def open_session(conn: Connection) -> str | None:
    """The session that was begun and not finished, the newest of several."""
    found = conn.execute(_OPEN).fetchone()
    return found[0] if found else None


def start(book: Book, label: str, churns: Collection[str], title: str = "", people: str = "") -> str | None:
    """Begin a session over these churns as one edit; returns its id, None without any churn."""
    wanted = list(dict.fromkeys(churns))
    if not wanted:
        return None
    day = book.clock.today().isoformat()
    with book.edit(label) as edit:
        session_id = edit.insert("review_session", {"day": day, "title": title or None, "people": people or None})
        for churn in wanted:
            edit.insert("churn_review", {"churn_id": churn, "day": day, "session_id": session_id})
    return session_id


def read_session(conn: Connection, session_id: str) -> Session | None:
    """One session; None when it is gone."""
    found: tuple[Any, ...] | None = conn.execute(_SESSION, [session_id]).fetchone()
    return Session(*found) if found else None


def read_items(conn: Connection, session_id: str) -> list[Item]:
    """The churns of a session, by the day on which each became known."""
    return [Item(*row) for row in conn.execute(_ITEMS, [session_id])]


def actions(conn: Connection, *, session_id: str = "", review_id: str = "") -> list[Action]:
    """The actions of a session or of one review, the first due first."""
    return [Action(*row) for row in conn.execute(_ACTIONS, {"session": session_id, "review": review_id})]


def saves(conn: Connection, item: Item) -> list[tuple[str, str, str, str]]:
    """What was tried to keep the customer: (day, action, result, who), the oldest first."""
    return conn.execute(_SAVES, {"churn": item.churn_id, "account": item.account_id}).fetchall()


def lines(conn: Connection, review_id: str, signs: Iterable[Sign]) -> list[Line]:
    """The signals of that time with their answers; one that was answered once stays, whatever became of the facts."""
    given = {row[0]: row for row in conn.execute(_GIVEN, [review_id])}
    found: list[Line] = []
    for sign in signs:
        row = given.pop(sign.signal_id, None)
        found.append(Line(sign, Answers(*map(_flag, row[4:])), True) if row else Line(sign, sign.proposed, False))
    for signal_id, name, severity, first, *said in given.values():
        answers = Answers(*map(_flag, said))
        sign = Sign(signal_id, name, severity, first or "", bool(answers.present), answers)
        found.append(Line(sign, answers, True))
    return found


def answer(edit: Edit, review_id: str, line: Line, question: Question, value: bool | None) -> None:
    """Write the answer to one of the three questions; with it those that hold for the other two."""
    _write(edit, review_id, line.sign, line.answers._replace(**{question: value}))


def turned(line: Line, question: Question) -> bool:
    """What an answer becomes when it is turned: what is not yes becomes yes."""
    return not getattr(line.answers, question)


def finish(edit: Edit, item: Item, past: Past | None, found: Sequence[Line]) -> None:
    """Close the review of one churn: what was proposed and not changed is what is said."""
    for line in found:
        if not line.given:
            _write(edit, item.id, line.sign, line.answers)
    first = item.first_knowable or (past.first.day if past and past.first else None)
    said = {f"signal_{name}": _any(name, found) for name in QUESTIONS}
    edit.update("churn_review", item.id, {"state": "done", "first_knowable": first, **said})


def left(conn: Connection, session_id: str) -> int:
    """How many churns of a session are not finished."""
    sql = "SELECT count(*) FROM churn_review WHERE session_id = ? AND state <> 'done'"
    return conn.execute(sql, [session_id]).fetchone()[0]


def end(edit: Edit, session_id: str, day: dt.date) -> None:
    """Close a session; churns whose review is not finished are open for the next one."""
    edit.update("review_session", session_id, {"finished": day.isoformat()})


def tick(edit: Edit, action_id: str) -> None:
    """An action is done."""
    edit.update("review_action", action_id, {"state": "done"})


def adopt(edit: Edit, action_id: str, signal_id: str) -> None:
    """An action became a signal, and keeps the link; the signal names its review itself."""
    edit.update("review_action", action_id, {"signal_id": signal_id})


def _any(name: str, found: Sequence[Line]) -> bool | None:
    said = [getattr(line.answers, name) for line in found if getattr(line.answers, name) is not None]
    return any(said) if said else None


def _write(edit: Edit, review_id: str, sign: Sign, answers: Answers) -> None:
    values: dict[str, Any] = {"first_day": sign.first_day or None, **answers._asdict()}
    found = edit.conn.execute(
        "SELECT id FROM review_signal WHERE review_id = ? AND signal_id = ?", [review_id, sign.signal_id]
    ).fetchone()
    if found:
        edit.update("review_signal", found[0], values)
    else:
        edit.insert("review_signal", {"review_id": review_id, "signal_id": sign.signal_id, **values})


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)
