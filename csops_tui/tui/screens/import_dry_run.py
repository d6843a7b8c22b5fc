"""What an import would do: how many records come, change, stay, conflict or fail, and every one of them with why."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.dry_run_words import overview
from csops_tui.tui.file_names import shown_path
from csops_tui.tui.intake import Intake
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.import_step import StepScreen, Told
from csops_tui.tui.widgets.filter_line import FilterLine
from csops_tui.tui.widgets.sheet import Sheet
from csops_tui.tui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from csops_tui.tui.intake_reading import Foreseen
    from csops_tui.tui.outcomes import OutcomeSource

_FOR_REJECTED = frozenset({"dry_run.forgive", "dry_run.rejects"})
_PARTS = ("overview", "created", "updated", "skipped", "conflicts", "rejected")


class DryRunScreen(StepScreen):
    """The figures first; `tab` goes through the lists of records, below which stands every field of one of them."""

    scopes: ClassVar[tuple[str, ...]] = ("import_dry_run",)
    step = "dry_run"
    DEFAULT_CSS = """
    DryRunScreen #parts { margin: 1 0 0 0; }
    DryRunScreen #overview { padding: 1 3; height: 1fr; }
    DryRunScreen #overview Static { height: auto; }
    DryRunScreen #fields { height: 40%; border-top: solid $border; padding: 0 1 0 3; }
    DryRunScreen #fields Static { height: auto; }
    """

    def __init__(self, intake: Intake) -> None:
        super().__init__(intake)
        self._part = "overview"

    def compose_step(self) -> ComposeResult:
        yield Tabs(id="parts")
        with VerticalScroll(id="overview"):
            yield Static("", markup=False)
        yield FilterLine(None)
        yield Sheet(RowsSource((), ()), empty_text=t("importing.none"), id="rows")
        with VerticalScroll(id="fields", can_focus=False):
            yield Static("", markup=False)

    @property
    def topics(self) -> frozenset[str]:  # type: ignore[override]
        """What the plan was made from: when that changes, it is made again."""
        entities = {part.entity for part in self.intake.seen.parts}
        return frozenset({*entities, "account", "contact", "member", "code", "event", "product"})

    def reload(self) -> None:
        if self.intake.foreseen is not None:
            self._foresee()

    def on_mount(self) -> None:
        self._show_part()
        if self.intake.foreseen is None:
            self._foresee()
        else:
            self._show()

    @property
    def sheet(self) -> Sheet:
        """The records of one outcome."""
        return self.query_one("#rows", Sheet)

    def footer_commands(self) -> list[Command]:
        if self._part == "overview":
            order = ("apply", "parts", "forgive", "rejects", "mapping", "preview")
        else:
            order = ("apply_now", "parts", "row", "find", "rejects", "mapping")
        own = [BY_ID[f"dry_run.{name}"] for name in order]
        # Where nothing was rejected the room belongs to the rest.
        shown = [c for c in own if c.id not in _FOR_REJECTED or self.why_not(c) is None]
        return [*shown, BY_ID["back"], BY_ID["help"]]

    # Working it out

    def _foresee(self) -> None:
        from csops_tui.tui.intake_reading import foresee

        self.sheet.set_source(RowsSource((), ()))
        self.intake.drop_plan()
        book, seen, telling = self.csops.book, self.intake.seen, self.telling()
        self._say(Text(t("importing.planning", n=0), self.app.theme_variables["text-muted"]))

        def ask(conn: Connection) -> tuple[Foreseen, dict[tuple[str, str], str]]:
            # What the words of the lists need is loaded here, not when the first one is painted.
            from csops_tui.tui.outcomes import planned_names

            found = foresee(book, seen, lambda done: telling(done, 0))
            return found, planned_names(found.plans, conn)

        self.ask("plan", ask, self._planned)

    @on(Told)
    def _told(self, message: Told) -> None:
        message.stop()
        if self.intake.foreseen is None:
            words = t("importing.planning", n=f"{message.done:,}")
            self._say(Text(words, self.app.theme_variables["text-muted"]))

    def _planned(self, answer: tuple[Foreseen, dict[tuple[str, str], str]] | str) -> None:
        if isinstance(answer, str):
            self._say(Text(clean(answer), self.app.theme_variables["error"]))
            return
        self.intake.foreseen, self.intake.names = answer
        self._show()
        if self._part != "overview":
            self._open(self._part)

    def _say(self, text: Text) -> None:
        self.query_one("#overview Static", Static).update(text)

    # What is seen

    def _show(self) -> None:
        self._say(overview(self.intake, self.app.theme_variables, self.size.width))
        self._show_part()

    def on_resize(self) -> None:
        if self.intake.foreseen is not None:
            self._say(overview(self.intake, self.app.theme_variables, self.size.width))

    def _show_part(self) -> None:
        whole = self._part == "overview"
        self.query_one("#overview").display = whole
        for name in ("#rows", "#fields"):
            self.query_one(name).display = not whole
        foreseen = self.intake.foreseen
        labels = [(name, _label(name, foreseen)) for name in _PARTS]
        self.query_one("#parts", Tabs).show(labels, self._part)
        (self.query_one("#overview") if whole else self.sheet).focus()
        self.show_undo()

    def _open(self, part: str) -> None:
        from csops_tui.tui.outcomes import OutcomeSource

        self._part = part
        foreseen = self.intake.foreseen
        if part != "overview" and foreseen:
            self.lift_filter()
            names = self.intake.names
            self.sheet.set_source(OutcomeSource(foreseen.plans, part, self.csops.book.reader(), names))
        self._show_part()

    @property
    def _records(self) -> OutcomeSource | None:
        from csops_tui.tui.outcomes import OutcomeSource

        source = self.sheet.source
        return source if isinstance(source, OutcomeSource) else None

    @on(Tabs.Clicked, "#parts")
    def _part_clicked(self, message: Tabs.Clicked) -> None:
        message.stop()
        if self.intake.foreseen:
            self._open(message.name)

    @on(Sheet.OrderWanted)
    def _order_wanted(self, message: Sheet.OrderWanted) -> None:
        message.stop()
        source, token = message.sheet.source, message.token
        wanted = message.sort, message.descending, message.quick

        def answer(keys: array[int]) -> None:
            message.sheet.set_order(keys, token)

        self.load("order", lambda _: source.order(*wanted), answer)

    @on(Sheet.Highlighted)
    def _highlighted(self, message: Sheet.Highlighted) -> None:
        message.stop()
        self.query_one("#fields Static", Static).update(self._fields())
        self.query_one("#fields", VerticalScroll).scroll_home(animate=False)
        self.show_undo()

    def _fields(self) -> Text:
        source, row_id = self._records, self.sheet.current_id
        if source is None or not row_id:
            return Text("")
        colours = self.app.theme_variables
        text = Text()
        for change in source.fields(row_id):
            line = Text(clean(change.label), colours["text-muted"])
            line.pad_right(max(1, 22 - line.cell_len))
            new = colours["error"] if change.kept and not change.before else colours["foreground"]
            if change.before and change.before != "–":
                line.append(change.before, colours["foreground"] if change.kept else colours["text-muted"])
                line.append(" ≠ " if change.kept else " → ", colours["warning"] if change.kept else colours["accent"])
                new = colours["text-muted"] if change.kept else new
            text.append_text(line.append(change.after, new)).append("\n")
        return text

    @on(Sheet.Opened)
    def _opened(self, message: Sheet.Opened) -> None:
        message.stop()
        self.action_command("dry_run.row")

    # The filter of a list

    @on(FilterLine.Typed)
    def _filter_typed(self, message: FilterLine.Typed) -> None:
        message.stop()
        self.sheet.set_quick(message.text)

    @on(FilterLine.Entered)
    def _filter_entered(self, message: FilterLine.Entered) -> None:
        message.stop()
        if not message.text:
            self.query_one(FilterLine).close()
        self.sheet.focus()

    def lift_filter(self) -> None:
        """Show all rows again."""
        self.query_one(FilterLine).close()
        self.sheet.set_quick("")

    # Commands

    def _unplanned(self) -> str | None:
        return None if self.intake.foreseen else "importing.why.no_plan"

    why_not_parts = why_not_parts_back = _unplanned

    def why_not_forgive(self) -> str | None:
        """Rows must have been rejected for want of something that can be added, or be forgiven already."""
        foreseen = self.intake.foreseen
        if foreseen is None:
            return "importing.why.no_plan"
        lacking = any(key in ("unknown_ref", "unknown_code") for plan in foreseen.plans for _, key in plan.reasons)
        return None if lacking or self.intake.asked.forgiving else "importing.why.nothing_lacks"

    def why_not_apply_import(self) -> str | None:
        """There must be something to write."""
        foreseen = self.intake.foreseen
        if foreseen is None:
            return "importing.why.no_plan"
        return None if foreseen.writes else "importing.nothing"

    why_not_apply_now = why_not_apply_import

    def why_not_write_rejects(self) -> str | None:
        """Something must have been rejected."""
        foreseen = self.intake.foreseen
        if foreseen is None:
            return "importing.why.no_plan"
        return None if foreseen.count("rejected") else "importing.why.no_rejects"

    def why_not_row(self) -> str | None:
        """A record that has fields must be under the cursor."""
        source = self._records if self._part != "overview" else None
        if source is None or not self.sheet.current_id:
            return "why.no_row"
        return "importing.why.no_fields" if source.outcome == "skipped" else None

    def why_not_find_rows(self) -> str | None:
        """Only a list is narrowed down."""
        return "importing.why.no_list" if self._part == "overview" else None

    def do_parts(self) -> None:
        """Go to the next list that holds something."""
        self._step(1)

    def do_parts_back(self) -> None:
        """Go to the list before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        foreseen = self.intake.foreseen
        assert foreseen is not None
        full = [name for name in _PARTS if name == "overview" or foreseen.count(name)]
        here = full.index(self._part) if self._part in full else 0
        self._open(full[(here + by) % len(full)])

    def do_find_rows(self) -> None:
        """Type words that a row must contain."""
        self.query_one(FilterLine).open(self.sheet.quick or None)

    def do_row(self) -> None:
        """Show every field of the record under the cursor."""
        from csops_tui.tui.screens.import_row import RowScreen

        source, row_id = self._records, self.sheet.current_id
        assert source is not None and row_id
        title = t("importing.line", n=f"{source.line(row_id):,}")
        self.csops.push_screen(RowScreen(title, source.outcome, source.fields(row_id)))

    def do_forgive(self) -> None:
        """Add words that no list knows and leave references empty that are not found, or reject them again."""
        from dataclasses import replace

        asked = self.intake.asked
        self.look_again(replace(asked, forgiving=not asked.forgiving), self._planned_anew)

    def _planned_anew(self) -> None:
        self._open("overview")
        self._foresee()

    def do_write_rejects(self) -> None:
        """Write the rows that cannot be taken to a file, each with the reason."""
        write_rejects_of(self)

    def do_mapping(self) -> None:
        """Look at what the columns become."""
        self.stop()
        self.go("mapping")

    def do_preview(self) -> None:
        """Look at the first rows of the file."""
        self.stop()
        self.go("preview")

    def do_apply_import(self) -> None:
        """Carry the import out as one step."""
        self.go("apply")

    do_apply_now = do_apply_import

    def do_back(self) -> None:
        """Close the filter, else back to the figures, else to the step before."""
        if self._part != "overview" and (self.sheet.quick or self.query_one(FilterLine).in_use):
            self.lift_filter()
            self.sheet.focus()
        elif self._part != "overview":
            self._open("overview")
        else:
            self.stop()
            if self.intake.quick:
                self.back_to_file()
            else:
                self.go("mapping")


def _label(part: str, foreseen: Foreseen | None) -> str:
    counted = f" {foreseen.count(part):,}" if foreseen and part != "overview" else ""
    return t(f"importing.part.{part}") + counted


def write_rejects_of(screen: StepScreen) -> None:
    """Write the rejected rows of an import beside its file, in a thread, and say where they are."""
    from csops_tui.tui.intake_reading import rejects_files

    foreseen: Any = screen.intake.foreseen
    count = foreseen.count("rejected")

    def answer(found: Any) -> None:
        if isinstance(found, str):
            screen.csops.say(found, "error")
        else:
            paths = t("importing.and").join(map(shown_path, found))
            screen.csops.say(t("importing.rejects_written", n=f"{count:,}", path=paths))

    screen.ask("rejects", lambda _: rejects_files(foreseen), answer)
