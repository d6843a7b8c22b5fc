"""What a decision on a renewal does to the contract lines, in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from csops_tui.locale import language, t
from csops_tui.measures.renewal_lines import Change, Plan
from csops_tui.text.numbers import format_money


def said(plans: Sequence[Plan]) -> str:
    """What is written to the contract lines, in words."""
    if len(plans) > 1:
        kinds = Counter(change.kind for plan in plans for change in plan.changes)
        stay = sum(not plan.changes for plan in plans)
        return t("renewals.lines.many", n=len(plans), follows=kinds["follows"], stay=stay)
    (plan,) = plans
    words = [_said(kind, [c for c in plan.changes if c.kind == kind]) for kind in ("ends", "never", "follows")]
    if plan.why == "followed":
        first = min(plan.next, key=lambda line: line.starts)
        money = format_money(sum(line.mrr for line in plan.next), first.currency, language())
        words.append(t("renewals.lines.followed", day=day_words(first.starts), mrr=money))
    elif plan.why:
        words.append(t(f"renewals.lines.{plan.why}"))
    return " ".join(filter(None, words))


def _said(kind: str, changes: Sequence[Change]) -> str:
    if not changes:
        return ""
    first = changes[0]
    money = format_money(sum(change.mrr for change in changes), first.contract.line.currency, language())
    until = day_words(first.ends) if first.ends else t("renewals.lines.no_end")
    several = "" if len(changes) == 1 else "_n"
    return t(f"renewals.lines.{kind}{several}", n=len(changes), start=day_words(first.starts), end=until, mrr=money)


def day_words(day: dt.date) -> str:
    """A day as it is told and typed here."""
    return f"{day:%Y/%m/%d}"
