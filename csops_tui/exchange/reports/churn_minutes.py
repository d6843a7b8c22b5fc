"""The minutes of a churn review: each churn with what could be known, the answers, improvements and actions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from statistics import median
from typing import Literal

from csops_tui.analysis.rates import Rate
from csops_tui.exchange.reports.asked import table
from csops_tui.exchange.reports.errors import ReportError
from csops_tui.exchange.reports.pages import render
from csops_tui.exchange.reports.report import Column, Fact, Report, Section, Table, amounts
from csops_tui.measures import churn_review as reviews
from csops_tui.measures import panel
from csops_tui.measures.churn_review import Action, Item, Line
from csops_tui.measures.churn_review_effect import Effect, effects
from csops_tui.measures.churn_review_evidence import days_before
from csops_tui.measures.churn_review_past import Past, look_back
from csops_tui.measures.churn_review_words import evidence
from csops_tui.measures.signal_shipped import title
from csops_tui.store.book import Book
from csops_tui.store.files import write_private

SHAPES: tuple[Literal["md", "html"], ...] = ("md", "html")
_NAME = "churn_review"


def gather(book: Book, session_id: str) -> Report | None:
    """The minutes of a session; None when it is gone. What was proposed and not yet decided is not said."""
    conn = book.reader()
    session = reviews.read_session(conn, session_id)
    if session is None:
        return None
    items = reviews.read_items(conn, session_id)
    pasts = {item.id: look_back(book, item.account_id, item.known) for item in items if item.known}
    lines = {item.id: [line for line in reviews.lines(conn, item.id, ()) if line.given] for item in items}
    actions = reviews.actions(conn, session_id=session_id)
    today = book.clock.today()
    panel.catch_up(book)
    adopted = [found for found in effects(conn, today) if found.session_id == session_id]
    day = dt.date.fromisoformat(session.day)
    return Report(
        _NAME,
        today,
        day,
        day,
        (
            _summary(session, items, lines, actions),
            *(_of_one(book, item, pasts.get(item.id), lines[item.id], actions) for item in items),
            *_actions(items, actions),
            *_effects(adopted),
        ),
    )


def file_name(report: Report, shape: str) -> str:
    """A name that says what it is and of when."""
    return f"csops-churn-review-{report.end.isoformat()}.{shape}"


def content(report: Report, shape: Literal["md", "html"]) -> bytes:
    """The minutes as the bytes of a file; the same book on the same day gives the same bytes."""
    return render(report, shape).encode()


def save(report: Report, path: Path) -> None:
    """Write the minutes as the file's ending says; raises ReportError for another ending, and for a full disk."""
    ending = path.suffix.removeprefix(".").lower()
    shape = {"markdown": "md", "htm": "html"}.get(ending, ending)
    if shape not in SHAPES:
        raise ReportError("shape", exit_code=2, text=ending)
    try:
        write_private(path, content(report, shape))
    except OSError as error:
        raise ReportError("not_written", exit_code=1, path=path, why=error.strerror or type(error).__name__) from error


def _summary(
    session: reviews.Session, items: list[Item], lines: dict[str, list[Line]], actions: list[Action]
) -> Section:
    given = [line for each in lines.values() for line in each]
    warned = [days_before(item.first_knowable, item.known) for item in items if item.first_knowable and item.known]
    there = [line for line in given if line.answers.present]
    seen, acted = (sum(bool(getattr(line.answers, name)) for line in there) for name in ("seen", "acted"))
    return Section(
        "summary",
        (
            Fact("review_people", "text", session.people),
            Fact("churn_count", "count", len(items), "churn_count"),
            Fact("reviewed", "count", sum(item.done for item in items)),
            Fact("churn_mrr", "money", amounts((item.currency, item.mrr_lost) for item in items), "churn_mrr"),
            Fact("knowable_days", "days", median(warned) if warned else None, "review_knowable", n=len(warned)),
            Fact("signals_there", "rate", Rate(len(there), len(given)), "review_answers"),
            Fact("signals_seen", "rate", Rate(seen, len(there)), "review_answers"),
            Fact("signals_acted", "rate", Rate(acted, len(there)), "review_answers"),
            Fact("review_actions", "count", len(actions)),
            Fact("open_actions", "count", sum(action.state == "open" for action in actions)),
            Fact("review_note", "text", session.note),
        ),
    )


