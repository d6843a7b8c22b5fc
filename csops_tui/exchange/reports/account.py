"""One account on paper: the parts that the briefing and the hand-over pack are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csops_tui.exchange.reports.asked import Asked, of_one, table
from csops_tui.exchange.reports.report import Chart, Column, Fact, Section, Series, Table, amounts
from csops_tui.exchange.reports.words import text
from csops_tui.locale import language, t
from csops_tui.measures import year
from csops_tui.measures.facts.usage import METRIC
from csops_tui.measures.signal_history import open_episodes
from csops_tui.measures.signal_shipped import title
from csops_tui.model.codes import word
from csops_tui.store.values import fields
from csops_tui.text.width import clip

LAST = 5
# Of the people a briefing names so many, without their addresses.
_MEETING, _KNOWN = 8, 6

_HEAD = """
SELECT a.state, a.tier, a.stage, m.name, o.name, a.industry, a.domain, a.note
FROM account AS a LEFT JOIN member AS m ON m.id = a.owner_id LEFT JOIN member AS o ON o.id = a.ops_owner_id
WHERE a.id = :account
"""
# What counts is the newest judgement dated up to the day.
_CONCERN = """
SELECT c.day, c.evidence, m.name FROM concern AS c LEFT JOIN member AS m ON m.id = c.member_id
WHERE c.account_id = :account AND c.day <= :as_of ORDER BY c.day DESC, c.rowid DESC LIMIT 1
"""
_TOUCHES = """
SELECT t.day, t.channel, (
    SELECT group_concat(name, '、') FROM (
      SELECT c.name FROM touchpoint_contact AS p JOIN contact AS c ON c.id = p.contact_id
      WHERE p.touchpoint_id = t.id ORDER BY p.rowid)), m.name, coalesce(t.note, t.outcome)
FROM touchpoint AS t LEFT JOIN member AS m ON m.id = t.member_id
WHERE t.account_id = :account AND t.day <= :as_of AND t.reach <> 'none'
ORDER BY t.day DESC, t.at DESC, t.rowid DESC LIMIT :last
"""
_TASKS = """
SELECT k.due, k.title, m.name, k.note FROM task AS k LEFT JOIN member AS m ON m.id = k.member_id
WHERE k.account_id = :account AND k.promise = :promise
  AND (k.state = 'open' OR (k.state = 'done' AND k.done_on > :as_of))
ORDER BY k.due IS NULL, k.due, k.id
"""
_REQUESTS = """
SELECT v.day, v.title, v.kind, v.state, c.name FROM voice AS v LEFT JOIN contact AS c ON c.id = v.contact_id
WHERE v.account_id = :account AND v.day <= :as_of AND v.kind NOT IN ('praise', 'trait')
  AND (v.told IS NULL OR v.told > :as_of)
