"""What the global options of one command line amount to: book, clock, person, form of the answer."""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Literal

from csops_tui.cli.errors import REFUSED, ShellError
from csops_tui.locale import t
from csops_tui.store import config
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.text.clean import clean

Form = Literal["table", "json", "csv", "tsv"]
# A day of other years is a slip of the keyboard; from these, months and years can be reckoned either way.
YEARS = range(1868, 2201)


class Session:
    """The state of one command line; the book is opened when a command first asks for it."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.as_of: str | None = None
        self.form: Form = "table"
        self.quiet = False
        self.member: str | None = None
        self.one_shot = False
        self._book: Book | None = None

    @cached_property
    def config(self) -> config.Config:
        """The settings; what had to be left out of them is said once."""
        found, warnings = config.load()
        for warning in warnings:
            self.say(warning)
        return found

    @property
    def path(self) -> Path:
        """The file of the book."""
        return Path(self.db).expanduser() if self.db else config.book_path(self.config)

    @cached_property
    def clock(self) -> Clock:
        """The clock, set by `--as-of`; raises ShellError for words that are no date."""
        if not self.as_of:
            return Clock.from_environment()
        if re.fullmatch(r"20\d\d-\d\d-\d\d", self.as_of, re.ASCII):
            # What programs write needs no reading of words, which takes longer to load.
            with suppress(ValueError):
                return Clock(today=dt.date.fromisoformat(self.as_of))
        from csops_tui.text.dates import parse_when

        found = parse_when(self.as_of, Clock.from_environment().now(), self.config.fiscal_start, "past")
        if found is None or found.day.year not in YEARS:
            raise ShellError("as_of", REFUSED, value=self.as_of)
        return Clock(today=found.day)

    @property
    def actor(self) -> str | None:
        """The name that edits are signed with; None is the book's own default."""
        return self.member or os.environ.get("CSOPS_MEMBER") or self.config.member or None

    def book(self, *, create: bool = False) -> Book:
        """The open book; with `create` a new one is made where there is none yet, and that is said."""
        if self._book is None:
            if create and not self.path.exists():
                self._book = Book.create(self.path, self.actor, self.clock)
                self.say(t("cli.said.created", path=self.path))
            else:
                self._book = Book.open(self.path, self.actor, self.clock, one_shot=self.one_shot)
        return self._book

    def close(self) -> None:
        """Close the book, if it was opened."""
        if self._book is not None:
            self._book.close()
            self._book = None

    def say(self, text: object) -> None:
        """Words for the person on stderr; `--quiet` silences them."""
        if not self.quiet:
            say(text)


def say(text: object) -> None:
    """Words for the person, on stderr; nothing in them can steer the terminal."""
    print(clean(str(text), multiline=True), file=sys.stderr)
