"""Touch statistics: how often which accounts were reached, at whose instance, and how completely it was recorded.

Touches are counted as everywhere (`measures.families`): internal notes are none, attendance is one 1:n touch per
account and day. Days are inclusive at both ends. Loads pandas on use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from csops_tui.store.book import Book

if TYPE_CHECKING:
    import pandas as pd

# Inside, frames and columns go untyped: what pandas declares of its results is wider than what comes.
_Frame = Any
_Column = Any

# What touches can be counted by, as expressions over the account `a`, its owner `m` and its Ops owner `o`.
ATTRIBUTES = {
    **{
        name: f"a.{name}"
        for name in ("industry", "tier", "size", "touch_model", "region", "country", "segment", "stage", "maturity")
    },
    "source": "a.source",
    "state": "a.state",
    "served_by": "a.served_by",
    "owner": "m.name",
    "ops_owner": "o.name",
}
PERIODS = {"month": 1, "quarter": 3}

_COUNTS = (
    *("touches", "touches_1to1", "touches_1ton", "touches_tech"),
    *("two_way_1to1", "triggered", "customer_triggered"),
)

# Every account but prospects, with the first and the last day on which it was a customer as far as they are known.
_ACCOUNTS = f"""
SELECT a.id AS account_id, a.name, coalesce(a.kana, a.name) AS kana,
  {", ".join(f"{sql} AS {name}" for name, sql in ATTRIBUTES.items())},
  coalesce(a.since, (SELECT min(starts) FROM subscription AS s WHERE s.account_id = a.id)) AS customer_from,
  CASE a.state WHEN 'churned' THEN coalesce(
    (SELECT max(effective) FROM churn AS c WHERE c.account_id = a.id),
    (SELECT max(ends) FROM subscription AS s WHERE s.account_id = a.id)) END AS customer_until
FROM account AS a LEFT JOIN member AS m ON m.id = a.owner_id LEFT JOIN member AS o ON o.id = a.ops_owner_id
WHERE a.state <> 'prospect'
"""
_TOUCHES = """
SELECT account_id, day, reach, direction, "trigger" FROM touchpoint
WHERE reach <> 'none' AND day BETWEEN :start AND :end
UNION ALL
SELECT DISTINCT account_id, day, '1:n', 'two_way', NULL FROM attendance AS r
WHERE state = 'attended' AND day BETWEEN :start AND :end
  AND NOT EXISTS (SELECT 1 FROM touchpoint AS t WHERE t.account_id = r.account_id AND t.day = r.day AND t.reach = '1:n')
"""
_ANY_TOUCH = """
SELECT EXISTS (SELECT 1 FROM touchpoint WHERE reach <> 'none' AND day <= :end)
    OR EXISTS (SELECT 1 FROM attendance WHERE state = 'attended' AND day <= :end)
