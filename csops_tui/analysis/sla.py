"""Terms of service against tickets: which were kept, which were broken, and which cannot be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from csops_tui.analysis.rates import Rate
from csops_tui.store.book import Book

Verdict = Literal["kept", "broken", "running", "unknown"]
_DAY = 24 * 60

_TERMS = "SELECT id, account_id, kind, priority, hours, starts, ends FROM sla"
_TICKETS = """
SELECT id, account_id, coalesce(title, ''), priority, opened,
  CASE WHEN state = 'closed' OR closed IS NOT NULL THEN coalesce(closed, '') END, first_response, resolution
FROM ticket WHERE opened BETWEEN :start AND :end AND account_id IN (SELECT account_id FROM sla) ORDER BY opened, id"""
_NAMES = "SELECT id, name FROM account WHERE id IN (SELECT account_id FROM sla) ORDER BY coalesce(kana, name), id"


@dataclass(frozen=True)
class Term:
    """What was promised: hours to a first answer or a solution; `starts` inclusive, `ends` exclusive, ISO."""

    id: str
    account_id: str
    kind: str
    priority: str | None
    hours: int
    starts: str | None = None
    ends: str | None = None


@dataclass(frozen=True)
class Ticket:
    """One ticket; `closed` is its day, "" where it is closed without one; times in minutes."""

    id: str
    account_id: str
    title: str
    priority: str | None
    opened: str
    closed: str | None = None
    first_response: int | None = None
    resolution: int | None = None


@dataclass(frozen=True)
class Check:
    """One ticket held against one term."""

    ticket: Ticket
    term: Term
    verdict: Verdict


@dataclass(frozen=True)
class Kept:
    """What became of one kind of term at one account."""

    account_id: str
    account: str
    kind: str
    terms: int
    checks: tuple[Check, ...]

    def count(self, verdict: Verdict) -> int:
        """How many tickets ended so."""
        return sum(check.verdict == verdict for check in self.checks)

    @property
    def rate(self) -> Rate:
        """Kept, of those that were kept or broken."""
        return Rate(self.count("kept"), self.count("kept") + self.count("broken"))


def term_for(ticket: Ticket, kind: str, terms: Sequence[Term]) -> Term | None:
    """The term that holds for a ticket on the day it was opened: its own priority before any, then the shortest."""
    fit = [
        term
        for term in terms
        if term.account_id == ticket.account_id
        and term.kind == kind
        and term.priority in (None, ticket.priority)
        and (term.starts is None or term.starts <= ticket.opened)
        and (term.ends is None or ticket.opened < term.ends)
    ]
    return min(fit, key=lambda term: (term.priority is None, term.hours, term.id), default=None)


def verdict(ticket: Ticket, term: Term, day: dt.date) -> Verdict:
    """Minutes if they are known; else what the days of opening and closing leave no doubt about.

    Exactly on time is kept. Days have no hours: from one to the next lies anything up to two days. Of a ticket that
    was still open on the day, minutes that reach past it were not known yet.
    """
    minutes = ticket.first_response if term.kind == "first_response" else ticket.resolution
    allowed = term.hours * 60
    opened = dt.date.fromisoformat(ticket.opened)
    still = ticket.closed is None or (ticket.closed != "" and dt.date.fromisoformat(ticket.closed) > day)
    if minutes is not None and not (still and minutes > ((day - opened).days + 1) * _DAY):
        return "kept" if minutes <= allowed else "broken"
    if still:
        return "broken" if ((day - opened).days - 1) * _DAY >= allowed else "running"
    if term.kind == "resolution" and ticket.closed:
        days = (dt.date.fromisoformat(ticket.closed) - opened).days
        if (days - 1) * _DAY >= allowed:
            return "broken"
        if (days + 1) * _DAY <= allowed:
            return "kept"
    return "unknown"


def checks(tickets: Sequence[Ticket], terms: Sequence[Term], day: dt.date) -> list[Check]:
    """Every ticket against the terms that hold for it, one of each kind at most."""
    found: list[Check] = []
    for ticket in tickets:
        for kind in ("first_response", "resolution"):
            term = term_for(ticket, kind, terms)
            if term is not None:
                found.append(Check(ticket, term, verdict(ticket, term, day)))
    return found


def kept(book: Book, start: dt.date, end: dt.date, day: dt.date) -> list[Kept]:
    """By account and kind of term: the tickets opened from `start` to `end` (inclusive) as of a day; worst first."""
    conn = book.reader()
    terms = [Term(*row) for row in conn.execute(_TERMS)]
    tickets = [Ticket(*row) for row in conn.execute(_TICKETS, {"start": start.isoformat(), "end": end.isoformat()})]
    by: dict[tuple[str, str], list[Check]] = {}
    for check in checks(tickets, terms, day):
        by.setdefault((check.term.account_id, check.term.kind), []).append(check)
    found = [
        Kept(account, name, kind, len(own), tuple(by.get((account, kind), ())))
        for account, name in conn.execute(_NAMES)
        for kind in ("first_response", "resolution")
        if (own := [term for term in terms if term.account_id == account and term.kind == kind])
    ]
    return sorted(found, key=lambda one: -one.count("broken"))
