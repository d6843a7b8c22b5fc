"""What a person decides about the episodes of signals that a list shows: seen, snoozed, addressed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from csops_tui.locale import t
from csops_tui.measures import signals
from csops_tui.measures.signal_history import open_episodes
from csops_tui.store.errors import BookError
from csops_tui.store.sqlite import Connection
from csops_tui.store.typed import day_in_full
from csops_tui.text.clean import clean
from csops_tui.text.dates import parse_when
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.present import short_day

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.listing import ListScreen

_NAMED = """
SELECT s.name, a.name FROM signal_episode AS e JOIN signal AS s ON s.id = e.signal_id
JOIN account AS a ON a.id = e.account_id WHERE e.id = ?"""
_OPEN = "SELECT id FROM signal_episode WHERE state <> 'cleared' AND id IN ({holes})"


class ActsOnEpisodes:
    """A list whose rows are episodes has these commands; the marked ones, else the one under the cursor."""

    def _open_episodes(self) -> list[str]:
        screen = cast("ListScreen", self)
        if screen.table != "signal_episode":
            return []
        ids = sorted(screen.sheet.marks) or [screen.sheet.current_id or ""]
        found = screen.csops.book.reader().execute(_OPEN.format(holes=",".join("?" * len(ids))), ids)
        return [id_ for (id_,) in found]

    def why_not_acknowledge(self) -> str | None:
        """An episode must be there that has not cleared."""
        return None if self._open_episodes() else "signal.why.no_episode"

    why_not_snooze = why_not_address = why_not_acknowledge

    def do_acknowledge(self) -> None:
        """Say that one has seen it."""
        self._decide("ack", lambda edit, id_, day, member: signals.acknowledge(edit, id_, day, member))

    def do_address(self) -> None:
        """Say that something was done about it."""
        self._decide("address", lambda edit, id_, day, member: signals.address(edit, id_, day, member))

    def do_snooze(self) -> None:
        """Ask until when it is to rest, and why."""
        SnoozeLine(cast("ListScreen", self), self._open_episodes()).ask()

    def _decide(self, what: str, act: Callable[[Any, str, dt.date, str | None], None]) -> None:
        screen, ids = cast("ListScreen", self), self._open_episodes()
        if wrong := decide(screen.csops, what, ids, act):
            screen.csops.say(wrong, "error")
        else:
            screen.clear_marks()


def open_signals(conn: Connection, account_id: str, day: dt.date) -> list[tuple[str, str]]:
    """The open signals of an account that do not rest, the most urgent first, each with the role of its colour."""
    return [
        (
            f"{clean(signals.title(episode.name))} {short_day(episode.raised, day)}",
            {"urgent": "bad", "warn": "warn"}.get(episode.severity, ""),
        )
        for episode in open_episodes(conn, account_id, day)
        if episode.state != "snoozed"
    ]


def decide(
    app: CsopsApp, what: str, ids: Sequence[str], act: Callable[[Any, str, dt.date, str | None], None]
) -> str | None:
    """Decide about episodes in one edit; the words of a refusal."""
    name, account = app.book.reader().execute(_NAMED, [ids[0]]).fetchone()
    whose = account if len(ids) == 1 else t("signal.episodes_n", n=len(ids))
    label = t(f"signal.did.{what}", signal=signals.title(name), account=whose)
    today, member = app.today, app.member_id()
    try:
        with app.book.edit(label) as edit:
            for id_ in ids:
                act(edit, id_, today, member)
    except BookError as error:
        return str(error)
    app.wrote(edit.topics)
    app.say(t("app.done_undo", label=label))
    return None


class SnoozeLine:
    """Asks until when episodes are to rest, and why: `12/10 予算確定待ち`."""

    def __init__(self, screen: ListScreen, ids: list[str]) -> None:
        self._screen = screen
        self._app = screen.csops
        self._ids = ids

    def ask(self) -> None:
        """Open the line."""
        name, account = self._app.book.reader().execute(_NAMED, [self._ids[0]]).fetchone()
        whose = account if len(self._ids) == 1 else t("signal.episodes_n", n=len(self._ids))
        self._app.push_screen(
            Ask(
                t("signal.snooze.title", signal=signals.title(name), account=whose),
                self.take,
                echo=self.echo,
                placeholder=t("signal.snooze.example"),
            )
        )

    def _read(self, text: str) -> tuple[dt.date | None, str]:
        """The day that the line begins with, of as many words as make one, and the reason after it."""
        words = text.split()
        for count in range(min(4, len(words)), 0, -1):
            found = parse_when(
                " ".join(words[:count]), self._app.book.clock.now(), self._app.config.fiscal_start, "future"
            )
            if found:
                return found.day, " ".join(words[count:])
        return None, text.strip()

    def echo(self, text: str, chosen: Suggestion | None) -> str:
        """The day in full and the reason, or what is missing."""
        day, reason = self._read(text)
        if day is None or not reason:
            return t("signal.snooze.hint")
        return f"{day_in_full(day, self._app.today)} · {reason}"

    def take(self, text: str, chosen: Suggestion | None) -> str | None:
        """Write it."""
        day, reason = self._read(text)
        if day is None or not reason:
            return t("signal.snooze.hint")
        wrong = decide(
            self._app,
            "snooze",
            self._ids,
            lambda edit, id_, today, member: signals.snooze(edit, id_, day, reason, today, member),
        )
        if wrong is None:
            self._screen.clear_marks()
        return wrong
