"""Whom the changes after a watermark concern, and from which day on: what the panel has to compute again."""

from __future__ import annotations

from collections import defaultdict

from csops_tui.measures.families import BY_WAY_OF, FOR_ALL, READS
from csops_tui.store.merge_marks import MERGED
from csops_tui.store.sqlite import Connection

# The facts that name the account they belong to; `usage` is followed by its batches instead.
_FACTS = {table: day for table, day in READS.items() if table not in {"account", "usage", *FOR_ALL, *BY_WAY_OF}}
_FOLLOWED = (*_FACTS, "account", *FOR_ALL)
_DAY_PATH = " ".join(f"WHEN '{table}' THEN '$.{day}'" for table, day in _FACTS.items() if day)

# What the changes after a watermark say of the accounts and days they concern. `+tbl` keeps to the order of arrival.
_CHANGES = f"""
SELECT tbl, pk, op, json_extract(old, '$.account_id'), json_extract(new, '$.account_id'),
  json_extract(old, CASE tbl {_DAY_PATH} END), json_extract(new, CASE tbl {_DAY_PATH} END)
FROM _change WHERE n > :mark AND +tbl IN ({", ".join(f"'{table}'" for table in _FOLLOWED)})
"""
# Rows that name their account by way of another: those of the other that they belonged to before and after.
_BY_WAY_OF = """
SELECT account_id, day FROM {other} WHERE id IN (
  SELECT substr(json_extract(old, '$.{reference}'), 3) FROM _change WHERE n > :mark AND +tbl = '{table}'
  UNION SELECT substr(json_extract(new, '$.{reference}'), 3) FROM _change WHERE n > :mark AND +tbl = '{table}'
  UNION SELECT {reference} FROM {table} WHERE id IN (SELECT pk FROM _change WHERE n > :mark AND +tbl = '{table}'))
"""
# A change of other fields names neither, but the row as it is now does.
_AS_IT_IS = """
SELECT id, account_id, {day} FROM {table}
WHERE id IN (SELECT pk FROM _change WHERE n > :mark AND +tbl = '{table}' AND op = 'U')
"""
# A row that another was merged into has its usage from then on, and gives it back with an undo.
_MERGES = """
SELECT substr(coalesce(json_extract(new, '$.row_id'), json_extract(old, '$.row_id')), 3) FROM _change
WHERE n > :mark AND +tbl = 'external_ref' AND op <> 'U'
  AND coalesce(json_extract(new, '$.system'), json_extract(old, '$.system')) = :system
"""


def many(conn: Connection, mark: int, limit: int) -> bool:
    """Whether more than `limit` changes after a watermark are of rows that the panel reads."""
    tables = ", ".join(f"'{table}'" for table in (*_FOLLOWED, *BY_WAY_OF))
    counted = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM _change WHERE n > ? AND +tbl IN ({tables}) LIMIT ?)", [mark, limit + 1]
    )
    return counted.fetchone()[0] > limit


def since(conn: Connection, mark: int) -> dict[str, str] | None:
    """Each account that changes after `mark` concern, with the first day on which they can; None for everybody.

    The day is "" where it can be any. A row that moved concerns the accounts and days it had and those it has.
    """
    accounts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    days: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    updated: set[str] = set()
    for table, pk, op, *values in conn.execute(_CHANGES, {"mark": mark}):
        named = [value and value[2:] for value in values]
        # A blackout without an account holds for all, and an update does not tell "none" from "the same".
        if table in FOR_ALL or (table == "blackout" and (op == "U" or not any(named[:2]))):
            return None
        accounts[table, pk].update([pk] if table == "account" else filter(None, named[:2]))
        days[table, pk].update(filter(None, named[2:]))
        if op == "U" and table != "account":
            updated.add(table)
    for table in updated:
        for pk, account, day in conn.execute(_AS_IT_IS.format(table=table, day=_FACTS[table] or "''"), {"mark": mark}):
            accounts[table, pk].update([account] if account else [])
            days[table, pk].add(day)
    found: dict[str, str] = {}
    for row, concerned in accounts.items():
        first = min(days[row], default="")
        for account in concerned:
            found[account] = min(first, found.get(account, first))
    for table, (other, reference) in BY_WAY_OF.items():
        for account, day in conn.execute(
            _BY_WAY_OF.format(table=table, other=other, reference=reference), {"mark": mark}
        ):
            found[account] = min(day, found.get(account, day))
    for (row,) in conn.execute(_MERGES, {"mark": mark, "system": f"t:{MERGED}"}):
        found[row] = ""
    return found
