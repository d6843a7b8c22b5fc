"""What changed on each account between two days: a fixed list of comparisons, each with before and after.

Where the panel has a figure as of both days they are compared; what is dated by itself (a contact who left, a ticket)
is taken from its own table; what carries no day (who owns an account) from the change log.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from csops_tui.measures import panel, sheet
from csops_tui.store.book import Book
from csops_tui.store.clock import utc_text
from csops_tui.store.listing import whole_units
from csops_tui.store.sqlite import Connection
from csops_tui.store.values import fields

Value = str | int | float | None
Form = Literal[
    "level", "day", "percent", "money", "score", "text", "member", "stage", "account.state", "account.served_by"
]
Tone = Literal["bad", "warn", "good", ""]

# A fall below this share of the account's own baseline, in percent.
USAGE_FALL = -20
# From this level on a concern is serious.
SERIOUS = 3
# The highest answer of 0–10 that counts against us.
DETRACTOR = 6


@dataclass(frozen=True)
class Kind:
    """How the two values of a comparison are read, and whether it is bad news, a warning or good news."""

    form: Form
    tone: Tone = ""


# Every comparison, the gravest first.
KINDS: dict[str, Kind] = {
    "churned": Kind("day", "bad"),
    "concern_serious": Kind("level", "bad"),
    "signal_urgent": Kind("day", "bad"),
    "key_contact_left": Kind("day", "bad"),
    "usage_fell": Kind("percent", "bad"),
    "detractor": Kind("score", "bad"),
    "mrr_down": Kind("money", "bad"),
    "promise_overdue": Kind("day", "bad"),
    "runway_entered": Kind("day", "warn"),
    "signal_raised": Kind("day", "warn"),
    "concern_raised": Kind("level", "warn"),
    "contact_left": Kind("day", "warn"),
    "cadence_due": Kind("day", "warn"),
    "task_overdue": Kind("day", "warn"),
    "later": Kind("day", "warn"),
    "renewal_moved": Kind("day"),
    "ticket_opened": Kind("day", "warn"),
    "concern_stale": Kind("day", "warn"),
    "requested": Kind("day"),
    "task_due": Kind("day"),
    "state": Kind("account.state"),
    "stage": Kind("stage"),
    "owner": Kind("member"),
    "served_by": Kind("account.served_by"),
    "mrr_up": Kind("money", "good"),
    "usage_recovered": Kind("percent", "good"),
    "nps_answered": Kind("score"),
    "concern_lowered": Kind("level", "good"),
    "signal_cleared": Kind("day", "good"),
    "touched": Kind("day"),
    "customer": Kind("day", "good"),
}
# With these an account may have left the current ones.
_LOSSES = frozenset(("churned", "state"))
RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class Change(NamedTuple):
    """One comparison that came out different; `what` is its subject: a name, a title, a reason's code, a currency."""

    kind: str
    before: Value = None
    after: Value = None
    what: str = ""


class Figures(NamedTuple):
    """What the panel says of one account as of one day; days are ISO text, amounts minor units, None is no data."""

    concern: int | None = None
    concern_reason: str | None = None
    concern_stale: int | None = None
    concern_on: str | None = None
    last_1to1: str | None = None
    mrr: int | None = None
    currency: str | None = None
    renewal_on: str | None = None
    runway_on: str | None = None
    usage_change: float | None = None
    usage_on: str | None = None
    cadence_due: str | None = None
    customer_since: str | None = None


class Changed(NamedTuple):
    """One account with what changed on it, the gravest first."""

    account_id: str
    name: str
    changes: tuple[Change, ...]


