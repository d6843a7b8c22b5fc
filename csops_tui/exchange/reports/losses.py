"""Churns of a period: how many, how much, for which reasons, and how well that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from csops_tui.analysis.rates import FEW, Rate
from csops_tui.exchange.reports.asked import Asked, first_of_month, table
from csops_tui.exchange.reports.report import Amounts, Chart, Column, Fact, Report, Section, Series, Table, amounts
from csops_tui.locale import language, t
from csops_tui.model.codes import word
from csops_tui.store.code_words import mapping

# The period is that of the effective date; what was written down counts whenever it was.
_CHURNS = """
SELECT r.id, a.name, m.name, r.kind, r.effective, r.notice, r.mrr_lost, r.currency, r.reason_stated, r.reason_judged,
  r.voluntary, r.avoidable, r.foreseeable, r.competitor, a.segment,
  EXISTS (SELECT 1 FROM churn_review AS v WHERE v.churn_id = r.id)
FROM churn AS r JOIN account AS a ON a.id = r.account_id
LEFT JOIN member AS m ON m.id = coalesce(r.member_id, a.owner_id)
WHERE r.effective BETWEEN :start AND :end
ORDER BY r.effective, coalesce(a.kana, a.name), r.id
"""
_SAVES = """
SELECT result, count(*) FROM save_attempt WHERE day BETWEEN :start AND :end AND result <> 'open' GROUP BY result
"""
_MOST = 60


@dataclass(frozen=True)
class Loss:
    """One churn, as it is written down."""

    id: str
    account: str
    owner: str | None
    kind: str
    effective: str
    notice: str | None
    mrr_lost: int | None
    currency: str
    stated: str | None
    judged: str | None
    voluntary: int | None
    avoidable: int | None
    foreseeable: int | None
    competitor: str | None
    segment: str | None
    reviewed: int


def losses(asked: Asked) -> list[Loss]:
    """The churns that took effect in the period, in the order of their days; replaced reasons as what replaced them."""
    now = mapping(asked.book.reader(), "churn_reason")
    found = (Loss(*row) for row in asked.read(_CHURNS))
    return [
        replace(loss, stated=now.get(loss.stated or "", loss.stated), judged=now.get(loss.judged or "", loss.judged))
        for loss in found
    ]


def lost(found: Iterable[Loss]) -> Amounts:
    """The MRR that these churns lost, by currency."""
    return amounts((loss.currency, loss.mrr_lost) for loss in found)


def churned(asked: Asked) -> Section:
    """The churns of the period as a part of another report."""
    found = losses(asked)
    if not found:
        return Section("churns", says=(("no_churn", ()),))
    return Section("churns", _counts(found), tables=(_reasons(found), _list(found)))


def gather(asked: Asked) -> Report:
    """The churn report of a period."""
    found = losses(asked)
    if not found:
        empty = Section("summary", says=(("no_churn", ()),))
        return Report("churn", asked.as_of, asked.start, asked.end, (empty,))
    few = (("few_churns", (("n", len(found)), ("least", FEW))),) if len(found) < FEW else ()
    sections = (
        Section("summary", _counts(found), says=few),
        Section("churn_trend", charts=_trend(asked, found)),
        Section("churn_reasons", charts=_reason_chart(found), tables=(_reasons(found), *_matrix(found))),
        Section("churn_kinds", tables=(_by(found, "churn_kind", "code:churn.kind", lambda loss: loss.kind),)),
        _foresight(asked, found),
        _completeness(found),
        Section("churn_list", tables=(_list(found),)),
    )
    return Report("churn", asked.as_of, asked.start, asked.end, sections)


def _counts(found: list[Loss]) -> tuple[Fact, ...]:
    return (
        Fact("churn_count", "count", len(found), "churn_count"),
        Fact("churn_mrr", "money", lost(found), "churn_mrr"),
        Fact("logo_churns", "count", sum(loss.kind == "logo" for loss in found), "churn_count"),
        Fact("churn_completeness", "rate", _with_reason(found), "churn_completeness"),
        Fact("unknown_reasons", "count", sum(loss.judged == "unknown" for loss in found), "churn_completeness"),
        Fact("other_reasons", "count", sum(loss.judged == "other" for loss in found), "churn_completeness"),
    )


def _with_reason(found: list[Loss]) -> Rate:
    return Rate(sum(loss.judged is not None for loss in found), len(found))


def _trend(asked: Asked, found: list[Loss]) -> tuple[Chart, ...]:
    months: list[str] = []
    first = first_of_month(asked.start)
    while first <= asked.end:
        months.append(f"{first:%Y-%m}")
        first = first_of_month(first, 1)
    if len(months) < 2:
        return ()
    counts = {kind: Counter(loss.effective[:7] for loss in found if loss.kind == kind) for kind in _kinds(found)}
    series = [
        Series(word("churn.kind", kind, language()), tuple(float(by[month]) for month in months))
        for kind, by in counts.items()
    ]
    return (Chart("churns_by_month", "stacked", tuple(months), tuple(series), figure="churn_count"),)


def _kinds(found: list[Loss]) -> list[str]:
    return [kind for kind, _ in Counter(loss.kind for loss in found).most_common()]


def _by(found: list[Loss], name: str, kind: str, key: Callable[[Loss], str | None]) -> Table:
    """Counts and MRR by one property, the most first; shares only where there are enough."""
    groups: dict[str | None, list[Loss]] = {}
    for loss in found:
        groups.setdefault(key(loss), []).append(loss)
    columns = (
        Column(name, kind),
        Column("churn_count", "count", "churn_count"),
        Column("churn_share", "rate", "churn_share"),
        Column("churn_mrr", "money", "churn_mrr"),
    )
    rows = [
        (value, len(group), Rate(len(group), len(found)), lost(group))
        for value, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0] is None, item[0] or ""))
    ]
    return table(f"by_{name}", columns, rows)


def _reasons(found: list[Loss]) -> Table:
    """Each reason by how often we judged it and how often the customer said it."""
    judged = Counter(loss.judged for loss in found)
    stated = Counter(loss.stated for loss in found)
    money = {reason: lost(loss for loss in found if loss.judged == reason) for reason in judged}
    columns = (
        Column("reason", "code:churn_reason"),
        Column("judged", "count", "churn_count"),
        Column("judged_share", "rate", "churn_share"),
        Column("churn_mrr", "money", "churn_mrr"),
        Column("stated", "count", "churn_count"),
    )
    reasons = sorted({*judged, *stated}, key=lambda each: (each is None, -judged[each], -stated[each], each or ""))
    rows = [
        (reason, judged[reason], Rate(judged[reason], len(found)), money.get(reason, ()), stated[reason])
        for reason in reasons
    ]
    return table("reasons", columns, rows)


def _reason_chart(found: list[Loss]) -> tuple[Chart, ...]:
    counts = Counter(loss.judged for loss in found)
    told = sorted(counts, key=lambda each: (-counts[each], each is None, each or ""))
    labels = tuple(word("churn_reason", each, language()) if each else t("report.no_reason") for each in told)
    values = tuple(float(counts[each]) for each in told)
    return (Chart("reasons_judged", "bars", labels, (Series("churn_count", values),), figure="churn_count"),)


def _matrix(found: list[Loss]) -> tuple[Table, ...]:
    """Where what the customer said and what we judge are not the same: what was said, what we think, how often."""
    pairs = Counter(
        (loss.stated, loss.judged) for loss in found if loss.stated and loss.judged and loss.judged != loss.stated
    )
    if not pairs:
        return ()
    columns = (
        Column("stated_reason", "code:churn_reason"),
        Column("judged_reason", "code:churn_reason"),
        Column("churn_count", "count", "churn_count"),
    )
    rows = [(*pair, n) for pair, n in sorted(pairs.items(), key=lambda item: (-item[1], *map(str, item[0])))]
    return (table("disagreements", columns, rows),)


def _foresight(asked: Asked, found: list[Loss]) -> Section:
    """What could have been known or prevented, of those where somebody said so."""

    def of_known(name: str) -> Rate:
        known = [value for loss in found if (value := getattr(loss, name)) is not None]
        return Rate(sum(map(bool, known)), len(known))

    results = dict(asked.read(_SAVES))
    tried = sum(results.values())
    return Section(
        "foresight",
        (
            *(Fact(name, "rate", of_known(name), "churn_share") for name in ("voluntary", "avoidable", "foreseeable")),
            Fact("reviewed", "rate", Rate(sum(loss.reviewed for loss in found), len(found)), "churn_share"),
            Fact("saved", "rate", Rate(results.get("saved", 0), tried), "save_rate"),
        ),
    )


def _completeness(found: list[Loss]) -> Section:
    """Churns with a reason per owner and month."""

    def rows(key: Callable[[Loss], str]) -> list[tuple[Any, ...]]:
        groups = groupby(sorted(found, key=key), key)
        return [(name or None, len(group), _with_reason(group)) for name, each in groups if (group := list(each))]

    end = (Column("churn_count", "count", "churn_count"), Column("with_reason", "rate", "churn_completeness"))
    return Section(
        "completeness",
        tables=(
            table("completeness_by_owner", (Column("owner"), *end), rows(lambda loss: loss.owner or "")),
            table("completeness_by_month", (Column("month", "month"), *end), rows(lambda loss: loss.effective[:7])),
        ),
    )


def _list(found: list[Loss]) -> Table:
    columns = (
        Column("effective", "day"),
        Column("account"),
        Column("owner"),
        Column("churn_kind", "code:churn.kind"),
        Column("churn_mrr", "money", "churn_mrr"),
        Column("stated_reason", "code:churn_reason"),
        Column("judged_reason", "code:churn_reason"),
    )
    rows = [
        (*(loss.effective, loss.account, loss.owner, loss.kind), lost([loss]), *(loss.stated, loss.judged))
        for loss in found
    ]
    return table("churns", columns, rows, _MOST)
