"""What a review round came to: counts and MRR per decision and per owner, new concerns, tasks; as Markdown too."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from csops_tui.locale import language, t
from csops_tui.measures.change_words import said
from csops_tui.measures.review import DECISIONS, Item, Round, read_items, read_round
from csops_tui.model.codes import word
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money

# The decisions in the order in which they are listed; "" is none yet.
LISTED = (*DECISIONS, "")


class Written(NamedTuple):
    """A concern or a task that was written during the round: account, what it says, its level or due day."""

    account: str
    what: str
    detail: str


@dataclass(frozen=True)
class Summary:
    """A round in figures; amounts are currency → minor units of MRR."""

    round: Round
    items: list[Item]
    counts: Counter[str]
    mrr: dict[str, dict[str, int]]
    owners: dict[str, Counter[str]]
    owner_of: dict[str, str]
    mrr_of: dict[str, tuple[int, str] | None]
    concerns: list[Written]
    tasks: list[Written]
    minutes: int | None

    @property
    def decided(self) -> int:
        """How many accounts have a decision."""
        return len(self.items) - self.counts[""]


# What stands in the panel of the newest day it holds.
_ACCOUNTS = """
SELECT a.id, coalesce(m.name, ''), p.mrr, coalesce(p.currency, 'JPY')
FROM review_item AS i JOIN account AS a ON a.id = i.account_id LEFT JOIN member AS m ON m.id = a.owner_id
LEFT JOIN panel AS p ON p.account_id = a.id AND p.as_of = :day
WHERE i.round_id = :round
"""
# From the change that began the round to the one that finished it.
_SPAN = """
SELECT min(n), iif(:finished, max(n), 9223372036854775807) FROM _change WHERE tbl = 'review_round' AND pk = :round
"""
_INSERTED = """
SELECT pk FROM _change WHERE tbl = '{table}' AND n BETWEEN :first AND :last AND op = 'I'
"""
_CONCERNS = f"""
SELECT a.name, c.level, coalesce(c.reason, '') FROM concern AS c JOIN account AS a ON a.id = c.account_id
WHERE c.id IN ({_INSERTED.format(table="concern")})
  AND c.account_id IN (SELECT account_id FROM review_item WHERE round_id = :round)
ORDER BY c.level DESC, a.name, c.rowid
"""
_TASKS = f"""
SELECT a.name, k.title, coalesce(k.due, '') FROM task AS k JOIN account AS a ON a.id = k.account_id
WHERE k.id IN ({_INSERTED.format(table="task")})
  AND k.account_id IN (SELECT account_id FROM review_item WHERE round_id = :round)
