"""What a person types into one field, read by the kind of its column into what the book stores, and back again.

Loads no model: a column is asked only for its name, its spec and whether it is required.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from csops_tui.locale import language, t
from csops_tui.model.codes import fold, list_of
from csops_tui.store.book import Book
from csops_tui.store.choices import code_choices, find_rows, title
from csops_tui.store.clock import utc_text
from csops_tui.text.clean import clean

if TYPE_CHECKING:
    from csops_tui.model.entity import Column

# Days that lie ahead when the year or the week is left out, and days that may lie on either side: those are the
# nearest of that name. All others lie behind.
AHEAD = frozenset(("due", "ends", "expires", "review_on", "follow_up_due", "until", "winback", "expected"))
EITHER = frozenset(("effective", "starts"))
_LARGEST = 1 << 62


@dataclass(frozen=True)
class Problem:
    """Why a text is no value of its field, in the words of the language in force."""

    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Typing:
    """Where a text is typed: the book, the currency of its amounts, the account it is about, the fiscal year."""

    book: Book
    currency: str = "JPY"
    account_id: str | None = None
    fiscal_start: int = 4

    @property
    def now(self) -> dt.datetime:
        """The moment from which "yesterday" is counted."""
        return self.book.clock.now()


def read_typed(table: str, column: Column, text: str, where: Typing) -> Any | Problem:
    """The stored value that `text` means in a field; None for an empty one, a Problem where it means none.

    Dates follow the grammar of people (昨日, fri, 11/21), amounts are in major units, codes may be named by any of
    their words, rows by their id or name.
    """
    text = clean(text, multiline=column.spec.kind == "note")
    if not text.strip():
        return Problem(_check("required", table, column)) if column.required else None
    read = _READERS.get(column.spec.kind, _text)
    found = read(table, column, text if column.spec.kind == "note" else text.strip(), where)
    if found is None:
        return Problem(_check(column.spec.kind, table, column, value=text))
    return found


def as_typed(table: str, column: Column, value: Any, where: Typing) -> str:
    """The text that a person would type for a stored value, so that reading it gives the value again."""
    if value is None:
        return ""
    match column.spec.kind:
        case "code":
            named = code_choices(where.book.reader(), list_of(table, column.name, column.spec.target))
            return next((choice.label for choice in named if choice.value == value), str(value))
        case "ref":
            return title(where.book.reader(), column.spec.target, str(value))
        case "day":
            return str(value).replace("-", "/") if language() == "ja" else str(value)
        case "moment":
            return f"{dt.datetime.fromisoformat(str(value)).astimezone():%Y/%m/%d %H:%M}"
        case "flag":
            return t("form.yes") if value else t("form.no")
        case "money":
            from csops_tui.text.numbers import decimals

            places = decimals(where.currency)
            return f"{Decimal(int(value)).scaleb(-places):,.{places}f}"
        case "number":
            return f"{value:.12g}"
        case _:
            return str(value)


def spoken(column: Column, value: Any, where: Typing) -> str:
    """What a value is in full, where the text typed for it does not say so itself: days, amounts."""
    if value is None:
        return ""
    match column.spec.kind:
        case "day":
            return day_in_full(dt.date.fromisoformat(value), where.book.clock.today())
        case "moment":
            from csops_tui.text.dates import format_moment

            return format_moment(dt.datetime.fromisoformat(value).astimezone(), language(), full=True)
        case "money":
            from csops_tui.text.numbers import format_money

            return format_money(value, where.currency, language(), short=True)
        case _:
            return ""


def day_in_full(day: dt.date, today: dt.date) -> str:
    """A day with its year and weekday, and how far away it is."""
    from csops_tui.text.dates import format_day

    away = (day - today).days
    words = "form.today" if not away else "form.in_days" if away > 0 else "form.days_ago"
    return f"{format_day(day, language(), full=True)}  {t(words, n=abs(away))}"


def _check(rule: str, table: str, column: Column, **values: object) -> str:
    label = t(f"field.{table}.{column.name}")
    return t(f"check.{rule}", None, **{"field": label, "value": "", "choices": "", "limit": "", **values})


def _text(table: str, column: Column, text: str, where: Typing) -> str:
    return text.upper() if column.name == "currency" else text


def _code(table: str, column: Column, text: str, where: Typing) -> Any:
    from csops_tui.store.touch import code_index

    name, conn, closed = list_of(table, column.name, column.spec.target), where.book.reader(), column.spec.closed
    found = code_index(conn, name).get(fold(text))
    if closed and found not in closed:
        found = text if text in closed else None
    if found is None:
        # A code that a list no longer has may stand in old rows; typing it again must not be refused.
        shown = "、" if language() == "ja" else ", "
        words = shown.join(choice.label for choice in code_choices(conn, name, closed)[:14])
        return Problem(_check("one_of", table, column, value=text, choices=words))
    return found


def _ref(table: str, column: Column, text: str, where: Typing) -> Any:
    found = find_rows(where.book.reader(), column.spec.target, text, where.account_id)
    if len(found) > 1:
        names = " / ".join(choice.label for choice in found[:4])
        return Problem(t("form.several", field=t(f"field.{table}.{column.name}"), value=text, names=names))
    return found[0].value if found else None


def _day(table: str, column: Column, text: str, where: Typing) -> str | None:
    found = _when(column, text, where)
    return found.day.isoformat() if found else None


def _moment(table: str, column: Column, text: str, where: Typing) -> str | None:
    found, now = _when(column, text, where), where.now
    if found is None:
        return None
    time = found.time or (now.time().replace(microsecond=0) if found.day == now.date() else dt.time(12))
    return utc_text(dt.datetime.combine(found.day, time).astimezone())


def _when(column: Column, text: str, where: Typing) -> Any:
    from csops_tui.text.dates import parse_when

    if column.name in EITHER:
        both = [parse_when(text, where.now, where.fiscal_start, prefer) for prefer in ("past", "future")]
        found = [when for when in both if when]
        return min(found, key=lambda when: abs(when.day - where.now.date()), default=None)
    return parse_when(text, where.now, where.fiscal_start, "future" if column.name in AHEAD else "past")


def _month(table: str, column: Column, text: str, where: Typing) -> str | None:
    try:
        return dt.date.fromisoformat(text.replace("/", "-") + "-01").isoformat()[:7]
    except ValueError:
        found = _when(column, text, where)
        return found.day.isoformat()[:7] if found else None


def _flag(table: str, column: Column, text: str, where: Typing) -> int | None:
    from csops_tui.text.numbers import parse_bool

    found = parse_bool(text)
    return None if found is None else int(found)


def _money(table: str, column: Column, text: str, where: Typing) -> int | None:
    from csops_tui.text.numbers import parse_money

    found = parse_money(text, where.currency)
    return found if found is not None and abs(found) < _LARGEST else None


def _number(table: str, column: Column, text: str, where: Typing) -> Any:
    from csops_tui.text.durations import parse_duration
    from csops_tui.text.numbers import parse_number

    spec = column.spec
    minutes = parse_duration(text) if spec.unit == "min" else None
    found = Decimal(minutes) if minutes is not None else parse_number(text)
    if found is None or abs(found) >= _LARGEST or (spec.kind == "count" and found != found.to_integral_value()):
        return None
    if spec.low is not None and found < spec.low:
        return Problem(_check("low", table, column, value=text, limit=spec.low))
    if spec.high is not None and found > spec.high:
        return Problem(_check("high", table, column, value=text, limit=spec.high))
    return int(found) if spec.kind == "count" else float(found)


_READERS: dict[str, Callable[[str, Any, str, Typing], Any]] = {
    "text": _text,
    "note": _text,
    "code": _code,
    "ref": _ref,
    "day": _day,
    "moment": _moment,
    "month": _month,
    "flag": _flag,
    "money": _money,
    "count": _number,
    "number": _number,
}