def changed(book: Book, day: dt.date, since: dt.date, scope: str = "all") -> list[Changed]:
    """The accounts of one of `sheet.SCOPES` on which something changed after `since` up to `day`, ordered by weight.

    What is dated `since` itself counts as known; what is dated `day` has happened. An account that was lost meanwhile
    is among the current ones: that is what changed. Raises ValueError unless the first day lies before the second.
    """
    if since >= day:
        raise ValueError(f"{since} does not lie before {day}")
    found = changes(book, day, since)
    everyone = weights(book.reader(), day)
    wanted = everyone.keys() if scope == "all" else weights(book.reader(), day, scope).keys()
    kept = {
        account: each
        for account, each in found.items()
        if account in wanted or (scope == "current" and any(change.kind in _LOSSES for change in each))
    }
    return [Changed(account, everyone[account][1], tuple(found[account])) for account in by_weight(kept, everyone)]


def changes(book: Book, day: dt.date, since: dt.date) -> dict[str, list[Change]]:
    """Account id → what changed on it between two days, the gravest first; accounts without a change are left out."""
    panel.ensure_day(book, since)
    panel.ensure_day(book, day)
    conn = book.reader()
    before, after = figures(conn, since), figures(conn, day)
    found: defaultdict[str, list[Change]] = defaultdict(list)
    # Without newer usage anywhere the window has only moved off the last of it.
    measured = _newest_usage(after) > _newest_usage(before)
    for account, now in after.items():
        if differing := compare(before.get(account, Figures()), now, since, day, measured=measured):
            found[account] += differing
    for account, change in (*_dated(conn, since, day), *_logged(conn, since, day)):
        found[account].append(change)
    return {account: ordered(each) for account, each in found.items()}


def ordered(found: Iterable[Change]) -> list[Change]:
    """Changes of one account, the gravest first."""
    return sorted(found, key=lambda change: (RANK[change.kind], str(change.after), change.what))


def by_weight(found: Mapping[str, list[Change]], accounts: Mapping[str, tuple[float, str, str]]) -> list[str]:
    """Account ids by their gravest change, then by MRR, then by name."""
    return sorted(
        found,
        key=lambda account: (
            min(RANK[change.kind] for change in found[account]),
            -accounts[account][0],
            accounts[account][2],
            account,
        ),
    )


def weights(conn: Connection, day: dt.date, scope: str = "all") -> dict[str, tuple[float, str, str]]:
    """Account id → (MRR in whole units, name, reading) of the accounts of a scope; the panel must hold the day."""
    units = whole_units("coalesce(p.mrr, 0)", "coalesce(p.currency, 'JPY')")
    wanted = sheet.listing(day, scope, ())
    sql = f"SELECT a.id, {units}, a.name, coalesce(a.kana, a.name) {wanted.source}"
    return {account: (amount, name, kana) for account, amount, name, kana in conn.execute(sql, wanted.parameters)}


def figures(conn: Connection, day: dt.date) -> dict[str, Figures]:
    """The figures of every account as of a day that the panel holds."""
    known = {field.key: field for field in sheet.PLAIN}
    columns = ", ".join(known[name].sql for name in Figures._fields)
    wanted = sheet.listing(day, "all", ())
    rows: Iterable[tuple[Any, ...]] = conn.execute(f"SELECT a.id, {columns} {wanted.source}", wanted.parameters)
    return {row[0]: Figures(*row[1:]) for row in rows}


def _newest_usage(found: Mapping[str, Figures]) -> str:
    return max((each.usage_on or "" for each in found.values()), default="")


def compare(before: Figures, after: Figures, since: dt.date, day: dt.date, *, measured: bool = True) -> list[Change]:
    """What differs between the figures of an account as of two days; usage only where it was `measured` in between."""
    found: list[Change | None] = [
        _concern(before, after),
        _stale(before, after),
        _usage(before, after) if measured else None,
        _mrr(before, after),
        _renewal(before, after),
        _runway(before, after, since, day),
        _cadence(before, after, since, day),
        _later_day("touched", before.last_1to1, after.last_1to1),
    ]
    if before.customer_since is None and after.customer_since is not None and after.customer_since > since.isoformat():
        found.append(Change("customer", None, after.customer_since))
    return [change for change in found if change]


