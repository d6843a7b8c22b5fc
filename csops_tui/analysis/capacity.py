"""Capacity: what the cadences ask of everybody a week, beside the minutes they have; what another would ask.

Planned minutes of an account a week: for each reach with a target, 7 ÷ its days × the minutes of one touch. Those are
the minutes of the cadence's line, else the median that the book's touches of this reach took, else 30. A touch of many
(1:n) or of nobody (tech) costs an account nothing unless its line says so.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from csops_tui.measures import panel
from csops_tui.measures.facts.work import LINE
from csops_tui.measures.sheet import SCOPES
from csops_tui.store.book import Book
from csops_tui.store.edit import Edit

REACHES = {"1:1": "1to1", "any": "any", "1:n": "1ton", "tech": "tech"}
"""Reach of a cadence → the end of the panel's column with its days."""

MINUTES = 30
_OF_MANY = ("1:n", "tech")

# Whoever serves an account bears it, so that each account is counted once.
_BEARER = "iif(a.served_by = 'cs_ops' AND a.ops_owner_id IS NOT NULL, a.ops_owner_id, a.owner_id)"
_ACCOUNTS = f"""
SELECT {_BEARER}, p.mrr, p.currency, a.cadence_days IS NOT NULL, p.cadence_reach,
  {", ".join(f"p.cadence_{name}, {LINE.format(what='id', reach=reach)}" for reach, name in REACHES.items())}
FROM panel AS p JOIN account ON account.id = p.account_id JOIN account AS a ON a.id = p.account_id
WHERE p.as_of = :as_of AND {SCOPES["current"]}
"""
_LINES = "SELECT id, reach, days, minutes, segment, tier, touch_model FROM cadence ORDER BY reach, days, id"
_MEMBERS = "SELECT id, name, kind, team, minutes_week, active FROM member ORDER BY kind, team, name, id"
_LOGGED = """
SELECT minutes FROM touchpoint
WHERE reach = '1:1' AND minutes > 0 AND day <= :as_of AND day > date(:as_of, '-365 days')
"""


@dataclass(frozen=True)
class Line:
    """A line of the cadence table: whom it is for, its days, and the minutes of one touch (`stated` on the line)."""

    id: str
    reach: str
    days: int
    minutes: float
    stated: bool
    segment: str | None
    tier: str | None
    touch_model: str | None


@dataclass(frozen=True)
class Target:
    """One reach of one account: its days, the line that gives them ("": the account itself), the minutes of a touch."""

    line: str
    days: int
    minutes: float


@dataclass(frozen=True)
class Borne:
    """One current account: who bears it (None: nobody), its MRR in minor units, its targets."""

    member_id: str | None
    mrr: int
    currency: str
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Member:
    """One of our people or a pool; `minutes_week` is what they have for customers, None where nobody said."""

    id: str
    name: str
    kind: str
    team: str | None
    minutes_week: int | None


@dataclass(frozen=True)
class Facts:
    """All that a plan is worked out from, read once."""

    accounts: tuple[Borne, ...]
    lines: tuple[Line, ...]
    members: tuple[Member, ...]


@dataclass
class Load:
    """What somebody (`id`), a team or all together bear; `mrr` is by currency, `week` the minutes they have."""

    name: str | None
    kind: str
    team: str | None = None
    accounts: int = 0
    without: int = 0
    minutes: float = 0.0
    week: int | None = None
    mrr: dict[str, int] = field(default_factory=dict[str, int])
    id: str = ""

    @property
    def share(self) -> float | None:
        """Planned minutes in % of those there are; None where nobody said how many."""
        return 100 * self.minutes / self.week if self.week else None

    def add(self, other: Load) -> None:
        """Bear what another bears as well."""
        self.accounts += other.accounts
        self.without += other.without
        self.minutes += other.minutes
        if other.week is not None:
            self.week = (self.week or 0) + other.week
        for currency, amount in other.mrr.items():
            self.mrr[currency] = self.mrr.get(currency, 0) + amount