ORDER BY v.day DESC, v.id
"""
_TICKETS = """
SELECT opened, priority, coalesce(title, '') FROM ticket
WHERE account_id = :account AND opened <= :as_of AND (closed > :as_of OR (closed IS NULL AND state <> 'closed'))
ORDER BY opened, id
"""
_CONTACTS = """
SELECT name, title, role, key_contact, state, verified, mail, phone FROM contact
WHERE account_id = :account AND NOT (state = 'left' AND coalesce(left_on, '') <= :as_of)
ORDER BY key_contact DESC, state = 'unknown', coalesce(kana, name), id
"""
_LEFT = """
SELECT name, title, role, left_on FROM contact
WHERE account_id = :account AND state = 'left' AND coalesce(left_on, '') <= :as_of
ORDER BY left_on DESC, coalesce(kana, name), id
"""
_CONTRACTS = """
SELECT coalesce(p.name, ''), s.plan, s.currency, s.mrr, s.seats, s.starts, s.ends, s.auto_renew
FROM subscription AS s LEFT JOIN product AS p ON p.id = s.product_id
WHERE s.account_id = :account AND s.starts <= :as_of AND (s.ends IS NULL OR s.ends > :as_of)
ORDER BY s.starts, s.id
"""
_USAGE = f"""
SELECT date(day, 'weekday 0', '-6 days') AS week, sum(value) FROM usage
WHERE account_id = :account AND day > date(:as_of, '-182 days') AND day <= :as_of AND metric = {METRIC}
GROUP BY week ORDER BY week
"""
_RISKS = """
SELECT r.level, r.category, r.opened, r.review_on, m.name, r.note
FROM risk AS r LEFT JOIN member AS m ON m.id = r.owner_id
WHERE r.account_id = :account AND r.opened <= :as_of AND (r.closed IS NULL OR r.closed > :as_of)
ORDER BY instr('critical high medium low', r.level), r.opened, r.id
"""
_FORECAST = """
SELECT forecast FROM renewal
WHERE account_id = :account AND due >= :as_of AND (decision IS NULL OR decided > :as_of) ORDER BY due, id LIMIT 1
"""
# Indexed by row: the owners of one account as the change log tells them.
_OWNERS = """
SELECT e.at, c.new FROM _change AS c JOIN _edit AS e ON e.id = c.edit
WHERE c.tbl = 'account' AND c.pk = :account AND c.op IN ('I', 'U') AND e.at < :until ORDER BY c.n
"""


def row_of(asked: Asked) -> dict[str, Any]:
    """The account's row of the sheet as of the day; empty where there is no such account."""
    return next((row for row in asked.sheet(scope="all") if row["id"] == asked.account_id), {})


def header(asked: Asked, row: dict[str, Any]) -> Section:
    """Who the customer is, what it pays, and when the next decision is due."""
    state, tier, stage, owner, ops_owner, industry, domain, note = asked.read(_HEAD)[0]
    forecast = asked.read(_FORECAST)
    facts = (
        Fact("owner", "text", owner),
        *((Fact("ops_owner", "text", ops_owner),) if ops_owner else ()),
        Fact("tier", "code:tier", tier),
        Fact("stage", "code:stage", stage),
        Fact("state", "code:account.state", state),
        Fact("mrr", "money", of_one(row), "mrr"),
        Fact("arr", "money", tuple((currency, 12 * minor) for currency, minor in of_one(row)), "arr"),
        Fact("renewal_on", "day", row["renewal_on"], "renewal_on"),
        Fact("renewal_in", "days", row["renewal_in"], "renewal_in"),
        *((Fact("forecast", "code:renewal.forecast", forecast[0][0]),) if forecast and forecast[0][0] else ()),
        Fact("customer_since", "day", row["customer_since"], "customer_since"),
        Fact("seats", "count", row["seats"], "seats"),
        Fact("licence_use", "percent", row["licence_use"], "licence_use"),
        *((Fact("industry", "text", industry),) if industry else ()),
        *((Fact("domain", "text", domain),) if domain else ()),
        *(Fact(f"={role}", "text", name) for role, name in _roles(asked)),
        *((Fact("remark", "text", note),) if note else ()),
    )
    return Section("header", facts)


def _roles(asked: Asked) -> list[tuple[str, str]]:
    found = year.roles(asked.book.reader(), asked.account_id, asked.as_of)
    return [(word("member_role", role, language()), name) for role, name in found]


def concern(asked: Asked, row: dict[str, Any]) -> Section:
    """How worried we are and why, and what warns."""
    raised = open_episodes(asked.book.reader(), asked.account_id, asked.as_of)
    level = row["concern"]
    facts: tuple[Fact, ...] = (Fact("concern", "code:concern_level", level, "concern"),)
    if level is not None:
        found = asked.read(_CONCERN)
        day, evidence, who = found[0] if found else (None, None, None)
        facts += (
            Fact("reason", "code:churn_reason", row["concern_reason"], "concern_reason"),
            Fact("judged_on", "day", day, "concern_on"),
            Fact("who", "text", who),
            *((Fact("evidence", "text", evidence),) if evidence else ()),
        )
        if row["concern_stale"]:
            facts += (Fact("concern_stale", "flag", 1, "concern_stale"),)
    columns = (
        Column("signal"),
        Column("raised", "day"),
        Column("state", "code:signal_episode.state"),
        Column("reason"),
    )
    rows = [(title(one.name), one.raised, one.state, one.reason) for one in raised]
    return Section("concern", facts, tables=(table("open_signals", columns, rows),) if rows else ())


