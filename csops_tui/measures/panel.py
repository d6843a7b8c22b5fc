"""The panel: every measure of every account as of a day, in one derived table that follows the change log.

The rows of the newest day that the wall clock has seen are the sheet, and are always complete. After an edit only the
accounts it touched are computed again, and of other days only what the edit can have changed is forgotten; at midnight
a new day begins. A business day set by hand is kept like any past day. The table can be dropped at any time and is
rebuilt on the next look.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable

from csops_tui.measures.families import BY_WAY_OF, DERIVED, FAMILIES, FOR_ALL, MEASURES, READS
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.sqlite import Connection

# Above this many changes computing everything is cheaper than finding out for whom.
_MANY = 20_000
# How many days are kept: three years of month ends and some that a person looked at.
_DAYS_KEPT = 40

_TABLE = f"""
CREATE TABLE panel (
  as_of TEXT NOT NULL,
  account_id TEXT NOT NULL,
  {", ".join(f"{m.name} {m.sql_type}" for m in MEASURES)},
  PRIMARY KEY (as_of, account_id)
) STRICT
"""


def _fill(scope: str, each: str) -> str:
    """The statement that computes all measures; both parameters are conditions on the account of the facts read."""
    joins = "\n".join(
        f"LEFT JOIN ({family.sql.format(scope=scope, each=each)}) AS {family.name} ON {family.name}.account_id = a.id"
        for family in FAMILIES
    )
    names = ", ".join(m.name for m in MEASURES)
    columns = ", ".join([*(f"{f.name}.{m.name}" for f in FAMILIES for m in f.measures), *(d.sql for d in DERIVED)])
    only = "WHERE a.id IN (SELECT id FROM temp.scope)" if scope else ""
    select = f"SELECT :as_of, a.id, {columns} FROM account AS a {joins} {only}"
    return f"INSERT INTO panel (as_of, account_id, {names}) {select}"


_IN_SCOPE = "AND account_id IN (SELECT id FROM temp.scope)"
_ALL = _fill("", "AND account_id IN (SELECT id FROM account)")
_SOME = _fill(_IN_SCOPE, _IN_SCOPE)
_SHAPE = hashlib.sha256((_TABLE + _ALL).encode()).hexdigest()[:16]

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
# Reads one row per day, however many accounts there are.
_HELD = """
WITH RECURSIVE held (day) AS (
  SELECT min(as_of) FROM panel
  UNION ALL SELECT (SELECT min(as_of) FROM panel WHERE as_of > day) FROM held WHERE day IS NOT NULL
)
SELECT day FROM held WHERE day IS NOT NULL
"""
_MISSING = "SELECT id FROM account WHERE id NOT IN (SELECT account_id FROM panel WHERE as_of = ?)"


def catch_up(book: Book) -> frozenset[str] | None:
    """Bring today's rows up to date; returns the accounts computed again, None for all, an empty set for none.

    Rows of past days that changes concern are forgotten; `ensure_day` makes them again when they are wanted.
    """
    return _bring(book, book.clock.today())


def ensure_day(book: Book, day: dt.date) -> None:
    """Make the rows of a day up to date, computed from the facts dated up to it; kept until such facts change."""
    _bring(book, day)


def rebuild(book: Book) -> None:
    """Drop the panel and compute today's rows anew."""
    with book.derived() as conn:
        conn.execute("DELETE FROM _meta WHERE k = 'panel'")
    catch_up(book)


def _bring(book: Book, day: dt.date) -> frozenset[str] | None:
    """Follow the changes, then complete the rows of `day`; returns the accounts whose rows of it were made."""
    wanted = day.isoformat()
    if _is_current(book, wanted):
        return frozenset()
    with book.derived() as conn:
        live, touched = _follow(conn, book.clock)
        return touched if wanted == live else _complete(conn, live, wanted)


def _is_current(book: Book, wanted: str) -> bool:
    conn = book.reader()
    state = _state(conn)
    if state is None or state != (_live_day(book.clock, state[0]), book.last_change(), _usage_in_force(conn)):
        return False
    return wanted == state[0] or not conn.execute(f"{_MISSING} LIMIT 1", [wanted]).fetchone()


def _live_day(clock: Clock, day: str) -> str:
    """The day whose rows are always complete, once it was `day`: it follows the wall clock, and never goes back."""
    if clock.fixed:
        return day or min(clock.today(), clock.real_now().date()).isoformat()
    return max(day, clock.today().isoformat())


