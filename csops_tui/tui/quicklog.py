"""The quick log: one line over whatever is on the screen, read while it is typed, saved with enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from csops_tui.locale import language, t
from csops_tui.model.codes import word
from csops_tui.store import past, touch
from csops_tui.store.drafts import Draft, Drafts
from csops_tui.store.errors import BookError
from csops_tui.text.clean import clean
from csops_tui.text.dates import format_day
from csops_tui.text.quicklog import HARMLESS, QuickLog, parse
from csops_tui.tui.collision import collision_words
from csops_tui.tui.complete import Completion, complete
from csops_tui.tui.doubts import doubt, meant, problem_words
from csops_tui.tui.present import short_day
from csops_tui.tui.widgets.inputs import ImeInput

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

# A draft is on disk this long after the last key, in seconds.
DRAFT_AFTER = 0.4


class QuickLogScreen(ModalScreen[None]):
    """One line of a touch for `account` (id, name), or for all of `marked` at once."""

    DEFAULT_CSS = """
    QuickLogScreen { align: left bottom; background: $background 30%; }
    QuickLogScreen > Vertical {
        height: auto; max-height: 12; width: 100%; background: $panel; padding: 1 2 0 2; border-top: solid $accent;
    }
    QuickLogScreen Static { height: auto; }
    QuickLogScreen #about { color: $text-muted; }
    QuickLogScreen ImeInput { border: none; height: 1; padding: 0; background: $panel; margin: 1 0 0 0; }
    QuickLogScreen #chips { margin: 0 0 0 0; min-height: 1; max-height: 3; }
    QuickLogScreen #offer { min-height: 1; max-height: 3; color: $text-muted; }
    QuickLogScreen #keys { color: $text-muted; margin: 1 0 0 0; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("tab", "complete", show=False, priority=True),
        Binding("ctrl+e", "form", show=False, priority=True),
        Binding("ctrl+u", "clear", show=False, priority=True),
        Binding("up", "recall", show=False, priority=True),
    ]

    def __init__(self, account: tuple[str, str] | None, marked: list[str]) -> None:
        super().__init__()
        self._account = (account[0], clean(account[1])) if account else None
        self._marked = marked
        self._own_key = ("quick", "bulk" if marked else account[0] if account else "")
        # Whose draft the line is: this place's own, or a line of the shell that was brought back.
        self._key = self._own_key
        self._refused: list[Draft] = []
        self._prefill = "" if marked or not self._account else f"{self._account[1]} "
        self._entry: QuickLog | None = None
        self._completion: Completion | None = None
        self._asked = ""
        # Names of accounts are offered below the line.
        self._naming = False
        self._about_whom: str | None = None
        self._saving: Timer | None = None

    @property
    def csops(self) -> CsopsApp:
        """The app, by its own type."""
        return cast("CsopsApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", id="about", markup=False)
            yield ImeInput(self._prefill, id="line", compact=True)
            yield Static("", id="chips", markup=False)
            yield Static("", id="offer", markup=False)
            yield Static(t("quick.keys"), id="keys", markup=False)

    def on_mount(self) -> None:
        self._drafts = Drafts(self.csops.book.path)
        box = self.query_one("#line", ImeInput)
        box.placeholder = t("quick.hint_account" if self._marked else "quick.hint")
        draft = self._drafts.load(self._key)
        if draft and str(draft.get("line", "")).strip() not in ("", self._prefill.strip()):
            box.value = str(draft["line"])
            self._offer(t("quick.draft"))
        elif not self._marked and (refused := self._drafts.lines()):
            self._refused = refused
            self._offer(t("quick.refused", n=len(refused), line=refused[0].data["line"]))
        box.cursor_position = len(box.value)
        box.focus()
        self._read(box.value)

    def _about(self, account_id: str) -> None:
        """Above the line: what this is, what the customer asked for last, who else is in touch with them."""
        colours = self.app.theme_variables
        text = Text(no_wrap=True, overflow="ellipsis")
        if self._marked:
            text.append(t("quick.bulk", n=len(self._marked)), f"bold {colours['accent']}")
        else:
            text.append(t("quick.prompt"), f"bold {colours['accent']}")
        if account_id:
            csops = self.csops
            book, today = csops.book, csops.today
            asked = past.last_request(book, account_id)
            if asked:
                state = word("voice.state", asked.state, language())
                day = short_day(asked.day.isoformat(), today)
                text.append("   " + clean(t("quick.last_request", title=asked.title, state=state, day=day)))
            near = past.collisions(book, account_id, today, csops.member_id(), csops.config.collision_days)
            for other in near[:1]:
                text.append("   " + clean(collision_words(book, other, today)), colours["warning"])
        self.query_one("#about", Static).update(text)

    # While typing

    @on(Input.Changed, "#line")
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self._completion = None
        self._read(message.value)
        self._keep_soon()

    def _keep_soon(self) -> None:
        # Not put off by the next key: whoever types without a pause loses no more than that either.
        if self._saving is None:
            self._saving = self.set_timer(DRAFT_AFTER, self.keep_draft)

    def _read(self, line: str) -> None:
        now, words = self.csops.book.clock.now(), self.csops.vocabulary()
        account = None if self._marked else self._account
        if self._marked:
            # The rows say whom it is about: the first words belong to the note, whatever they are called.
            nobody = words._replace(account=lambda _: None)
            entry = parse(line, now, nobody, account=("", ""))._replace(account=None)
        elif account and line.startswith(account[1]):
            # The name that was filled in is the account one is on, even where another has the same name.
            entry = parse(line[len(account[1]) :], now, words, account=account)
        else:
            entry = parse(line, now, words)
        self._entry = entry
        self.query_one("#chips", Static).update(self._chips(entry))
        whom = entry.account[0] if entry.account and not self._marked else ""
        if whom != self._about_whom:
            self._about_whom = whom
            self._about(whom)
        names = meant(self.csops, entry)
        if names:
            self._offer("tab  " + "   ".join(names))
        elif self._naming:
            self._offer("")
        self._naming = bool(names)

    def _chips(self, entry: QuickLog) -> Text:
        """What was understood, each piece with its kind."""
        colours = self.app.theme_variables
        text = Text()

        def chip(kind: str, value: str, style: str = "") -> None:
            if text.cell_len:
                text.append("  ")
            text.append(t(f"quick.chip.{kind}") + " ", colours["text-muted"])
            text.append(clean(value), style or colours["foreground"])

        lang = language()
        if self._marked:
            pass
        elif entry.unknown_account:
            chip("account", f"{entry.unknown_account} ?", colours["error"])
        elif entry.account:
            chip("account", entry.account[1], colours["accent"])
        if entry.channel:
            chip("channel", touch.channel_name(self.csops.book.reader(), entry.channel))
        if entry.minutes:
            chip("minutes", t("quick.minutes", n=entry.minutes))
        chip("when", format_day(entry.day, lang, full=True) + (f" {entry.time:%H:%M}" if entry.time else ""))
        for person in entry.contacts:
            chip("contact" if person.id else "new_contact", person.name, "" if person.id else colours["warning"])
        for tag in entry.tags:
            chip("tag", tag)
        if entry.concern is not None:
            role = colours["error"] if entry.concern >= 3 else colours["warning"] if entry.concern == 2 else ""
            chip("concern", f"{entry.concern} {word('concern_level', str(entry.concern), lang)}", role)
        if entry.sentiment:
            value = {"+": "positive", "-": "negative"}[entry.sentiment]
            chip("sentiment", word("sentiment", value, lang))
        for task in entry.tasks:
            chip("task", task.text + (f" {format_day(task.due, lang, full=True)}" if task.due else ""))
        for request in entry.requests:
            chip("request", request)
        if entry.trigger:
            chip("trigger", word("trigger", entry.trigger, lang))
        if entry.note:
            chip("note", entry.note)
        for problem in entry.errors:
            if problem.kind in HARMLESS:
                chip(f"doubt.{problem.kind}", problem.text, colours["warning"])
            elif problem.kind not in ("no_account", "unknown_account"):
                chip("problem", problem_words(problem), colours["error"])
        return text

    def keep_draft(self) -> bool:
        """Put the line on disk; an empty one needs no draft. False when the disk did not take it, which is said."""
        if self._saving:
            self._saving.stop()
            self._saving = None
        line = self.query_one("#line", ImeInput).value
        if line.strip() in ("", self._prefill.strip()):
            self._drafts.drop(self._key)
            return True
        try:
            self._drafts.save(self._key, {"line": line})
        except OSError as error:
            self._offer(t("quick.not_kept", detail=error.strerror or ""), "error")
            return False
        return True

    def _offer(self, words: str, role: str = "text-muted") -> None:
        # A proposal may be cut off at the edge; what went wrong may not.
        one_line = role != "error"
        text = Text(clean(words), self.app.theme_variables[role], no_wrap=one_line, overflow="ellipsis")
        self.query_one("#offer", Static).update(text)

    # Keys

    def action_complete(self) -> None:
        """Complete the word before the cursor; again for the next proposal."""
        box = self.query_one("#line", ImeInput)
        if self._completion is None:
            self._completion = complete(
                self.csops, box.value, box.cursor_position, self._entry, naming=not self._marked
            )
        completion = self._completion
        if not completion.proposals:
            return
        line, cursor = completion.take()
        with self.prevent(Input.Changed):
            box.value = line
            box.cursor_position = cursor
        self._read(line)
        self._keep_soon()
        self._offer("tab  " + "   ".join(completion.shown()))

    def action_clear(self) -> None:
        """Begin anew; a line of the shell that was brought back is done with, too."""
        self._drafts.drop(self._key)
        self._key = self._own_key
        self._put("")
        self._offer("")

    def action_recall(self) -> None:
        """Bring back a line that the shell could not write; again for the one before it."""
        line = self.query_one("#line", ImeInput).value
        here = [draft.data["line"] for draft in self._refused if draft.key == self._key]
        if not self._refused or line.strip() not in ("", self._prefill.strip(), *here):
            return
        draft = self._refused.pop(0)
        self._refused.append(draft)
        self._key = draft.key
        self._put(str(draft.data["line"]))
        self._offer(t("quick.recalled"))

    def _put(self, line: str) -> None:
        box = self.query_one("#line", ImeInput)
        box.value = line
        box.cursor_position = len(line)

    def action_close(self) -> None:
        """Leave; what was typed stays as a draft. A line that no draft holds stays on the screen."""
        if self.keep_draft():
            self.dismiss()

    def action_form(self) -> None:
        """Go on in the full form with everything that was typed."""
        entry = self._entry
        if entry is None or not self._fit(entry):
            return
        from csops_tui.tui.forms.touch_form import open_touch_form

        self.keep_draft()
        key, drafts = self._key, self._drafts
        self.dismiss()
        open_touch_form(self.csops, entry, self._marked, lambda: drafts.drop(key))

    @on(Input.Submitted, "#line")
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        entry = self._entry
        if entry is None or not self._fit(entry):
            return
        self._save(entry)

    def _fit(self, entry: QuickLog) -> bool:
        """Whether the entry can be saved; if not, say what to settle and keep the line."""
        line = self.query_one("#line", ImeInput).value
        found = doubt(self.csops, line, entry, None if self._marked else self._account, bool(self._marked))
        if found is None or (found.may_go_on and self._asked == found.words):
            return True
        self._asked = found.words
        self._completion = found.completion
        self._offer(found.words, "error")
        return False

    def _save(self, entry: QuickLog) -> None:
        csops = self.csops
        try:
            recorded = touch.record(
                csops.book,
                entry,
                member_id=csops.member_id(),
                accounts=self._marked or None,
                new_contacts=True,
                concern_days=csops.config.concern_days,
            )
        except BookError as error:
            kept = self.keep_draft()
            where = t("quick.kept", path=self._drafts.folder) if kept else t("quick.only_here")
            self._offer(f"{error} {where}", "error")
            return
        if self._saving:
            self._saving.stop()
        self._drafts.drop(self._key)
        self.dismiss()
        csops.wrote(recorded.topics)
        if self._marked:
            csops.here.clear_marks()
        csops.say(t("app.done_undo", label=recorded.label))

    def on_key(self, event: events.Key) -> None:
        """Keys typed here never reach the screen below."""
        if event.key == "down":
            event.stop()
