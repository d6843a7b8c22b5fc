"""What became of chances to grow: rates of winning, and the share of customers who bought more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from csops_tui.analysis.rates import Rate
from csops_tui.store.book import Book

# More of what they have, and something they did not have.
UPSELL = ("upsell", "seats", "option")
CROSS_SELL = ("cross_sell", "new_department")
GROUPS = ("upsell", "cross_sell", "other", "all")

_ROWS = """
SELECT o.account_id, o.kind, o.state, o.opened, o.closed, o.mrr, coalesce(o.currency, (
  SELECT CASE count(DISTINCT s.currency) WHEN 1 THEN max(s.currency) END
  FROM subscription AS s WHERE s.account_id = o.account_id), 'JPY')
FROM opportunity AS o WHERE o.opened <= :end ORDER BY o.id"""
_CUSTOMERS = """
SELECT DISTINCT account_id FROM (
  SELECT account_id FROM subscription WHERE trial = 0 AND starts <= :start AND (ends IS NULL OR ends > :start)
  GROUP BY account_id, currency HAVING sum(mrr) > 0)"""


@dataclass(frozen=True)
class Chance:
    """One opportunity; days ISO, `mrr` in minor units of `currency`."""

    account_id: str
    kind: str
    state: str
    opened: str
    closed: str | None = None
    mrr: int | None = None
    currency: str = "JPY"


@dataclass(frozen=True)
class Outcome:
    """One group over a span: won and lost in it, still open at its end, and which customers bought."""

    group: str
    opened: int
    open: int
    won: Rate
    bought: Rate
    mrr: dict[str, int]


def group_of(kind: str) -> str:
    """Up-sell, cross-sell or other."""
    return "upsell" if kind in UPSELL else "cross_sell" if kind in CROSS_SELL else "other"


def outcomes(chances: Sequence[Chance], customers: frozenset[str], start: dt.date, end: dt.date) -> list[Outcome]:
    """By group: of what was decided from `start` to `end` the share won; of the customers of `start` who bought.

    What was closed without a day cannot be placed and is left out of both.
    """
    first, last = start.isoformat(), end.isoformat()
    found: list[Outcome] = []
    for group in GROUPS:
        own = [chance for chance in chances if group == "all" or group_of(chance.kind) == group]
        decided = [c for c in own if c.state != "open" and c.closed and first <= c.closed <= last]
        won = [chance for chance in decided if chance.state == "won"]
        mrr: dict[str, int] = {}
        for chance in won:
            if chance.mrr is not None:
                mrr[chance.currency] = mrr.get(chance.currency, 0) + chance.mrr
        still = sum(c.opened <= last and (c.state == "open" or (c.closed is not None and c.closed > last)) for c in own)
        found.append(
            Outcome(
                group,
                sum(first <= chance.opened <= last for chance in own),
                still,
                Rate(len(won), len(decided)),
                Rate(len({chance.account_id for chance in won} & customers), len(customers)),
                mrr,
            )
        )
    return found


def opportunity_rates(book: Book, start: dt.date, end: dt.date) -> list[Outcome]:
    """The outcomes of the book from `start` to `end` (inclusive)."""
    conn = book.reader()
    chances = [Chance(*row) for row in conn.execute(_ROWS, {"end": end.isoformat()})]
    customers = frozenset(account for (account,) in conn.execute(_CUSTOMERS, {"start": start.isoformat()}))
    return outcomes(chances, customers, start, end)
