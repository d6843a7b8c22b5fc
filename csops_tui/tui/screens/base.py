"""What every screen has: the line above, the footer below, commands, and loading off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import get_current_worker

from csops_tui.locale import t
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.commands import BY_ID, Command, key_label, key_name, of_scopes, with_keymap
from csops_tui.tui.widgets.keys import ascii_twin, is_kana

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp


EVERYTHING = frozenset({"*"})
"""The topic of a change that nobody can name the tables of."""


class Failure:
    """What a worker's question ended with instead of an answer."""

    def __init__(self, error: Exception) -> None:
        self.error = error


class Loaded(Message):
    """An answer from a worker: what was asked, as which token, and the value or the error."""

    def __init__(self, key: str, token: int, value: Any) -> None:
        super().__init__()
        self.key = key
        self.token = token
        self.value = value


class TitleBar(Widget):
    """The first line: where one is, how much is shown, as of when."""

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $footer-background; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.left = ""
        self.facts = ""
        self.alert = ""

    def show(self, left: str | None = None, facts: str | None = None, alert: str | None = None) -> None:
        """Set the place, the facts after it and what a person should notice; None leaves a part as it is."""
        before = (self.left, self.facts, self.alert)
        self.left = self.left if left is None else left
        self.facts = self.facts if facts is None else facts
        self.alert = self.alert if alert is None else alert
        if before != (self.left, self.facts, self.alert):
            self.refresh()

    def render(self) -> Text:
        colours = self.app.theme_variables
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" csops ", f"bold {colours['background']} on {colours['accent']}")
        alert = Text(f"   {clean(self.alert)}" if self.alert else "", f"bold {colours['warning']}")
        # What a person should notice keeps half the line before the place and the facts get theirs.
        room = self.size.width - min(alert.cell_len, self.size.width // 2) - line.cell_len
        place = Text(f"  {clean(self.left)}", f"bold {colours['foreground']}")
        if self.facts:
            place.append(f"   {clean(self.facts)}", f"not bold {colours['text-muted']}")
        place.truncate(max(room, 0), overflow="ellipsis")
        alert.truncate(self.size.width - line.cell_len - place.cell_len, overflow="ellipsis")
        line.append_text(place).append_text(alert)
        hint = Text(f"   {clean(cast(BaseScreen, self.screen).csops.hint())}", colours["warning"])
        # Half a hint helps nobody.
        return line.append_text(hint) if line.cell_len + hint.cell_len <= self.size.width else line


class FootBar(Widget):
    """The last line: what one can do here, and what `u` would take back."""

    DEFAULT_CSS = """
    FootBar { dock: bottom; height: 1; background: $footer-background; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.undo_label = ""

    def on_click(self, event: events.Click) -> None:
        """A click on a command in the footer runs it."""
        command = event.style.meta.get("command") if event.style else None
        if command:
            cast(BaseScreen, self.screen).action_command(command)

    def hint(self, command: Command) -> Text:
        """A command's key and title, dim while it cannot run."""
        colours = self.app.theme_variables
        screen = cast(BaseScreen, self.screen)
        keys = with_keymap(command, screen.csops.config_keymap)
        enabled = screen.why_not(command) is None
        hint = Text()
        hint.append(f" {key_label(keys[0])} ", f"bold {colours['accent']}" if enabled else "dim")
        hint.append(f"{t(f'command.{command.id}')} ", colours["foreground"] if enabled else "dim")
        hint.apply_meta({"command": command.id})
        return hint

    def render(self) -> Text:
        screen = cast(BaseScreen, self.screen)
        if said := screen.foot_words():
            return Text(f" {said}", self.app.theme_variables["text-muted"], no_wrap=True, overflow="ellipsis")
        right = f"u {t('command.undo.short')}: {clean(self.undo_label)} " if self.undo_label else ""
        room = self.size.width - (min(Text(right).cell_len, self.size.width // 3) + 2 if right else 0)
        hints = [(command, self.hint(command)) for command in screen.footer_commands()]
        # Whatever has to go for want of room, the way to help stays.
        helping = sum(hint.cell_len for command, hint in hints if command.id == "help")
        line = Text(no_wrap=True)
        for command, hint in hints:
            kept = 0 if command.id == "help" else helping
            if line.cell_len + hint.cell_len + kept <= room:
                line.append_text(hint)
        if right:
            label = Text(right, no_wrap=True)
            label.truncate(self.size.width // 3, overflow="ellipsis")
            line.pad_right(max(1, self.size.width - line.cell_len - label.cell_len))
            line.append_text(label)
        return line


# From -tall on there is room for what stands behind the row under the cursor.
_HEIGHTS = [(0, "-low"), (20, "-short"), (32, "-tall"), (38, "-high")]


class BaseScreen(Screen[None]):
    """A screen of the app; `scopes` names the commands that are at home here besides those of the app."""

    DEFAULT_CSS = "BaseScreen { overflow: hidden; }"
    VERTICAL_BREAKPOINTS = _HEIGHTS

    scopes: ClassVar[tuple[str, ...]] = ()
    part_scopes: ClassVar[dict[str, str]] = {}
    """Of a screen with parts the scopes that are at home in one of them only: part → scope."""
    not_here: ClassVar[tuple[str, ...]] = ()
    """Commands of its scopes that this screen has no use for, by id."""
    topics: ClassVar[frozenset[str]] = frozenset()
    """The tables this screen shows; when one of them changes, `reload` is called. Empty: all."""
    place: ClassVar[str] = ""

    def __init_subclass__(cls, *, abstract: bool = False, **arguments: Any) -> None:
        """Every command of a screen's scopes is a binding under the command's id, so that keymaps apply.

        The first binding of a key is the one that runs: the screen's own hides that of lists, and those of the app.
        An `abstract` screen is never opened itself.
        """
        own = cls.__dict__.get("BINDINGS", [])
        here = [scope for scope in cls.scopes if scope != "list"]
        lists = [scope for scope in cls.scopes if scope == "list"]
        commands = () if abstract else (*of_scopes(here), *of_scopes(lists), *of_scopes(("app",)))
        wanted = (command for command in commands if command.id not in cls.not_here)
        cls.BINDINGS = [
            *(Binding(",".join(c.keys), f"command('{c.id}')", show=False, id=c.id) for c in wanted),
            *own,
        ]
        super().__init_subclass__(**arguments)

    def __init__(self) -> None:
        super().__init__()
        self.made_as = ""
        self._tokens: dict[str, int] = {}
        self._answers: dict[str, Callable[[Any], None]] = {}
        self._stale = False
        self._seen = False

    @property
    def csops(self) -> CsopsApp:
        """The app, by its own type."""
        return cast("CsopsApp", self.app)

    def compose(self) -> ComposeResult:
        # What depends on the height is right from the first drawing on, and not styled and drawn a second time.
        fits = next(name for least, name in reversed(_HEIGHTS) if self.app.size.height >= least)
        self.update_classes({name: name == fits for _, name in _HEIGHTS}, update=False)
        yield TitleBar()
        yield from self.compose_body()
        yield FootBar()

    def compose_body(self) -> ComposeResult:
        """What stands between the title and the footer."""
        yield from ()

    def on_mount(self) -> None:
        # Textual calls the handlers of the subclasses first: what they have set stays.
        self.title_bar.show(None if self.title_bar.left else self.where(), None, self.csops.banner())
        self.show_undo()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        if not self._seen:
            # Everything was styled a moment ago, when it was made.
            self._seen, event.refresh_styles = True, False
        if not self.query(TitleBar):
            return
        self.show_undo()
        self.title_bar.show(alert=self.csops.banner())
        if self._stale:
            self._stale = False
            self.reload()

    def where(self) -> str:
        """What the line above says that one is at."""
        return t(f"place.{self.place}") if self.place else ""

    @property
    def title_bar(self) -> TitleBar:
        """The line above."""
        return self.query_one(TitleBar)

    def show_undo(self) -> None:
        """Put into the footer what `u` would take back."""
        # A screen that is only being made has no footer yet and asks again when it is mounted.
        for foot in self.query(FootBar):
            foot.undo_label = self.csops.undo_label
            foot.refresh()

    # Commands

    @property
    def scopes_here(self) -> tuple[str, ...]:
        """The scopes in force: those of parts that are not open are not."""
        closed = {*self.part_scopes.values()} - {self.part_scopes.get(getattr(self, "part", ""), "")}
        return tuple(scope for scope in self.scopes if scope not in closed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Of several commands under one key the one of the open part runs."""
        command = BY_ID.get(str(parameters[0])) if action == "command" and parameters else None
        if command is None or command.scope in self.scopes_here or command.scope not in self.scopes:
            return True
        keymap = self.csops.config_keymap
        own = of_scopes((self.part_scopes.get(getattr(self, "part", ""), ""),))
        return not any({*with_keymap(command, keymap)}.intersection(with_keymap(one, keymap)) for one in own)

    def footer_commands(self) -> list[Command]:
        """The commands of the footer in their order."""
        here = [c for c in of_scopes((*self.scopes_here, "app")) if c.footer and c.id not in self.not_here]
        return sorted(here, key=lambda command: command.footer)

    def foot_words(self) -> str:
        """What the footer says in place of the commands, while a line that is typed into has the keys."""
        return ""

    def why_not(self, command: Command) -> str | None:
        """Why a command cannot run now, in words; None when it can."""
        asked = getattr(self, f"why_not_{command.action}", None) or getattr(self.app, f"why_not_{command.action}", None)
        reason = asked() if asked else None
        return t(reason) if reason else None

    def action_command(self, command_id: str) -> None:
        """Run a command by its id, or say why it cannot run."""
        command = BY_ID[command_id]
        reason = self.why_not(command)
        if reason:
            self.csops.say(reason, "warning")
            return
        run = getattr(self, f"do_{command.action}", None) or getattr(self.app, f"do_{command.action}")
        run()

    def on_key(self, event: events.Key) -> None:
        """Full-width letters work as their ASCII twins; kana at a list says that the input method is on."""
        character = event.character
        if not character or character.isascii():
            return
        twin = ascii_twin(character)
        if twin:
            event.stop()
            # A key sent from here would stop at this screen; sent by the app it takes the way of a real one.
            self.app.call_later(self.app.simulate_key, key_name(twin))
        elif is_kana(character):
            event.stop()
            self.csops.say(t("app.ime_on"), "warning")

    def do_go_campaigns(self) -> None:
        """Open the campaign lists."""
        self.open_list("campaign_list")

    def do_go_segments(self) -> None:
        """Open the segments."""
        self.open_list("segment")

    def do_go_cadences(self) -> None:
        """Open the cadence table."""
        self.open_list("cadence")

    def do_go_codes(self) -> None:
        """Open the code lists."""
        self.open_list("code")

    def do_go_reports(self) -> None:
        """Open the reports, of the account one is on where they are of one."""
        from csops_tui.tui.screens.reports import ReportsScreen

        if not isinstance(self, ReportsScreen):
            self.csops.push_screen(ReportsScreen(account=self.current_account()))

    def do_go_revenue(self) -> None:
        """Open the revenue, unless one is on it."""
        if self.made_as != "revenue":
            self.csops.push_screen(self.csops.make_screen("revenue"))

    def do_go_lookalikes(self) -> None:
        """Open the rows that look alike."""
        if self.made_as != "lookalikes":
            self.csops.push_screen(self.csops.make_screen("lookalikes"))

    def do_go_renewals(self) -> None:
        """Go to what comes due."""
        self.open_list("renewal")

    def do_go_captured(self) -> None:
        """Open what calendars, mail and cards propose."""
        self.open_list("proposal")

    def do_go_sql(self) -> None:
        """Open the SQL console, unless one is on it."""
        if self.made_as != "sql":
            self.csops.push_screen(self.csops.make_screen("sql"))

    def do_go_churn_analysis(self) -> None:
        """Open the analysis of churns."""
        from csops_tui.tui.screens.churn_analysis import ChurnAnalysisScreen

        if not isinstance(self, ChurnAnalysisScreen):
            self.csops.push_screen(ChurnAnalysisScreen())

    def do_go_survival(self) -> None:
        """Open how long accounts stay."""
        from csops_tui.tui.screens.survival import SurvivalScreen

        if not isinstance(self, SurvivalScreen):
            self.csops.push_screen(SurvivalScreen())

    def do_go_growth(self) -> None:
        """Open growth beside risk, unless one is on it."""
        if self.made_as != "growth":
            self.csops.push_screen(self.csops.make_screen("growth"))

    def open_list(self, table: str) -> None:
        """Open the list of one entity, unless one is on it."""
        if self.made_as != table:
            self.csops.open_records(table)

    # Loading

    def load(self, key: str, ask: Callable[[Connection], Any], answer: Callable[[Any], None]) -> None:
        """Ask the book in a thread with its own reader; `answer` gets the value unless something newer was asked."""
        token = self._tokens[key] = self._tokens.get(key, 0) + 1
        self._answers[key] = answer

        def work() -> None:
            worker = get_current_worker()
            try:
                value = ask(self.csops.book.reader())
            except Exception as error:  # noqa: BLE001 -- said on the screen and logged; a thread's own would vanish
                value = Failure(error)
            if not worker.is_cancelled:
                self.post_message(Loaded(key, token, value))

        self.run_worker(work, thread=True, group=key, exclusive=True, exit_on_error=False)

    def on_loaded(self, message: Loaded) -> None:
        message.stop()
        if isinstance(message.value, Failure):
            from csops_tui.cli.fatal import report

            self.csops.say(report(message.value.error), "error")
        elif self._tokens.get(message.key) == message.token:
            self._answers[message.key](message.value)

    def changed(self, topics: frozenset[str]) -> None:
        """The book changed in these tables; a hidden screen reloads when it is shown again."""
        if self.topics and not topics & (self.topics | EVERYTHING):
            return
        if self.is_current:
            self.reload()
        else:
            self._stale = True

    def reload(self) -> None:
        """Show the data anew, staying on the same row."""

    def do_leave(self) -> None:
        """Close this screen."""
        self.csops.pop_screen()

    def renew(self) -> None:
        """Show everything anew: another language or book."""
        self.reload()

    def new_day(self) -> None:
        """Midnight has passed: what is counted in days is shown anew."""
        self.reload()

    def current_account(self) -> tuple[str, str] | None:
        """The (id, name) of the account one is on; None when there is none."""
        return None

    def marked_accounts(self) -> list[str]:
        """The ids of the marked accounts."""
        return []

    def clear_marks(self) -> None:
        """Take the marks away."""

    def current_row(self) -> tuple[str, str] | None:
        """The (table, id) of the record one is on; None when there is none."""
        return None
