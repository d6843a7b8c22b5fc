"""An import being carried out: how far it is, how long it takes, and `esc`, which leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Middle
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.intake import Intake
from csops_tui.tui.pace import Pace
from csops_tui.tui.screens.import_step import StepScreen, Told
from csops_tui.tui.widgets.cells import bar

if TYPE_CHECKING:
    from csops_tui.exchange.plan import Result

_BAR = 40
# What may be done while an import is written; everything else would wait for it.
_MEANWHILE = frozenset({"back", "close", "help", "theme", "quit"})


class ApplyScreen(StepScreen):
    """The bar; when all is written, the result takes its place."""

    step = "dry_run"
    DEFAULT_CSS = """
    ApplyScreen Middle { width: 1fr; height: 1fr; align: center middle; }
    ApplyScreen #bar { width: auto; height: auto; }
    """

    def __init__(self, intake: Intake) -> None:
        super().__init__(intake)
        self._pace = Pace()
        self._done, self._total = 0, 0
        self._ending = False

    def compose_step(self) -> ComposeResult:
        with Middle():
            yield Static("", id="bar", markup=False)

    def footer_commands(self) -> list[Command]:
        return [BY_ID["help"]]

    def on_mount(self) -> None:
        self._paint()
        foreseen, book, telling = self.intake.foreseen, self.csops.book, self.telling()
        assert foreseen is not None

        def ask(_: Connection) -> tuple[Result, ...]:
            return foreseen.apply(book, telling)

        self.ask("apply", ask, self._applied)

    @on(Told)
    def _told(self, message: Told) -> None:
        message.stop()
        self._done, self._total = message.done, message.total
        self._ending = message.done == message.total
        self._paint()
        self.show_undo()

    def _paint(self) -> None:
        colours = self.app.theme_variables
        share = self._done / self._total if self._total else 0.0
        # Sealing the step and committing it take their time as well.
        share *= 0.95
        text = Text()
        words = "importing.ending" if self._ending else "importing.applying" if self._done else "importing.preparing"
        text.append(f"{t(words, name=self.intake.name)}\n\n", f"bold {colours['foreground']}")
        text.append(bar(share, 1.0, _BAR), f"{colours['accent']} on {colours['panel']}")
        text.append(f"  {share:4.0%}\n\n", colours["foreground"])
        rows = self.intake.foreseen.writes if self.intake.foreseen else 0
        left = "" if self._ending else self._pace.words(share)
        text.append(f"{t('importing.rows', n=f'{rows:,}')}   {left}\n\n", colours["text-muted"])
        text.append(t("importing.too_late" if self._ending else "importing.esc_stops"), colours["text-muted"])
        self.query_one("#bar", Static).update(text)

    def why_not(self, command: Command) -> str | None:
        """Nothing else is begun while an import is written."""
        return super().why_not(command) if command.id in _MEANWHILE else t("importing.why.applying")

    def why_not_back(self) -> str | None:
        """Until the last row is written everything can be left as it was."""
        return "importing.too_late" if self._ending else None

    why_not_close = why_not_back

    def do_back(self) -> None:
        """Stop: everything is as it was before."""
        self.stop()
        self.csops.say(t("importing.stopped"))
        self.go("dry_run")

    do_leave = do_back

    def _applied(self, answer: tuple[Result, ...] | str) -> None:
        if isinstance(answer, str):
            self.csops.say(answer, "error")
            self.go("dry_run")
            return
        self.intake.results = answer
        topics = (
            frozenset({plan.entity for plan in self.intake.foreseen.plans}) if self.intake.foreseen else frozenset()
        )
        self.csops.wrote(topics | {"member", "account", "code", "external_ref"})
        self.go("done")
