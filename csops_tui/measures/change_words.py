"""Changes in words: what they are called, and before → after as people read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from csops_tui.locale import has, language, t
from csops_tui.measures.changes import KINDS, Change, Value
from csops_tui.model.codes import word
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money

ARROW = "→"
_REASONS = frozenset(("churned", "concern_serious", "concern_raised", "concern_lowered"))
_SIGNALS = frozenset(("signal_urgent", "signal_raised", "signal_cleared"))
_MONEY = frozenset(("mrr_up", "mrr_down"))


def label(change: Change) -> str:
    """What a change is called, as a short noun."""
    return t(f"changes.kind.{change.kind}")


def detail(change: Change, today: dt.date) -> str:
    """Before → after and the subject of one change; empty when there is neither."""
    before, after = (_value(change, value, today) for value in (change.before, change.after))
    values = f"{before} {ARROW} {after}" if before else after
    return clean(" ".join(part for part in (values, _subject(change)) if part))


def said(changes: Iterable[Change], today: dt.date) -> str:
    """All changes of an account on one line."""
    return " · ".join(f"{label(change)} {detail(change, today)}".rstrip() for change in changes)


def _subject(change: Change) -> str:
    if not change.what or change.kind in _MONEY:
        return ""
    if change.kind in _REASONS:
        return word("churn_reason", change.what, language())
    if change.kind in _SIGNALS:
        return t(key) if has(key := f"signal.{change.what}") else change.what
    return change.what


def _value(change: Change, value: Value, today: dt.date) -> str:
    form = KINDS[change.kind].form
    if value is None:
        # A comparison of two values shows that there was none; a fact of one day has no before.
        return t("changes.none") if form not in ("day", "score") else ""
    match form:
        case "day":
            near = abs((today - dt.date.fromisoformat(str(value))).days) < 300
            year, month, day = str(value).split("-")
            return f"{month}/{day}" if near else f"{year[2:]}/{month}/{day}"
        case "percent":
            return f"{float(value):+.0f}%"
        case "money":
            return format_money(int(value), change.what or "JPY", language(), short=True)
        case "level" | "score":
            return f"{float(value):g}"
        case "stage" | "account.state" | "account.served_by":
            return word(form, str(value), language())
        case _:
            return str(value)
