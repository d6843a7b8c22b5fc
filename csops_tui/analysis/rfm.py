"""RFM: how lately, how often and how much, as ranks from 1 to 5; on touches, usage or revenue.

Whoever has nothing to rank is left out and counted apart. Each question reads one table and joins nothing, so that an
amount is never repeated.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from csops_tui.measures.facts.usage import METRIC
from csops_tui.store.book import Book
from csops_tui.store.sqlite import Connection

On = Literal["touches", "usage", "revenue"]
ON: tuple[On, ...] = ("touches", "usage", "revenue")
SPANS: dict[str, int] = {"12m": 12, "24m": 24, "36m": 36, "3m": 3}
"""How many months count, the usual one first."""
QUINTILES_FROM = 50
"""Fewer accounts are told apart in three groups, not five."""

_CURRENT = "account_id IN (SELECT id FROM account WHERE state IN ('active', 'trial'))"
# Recency, frequency and amount of each account, of one table.
_TOUCHES = f"""
SELECT account_id, max(day), count(*), sum(coalesce(minutes, 0)) FROM touchpoint
WHERE reach = '1:1' AND day > :start AND day <= :day AND {_CURRENT} GROUP BY account_id"""
_USAGE = f"""
SELECT account_id, max(day), count(DISTINCT day), sum(value) FROM usage
WHERE metric = {METRIC} AND day > :start AND day <= :day AND value > 0 AND {_CURRENT} GROUP BY account_id"""
_LINES = f"""
SELECT account_id, starts, ends, mrr, currency FROM subscription
WHERE starts <= :day AND trial = 0 AND (ends IS NULL OR ends > starts) AND {_CURRENT}
ORDER BY account_id, starts, rowid"""


@dataclass(frozen=True)
class Raw:
    """What is ranked: days since the last event, events, and their amounts (`money` None: no one sum)."""

    recency: int
    frequency: int
    money: float | int | None
    currency: str = ""


@dataclass(frozen=True)
class Score:
    """The ranks of one account, 1 the lowest; `of` is the highest there is."""

    raw: Raw
    r: int
    f: int
    m: int | None
    of: int

    @property
    def words(self) -> str:
        """The three ranks side by side, `5·4·–`."""
        return "·".join("–" if rank is None else str(rank) for rank in (self.r, self.f, self.m))


@dataclass(frozen=True)
class Ranking:
    """Scores by account; `without` counts the current accounts that have nothing to rank."""

    scores: dict[str, Score]
    without: int
    groups: int


def ranks(values: Sequence[float], groups: int, *, low_is_good: bool = False) -> list[int]:
    """The group of each value, 1 … groups: 1 + groups × (how many are worse) ÷ n, rounded down; equals share one."""
    worse_first = sorted(values, reverse=low_is_good)
    place: dict[float, int] = {}
    for n, value in enumerate(worse_first):
        place.setdefault(value, n)
    return [1 + groups * place[value] // len(values) for value in values]


def scored(raws: Mapping[str, Raw]) -> dict[str, Score]:
    """The ranks of everybody; amounts are ranked among those of their own currency."""
    if not raws:
        return {}
    groups = groups_for(len(raws))
    names = sorted(raws)
    r = dict(zip(names, ranks([raws[who].recency for who in names], groups, low_is_good=True), strict=True))
    f = dict(zip(names, ranks([raws[who].frequency for who in names], groups), strict=True))
    m: dict[str, int] = {}
    for currency in {raw.currency for raw in raws.values()}:
        own = [
            (who, amount) for who in names if raws[who].currency == currency and (amount := raws[who].money) is not None
        ]
        if own:
            m |= dict(zip((who for who, _ in own), ranks([amount for _, amount in own], groups), strict=True))
    return {who: Score(raws[who], r[who], f[who], m.get(who), groups) for who in names}


def groups_for(n: int) -> int:
    """Five groups, three for fewer than QUINTILES_FROM."""
    return 5 if n >= QUINTILES_FROM else 3


def rfm(book: Book, on: On, day: dt.date, span: str = "12m") -> Ranking:
    """The current accounts ranked by their talks, their use or what they pay, over one of SPANS up to a day."""
    conn = book.reader()
    months = SPANS[span]
    sql = _TOUCHES if on == "touches" else _USAGE
    raws = _revenue(conn, day, months) if on == "revenue" else _events(conn, sql, day, months)
    (current,) = conn.execute("SELECT count(*) FROM account WHERE state IN ('active', 'trial')").fetchone()
    return Ranking(scored(raws), current - len(raws), groups_for(len(raws)))


def _events(conn: Connection, sql: str, day: dt.date, months: int) -> dict[str, Raw]:
    window = {"start": before(day, months).isoformat(), "day": day.isoformat()}
    return {
        account: Raw((day - dt.date.fromisoformat(last)).days, count, amount)
        for account, last, count, amount in conn.execute(sql, window)
    }


def before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, the last of a shorter month; it does not count any more."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _revenue(conn: Connection, day: dt.date, months_back: int) -> dict[str, Raw]:
    """Contract lines begun, the latest of them, and MRR summed over the month ends of the span."""
    ends = month_ends(day, months_back)
    lines: dict[str, list[tuple[str, str | None, int, str]]] = {}
    for account, *line in conn.execute(_LINES, {"day": day.isoformat()}):
        lines.setdefault(account, []).append((line[0], line[1], line[2], line[3]))
    found: dict[str, Raw] = {}
    for account, own in lines.items():
        # A credit lessens what was paid, and is no purchase.
        begun = [line for line in own if line[2] > 0]
        if not begun:
            continue
        paid: dict[str, int] = {}
        for starts, until, mrr, currency in own:
            months = sum(starts <= end and (until is None or end < until) for end in ends)
            if months:
                paid[currency] = paid.get(currency, 0) + months * mrr
        since = (day - dt.date.fromisoformat(max(line[0] for line in begun))).days
        currency = next(iter(paid)) if len(paid) == 1 else begun[-1][3]
        # Several currencies have no sum; a line that has met no month end yet has brought nothing.
        money = None if len(paid) > 1 else paid.get(currency, 0)
        found[account] = Raw(since, len(begun), money, currency)
    return found


def month_ends(day: dt.date, months: int = 12) -> list[str]:
    """The last so many month ends up to a day, ISO, oldest first."""
    first = (day + dt.timedelta(days=1)).replace(day=1)
    found: list[str] = []
    for _ in range(months):
        last = first - dt.timedelta(days=1)
        found.append(last.isoformat())
        first = last.replace(day=1)
    return found[::-1]