def touches(asked: Asked, row: dict[str, Any], *, cells: int | None = None) -> Section:
    """The last touches, and how long ago each kind of them was; notes are cut where only so many `cells` are wanted."""
    facts = (
        Fact("last_1to1", "day", row["last_1to1"], "last_1to1"),
        Fact("last_two_way", "day", row["last_two_way"], "last_two_way"),
        Fact("last_any", "day", row["last_any"], "last_any"),
        Fact("touches_365d", "count", row["touches_365d"], "touches_365d"),
        Fact("cadence_due", "day", row["cadence_due"], "cadence_due"),
    )
    columns = (
        Column("day", "day"),
        Column("channel", "code:channel"),
        Column("people"),
        Column("member"),
        Column("note"),
    )
    rows = asked.read(_TOUCHES, last=LAST)
    if cells:
        rows = [(*row, clip(text(note), cells) if note else None) for *row, note in rows]
    return Section("last_touches", facts, tables=_if(table("touches", columns, rows)))


def promises(asked: Asked) -> Section:
    """What the customer waits for: open promises."""
    columns = (Column("due", "day"), Column("promise_made"), Column("who"), Column("note"))
    return _listed("open_promises", table("promises", columns, asked.read(_TASKS, promise=1)))


def tasks(asked: Asked) -> Section:
    """What we meant to do: open tasks that are no promises."""
    columns = (Column("due", "day"), Column("task"), Column("who"), Column("note"))
    return _listed("open_tasks", table("tasks", columns, asked.read(_TASKS, promise=0)))


def requests(asked: Asked) -> Section:
    """What the customer asked for and was not told about yet, and its open support cases."""
    wishes = table(
        "requests",
        (
            Column("day", "day"),
            Column("request"),
            Column("request_kind", "code:voice_kind"),
            Column("state", "code:voice.state"),
            Column("people"),
        ),
        asked.read(_REQUESTS),
    )
    cases = table(
        "tickets",
        (Column("opened", "day"), Column("priority", "code:priority"), Column("ticket")),
        asked.read(_TICKETS),
        LAST,
    )
    found = tuple(each for each in (wishes, cases) if each.rows)
    return Section("open_requests", tables=found, says=() if found else (("nothing", ()),))


def contacts(asked: Asked, *, whole: bool = False) -> Section:
    """The people there, key contacts first; the `whole` list has how to reach them, and those who left."""
    columns = (
        Column("name"),
        Column("job_title"),
        Column("contact_role", "code:contact_role"),
        Column("key_contact", "mark"),
        Column("state", "code:contact.state"),
        Column("verified", "day"),
        Column("mail"),
        Column("phone"),
    )
    rows = asked.read(_CONTACTS)
    if not whole:
        return _people(table("contacts", columns[:_KNOWN], [row[:_KNOWN] for row in rows], _MEETING))
    gone = (
        Column("name"),
        Column("job_title"),
        Column("contact_role", "code:contact_role"),
        Column("left_on", "day"),
    )
    return _people(table("contacts", columns, rows), table("left", gone, asked.read(_LEFT)))


def _people(here: Table, *more: Table) -> Section:
    tables = tuple(each for each in (here, *more) if each.rows)
    return Section("contacts", tables=tables, says=() if here.rows else (("no_contact", ()),))


