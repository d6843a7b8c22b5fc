"""From one cell's text to the value the book stores, by the kind of its column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

from csops_tui.exchange.derive import moment
from csops_tui.exchange.errors import ExchangeError, Refused
from csops_tui.exchange.mapping import Source
from csops_tui.exchange.options import Options
from csops_tui.model.codes import fold
from csops_tui.model.entity import Spec
from csops_tui.text.clean import clean
from csops_tui.text.dates import Order, infer_order, parse_date, parse_when
from csops_tui.text.durations import parse_duration
from csops_tui.text.numbers import decimals, parse_bool, parse_money, parse_number

Reader = Callable[[str], Any]

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s?(Z|UTC|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
# Seconds or milliseconds since 1970, between 2000 and 2100: nothing else in a column of days has so many digits.
_UNIX = re.compile(r"\d{9,10}|\d{12,13}", re.ASCII)
_UNIX_FIRST, _UNIX_LAST = 946_684_800, 4_102_444_800
# … but the tens of digits that are a year, month, day and hour.
_HOUR = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])", re.ASCII)
# 03/04/2026, 3.4.26: which is the day and which the month, the column has to say.
_SHORT_YEAR = re.compile(r"\s*[\d０-９]{1,2}[-/.／．－][\d０-９]{1,2}[-/.／．－][\d０-９]{2,4}(?![\d０-９])")
# Day numbers of spreadsheets between 1982 and 2036; other bare numbers are not taken for days.
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
_CLOCK = re.compile(
    r"(?:午前|午後)?\s*\d{1,2}(?:(?:[:：]\d\d){1,2}(?:\s*[ap]m)?|時(?:半|\d{1,2}分)?)$",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"(\d[:：]\d\d)[:：]\d\d")
_MONTH = re.compile(r"(\d{4})[-/.年]\s*(\d{1,2})\s*月?")
_PLAIN_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?", re.ASCII)
_SCIENTIFIC = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,18})?[eE][-+]?\d{1,3}", re.ASCII)
_CURRENCY_SIGNS = {"¥": "JPY", "￥": "JPY", "円": "JPY", "$": "USD", "€": "EUR", "£": "GBP"}
# What the binary numbers of programs differ by from the amount that was meant is no rounding.
_NOISE = Decimal("0.000001")
MEMORY = 20_000
_MISSING: Any = object()


class Cells:
    """Reads the cells of one column and remembers what each text meant: a value, or why it was refused."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._known: dict[str, Any] = {}

    def __call__(self, text: str) -> Any:
        """The value of a cell, or the Refused that says why there is none (returned, not raised)."""
        found = self._known.get(text, _MISSING)
        if found is _MISSING:
            try:
                found = self._read(text)
            except Refused as refused:
                found = refused
            if len(self._known) >= MEMORY:
                self._known.clear()
            self._known[text] = found
        return found


class Rounded(NamedTuple):
    """An amount that was finer than its currency, in the minor units it became; `exact` is what the file says."""

    minor: int
    exact: str


class DayOrder:
    """Day before month or month before day, for one column: as the user said, else as the whole column shows.

    `texts` gives the column's cells again; they are only read when the first cell needs it.
    """

    def __init__(self, said: Order | Literal[""], texts: Callable[[], Iterable[str]]) -> None:
        self._said: Order | None = said or None
        self._texts = texts

    @cached_property
    def order(self) -> Order | None:
        """The order, or None when the column leaves it open."""
        found = self._said or infer_order(self._texts())
        return None if found == "ambiguous" else found


def reads_text(own: bool) -> Reader:
    """One line of clean text, trimmed unless the file is an export of ours."""
    return clean if own else lambda text: clean(text).strip() or None


def reads_note(own: bool) -> Reader:
    """Clean text of several lines."""
    return lambda text: clean(text, multiline=True) or None


