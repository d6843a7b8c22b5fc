"""Why customers leave: the churns of a period by reason and by whatever else is known of them.

The set is that of `4 Churn`: one record is one churn and counts once, under the one reason we judged it to have. Where
none was judged it counts as "no reason yet": what the customer said never stands in for it, and is compared with it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from csops_tui.analysis.rates import FEW, Rate
from csops_tui.analysis.revenue_money import exchange_of
from csops_tui.analysis.tenure import months_between
from csops_tui.analysis.touches import ATTRIBUTES, PERIODS, period_spans
from csops_tui.locale import language
from csops_tui.model.codes import word
from csops_tui.store.book import Book
from csops_tui.store.code_words import mapping
from csops_tui.store.sqlite import Connection

REASONS, DETAILS = "churn_reason", "churn_reason_detail"
BANDS = (3, 6, 12, 24, 36)
"""Where a band of tenure ends and the next begins, in whole months."""
SEVERAL = "*"
"""The product or plan of a churn that took several at once."""
QUADRANTS = ((1, 1), (1, 0), (0, 1), (0, 0))
"""(foreseeable, avoidable), from what should have been kept to what nobody could have helped."""

_ACCOUNT = {name: sql for name, sql in ATTRIBUTES.items() if name not in ("owner", "ops_owner", "state", "stage")}
_OWN = ("reason", "reason_detail", "stated", "kind", "product", "plan", "competitor")
_FLAGS = ("voluntary", "avoidable", "foreseeable")
BY = (*_OWN, "tenure", *_ACCOUNT, *_FLAGS)
"""What churns can be counted by besides PERIODS: nothing that is a person of ours."""

# The lines a churn took: the one it names, else for a whole account those that ended with it.
_LINES = """
  (SELECT CASE count(DISTINCT {value}) WHEN 1 THEN max({value}) WHEN 0 THEN NULL ELSE '*' END
   FROM subscription AS s LEFT JOIN product AS p ON p.id = s.product_id
   WHERE s.account_id = r.account_id
     AND iif(r.subscription_id IS NOT NULL, s.id = r.subscription_id, s.trial = 0 AND s.ends = r.effective))"""
_CHURNS = f"""
SELECT r.id, r.account_id, a.name, r.effective, r.mrr_lost, r.currency,
  coalesce((SELECT min(s.starts) FROM subscription AS s WHERE s.account_id = a.id AND s.trial = 0), a.since),
  r.reason_judged, r.reason_judged_detail, r.reason_stated, r.kind, {_LINES.format(value="p.name")},
  {_LINES.format(value="s.plan")}, r.competitor, {", ".join(f"r.{name}" for name in _FLAGS)},
  {", ".join(_ACCOUNT.values())}
