"""The quick-log line: account, channel, minutes, people, note, tags, concern, tasks and requests from one line of text.

The parse is shown while the line is typed, so it never raises, every token knows its exact place in the line, and
whatever is not understood stays in the note.
"""

import re
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from csops_tui.text.dates import When, impossible, parse_when
from csops_tui.text.durations import parse_duration
from csops_tui.text.names import norm
from csops_tui.text.quicklog_parts import (
    HARMLESS,
    AccountMatch,
    ContactMatch,
    Mention,
    Problem,
    ProblemKind,
    QuickLog,
    Task,
    Token,
    TokenKind,
    Vocabulary,
)
from csops_tui.text.quicklog_words import (
    PUNCTUATION,
    SENTIMENTS,
    Word,
    concern_of,
    is_date_word,
    is_unit_or_month,
    marker_of,
    unescaped,
    unquoted,
    words_of,
)

__all__ = [
    "HARMLESS",
    "AccountMatch",
    "ContactMatch",
    "Mention",
    "Problem",
    "ProblemKind",
    "QuickLog",
    "Task",
    "Token",
    "TokenKind",
    "Vocabulary",
    "parse",
]

MAX_CONCERN = 4
_ACCOUNT_WORDS = 6
_DATE_WORDS = 5
_DUE_WORDS = 4
# A month and day without a year that lands further back than this was more likely meant for the coming one.
_FAR_BACK_DAYS = 270


def parse(line: str, now: datetime, vocab: Vocabulary, *, account: tuple[str, str] | None = None) -> QuickLog:
    """Read one line; `account` is the (id, name) of the place it is typed in, which the line may name otherwise.

    `vocab.account` is asked up to six times (the longest beginning of the line first), so it should remember answers.
    """
    return _Reading(line, now, vocab, account).result()


class _Piece(NamedTuple):
    """What the words from one place on could be; a weak one counts only beside another piece or an end."""

    kind: Literal["channel", "minutes", "date", "sentiment"]
    words: int
    weak: bool
    value: object


# Compiled when a line first needs them: few lines need them all, and every start would pay.
_CLOCK_ONLY = r"(?:午前|午後)?\d{1,2}(?::\d\d|時(?:半|\d{1,2}分)?)|\d{1,2}(?::\d\d)? ?[ap]m|正午|noon"
_YEAR = r"\d{4}|年|[rhsRHS]\d"
_BARE_MINUTES = r"\d+ ?m(?:o|onths?)?"
_HONORIFIC = "(.+?)(?:さん|様|氏|殿|くん|ちゃん)(.*)"


