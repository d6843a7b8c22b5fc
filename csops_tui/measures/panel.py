"""The panel: every measure of every account as of a day, in one derived table that follows the change log.

The rows of the newest day that the wall clock has seen are the sheet, and are always complete. After an edit only the
accounts it touched are computed again, and of other days only what the edit can have changed is forgotten; at midnight
a new day begins. A business day set by hand is kept like any past day. The table can be dropped at any time and is
rebuilt on the next look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from csops_tui.measures.concerned import many, since
from csops_tui.measures.facts.usage import LAST_DAY
from csops_tui.measures.families import DERIVED, FAMILIES, MEASURES
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.digest import sha256
from csops_tui.store.sqlite import Connection

# Above this many changes computing everything is cheaper than finding out for whom.
_MANY = 20_000
# How many accounts are computed in one transaction.
_STEP = 2_000
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
# Up to which day usage is counted, by day and usage in force, for as long as the connection lasts.
_USED = "CREATE TEMP TABLE IF NOT EXISTS used (day TEXT, usage TEXT, until TEXT, grain TEXT, PRIMARY KEY (day, usage))"
_CAME_OR_WENT = "SELECT 1 FROM _change WHERE n > ? AND +tbl = 'account' AND op <> 'U' LIMIT 1"

Progress = Callable[[int, int], None]


def _select(scope: str, each: str) -> str:
    """The select that computes all measures; both parameters are conditions on the account of the facts read."""
    joins = "\n".join(
        f"LEFT JOIN ({family.sql.format(scope=scope, each=each)}) AS {family.name} ON {family.name}.account_id = a.id"
        for family in FAMILIES
    )
    columns = ", ".join([*(f"{f.name}.{m.name}" for f in FAMILIES for m in f.measures), *(d.sql for d in DERIVED)])
    only = "WHERE a.id IN (SELECT id FROM temp.scope)" if scope else ""
    return f"SELECT :as_of AS as_of, a.id AS account_id, {columns} FROM account AS a {joins} {only}"


_IN_SCOPE = "AND account_id IN (SELECT id FROM temp.scope)"
ROWS = _select("", "AND account_id IN (SELECT id FROM account)")
_INTO = f"INSERT INTO panel (as_of, account_id, {', '.join(m.name for m in MEASURES)})"
_ALL = f"{_INTO} {ROWS}"
_ROWS_OF = _select(_IN_SCOPE, _IN_SCOPE)
_SOME = f"{_INTO} {_ROWS_OF}"
_SHAPE = sha256((_TABLE + _ALL).encode()).hexdigest()[:16]

# Reads one row per day, however many accounts there are.
_HELD = """
WITH RECURSIVE held (day) AS (
  SELECT min(as_of) FROM panel
  UNION ALL SELECT (SELECT min(as_of) FROM panel WHERE as_of > day) FROM held WHERE day IS NOT NULL
)
SELECT day FROM held WHERE day IS NOT NULL
"""
# Asked of one account after the other, so that the first few are found without going through all.
_MISSING = "SELECT id FROM account AS a WHERE NOT EXISTS (SELECT 1 FROM panel WHERE as_of = ? AND account_id = a.id)"
_AFTER = f"{_MISSING} AND id > ? ORDER BY id LIMIT {_STEP + 1}"


def catch_up(book: Book, progress: Progress | None = None) -> frozenset[str] | None:
    """Bring today's rows up to date; returns the accounts computed again, None for all, an empty set for none.

    Rows of past days that changes concern are forgotten; `ensure_day` makes them again when they are wanted.
    """
    return _bring(book, book.clock.today(), progress)


def ensure_day(book: Book, day: dt.date, progress: Progress | None = None) -> None:
    """Make the rows of a day up to date, computed from the facts dated up to it; kept until such facts change.

    `progress` gets how many accounts are done, of how many; what it raises ends the work, and nothing done is lost.
    """
    _bring(book, day, progress)


def ensure_days(book: Book, days: Iterable[dt.date], progress: Progress | None = None) -> None:
    """Make the rows of several days up to date, the newest first.

    `progress` gets how many days are done, of how many; what it raises ends the work, and nothing done is lost.
    """
    from csops_tui.measures import panel_beside

    wanted = sorted(set(days), reverse=True)
    catch_up(book)
    lacking = [day for day in wanted if not _is_current(book, day.isoformat())]
    with ExitStack() as stack:
        beside = None
        if panel_beside.is_worth_it(book.reader(), len(lacking)):
            beside = stack.enter_context(panel_beside.Beside(book.path, lacking[1::2]))
        for done, day in enumerate(wanted, 1):
            if beside and (found := beside.rows(day)):
                _take(book, day, *found)
            # What was computed beside is found there already; whatever is missing is computed here.
            ensure_day(book, day)
            if progress:
                progress(done, len(wanted))


def _take(book: Book, day: dt.date, state: str, rows: list[tuple[Any, ...]]) -> None:
    """Add rows of a day that were computed elsewhere, unless the book has become another since."""
    with book.derived() as conn:
        if made_of(conn) != state:
            return
        kept = _state(conn)
        assert kept is not None, "the panel was caught up before anything was computed beside it"
        _make_room(conn, day.isoformat(), kept[0])
        conn.execute("DELETE FROM panel WHERE as_of = ?", [day.isoformat()])
        conn.executemany(f"{_INTO} VALUES ({', '.join('?' * (len(MEASURES) + 2))})", rows)


def made_of(conn: Connection) -> str:
    """What all rows of the panel follow from, in short: its shape, the last change, the usage in force."""
    return f"{_SHAPE} {_newest(conn)} {_usage_in_force(conn)}"


def rebuild(book: Book, progress: Progress | None = None) -> None:
    """Drop the panel and compute today's rows anew."""
    with book.derived() as conn:
        conn.execute("DELETE FROM _meta WHERE k = 'panel'")
    catch_up(book, progress)