FROM churn AS r JOIN account AS a ON a.id = r.account_id
WHERE r.effective BETWEEN :start AND :end
ORDER BY r.effective, coalesce(a.kana, a.name), r.id
"""
# Of a past day only what was announced by then was to come.
_OUTSIDE = """
SELECT coalesce(sum(effective IS NULL), 0), coalesce(sum(effective > :as_of), 0) FROM churn
WHERE coalesce(notice, decided, :as_of) <= :as_of
"""


@dataclass(frozen=True)
class Loss:
    """One churn: `values` by the names of BY, codes as the newest list calls them; `mrr` in minor units, if known."""

    id: str
    account_id: str
    account: str
    effective: dt.date
    mrr: int | None
    currency: str
    months: float | None
    values: Mapping[str, str | None]

    @property
    def judged(self) -> str | None:
        """The reason in our judgement."""
        return self.values["reason"]

    @property
    def stated(self) -> str | None:
        """The reason the customer gave."""
        return self.values["stated"]


@dataclass(frozen=True)
class Churned:
    """The churns of a period; beside it those that have no date yet and those that take effect after the as-of day."""

    losses: tuple[Loss, ...]
    undated: int
    coming: int


@dataclass(frozen=True)
class Row:
    """The churns of one group: how many, of how many in all, the MRR lost by currency, how many without an amount."""

    group: tuple[str | None, ...]
    losses: tuple[Loss, ...]
    of: int

    @property
    def n(self) -> int:
        """How many churns."""
        return len(self.losses)

    @property
    def share(self) -> Rate:
        """Of all churns of the period."""
        return Rate(self.n, self.of)

    @property
    def mrr(self) -> dict[str, int]:
        """What was lost, by currency; churns without an amount add nothing."""
        return amounts(self.losses)

    @property
    def without_amount(self) -> int:
        """How many of them state no amount."""
        return sum(loss.mrr is None for loss in self.losses)


@dataclass(frozen=True)
class Piece:
    """One bar of a Pareto chart: its value, and its share and the share up to here in % (None: too few to say)."""

    row: Row
    value: int
    share: float | None
    cumulative: float | None


@dataclass(frozen=True)
class Matrix:
    """Stated against judged reasons: how often each pair came, reasons in the order of how often they came."""

    reasons: tuple[str | None, ...]
    pairs: Mapping[tuple[str | None, str | None], tuple[Loss, ...]]

    @property
    def agreed(self) -> Rate:
        """Churns for which both say the same, of those for which both say something."""
        both = {pair: len(found) for pair, found in self.pairs.items() if None not in pair}
        return Rate(sum(n for (stated, judged), n in both.items() if stated == judged), sum(both.values()))


@dataclass(frozen=True)
class Quality:
    """How much of the reasons is known: without one yet, "unknown", "other", each of all churns."""

    open: Rate
    unknown: Rate
    other: Rate


def churned(book: Book, start: dt.date, end: dt.date, as_of: dt.date | None = None, *, mapped: bool = True) -> Churned:
    """The churns that took effect from `start` to `end` (inclusive), at most to `as_of` (today), in order of days.

    Reasons count whenever they were written down. With `mapped` codes that a newer list replaced are told as their
    replacement, so that years before and after a change compare. Attributes of accounts are those of today.
    """
    day = as_of or book.clock.today()
    conn = book.reader()
    maps = {name: mapping(conn, name) if mapped else {} for name in (REASONS, DETAILS)}
    lists = {"reason": REASONS, "stated": REASONS, "reason_detail": DETAILS}
    names = (*_OWN, *_FLAGS, *_ACCOUNT)
    found: list[Loss] = []
    span = {"start": start.isoformat(), "end": min(end, day).isoformat()}
    for key, account_id, account, effective, mrr, currency, began, *rest in conn.execute(_CHURNS, span):
        values = {name: None if value is None else str(value) for name, value in zip(names, rest, strict=True)}
        for name, code_list in lists.items():
            code = values[name]
            values[name] = maps[code_list].get(code, code) if code else None
        on = dt.date.fromisoformat(effective)
        first = dt.date.fromisoformat(began) if began else None
        months = months_between(first, on) if first and first <= on else None
        values["tenure"] = None if months is None else band(months)
        found.append(Loss(key, account_id, account, on, mrr, currency, months, values))
    found = _in_own_currency(conn, found)
    undated, coming = conn.execute(_OUTSIDE, {"as_of": day.isoformat()}).fetchone()
    return Churned(tuple(found), undated, coming)


def _in_own_currency(conn: Connection, found: Sequence[Loss]) -> list[Loss]:
    """Amounts that have a rate on the day of every loss in the book's own currency; the others stay apart."""
    needed: dict[str, dt.date] = {}
    for loss in found:
        if loss.mrr:
            needed[loss.currency] = min(loss.effective, needed.get(loss.currency, loss.effective))
    exchange = exchange_of(conn, needed)
    if not exchange.converted:
        return list(found)
    return [
        replace(
            loss,
            mrr=None if loss.mrr is None else exchange.convert(loss.mrr, loss.currency, loss.effective),
            currency=exchange.book_of(loss.currency),
        )
        for loss in found
    ]


def rows(found: Sequence[Loss], by: Sequence[str], spans: Mapping[str, tuple[str, str]] | None = None) -> list[Row]:
    """The churns by names of BY and at most one of PERIODS, whose `spans` are then needed; each churn is in one row.

    The largest groups come first, periods in their order. Raises ValueError for another name or a second period.
    """
    periods = [name for name in by if name in PERIODS]
    unknown = [name for name in by if name not in BY and name not in PERIODS]
    if unknown or len(periods) > 1 or (periods and spans is None):
        raise ValueError(f"churns are not counted by {', '.join(unknown or periods)}")
    groups: dict[tuple[str | None, ...], list[Loss]] = {}
    for loss in found:
        group = tuple(_period(loss, spans or {}) if name in PERIODS else loss.values[name] for name in by)
        groups.setdefault(group, []).append(loss)
    if not by:
        groups.setdefault((), [])
    made = [Row(group, tuple(losses), len(found)) for group, losses in groups.items()]
    place = next((n for n, name in enumerate(by) if name in PERIODS), None)
    return sorted(made, key=lambda row: _row_order(row, by, place))


