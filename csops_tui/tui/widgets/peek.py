"""The frame below the sheet: what stands behind the account under the cursor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text
from textual.timer import Timer
from textual.widget import Widget

from csops_tui.locale import language, t
from csops_tui.measures.facts.usage import METRIC
from csops_tui.model.codes import word
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.present import days_between, short_day

if TYPE_CHECKING:
    from csops_tui.tui.screens.base import BaseScreen


@dataclass(frozen=True)
class Facts:
    """What the frame shows of one account; rows as they come from the book."""

    name: str
    touches: list[tuple[Any, ...]]
    tasks: list[tuple[Any, ...]]
    voices: list[tuple[Any, ...]]
    people: tuple[Any, ...]
    usage: list[float]
    signals: list[tuple[str, str]]


def read_facts(conn: Connection, account_id: str, today: str) -> Facts | None:
    """The facts of one account up to `today`, each by an index; None when it is gone."""
    named = conn.execute("SELECT name FROM account WHERE id = ?", [account_id]).fetchone()
    if not named:
        return None
    touches = conn.execute(
        """SELECT t.day, t.channel, t.note,
             (SELECT group_concat(name, ' ') FROM (
                SELECT c.name FROM touchpoint_contact AS tc JOIN contact AS c ON c.id = tc.contact_id
                WHERE tc.touchpoint_id = t.id ORDER BY tc.rowid))
           FROM touchpoint t WHERE t.account_id = ? AND t.day <= ?
           ORDER BY t.day DESC, t.at DESC, t.rowid DESC LIMIT 2""",
        [account_id, today],
    ).fetchall()
    tasks = conn.execute(
        """SELECT title, due, promise FROM task WHERE account_id = ? AND state = 'open'
           ORDER BY due IS NULL, due LIMIT 3""",
        [account_id],
    ).fetchall()
    voices = conn.execute(
        "SELECT title, state, day FROM voice WHERE account_id = ? AND day <= ? ORDER BY day DESC, rowid DESC LIMIT 1",
        [account_id, today],
    ).fetchall()
    people = conn.execute(
        """SELECT count(CASE WHEN state = 'active' THEN 1 END), count(CASE WHEN state = 'left' THEN 1 END),
             min(CASE WHEN state <> 'left' THEN verified END),
             count(CASE WHEN state <> 'left' AND verified IS NULL THEN 1 END)
           FROM contact WHERE account_id = ?""",
        [account_id],
    ).fetchone()
    usage = conn.execute(
        f"""SELECT sum(value) FROM usage
           WHERE account_id = ? AND day <= ? AND day > date(?, '-182 days')
             AND metric = {METRIC}
           GROUP BY CAST((julianday(?) - julianday(day)) / 7 AS INTEGER)
           ORDER BY min(day)""",
        [account_id, today, today, today],
    ).fetchall()
    # Nothing on the way to the first picture needs the signals.
    from csops_tui.tui.episodes import open_signals

    signals = open_signals(conn, account_id, dt.date.fromisoformat(today))
    return Facts(named[0], touches, tasks, voices, people, [row[0] for row in usage], signals)


class Peek(Widget):
    """One frame, shown where the screen is high enough; it follows the cursor a moment behind it."""

    DEFAULT_CSS = """
    Peek { height: 6; border: round $border; border-title-color: $text-muted; padding: 0 1; display: none; }
    """
    DELAY = 0.08

    def __init__(self) -> None:
        super().__init__()
        self._wanted: str | None = None
        self._facts: Facts | None = None
        self._timer: Timer | None = None

    def show_account(self, account_id: str | None, *, anew: bool = False) -> None:
        """Show this account soon; keys pressed meanwhile only change which."""
        if not self.display or (account_id == self._wanted and not anew):
            return
        self._wanted = account_id
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(self.DELAY, self._ask)

    def on_show(self) -> None:
        self._ask()

    def _ask(self) -> None:
        account_id = self._wanted
        if account_id is None:
            self._take(None)
            return
        screen = cast("BaseScreen", self.screen)
        today = (screen.csops.as_of or screen.csops.today).isoformat()
        screen.load("peek", lambda conn: read_facts(conn, account_id, today), self._take)

    def _take(self, facts: Facts | None) -> None:
        self._facts = facts
        self.border_title = self._title(facts) if facts else None  # type: ignore[assignment]
        self.refresh()

    def _title(self, facts: Facts) -> Text:
        """The name, and which signals are open."""
        colours = self.app.theme_variables
        title = Text(clean(facts.name))
        for text, role in facts.signals:
            title.append(f"  ! {text}", colours[{"bad": "error", "warn": "warning"}.get(role, "text-muted")])
        return title

    def render(self) -> Text:
        facts = self._facts
        if facts is None:
            return Text("")
        screen = cast("BaseScreen", self.screen)
        today = screen.csops.as_of or screen.csops.today
        colours = self.app.theme_variables
        dim, warn, bad = colours["text-muted"], colours["warning"], colours["error"]
        lines: list[Text] = []

        def begin(label: str) -> Text:
            line = Text(no_wrap=True, overflow="ellipsis")
            line.append(clean(t(f"peek.{label}")), dim)
            line.pad_right(max(1, 10 - line.cell_len))
            lines.append(line)
            return line

        line = begin("last")
        if not facts.touches:
            line.append("–", dim)
        for number, (day, channel, note, people) in enumerate(facts.touches):
            if number:
                line.append("   ")
            line.append(
                f"{short_day(day, today)} {clean(word('channel', channel, language()))} ", colours["foreground"]
            )
            words = " ".join(clean(part.replace("\n", " ")) for part in (people, note) if part)
            line.append(words[:80], colours["foreground"] if not number else dim)
        line = begin("next")
        if not facts.tasks:
            line.append("–", dim)
        for title, due, promise in facts.tasks:
            late = due is not None and days_between(due, today) > 0
            sign = t("peek.promise") + " " if promise else ""
            line.append(f"{sign}{clean(title)} {short_day(due, today) if due else ''}   ", bad if late else "")
        line = begin("request")
        if not facts.voices:
            line.append("–", dim)
        for title, state, day in facts.voices:
            line.append(clean(title))
            line.append(f"  {clean(word('voice.state', state, language()))} {short_day(day, today)}", dim)
        active, left, oldest, unverified = facts.people
        line = begin("people")
        line.append(t("peek.active", n=active))
        if left:
            line.append("   " + t("peek.left", n=left), warn)
        if unverified:
            line.append("   " + t("peek.never", n=unverified), warn)
        elif oldest and days_between(oldest, today) > 180:
            line.append("   " + t("peek.verified", n=days_between(oldest, today)), warn)
        if facts.usage:
            line.append("      ")
            line.append(t("peek.usage") + "  ", dim)
            line.append(_bars(facts.usage), colours["primary"])
        for line in lines:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n").join(lines)


def _bars(values: list[float]) -> str:
    from csops_tui.tui.widgets.cells import spark

    return spark([round(value) for value in values], min(26, len(values)))
