"""Today: one ordered queue of accounts with the reasons to turn to each, and the rule of the order.

The account is the row, because that is what somebody works on: a promise, a drop in usage and an overdue call of one
customer are one telephone call. A row stands where its most pressing reason puts it, and lists them all.

    score = risk × size × due        highest first; ties by the account's reading, then by id

- risk = 1 + concern (0–4 while it holds) + worst open signal (1 info, 2 warn, 3 urgent) + runway (1, 2 when near)
- size = 1 + log2(1 + MRR ÷ the median MRR of paying accounts in its currency); 1 where there is no figure. Doubling
  an amount adds at most 1, so that one large customer does not drown the rest.
- due = weight of the reason × (1 + days since it is due ÷ 30), at most twice the weight
"""

from __future__ import annotations

import datetime as dt
import json
import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from csops_tui.measures.people import VERIFY_AFTER
from csops_tui.measures.today_sources import AMOUNTS, CANDIDATE, DEFERRED, DONE, FACTS, SOURCES, WHOSE
from csops_tui.store.sqlite import Connection

Kind = Literal[
    "promise", "signal", "task", "runway", "cadence", "verify", "capture", "risk", "complaint", "action", "churn"
]
Whose = Literal["me", "pool", "all"]

# How much a reason presses; of two that press alike the one named first leads. A promise that is due presses as much
# as anything else ever can, and so does a complaint: these the customer knows of.
WEIGHTS: dict[str, int] = {
    **{"promise": 6, "complaint": 6, "signal": 3, "task": 3, "runway": 3, "action": 3},
    **{"risk": 2, "cadence": 2, "churn": 2, "verify": 1, "capture": 1},
}
# Being later than this presses no more.
LATEST = 30
# A renewal this near counts twice.
NEAR = 60
# Accounts a day, for a member of whom nothing else is said.
CAPACITY = 12

# What a deferral calls a reason.
_AS_TASKS = ("promise", "risk", "complaint", "action", "churn")
DEFERRAL = {kind: "task" if kind in _AS_TASKS else kind for kind in WEIGHTS}


@dataclass(frozen=True)
class Subject:
    """One record that a reason is about; `day` (ISO) is when it fell due, was raised or was last verified."""

    id: str | None
    words: str
    day: str | None
    level: int = 0


@dataclass(frozen=True)
class Item:
    """One reason to turn to an account: what it is about, most pressing first, and the days since it is due."""

    kind: Kind
    subjects: tuple[Subject, ...]
    late: int

    @property
    def due(self) -> float:
        """The factor `due` of the order."""
        return WEIGHTS[self.kind] * (1 + min(self.late, LATEST) / LATEST)


@dataclass(frozen=True)
class Facts:
    """What is weighed and shown of an account as of a day; None where nothing is known."""

    name: str
    reading: str
    owner: str | None = None
    mrr: int | None = None
    currency: str | None = None
    renewal_on: str | None = None
    runway_on: str | None = None
    concern: int | None = None
    concern_expires: str | None = None
    last_1to1: str | None = None
    signal: int | None = None
    next: str | None = None


@dataclass(frozen=True)
class Risk:
    """What the factor `risk` is made of."""

    concern: int = 0
    signal: int = 0
    runway: int = 0

    @property
    def total(self) -> int:
        """The factor: 1 where there is nothing to fear."""
        return 1 + self.concern + self.signal + self.runway


@dataclass(frozen=True)
class Row:
    """One account of the queue, or one task that belongs to none (`account_id` is None); `items` most pressing first.

    `times` is the account's MRR in medians, None where there is no figure.
    """

    id: str
    account_id: str | None
    facts: Facts
    items: tuple[Item, ...]
    risk: Risk
    times: float | None

    @property
    def size(self) -> float:
        """The factor `size`."""
        return 1 + math.log2(1 + self.times) if self.times else 1.0

    @property
    def score(self) -> float:
        """What the queue is ordered by."""
        return self.risk.total * self.size * self.items[0].due


@dataclass(frozen=True)
class Queue:
    """The rows in their order; `capacity` accounts a day (None: no limit), of which `done` are dealt with already."""

    rows: tuple[Row, ...]
    capacity: int | None = None
    done: int = 0

    @property
    def room(self) -> int:
        """How many rows fit into today."""
        return len(self.rows) if self.capacity is None else min(len(self.rows), max(0, self.capacity - self.done))