def contracts(asked: Asked) -> Section:
    """The contract lines in force."""
    columns = (
        Column("product"),
        Column("plan_name"),
        Column("line_mrr", "money"),
        Column("seats", "count"),
        Column("starts", "day"),
        Column("ends", "day"),
        Column("auto_renew", "flag"),
    )
    rows = [
        (product, plan, amounts([(currency, minor)]), *rest)
        for product, plan, currency, minor, *rest in asked.read(_CONTRACTS)
    ]
    return _listed("contracts", table("contracts", columns, rows))


def usage(asked: Asked, row: dict[str, Any]) -> Section:
    """Usage by week over half a year, and the change against the account's own baseline."""
    weeks = [(dt.date.fromisoformat(week), value) for week, value in asked.read(_USAGE)]
    if not weeks:
        return Section("usage", says=(("no_usage", ()),))
    known, first = dict(weeks), weeks[0][0]
    # The week that is not over would look like a fall.
    last = asked.as_of - dt.timedelta(days=(asked.as_of.weekday() + 1) % 7 + 6)
    days = [first + dt.timedelta(weeks=n) for n in range((max(last, first) - first).days // 7 + 1)]
    chart = Chart(
        "usage_by_week",
        "lines",
        tuple(f"{day:%m/%d}" for day in days),
        (Series("usage", tuple(known.get(day) for day in days)),),
        kind="value",
    )
    facts = (
        Fact("usage_28d", "number", row["usage_28d"], "usage_28d"),
        Fact("usage_change", "change", row["usage_change"], "usage_change"),
        *((Fact("stickiness", "percent", row["stickiness"], "stickiness"),) if row["stickiness"] is not None else ()),
    )
    return Section("usage", facts, (chart,))


def risks(asked: Asked) -> Section:
    """The open risks, the gravest first."""
    columns = (
        Column("risk_level", "code:risk.level"),
        Column("risk_category", "code:risk_category"),
        Column("opened", "day"),
        Column("review_on", "day"),
        Column("owner"),
        Column("note"),
    )
    return _listed("risks", table("risks", columns, asked.read(_RISKS)))


def owners(asked: Asked) -> Section:
    """Who looked after the account, from when on, as the book's own log tells it."""
    from csops_tui.store.clock import utc_text

    end = dt.datetime.combine(asked.as_of + dt.timedelta(days=1), dt.time()).astimezone()
    names: dict[Any, str] = dict(asked.read("SELECT id, name FROM member"))
    rows: list[tuple[str, str | None]] = []
    for at, new in asked.read(_OWNERS, until=utc_text(end)):
        written = fields(new)
        if "owner_id" not in written:
            continue
        day = dt.datetime.fromisoformat(at).astimezone().date().isoformat()
        owner = names.get(written["owner_id"]) if written["owner_id"] else None
        # Of several changes on one day the last one holds.
        if rows and rows[-1][0] == day:
            rows.pop()
        if not rows or rows[-1][1] != owner:
            rows.append((day, owner))
    columns = (Column("from_day", "day"), Column("owner"))
    return _listed("owner_history", table("owners", columns, reversed(rows)))


def calendar(asked: Asked) -> Section:
    """When the customer has no time, in the months to come."""
    rows: list[tuple[str, str]] = []
    for month in year.months(asked.book.reader(), asked.account_id, asked.as_of):
        said = [word("calendar_kind", kind, language()) for kind in month.kinds]
        said += [f"{starts} – {ends} {reason or t('account.blackout')}" for starts, ends, reason in month.blackouts]
        if said:
            rows.append((f"{month.first:%Y-%m}", "、".join(said) if language() == "ja" else ", ".join(said)))
    return Section("calendar", tables=_if(table("calendar", (Column("month", "month"), Column("what")), rows)))


def _if(found: Table) -> tuple[Table, ...]:
    return (found,) if found.rows else ()


def _listed(name: str, found: Table) -> Section:
    """A section of one table; an empty one says that there is nothing."""
    return Section(name, tables=_if(found), says=() if found.rows else (("nothing", ()),))
