"""What the global options of one command line amount to: book, clock, person, form of the answer."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import click

from csops_tui.cli.commands import Option
from csops_tui.cli.errors import REFUSED, ShellError
from csops_tui.locale import set_language, t
from csops_tui.store import config
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

Form = Literal["table", "json", "csv", "tsv"]


@dataclass
class Session:
    """The state of one command line; the book is opened when a command first asks for it."""

    db: str | None = None
    as_of: str | None = None
    form: Form = "table"
    quiet: bool = False
    member: str | None = None
    _book: Book | None = field(default=None, repr=False)

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
        try:
            return Clock(today=dt.date.fromisoformat(self.as_of))
        except ValueError:
            from csops_tui.text.dates import parse_when

            found = parse_when(self.as_of, Clock.from_environment().now(), self.config.fiscal_start, "past")
            if found is None:
                raise ShellError("as_of", REFUSED, value=self.as_of) from None
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
                self._book = Book.open(self.path, self.actor, self.clock)
            click.get_current_context().call_on_close(self._book.close)
        return self._book

    def say(self, text: object) -> None:
        """Words for the person on stderr; `--quiet` silences them."""
        if not self.quiet:
            from csops_tui.cli.run import say

            say(text)


def session() -> Session:
    """The session of the command that is running."""
    return click.get_current_context().ensure_object(Session)


def global_options() -> list[click.Parameter]:
    """New copies of the options that every command takes, before or after its name."""
    return [
        _option(["--db"], "db", metavar="FILE"),
        _option(["--lang"], "lang", type=click.Choice(["ja", "en"])),
        _option(["--as-of"], "as_of", metavar="DATE"),
        _option(["--member"], "member", metavar="NAME"),
        _option(["--json"], "json", is_flag=True),
        _option(["--csv"], "csv", is_flag=True),
        _option(["--tsv"], "tsv", is_flag=True),
        _option(["--quiet", "-q"], "quiet", is_flag=True),
    ]


def _option(names: list[str], name: str, **attributes: Any) -> Option:
    return Option([*names, f"global_{name}"], expose_value=False, callback=_keep, **attributes)


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    """Note a global option in the session; one that was not given changes nothing."""
    if value is None or value is False:
        return
    held = ctx.ensure_object(Session)
    name = str(option.name).removeprefix("global_")
    if name == "lang":
        set_language(value)
    elif name in ("json", "csv", "tsv"):
        if held.form not in ("table", name):
            raise click.UsageError(t("cli.error.one_form"), ctx)
        held.form = name  # type: ignore[assignment]
    else:
        setattr(held, name, value)
