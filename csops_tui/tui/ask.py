"""One line asked for at the bottom of the screen, with what it can be completed to and what it was understood as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.tui.forms.draft import DraftKeeper
from csops_tui.tui.forms.suggest import Suggestion, Suggestions
from csops_tui.tui.widgets.inputs import ImeInput

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

Account = tuple[str, str]
"""(id, name)."""


class Ask(ModalScreen[None]):
    """A line to type; `enter` takes it, `tab` completes it, the arrows move in the list, `esc` leaves.

    `candidates(text)` gives the list; with `pick` (for all texts, or for those it says yes to) its first line is
    under the cursor, so that `enter` chooses. `take(text, chosen)` acts and answers None, or says what is wrong, and
    the line stays. `echo(text, chosen)` says how the line is understood. `start` is the value that the cursor of the
    list begins on. With `draft` the text outlives a crash.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("tab", "complete", show=False),
        Binding("shift+tab", "move(-1)", show=False),
        Binding("escape", "leave", show=False),
    ]
    DEFAULT_CSS = """
    Ask { background: transparent; }
    Ask #box { dock: bottom; height: auto; max-height: 90%; background: $panel; border-top: solid $border; }
    Ask #line { height: 1; padding: 0 1; }
    Ask #title {
        width: auto; max-width: 60%; color: $primary; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis;
    }
    Ask ImeInput, Ask ImeInput:focus { border: none; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    Ask #echo { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
    Ask #keys { height: 1; padding: 0 1; background: $footer-background; color: $text-muted; }
    """

    def __init__(
        self,
        title: str,
        take: Callable[[str, Suggestion | None], str | None],
        *,
        candidates: Callable[[str], Sequence[Suggestion]] | None = None,
        echo: Callable[[str, Suggestion | None], str] | None = None,
        value: str = "",
        placeholder: str = "",
        pick: bool | Callable[[str], bool] = False,
        start: object = None,
        draft: tuple[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._title = clean(title)
        self._take = take
        self._candidates = candidates
        self._echo = echo
        # Held here because the text is kept once more when the children are gone already.
        self.line = ImeInput(clean(value), clean(placeholder), compact=True)
        self.choices = Suggestions(8)
        self._pick = pick
        self._start = start
        self._draft_key = draft
        self._draft: DraftKeeper | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield self.choices
            with Horizontal(id="line"):
                yield Static(Content(f"{self._title} "), id="title", markup=False)
                yield self.line
            yield Static("", id="echo", markup=False)
            yield Static(t("ask.keys"), id="keys", markup=False)

    def on_mount(self) -> None:
        line = self.line
        if self._draft_key:
            self._draft = DraftKeeper(cast("CsopsApp", self.app), self._draft_key, self._typed)
            kept = self._draft.load().get("text")
            if kept:
                line.value = str(kept)
                cast("CsopsApp", self.app).say(t("ask.draft"))
        line.cursor_position = len(line.value)
        line.focus()
        self._look()

    def on_unmount(self) -> None:
        if self._draft:
            self._draft.flush()

    def on_key(self, event: events.Key) -> None:
        """A letter that came before the line had the focus is not lost; later ones never get here."""
        if event.is_printable and event.character:
            event.stop()
            self.line.insert_text_at_cursor(event.character)

    def _typed(self) -> dict[str, str]:
        return {"text": self.line.value} if self.line.value.strip() else {}

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        message.stop()
        if self._draft:
            self._draft.touched()
        self._look()

    def _look(self) -> None:
        """Offer what fits the text and say how it is understood."""
        text = self.line.value
        items = list(self._candidates(text)) if self._candidates else []
        picks = self._pick(text) if callable(self._pick) else self._pick
        first = next((n for n, item in enumerate(items) if item.value == self._start), 0) if not text.strip() else 0
        self.choices.offer(items, first if picks and items else -1)
        self.choices.styles.width = "100%"
        self._say_back()

    def _say_back(self) -> None:
        words = self._echo(self.line.value, self.choices.current) if self._echo else ""
        self.query_one("#echo", Static).update(Content(clean(words)))

    def problem(self, words: str) -> None:
        """Say what is wrong; the line stays."""
        colours = self.app.theme_variables
        self.query_one("#echo", Static).update(Text(f"! {clean(words)}", style=f"bold {colours['error']}"))

    def action_move(self, lines: int) -> None:
        """Move in the list."""
        if self.choices.items:
            self.choices.move(lines)
            self._say_back()

    def action_complete(self) -> None:
        """Put the choice, or the first one, into the line."""
        chosen = self.choices.current or next(iter(self.choices.items), None)
        if chosen is not None:
            self.line.value = chosen.completion
            self.line.cursor_position = len(self.line.value)

    def action_leave(self) -> None:
        """Close without doing anything."""
        self.dismiss()

    @on(Suggestions.Taken)
    def _clicked(self, message: Suggestions.Taken) -> None:
        message.stop()
        self._finish(message.suggestion)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        self._finish(self.choices.current)

    def _finish(self, chosen: Suggestion | None) -> None:
        wrong = self._take(self.line.value, chosen)
        if wrong is not None:
            self.problem(wrong)
            return
        if self._draft:
            self._draft.finish()
        self.dismiss()


def ask_concern(app: CsopsApp, account: Account, also: Callable[[Edit], None] | None = None) -> None:
    """Ask how worried one is about an account, and why: `3 予算縮小の話`; `also` writes more in the same step."""
    from csops_tui.tui.forms.concern import ConcernLine

    ConcernLine(app, account, also).ask()


def ask_task(app: CsopsApp, account: Account, also: Callable[[Edit, str, dt.date | None], None] | None = None) -> None:
    """Ask what will be done next for an account, and until when: `見積送付 金曜`.

    `also` writes more in the same step, told the title and the day it is due.
    """
    from csops_tui.tui.forms.task import TaskLine

    TaskLine(app, account, also).ask()


def choose_member(app: CsopsApp) -> None:
    """Ask who is acting; kept in the settings, and edits are signed with the name from now on."""
    from csops_tui.tui.forms.member import MemberLine

    MemberLine(app).ask()
