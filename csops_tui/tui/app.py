"""The app: the open book, the screens, what happened to the data, and the commands that work everywhere."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from rich.text import Text
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.code_words import learn_words
from csops_tui.store.config import Config
from csops_tui.store.errors import BookError
from csops_tui.text.clean import clean
from csops_tui.tui.catching_up import CatchingUp
from csops_tui.tui.commands import key_name
from csops_tui.tui.known_names import KnownNames
from csops_tui.tui.screens.base import EVERYTHING, BaseScreen
from csops_tui.tui.signal_watch import Followed, SignalWatch
from csops_tui.tui.theme import THEMES
from csops_tui.tui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.text.names import NameIndex
    from csops_tui.text.quicklog import Vocabulary

# The screens of their own: the module in `tui.screens`, imported when the screen is first made, and its class.
SCREENS = {
    "today": "TodayScreen",
    "sheet": "SheetScreen",
    "touches": "TouchesScreen",
    "churn": "ChurnScreen",
    "renewals": "RenewalsScreen",
    "people": "PeopleScreen",
    "tasks": "TasksScreen",
    "routing": "RoutingScreen",
    "capacity": "CapacityScreen",
    "lookalikes": "LookalikesScreen",
    "revenue": "RevenueScreen",
    "welcome": "WelcomeScreen",
    "sql": "SqlScreen",
    "growth": "GrowthScreen",
}

Severity = Literal["information", "warning", "error"]


class CsopsApp(TypedAhead):
    """csops on the whole terminal; `book` may be changed for another one while it runs."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "csops"
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = """
    BaseScreen { background: $background; color: $foreground; }
    ToastRack { dock: top; align: right top; margin: 1 0 0 0; }
    Toast { background: $footer-background; color: $foreground; padding: 0 1; margin: 0 1 0 0; }
    """

    def __init__(self, book: Book, config: Config, *, first: str = "", home: str = "sheet") -> None:
        super().__init__()
        self.book = book
        self.config = config
        self.config_keymap: dict[str, str] = dict(config.keys)
        self.undo_label = ""
        self.as_of: dt.date | None = None
        self.catching_up = CatchingUp(self)
        self._vocabulary: Vocabulary | None = None
        self.known_names = KnownNames(self)
        self._home = home
        self._first = first or home
        self._mark = book.mark()
        self._behind = False
        self._version = 0
        self._day = book.clock.today()
        self._watch = SignalWatch(self)
        for theme in THEMES:
            self.register_theme(theme)
        # Set, not changed: a change would have every style read and applied once more before the first screen.
        self.set_reactive(App.theme, config.theme if config.theme in self.available_themes else "csops-dark")
        self.stylesheet.set_variables(self.get_css_variables())
        dark = self.current_theme.dark
        self.set_class(dark, "-dark-mode", update=False)
        self.set_class(not dark, "-light-mode", update=False)

    # Life

    def get_default_screen(self) -> Screen[Any]:
        """The sheet or Today, as suits the member: other screens are opened above it, and going back ends here."""
        return self.make_screen(self._home)

    def on_mount(self) -> None:
        own = {command: map(key_name, keys.split(",")) for command, keys in self.config_keymap.items()}
        self.set_keymap({command: ",".join(keys) for command, keys in own.items()})
        self._remember()
        self.call_after_refresh(self._get_ready)
        if self._first != self._home:
            self.push_screen(self.make_screen(self._first))
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._leave, number)
        self.set_interval(1.0, self._look_for_changes)

    def _get_ready(self) -> None:
        """Once the first screen is painted: what the first `l`, `:` or `enter` would otherwise wait for."""
        gc.freeze()
        gc.enable()
        self.vocabulary()
        from csops_tui.tui.ready import get_ready

        self.run_worker(lambda: get_ready(self), thread=True, group="ready", exit_on_error=False)

    def _leave(self, number: int) -> None:
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_draft", None)
            if keep:
                keep()
        # Leaving through exit() restores the terminal.
        self.exit(return_code=128 + number)

    def make_screen(self, name: str) -> BaseScreen:
        """A screen by its name, or the list of an entity by its table; the module is imported only now."""
        screen = self._new_screen(name)
        screen.made_as = name
        return screen

    def _new_screen(self, name: str) -> BaseScreen:
        if name in SCREENS:
            return getattr(import_module(f"csops_tui.tui.screens.{name}"), SCREENS[name])()
        from csops_tui.tui.screens.records import records_screen

        return records_screen(name)

    @property
    def today(self) -> dt.date:
        """The local business date."""
        return self.book.clock.today()

    @property
    def here(self) -> BaseScreen:
        """The topmost screen of ours, below any dialogue."""
        return next(cast(BaseScreen, s) for s in reversed(self.screen_stack) if isinstance(s, BaseScreen))

    def banner(self) -> str:
        """What must be seen on every screen: a day that is not today, figures still being worked out."""
        parts: list[str] = []
        if self.as_of:
            parts.append(t("app.as_of", day=self.as_of.isoformat().replace("-", "/")))
        elif self.book.clock.today() != dt.date.today():
            parts.append(self.today.isoformat().replace("-", "/"))
        return "  ".join([*parts, *filter(None, [self.catching_up.words])])

    def hint(self) -> str:
        """What is said on every screen where there is room: that this is a sample, and how to leave it."""
        return t("app.demo") if self.book.meta("demo") else ""

    def show_banner(self) -> None:
        """Show on the screen that is open what must be seen everywhere."""
        if isinstance(self.screen, BaseScreen):
            self.screen.title_bar.show(alert=self.banner())

    # Data that changed

    def _remember(self) -> None:
        """Take the book as it is now for known."""
        self._version = self.book.data_version()
        self._mark = self.book.mark()
        self._day = self.book.clock.today()
        self.undo_label = self.book.next_undo() or ""

    def _look_for_changes(self) -> None:
        """Once a second: did another process commit, or did midnight pass?"""
        day = self.book.clock.today()
        if self.book.data_version() != self._version or day != self._day or self._behind:
            self.follow()
        if not self._behind:
            self._watch.look()

    def follow(self, own: frozenset[str] = frozenset(), *, new_day: bool = False) -> None:
        """Learn what changed since the last look, by us (`own` tables) or by others, and renew what shows it."""
        # Version and mark come first: what is committed after them is found at the next look.
        version, mark, day = self.book.data_version(), self.book.mark(), self.book.clock.today()
        topics = own | self.book.topics_since(self._mark.n)
        if not self.book.follows(self._mark):
            topics |= EVERYTHING  # a restore put another history in its place
        computed = self.catching_up.now()
        self._behind = computed is None
        topics |= computed or frozenset()
        if not self._behind:
            self._watch.noticed(topics, self.catching_up.accounts)
        new_day = new_day or day != self._day
        self._version, self._mark, self._day = version, mark, day
        if topics & {"account", "contact", "code"} or topics >= EVERYTHING:
            self._vocabulary = None
            learn_words(self.book.reader())
        if "account" in topics or topics >= EVERYTHING:
            self.known_names.forget()
        self.undo_label = self.book.next_undo() or ""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                if new_day:
                    screen.new_day()
                elif topics:
                    screen.changed(topics)
                if screen.is_current:
                    screen.show_undo()

    def on_followed(self, message: Followed) -> None:
        """Signals were followed: what they raised is shown."""
        self._watch.done(message)
        if message.topics and message.book is self.book:
            self.follow(message.topics)

    def write(self, label: str, act: Callable[[Edit], Any]) -> bool:
        """Make one edit; screens that show what it touched are renewed. False when the book refused, with the words."""
        try:
            with self.book.edit(label) as edit:
                act(edit)
        except BookError as error:
            self.say(str(error), "error")
            return False
        self.follow(edit.topics)
        return True

    def wrote(self, topics: frozenset[str]) -> None:
        """An edit was made through the book by somebody else's code in this process."""
        self.follow(topics)

    # Who and what can be meant

    def member_id(self) -> str | None:
        """The id of the member who acts; None when the book does not know them."""
        from csops_tui.store.touch import acting_member

        return acting_member(self.book, self.config.member or None)

    def vocabulary(self) -> Vocabulary:
        """What the words of a quick-log line can mean, kept until names or codes change."""
        if self._vocabulary is None:
            from csops_tui.store.touch import vocabulary

            self._vocabulary = vocabulary(self.book, self.config.fiscal_start, names=lambda: self.known_names.held)
        return self._vocabulary

    def names(self) -> NameIndex:
        """All accounts by name, reading, alias and domain."""
        return self.known_names.index()

    # Words

    def say(self, message: str, severity: Severity = "information") -> None:
        """A short message in the corner, as plain text; one at a time, the last one said."""
        self.clear_notifications()
        self.notify(
            clean(message, multiline=True),
            severity=severity,
            markup=False,
            timeout=6 if severity != "information" else 3,
        )

    def push_screen(self, screen: Any, *arguments: Any, **named: Any) -> Any:  # type: ignore[override]
        """Open a screen; what was said on the one beneath belongs to it and goes."""
        if self._notifications:
            self.clear_notifications()
        return super().push_screen(screen, *arguments, **named)

    # Commands that work everywhere

    def _switch(self, name: str) -> None:
        if self.here.made_as == name and self.screen is self.here:
            return
        self.clear_notifications()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if name != self._home:
            self.push_screen(self.make_screen(name))

    def do_go_today(self) -> None:
        """Go to today's queue."""
        self._switch("today")

    def do_go_sheet(self) -> None:
        """Go to the sheet."""
        self._switch("sheet")

    def do_go_touches(self) -> None:
        """Go to the touches."""
        self._switch("touches")

    def do_go_churn(self) -> None:
        """Go to the churns."""
        self._switch("churn")

    def do_go_people(self) -> None:
        """Go to the contacts."""
        self._switch("people")

    def do_go_routing(self) -> None:
        """Go to the routing between CS and CS Ops."""
        self._switch("routing")

    def do_go_capacity(self) -> None:
        """Go to the capacity."""
        self._switch("capacity")

    def do_back(self) -> None:
        """Close the topmost screen; the last one stays."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def do_close(self) -> None:
        """Close the topmost screen; on the last one leave the app."""
        if len(self.screen_stack) > 1:
            self.here.do_leave()
        else:
            self.exit()

    def do_quit(self) -> None:
        """Leave the app."""
        self.exit()

    def open_account(self, account_id: str, *, instead: bool = False) -> None:
        """Open one account's page above the screen that is open, or `instead` of it."""
        from csops_tui.tui.screens.account import AccountScreen

        (self.switch_screen if instead else self.push_screen)(AccountScreen(account_id))

    def open_records(self, table: str) -> None:
        """Open the list of one entity."""
        own = {"touchpoint": "touches", "churn": "churn", "contact": "people", "account": "sheet", "task": "tasks"}
        own["renewal"] = "renewals"
        if table in own:
            self._switch(own[table])
        else:
            self.push_screen(self.make_screen(table))

    def do_log(self) -> None:
        """Open the quick log with the account one is on."""
        from csops_tui.tui.quicklog import QuickLogScreen

        self.push_screen(QuickLogScreen(self.here.current_account(), self.here.marked_accounts()))

    def why_not_repeat(self) -> str | None:
        """A repeat needs an account."""
        return None if self.here.current_account() else "why.no_account"

    def do_repeat(self) -> None:
        """Log the account's last touch once more, as of now."""
        from csops_tui.store.past import repeat_last
        from csops_tui.store.touch import record

        account = self.here.current_account()
        if account is None:
            return
        entry = repeat_last(self.book, account[0])
        if entry is None:
            self.say(t("why.nothing_to_repeat"), "warning")
            return
        try:
            recorded = record(self.book, entry, member_id=self.member_id())
        except BookError as error:
            self.say(str(error), "error")
            return
        self.follow(recorded.topics)
        self.say(t("app.done_undo", label=recorded.label))

    def do_undo(self) -> None:
        """Take back the last step."""
        from csops_tui.tui.stepping import undo

        undo(self)

    def do_redo(self) -> None:
        """Do the step again that was taken back."""
        from csops_tui.tui.stepping import redo

        redo(self)

    def do_history(self) -> None:
        """Show the steps of the book."""
        from csops_tui.tui.screens.history import HistoryScreen

        self.push_screen(HistoryScreen())

    def do_help(self) -> None:
        """Show what can be done on this screen."""
        from csops_tui.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.here))

    def do_goto(self) -> None:
        """Go to anything by its name."""
        from csops_tui.tui.goto import goto

        goto(self)

    def do_palette(self) -> None:
        """Find a command by its name."""
        from csops_tui.tui.goto import goto

        goto(self, only_commands=True)

    def do_find(self) -> None:
        """Search all texts."""
        from csops_tui.tui.screens.find import FindScreen

        self.push_screen(FindScreen())

    def do_import(self) -> None:
        """Choose a file to import."""
        from csops_tui.tui.screens.import_file import ImportScreen

        self.push_screen(ImportScreen())

    def do_language(self) -> None:
        """Change between Japanese and English."""
        from csops_tui.tui.settings import change_language

        change_language(self)
        self._switch_again()

    def do_theme(self) -> None:
        """Take the next theme."""
        from csops_tui.tui.settings import next_theme

        next_theme(self)

    def do_member(self) -> None:
        """Choose who is acting."""
        from csops_tui.tui.ask import choose_member

        choose_member(self)

    def why_not_own_book(self) -> str | None:
        """Only the sample book is left for an own one."""
        return None if self.book.meta("demo") else "why.not_demo"

    def do_own_book(self) -> None:
        """Leave the sample for an own book."""
        from csops_tui.tui.screens.welcome import open_own_book

        open_own_book(self)

    def use_book(self, book: Book, screen: str = "sheet") -> None:
        """Work on another book from now on."""
        old = self.book
        self.book = book
        self._vocabulary = None
        self.known_names.forget()
        self.catching_up.now()
        self._remember()
        self._switch_again(screen)
        old.close()

    def _switch_again(self, name: str | None = None) -> None:
        """Show everything anew (other language, other book): the first screen, and the one that was open by a key."""
        name = name or self.here.made_as
        while len(self.screen_stack) > 1:
            self.pop_screen()
        cast(BaseScreen, self.screen).renew()
        if name and name not in (self._home, "welcome"):
            self.push_screen(self.make_screen(name))

    # When something breaks

    def _fatal_error(self) -> None:
        """Say what kind of error and where the log is: no traceback and no data on the terminal, exit code 1."""
        from csops_tui.cli.fatal import report

        error = sys.exc_info()[1]
        self._return_code = 1
        self.panic(Text(report(error) if error else t("app.crashed")))