def _follow(conn: Connection, clock: Clock) -> tuple[str, frozenset[str] | None]:
    """Take in all changes and complete the live day; returns it and the accounts whose rows of it were made."""
    state = _state(conn)
    day, mark, usage = state or ("", 0, "")
    newest = conn.execute("SELECT coalesce(max(n), 0) FROM _change").fetchone()[0]
    in_force = _usage_in_force(conn)
    live = _live_day(clock, day)
    touched: frozenset[str] | None = None
    if usage != in_force:
        _find_metric(conn)
    if state is None:
        conn.execute("DROP TABLE IF EXISTS panel")
        conn.execute(_TABLE)
        since = None
    else:
        since = _since(conn, mark) if usage == in_force and mark <= newest <= mark + _MANY else None
        if since is None:
            conn.execute("DELETE FROM panel")
        else:
            _forget(conn, since)
    if since is not None and day == live:
        touched = frozenset(account for account, first in since.items() if first <= live)
        if touched:
            _compute(conn, live, touched)
    else:
        # The day that was live goes; a new one begins.
        conn.execute("DELETE FROM panel WHERE as_of IN (?, ?)", [day, live])
        conn.execute(_ALL, {"as_of": live})
    conn.execute(
        "INSERT INTO _meta VALUES ('panel', ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
        [f"{_SHAPE} {live} {newest} {in_force}"],
    )
    return live, touched


def _complete(conn: Connection, live: str, wanted: str) -> frozenset[str] | None:
    """Make the rows that a day lacks; returns their accounts, None for all."""
    held = [row[0] for row in conn.execute(_HELD)]
    if wanted in held:
        missing = frozenset(row[0] for row in conn.execute(_MISSING, [wanted]))
        _compute(conn, wanted, missing)
        return missing
    if len(held) >= _DAYS_KEPT:
        conn.execute("DELETE FROM panel WHERE as_of <> ?", [live])
    conn.execute(_ALL, {"as_of": wanted})
    return None


def _state(conn: Connection) -> tuple[str, int, str] | None:
    """The panel's live day, the last change seen and the usage in force; None without a panel of this shape."""
    found = conn.execute("SELECT v FROM _meta WHERE k = 'panel'").fetchone()
    if not found or not found[0].startswith(f"{_SHAPE} "):
        return None
    _, day, mark, usage = found[0].split(" ")
    return day, int(mark), usage


def _usage_in_force(conn: Connection) -> str:
    """A short name for the usage batches in force and the metric chosen; it changes when any of them does."""
    batches = conn.execute("SELECT n, rows FROM _import WHERE live = 1 ORDER BY n").fetchall()
    metric = conn.execute("SELECT v FROM _meta WHERE k = 'usage_metric'").fetchone()
    return hashlib.sha256(repr((batches, metric)).encode()).hexdigest()[:16]


def _find_metric(conn: Connection) -> None:
    """Note which metric "usage" means while nobody has chosen one: `sessions`, else the one with the most facts."""
    conn.execute("DELETE FROM _meta WHERE k = 'usage_metric_found'")
    conn.execute(
        """INSERT INTO _meta SELECT 'usage_metric_found', metric FROM usage
           WHERE NOT EXISTS (SELECT 1 FROM _meta WHERE k = 'usage_metric')
           GROUP BY metric ORDER BY metric <> 'sessions', count(*) DESC, metric LIMIT 1"""
    )


def _since(conn: Connection, mark: int) -> dict[str, str] | None:
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
    since: dict[str, str] = {}
    for row, concerned in accounts.items():
        first = min(days[row], default="")
        for account in concerned:
            since[account] = min(first, since.get(account, first))
    for table, (other, reference) in BY_WAY_OF.items():
        for account, day in conn.execute(
            _BY_WAY_OF.format(table=table, other=other, reference=reference), {"mark": mark}
        ):
            since[account] = min(day, since.get(account, day))
    return since


def _forget(conn: Connection, since: dict[str, str]) -> None:
    """Delete the rows that the changes concern, of every day that is kept."""
    for (day,) in conn.execute(_HELD).fetchall():
        concerned = [(day, account) for account, first in since.items() if first <= day]
        conn.executemany("DELETE FROM panel WHERE as_of = ? AND account_id = ?", concerned)


def _compute(conn: Connection, day: str, accounts: Iterable[str]) -> None:
    """Add the rows of these accounts, those that still exist."""
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS scope (id TEXT PRIMARY KEY) WITHOUT ROWID")
    conn.execute("DELETE FROM temp.scope")
    conn.executemany("INSERT INTO temp.scope VALUES (?)", [(account,) for account in accounts])
    conn.execute(_SOME, {"as_of": day})