def queue(conn: Connection, day: dt.date, member_id: str | None, whose: Whose = "me") -> Queue:
    """The queue of a member, of the pool (what nobody looks after) or of everybody; the panel must hold that day."""
    parameters = {
        "today": day.isoformat(),
        "member": member_id,
        "before": (day - dt.timedelta(days=VERIFY_AFTER)).isoformat(),
    }
    put_off = set(conn.execute(DEFERRED, parameters))
    found: defaultdict[tuple[str | None, str], list[Subject]] = defaultdict(list)
    for source in SOURCES:
        for account, kind, subject, words, since, level in conn.execute(
            source.format(whose=WHOSE[whose], candidate=CANDIDATE[whose]), parameters
        ):
            called = DEFERRAL[kind]
            if (account, called, None) not in put_off and (account, called, subject) not in put_off:
                found[account, kind].append(Subject(subject, words or "", since, level))
    accounts = sorted({account for account, _ in found if account})
    facts = {
        account: Facts(*values) for account, *values in conn.execute(FACTS, {**parameters, "ids": json.dumps(accounts)})
    }
    rows = rank(found, facts, medians(conn.execute(AMOUNTS, parameters)), day)
    if whose != "me" or member_id is None:
        return Queue(rows)
    waiting = {row.account_id for row in rows}
    done = sum(account not in waiting for (account,) in conn.execute(DONE, parameters))
    return Queue(rows, capacity(conn, member_id), done)


def capacity(conn: Connection, member_id: str) -> int:
    """How many accounts a day a member works through."""
    found = conn.execute("SELECT capacity_day FROM member WHERE id = ?", [member_id]).fetchone()
    return CAPACITY if found is None or found[0] is None else found[0]


def medians(amounts: Iterable[tuple[str | None, int]]) -> dict[str | None, float]:
    """The median amount by currency."""
    by: defaultdict[str | None, list[int]] = defaultdict(list)
    for currency, amount in amounts:
        by[currency].append(amount)
    return {currency: statistics.median(each) for currency, each in by.items()}


def rank(
    found: Mapping[tuple[str | None, str], list[Subject]],
    facts: Mapping[str, Facts],
    middle: Mapping[str | None, float],
    day: dt.date,
) -> tuple[Row, ...]:
    """The rows in their order, of reasons by (account, kind), facts by account and median amounts by currency.

    A task without an account is a row of its own.
    """
    items: defaultdict[str, list[Item]] = defaultdict(list)
    known: dict[str, tuple[str | None, Facts]] = {}
    for (account, kind), subjects in found.items():
        if account is not None:
            known[account] = (account, facts[account])
            items[account].append(_item(kind, subjects, day))
            continue
        for subject in subjects:
            row_id = f"task:{subject.id}"
            known[row_id] = (None, Facts("", ""))
            items[row_id].append(_item(kind, [subject], day))
    rows = [
        Row(
            row_id,
            known[row_id][0],
            known[row_id][1],
            tuple(sorted(each, key=lambda item: (-item.due, list(WEIGHTS).index(item.kind)))),
            _risk(known[row_id][1], day),
            _times(known[row_id][1], middle),
        )
        for row_id, each in items.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.score, row.facts.reading, row.id)))


def _item(kind: Any, subjects: list[Subject], day: dt.date) -> Item:
    return Item(kind, tuple(subjects), max(_late(kind, subject, day) for subject in subjects))


def _late(kind: str, subject: Subject, day: dt.date) -> int:
    """Days since the day on which something fell due; whoever was never verified is as late as can be."""
    if subject.day is None:
        return LATEST
    since = (day - dt.date.fromisoformat(subject.day)).days
    return max(0, since - VERIFY_AFTER if kind == "verify" else since)


def _risk(facts: Facts, day: dt.date) -> Risk:
    today = day.isoformat()
    holds = facts.concern_expires is not None and today <= facts.concern_expires
    runway = 0
    if facts.runway_on and facts.renewal_on and facts.runway_on <= today <= facts.renewal_on:
        runway = 2 if (dt.date.fromisoformat(facts.renewal_on) - day).days <= NEAR else 1
    return Risk(facts.concern or 0 if holds else 0, facts.signal or 0, runway)


def _times(facts: Facts, middle: Mapping[str | None, float]) -> float | None:
    median = middle.get(facts.currency)
    return facts.mrr / median if facts.mrr is not None and median else None
