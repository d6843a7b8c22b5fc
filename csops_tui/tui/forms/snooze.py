"""Until when something of Today may rest, and why, from one line: `金曜 出張中`, `friday on a trip`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from csops_tui.locale import language, t
from csops_tui.store.typed import day_in_full
from csops_tui.text.dates import format_day, parse_when
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp


def read_until(text: str, now: dt.datetime, fiscal_start: int = 4) -> tuple[dt.date | None, str]:
    """The day that a line begins or ends with, the longest words that are one, and the rest; None without a day."""
    words = text.split()
    for count in range(len(words), 0, -1):
        for day, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            found = parse_when(" ".join(day), now, fiscal_start, "future")
            if found:
                return found.day, " ".join(rest)
    return None, " ".join(words)


class SnoozeLine:
    """Asks until when `name` may rest; `act(edit, until, reason)` writes it. A signal wants a reason."""

    def __init__(
        self, app: CsopsApp, name: str, act: Callable[[Edit, dt.date, str], None], *, needs_reason: bool, key: str
    ) -> None:
        self._app = app
        self._name = name
        self._act = act
        self._needs_reason = needs_reason
        self._key = key

    def ask(self) -> None:
        """Open the line."""
        self._app.push_screen(
            Ask(
                t("today.snooze.title", account=self._name),
                self.take,
                echo=self.echo,
                placeholder=t("today.snooze.example"),
                draft=("snooze", self._key),
            )
        )

    def _read(self, text: str) -> tuple[dt.date | None, str]:
        return read_until(text, self._app.book.clock.now(), self._app.config.fiscal_start)

    def _problem(self, until: dt.date | None, reason: str) -> str | None:
        if until is None:
            return t("today.snooze.hint")
        if until <= self._app.today:
            return t("today.snooze.past")
        return t("today.snooze.reason") if self._needs_reason and not reason else None

    def echo(self, text: str, chosen: Suggestion | None) -> str:
        """The day in full and the reason, or what is missing."""
        until, reason = self._read(text)
        if until is None or until <= self._app.today:
            return self._problem(until, reason) or ""
        parts = [t("today.snooze.until", day=day_in_full(until, self._app.today)), reason]
        return " · ".join(part for part in (*parts, self._problem(until, reason)) if part)

    def take(self, text: str, chosen: Suggestion | None) -> str | None:
        """Write it."""
        until, reason = self._read(text)
        wrong = self._problem(until, reason)
        if wrong or until is None:
            return wrong
        day = until
        label = t("today.snooze.label", account=self._name, day=format_day(day, language(), full=True))
        return save(self._app, label, lambda edit: self._act(edit, day, reason))
