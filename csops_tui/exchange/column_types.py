"""What the cells of a column are, seen over the whole column: dates with their order, numbers, mails, codes, …"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from csops_tui.exchange.cells import unix_moment
from csops_tui.exchange.table import Table
from csops_tui.model.codes import CODES, fold, names_of
from csops_tui.text.clean import clean
from csops_tui.text.dates import infer_order, parse_date
from csops_tui.text.durations import parse_duration
from csops_tui.text.numbers import parse_bool, parse_number

# So many different cells of a column are looked at one by one; the order of its dates is asked of all of them.
_DISTINCT = 2_000
_DAYS = 20_000
_SAMPLES = 4
_SAMPLE_CELLS = 60
# A column is of a kind when so many of its filled cells are: real files have some that are wrong.
_SURE = 0.9

_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_DOMAIN = re.compile(r"(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z-]{1,23}(?:[/?#]\S*)?", re.I)
_CLOCK = re.compile(r"\d[:：]\d\d|\d時")
_MONTH = re.compile(r"\d{4}[-/.年]\s*(?:0?[1-9]|1[0-2])\s*月?")
_DIGITS = re.compile(r"\d+", re.ASCII)
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?", re.ASCII)
_MONEY_SIGN = re.compile(r"[¥￥円$€£\\万億]")
_ID = re.compile(r"(?=\S*\d)[\w.:/-]{3,64}")
_SHORT_FIRST = re.compile(r"\s*[\d０-９]{1,2}[-/.／．－][\d０-９]{1,2}[-/.／．－][\d０-９]{2,4}")

# In this order the first kind that nearly all cells are is what a column is.
_ORDER = (
    "mail",
    "corporate_number",
    "domain",
    "moment",
    "day",
    "month",
    "unix",
    "flag",
    "code",
    "percent",
    "money",
    "count",
    "number",
    "duration",
    "id",
)


@dataclass(frozen=True)
class ColumnType:
    """What a column holds: `kind`, and the share of filled cells of every kind that some cell is.

    `order` is that of day and month (`ambiguous` when a person has to say), `lists` the code lists that know nearly
    all of its words; `filled` cells out of `cells`, `distinct` of them different (counted up to a limit).
    """

    kind: str
    shares: dict[str, float] = field(default_factory=dict)
    order: str = ""
    lists: tuple[str, ...] = ()
    filled: int = 0
    cells: int = 0
    distinct: int = 0
    samples: tuple[str, ...] = ()

    def share(self, *kinds: str) -> float:
        """The share of filled cells that are of the likeliest of these kinds."""
        return max((self.shares.get(kind, 0.0) for kind in kinds), default=0.0)


def column_types(table: Table) -> tuple[ColumnType, ...]:
    """The type of every column of a table, in order; reads the whole file once, in little memory."""
    columns = [_Column() for _ in table.header]
    for row in table.rows():
        if not row.fault:
            for column, cell in zip(columns, row.cells, strict=False):
                column.take(cell)
    return tuple(column.type() for column in columns)


class _Column:
    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._days: set[str] = set()
        self._cells = 0
        self._filled = 0

    def take(self, cell: str) -> None:
        self._cells += 1
        text = cell.strip()
        if not text:
            return
        self._filled += 1
        if text in self._seen or len(self._seen) < _DISTINCT:
            self._seen[text] += 1
        if len(text) < 40 and _SHORT_FIRST.match(text) and len(self._days) < _DAYS:
            self._days.add(text)

    def type(self) -> ColumnType:
        samples = tuple(clean(text)[:_SAMPLE_CELLS] for text, _ in zip(self._seen, range(_SAMPLES), strict=False))
        if not self._filled:
            return ColumnType("empty", cells=self._cells)
        looked = self._seen.total()
        counts: Counter[str] = Counter()
        lists: Counter[str] = Counter()
        for text, times in self._seen.items():
            for kind in kinds_of_cell(text):
                counts[kind] += times
            for name in code_lists().get(fold(text), ()) if len(text) < _SAMPLE_CELLS else ():
                lists[name] += times
        sure = tuple(name for name, times in lists.most_common() if times >= _SURE * looked)
        if sure and not counts["count"]:
            counts["code"] = lists[sure[0]]
        shares = {kind: times / looked for kind, times in counts.items()}
        kind = next((kind for kind in _ORDER if shares.get(kind, 0) >= _SURE), "")
        if not kind:
            long = sum(times for text, times in self._seen.items() if len(text) > 40 or "\n" in text)
            kind = "note" if long > looked / 3 else "text"
        order = ""
        if kind in ("day", "moment"):
            # Days with the year in front say nothing about the others.
            order = infer_order(self._days) or "ymd" if self._days else "ymd"
        return ColumnType(kind, shares, order, sure, self._filled, self._cells, len(self._seen), samples)


@cache
def code_lists() -> dict[str, tuple[str, ...]]:
    """Word as it is compared → the code lists and closed fields (`table.column`) that know it."""
    found: dict[str, list[str]] = {}
    for name, entries in CODES.items():
        for entry in entries:
            for word in {fold(word) for word in names_of(entry)}:
                found.setdefault(word, []).append(name)
    return {word: tuple(lists) for word, lists in found.items()}


def kinds_of_cell(text: str) -> set[str]:
    """All kinds that one cell can be read as."""
    if len(text) > 64:
        return {"mail"} if len(text) < 255 and _MAIL.fullmatch(text) else set()
    found: set[str] = set()
    if "@" in text and _MAIL.fullmatch(text):
        return {"mail"}
    if is_corporate_number(text):
        found.add("corporate_number")
    if "." in text and _DOMAIN.fullmatch(text):
        found.add("domain")
    if parse_bool(text) is not None:
        found.add("flag")
    digits = bool(_DIGITS.fullmatch(text))
    if digits and unix_moment(text):
        found.add("unix")
    if any(character.isdigit() for character in text):
        found |= _dates(text, digits)
        found |= _numbers(text, digits)
        if _ID.fullmatch(text) and not found & {"day", "moment", "month"}:
            found.add("id")
    return found


def _dates(text: str, digits: bool) -> set[str]:
    if any(parse_date(text, order) for order in ("ymd", "dmy", "mdy")):
        return {"moment", "day"} if _CLOCK.search(text) else {"day"}
    if _MONTH.fullmatch(text):
        return {"month"}
    return {"serial"} if _SERIAL.fullmatch(text) else set()


def _numbers(text: str, digits: bool) -> set[str]:
    found: set[str] = set()
    number = parse_number(text)
    if number is not None:
        found.add("number")
        if number == number.to_integral_value():
            found.add("count")
        if text.rstrip().endswith(("%", "％")):
            found.add("percent")
        if _MONEY_SIGN.search(text):
            found.add("money")
    elif "\\" in text and parse_number(text.replace("\\", "¥")) is not None:
        found.add("money")
    if not digits and parse_duration(text) is not None:
        found.add("duration")
    return found


def is_corporate_number(text: str) -> bool:
    """Whether 13 digits (with or without spaces, `T` or hyphens) are a corporate number by their check digit."""
    digits = re.sub(r"[\s-]", "", text.removeprefix("T"))
    if len(digits) != 13 or not _DIGITS.fullmatch(digits):
        return False
    # 9 − (Σ P_n × Q_n mod 9), P_n the n-th digit from the right, Q_n 1 for odd and 2 for even n (National Tax Agency).
    total = sum(int(digit) * (1 if n % 2 == 0 else 2) for n, digit in enumerate(reversed(digits[1:])))
    return int(digits[0]) == 9 - total % 9