class _Reading:
    """One pass over one line: account, then marked pieces, then the loose words between them, then the tasks."""

    def __init__(self, line: str, now: datetime, vocab: Vocabulary, account: tuple[str, str] | None) -> None:
        self.line, self.now, self.vocab = line, now, vocab
        self.words = words_of(line)
        last = len(self.words) - 1
        self.markers = [marker_of(word, last=place == last) for place, word in enumerate(self.words)]
        self.loose = [False] * len(self.words)
        self.pieces: dict[int, _Piece | None] = {}
        self.tokens: list[Token] = []
        self.problems: list[Problem] = []
        self.account, self.unknown_account = account, None
        self.channel: str | None = None
        self.minutes: int | None = None
        self.day: date | None = None
        self.time: time | None = None
        self.contacts: list[Mention] = []
        self.tags: list[str] = []
        self.concern: int | None = None
        self.sentiment: Literal["+", "-"] | None = None
        self.tasks: list[Task] = []
        self.requests: list[str] = []
        self.trigger: str | None = None

    def result(self) -> QuickLog:
        first = self._read_account()
        runs = self._read_marked(first)
        self._read_loose(first)
        for start, end in runs:
            self._read_run(start, end)
        note = self._read_note()
        self._doubt_future()
        self.tokens.sort(key=lambda token: token.start)
        self.problems.sort(key=lambda problem: problem.start)
        dated = self.day is not None or self.time is not None
        return QuickLog(
            account=self.account,
            unknown_account=self.unknown_account,
            channel=self.channel,
            minutes=self.minutes,
            day=self.day or self.now.date(),
            time=self.time if dated else self.now.time().replace(second=0, microsecond=0),
            dated=dated,
            contacts=tuple(self.contacts),
            tags=tuple(dict.fromkeys(self.tags)),
            concern=self.concern,
            sentiment=self.sentiment,
            tasks=tuple(self.tasks),
            requests=tuple(self.requests),
            trigger=self.trigger,
            note=note,
            errors=tuple(self.problems),
            tokens=tuple(self.tokens),
        )

    # -- the account: the longest beginning that resolves exactly, else the shortest that resolves beyond doubt

    def _read_account(self) -> int:
        head = 0
        while head < min(len(self.words), _ACCOUNT_WORDS) and self.markers[head] is None:
            head += 1
        sure: dict[int, AccountMatch | None] = {}
        for count in range(head, 0, -1):
            match = sure[count] = self.vocab.account(self._name(count))
            if match and match.exact:
                return self._take_account(count, match)
        if self.account:
            return 0
        named = 0
        while named < head and (self.words[named].literal or self._piece(named) is None):
            named += 1
        for count in range(1, named + 1):
            match = sure[count]
            if match:
                return self._take_account(count, match)
        return self._miss_account(named)

    def _name(self, count: int) -> str:
        return unescaped(unquoted(self.line[self.words[0].start : self.words[count - 1].end]))

    def _take_account(self, count: int, match: AccountMatch) -> int:
        self.account = (match.id, match.name)
        self._token("account", self.words[0].start, self.words[count - 1].end, self.account)
        return count

    def _miss_account(self, named: int) -> int:
        if not named or not any(map(str.isalnum, self._name(named))):
            self._problem("no_account", 0, 0)
            return 0
        # Words up to the first piece are taken for the name; without a piece nearby only the first one is.
        count = named if named < min(len(self.words), _ACCOUNT_WORDS) else 1
        start, end = self.words[0].start, self.words[count - 1].end
        self.unknown_account = self._name(count)
        self._token("unknown_account", start, end, self.unknown_account)
        self._problem("unknown_account", start, end)
        return count

    # -- marked pieces: @ # ! ~ are taken at once, > and ? are remembered as runs of words

    def _read_marked(self, place: int) -> list[tuple[int, int]]:
        runs: list[tuple[int, int]] = []
        while place < len(self.words):
            kind = self.markers[place]
            end = place + 1
            if kind in ("task", "request"):
                while end < len(self.words) and self.markers[end] is None:
                    end += 1
                runs.append((place, end))
            elif kind == "contact":
                end = self._read_contacts(place)
            elif kind == "tag":
                self._read_tags(self.words[place])
            elif kind == "concern":
                self._read_concern(self.words[place], place)
            elif kind == "trigger":
                self._read_trigger(self.words[place], place)
            else:
                self.loose[place] = True
            place = end
        return runs

    def _read_contacts(self, place: int) -> int:
        word = self.words[place]
        body = word.text[1:]
        following = place + 1
        if following < len(self.words) and self.markers[following] is None and not self.words[following].literal:
            both = self._contact(self.line[word.start + 1 : self.words[following].end])
            if both and both.exact:
                self._mention(both, both.name, word.start, self.words[following].end)
                return following + 1
        is_address = body.isascii() and "@" in body and "." in body
        start = word.start
        for found in re.finditer(r"(?:^|[@＠、，,])[^@＠、，,]*" if not is_address else r"^.*", word.text, re.DOTALL):
            name = found[0].strip("@＠、，,。. ") if not is_address else body.rstrip(PUNCTUATION)
            if name:
                self._read_contact(name, start, word.start + found.end())
                start = word.start + found.end()
        if start > word.start and not self.line[start : word.end].strip("@＠、，,。. "):
            self._stretch(word.end)  # a comma at the end belongs to the last name
        return place + 1

    def _read_contact(self, name: str, start: int, end: int) -> None:
        match = self._contact(name)
        titled = None if match else re.fullmatch(_HONORIFIC, name, re.DOTALL)
        if titled:
            name, rest = titled[1], titled[2]
            match = self._contact(name)
            if rest:  # 佐藤さんと面談: what follows the name belongs to the note
                after = self.line.index(rest, start + len(name))
                self._mention(match, name, start, after)
                self._token("note", after, end, self.line[after:end])
                return
        self._mention(match, name, start, end)

    def _contact(self, name: str) -> ContactMatch | None:
        return self.vocab.contact(self.account[0], name) if self.account else None

    def _mention(self, match: ContactMatch | None, name: str, start: int, end: int) -> None:
        mention = Mention(match.id, match.name) if match else Mention(None, name)
        if mention not in self.contacts:
            self.contacts.append(mention)
        self._token("contact", start, end, mention)

    def _read_tags(self, word: Word) -> None:
        tags = [tag.strip(PUNCTUATION) for tag in re.split("[#＃]", word.text)]
        self.tags += [tag for tag in tags if tag]
        self._token("tag", word.start, word.end, tuple(tag for tag in tags if tag))

    def _read_concern(self, word: Word, place: int) -> None:
        level = concern_of(word)
        if level > MAX_CONCERN:
            self._problem("concern_range", word.start, word.end)
            self.loose[place] = True
            return
        self.concern = level
        self._token("concern", word.start, word.end, level)

    def _read_trigger(self, word: Word, place: int) -> None:
        code = self.vocab.triggers.get(norm(word.text[1:].strip(PUNCTUATION)))
        if code is None or self.trigger is not None:
            if code is None and word.text[1:].isascii():
                self._problem("unknown_trigger", word.start, word.end)
            self.loose[place] = True
            return
        self.trigger = code
        self._token("trigger", word.start, word.end, code)

    # -- loose words: channel, minutes, date and sentiment, each once; anything else is the note

    def _read_loose(self, first: int) -> None:
        count = len(self.words)
        boundary = [False] * count + [True]
        for place in range(count - 1, first - 1, -1):
            piece = self._piece(place) if self.loose[place] else None
            boundary[place] = not self.loose[place] or (
                piece is not None and (not piece.weak or boundary[place + piece.words])
            )
        place, beside = first, True
        while place < count:
            piece = self._piece(place) if self.loose[place] else None
            taken = (
                piece is not None
                and (not piece.weak or beside or boundary[place + piece.words])
                and self._take(piece, place)
            )
            step = piece.words if piece and taken else 1
            beside = taken or not self.loose[place]
            if taken:
                self.loose[place : place + step] = [False] * step
            place += step

    def _piece(self, place: int) -> _Piece | None:
        if place not in self.pieces:
            self.pieces[place] = self._find_piece(place)
        return self.pieces[place]

    def _find_piece(self, place: int) -> _Piece | None:
        word = self.words[place]
        if word.literal or self.markers[place] is not None:
            return None
        sentiment = SENTIMENTS.get(word.text)
        if sentiment:
            return _Piece("sentiment", 1, True, sentiment)
        for count in (3, 2, 1):
            text = self._phrase(place, count)
            code = self.vocab.channels.get(norm(text)) if text and len(text) <= 40 else None
            if code is not None:
                return _Piece("channel", count, word.text.isascii(), code)
        if any(map(str.isdecimal, word.text)):
            for count in (2, 1):
                text = self._phrase(place, count)
                minutes = parse_duration(text) if text else None
                if minutes is not None:
                    return _Piece("minutes", count, False, minutes)
        return self._find_date(place)

    def _find_date(self, place: int) -> _Piece | None:
        for count in range(self._date_words(place), 0, -1):
            text = self._phrase(place, count)
            when = parse_when(text, self.now, self.vocab.fiscal_start, "past") if text else None
            if when and text:
                # An English word is as likely to belong to a sentence ("we sat down"); one with a digit is not.
                weak = text.isascii() and not any(map(str.isdigit, text))
                return _Piece("date", count, weak, when)
        return None

    def _date_words(self, place: int) -> int:
        """How many words from here on could be one date."""
        texts = [word.text for word in self.words[place : place + _DATE_WORDS]]
        count = 0
        while count < len(texts) and is_date_word(texts[count], first=count == 0):
            count += 1
        if texts[0].isdecimal() and len(texts[0]) != 8:
            # A bare number begins a date only before a unit or a month: "3 days ago", "25 nov".
            return count if count > 1 and is_unit_or_month(texts[1]) else 0
        return count

    def _phrase(self, place: int, count: int) -> str | None:
        words = self.words[place : place + count]
        after_markers = self.markers[place : place + count]
        if len(words) < count or any(after_markers) or any(word.literal for word in words):
            return None
        return self.line[words[0].start : words[-1].end]

    def _take(self, piece: _Piece, place: int) -> bool:
        value = piece.value
        if not all(self.loose[place : place + piece.words]):
            return False
        if isinstance(value, When):
            if not self._take_date(value, place, piece.words):
                return False
        elif piece.kind == "channel" and self.channel is None:
            self.channel = str(value)
        elif piece.kind == "minutes" and self.minutes is None and isinstance(value, int):
            self.minutes = value
        elif piece.kind == "sentiment" and self.sentiment is None:
            self.sentiment = "+" if value == "+" else "-"
        else:
            return False
        self._token(piece.kind, self.words[place].start, self.words[place + piece.words - 1].end, value)
        return True

    def _take_date(self, when: When, place: int, count: int) -> bool:
        if re.fullmatch(_CLOCK_ONLY, when.text.lower()):
            if self.time is not None:
                return False
            self.time = when.time
            return True
        today = self.now.date()
        if self.day is not None or when.day > today:  # a touch is about the past: a coming day is part of the note
            return False
        if (today - when.day).days > _FAR_BACK_DAYS and not re.search(_YEAR, when.text):
            self._problem("unclear_date", self.words[place].start, self.words[place + count - 1].end)
            return False
        self.day = when.day
        self.time = self.time if when.time is None else when.time
        return True

    def _doubt_future(self) -> None:
        """A touch has happened: an hour of today that is yet to come is taken as it was typed, but not in silence."""
        if self.time is None or (self.day or self.now.date()) < self.now.date() or self.time <= self.now.time():
            return
        said = next(x for x in self.tokens if x.kind == "date" and isinstance(x.value, When) and x.value.time)
        self._problem("future", said.start, said.end)

    # -- runs: the text after > or ? up to the next marker; a task ends with its due date, perhaps with the touch's

    def _read_run(self, place: int, end: int) -> None:
        words = [word for word in self.words[place:end] if word.end - word.start > (word is self.words[place])]
        start = self.words[place].start
        if not words:  # a lone marker before another one
            self.loose[place] = True
            return
        if self.markers[place] == "request":
            text = self._run_text(words, start)
            self.requests.append(text)
            self._token("request", start, words[-1].end, text)
            return
        due: When | None = None
        if len(words) > 1 and words[-1].text in SENTIMENTS and self.sentiment is None:
            self.sentiment = "+" if SENTIMENTS[words[-1].text] == "+" else "-"
            self._token("sentiment", words[-1].start, words[-1].end, self.sentiment)
            words = words[:-1]
        while due is None:
            when, count = self._trailing_date(words)
            if when is None:
                break
            tail, is_past = words[-count:], when.day < self.now.date()
            if is_past and self.day is not None:
                break
            if is_past:
                self.day = when.day
                self.time = self.time if when.time is None else when.time
            else:
                due = when
            self._token("date" if is_past else "due", tail[0].start, tail[-1].end, when)
            words = words[:-count]
        if impossible(words[-1].text) and len(words) > 1:
            self._problem("impossible_date", words[-1].start, words[-1].end)
        task = self._task(words, start, due)
        self.tasks.append(task)
        self._token("task", start, words[-1].end, task)

    def _task(self, words: list[Word], start: int, due: When | None) -> Task:
        text = self._run_text(words, start)
        if due is None and len(words) > 1:
            first, _, rest = text.partition(" ")
            # ">11/27 quote": in front only what can be nothing but a day.
            if any(map(str.isdecimal, first)) or not first.isascii():
                due = self._due(first)
                text = rest.strip() if due else text
        return Task(text, due.day if due else None, due.time if due else None)

    def _run_text(self, words: list[Word], start: int) -> str:
        return unescaped(self.line[max(words[0].start, start + 1) : words[-1].end].strip())

    def _trailing_date(self, words: list[Word]) -> tuple[When | None, int]:
        """The date in the last words of a task, leaving it at least one word of text."""
        for count in range(min(_DUE_WORDS, len(words) - 1), 0, -1):
            tail = words[-count:]
            if any(word.literal for word in tail):
                continue
            when = self._due(self.line[tail[0].start : tail[-1].end])
            if when:
                return when, count
        return None, 0

    def _due(self, text: str) -> When | None:
        if re.fullmatch(_BARE_MINUTES, text.lower()):
            return None
        when = parse_when(text, self.now, self.vocab.fiscal_start, "future")
        return when if when is None or when.day >= self.now.date() or not re.search(_YEAR, text) else None

    # -- the note: every loose word left over, in order

    def _read_note(self) -> str:
        place = 0
        while place < len(self.words):
            if not self.loose[place]:
                place += 1
                continue
            end = place
            while end < len(self.words) and self.loose[end]:
                word = self.words[end]
                if not word.literal and impossible(word.text):
                    self._problem("impossible_date", word.start, word.end)
                end += 1
            start, stop = self.words[place].start, self.words[end - 1].end
            self._token("note", start, stop, unescaped(self.line[start:stop]))
            place = end
        notes = sorted((token for token in self.tokens if token.kind == "note"), key=lambda token: token.start)
        return " ".join(str(token.value) for token in notes)

    def _token(self, kind: TokenKind, start: int, end: int, value: object) -> None:
        self.tokens.append(Token(kind, start, end, self.line[start:end], value))

    def _stretch(self, end: int) -> None:
        last = self.tokens.pop()
        value = self.line[last.start : end] if last.kind == "note" else last.value
        self._token(last.kind, last.start, end, value)

    def _problem(self, kind: ProblemKind, start: int, end: int) -> None:
        self.problems.append(Problem(kind, self.line[start:end], start, end))
