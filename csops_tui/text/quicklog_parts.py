"""What a quick-log line is read with and read into: the vocabulary, the pieces, and where each stands in the line."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Literal, NamedTuple

TokenKind = Literal[
    "account", "unknown_account", "channel", "minutes", "date", "contact", "tag", "concern", "sentiment", "task", "due",
    "request", "trigger", "note",
]  # fmt: skip
ProblemKind = Literal[
    "no_account", "unknown_account", "impossible_date", "unclear_date", "concern_range", "unknown_trigger", "future"
]
HARMLESS: frozenset[ProblemKind] = frozenset(("unknown_trigger", "future"))
"""Problems that are said but stop nothing: the words stay in the note, the hour is taken as it was typed."""


class AccountMatch(NamedTuple):
    """An account that a name resolves to; `exact` when the whole name, an alias, the reading or the domain met."""

    id: str
    name: str
    exact: bool


class ContactMatch(NamedTuple):
    """A person of the account that a name resolves to."""

    id: str
    name: str
    exact: bool


class Vocabulary(NamedTuple):
    """What the words of a line can mean here; the keys of `channels` and `triggers` are in the form of `norm`.

    `account` and `contact` answer None unless the match is exact or beyond doubt.
    """

    channels: Mapping[str, str]
    account: Callable[[str], AccountMatch | None]
    contact: Callable[[str, str], ContactMatch | None]
    triggers: Mapping[str, str]
    fiscal_start: int = 4


class Mention(NamedTuple):
    """A person named in the line; without an id where the account has no such contact yet."""

    id: str | None
    name: str


class Task(NamedTuple):
    """A next action, with the day (and time) it is due where the line gives one."""

    text: str
    due: date | None
    at: time | None = None


class Problem(NamedTuple):
    """Something the person should look at; the words at [start, end) are kept all the same."""

    kind: ProblemKind
    text: str
    start: int
    end: int


class Token(NamedTuple):
    """One understood stretch [start, end) of the line; tokens are in order, apart, and cover all but the spaces."""

    kind: TokenKind
    start: int
    end: int
    text: str
    value: object


class QuickLog(NamedTuple):
    """What a line says. `time` is None when a day without a time was given; `dated` tells a given day from today."""

    account: tuple[str, str] | None
    unknown_account: str | None
    channel: str | None
    minutes: int | None
    day: date
    time: time | None
    dated: bool
    contacts: tuple[Mention, ...]
    tags: tuple[str, ...]
    concern: int | None
    sentiment: Literal["+", "-"] | None
    tasks: tuple[Task, ...]
    requests: tuple[str, ...]
    trigger: str | None
    note: str
    errors: tuple[Problem, ...]
    tokens: tuple[Token, ...]