def whole_day(book: Book) -> str | None:
    """The newest day (ISO) of which every account has its row; None before there is one."""
    state = _state(book.reader())
    return (state[0] or None) if state else None


def is_far_behind(book: Book) -> bool:
    """Whether catching up means computing most rows: a new day, other usage, no panel yet, or very many changes."""
    state = _state(book.reader())
    if state is None or not state[0]:
        return True
    day, mark, usage = state
    return (
        day != _live_day(book.clock, day)
        or usage != _usage_in_force(book.reader())
        or book.last_change() < mark
        or many(book.reader(), mark, _MANY)
    )


def lacks(book: Book, day: dt.date, count: int) -> bool:
    """Whether a day lacks the rows of at least `count` accounts."""
    missing = book.reader().execute(f"SELECT count(*) FROM ({_MISSING} LIMIT ?)", [day.isoformat(), count])
    return missing.fetchone()[0] >= count


def _bring(book: Book, day: dt.date, progress: Progress | None) -> frozenset[str] | None:
    """Follow the changes, then complete the rows of `day`; returns the accounts whose rows of it were made.

    Large books are worked through in steps, each a transaction of its own, so that others can write in between.
    """
    wanted = day.isoformat()
    made: frozenset[str] | None = frozenset()
    filling, last = "", ""
    while not _is_current(book, wanted):
        with book.derived() as conn:
            whole, touched = _follow(conn)
            live = _live_day(book.clock, whole)
            target = wanted if live == whole else live
            filled, left = frozenset[str](), 0
            # A day that was whole is whole again once what changed was followed: nobody is looked for.
            if target != whole:
                filling, last = target, last if filling == target else ""
                filled, last = _fill_some(conn, target, live, last)
                left = _left(conn, target, last)
                if target == live and not left:
                    # The day that was whole before goes.
                    conn.execute("DELETE FROM panel WHERE as_of = ?", [whole])
                    _keep_state(conn, day=live)
                    _keep_used(conn, live)
        if wanted == target:
            made = None if filled is None or made is None else made | filled
        if wanted == whole:
            made = None if made is None else made | touched
        if progress and left:
            total = book.reader().execute("SELECT count(*) FROM account").fetchone()[0]
            progress(total - left, total)
    return made


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


