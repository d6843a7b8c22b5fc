"""Renewals, runways, tasks and meetings as an iCalendar file that any calendar subscribes to or opens.

Each event has the same UID in every export, so that opening a newer file moves what was there instead of doubling it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from csops_tui.exchange.files import part_of
from csops_tui.exchange.redaction import Redaction
from csops_tui.locale import language, t
from csops_tui.measures import panel
from csops_tui.store.book import Book
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money

Kind = Literal["renewal", "contract", "runway", "task", "appointment"]
KINDS: tuple[Kind, ...] = ("renewal", "contract", "runway", "task", "appointment")

# What was due before and is still open stays for so long.
_BACK = 92


@dataclass(frozen=True)
class Due:
    """One thing with a day: `row_id` names its record (for a runway the account); `at` is UTC, if it has a time."""

    kind: Kind
    row_id: str
    account_id: str | None
    day: dt.date
    title: str
    detail: str
    at: dt.datetime | None = None


def dues(book: Book, owner: str | None = None) -> list[Due]:
    """Everything with a day that is ahead, or was due lately and is open, by day; `owner` narrows to one member's id.

    Renewals and runways belong to the account's owner, a task and a meeting to whom they are given to.
    """
    today = book.clock.today()
    panel.ensure_day(book, today)
    found = [*_renewals(book, today), *_runways(book, today), *_tasks(book, today), *_meetings(book, today)]
    mine = [due for who, due in found if owner is None or who == owner]
    return sorted(mine, key=lambda due: (due.day, KINDS.index(due.kind), due.title, due.row_id))


def write_calendar(book: Book, found: Collection[Due], path: Path, *, redacted: bool = False) -> int:
    """Write events to a new file, readable by its owner only; returns their number."""
    text = calendar(book, found, redacted=redacted)
    with part_of(path) as part:
        part.write_bytes(text)
    return len(found)


def calendar(book: Book, found: Collection[Due], *, redacted: bool = False) -> bytes:
    """The events as an iCalendar text: all-day but for meetings, escaped, folded at 75 bytes."""
    from icalendar import Calendar, Event

    redaction = Redaction(book.reader()) if redacted else None
    whole = Calendar()
    whole.add("prodid", "-//csops//calendar//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", "csops")
    stamp = book.clock.real_now().astimezone(dt.UTC).replace(microsecond=0)
    for due in found:
        event = Event()
        event.add("uid", f"{due.kind}-{due.row_id}@csops")
        event.add("dtstamp", stamp)
        event.add("summary", _safe(due.title, redaction))
        if due.detail:
            event.add("description", _safe(due.detail, redaction))
        event.add("categories", [t(f"calendar.{due.kind}")])
        if due.at is not None:
            event.add("dtstart", due.at)
        else:
            event.add("dtstart", due.day)
            event.add("dtend", due.day + dt.timedelta(days=1))
            # A due date takes nobody's day.
            event.add("transp", "TRANSPARENT")
        whole.add_component(event)
    return whole.to_ical()


def _safe(text: str, redaction: Redaction | None) -> str:
    cleaned = clean(text, multiline=True)
    return redaction.text(cleaned) if redaction else cleaned


_RENEWALS = """
SELECT a.owner_id, 'renewal', r.id, a.id, r.due, a.name, p.name, s.plan, r.mrr_before, s.currency, r.owner_id
FROM renewal AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN subscription AS s ON s.id = r.subscription_id LEFT JOIN product AS p ON p.id = s.product_id
WHERE r.decision IS NULL AND r.due >= :first
UNION ALL
-- Where nobody wrote a renewal down, the contract line that ends first stands for it.
SELECT a.owner_id, 'contract', s.id, a.id, s.ends, a.name, p.name, s.plan, s.mrr, s.currency, NULL
FROM subscription AS s JOIN account AS a ON a.id = s.account_id LEFT JOIN product AS p ON p.id = s.product_id
WHERE s.ends >= :today AND s.trial = 0 AND s.starts <= :today AND a.state <> 'churned'
  AND NOT EXISTS (SELECT 1 FROM renewal AS r WHERE r.account_id = a.id AND r.decision IS NULL AND r.due >= :today)
  AND NOT EXISTS (
    SELECT 1 FROM subscription AS o WHERE o.account_id = a.id AND o.trial = 0 AND o.starts <= :today
      AND o.ends >= :today AND (o.ends, o.id) < (s.ends, s.id))
"""
_RUNWAYS = """
SELECT a.owner_id, a.id, p.runway_on, a.name, coalesce(p.renewal_due, p.line_ends)
FROM panel AS p JOIN account AS a ON a.id = p.account_id
WHERE p.as_of = :today AND p.runway_on >= :first AND a.state <> 'churned'
"""
_TASKS = """
SELECT k.member_id, k.id, k.account_id, k.due, a.name, k.title, k.promise, k.note
FROM task AS k LEFT JOIN account AS a ON a.id = k.account_id
WHERE k.state = 'open' AND k.due >= :first
"""
_MEETINGS = """
SELECT p.member_id, p.id, p.account_id, p.meeting, a.name, c.name
FROM appointment AS p JOIN account AS a ON a.id = p.account_id LEFT JOIN contact AS c ON c.id = p.contact_id
WHERE p.state = 'booked' AND p.meeting >= :first
"""


def _since(today: dt.date) -> dict[str, str]:
    return {"today": today.isoformat(), "first": (today - dt.timedelta(days=_BACK)).isoformat()}


def _renewals(book: Book, today: dt.date) -> Iterator[tuple[str | None, Due]]:
    for owner, kind, row_id, account, day, name, product, plan, mrr, currency, own in book.reader().execute(
        _RENEWALS, _since(today)
    ):
        money = format_money(mrr, currency or "JPY", language()) if mrr is not None else ""
        detail = " · ".join(part for part in (product, plan, money) if part)
        title = t(f"calendar.{kind}.title", account=name)
        yield own or owner, Due(kind, row_id, account, dt.date.fromisoformat(day), title, detail)


def _runways(book: Book, today: dt.date) -> Iterator[tuple[str | None, Due]]:
    for owner, account, day, name, renewal in book.reader().execute(_RUNWAYS, _since(today)):
        detail = t("calendar.runway.detail", day=renewal)
        title = t("calendar.runway.title", account=name)
        yield owner, Due("runway", account, account, dt.date.fromisoformat(day), title, detail)


def _tasks(book: Book, today: dt.date) -> Iterator[tuple[str | None, Due]]:
    for member, row_id, account, day, name, title, promise, note in book.reader().execute(_TASKS, _since(today)):
        words = t("calendar.task.title", title=title, account=name) if name else title
        if promise:
            words = t("calendar.task.promise", title=words)
        yield member, Due("task", row_id, account, dt.date.fromisoformat(day), words, note or "")


def _meetings(book: Book, today: dt.date) -> Iterator[tuple[str | None, Due]]:
    for member, row_id, account, meeting, name, contact in book.reader().execute(_MEETINGS, _since(today)):
        at = dt.datetime.fromisoformat(meeting).astimezone(dt.UTC)
        title = t("calendar.appointment.title", account=name)
        yield member, Due("appointment", row_id, account, at.astimezone().date(), title, contact or "", at)
