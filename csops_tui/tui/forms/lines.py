"""One field on the screen: its label, what is typed, and beside it what that is in full."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.model.codes import list_of
from csops_tui.store.choices import children, code_choices, code_matches, row_matches
from csops_tui.store.typed import Problem, Typing, as_typed, read_typed, spoken
from csops_tui.text.clean import clean
from csops_tui.tui.forms.editors import FlagEditor, LineEditor, NoteEditor
from csops_tui.tui.forms.job import FormField
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.widgets.cells import padded

# Cells for the text typed, by kind, where what is typed is short and its meaning stands beside it.
_WIDTH = {"day": 16, "moment": 20, "month": 12, "money": 18, "count": 12, "number": 12, "flag": 12}
LABEL = 24


class Label(Static):
    """The name of a field; a sign says that it must be filled in, another one that something is wrong."""

    DEFAULT_CSS = "Label { height: 1; color: $text-muted; }"

    def __init__(self, field: FormField, width: int) -> None:
        super().__init__()
        self._field = field
        self._wide = width
        self.wrong = False
        self.changed = False
        self.styles.width = width

    def mark(self, wrong: bool, changed: bool) -> None:
        """Show whether the text is wrong and whether it differs from what the book has."""
        if (wrong, changed) != (self.wrong, self.changed):
            self.wrong, self.changed = wrong, changed
            self.refresh()

    def render(self) -> Text:
        colours = self.app.theme_variables
        name = padded(clean(self._field.label), self._wide - 4)
        sign = (
            ("!", colours["error"]) if self.wrong else ("*", colours["accent"]) if self._field.column.required else None
        )
        text = Text(" ", no_wrap=True)
        text.append("•" if self.changed else " ", colours["primary"])
        text.append(name.rstrip(), colours["error"] if self.wrong else colours["text-muted"])
        text.append(f" {sign[0]}" if sign else "", sign[1] if sign else "")
        return text


class FieldLine(Horizontal):
    """A field: knows its text, reads its value, and offers what it may be set to."""

    DEFAULT_CSS = """
    FieldLine { height: auto; width: 1fr; }
    FieldLine .echo { height: 1; width: 1fr; padding: 0 1 0 2; color: $text-muted; }
    """

    def __init__(self, field: FormField, where: Typing, label_width: int = LABEL) -> None:
        super().__init__(id=f"line-{field.key.replace(':', '-')}")
        self.field = field
        self.where = where
        self.editor: LineEditor | NoteEditor = _EDITORS.get(field.kind, LineEditor)()
        self.label = Label(field, label_width)
        self._echo = Static("", classes="echo", markup=False)
        self._start: tuple[str, Any] = ("", None)
        self._meant: dict[str, Any] = {}
        self.seen = ""
        self.by_hand = False
        self.parent_code: str | None = None
        if wide := _WIDTH.get(field.kind):
            self.editor.styles.width = wide
        elif field.kind != "note":
            self.editor.styles.width = "2fr"

    def compose(self) -> ComposeResult:
        yield self.label
        yield self.editor
        if self.field.kind != "note":
            yield self._echo

    @property
    def text(self) -> str:
        """What is typed."""
        return self.editor.text

    @property
    def changed(self) -> bool:
        """Whether the text differs from the one the form began with."""
        return self.text != self._start[0]

    @property
    def offers(self) -> bool:
        """Whether there is a list to choose from."""
        return self.field.kind in ("code", "ref")

    def begin(self, value: Any) -> None:
        """Take the value the book has as the one from which changes count."""
        text = self._text_of(value)
        self._start = (text, value)
        self._remember(text, value)
        self.put(text)

    def put(self, text: str) -> None:
        """Set the text; it does not count as typed."""
        text = self.seen = clean(text, multiline=self.field.kind == "note")
        if self.editor.text != text:
            self.editor.text = text
            if isinstance(self.editor, NoteEditor):
                self.editor.move_cursor(self.editor.document.end)

    def put_value(self, value: Any) -> None:
        """Set the text to that of a value."""
        text = self._text_of(value)
        self._remember(text, value)
        self.put(text)

    def _text_of(self, value: Any) -> str:
        typed = as_typed(self.field.table, self.field.column, value, self.where)
        return clean(typed, multiline=self.field.kind == "note")

    def _remember(self, text: str, value: Any) -> None:
        """Texts say less than values (two rows of one name, seconds); what an amount is depends on the currency."""
        if self.field.kind != "money":
            self._meant[text] = value

    def take(self, suggestion: Suggestion) -> None:
        """Set the text to a choice from the list; it then means that row or word and no other of the name."""
        self._meant[suggestion.completion] = suggestion.value
        self.put(suggestion.completion)

    def value(self) -> Any | Problem:
        """The value as the book stores it, or why there is none."""
        text = self.text
        if text in self._meant and not (self._meant[text] is None and self.field.column.required):
            return self._meant[text]
        return read_typed(self.field.table, self.field.column, text, self.where)

    def show_state(self) -> Any | Problem:
        """Show beside the field what is typed in full, and on the label whether it is wrong; returns the value."""
        found = self.value()
        wrong = isinstance(found, Problem)
        # A field that nobody has come to yet is not wrong, only empty.
        self.label.mark(wrong and (bool(self.text) or self.by_hand), self.changed)
        if self.field.kind != "note":
            said = "" if wrong else spoken(self.field.column, found, self.where)
            self._echo.update(Content(clean(said or self.field.aside)))
        return found

    def suggestions(self, text: str | None) -> list[Suggestion]:
        """What the field may be set to that fits the text; with None everything, up to a screenful."""
        column = self.field.column
        conn = self.where.book.reader()
        if column.spec.kind == "ref":
            found = row_matches(conn, column.spec.target, text or "", self.where.account_id)
        elif column.spec.kind == "code":
            name = list_of(self.field.table, column.name, column.spec.target)
            closed = column.spec.closed
            found = code_matches(conn, name, closed, text) if text else code_choices(conn, name, closed)
            if self.parent_code:
                allowed = children(conn, name, self.parent_code)
                found = [choice for choice in found if choice.value in allowed]
        else:
            return []
        return [Suggestion(choice.value, choice.label, choice.detail) for choice in found]

    def hint(self) -> str:
        """What one can type here: the field's help, then its choices."""
        parts = [self.field.help] if self.field.help else []
        kind = self.field.kind
        if kind in ("code", "ref"):
            some = self.suggestions(None)
            names = " / ".join(item.label for item in some)
            parts.append(names if names else t("form.hint.none"))
        elif f"form.hint.{kind}" in _HINTS:
            parts.append(t(f"form.hint.{kind}"))
        if self.field.column.required:
            parts.insert(0, t("form.required"))
        return "  ".join(parts)


_EDITORS = {"note": NoteEditor, "flag": FlagEditor}
_HINTS = {f"form.hint.{kind}" for kind in ("day", "moment", "month", "money", "count", "number", "flag", "note")}