def _follow(conn: Connection) -> tuple[str, frozenset[str]]:
    """Take in all changes; returns the whole day ("" when there is none) and the accounts computed again for it."""
    state = _state(conn)
    day, mark, usage = state or ("", 0, "")
    newest = _newest(conn)
    in_force = _usage_in_force(conn)
    if usage != in_force:
        _find_metric(conn)
    if state is None:
        conn.execute("DROP TABLE IF EXISTS panel")
        conn.execute(_TABLE)
    known = state is not None and usage == in_force and mark <= newest and not many(conn, mark, _MANY)
    concerned = since(conn, mark) if known and not _usage_ends_elsewhere(conn, day, mark) else None
    touched: frozenset[str] = frozenset()
    if concerned is None:
        conn.execute("DELETE FROM panel")
        day = ""
    else:
        _forget(conn, concerned)
        if day:
            touched = frozenset(account for account, first in concerned.items() if first <= day)
            if touched:
                _compute(conn, day, touched)
                _keep_used(conn, day)
    _keep_state(conn, day, newest, in_force)
    return day, touched


def _fill_some(conn: Connection, day: str, live: str, last: str) -> tuple[frozenset[str] | None, str]:
    """Make the rows that a day lacks of so many accounts after the one with the id `last`.

    Returns the accounts, None for all, and the last one's id: "" when there was none behind it.
    """
    missing = [row[0] for row in conn.execute(_AFTER, [day, last])]
    if _make_room(conn, day, live) and not last and len(missing) <= _STEP:
        conn.execute(_ALL, _until(conn, day))
        return None, ""
    step = missing[:_STEP]
    _compute(conn, day, step)
    return frozenset(step), step[-1] if len(missing) > _STEP else ""


def _left(conn: Connection, day: str, last: str) -> int:
    """How many accounts lack their row of a day, at most; exact, also of those that came meanwhile, at the end."""
    if last:
        return conn.execute("SELECT count(*) FROM account WHERE id > ?", [last]).fetchone()[0]
    return conn.execute(f"SELECT count(*) FROM ({_MISSING})", [day]).fetchone()[0]


def _make_room(conn: Connection, day: str, live: str) -> bool:
    """Whether a day has no rows yet; where too many days are kept, all but the live one go."""
    held = [row[0] for row in conn.execute(_HELD)]
    if day in held:
        return False
    if len(held) >= _DAYS_KEPT:
        conn.execute("DELETE FROM panel WHERE as_of <> ?", [live])
    return True


def _keep_state(conn: Connection, day: str, mark: int | None = None, usage: str | None = None) -> None:
    """Note the whole day, and unless they stay as they are the last change seen and the usage in force."""
    if mark is None or usage is None:
        state = _state(conn)
        assert state is not None, "a day is whole only once changes were followed"
        _, mark, usage = state
    _note(conn, "panel", f"{_SHAPE} {day} {mark} {usage}")


def used_until(conn: Connection, day: str) -> tuple[str | None, str]:
    """The day up to which usage is counted as of `day`, and the grain of what stands on it; None when there is none.

    Of the whole day that is noted, and else all accounts are asked.
    """
    noted = conn.execute("SELECT v FROM _meta WHERE k = 'panel_used'").fetchone()
    if noted and noted[0].startswith(f"{day} {_usage_in_force(conn)} "):
        _, _, until, grain = noted[0].split(" ")
        return until or None, grain
    (found,) = conn.execute(LAST_DAY, {"as_of": day}).fetchone()
    return (found[:10], found[10:]) if found else (None, "day")


def _until(conn: Connection, day: str) -> dict[str, str | None]:
    """The parameters of a day's statements."""
    return {"as_of": day, "used": used_kept(conn, day)[0]}