def _concern(before: Figures, after: Figures) -> Change | None:
    old, new = before.concern, after.concern
    # A judgement that ran out is no judgement that there is nothing to fear.
    if new is None or old == new or (old is None and new == 0):
        return None
    if new < (old or 0):
        return Change("concern_lowered", old, new, after.concern_reason or "")
    kind = "concern_serious" if new >= SERIOUS else "concern_raised"
    return Change(kind, old, new, after.concern_reason or "")


def _stale(before: Figures, after: Figures) -> Change | None:
    if after.concern and after.concern_stale and not before.concern_stale:
        return Change("concern_stale", None, after.concern_on, "")
    return None


def _usage(before: Figures, after: Figures) -> Change | None:
    old, new = before.usage_change, after.usage_change
    if old is None or new is None:
        return None
    if new <= USAGE_FALL < old:
        return Change("usage_fell", old, new)
    return Change("usage_recovered", old, new) if old <= USAGE_FALL < new else None


def _mrr(before: Figures, after: Figures) -> Change | None:
    old, new = before.mrr, after.mrr
    if old is None or new is None or (old, before.currency) == (new, after.currency):
        return None
    # Amounts in two currencies are neither more nor less; that it is another one is worth a look.
    fell = new < old or before.currency != after.currency
    return Change("mrr_down" if fell else "mrr_up", old, new, after.currency or "")


def _renewal(before: Figures, after: Figures) -> Change | None:
    if before.renewal_on and after.renewal_on != before.renewal_on:
        return Change("renewal_moved", before.renewal_on, after.renewal_on)
    return None


def _runway(before: Figures, after: Figures, since: dt.date, day: dt.date) -> Change | None:
    begins, renewal = after.runway_on, after.renewal_on
    if begins is None or renewal is None or begins > day.isoformat() or renewal < day.isoformat():
        return None
    # One that was moved into the runway entered it as well.
    was_on = before.runway_on is not None and before.runway_on <= since.isoformat() and before.renewal_on == renewal
    return None if was_on else Change("runway_entered", None, renewal)


def _cadence(before: Figures, after: Figures, since: dt.date, day: dt.date) -> Change | None:
    due = after.cadence_due
    if due is None or due > day.isoformat():
        return None
    was_due = before.cadence_due is not None and before.cadence_due <= since.isoformat()
    return None if was_due else Change("cadence_due", None, due)


def _later_day(kind: str, before: str | None, after: str | None) -> Change | None:
    return Change(kind, before, after) if after and after > (before or "") else None