def reads_day(order: DayOrder, last_day: bool = False, zone: str = "") -> Reader:
    """A local business day as ISO text; a moment is taken to the local zone first, from `zone` where it names none."""
    there = zone_of(zone)

    def read(text: str) -> str:
        day = _day(text.strip(), order, there)
        if last_day:
            day = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
        return day

    return read


def reads_moment(order: DayOrder, zone: str = "") -> Reader:
    """A moment as UTC text; a time without a zone is of `zone`, else local; a day alone is its local noon."""
    there = zone_of(zone)

    def read(text: str) -> str:
        text = text.strip()
        if found := _ISO_MOMENT.fullmatch(text):
            return moment(_moment(found, there))[0]
        if at := unix_moment(text):
            return moment(at)[0]
        day = dt.date.fromisoformat(_day(text, order, None))
        time = _time(text)
        return moment(dt.datetime.combine(day, time or dt.time(12), there if time else None))[0]

    return read


def zone_of(name: str) -> dt.tzinfo | None:
    """The time zone of a name such as `UTC` or `Asia/Tokyo`, None for an empty one; raises ExchangeError."""
    if not name:
        return None
    if name.upper() == "UTC":
        return dt.UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ExchangeError("unknown_zone", name=name) from error


def unix_moment(text: str) -> dt.datetime | None:
    """The moment of a count of seconds or milliseconds since 1970, from 2000 to 2100; None for anything else."""
    if not _UNIX.fullmatch(text):
        return None
    seconds = int(text) / (1000 if len(text) > 10 else 1)
    if not _UNIX_FIRST <= seconds < _UNIX_LAST or (len(text) == 10 and _HOUR.fullmatch(text)):
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def reads_month(order: DayOrder) -> Reader:
    """A month as `YYYY-MM`; a day is taken for its month."""

    def read(text: str) -> str:
        if found := _MONTH.fullmatch(text.strip()):
            if 1 <= int(found[2]) <= 12:
                return f"{found[1]}-{int(found[2]):02d}"
            raise Refused("bad_month", value=text)
        return _day(text.strip(), order, None)[:7]

    return read


def reads_number(source: Source) -> Reader:
    """A finite number within the field's bounds."""
    spec = source.target.spec

    def read(text: str) -> float:
        number = _decimal(text)
        if spec.unit == "%" and text.rstrip().endswith(("%", "％")):
            number *= 100
        return float(_bounded(number, spec, text))

    return read


def reads_count(source: Source) -> Reader:
    """A whole number within the field's bounds; times in other units, or with their unit, become minutes, rounded."""
    spec = source.target.spec

    def read(text: str) -> int:
        minutes = parse_duration(text) if spec.unit == "min" else None
        if minutes is not None:
            return int(_bounded(Decimal(minutes), spec, text))
        number = _decimal(text)
        if source.minutes != 1.0:
            number = Decimal(round(number * Decimal(str(source.minutes))))
        if number != number.to_integral_value():
            raise Refused("not_whole", value=text)
        return int(_bounded(number, spec, text))

    return read


def reads_money(currency: str) -> Reader:
    """An amount in major units as the minor units of `currency`, Rounded (half up) where it is finer."""

    def read(text: str) -> int | Rounded:
        # In old Japanese encodings the yen sign stands where others have the backslash.
        text = text.strip().replace("\\", "¥")
        minor = parse_money(text, currency)
        if minor is None:
            other = parse_number(text) is not None
            raise Refused("other_currency" if other else "bad_number", value=text, currency=currency)
        if abs(minor) >= 1 << 62:
            raise Refused("out_of_range", value=text, low="", high="")
        exact = (parse_number(text) or 0) * 10 ** decimals(currency)
        return minor if abs(exact - minor) < _NOISE else Rounded(minor, text)

    return read


def reads_minor(currency: str) -> Reader:
    """An amount that is given in the minor units of its currency, as billing systems do."""

    def read(text: str) -> int:
        number = _decimal(text)
        if number != number.to_integral_value():
            raise Refused("not_whole", value=text)
        if abs(number) >= 1 << 62:
            raise Refused("out_of_range", value=text, low="", high="")
        return int(number)

    return read