def used_kept(conn: Connection, day: str) -> tuple[str | None, str]:
    """The same as `used_until`, found once for each day and usage on a connection that may have temporary tables."""
    conn.execute(_USED)
    key = [day, _usage_in_force(conn)]
    found = conn.execute("SELECT until, grain FROM temp.used WHERE day = ? AND usage = ?", key).fetchone()
    if found is None:
        found = used_until(conn, day)
        conn.execute("INSERT INTO temp.used VALUES (?, ?, ?, ?)", [*key, *found])
    return found


def _keep_used(conn: Connection, day: str) -> None:
    """Note up to which day usage is counted as of the whole day, so that no other process has to look for it."""
    until, grain = used_kept(conn, day)
    _note(conn, "panel_used", f"{day} {_usage_in_force(conn)} {until or ''} {grain}")


def _usage_ends_elsewhere(conn: Connection, day: str, mark: int) -> bool:
    """Whether accounts came or went, and with them the newest usage, so that the windows of all others move."""
    if not day or not conn.execute(_CAME_OR_WENT, [mark]).fetchone():
        return False
    before = used_kept(conn, day)
    conn.execute("DELETE FROM _meta WHERE k = 'panel_used'")
    conn.execute("DELETE FROM temp.used")
    return used_kept(conn, day) != before


def _note(conn: Connection, key: str, value: str) -> None:
    conn.execute("INSERT INTO _meta VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v", [key, value])


def _state(conn: Connection) -> tuple[str, int, str] | None:
    """The whole day, the last change seen and the usage in force; None without a panel of this shape."""
    found = conn.execute("SELECT v FROM _meta WHERE k = 'panel'").fetchone()
    if not found or not found[0].startswith(f"{_SHAPE} "):
        return None
    _, day, mark, usage = found[0].split(" ")
    return day, int(mark), usage


def _newest(conn: Connection) -> int:
    return conn.execute("SELECT coalesce(max(n), 0) FROM _change").fetchone()[0]


def _usage_in_force(conn: Connection) -> str:
    """A short name for the usage batches in force and the metric chosen; it changes when any of them does."""
    batches = conn.execute(
        "SELECT n, rows FROM _import WHERE live = 1 AND id NOT GLOB 'records:*' ORDER BY n"
    ).fetchall()
    metric = conn.execute("SELECT v FROM _meta WHERE k = 'usage_metric'").fetchone()
    return sha256(repr((batches, metric)).encode()).hexdigest()[:16]


def _find_metric(conn: Connection) -> None:
    """Note which metric "usage" means while nobody has chosen one: `sessions`, else the one with the most facts."""
    conn.execute("DELETE FROM _meta WHERE k = 'usage_metric_found'")
    conn.execute(
        """INSERT INTO _meta SELECT 'usage_metric_found', metric FROM usage
           WHERE NOT EXISTS (SELECT 1 FROM _meta WHERE k = 'usage_metric')
           GROUP BY metric ORDER BY metric <> 'sessions', count(*) DESC, metric LIMIT 1"""
    )


def _forget(conn: Connection, concerned: dict[str, str]) -> None:
    """Delete the rows that the changes concern, of every day that is kept."""
    for (day,) in conn.execute(_HELD).fetchall():
        rows = [(day, account) for account, first in concerned.items() if first <= day]
        conn.executemany("DELETE FROM panel WHERE as_of = ? AND account_id = ?", rows)


def rows_of(conn: Connection, day: dt.date, account_id: str) -> list[tuple[Any, ...]]:
    """The row of one account as of a day, in the order of the panel's columns; nothing is kept.

    The connection must be one that may have temporary tables.
    """
    _narrow(conn, [account_id])
    return conn.execute(_ROWS_OF, _until(conn, day.isoformat())).fetchall()


def _compute(conn: Connection, day: str, accounts: Iterable[str]) -> None:
    """Add the rows of these accounts, those that still exist."""
    _narrow(conn, accounts)
    conn.execute(_SOME, _until(conn, day))


def _narrow(conn: Connection, accounts: Iterable[str]) -> None:
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS scope (id TEXT PRIMARY KEY) WITHOUT ROWID")
    conn.execute("DELETE FROM temp.scope")
    conn.executemany("INSERT INTO temp.scope VALUES (?)", [(account,) for account in accounts])