# What is dated by itself and happened after :since up to :day, by account; several of a kind are counted in `n`.
_DATED: dict[str, str] = {
    "churned": """
SELECT account_id, 'churned', NULL, max(coalesce(effective, decided, notice)), coalesce(reason_judged, ''), count(*)
FROM churn WHERE coalesce(notice, decided, effective) > :since AND coalesce(notice, decided, effective) <= :day
GROUP BY account_id""",
    "contacts": """
SELECT account_id, iif(key_contact, 'key_contact_left', 'contact_left'), NULL, left_on, name, 1
FROM contact WHERE state = 'left' AND left_on > :since AND left_on <= :day""",
    "signals": """
SELECT e.account_id, iif(s.severity = 'urgent', 'signal_urgent', 'signal_raised'), NULL, e.raised, s.name, 1
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE e.raised > :since AND e.raised <= :day AND (e.cleared IS NULL OR e.cleared > :day)
UNION ALL
SELECT e.account_id, 'signal_cleared', e.raised, e.cleared, s.name, 1
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
WHERE e.cleared > :since AND e.cleared <= :day AND e.raised <= :since""",
    # Late from the day after it is due; on :since it was not yet.
    "tasks": """
SELECT account_id, iif(promise, 'promise_overdue', 'task_overdue'), NULL, due, title, 1
FROM task WHERE account_id IS NOT NULL AND due >= :since AND due < :day
  AND (state = 'open' OR (state = 'done' AND done_on > :day))""",
    "tickets": """
SELECT account_id, 'ticket_opened', NULL, max(opened || printf('%019d', rowid)), coalesce(title, ''), count(*)
FROM ticket WHERE opened > :since AND opened <= :day GROUP BY account_id""",
    "requests": """
SELECT account_id, 'requested', NULL, max(day || printf('%019d', rowid)), title, count(*)
FROM voice WHERE day > :since AND day <= :day AND account_id IS NOT NULL GROUP BY account_id""",
}
# The newest answer after :since beside the newest one up to it.
_NPS = """
WITH answer AS (
  SELECT r.account_id, r.day, r.score, c.name, r.rowid AS n FROM survey_response AS r
  JOIN survey AS s ON s.id = r.survey_id LEFT JOIN contact AS c ON c.id = r.contact_id
  WHERE s.kind = 'nps' AND s.scale_max = 10 AND r.score IS NOT NULL AND r.day <= :day
)
SELECT new.account_id, (
  SELECT old.score FROM answer AS old WHERE old.account_id = new.account_id AND old.day <= :since
  ORDER BY old.day DESC, old.n DESC LIMIT 1), new.score, coalesce(new.name, ''), max(new.day || printf('%019d', new.n))
FROM answer AS new WHERE new.day > :since GROUP BY new.account_id
"""
_DAY = 10


def _dated(conn: Connection, since: dt.date, day: dt.date) -> list[tuple[str, Change]]:
    window = {"since": since.isoformat(), "day": day.isoformat()}
    found: list[tuple[str, Change]] = []
    for sql in _DATED.values():
        for account, kind, before, after, what, count in conn.execute(sql, window):
            named = f"{what} +{count - 1}" if count > 1 and kind != "churned" else what
            found.append((account, Change(kind, before, after[:_DAY] if after else None, named)))
    for account, before, score, name, _ in conn.execute(_NPS, window):
        found.append((account, Change("detractor" if score <= DETRACTOR else "nps_answered", before, score, name)))
    return found


# The fields of an account that carry no day; `+op`: the table's own index leads to the few rows there are.
_LOGGED = {"owner_id": "owner", "stage": "stage", "state": "state", "served_by": "served_by"}
_WRITTEN = """
SELECT c.pk, c.old, c.new FROM _change AS c INDEXED BY _change_row JOIN _edit AS e ON e.id = c.edit
WHERE c.tbl = 'account' AND +c.op = 'U' AND e.at >= :first AND e.at < :end ORDER BY c.n
"""


def _logged(conn: Connection, since: dt.date, day: dt.date) -> list[tuple[str, Change]]:
    """What was written over, first value to last; what was changed and changed back is no change."""
    spans: dict[tuple[str, str], tuple[Value, Value]] = {}
    window = {"first": _midnight_after(since), "end": _midnight_after(day)}
    for account, old_text, new_text in conn.execute(_WRITTEN, window):
        old, new = fields(old_text), fields(new_text)
        for name in new.keys() & _LOGGED.keys():
            first, _ = spans.get((account, name), (_plain(old.get(name)), None))
            spans[account, name] = first, _plain(new[name])
    members: dict[Value, str] = dict(conn.execute("SELECT id, name FROM member"))
    found: list[tuple[str, Change]] = []
    for (account, name), (first, last) in spans.items():
        if first == last:
            continue
        if name == "owner_id":
            first, last = members.get(first), members.get(last)
        found.append((account, Change(_LOGGED[name], first, last)))
    return found


def _plain(value: Any) -> Value:
    return None if value is None else str(value)


def _midnight_after(day: dt.date) -> str:
    """The moment at which a local day ends."""
    return utc_text(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()).astimezone())