ORDER BY k.due IS NULL, k.due, a.name, k.rowid
"""


def summarise(conn: Connection, round_id: str, day: dt.date) -> Summary | None:
    """What a round came to, with owners and MRR as of a day that the panel holds; None when the round is gone."""
    about = read_round(conn, round_id)
    if about is None:
        return None
    items = read_items(conn, round_id)
    owner_of: dict[str, str] = {}
    mrr_of: dict[str, tuple[int, str] | None] = {}
    for account, owner, amount, currency in conn.execute(_ACCOUNTS, {"round": round_id, "day": day.isoformat()}):
        owner_of[account] = owner
        mrr_of[account] = None if amount is None else (amount, currency)
    mrr: dict[str, dict[str, int]] = {}
    owners: dict[str, Counter[str]] = {}
    for item in items:
        owners.setdefault(owner_of[item.account_id], Counter())[item.decision or ""] += 1
        if held := mrr_of[item.account_id]:
            amount, currency = held
            sums = mrr.setdefault(item.decision or "", {})
            sums[currency] = sums.get(currency, 0) + amount
    first, last = conn.execute(_SPAN, {"round": round_id, "finished": about.finished is not None}).fetchone()
    span = {"round": round_id, "first": first or 0, "last": last or 0}
    return Summary(
        about,
        items,
        Counter(item.decision or "" for item in items),
        mrr,
        owners,
        owner_of,
        mrr_of,
        [
            Written(name, word("churn_reason", reason, language()) if reason else "", str(level))
            for name, level, reason in conn.execute(_CONCERNS, span)
        ],
        [Written(*row) for row in conn.execute(_TASKS, span)],
        minutes([item.decided for item in items if item.decided]),
    )


def finish(edit: Edit, round_id: str, day: dt.date) -> None:
    """Close a round and keep its summary with it."""
    edit.update("review_round", round_id, {"finished": day.isoformat()})
    if summary := summarise(edit.conn, round_id, day):
        edit.update("review_round", round_id, {"note": markdown(summary, day)})


def minutes(moments: Sequence[str]) -> int | None:
    """Whole minutes from the first to the last decision; None without any."""
    if not moments:
        return None
    first, last = dt.datetime.fromisoformat(min(moments)), dt.datetime.fromisoformat(max(moments))
    return round((last - first).total_seconds() / 60)


def decision_word(decision: str | None) -> str:
    """What a decision is called."""
    return word("review_item.decision", decision, language()) if decision else t("review.undecided")


def amount_words(sums: dict[str, int]) -> str:
    """MRR of each currency; a dash where there is none."""
    said = [format_money(minor, currency, language(), short=True) for currency, minor in sorted(sums.items())]
    return " + ".join(said) or "–"


def span_words(total: int | None) -> str:
    """A length of time in minutes, or in days where it is longer than one."""
    if total is None:
        return "–"
    return t("review.days", n=total // 1440) if total >= 1440 else t("review.minutes", n=total)


def covered(summary: Summary) -> dict[str, int]:
    """MRR of all accounts with a decision, by currency."""
    sums: dict[str, int] = {}
    for decision, each in summary.mrr.items():
        for currency, minor in each.items() if decision else ():
            sums[currency] = sums.get(currency, 0) + minor
    return sums


def markdown(summary: Summary, day: dt.date) -> str:
    """The summary as a page that can be read without csops."""
    about = summary.round
    total, decided = len(summary.items), summary.decided
    page = [f"# {t('review.md.title', day=about.started)}", ""]
    page.append(f"- {t('review.md.span', started=about.started, finished=about.finished or '–')}")
    page.append(f"- {t('review.md.since', since=about.since or t('review.first'))}")
    if about.where_text:
        page.append(f"- {t('review.md.where', where=_cell(about.where_text))}")
    if about.member:
        page.append(f"- {t('review.md.member', member=_cell(about.member))}")
    page.append(f"- {t('review.md.decided', decided=decided, total=total, mrr=amount_words(covered(summary)))}")
    page.append(f"- {t('review.md.minutes', span=span_words(summary.minutes))}")
    rows = [
        [decision_word(each), str(summary.counts[each]), amount_words(summary.mrr.get(each, {}))]
        for each in LISTED
        if summary.counts[each]
    ]
    page += _section("decisions", [t("review.column.decision"), t("review.column.n"), "MRR"], rows)
    used = [each for each in LISTED if summary.counts[each]]
    rows = [
        [_cell(owner) or t("review.nobody"), *(str(counts[each]) for each in used), str(counts.total())]
        for owner, counts in sorted(summary.owners.items(), key=lambda entry: (not entry[0], entry[0]))
    ]
    page += _section("owners", [t("review.column.owner"), *map(decision_word, used), t("review.column.n")], rows)
    page += _section(
        "concerns",
        [t("review.column.account"), t("review.column.level"), t("review.column.reason")],
        [[_cell(each.account), each.detail, _cell(each.what)] for each in summary.concerns],
    )
    page += _section(
        "tasks",
        [t("review.column.account"), t("review.column.task"), t("review.column.due")],
        [[_cell(each.account), _cell(each.what), each.detail] for each in summary.tasks],
    )
    for decision in used:
        page += ["", f"## {decision_word(decision)}", ""]
        for item in summary.items:
            if (item.decision or "") == decision:
                why = f" – {_cell(said(item.reasons, day))}" if item.reasons else ""
                page.append(f"- **{_cell(item.name)}**{why}" + (f" ({_cell(item.note)})" if item.note else ""))
    return "\n".join(page) + "\n"


def _section(name: str, titles: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    head = ["| " + " | ".join(titles) + " |", "|" + " --- |" * len(titles)]
    return ["", f"## {t(f'review.md.{name}')}", "", *head, *("| " + " | ".join(row) + " |" for row in rows)]


def _cell(text: str) -> str:
    """Text that no Markdown table or emphasis takes for its own sign."""
    shown = clean(text)
    for sign in ("\\", "|", "*", "_", "`", "<", "[", "#"):
        shown = shown.replace(sign, f"\\{sign}")
    return shown
