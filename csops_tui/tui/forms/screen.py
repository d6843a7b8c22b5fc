"""A form on the whole screen: fields one below the other, each checked while it is typed, kept until it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static, TextArea

from csops_tui.locale import t
from csops_tui.store.errors import BookError, Refused
from csops_tui.store.typed import Problem
from csops_tui.tui.commands import BY_ID
from csops_tui.tui.forms.draft import DraftKeeper
from csops_tui.tui.forms.editors import Left, LineEditor, ListWanted, NoteEditor, OutsideWanted
from csops_tui.tui.forms.hint import HintLine
from csops_tui.tui.forms.job import Job, Values
from csops_tui.tui.forms.lines import FieldLine
from csops_tui.tui.forms.outside import edit_outside
from csops_tui.tui.forms.suggest import Suggestion, Suggestions
from csops_tui.tui.screens.base import BaseScreen

_WORKS_HERE = frozenset({"back", "quit", "help", "language", "theme"})


class FormScreen(BaseScreen):
    """One form; `job` says which fields, and saves them; `saved` is called once that is done."""

    scopes: ClassVar[tuple[str, ...]] = ("form",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "walk(-1)", show=False),
        Binding("down", "walk(1)", show=False),
        Binding("shift+tab", "step(-1)", show=False),
        Binding("tab", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]
    # Not CSS: that is looked for under the name of the subclass only.
    DEFAULT_CSS = """
    FormScreen { layers: base over; }
    FormScreen #fields { height: 1fr; overflow-y: auto; padding: 1 0 0 1; scrollbar-size-vertical: 1; }
    FormScreen .section { height: 1; color: $primary; text-style: bold; margin: 1 0 0 1; }
    FormScreen .section.first { margin: 0 0 0 1; }
    FormScreen Suggestions { layer: over; position: absolute; }
    """

    def __init__(
        self,
        job: Job,
        *,
        focus: str = "",
        saved: Callable[[], None] | None = None,
        typed: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self.job = job
        self._focus_first = focus
        self._saved = saved
        # What was typed on the way here is newer than any draft.
        self._typed_before = typed
        self._start: Values = {}
        self._restored = False
        self._set_aside: dict[str, Any] = {}
        self._said: dict[str, str] = {}
        self._done = False

    # Making it

    def compose_body(self) -> ComposeResult:
        yield from self.compose_fields()
        yield HintLine()
        yield Suggestions(id="choices")

    def compose_fields(self) -> ComposeResult:
        """The fields, one below the other."""
        self.lines = {field.key: FieldLine(field, self.job.where, self._label_width()) for field in self.job.fields}
        with Vertical(id="fields"):
            for number, (line, field) in enumerate(zip(self.lines.values(), self.job.fields, strict=True)):
                if field.section:
                    yield Static(field.section, classes="section" if number else "section first", markup=False)
                yield line

    def where(self) -> str:
        """What the first line says: what is being filled in."""
        return self.job.title

    def _label_width(self) -> int:
        from csops_tui.text.width import width

        return min(30, max((width(field.label) for field in self.job.fields), default=10) + 5)

    def on_mount(self) -> None:
        self.draft = DraftKeeper(self.csops, self.job.draft_key, self._typed)
        self._start = self.job.start()
        for key, line in self.lines.items():
            line.begin(self._start.get(key))
        kept = {key: text for key, text in self.draft.load().items() if key not in self._typed_before}
        self._put_texts(kept)
        self._restored = bool(kept)
        if kept:
            self.csops.say(t("form.draft_found"))
        self._show_all()
        first = self.lines.get(self._focus_first) or self._first_to_fill()
        self.set_focus(first.editor)

    def _show_all(self) -> None:
        self._limit(self.values()[0])
        for line in self.lines.values():
            line.show_state()
        self._about_all()

    def _first_to_fill(self) -> FieldLine:
        empty = (line for line in self.lines.values() if line.field.column.required and not line.text)
        return next(empty, next(iter(self.lines.values())))

    def on_unmount(self) -> None:
        if not self._done:
            self.draft.flush()

    def on_key(self, event: events.Key) -> None:
        """A letter that came before a field had the focus is not lost; later ones never get here."""
        if event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            if (line := self.line_here) is not None and isinstance(line.editor, LineEditor):
                line.editor.insert_text_at_cursor(event.character)

    # What is typed

    def _typed(self) -> dict[str, Any]:
        """The texts that differ from what the form began with."""
        return {key: line.text for key, line in self.lines.items() if line.changed}

    def _put_texts(self, texts: dict[str, Any]) -> None:
        for key, text in texts.items():
            if key in self.lines:
                self.lines[key].by_hand = True
                self.lines[key].put(str(text))

    def values(self) -> tuple[Values, dict[str, str]]:
        """All values that can be read, and what is wrong with the others."""
        values: Values = {}
        problems: dict[str, str] = {}
        for key, line in self.lines.items():
            found = line.value()
            if isinstance(found, Problem):
                problems[key] = found.words
            else:
                values[key] = found
        return values, problems

    @property
    def line_here(self) -> FieldLine | None:
        """The field that has the focus."""
        focused = self.focused
        return focused.parent if focused is not None and isinstance(focused.parent, FieldLine) else None

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, message: Input.Changed | TextArea.Changed) -> None:
        message.stop()
        line = message.control.parent
        if isinstance(line, FieldLine) and line.text != line.seen:
            line.seen = line.text
            self._offer(line)
            self._typed_into(line)

    def _typed_into(self, line: FieldLine) -> None:
        """Somebody gave this field its text: check it, keep it, and let others follow."""
        line.by_hand = True
        self._said.clear()
        found = line.show_state()
        if self.choices.display:
            line.mark(False)
        self.draft.touched()
        self.query_one(HintLine).show(problem=self._problem_of(line, found))
        self._follow(line)
        self._about_all()

    def _problem_of(self, line: FieldLine, found: Any) -> str:
        """While a list is open the half word in the field is no mistake yet."""
        if not isinstance(found, Problem) or self.choices.display:
            return ""
        return found.words if line.text or line.by_hand else ""

    def _follow(self, line: FieldLine) -> None:
        values, _ = self.values()
        if line.field.key in ("currency", "account_id") and line.field.key in values:
            where = replace(
                self.job.where, currency=values.get("currency") or "JPY", account_id=values.get("account_id")
            )
            for each in self.lines.values():
                each.where = where
        self._limit(values)
        for key, value in self.job.follow(line.field.key, values).items():
            other = self.lines[key]
            if not other.by_hand:
                other.put_value(value)
                other.show_state()

    def _limit(self, values: Values) -> None:
        """Codes of a second level are those of the first."""
        for line in self.lines.values():
            if line.field.parent:
                line.parent_code = values.get(line.field.parent)

    def _about_all(self) -> None:
        values, _ = self.values()
        self.query_one(HintLine).show(remark=self.job.remark(values))
        self._show_progress()

    def _show_progress(self) -> None:
        filled = sum(1 for line in self.lines.values() if line.text.strip())
        parts = [t("form.filled", n=filled, total=len(self.lines))]
        if self._restored:
            parts.append(t("form.from_draft"))
        self.title_bar.show(facts="   ".join(parts))

    # The list to choose from

    @property
    def choices(self) -> Suggestions:
        """The list over the form."""
        return self.query_one("#choices", Suggestions)

    def _offer(self, line: FieldLine) -> None:
        text = line.text.strip()
        items = line.suggestions(text) if line.offers and text else []
        if any(item.label == line.text for item in items):
            items = []
        self._open(line, items)

    @on(ListWanted)
    def _list_wanted(self, message: ListWanted) -> None:
        message.stop()
        if (line := self.line_here) is not None:
            items = line.suggestions(None)
            here = next((place for place, item in enumerate(items) if item.label == line.text), 0)
            self._open(line, items, here)

    def _open(self, line: FieldLine, items: list[Suggestion], cursor: int = 0) -> None:
        choices = self.choices
        choices.offer(items, cursor)
        if not items:
            return
        place = line.editor.region
        below = self.size.height - place.bottom - 1
        choices.rows = max(1, min(8, max(below, place.y - 1)))
        choices.offer(items, cursor)
        high = choices.lines_high
        top = place.bottom if high <= below else place.y - high
        wide = min(max(choices.cells_wide, 24), self.size.width - place.x)
        choices.styles.width, choices.styles.height = wide, high
        choices.styles.offset = (place.x, top)

    def _take(self, suggestion: Suggestion | None) -> None:
        line = self.line_here
        self.choices.offer([])
        if line is not None and suggestion is not None:
            line.take(suggestion)
            self._typed_into(line)

    @on(Suggestions.Taken)
    def _clicked(self, message: Suggestions.Taken) -> None:
        message.stop()
        self._take(message.suggestion)

    # Walking through the fields

    def on_descendant_focus(self) -> None:
        self.choices.offer([])
        line = self.line_here
        if line is None:
            return
        found = line.show_state()
        problem = found.words if isinstance(found, Problem) and line.text else ""
        self.query_one(HintLine).show(hint=line.hint(), problem=self._said.get(line.field.key, problem))

    def on_descendant_blur(self) -> None:
        for line in self.lines.values():
            line.show_state()

    def action_walk(self, lines: int) -> None:
        """Move in the open list, else to the next field."""
        if not self.query(Suggestions):
            return  # pressed before the form stands
        if self.choices.display:
            self.choices.move(lines)
        else:
            self._step(lines)

    def action_step(self, fields: int) -> None:
        """Take the choice, then go to the next field."""
        if not self.query(Suggestions):
            return
        if self.choices.display and fields > 0:
            self._take(self.choices.current)
        self._step(fields)

    def action_page(self, way: int) -> None:
        """Go on by half a screen of fields."""
        self._step(way * max(1, self.size.height // 2))

    def _step(self, by: int) -> None:
        order = list(self.lines.values())
        here = self.line_here
        at = order.index(here) if here else 0
        wanted = at + by
        if abs(by) == 1:
            wanted %= len(order)
        order[max(0, min(wanted, len(order) - 1))].editor.focus()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        if self.choices.display:
            self._take(self.choices.current)
        self._step(1)

    @on(Left)
    def _left_note(self, message: Left) -> None:
        message.stop()
        self._step(message.by)

    # Commands

    def show_undo(self) -> None:
        """Nothing: `u` is a letter here."""

    def action_command(self, command_id: str) -> None:
        """Only what belongs to a form works here: keys of the lists below must not act on them."""
        if BY_ID[command_id].scope in self.scopes or command_id in _WORKS_HERE:
            super().action_command(command_id)

    def footer_commands(self) -> list[Any]:
        """The form's own commands, and the way back."""
        return [*(c for c in super().footer_commands() if c.scope in self.scopes), BY_ID["back"]]

    def do_save(self) -> None:
        """Save and go back."""
        if self.choices.display:
            self._take(self.choices.current)
        values, problems = self.values()
        problems = problems or self.job.problems(values)
        if problems:
            self._point_to(problems)
            return
        if self.job.row_id and not self._typed():
            self.draft.finish()
            self._leave(t("form.same"))
            return
        label = self.job.label(values)
        try:
            with self.csops.book.edit(label) as edit:
                row_id = self.job.write(edit, values)
        except Refused as error:
            self._refused(error)
            return
        except BookError as error:
            kept = self.draft.flush()
            self.csops.say(f"{error} {t('form.unsaved_kept')}" if kept else str(error), "error")
            return
        self.draft.finish()
        if self._saved:
            self._saved()
        self.csops.wrote(edit.topics)
        self._leave(t("form.saved", label=label), row_id)

    def _leave(self, said: str, row_id: str = "") -> None:
        self._done = True
        app = self.csops
        app.pop_screen()
        app.say(said)
        if row_id:
            from csops_tui.tui.screens.listing import ListScreen

            below = app.here
            if isinstance(below, ListScreen) and below.table == self.job.table:
                below.call_after_refresh(below.sheet.select, row_id)

    def _point_to(self, problems: dict[str, str]) -> None:
        """Put the cursor on the first field that is wrong and say what is."""
        for key in problems:
            self.lines[key].by_hand = True
            self.lines[key].mark(True)
        key = next(key for key in self.lines if key in problems)
        self.lines[key].editor.focus()
        words = problems[key] if len(problems) == 1 else t("form.more", words=problems[key], n=len(problems) - 1)
        # Said again when the focus arrives, which is later than this.
        self._said = problems | {key: words}
        self.query_one(HintLine).show(problem=words)

    def _refused(self, error: Refused) -> None:
        from csops_tui.tui.forms.refusal import field_at_fault

        key = field_at_fault(error, self.job.table, list(self.lines))
        if key:
            self._point_to({key: str(error)})
        else:
            self.query_one(HintLine).show(problem=str(error))
            self.csops.say(str(error), "error")

    def do_back(self) -> None:
        """Close the list, else the form; what is typed stays as a draft."""
        if self.choices.display:
            self.choices.offer([])
            return
        kept = bool(self._typed())
        if not self.draft.flush():
            return
        self._done = True
        self.csops.pop_screen()
        if kept:
            self.csops.say(t("form.kept"))

    def why_not_fresh(self) -> str | None:
        """There must be something to put away, or to bring back."""
        return None if self._typed() or self._set_aside else "form.why.nothing_typed"

    def do_fresh(self) -> None:
        """Put away what is typed and begin with what the book has; once more brings it back."""
        typed, aside = self._typed(), self._set_aside
        for key, line in self.lines.items():
            line.by_hand = False
            line.put_value(self._start.get(key))
        if typed:
            self._set_aside = typed
        else:
            self._set_aside = {}
            self._put_texts(aside)
        self._restored = False
        self.draft.flush()
        self._show_all()
        self.csops.say(t("form.put_away" if typed else "form.brought_back"))

    def why_not_outside(self) -> str | None:
        """Only notes go to the editor."""
        return None if isinstance(self.focused, NoteEditor) else "form.why.no_note"

    def do_outside(self) -> None:
        """Edit the note in the person's own editor."""
        if isinstance(self.focused, NoteEditor):
            self._edit_outside(self.focused)

    @on(OutsideWanted)
    def _outside_wanted(self, message: OutsideWanted) -> None:
        message.stop()
        self._edit_outside(message.editor)

    def _edit_outside(self, editor: NoteEditor) -> None:
        self.draft.flush()
        text = edit_outside(self.csops, editor.text)
        if text is not None:
            editor.text = text
