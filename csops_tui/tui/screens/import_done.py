"""What an import did, and what a person may want to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.store.errors import BookError
from csops_tui.store.sqlite import Connection
from csops_tui.tui.commands import BY_ID, Command, key_label, with_keymap
from csops_tui.tui.dry_run_words import append_rejected, page_of
from csops_tui.tui.intake import Intake
from csops_tui.tui.screens.import_step import StepScreen

if TYPE_CHECKING:
    from csops_tui.store.undo import Undone

_NEXT = (
    *("import_done.contracts", "import_done.rejects", "import_done.show"),
    *("import_done.next_file", "import_done.profile", "undo"),
)


class DoneScreen(StepScreen):
    """The figures, and the next steps each with its key; `enter` takes the one under the cursor."""

    scopes: ClassVar[tuple[str, ...]] = ("import_done",)
    step = "done"
    DEFAULT_CSS = """
    DoneScreen VerticalScroll { padding: 1 3; height: 1fr; }
    DoneScreen VerticalScroll Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    def __init__(self, intake: Intake) -> None:
        super().__init__(intake)
        self._undone = False
        self._cursor = 0

    def compose_step(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static("", id="says", markup=False)

    def on_mount(self) -> None:
        names = [command.id for command in self._choices()]
        wanted = "import_done.contracts" if "import_done.contracts" in names else "import_done.show"
        self._cursor = names.index(wanted) if wanted in names else 0
        self._paint()

    def on_resize(self) -> None:
        self._paint()

    def footer_commands(self) -> list[Command]:
        return [*self._choices(), BY_ID["back"], BY_ID["help"]]

    def _choices(self) -> list[Command]:
        return [BY_ID[name] for name in _NEXT if self.why_not(BY_ID[name]) is None]

    # What is seen

    def _paint(self) -> None:
        colours = self.app.theme_variables
        foreseen, results = self.intake.foreseen, self.intake.results
        assert foreseen is not None
        page = page_of(colours, self.size.width)
        if self._undone:
            page.text.append(f"{t('importing.undone')}\n", f"bold {colours['foreground']}")
        else:
            created, updated = sum(r.created for r in results), sum(r.updated for r in results)
            kinds = t("importing.and").join(dict.fromkeys(t(f"entity.{plan.entity}") for plan in foreseen.plans))
            said = t("importing.done", kind=kinds, created=f"{created:,}", updated=f"{updated:,}")
            page.text.append(f"{said}\n", f"bold {colours['success']}")
            for name in ("skipped", "conflicts", "rejected"):
                if count := foreseen.count(name):
                    role = "text-muted" if name == "skipped" else "warning"
                    page.note(t(f"importing.left.{name}", n=f"{count:,}"), role, indent=0)
            append_rejected(page, foreseen)
        page.gap()
        for number, command in enumerate(self._choices()):
            here = number == self._cursor
            key = key_label(with_keymap(command, self.csops.config_keymap)[0])
            page.text.append("▸ " if here else "  ", colours["accent"])
            page.text.append(f"{key:<3} ", f"bold {colours['accent']}")
            name = command.id.removeprefix("import_done.")
            words = self._words(name)
            page.text.append(f"{words}\n", f"bold {colours['foreground']}" if here else colours["foreground"])
        self.query_one("#says", Static).update(page.text)
        self.show_undo()

    def _words(self, name: str) -> str:
        seen = self.intake.seen
        if name == "contracts":
            return t("importing.next.contracts", names=", ".join(seen.contracts))
        if name == "show":
            return t("importing.next.show", kind=t(f"entity.{seen.part.entity}"))
        return t(f"importing.next.{name}")

    def action_move(self, by: int) -> None:
        """Go to the next or the previous choice."""
        self._cursor = (self._cursor + by) % max(1, len(self._choices()))
        self._paint()

    def action_choose(self) -> None:
        """Take the choice under the cursor."""
        choices = self._choices()
        self.action_command(choices[min(self._cursor, len(choices) - 1)].id)

    # What can be done

    def why_not_contracts(self) -> str | None:
        """The accounts are in, and the file has the columns of their contracts."""
        seen = self.intake.seen
        more = seen.contracts and "subscription" in seen.kinds and not self._undone
        return None if more else "importing.why.no_contracts"

    def why_not_write_rejects(self) -> str | None:
        """Something must have been rejected."""
        foreseen = self.intake.foreseen
        return None if foreseen and foreseen.count("rejected") else "importing.why.no_rejects"

    def why_not_profile(self) -> str | None:
        """What no profile says yet is worth keeping."""
        return "importing.why.kept" if self.intake.seen.profile or self._undone else None

    def why_not_undo(self) -> str | None:
        """What was written can be taken back once."""
        written = any(result.edit for result in self.intake.results)
        return None if written and not self._undone else "importing.why.undone"

    def do_contracts(self) -> None:
        """Go on to the contracts that stand in the same file."""
        self.look_again(self.intake.asked.read_as(entity="subscription"), lambda: self.go("dry_run"))

    def do_write_rejects(self) -> None:
        """Write the rows that could not be taken to a file, each with the reason."""
        from csops_tui.tui.screens.import_dry_run import write_rejects_of

        write_rejects_of(self)

    def do_show(self) -> None:
        """See what came in."""
        entity = self.intake.seen.part.entity
        csops = self.csops
        self.do_leave()
        csops.call_later(csops.do_go_sheet if entity in ("account", "usage") else lambda: csops.open_records(entity))

    def do_next_file(self) -> None:
        """Begin with another file."""
        from csops_tui.tui.screens.import_file import ImportScreen

        csops = self.csops
        csops.pop_screen()
        below = csops.screen
        if isinstance(below, ImportScreen):
            below.next_file()

    def do_profile(self) -> None:
        """Keep what the columns became, for the next file with the same columns."""
        from csops_tui.tui.ask_import import ask_text
        from csops_tui.tui.intake_reading import keep_profile

        seen = self.intake.seen

        def take(name: str) -> None:
            def answer(found: object) -> None:
                if isinstance(found, str):
                    self.csops.say(found, "error")
                else:
                    self.csops.say(t("importing.profile_kept", name=name))

            self.ask("profile", lambda _: (keep_profile(seen, name),), answer)

        ask_text(self.csops, t("importing.profile_name"), take, self.intake.asked.path.stem)

    do_import = do_next_file

    def why_not_import(self) -> str | None:
        """The next file can follow."""
        return None

    def do_undo(self) -> None:
        """Take the import back as one step, whatever was done since."""
        step, book = next(r.edit for r in self.intake.results if r.edit), self.csops.book

        def ask(_: Connection) -> Undone | BookError:
            try:
                return book.undo(step)
            except BookError as error:
                return error

        self.csops.say(t("importing.undoing"))
        self.load("undo", ask, self._taken_back)

    def _taken_back(self, answer: Undone | BookError) -> None:
        if isinstance(answer, BookError):
            self.csops.say(str(answer), "warning")
            return
        self._undone = True
        self._cursor = 0
        self.csops.wrote(answer.topics)
        self.csops.say(t("app.undone", label=answer.label))
        self._paint()

    def do_back(self) -> None:
        """Close the import."""
        self.do_leave()