def _of_one(book: Book, item: Item, past: Past | None, lines: list[Line], actions: list[Action]) -> Section:
    first = past.first if past else None
    known = item.first_knowable
    facts = (
        Fact("notice_day", "day", item.notice),
        Fact("effective", "day", item.effective),
        Fact("churn_kind", "code:churn.kind", item.kind),
        Fact("churn_mrr", "money", amounts([(item.currency, item.mrr_lost)]), "churn_mrr"),
        Fact("stated_reason", "code:churn_reason", item.stated),
        Fact("judged_reason", "code:churn_reason", item.judged),
        Fact("owner", "text", item.owner),
        Fact("first_knowable", "day", known, "review_knowable"),
        Fact("knowable_days", "days", days_before(known, item.known) if known and item.known else None),
        Fact("first_evidence", "text", evidence(first) if first and first.day == known else None),
        Fact("improve_cs", "text", item.improve_cs),
        Fact("improve_ops", "text", item.improve_ops),
        Fact("review_note", "text", item.note),
    )
    found = [
        *_signals(lines),
        *_checkpoints(past),
        *_saves(reviews.saves(book.reader(), item)),
        *_own_actions([action for action in actions if action.review_id == item.id]),
    ]
    return Section(f"={item.account}", facts, tables=tuple(found))


def _signals(lines: list[Line]) -> list[Table]:
    if not lines:
        return []
    columns = (
        Column("signal"),
        Column("first_day", "day"),
        *(Column(f"was_{name}", "flag", "review_answers") for name in reviews.QUESTIONS),
    )
    rows = [(title(line.sign.name), line.sign.first_day or None, *line.answers) for line in lines]
    return [table("review_signals", columns, rows)]


def _checkpoints(past: Past | None) -> list[Table]:
    if past is None:
        return []
    columns = (
        Column("days_before", "days"),
        Column("day", "day"),
        Column("health_score", "level"),
        Column("concern", "level", "concern"),
        Column("usage_change", "change", "usage_change"),
        Column("days_two_way", "days", "days_two_way"),
    )
    rows = [(at.days, at.day, at.score, at.concern, at.usage_change, at.two_way) for at in past.checkpoints]
    return [table("before_notice", columns, rows)]


def _saves(found: list[tuple[str, str, str, str]]) -> list[Table]:
    columns = (Column("day", "day"), Column("save_action"), Column("result", "code:save_attempt.result"), Column("who"))
    return [table("save_attempts", columns, found)] if found else []


_ACTION_COLUMNS = (
    Column("action"),
    Column("owner"),
    Column("due", "day"),
    Column("action_state", "code:review_action.state"),
    Column("became_signal"),
)


def _action_row(action: Action) -> tuple[str | None, ...]:
    signal = title(action.signal) if action.signal_id else None
    return action.title, action.owner, action.due, action.state, signal


def _own_actions(actions: list[Action]) -> list[Table]:
    return [table("review_actions", _ACTION_COLUMNS, map(_action_row, actions))] if actions else []


def _actions(items: list[Item], actions: list[Action]) -> list[Section]:
    if not actions:
        return []
    names = {item.id: item.account for item in items}
    columns = (Column("account"), *_ACTION_COLUMNS)
    rows = [(names.get(action.review_id), *_action_row(action)) for action in actions]
    return [Section("review_actions", tables=(table("review_actions", columns, rows),))]


def _effects(adopted: list[Effect]) -> list[Section]:
    if not adopted:
        return []
    columns = (
        Column("signal"),
        Column("adopted", "day"),
        Column("signals_raised", "count", "signal_effect"),
        Column("acted_on", "count", "signal_effect"),
        Column("marked_today", "count"),
        Column("marked_churns", "rate", "signal_effect"),
        Column("warning_days", "days"),
    )
    rows = [
        (
            *(title(found.name), found.adopted, found.raised, found.acted, found.today),
            *(Rate(found.caught, len(found.churns)), found.warning),
        )
        for found in adopted
    ]
    return [Section("signal_effect", tables=(table("signal_effect", columns, rows),))]
