"""The weekly review on paper: what changed, who waits for us, what warned, what was decided."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from csops_tui.analysis.rates import Rate
from csops_tui.exchange.reports.asked import Asked, Sheet, of_one, table
from csops_tui.exchange.reports.report import Chart, Column, Fact, Report, Section, Series, Table, of_currencies
from csops_tui.locale import t
from csops_tui.measures.change_words import said
from csops_tui.measures.changes import KINDS, Changed, changed
from csops_tui.measures.review_summary import LISTED, Summary, covered, decision_word, summarise
from csops_tui.measures.signal_history import lead_times
from csops_tui.measures.signal_shipped import title

_MOST = 30
_WEEK = 7
# The last round that was finished by the day.
_ROUND = """
SELECT id FROM review_round WHERE finished <= :as_of ORDER BY finished DESC, started DESC, rowid DESC LIMIT 1
"""
_EPISODES = """
SELECT a.name, s.name, e.raised, iif(e.cleared > :as_of, 'raised', e.state), m.name
FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id JOIN account AS a ON a.id = e.account_id
LEFT JOIN member AS m ON m.id = a.owner_id
WHERE e.raised BETWEEN :start AND :end
ORDER BY CASE s.severity WHEN 'urgent' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, e.raised, coalesce(a.kana, a.name), e.id
"""
_ADDRESSED = "SELECT count(*) FROM signal_episode WHERE state = 'addressed' AND acted BETWEEN :start AND :end"
# A task that belongs to nobody in particular is that of the account's owner.
_TASKS = """
SELECT k.due, k.promise, a.name, k.title, coalesce(w.name, m.name)
FROM task AS k LEFT JOIN account AS a ON a.id = k.account_id LEFT JOIN member AS m ON m.id = a.owner_id
LEFT JOIN member AS w ON w.id = k.member_id
WHERE k.due <= :until AND (k.state = 'open' OR (k.state = 'done' AND k.done_on > :as_of))
ORDER BY k.due >= :as_of, NOT k.promise, k.due, coalesce(a.kana, a.name), k.id
"""


def gather(asked: Asked) -> Report:
    """The week up to the day of the report; `asked.start` is the first of its days."""
    sheet = asked.sheet()
    since = asked.start - dt.timedelta(days=1)
    found = changed(asked.book, asked.as_of, since, "current")
    tasks = asked.read(_TASKS, until=(asked.as_of + dt.timedelta(days=_WEEK)).isoformat())
    late = [row for row in tasks if row[0] < asked.as_of.isoformat()]
    overdue = sorted((row for row in sheet if row["cadence_state"] == "overdue"), key=lambda row: row["cadence_in"])
    leads = lead_times(asked.book.reader(), asked.start, asked.end)
    (addressed,) = asked.read(_ADDRESSED)[0]
    summary = Section(
        "summary",
        (
            Fact("current_accounts", "count", len(sheet), "current_accounts"),
            Fact("changed_accounts", "count", len(found), "changed_accounts"),
            Fact("overdue_accounts", "count", len(overdue), "cadence_state"),
            Fact("signals_raised", "count", leads[0].raised, "signals_raised"),
            Fact("signals_addressed", "count", addressed, "signals_addressed"),
            Fact("late_promises", "count", sum(bool(row[1]) for row in late), "overdue_promises"),
            Fact("late_tasks", "count", len(late), "overdue_tasks"),
            Fact("tasks_due", "count", len(tasks) - len(late), "tasks_due"),
        ),
    )
    rest = (
        _changes(asked, found, sheet),
        _overdue(overdue, sheet),
        _signals(asked),
        Section(
            "promises",
            tables=(
                table(
                    "tasks",
                    (
                        Column("due", "day"),
                        Column("promise", "mark"),
                        Column("account"),
                        Column("task"),
                        Column("who"),
                    ),
                    tasks,
                    _MOST,
                ),
            ),
        ),
        _round(asked),
    )
    return Report("weekly", asked.as_of, asked.start, asked.end, (summary, *rest))


def _changes(asked: Asked, found: list[Changed], sheet: Sheet) -> Section:
    kinds = Counter(change.kind for each in found for change in {c.kind: c for c in each.changes}.values())
    told = [kind for kind in KINDS if kinds[kind]]
    known = {row["id"]: row for row in sheet}
    rows = []
    for each in found:
        row = known.get(each.account_id)
        owner, paid = (row["owner"], of_one(row)) if row else (None, ())
        rows.append((each.name, owner, paid, said(each.changes, asked.as_of)))
    chart = Chart(
        "change_kinds",
        "bars",
        tuple(t(f"changes.kind.{kind}") for kind in told),
        (Series("accounts", tuple(float(kinds[kind]) for kind in told)),),
        figure="changed_accounts",
    )
    columns = (Column("account"), Column("owner"), Column("mrr", "money", "mrr"), Column("what_changed"))
    return Section("changes", charts=(chart,) if told else (), tables=(table("changed", columns, rows, _MOST),))


def _overdue(overdue: Sheet, sheet: Sheet) -> Section:
    columns = (
        Column("account"),
        Column("owner"),
        Column("mrr", "money", "mrr"),
        Column("last_1to1", "day", "last_1to1"),
        Column("cadence_due", "day", "cadence_due"),
        Column("days_late", "days", "cadence_in"),
    )
    rows = [
        (row["account"], row["owner"], of_one(row), row["last_1to1"], row["cadence_due"], -row["cadence_in"])
        for row in overdue
    ]
    owners: dict[str | None, list[int]] = {}
    for row in sheet:
        counts = owners.setdefault(row["owner"], [0, 0, 0, 0])
        counts[0] += 1
        counts[1] += row["cadence_state"] == "overdue"
        counts[2] += row["overdue_promises"] or 0
        counts[3] += row["signals"] or 0
    by_owner = [
        (owner, accounts, late, promises, signals)
        for owner, (accounts, late, promises, signals) in sorted(
            owners.items(), key=lambda item: (-item[1][1], item[0] is None, item[0] or "")
        )
    ]
    per_owner = (
        Column("owner"),
        Column("accounts", "count", "current_accounts"),
        Column("overdue_accounts", "count", "cadence_state"),
        Column("overdue_promises", "count", "overdue_promises"),
        Column("open_signals", "count", "signals"),
    )
    return Section(
        "overdue",
        tables=(table("overdue_by_owner", per_owner, by_owner), table("overdue_list", columns, rows, _MOST)),
    )


def _signals(asked: Asked) -> Section:
    leads = [lead for lead in lead_times(asked.book.reader(), asked.start, asked.end) if lead.name]
    by_signal = table(
        "by_signal",
        (
            Column("signal"),
            Column("raised", "count", "signals_raised"),
            Column("acted", "count", "signals_acted"),
            Column("unanswered", "count", "signals_waiting"),
            Column("lead_days", "number", "signal_lead"),
        ),
        [
            (title(lead.name or ""), lead.raised, lead.acted, lead.waiting, lead.median)
            for lead in sorted(leads, key=lambda lead: (-lead.raised, lead.name or ""))
        ],
    )
    episodes = table(
        "episodes",
        (
            Column("account"),
            Column("signal"),
            Column("raised", "day"),
            Column("state", "code:signal_episode.state"),
            Column("owner"),
        ),
        [(account, title(name), raised, state, owner) for account, name, raised, state, owner in asked.read(_EPISODES)],
        _MOST,
    )
    if not leads:
        return Section("signals", says=(("no_signals", ()),))
    return Section("signals", tables=(by_signal, episodes))


def _round(asked: Asked) -> Section:
    """What the last finished round came to, as the screen of the round shows it."""
    found = asked.read(_ROUND)
    summary = summarise(asked.book.reader(), found[0][0], asked.as_of) if found else None
    if summary is None:
        return Section("round", says=(("no_round", ()),))
    about = summary.round
    return Section(
        "round",
        (
            Fact("round_started", "day", about.started),
            Fact("round_finished", "day", about.finished),
            Fact("round_decided", "rate", Rate(summary.decided, len(summary.items)), "round_decided"),
            Fact("round_mrr", "money", of_currencies(covered(summary)), "mrr_total"),
            Fact("round_minutes", "count", summary.minutes),
        ),
        tables=_round_tables(summary),
    )


def _round_tables(summary: Summary) -> tuple[Table, ...]:
    used = [each for each in LISTED if summary.counts[each]]
    decisions = table(
        "decisions",
        (Column("decision"), Column("accounts", "count"), Column("mrr", "money", "mrr_total")),
        [(decision_word(each), summary.counts[each], of_currencies(summary.mrr.get(each, {}))) for each in used],
    )
    concerns = table(
        "round_concerns",
        (Column("account"), Column("concern", "level", "concern"), Column("reason")),
        [(each.account, int(each.detail), each.what) for each in summary.concerns],
        _MOST,
    )
    tasks = table(
        "round_tasks",
        (Column("account"), Column("task"), Column("due", "day")),
        [(each.account, each.what, each.detail or None) for each in summary.tasks],
        _MOST,
    )
    return tuple(each for each in (decisions, concerns, tasks) if each.rows)
