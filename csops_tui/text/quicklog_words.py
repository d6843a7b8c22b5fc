"""A quick-log line as words: where each begins and ends, which are literal, and which open a piece."""

import re
from typing import NamedTuple

MARKERS = {
    **dict.fromkeys("@＠", "contact"),
    **dict.fromkeys("#＃", "tag"),
    **dict.fromkeys("!！", "concern"),
    **dict.fromkeys(">＞", "task"),
    **dict.fromkeys("?？", "request"),
    **dict.fromkeys("~～〜", "trigger"),
}
SENTIMENTS = {**dict.fromkeys("+＋", "+"), **dict.fromkeys("-－−", "-")}
PUNCTUATION = "、。，．,.;；:："

_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s*")
_CLOSING = {'"': '"', "“": "”", "＂": "＂", "「": "」", "『": "』"}
_CONCERN = re.compile(r"[!！](\d{1,3})[、。,.]?")
_ESCAPE = re.compile(r"(?:^|(?<=\s))\\(?=\S)")


class Word(NamedTuple):
    """A stretch without spaces, or a quotation with them; a literal one is never read as anything but text."""

    start: int
    end: int
    text: str
    literal: bool


def words_of(line: str) -> list[Word]:
    """The words of a line; full-width spaces part them too, quotes hold theirs together."""
    words: list[Word] = []
    place = _end(_SPACE, line, 0)
    while place < len(line):
        closing = _CLOSING.get(line[place])
        close = line.find(closing, place + 1) if closing else -1
        end = _end(_WORD, line, place if close < 0 else close)
        text = line[place:end]
        words.append(Word(place, end, text, close >= 0 or (text[0] == "\\" and len(text) > 1)))
        place = _end(_SPACE, line, end)
    return words


def _end(pattern: re.Pattern[str], line: str, place: int) -> int:
    found = pattern.match(line, place)
    return found.end() if found else place


def unescaped(text: str) -> str:
    """The text without the backslashes that kept its words literal."""
    return _ESCAPE.sub("", text) if "\\" in text else text


def unquoted(text: str) -> str:
    """The inside of a text that is one quotation."""
    closing = _CLOSING.get(text[:1])
    return text[1:-1] if closing and len(text) > 2 and text.endswith(closing) else text


def marker_of(word: Word, *, last: bool) -> str | None:
    """Which piece the word opens, or None; `last` says that no word follows it."""
    kind = None if word.literal else MARKERS.get(word.text[0])
    if kind is None:
        return None
    body = word.text[1:]
    if kind == "concern":
        return kind if _CONCERN.fullmatch(word.text) else None
    if kind in ("task", "request"):
        opens = body[:1] not in ("=", ">", "＞", "?", "？", "!") if body else not last
        return kind if opens else None
    bare = body.strip(PUNCTUATION)
    if not bare or bare[0] in MARKERS:
        return None
    if kind == "tag" and bare.isdecimal():  # a ticket's number, not a topic
        return None
    return kind


def concern_of(word: Word) -> int:
    """The level in a word that opens a concern, which may be out of range."""
    found = _CONCERN.fullmatch(word.text)
    return int(found[1]) if found else -1


_DATE_NAMES = (
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
)
_UNITS = frozenset(
    ("day", "days", "week", "weeks", "wk", "wks", "month", "months", "mo", "year", "years", "d", "w", "y")
)
_ENGLISH_DATE = _UNITS | {
    *(
        "on",
        "at",
        "in",
        "a",
        "an",
        "the",
        "next",
        "last",
        "this",
        "end",
        "of",
        "ago",
        "before",
        "am",
        "pm",
        "noon",
        "eom",
    ),
    *("today", "yesterday", "one", "two", "three", "four", "five", "six"),
}
_JAPANESE_DATE = frozenset("日週月年曜時分末初うとい前今去")


def is_date_word(text: str, *, first: bool) -> bool:
    """Whether a word can stand in a date at all: a cheap question, so that notes are not parsed word by word."""
    if len(text) > 24:
        return False
    if text.isascii():
        lower = text.lower()
        return any(map(str.isdigit, text)) or lower in _ENGLISH_DATE or lower.startswith(_DATE_NAMES)
    if any(map(str.isdecimal, text)):
        return True
    return not _JAPANESE_DATE.isdisjoint(text) if first else "曜" in text or "正午" in text


def is_unit_or_month(text: str) -> bool:
    """Whether the word can follow a bare number in a date."""
    lower = text.lower()
    return lower in _UNITS or lower.startswith(_DATE_NAMES)
