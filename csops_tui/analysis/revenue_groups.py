"""Which group an account was in on a past day, as it was written on the account at the time."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from csops_tui.analysis.revenue import GroupAt
from csops_tui.store.clock import utc_text
from csops_tui.store.sqlite import Connection
from csops_tui.store.values import fields

# What revenue can be told by: a field of the account.
FIELDS = {
    **{
        name: name
        for name in (
            *("segment", "tier", "industry", "size", "touch_model", "region", "country", "stage", "maturity"),
            *("source", "served_by"),
        )
    },
    "owner": "owner_id",
    "ops_owner": "ops_owner_id",
}
_WRITTEN = """
SELECT c.pk, c.old, c.new, e.at FROM _change AS c INDEXED BY _change_row JOIN _edit AS e ON e.id = c.edit
WHERE c.tbl = 'account' AND +c.op = 'U' ORDER BY c.n
"""


def groups(conn: Connection, by: str, days: Sequence[dt.date]) -> GroupAt:
    """The group of any account at day number n of `days`, by one of FIELDS; what was written first holds before it.

    Raises KeyError for another name.
    """
    column = FIELDS[by]
    now: dict[str, Any] = dict(conn.execute(f"SELECT id, {column} FROM account"))
    moments = [utc_text(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()).astimezone()) for day in days]
    # By account: the number of the first day with each value, ascending.
    history: defaultdict[str, list[tuple[int, Any]]] = defaultdict(list)
    for account, old_text, new_text, at in conn.execute(_WRITTEN):
        new = fields(new_text)
        if column not in new or account not in now:
            continue
        known = history[account]
        before = fields(old_text).get(column)
        if not known:
            known.append((-1, new[column] if before is None else before))
        known.append((bisect_right(moments, at), new[column]))
    words = dict(conn.execute("SELECT id, name FROM member")) if column.endswith("_id") else None

    def group_at(account: str, number: int) -> str | None:
        value = now.get(account)
        known = history.get(account)
        if known:
            value = next(value for first, value in reversed(known) if first <= number)
        return words.get(value) if words is not None else value

    return group_at
