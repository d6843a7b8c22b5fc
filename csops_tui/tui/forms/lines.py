"""One field on the screen: its label, what is typed, and beside it what that is in full."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget

from csops_tui.locale import t
from csops_tui.model.codes import list_of
from csops_tui.store.choices import children, code_choices, code_matches, row_matches
from csops_tui.store.typed import Problem, Typing, as_typed, read_typed, spoken
from csops_tui.text.clean import clean
from csops_tui.text.width import clip
from csops_tui.tui.forms.editors import ChoiceEditor, FlagEditor, LineEditor, NoteEditor
from csops_tui.tui.forms.job import FormField
from csops_tui.tui.forms.suggest import Suggestion

# Cells for the text typed, by kind, where what is typed is short and its meaning stands beside it.
_WIDTH = {"day": 16, "moment": 20, "month": 12, "money": 18, "count": 12, "number": 12, "flag": 12}
LABEL = 24


class FieldLine(Widget):
    """A field: knows its text, reads its value, and offers what it may be set to."""

    DEFAULT_CSS = """
    FieldLine { layout: horizontal; height: 1; width: 1fr; }
    FieldLine.note { height: 4; }
    """

    def __init__(self, field: FormField, where: Typing, label_width: int = LABEL) -> None:
        super().__init__(id=f"line-{field.key.replace(':', '-')}", classes="note" if field.kind == "note" else "")
        self.field = field
        self.where = where
        self.editor: LineEditor | NoteEditor = _EDITORS.get(field.kind, LineEditor)()
        self.seen = ""
        self.by_hand = False
        self.parent_code: str | None = None
        self.wrong = False
        self._ahead = label_width
        self._echo = ""
        self._shown: tuple[bool, bool, str] | None = None
        self._start: tuple[str, Any] = ("", None)
        self._meant: dict[str, Any] = {}
        self.editor.styles.margin = (0, 0, 0, label_width)
        self.editor.styles.width = _WIDTH.get(field.kind, "1fr")

    def compose(self) -> ComposeResult:
        yield self.editor

    def render(self) -> Text:
        """The label, signs for changed, required and wrong, and after a short editor what its text is in full."""
        colours = self.app.theme_variables
        required = self.field.column.required
        sign, colour = ("!", colours["error"]) if self.wrong else ("*" if required else "", colours["accent"])
        text = Text(" ", no_wrap=True, end="")
        text.append("•" if self.changed else " ", colours["primary"])
        label = clip(clean(self.field.label), self._ahead - 4)
        text.append(label, colours["error"] if self.wrong else colours["text-muted"])
        text.append(f" {sign}" if sign else "", colour)
        wide = _WIDTH.get(self.field.kind)
        if self._echo and wide:
            text.pad_right(self._ahead + wide + 2 - text.cell_len)
            text.append(clip(self._echo, self.size.width - text.cell_len), colours["text-muted"])
        return text

    def mark(self, wrong: bool) -> None:
        """Show whether the text is wrong."""
        self.wrong, self._shown = wrong, None
        self.refresh()

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
        said = "" if wrong else spoken(self.field.column, found, self.where)
        # A field that nobody has come to yet is not wrong, only empty.
        shown = (self.changed, wrong and (bool(self.text) or self.by_hand), clean(said or self.field.aside))
        if shown != self._shown:
            _, self.wrong, self._echo = self._shown = shown
            self.refresh()
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
            parts.append(t("form.hint.list", names=names) if names else t("form.hint.none"))
        elif f"form.hint.{kind}" in _HINTS:
            parts.append(t(f"form.hint.{kind}"))
        if self.field.column.required:
            parts.insert(0, t("form.required"))
        return "  ".join(parts)


_EDITORS = {"note": NoteEditor, "flag": FlagEditor, "code": ChoiceEditor, "ref": ChoiceEditor}
_HINTS = {f"form.hint.{kind}" for kind in ("day", "moment", "month", "money", "count", "number", "flag", "note")}