def translated(read: Reader, source: Source) -> Reader:
    """A reader of cells in the words of their own column; a word that means nothing is no value."""
    if not source.words:
        return read
    words = {fold(word): meaning for word, meaning in source.words}
    rest = words.pop("*", None)

    def reads(text: str) -> Any:
        meaning = words.get(fold(text), rest)
        return read(text) if meaning is None else read(meaning) if meaning else None

    return reads


def read_flag(text: str) -> int:
    """Yes or no as 1 or 0."""
    found = parse_bool(text.strip())
    if found is None:
        raise Refused("bad_flag", value=text)
    return int(found)


def read_currency(text: str) -> str:
    """A currency's three letters."""
    code = _CURRENCY_SIGNS.get(text.strip(), text.strip().upper())
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise Refused("bad_currency", value=text)
    return code


def reader_for(source: Source, options: Options, order: DayOrder, own: bool) -> Reader:
    """The reader of a column by the kind of its target; codes and money are not read here."""
    spec, field = source.target.spec, source.target.field
    match spec.kind:
        case "note":
            return reads_note(own)
        case "day":
            return reads_day(order, options.last_day and field == "ends", options.zone)
        case "moment":
            return reads_moment(order, options.zone)
        case "month":
            return reads_month(order)
        case "count":
            return reads_count(source)
        case "number":
            return reads_number(source)
        case "flag":
            return read_flag
        case _:
            return read_currency if field == "currency" else reads_text(own)


def _moment(found: re.Match[str], zone: dt.tzinfo | None) -> dt.datetime:
    named = "+00:00" if found[3] in ("Z", "UTC") else found[3] or ""
    time = found[2] if found[2][1] != ":" else f"0{found[2]}"
    try:
        at = dt.datetime.fromisoformat(f"{found[1]}T{time}{named}")
    except ValueError as error:
        raise Refused("bad_moment", value=found[0]) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _time(text: str) -> dt.time | None:
    """The time of day at the end of a cell, None where there is none; seconds are dropped."""
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    spoken = parse_when(_SECONDS.sub(r"\1", clock[0].strip()), dt.datetime(2000, 1, 1))
    if spoken is None or spoken.time is None:
        raise Refused("bad_moment", value=text)
    return spoken.time


def _day(text: str, order: DayOrder, zone: dt.tzinfo | None) -> str:
    if len(text) == 10 and _ISO_DAY.fullmatch(text):
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise Refused("bad_day", value=text) from error
    if found := _ISO_MOMENT.fullmatch(text):
        at = _moment(found, zone)
        return (at.astimezone() if at.tzinfo else at).date().isoformat()
    if at := unix_moment(text):
        return at.astimezone().date().isoformat()
    if _SHORT_YEAR.match(text):
        readings = {parse_date(text, each) for each in ("dmy", "mdy", "ymd")} - {None}
        said = order.order if len(readings) > 1 else None
        if len(readings) > 1 and said is None:
            raise Refused("ambiguous_day", value=text)
        day = parse_date(text, said) if said else next(iter(readings), None)
    else:
        day = parse_date(text, "ymd", excel_serials=bool(_SERIAL.fullmatch(text)))
    if day is None:
        raise Refused("bad_day", value=text)
    return day.isoformat()


def _decimal(text: str) -> Decimal:
    text = text.strip()
    # Programs write numbers plainly or with an exponent; people's ways are read by the house's grammar.
    if _PLAIN_NUMBER.fullmatch(text) or _SCIENTIFIC.fullmatch(text):
        return Decimal(text)
    number = parse_number(text)
    if number is None:
        raise Refused("bad_number", value=text)
    return number


def _bounded(number: Decimal, spec: Spec, text: str) -> Decimal:
    low, high = spec.low, spec.high
    if (low is not None and number < low) or (high is not None and number > high) or abs(number) >= 1 << 62:
        raise Refused("out_of_range", value=text, low="" if low is None else low, high="" if high is None else high)
    return number
