"""What will be done next for an account, from one line: what, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.store.past import collisions
from csops_tui.store.touch import acting_member
from csops_tui.store.typed import day_in_full
from csops_tui.text.dates import impossible
from csops_tui.text.names import norm
from csops_tui.text.quicklog import Vocabulary, parse
from csops_tui.text.quicklog_words import MARKERS
from csops_tui.tui.ask import Account, Ask
from csops_tui.tui.collision import collision_words
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

_PROMISE = frozenset(("!", "!!", "約束", "promise", "promised"))


@dataclass(frozen=True)
class TaskWords:
    """What a line says: the title, the day it is due, whether it was promised, a word that looks like a wrong date."""

    title: str
    due: dt.date | None
    promise: bool
    wrong: str = ""


def read_task(text: str, now: dt.datetime, fiscal_start: int = 4) -> TaskWords:
    """Read `見積送付 金曜`, `!見積送付 11/27`, `約束 見積送付 金曜`: as after `>` in the quick log, never as more."""
    words = text.split()
    if words and words[0][0] in "!！" and len(words[0]) > 1:
        words = ["!", words[0][1:], *words[1:]]
    promise = any(norm(word) in _PROMISE for word in words)
    kept = [word for word in words if norm(word) not in _PROMISE]
    # A sign that would open another piece of the quick log is only a letter here.
    line = " ".join(f"\\{word}" if word[0] in MARKERS else word for word in kept)
    nothing = Vocabulary({}, lambda _: None, lambda _a, _b: None, {}, fiscal_start)
    read = parse(f">{line}", now, nothing, account=("", "")) if line else None
    task = read.tasks[0] if read and read.tasks else None
    if task is None:
        return TaskWords("", None, promise)
    title = f"{task.text} {task.at:%H:%M}" if task.at else task.text
    wrong = next((word for word in kept if impossible(word)), "")
    return TaskWords(title, task.due, promise, wrong)


class TaskLine:
    """Asks for a task of one account and writes it."""

    def __init__(
        self, app: CsopsApp, account: Account, also: Callable[[Edit, str, dt.date | None], None] | None = None
    ) -> None:
        self._app = app
        self._id, self._name = account
        self._also = also

    def ask(self) -> None:
        """Open the line."""
        self._app.push_screen(
            Ask(
                t("ask.task.title", account=self._name),
                self.take,
                echo=self.echo,
                placeholder=t("ask.task.example"),
                draft=("task", self._id),
            )
        )

    def _read(self, text: str) -> TaskWords:
        return read_task(text, self._app.book.clock.now(), self._app.config.fiscal_start)

    def echo(self, text: str, chosen: Suggestion | None) -> str:
        """The title, the day in full, and whether it is a promise."""
        read = self._read(text)
        if not read.title:
            return t("ask.task.hint")
        due = day_in_full(read.due, self._app.today) if read.due else t("ask.task.no_due")
        parts = [t("ask.task.promise") if read.promise else t("ask.task.task"), read.title, due]
        if read.wrong:
            parts.append(t("ask.task.wrong_day", text=read.wrong))
        elif warning := self._warning(read.due or self._app.today):
            parts.append(f"! {warning}")
        return " · ".join(parts)

    def _warning(self, day: dt.date) -> str:
        """What another team did or plans near the day; empty where nobody is in the way."""
        app = self._app
        near = collisions(app.book, self._id, day, app.member_id(), app.config.collision_days)
        return collision_words(app.book, near[0], app.today) if near else ""

    def take(self, text: str, chosen: Suggestion | None) -> str | None:
        """Write the task."""
        read = self._read(text)
        if not read.title:
            return t("ask.task.hint")
        if read.wrong:
            return t("ask.task.wrong_day", text=read.wrong)
        row = {
            "account_id": self._id,
            "title": read.title,
            "due": read.due.isoformat() if read.due else None,
            "member_id": acting_member(self._app.book, self._app.config.member or None),
            "promise": int(read.promise),
        }

        def act(edit: Edit) -> None:
            edit.insert("task", row)
            if self._also:
                self._also(edit, read.title, read.due)

        return save(self._app, t("ask.task.label", account=self._name, title=read.title), act)