def facts(book: Book, as_of: dt.date | None = None) -> Facts:
    """The current accounts with their targets as of a day (today), the cadence table, our people."""
    day = as_of or book.clock.today()
    panel.ensure_day(book, day)
    conn = book.reader()
    named = {"as_of": day.isoformat()}
    logged = [row[0] for row in conn.execute(_LOGGED, named)]
    usual = float(statistics.median(logged)) if logged else float(MINUTES)
    lines = tuple(
        Line(id_, reach, days, float(_minutes(reach, minutes, usual)), minutes is not None, segment, tier, model)
        for id_, reach, days, minutes, segment, tier, model in conn.execute(_LINES)
    )
    minutes_of = {line.id: line.minutes for line in lines}
    accounts: list[Borne] = []
    for bearer, mrr, currency, own, reach_shown, *reaches in conn.execute(_ACCOUNTS, named):
        targets: list[Target] = []
        for place, reach in enumerate(REACHES):
            days, line = reaches[2 * place : 2 * place + 2]
            if days and days > 0:
                minutes = minutes_of.get(line or "", float(_minutes(reach, None, usual)))
                targets.append(Target("" if own and reach == reach_shown else line or "", days, minutes))
        accounts.append(Borne(bearer, mrr or 0, currency or "JPY", tuple(targets)))
    bearing = {account.member_id for account in accounts}
    members = tuple(Member(*row[:5]) for row in conn.execute(_MEMBERS) if row[5] or row[0] in bearing)
    return Facts(tuple(accounts), lines, members)


def plan(known: Facts, days: Mapping[str, int] | None = None) -> list[Load]:
    """The load of each member, pools after people, then of nobody if accounts have none.

    `days` gives other days to lines of the cadence table, by id; which line holds for an account stays as it is.
    """
    loads = {m.id: Load(m.name, m.kind, m.team, week=m.minutes_week, id=m.id) for m in known.members}
    nobody = Load(None, "nobody")
    for account in known.accounts:
        load = loads.get(account.member_id or "", nobody)
        load.accounts += 1
        load.without += not account.targets
        load.minutes += minutes_a_week(account.targets, days or {})
        if account.mrr:
            load.mrr[account.currency] = load.mrr.get(account.currency, 0) + account.mrr
    return [*loads.values(), *([nobody] if nobody.accounts else [])]


def teams(loads: Iterable[Load]) -> list[Load]:
    """The same by team, members and pools together; those without a team last."""
    found: dict[str | None, Load] = {}
    for load in loads:
        found.setdefault(load.team, Load(load.team, "team", load.team)).add(load)
    return [found[team] for team in sorted(found, key=lambda name: (name is None, name or ""))]


def total(loads: Iterable[Load], *kinds: str) -> Load:
    """Everything that loads of these kinds (all without any) bear together."""
    together = Load(None, "total")
    for load in loads:
        if not kinds or load.kind in kinds:
            together.add(load)
    return together


def by_line(known: Facts, days: Mapping[str, int] | None = None) -> dict[str, tuple[int, float]]:
    """For each line of the cadence table (and "" for days of an account's own) its accounts and minutes a week."""
    found: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for account in known.accounts:
        for target in account.targets:
            count, minutes = found[target.line]
            found[target.line] = (count + 1, minutes + minutes_a_week((target,), days or {}))
    return dict(found)


def minutes_a_week(targets: Iterable[Target], days: Mapping[str, int]) -> float:
    """What these targets ask a week, with other days for some lines."""
    return sum(7 / days.get(target.line, target.days) * target.minutes for target in targets)


def keep(edit: Edit, days: Mapping[str, int]) -> None:
    """Write other days to lines of the cadence table, as part of one edit."""
    for line, value in days.items():
        edit.update("cadence", line, {"days": value})


def _minutes(reach: str, stated: int | None, usual: float) -> float:
    if stated is not None:
        return stated
    return 0 if reach in _OF_MANY else usual
