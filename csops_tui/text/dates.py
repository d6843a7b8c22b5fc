"""Dates as people type them in Japanese and English: a closed grammar that answers or says no, and never guesses."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

Prefer = Literal["past", "future"]


class When(NamedTuple):
    """A day, the time where one was given, and the words it was read from."""

    day: date
    time: time | None
    text: str


class _Context(NamedTuple):
    today: date
    fiscal_start: int
    prefer: Prefer


_LONGEST = 60
_KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_KANJI_NUMERALS = frozenset("〇一二三四五六七八九十百")
_KANJI_NUMBER = "[〇一二三四五六七八九十百]+(?=[年月日時分週ヶケか個ヵカ])"
# The year before an era's first, by the first sign of its name.
_ERAS = {"明": 1867, "大": 1911, "昭": 1925, "平": 1988, "令": 2018, "s": 1925, "h": 1988, "r": 2018}
_WEEKDAYS = {name: number for number, name in enumerate("月火水木金土日")} | {
    name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_EN_WEEKDAY = (
    "(?P<wd>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_EN_MONTH = (
    "(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = "(?:st|nd|rd|th)?"
_DAYS_AWAY = {
    **{"今日": 0, "本日": 0, "きょう": 0, "today": 0, "昨日": -1, "きのう": -1, "yesterday": -1, "前日": -1},
    **{
        "一昨日": -2,
        "おととい": -2,
        "おとつい": -2,
        "day before yesterday": -2,
        "先々週": -14,
        "先週": -7,
        "last week": -7,
    },
    **{"明日": 1, "あした": 1, "あす": 1, "翌日": 1, "tomorrow": 1, "tmr": 1, "tmrw": 1, "明後日": 2, "あさって": 2},
    **{"明々後日": 3, "しあさって": 3, "day after tomorrow": 2, "来週": 7, "翌週": 7, "next week": 7, "再来週": 14},
}
_MONTHS_AWAY = {
    "来月": 1,
    "翌月": 1,
    "next month": 1,
    "再来月": 2,
    "先月": -1,
    "前月": -1,
    "last month": -1,
    "先々月": -2,
}
_YEARS_AWAY = {"来年": 1, "next year": 1, "去年": -1, "昨年": -1, "last year": -1}
_MONTH_WORDS = {"": 0, "今": 0, "当": 0, "来": 1, "翌": 1, "再来": 2, "先": -1, "前": -1, "先々": -2}
_WEEK_WORDS = {"今": 0, "来": 1, "翌": 1, "再来": 2, "先": -1, "前": -1, "先々": -2}
_MONTH_ENDS = {"eom", "end of month", "end of the month", "month end"}
_QUARTER_ENDS = {"eoq", "end of quarter", "四半期末", "今四半期末", "期末"}
_FISCAL_YEAR_ENDS = {"年度末", "今年度末", "eofy", "fy end", "end of fiscal year"}
_YEAR_ENDS = {"年末", "今年末", "eoy", "end of year"}
_EN_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def parse_when(text: str, now: datetime, fiscal_start: int = 4, prefer: Prefer = "future") -> When | None:
    """The day (and time) meant by a whole phrase, or None where it is not understood or impossible.

    `prefer` decides where a weekday, a day of the month or a month and day without a year points: the next one or the
    last one. A time alone means today. `fiscal_start` is the first month (1–12) of the fiscal year. Never raises.
    """
    if not text or len(text) > _LONGEST:
        return None
    context = _Context(now.date(), fiscal_start if 1 <= fiscal_start <= 12 else 4, prefer)
    try:
        found = _read(_normal(text), context)
    except (ValueError, OverflowError):  # a day no calendar has, or one beyond year 9999
        return None
    return When(found[0], found[1], text) if found else None


def impossible(text: str) -> bool:
    """Whether the text has the shape of a date or time but names none: 2/30, 13/45, 11月32日, 25:70."""
    if not text or len(text) > _LONGEST or not _has_digit(normal := _normal(text)):
        return False
    if normal == "24/7" or not re.fullmatch(_DATE_SHAPE, normal, re.ASCII):
        return False
    return parse_when(text, datetime(2024, 1, 1, 12)) is None


def _normal(text: str) -> str:
    s = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if _KANJI_NUMERALS.isdisjoint(s):
        return s
    return re.sub(_KANJI_NUMBER, lambda found: str(_kanji_number(found[0])), s)


def _has_digit(s: str) -> bool:
    return any(map(str.isdecimal, s))


def _kanji_number(digits: str) -> int:
    if not set(digits) & {"十", "百"}:
        return int("".join(str(_KANJI_DIGITS[digit]) for digit in digits))
    total = ones = 0
    for digit in digits:
        if digit in "十百":
            total += (ones or 1) * (10 if digit == "十" else 100)
            ones = 0
        else:
            ones = _KANJI_DIGITS[digit]
    return total + ones


_CLOCK = (
    r"(?:(?P<half>午前|午後|am|pm) ?)?"
    r"(?:(?P<jh>\d{1,2})時(?:(?P<jhalf>半)|(?P<jm>\d{1,2})分)?|(?P<h>\d{1,2}):(?P<m>\d\d))"
    r"(?: ?(?P<ampm>am|pm))?|(?P<eh>\d{1,2}) ?(?P<eap>am|pm)|(?P<word>正午|noon)"
)
# The patterns are compiled when first needed: most lines and files hold few kinds of dates, and every start would pay.
_TIME_LAST = rf"^(?P<rest>|.*?(?:[^\d:.]|(?<=[/.-]\d)|(?<=\d\d)))\s*(?:at )?(?:{_CLOCK})$"
_TIME_FIRST = rf"^(?:at )?(?:{_CLOCK}) (?P<rest>.+)$"
_DATE_SHAPE = (
    r"(?:(?:\d{4}|(?:明治|大正|昭和|平成|令和|[rhs])(?:\d{1,2}|元))(?:[/.-]\d{1,2}[/.-]\d{1,2}|年\d{1,2}月\d{1,2}日)"
    r"|(?:[0-2]?\d|3[01])/\d{1,2}|\d{1,2}月\d{1,2}日?|(?:[0-3]\d|\d)日|(?:19|20)\d{6}"
    rf"|(?:{_EN_MONTH} \d{{1,2}}|\d{{1,2}} {_EN_MONTH.replace('?P<mon>', '?:')}))"
    r"(?: ?(?:午前|午後)?\d{1,2}(?::\d\d|時(?:半|\d{1,2}分)?))?"
    r"|(?:午前|午後)?[0-2]?\d(?::\d\d|時(?:半|\d{1,2}分)?)|[0-2]?\d ?[ap]m"
)


def _read(s: str, context: _Context) -> tuple[date, time | None] | None:
    s = re.sub("(?:までに|まで|迄)(?= |$)", "", s)
    s = re.sub("^(?:by|on) (?=.)", "", s)
    day = _day(s, context)
    if day:
        return day, None
    found = re.match(_TIME_LAST, s, re.ASCII) or re.match(_TIME_FIRST, s, re.ASCII)
    if not found:
        return None
    clock = _clock(found.groupdict())
    if clock is None:
        return None
    rest = re.sub(r"[ t,の]+$|^[ ,]+", "", found["rest"])
    day = _day(rest, context) if rest else context.today
    return (day, clock) if day else None


def _clock(part: dict[str, str | None]) -> time | None:
    if part["word"]:
        return time(12)
    hour = int(part["jh"] or part["h"] or part["eh"] or 0)
    minute = 30 if part["jhalf"] else int(part["jm"] or part["m"] or 0)
    half = part["half"] or part["ampm"] or part["eap"]
    if part["half"] and part["ampm"]:
        return None
    if half and hour > 12:
        return None
    if half == "午前" and hour == 12:  # read as noon by some and as midnight by others
        return None
    if half in ("午後", "pm") and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return time(hour, minute)


def _day(s: str, context: _Context) -> date | None:
    today = context.today
    if s in _DAYS_AWAY:
        return today + timedelta(_DAYS_AWAY[s])
    if s in _MONTHS_AWAY:
        return _add_months(today, _MONTHS_AWAY[s])
    if s in _YEARS_AWAY:
        return _add_months(today, 12 * _YEARS_AWAY[s])
    if s in _MONTH_ENDS:
        return _month_end(today)
    if s in _QUARTER_ENDS:
        return _month_end(_add_months(today.replace(day=1), 2 - (today.month - context.fiscal_start) % 3))
    if s in _FISCAL_YEAR_ENDS:
        return _fiscal_year_end(today.year - (today.month < context.fiscal_start), context)
    if s in _YEAR_ENDS:
        return date(today.year, 12, 31)
    if s in ("週明け", "週明"):
        return today + timedelta(7 - today.weekday())
    for pattern, build in (_CALENDAR_FORMS if _has_digit(s) else ()) + _RELATIVE_FORMS:
        found = re.fullmatch(pattern, s, re.ASCII)
        if found:
            return build(found, context)
    return _with_weekday(s, context)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def _month_end(day: date) -> date:
    return day.replace(day=_days_in(day.year, day.month))


def _days_in(year: int, month: int) -> int:
    from calendar import monthrange  # brings the locale along, which few dates need

    return monthrange(year, month)[1]


def _fiscal_year_end(year: int, context: _Context) -> date:
    """Last day of the fiscal year that begins in the given calendar year."""
    return _add_months(date(year, context.fiscal_start, 1), 12) - timedelta(1)


def _nearest_year(month: int, day: int, context: _Context) -> date | None:
    step = 1 if context.prefer == "future" else -1
    for year in range(context.today.year, context.today.year + 9 * step, step):
        if day <= _days_in(year, month):
            there = date(year, month, day)
            if there == context.today or (there > context.today) == (step > 0):
                return there
        elif not (month == 2 and day == 29):
            return None
    return None


def _year_month_day(found: re.Match[str], context: _Context) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _era(found: re.Match[str], context: _Context) -> date:
    return date(_ERAS[found[1][0]] + (1 if found[2] == "元" else int(found[2])), int(found[3]), int(found[4]))


def _month_day(found: re.Match[str], context: _Context) -> date | None:
    return _nearest_year(int(found[1]), int(found[2]), context)


def _english_month_day(found: re.Match[str], context: _Context) -> date | None:
    month = _MONTHS[found["mon"][:3]]
    if found["year"]:
        year = int(found["year"])
        return date(year + (0 if year > 99 else 2000 if year < 69 else 1900), month, int(found["day"]))
    return _nearest_year(month, int(found["day"]), context)


def _day_of_month(found: re.Match[str], context: _Context) -> date | None:
    wanted = int(found[1])
    if not 1 <= wanted <= 31:
        return None
    step = 1 if context.prefer == "future" else -1
    for months in range(0, 4 * step, step):
        first = _add_months(context.today.replace(day=1), months)
        if wanted <= _days_in(first.year, first.month):
            there = first.replace(day=wanted)
            if there == context.today or (there > context.today) == (step > 0):
                return there
    return None


def _named_month(found: re.Match[str], context: _Context) -> date | None:
    """今月10日, 来月末, 月初: a day of a month named from today."""
    first = _add_months(context.today.replace(day=1), _MONTH_WORDS[found[1]])
    if found[2] == "末":
        return _month_end(first)
    if found[2] == "初":
        bare_and_gone = not found[1] and context.prefer == "future" and context.today.day > 1
        return _add_months(first, 1) if bare_and_gone else first
    return first.replace(day=int(found[3])) if found[1] else None


def _fiscal_year(found: re.Match[str], context: _Context) -> date:
    if found[1] in ("来", "翌"):
        return _fiscal_year_end(context.today.year - (context.today.month < context.fiscal_start) + 1, context)
    return _fiscal_year_end(int(found[1]), context)


def _away(number: int, unit: str, today: date) -> date:
    if unit.startswith(("d", "日")):
        return today + timedelta(number)
    if unit.startswith(("w", "週")):
        return today + timedelta(7 * number)
    if unit.startswith(("y", "年")):
        return _add_months(today, 12 * number)
    return _add_months(today, number)


def _japanese_away(found: re.Match[str], context: _Context) -> date:
    number = 6 if found[1] == "半" else int(found[1])
    unit = "か月" if found[1] == "半" else found[2]
    return _away(number if found[3] == "後" else -number, unit, context.today)


def _english_away(found: re.Match[str], context: _Context) -> date | None:
    number = _EN_NUMBERS.get(found["n"]) or int(found["n"])
    if found["in"] and (found["sign"] or found["ago"]):
        return None
    if not (found["in"] or found["sign"] or found["ago"] or found["later"]) and context.prefer == "past":
        return None
    back = found["ago"] is not None or found["sign"] == "-"
    return _away(-number if back else number, found["unit"], context.today)


def _week_and_weekday(found: re.Match[str], context: _Context) -> date:
    monday = context.today - timedelta(context.today.weekday())
    return monday + timedelta(7 * _WEEK_WORDS[found[1]] + _WEEKDAYS[found[2]])


def _weekday(number: int, context: _Context) -> date:
    ahead = (number - context.today.weekday() - 1) % 7 + 1
    behind = (context.today.weekday() - number - 1) % 7 + 1
    return context.today + timedelta(ahead) if context.prefer == "future" else context.today - timedelta(behind)


def _japanese_weekday(found: re.Match[str], context: _Context) -> date:
    return _weekday(_WEEKDAYS[found[1]], context)


def _english_weekday(found: re.Match[str], context: _Context) -> date:
    number, today = _WEEKDAYS[found["wd"][:3]], context.today
    if found["which"] == "next":
        return _weekday(number, _Context(today, context.fiscal_start, "future"))
    if found["which"] == "last":
        return _weekday(number, _Context(today, context.fiscal_start, "past"))
    if found["which"] == "this" and number == today.weekday():
        return today
    return _weekday(number, context)


_Build = Callable[[re.Match[str], _Context], date | None]


_Form = tuple[str, _Build]
# Every one of these has a digit in it.
_CALENDAR_FORMS: tuple[_Form, ...] = (
    (r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", _year_month_day),
    (r"(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})日?", _year_month_day),
    (r"((?:19|20)\d\d)(\d\d)(\d\d)", _year_month_day),
    (r"(明治?|大正?|昭和?|平成?|令和?|[rhs]) ?(元|[1-9]\d?|0[1-9])[年./-] ?(\d{1,2})[月./-] ?(\d{1,2})日?", _era),
    (r"(\d{1,2})/(\d{1,2})", _month_day),
    (r"(\d{1,2})月 ?(\d{1,2})日?", _month_day),
    (r"(\d{1,2})日", _day_of_month),
    (r"(?:the )?(\d{1,2})(?:st|nd|rd|th)", _day_of_month),
    (rf"{_EN_MONTH}\.? (?P<day>\d{{1,2}}){_ORDINAL}(?:,? (?P<year>\d{{4}}))?", _english_month_day),
    (rf"(?P<day>\d{{1,2}}){_ORDINAL} {_EN_MONTH}\.?(?:,? (?P<year>\d{{4}}))?", _english_month_day),
    (rf"(?P<day>\d{{1,2}})[-/]{_EN_MONTH}[-/](?P<year>\d{{4}}|\d\d)", _english_month_day),
)


_RELATIVE_FORMS: tuple[_Form, ...] = (
    (r"([月火水木金土日])曜日?", _japanese_weekday),
    (r"(今|当|来|翌|再来|先|前|先々|)月の?(末|初|(\d{1,2})日)(?:め|日)?", _named_month),
    (r"(\d{4}|来|翌)年度末", _fiscal_year),
    (r"(\d{1,4}|半)(日|週間?|[かヶケヵカ個]月間?|年)(後|前)", _japanese_away),
    (r"(今|来|翌|再来|先|前|先々)週の?([月火水木金土日])(?:曜日?)?", _week_and_weekday),
    (rf"(?:(?P<which>this|next|last) )?{_EN_WEEKDAY}", _english_weekday),
    (
        r"(?P<in>in )?(?P<sign>[+-])?(?P<n>\d{1,4}|an?|one|two|three|four|five|six) ?"
        r"(?P<unit>d|days?|w|wks?|weeks?|m|mo|months?|y|years?)(?: (?:(?P<ago>ago)|(?P<later>later|from now)))?",
        _english_away,
    ),
)


_DAY_THEN_WEEKDAY = r"(.*\d.*?)(?: ?\(([月火水木金土日])(?:曜日?|・?祝)?\)| ?([月火水木金土日])曜日?)"
_WEEKDAY_THEN_DAY = rf"{_EN_WEEKDAY},? (?P<day>.*\d.*)"


def _with_weekday(s: str, context: _Context) -> date | None:
    """11/21(土), Sat 11/21: the weekday must agree, and settles the year where none is given."""
    after = re.fullmatch(_DAY_THEN_WEEKDAY, s)
    before = None if after else re.fullmatch(_WEEKDAY_THEN_DAY, s)
    if after:
        day, weekday = after[1], _WEEKDAYS[after[2] or after[3]]
    elif before:
        day, weekday = before["day"], _WEEKDAYS[before["wd"][:3]]
    else:
        return None
    other: Prefer = "past" if context.prefer == "future" else "future"
    for direction in (context, _Context(context.today, context.fiscal_start, other)):
        for pattern, build in _CALENDAR_FORMS:
            found = re.fullmatch(pattern, day, re.ASCII)
            there = build(found, direction) if found else None
            if there and there.weekday() == weekday:
                return there
    return None


Order = Literal["ymd", "mdy", "dmy"]
_JAPANESE_WEEKDAYS = "月火水木金土日"
_ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def format_day(day: date, lang: str, *, full: bool = False) -> str:
    """11/21(土) or Sat 11/21; `full` with its year: 2026/11/21(土) or Sat 2026-11-21."""
    if lang == "ja":
        shown = f"{day.year:04}/{day.month:02}/{day.day:02}" if full else f"{day.month:02}/{day.day:02}"
        return f"{shown}({_JAPANESE_WEEKDAYS[day.weekday()]})"
    shown = day.isoformat() if full else f"{day.month:02}/{day.day:02}"
    return f"{_ENGLISH_WEEKDAYS[day.weekday()]} {shown}"


def format_moment(moment: datetime, lang: str, *, full: bool = False) -> str:
    """The day as `format_day` writes it, then the time as HH:MM."""
    return f"{format_day(moment.date(), lang, full=full)} {moment:%H:%M}"


_THREE_NUMBERS = r"(\d{4}|\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})"
_WITH_YEAR = r"\d{4}|\d.*年|^(?:[明大昭平令][治正和成]?|[rhs]) ?[\d元]|[a-z][-/]\d\d$"
_SERIAL = r"\d{1,7}(?:\.\d+)?"
_CLOCK_AFTER = (
    r"(?:[t ]|(?<=[日)]))(?:午前|午後)? ?\d{1,2}(?::\d\d(?::\d\d(?:\.\d+)?)?|時(?:半|\d{1,2}分(?:\d{1,2}秒)?)?)"
    r"(?: ?[ap]m)?(?: ?(?:z|utc|gmt|[a-z]{3,4}|[+-]\d\d:?\d\d))?$"
)
_NO_DAY = datetime(2000, 1, 1)


def infer_order(values: Iterable[str]) -> Literal["ymd", "mdy", "dmy", "ambiguous"] | None:
    """The one order of day and month in which every numeric date of a column is possible.

    "ambiguous" where several orders remain or the values contradict each other, so that a person is asked; None where
    no value looks like a date. Values that are not dates at all say nothing.
    """
    possible: set[Order] = {"ymd", "mdy", "dmy"}
    some_numeric = some_date = False
    for value in values:
        text = _date_part(value)
        found = re.fullmatch(_THREE_NUMBERS, text, re.ASCII)
        if not found:
            some_date = some_date or parse_date(value, "ymd") is not None
            continue
        orders = {order for order in ("ymd", "mdy", "dmy") if _in_order(found, order)}
        if orders and len(found[1]) < 4:
            some_numeric = True
            possible &= orders
        some_date = some_date or bool(orders)
    if not some_numeric:
        return "ymd" if some_date else None
    return possible.pop() if len(possible) == 1 else "ambiguous"


def parse_date(text: str, order: Order, *, excel_serials: bool = False) -> date | None:
    """The calendar date in one cell of an import, or None; a time of day after it is ignored, zones are not converted.

    A year of four digits in front always reads year, month, day; `order` decides the rest, two-digit years mean
    1969–2068. `excel_serials` also reads day numbers of the 1900 system.
    """
    part = _date_part(text)
    found = re.fullmatch(_THREE_NUMBERS, part, re.ASCII)
    if found:
        return _in_order(found, order)
    if excel_serials and re.fullmatch(_SERIAL, part, re.ASCII):
        return _excel_day(int(part.split(".")[0]))
    if not part or part.endswith(("前", "後")) or not re.search(_WITH_YEAR, part, re.ASCII):
        return None  # words that lean on today, or a date without its year, have no place in a file
    when = parse_when(part, _NO_DAY)
    return when.day if when and when.time is None else None


def _date_part(text: str) -> str:
    return re.sub(_CLOCK_AFTER, "", _normal(text), flags=re.ASCII).strip() if len(text) <= _LONGEST else ""


def _in_order(found: re.Match[str], order: Order) -> date | None:
    if len(found[1]) == 4:
        order = "ymd"
    elif len(found[4]) == 4 and order == "ymd":
        return None
    parts = {order[0]: found[1], order[1]: found[3], order[2]: found[4]}
    if len(parts["m"]) == 4 or len(parts["d"]) == 4:
        return None
    year = int(parts["y"])
    if len(parts["y"]) < 4:
        year += 2000 if year < 69 else 1900
    try:
        return date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None


def _excel_day(serial: int) -> date | None:
    # Day 60 is 29 February 1900, which never was; days before it count from one day later.
    if not 1 <= serial <= 2_958_465 or serial == 60:
        return None
    return date(1899, 12, 30 + (serial < 60)) + timedelta(serial)
