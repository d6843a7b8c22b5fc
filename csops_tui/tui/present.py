"""Values as a screen shows them: text ready for a cell, with a role where a person should look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from csops_tui.locale import language, t
from csops_tui.model.codes import word
from csops_tui.store.listing import SEPARATOR
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money
from csops_tui.tui.widgets.cells import bar, spark
from csops_tui.tui.widgets.source import Cell

NONE: Cell = ("–", "dim")

# Concern levels from which a person should look.
_CONCERN_ROLE = {0: "dim", 1: "dim", 2: "warn", 3: "bad", 4: "bad"}
_DROP, _RISE = -0.2, 0.2
_BAR = 10


def days_between(day: str, today: dt.date) -> int:
    """Days from `day` (ISO) to `today`; negative when it lies ahead."""
    return (today - dt.date.fromisoformat(day)).days


def short_day(day: str, today: dt.date) -> str:
    """`11/25`, with the year in front when it is more than ten months away."""
    near = abs(days_between(day, today)) < 300
    return f"{day[5:7]}/{day[8:10]}" if near else f"{day[2:4]}/{day[5:7]}/{day[8:10]}"


def present(kind: str, value: Any, today: dt.date) -> Cell:
    """One value of a listing field of this kind as a cell; missing values are a dim dash, never 0."""
    if value is None:
        return NONE
    name, _, detail = kind.partition(":")
    show = _SHOW.get(name)
    return show(value, detail, today) if show else clean(str(value))


def _code(value: Any, detail: str, today: dt.date) -> Cell:
    return clean(word(detail, str(value), language()))


def _money(value: Any, detail: str, today: dt.date) -> Cell:
    amount, _, currency = str(value).partition(SEPARATOR)
    return format_money(int(amount), currency or "JPY", language(), short=True)


def _full_money(value: Any, detail: str, today: dt.date) -> Cell:
    amount, _, currency = str(value).partition(SEPARATOR)
    return format_money(int(amount), currency or "JPY", language(), short=False)


def _day(value: Any, detail: str, today: dt.date) -> Cell:
    return short_day(str(value), today)


def _long_day(value: Any, detail: str, today: dt.date) -> Cell:
    return str(value).replace("-", "/")


def _until(value: Any, detail: str, today: dt.date) -> Cell:
    left = -days_between(str(value), today)
    text = f"{short_day(str(value), today):>8} {left:>3}{t('present.d')}"
    return (text, "warn") if left <= 60 else text


def _ago(value: Any, detail: str, today: dt.date) -> Cell:
    return f"{days_between(str(value), today)}{t('present.d')}"


def _since(value: Any, detail: str, today: dt.date) -> Cell:
    day, _, target = str(value).partition(SEPARATOR)
    days = days_between(day, today)
    if target and days > int(target):
        return f"{days}{t('present.d')}!", "bad"
    return f"{days}{t('present.d')} "


def _deadline(value: Any, detail: str, today: dt.date) -> Cell:
    """A due date; how late it is where it has passed."""
    late = days_between(str(value), today)
    text = str(value).replace("-", "/")
    return (f"{text} {t('present.overdue', n=late)}", "bad") if late > 0 else text


def _concern(value: Any, detail: str, today: dt.date) -> Cell:
    level_text, reason, expires = str(value).split(SEPARATOR)
    level, stale = int(level_text), days_between(expires, today)
    if stale > 30:
        return NONE
    words = word("churn_reason", reason, language()) if reason else ""
    if stale > 0:
        return f"{level} {t('present.stale')}", "dim"
    role = _CONCERN_ROLE[level]
    text = clean(f"{level} {words}".rstrip())
    return (text, role)  # type: ignore[return-value]


def _spark(value: Any, detail: str, today: dt.date) -> Cell:
    months = [int(part) for part in str(value).split(",")]
    return spark(months, len(months))


def _change(value: Any, detail: str, today: dt.date) -> Cell:
    now, _, before = str(value).partition(SEPARATOR)
    if not before or float(before) == 0:
        return NONE
    change = float(now) / float(before) - 1
    text = f"{change * 100:+.0f}%"
    if change <= _DROP:
        return f"{text} ▼", "bad" if change <= 1.5 * _DROP else "warn"
    return (f"{text} ▲", "good") if change >= _RISE else f"{text}  "


def _next(value: Any, detail: str, today: dt.date) -> Cell:
    title, _, due = str(value).partition(SEPARATOR)
    if not due:
        return clean(title)
    late = days_between(due, today)
    if late > 0:
        return clean(f"{t('present.overdue', n=late)} {title}"), "bad"
    return clean(f"{short_day(due, today)} {title}")


def _person(value: Any, detail: str, today: dt.date) -> Cell:
    return clean(str(value))


def _flag(value: Any, detail: str, today: dt.date) -> Cell:
    return t("present.yes") if value else ("–", "dim")


def _signal(value: Any, detail: str, today: dt.date) -> Cell:
    from csops_tui.measures.signal_shipped import title

    return clean(title(str(value)))


def _number(value: Any, detail: str, today: dt.date) -> Cell:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _share(value: Any, detail: str, today: dt.date) -> Cell:
    """Per cent as a bar with its figure, rounded down: 100 only when nothing is missing."""
    return f"{bar(min(value, 100), 100, _BAR)} {int(value):>3}%"


def _moment(value: Any, detail: str, today: dt.date) -> Cell:
    at = dt.datetime.fromisoformat(str(value)).astimezone()
    return f"{short_day(at.date().isoformat(), today)} {at:%H:%M}"


def _due_moment(value: Any, detail: str, today: dt.date) -> Cell:
    """A moment by which something is due, and whether it has passed."""
    at, _, late = str(value).partition(SEPARATOR)
    text = _moment(at, detail, today)
    return (f"{text}!", "bad") if late == "1" else f"{text} "


def _whose(value: Any, detail: str, today: dt.date) -> Cell:
    """An account, or after a question mark what is known where there is none yet."""
    text = clean(str(value)).strip()
    return (text, "warn") if text.startswith("?") else text


def _when(value: Any, detail: str, today: dt.date) -> Cell:
    """A day, with its time where it has one."""
    return _moment(value, detail, today) if "T" in str(value) else short_day(str(value), today)


def _note(value: Any, detail: str, today: dt.date) -> Cell:
    return clean(str(value).replace("\n", " "))


def _coded(value: Any, detail: str, today: dt.date) -> Cell:
    """`list:code` as the code's word; other text as it is."""
    name, _, code = str(value).partition(":")
    if name == "line":
        return t(f"account.line.{code}")
    return clean(word(name, code, language())) if code else clean(name)


_ROLES = {
    **dict.fromkeys(("churn", "complaint"), "bad"),
    **dict.fromkeys(("concern", "risk", "contact"), "warn"),
    "touchpoint": "accent",
}


def _fact(value: Any, detail: str, today: dt.date) -> Cell:
    role = _ROLES.get(str(value), "dim")
    return (t(f"account.kind.{value}"), role)  # type: ignore[return-value]


_SHOW: dict[str, Callable[[Any, str, dt.date], Cell]] = {
    "code": _code,
    "money": _money,
    "amount": _full_money,
    "day": _day,
    "long_day": _long_day,
    "until": _until,
    "deadline": _deadline,
    "ago": _ago,
    "since": _since,
    "concern": _concern,
    "spark": _spark,
    "change": _change,
    "next": _next,
    "person": _person,
    "flag": _flag,
    "number": _number,
    "signal": _signal,
    "count": _number,
    "share": _share,
    "moment": _moment,
    "due_moment": _due_moment,
    "when": _when,
    "whose": _whose,
    "note": _note,
    "coded": _coded,
    "fact": _fact,
}
