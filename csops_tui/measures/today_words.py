"""A reason of Today, and the order, in words."""

from __future__ import annotations

import datetime as dt

from csops_tui.locale import language, t
from csops_tui.measures.signal_shipped import title
from csops_tui.measures.today import Item, Row, Subject
from csops_tui.model.codes import word


def reasons(row: Row, day: dt.date) -> list[str]:
    """Why a row stands there, most pressing first."""
    return [reason(item, day) for item in row.items]


def reason(item: Item, day: dt.date) -> str:
    """One reason with its days; of several records of a kind the first is named and the others counted."""
    first = item.subjects[0]
    what = subject_words(item, first)
    if first.day is None:
        text = t(f"today.reason.{item.kind}.never", what=what)
    else:
        days = (day - dt.date.fromisoformat(first.day)).days
        when = "days" if days > 0 else "today"
        text = t(f"today.reason.{item.kind}.{when}", what=what, n=days)
    more = len(item.subjects) - 1
    return t("today.reason.more", text=text, n=more) if more else text


def subject_words(item: Item, subject: Subject) -> str:
    """What one record of a reason is called."""
    if item.kind == "risk":
        return word("risk_category", subject.words, language())
    if item.kind == "churn":
        return t(f"today.churn.{subject.words}")
    return title(subject.words) if item.kind == "signal" else subject.words


def order(row: Row) -> str:
    """How the place of a row comes about, factor by factor."""
    risk = row.risk
    feared = (("base", 1), ("concern", risk.concern), ("signal", risk.signal), ("runway", risk.runway))
    named = [t(f"today.risk.{name}", n=n) for name, n in feared if n]
    lead = row.items[0]
    return t(
        "today.order",
        score=f"{row.score:.1f}",
        risk=risk.total,
        fears=t("today.comma").join(named),
        size=f"{row.size:.1f}",
        times=t("today.no_amount") if row.times is None else t("today.times", n=f"{row.times:.1f}"),
        due=f"{lead.due:.1f}",
        kind=t(f"today.kind.{lead.kind}"),
        late=lead.late,
    )