"""
_TRIGGERS = """
SELECT substr(day, 1, 7) AS month, count(*) AS touches, sum("trigger" IN ('signal', 'request')) AS customer_triggered
FROM touchpoint WHERE reach <> 'none' AND day BETWEEN :start AND :end GROUP BY month
"""
# What makes a field of a touch `t` count as filled.
_FILLED = {
    **{name: f"t.{name} IS NOT NULL" for name in ("channel", "reach", "direction")},
    "trigger": 't."trigger" IS NOT NULL',
    "contact_id": "EXISTS (SELECT 1 FROM touchpoint_contact AS c WHERE c.touchpoint_id = t.id)",
    **{name: f"t.{name} IS NOT NULL" for name in ("purpose", "tags", "outcome", "sentiment", "minutes", "member_id")},
    "request": "EXISTS (SELECT 1 FROM voice AS v WHERE v.touchpoint_id = t.id)",
    "concern": "EXISTS (SELECT 1 FROM concern AS k WHERE k.touchpoint_id = t.id)",
    "note": "t.note <> ''",
}


def touch_stats(
    book: Book,
    by: Sequence[str],
    start: dt.date,
    end: dt.date,
    as_of: dt.date | None = None,
    fiscal_start: int = 4,
) -> pd.DataFrame:
    """Touches per account from `start` to `end`, for each combination of ATTRIBUTES and at most one of PERIODS.

    One row per combination that has an account: the columns of `by`; `accounts`, those that were customers at some
    time in the period, untouched ones included; `touches` and `touches_1to1`, `touches_1ton`, `touches_tech`;
    `mean` and `median` per account; `zero_touch` accounts; `two_way_1to1` touches; `triggered` touches, of which
    `customer_triggered` by a signal or request, and `customer_share` in %. Attributes are those of today. Facts after
    `as_of` (today) are not seen; figures without data are NA. Quarters begin with the fiscal year's first month.
    Raises ValueError for another name in `by`, for two periods, or for an end before the start.
    """
    import pandas as pd

    start, end = _span(book, start, end, as_of)
    counted = _counted(book, by, start, end, fiscal_start)
    (any_touch,) = book.reader().execute(_ANY_TOUCH, _days(start, end)).fetchone()
    counted["all"] = 0
    groups = counted.groupby(list(by) or ["all"], dropna=False, sort=True)
    table = groups[[*_COUNTS]].sum().astype("Int64")
    table.insert(0, "accounts", groups.size().astype("Int64"))
    table.insert(5, "mean", (table["touches"] / table["accounts"]).astype("Float64"))
    table.insert(6, "median", groups["touches"].median().astype("Float64"))
    table.insert(7, "zero_touch", groups["touches"].agg(lambda found: (found == 0).sum()).astype("Int64"))
    table["customer_share"] = _share(table["customer_triggered"], table["triggered"])
    if not any_touch:
        table.loc[:, [name for name in table.columns if name != "accounts"]] = pd.NA
    return table.reset_index(drop=not by)


def touched_accounts(
    book: Book,
    by: Sequence[str],
    group: Sequence[str | None],
    start: dt.date,
    end: dt.date,
    as_of: dt.date | None = None,
    fiscal_start: int = 4,
) -> pd.DataFrame:
    """The accounts behind one row of `touch_stats`, named by its values of `by`; those touched least come first.

    The columns `account_id`, `name`, `owner` and the counts of that row, each account once. Raises as `touch_stats`.
    """
    start, end = _span(book, start, end, as_of)
    counted = _counted(book, by, start, end, fiscal_start)
    for name, value in zip(by, group, strict=True):
        counted = counted[counted[name].isna() if value is None else counted[name] == value]
    counted = counted.sort_values(["touches", "kana", "account_id"], kind="stable")
    return counted[["account_id", "name", "owner", *_COUNTS]].astype(dict.fromkeys(_COUNTS, "Int64"))


def _counted(book: Book, by: Sequence[str], start: dt.date, end: dt.date, fiscal_start: int) -> _Frame:
    """The counts of each account that was a customer in a period, untouched ones included: one row for both."""
    import pandas as pd

    unknown = [name for name in by if name not in ATTRIBUTES and name not in PERIODS]
    periods = [name for name in by if name in PERIODS]
    if unknown or len(periods) > 1:
        raise ValueError(f"touches are not counted by {', '.join(unknown or periods)}")
    accounts, touches = _frame(book, _ACCOUNTS), _frame(book, _TOUCHES, start, end)
    scope: list[_Frame] = []
    touches["period"] = ""
    for label, (first, last) in period_spans(start, end, PERIODS[periods[0]] if periods else 0, fiscal_start).items():
        scope.append(_customers(accounts, first, last).assign(period=label))
        touches.loc[touches["day"].between(first, last), "period"] = label
    found = _per_account(touches)
    counted: _Frame = pd.concat(scope).merge(found, "left", ["account_id", "period"]).fillna(dict.fromkeys(_COUNTS, 0))
    if periods:
        counted[periods[0]] = counted["period"]
    return counted


def trigger_share_by_month(book: Book, start: dt.date, end: dt.date, as_of: dt.date | None = None) -> pd.DataFrame:
    """All months from `start` to `end`: `month`, `touches`, of which `customer_triggered`, and `customer_share` in %.

    The share of a month without touches is NA. Attendance has no trigger and is not counted.
    """
    import pandas as pd

    start, end = _span(book, start, end, as_of)
    found = _frame(book, _TRIGGERS, start, end).set_index("month")
    months = pd.Index(list(period_spans(start, end, 1, 1)), name="month")
    table = found.reindex(months, fill_value=0).astype("Int64")
    table["customer_share"] = _share(table["customer_triggered"], table["touches"])
    return table.reset_index()


def field_completeness(book: Book, start: dt.date, end: dt.date, as_of: dt.date | None = None) -> pd.DataFrame:
    """How many of the touches from `start` to `end` have each field: `field`, `touches`, `filled`, `share` in %.

    `contact_id` is anybody who took part, `request` and `concern` what was entered with the touch.
    """
    import pandas as pd

    start, end = _span(book, start, end, as_of)
    sums = ", ".join(f"coalesce(sum({sql}), 0)" for sql in _FILLED.values())
    count, *filled = (
        book.reader()
        .execute(
            f"SELECT count(*), {sums} FROM touchpoint AS t WHERE reach <> 'none' AND day BETWEEN :start AND :end",
            _days(start, end),
        )
        .fetchone()
    )
    table: _Frame = pd.DataFrame({"field": list(_FILLED), "touches": count, "filled": filled})
    table = table.astype({"touches": "Int64", "filled": "Int64"})
    table["share"] = _share(table["filled"], table["touches"])
    return table


def _per_account(touches: _Frame) -> _Frame:
    """The counts of each account and period that has a touch."""
    one_to_one = touches["reach"] == "1:1"
    marks = touches[["account_id", "period"]].assign(
        touches=1,
        touches_1to1=one_to_one,
        touches_1ton=touches["reach"] == "1:n",
        touches_tech=touches["reach"] == "tech",
        two_way_1to1=one_to_one & (touches["direction"] == "two_way"),
        triggered=touches["trigger"].notna(),
        customer_triggered=touches["trigger"].isin(["signal", "request"]),
    )
    return marks.groupby(["account_id", "period"], as_index=False).sum()


def _customers(accounts: _Frame, start: str, end: str) -> _Frame:
    """The accounts that were customers at some time of a period; unknown days exclude nobody."""
    begun = accounts["customer_from"].isna() | (accounts["customer_from"] <= end)
    gone = accounts["customer_until"].notna() & (accounts["customer_until"] <= start)
    return accounts[begun & ~gone]


def _share(part: _Column, whole: _Column) -> _Column:
    """Part of whole in %, NA where the whole is zero."""
    return (100 * part / whole.where(whole > 0)).astype("Float64")


def _frame(book: Book, sql: str, *span: dt.date) -> _Frame:
    import pandas as pd

    rows = book.reader().execute(sql, _days(*span) if span else {})
    return pd.DataFrame.from_records(rows.fetchall(), columns=[column[0] for column in rows.description])


def _span(book: Book, start: dt.date, end: dt.date, as_of: dt.date | None) -> tuple[dt.date, dt.date]:
    end = min(end, as_of or book.clock.today())
    if end < start:
        raise ValueError(f"nothing lies between {start} and {end}")
    return start, end


def _days(start: dt.date, end: dt.date) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}


def period_spans(start: dt.date, end: dt.date, months: int, fiscal_start: int) -> dict[str, tuple[str, str]]:
    """The periods of `months` from `start` to `end` by label, each with its first and last day in the span.

    A month is its own label (`2026-11`), a quarter is named by its months (`2026-10..12`), the whole span by nothing.
    """
    found: dict[str, tuple[str, str]] = {}
    first = start
    while first <= end:
        following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        label = ""
        if months == 1:
            label = f"{first:%Y-%m}"
        elif months:
            begins = first.year * 12 + first.month - 1 - (first.month - fiscal_start) % months
            label = f"{begins // 12}-{begins % 12 + 1:02d}..{(begins + months - 1) % 12 + 1:02d}"
        last = min(end, following - dt.timedelta(days=1))
        found[label] = (found.get(label, (first.isoformat(), ""))[0], last.isoformat())
        first = following
    return found