def pareto(found: Sequence[Row], currency: str | None = None) -> list[Piece]:
    """The rows from the largest down with what they and all before them make up, by count or by MRR in a currency.

    Rows without a value are left out. Shares of fewer than FEW churns are not told.
    """
    values = [(row, row.n if currency is None else row.mrr.get(currency, 0)) for row in found]
    kept = sorted(
        ((row, value) for row, value in values if value > 0), key=lambda each: (-each[1], _values_order(each[0].group))
    )
    total = sum(value for _, value in kept)
    enough = sum(row.n if currency is None else _counted(row, currency) for row, _ in kept) >= FEW
    pieces: list[Piece] = []
    reached = 0
    for row, value in kept:
        reached += value
        shares = (
            (float(Fraction(100 * value, total)), float(Fraction(100 * reached, total))) if enough else (None, None)
        )
        pieces.append(Piece(row, value, *shares))
    return pieces


def matrix(found: Sequence[Loss]) -> Matrix:
    """Stated against judged reasons; every churn is in one cell, those without a reason in that of none."""
    pairs: dict[tuple[str | None, str | None], list[Loss]] = {}
    often: Counter[str | None] = Counter()
    for loss in found:
        pairs.setdefault((loss.stated, loss.judged), []).append(loss)
        often.update((loss.stated, loss.judged))
    reasons = sorted(often, key=lambda reason: (reason is None, -often[reason], reason or ""))
    return Matrix(tuple(reasons), {pair: tuple(losses) for pair, losses in pairs.items()})


def quadrants(found: Sequence[Loss]) -> list[Row]:
    """Foreseeable × avoidable in the order of QUADRANTS, then those for which one of both is not said (None, None)."""
    cells: dict[tuple[int, int] | None, list[Loss]] = {**{quadrant: [] for quadrant in QUADRANTS}, None: []}
    for loss in found:
        seen, saved = loss.values["foreseeable"], loss.values["avoidable"]
        cells[None if seen is None or saved is None else (int(seen), int(saved))].append(loss)
    judged = len(found) - len(cells[None])
    named = [Row((str(seen), str(saved)), tuple(cells[seen, saved]), judged) for seen, saved in QUADRANTS]
    return [*named, Row((None, None), tuple(cells[None]), len(found))]


def quality(found: Sequence[Loss]) -> Quality:
    """The shares of churns without a reason yet, with "unknown" and with "other"."""
    count = Counter(loss.judged for loss in found)
    return Quality(*(Rate(count[reason], len(found)) for reason in (None, "unknown", "other")))


def amounts(found: Iterable[Loss]) -> dict[str, int]:
    """The MRR that these churns lost in minor units, by currency; amounts of different currencies are never added."""
    total: Counter[str] = Counter()
    for loss in found:
        if loss.mrr is not None:
            total[loss.currency] += loss.mrr
    return dict(sorted(total.items()))


def currency_of(found: Iterable[Loss]) -> str | None:
    """The currency in which most churns state their amount; None where none does."""
    often = Counter(loss.currency for loss in found if loss.mrr)
    return min(often, key=lambda currency: (-often[currency], currency)) if often else None


def band(months: float) -> str:
    """The band of tenure that so many months fall into: "0-3", "3-6" … "36-"; its first month belongs to it."""
    low = max([0, *(edge for edge in BANDS if edge <= months)])
    high = next((edge for edge in BANDS if edge > months), None)
    return f"{low}-{high or ''}"


def words(conn: Connection, code_list: str) -> Callable[[str], str]:
    """What the codes of a list are called in the language in force: by the book's own words, else by those shipped."""
    lang = language()
    sql = "SELECT code, iif(? = 'ja', ja, en) FROM code WHERE list = ? ORDER BY version, id"
    own = dict(conn.execute(sql, [lang, code_list]).fetchall())
    return lambda code: own.get(code) or word(code_list, code, lang)


def spans(start: dt.date, end: dt.date, period: str, fiscal_start: int = 4) -> dict[str, tuple[str, str]]:
    """The months or fiscal quarters from `start` to `end` by label, with their first and last days."""
    return period_spans(start, end, PERIODS[period], fiscal_start)


def _period(loss: Loss, spans: Mapping[str, tuple[str, str]]) -> str | None:
    day = loss.effective.isoformat()
    return next((label for label, (first, last) in spans.items() if first <= day <= last), None)


def _counted(row: Row, currency: str) -> int:
    return sum(loss.mrr is not None and loss.currency == currency for loss in row.losses)


def _row_order(row: Row, by: Sequence[str], period: int | None) -> tuple[object, ...]:
    when = "" if period is None else row.group[period] or ""
    bands = tuple(
        float((value or "999-").partition("-")[0]) if name == "tenure" else 0.0
        for name, value in zip(by, row.group, strict=True)
    )
    return (when, bands if by[:1] == ["tenure"] else (), -row.n, _values_order(row.group))


def _values_order(group: Sequence[str | None]) -> tuple[tuple[bool, str], ...]:
    return tuple((value is None, value or "") for value in group)
